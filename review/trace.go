package review

import (
	"context"
	"errors"

	"shinsa/imaging"
	"shinsa/review/compare"
	"shinsa/review/kinds"
)

// A Trace is a keyed token by which a sent round is known again: of what was typed, or of a picture.
type Trace struct {
	Token []byte
	Image ImageID // empty for what was typed
}

// Classes of traces. They differ from those of search tokens, so that the two tables cannot be joined.
const (
	traceNumber = "trace.number"
	tracePerson = "trace.person" // name and birth date together
	traceHome   = "trace.home"   // address and room together
	traceBytes  = "trace.bytes"  // the bytes of a picture
	traceLook   = "trace.look"   // a band of how it looks
)

// imageFacts is what is sealed beside a picture.
type imageFacts struct {
	imaging.Facts
	Likeness imaging.Likeness `json:"likeness,omitempty"`
}

// likenessSide is the side whose pictures are looked for by how they look: the first, which shows the person.
// The empty backs of two cards look alike, and that means nothing.
func likenessSide(k *kinds.Kind) string {
	if len(k.Sides) == 0 {
		return ""
	}
	return k.Sides[0].ID
}

// fieldTraces are those of what was typed. A value that is missing leaves none.
func (d *Desk) fieldTraces(f Fields) (number, person, home []byte) {
	token := func(class, value string) []byte {
		if value == "" {
			return nil
		}
		return d.Keys.Token(class, value)
	}
	return token(traceNumber, compare.FoldNumber(f[FieldNumber])), token(tracePerson, compare.PersonTerm(f[FieldName], f[FieldBirthDate])),
		token(traceHome, compare.HomeTerm(f[FieldAddress], f[FieldRoom]))
}

// bytesTrace is the trace of the bytes of a picture, by their keyed digest.
func (d *Desk) bytesTrace(digest []byte) []byte { return d.Keys.Token(traceBytes, string(digest)) }

func (d *Desk) lookTraces(bands []imaging.Band) [][]byte {
	out := make([][]byte, len(bands))
	for i, b := range bands {
		out[i] = d.Keys.Token(traceLook, string(b))
	}
	return out
}

// traces are those of a round that is being sent. Pictures that were carried over have theirs already. A
// round whose pictures belong to another submission leaves none: see ShareImages.
func (d *Desk) traces(ctx context.Context, s SubmissionID, k *kinds.Kind, f Fields, images []RoundImage) ([]Trace, error) {
	if borrowed(s, images) {
		return nil, nil
	}
	var out []Trace
	number, person, home := d.fieldTraces(f)
	for _, token := range [][]byte{number, person, home} {
		if token != nil {
			out = append(out, Trace{Token: token})
		}
	}
	for _, i := range images {
		if i.Carried {
			continue
		}
		out = append(out, Trace{d.bytesTrace(i.Image.Digest), i.Image.ID})
		if i.Side != likenessSide(k) {
			continue
		}
		facts, err := d.imageFacts(ctx, i.Image)
		if err != nil {
			return nil, err
		}
		for _, token := range d.lookTraces(facts.Likeness.Bands()) {
			out = append(out, Trace{token, i.Image.ID})
		}
	}
	return out, nil
}

// borrowed says whether a picture is another submission's, as in a demonstration: there hundreds share one
// picture and what was typed with it, which tells nothing.
func borrowed(s SubmissionID, images []RoundImage) bool {
	for _, i := range images {
		if i.Image.Submission != s {
			return true
		}
	}
	return false
}

// imageFacts opens what is sealed beside a picture; nothing when it was destroyed.
func (d *Desk) imageFacts(ctx context.Context, i Image) (imageFacts, error) {
	var facts imageFacts
	if len(i.Facts) == 0 {
		return facts, nil
	}
	err := d.openJSON(ctx, i.Key, bindImage(i.ID, "facts"), i.Facts, &facts)
	if errors.Is(err, ErrErased) {
		return imageFacts{}, nil
	}
	return facts, err
}

package review

import (
	"context"
	"slices"

	"shinsa/review/kinds"
)

// asked is what the decision that stands asked for anew.
type asked struct {
	sides    []string // of which the image does not carry over
	demanded []string // of which an image must be sent
}

// askedFor reads what the decision that stands asked for; nothing when none stands.
func (d *Desk) askedFor(ctx context.Context, r Reader, s *Submission) (asked, error) {
	if s.Decision == "" {
		return asked{}, nil
	}
	rec, err := r.Decision(ctx, s.Decision)
	if err != nil {
		return asked{}, err
	}
	_, a, err := d.askedBy(ctx, r, rec.Decision, s.Sides)
	return a, err
}

// askedBy reads what a decision asked for of somebody who had sent pictures of some sides, and the kind that it was
// decided under. Nothing and a nil kind where it did not ask.
func (d *Desk) askedBy(ctx context.Context, r Reader, dec Decision, sent []string) (*kinds.Kind, asked, error) {
	if dec.Outcome != Resubmit {
		return nil, asked{}, nil
	}
	k, err := d.kindAsDecided(ctx, r, dec.Kind, dec.KindVersion)
	if err != nil {
		return nil, asked{}, err
	}
	marks, err := d.openMarks(ctx, dec)
	if err != nil {
		return nil, asked{}, err
	}
	return k, askedOf(k, dec.Reasons, marks, sent), nil
}

// askedOf works out which sides reasons ask for. A reason that names a single side demands a picture of it, of
// several sides of those that were sent before.
func askedOf(k *kinds.Kind, reasons []string, marks []Mark, sent []string) asked {
	var a asked
	for _, id := range reasons {
		r, ok := k.Reason(id)
		if !ok {
			continue
		}
		for _, side := range concerned(r, marks) {
			a.sides = onceMore(a.sides, side)
			if len(r.Sides) == 1 || slices.Contains(sent, side) {
				a.demanded = onceMore(a.demanded, side)
			}
		}
	}
	return a
}

// concerned are the sides of which a reason asks for new pictures: all that the kind names for it, unless the reviewer
// pinned it to places on some of them and it finds fault with the picture alone. A document that will not do is to be
// shown whole again, wherever it was pinned to.
func concerned(r kinds.Reason, marks []Mark) []string {
	if !r.OfPicture() {
		return r.Sides
	}
	var marked []string
	for _, side := range r.Sides {
		if slices.ContainsFunc(marks, func(m Mark) bool { return m.Reason == r.ID && m.Side == side }) {
			marked = append(marked, side)
		}
	}
	if marked == nil {
		return r.Sides
	}
	return marked
}

// onceMore appends what is not there yet.
func onceMore(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// kindAsDecided is a kind in the version under which a decision was made.
func (d *Desk) kindAsDecided(ctx context.Context, r Reader, id, version string) (*kinds.Kind, error) {
	if k, ok := d.Kinds.Set().Kind(id); ok && k.Version == version {
		return k, nil
	}
	snapshot, err := r.KindSnapshot(ctx, id, version)
	if err != nil {
		return nil, err
	}
	k, _, err := kinds.ParseSnapshot(snapshot)
	return k, err
}

package handlers

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"shinsa/review"
)

// deskForm is the form of a decision as a browser would send it.
type deskForm struct {
	url.Values
	items   []string // that can be answered
	reasons []string // that can be chosen
}

// deskForm reads the form of a decision from the review page.
func (a answer) deskForm() deskForm {
	a.t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	f := deskForm{Values: url.Values{}}
	for form := range doc.Descendants() {
		if form.Data != "form" || !strings.HasSuffix(attr(form, "action"), "/decision") {
			continue
		}
		for n := range form.Descendants() {
			name, kind := attr(n, "name"), attr(n, "type")
			_, checked := attrOK(n, "checked")
			switch {
			case name == "" || n.Data == "button":
			case n.Data == "textarea":
				f.Set(name, "")
				if n.FirstChild != nil {
					f.Set(name, n.FirstChild.Data)
				}
			case kind == "radio" || kind == "checkbox":
				if item, ok := strings.CutPrefix(name, "check."); ok && !slices.Contains(f.items, item) {
					f.items = append(f.items, item)
				} else if name == "reason" {
					f.reasons = append(f.reasons, attr(n, "value"))
				}
				if checked {
					f.Add(name, attr(n, "value"))
				}
			default:
				f.Set(name, attr(n, "value"))
			}
		}
		return f
	}
	a.t.Fatalf("%s: there is no form of a decision\n%s", a.what, a.text())
	return f
}

// answered is the form with "yes" to everything, changed by pairs of a field and a value. A field with the
// value "-" is left out.
func (f deskForm) answered(o review.Outcome, pairs ...string) url.Values {
	v := maps.Clone(f.Values)
	for _, item := range f.items {
		v.Set("check."+item, "yes")
	}
	v.Set("outcome", string(o))
	for i := 0; i < len(pairs); i += 2 {
		switch {
		case pairs[i+1] == "-":
			v.Del(pairs[i])
		case pairs[i] == "reason":
			v.Add("reason", pairs[i+1])
		default:
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

// held is a submission that one of the people has claimed, and its form.
func (b *browser) held() (review.Reference, deskForm) {
	b.t.Helper()
	ref, _ := b.submission()
	b.post(reviewPath(ref)+"/claim", nil).leadsTo(reviewPath(ref))
	return ref, b.get(reviewPath(ref)).is(200).deskForm()
}

// fetched says whether it was recorded that a person was given the latest picture of a side under the
// submission's claim.
func (d *testDesk) fetched(name string, ref review.Reference, side string) bool {
	return d.recorded(name, ref, side, review.Tx.Fetched)
}

// recorded asks by recording it, and undoes that: the answer is whether it was there before.
func (d *testDesk) recorded(name string, ref review.Reference, side string,
	record func(review.Tx, context.Context, review.StaffID, review.ImageID, string, time.Time) (bool, error)) (was bool) {
	d.t.Helper()
	ctx, person := d.t.Context(), d.actor(name).ID
	s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	if err != nil {
		d.t.Fatal(err)
	}
	undo := errors.New("only asked")
	err = d.store.Write(ctx, func(tx review.Tx) error {
		images, err := tx.Images(ctx, s.ID, s.Round)
		if err != nil {
			return err
		}
		for _, i := range images {
			if i.Side != side {
				continue
			}
			first, err := record(tx, ctx, person, i.Image.ID, s.Claim.ID, d.clock.now())
			if err != nil {
				return err
			}
			was = !first
		}
		return undo
	})
	if !errors.Is(err, undo) {
		d.t.Fatal(err)
	}
	return was
}

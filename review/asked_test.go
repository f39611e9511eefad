package review_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"shinsa/review"
)

// A reviewer who pins what is wrong to one picture asks for that one: the other carries over, and the page, the mail
// and what is checked when it is sent again say the same.
func TestOnlyThePictureThatWasMarkedIsAskedFor(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		token, ref := d.sent()
		d.must(d.Claim(ctx, reviewer, ref, false))
		f := d.form(reviewer, ref, review.Resubmit, "unreadable")
		f.Marks = []review.Mark{{Reason: "unreadable", Side: "back", X: 10, Y: 10, W: 500, H: 500}}
		id, err := d.Decide(ctx, reviewer, ref, f)
		d.must(err)
		d.pass(time.Minute)

		missing := func(want ...string) {
			t.Helper()
			v, err := d.OpenLink(ctx, token)
			d.must(err)
			var got []string
			for _, m := range v.Missing {
				got = append(got, m.Field)
			}
			if !slices.Equal(got, want) || !slices.Equal(v.Asked, []string{"back"}) {
				t.Errorf("the page asks for %v, %v is missing, want %v", v.Asked, got, want)
			}
		}
		missing("image.back")
		s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
		d.must(err)
		l, err := d.Letter(ctx, review.Parcel{Topic: review.TopicOutcome, Submission: s.ID, Decision: id})
		d.must(err)
		if !slices.Equal(l.Pictures, []string{"Back"}) {
			t.Errorf("the mail asks for %v", l.Pictures)
		}
		if _, err := d.LinkImage(ctx, token, "front", 0); err != nil {
			t.Errorf("the front does not carry over: %v", err)
		}
		if _, err := d.LinkImage(ctx, token, "back", 0); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("the back carries over: %v", err)
		}

		var wrong review.FieldErrors
		if err := d.Submit(ctx, token, "en", ""); !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Word != "field-error.image-asked" {
			t.Errorf("sent without the new back: %v", err)
		}
		if err := d.AddImage(ctx, token, "back", "back.jpg", picture(2)); !errors.Is(err, review.ErrSamePicture) {
			t.Errorf("the old back again: %v", err)
		}
		d.must(d.AddImage(ctx, token, "back", "back.jpg", picture(3)))
		d.must(d.AddImage(ctx, token, "front", "front.jpg", picture(1))) // nobody found fault with it
		missing()
		d.must(d.Submit(ctx, token, "en", ""))
	})
}

package review_test

import (
	"testing"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/views/words"
)

// The moment at which the authority's inquiry was answered is kept from the first answer to the decision, and
// is another one when the answer is.
func TestWhenTheInquiryWasAnswered(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		catalogue, err := words.Load()
		d.must(err)
		d.Kinds, err = kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(catalogue, nil, kinds.LapsedInquiry) })
		d.must(err)
		_, ref := d.sent()
		d.must(d.Claim(ctx, reviewer, ref, false))
		const item = review.ItemNotLapsed
		save := func(a review.Answer) time.Time {
			t.Helper()
			// A time that comes with the form counts for nothing.
			w := review.WorksheetContent{Answers: review.Answers{item: a, "legible": review.Yes}, Times: review.AnswerTimes{item: time.Unix(1, 0)}}
			d.must(d.SaveWorksheet(ctx, reviewer, ref, w))
			v, err := d.Review(ctx, reviewer, ref)
			d.must(err)
			if len(v.Worksheet.Times) > 1 {
				t.Errorf("times %v", v.Worksheet.Times)
			}
			return v.Worksheet.Times[item]
		}
		first := d.now()
		if at := save(review.Yes); !at.Equal(first) {
			t.Errorf("answered at %s, want %s", at, first)
		}
		d.pass(3 * time.Minute)
		if at := save(review.Yes); !at.Equal(first) {
			t.Errorf("the same answer is from %s, want %s", at, first)
		}
		second := d.now()
		if at := save(review.NA); !at.Equal(second) {
			t.Errorf("another answer is from %s, want %s", at, second)
		}
		if at := save(""); !at.IsZero() {
			t.Errorf("no answer is from %s", at)
		}
		d.pass(time.Minute)
		third := d.now()
		save(review.Yes)
		d.pass(time.Minute)

		form := d.form(reviewer, ref, review.Approve)
		id, err := d.Decide(ctx, reviewer, ref, form)
		d.must(err)
		read := func() review.AnswerTimes {
			rec, err := d.store.Decision(ctx, id)
			d.must(err)
			return rec.Times
		}
		if at := read(); len(at) != 1 || !at[item].Equal(third) {
			t.Errorf("the decision has %v, want %s", at, third)
		}
		// Taken back, the moment comes back with the answer; decided anew it stays.
		_, err = d.Retract(ctx, reviewer, id)
		d.must(err)
		d.pass(time.Minute)
		id, err = d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Approve))
		d.must(err)
		if at := read(); !at[item].Equal(third) {
			t.Errorf("decided again, it has %v, want %s", at, third)
		}
	})
}

// What is answered with the decision itself was answered then.
func TestAnInquiryAnsweredWithTheDecision(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	catalogue, err := words.Load()
	d.must(err)
	d.Kinds, err = kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(catalogue, nil, kinds.LapsedInquiry) })
	d.must(err)
	_, ref := d.sent()
	id := d.decided(reviewer, ref, review.Approve)
	rec, err := d.store.Decision(ctx, id)
	d.must(err)
	if at := rec.Times[review.ItemNotLapsed]; !at.Equal(rec.DecidedAt) {
		t.Errorf("answered at %s, decided at %s", at, rec.DecidedAt)
	}
}

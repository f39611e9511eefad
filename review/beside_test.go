package review_test

import (
	"errors"
	"testing"
	"time"

	"shinsa/review"
)

func TestUpNextListsWhatIsFree(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var refs []review.Reference
	for range 4 {
		_, ref := d.sent()
		refs = append(refs, ref)
		d.pass(time.Minute)
	}
	d.must(d.Claim(ctx, reviewer, refs[0], false))
	d.must(d.Claim(ctx, reviewer2, refs[1], false))
	p, err := d.UpNext(ctx, reviewer, 1)
	d.must(err)
	if len(p.Rows) != 1 || p.Rows[0].Reference != refs[2] {
		t.Errorf("next are %v, want %s", p.Rows, refs[2])
	}
	if len(p.Held) != 1 || p.Held[0].Reference != refs[0] {
		t.Errorf("held are %v, want %s", p.Held, refs[0])
	}
	if p.Counts.ByState[review.Waiting] != 4 || !p.LastDecided.IsZero() {
		t.Errorf("the counts are %v, and the last was decided at %s", p.Counts.ByState, p.LastDecided)
	}
	if _, err := d.UpNext(ctx, support, 1); !errors.Is(err, review.ErrDenied) {
		t.Errorf("support sees the strip: %v", err)
	}
}

func TestTheEmptyQueueTellsWhenTheLastWasDecided(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	queue := func() *review.QueuePage {
		p, err := d.Queue(ctx, reviewer, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest})
		d.must(err)
		return p
	}
	if p := queue(); !p.LastDecided.IsZero() {
		t.Errorf("nothing was decided yet, and it was at %s", p.LastDecided)
	}
	_, ref := d.sent()
	d.decided(reviewer2, ref, review.Approve)
	at := d.now()
	if p := queue(); !p.LastDecided.IsZero() {
		t.Error("a decision shows before it has taken effect")
	}
	d.pass(11 * time.Second)
	if p := queue(); !p.LastDecided.Equal(at) {
		t.Errorf("the last was decided at %s, want %s", p.LastDecided, at)
	}
}

func TestAnswersAreKeptAlsoAfterTheClaim(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	d.pass(11 * time.Minute)
	d.must(d.Claim(ctx, reviewer2, ref, false))
	work := review.WorksheetContent{Answers: review.Answers{"legible": review.No}, Note: "blurred"}
	var holder *review.NotHolderError
	if err := d.SaveWorksheet(ctx, reviewer, ref, work); !errors.As(err, &holder) || holder.Holder != reviewer2.ID {
		t.Fatalf("saving without the claim: %v", err)
	}
	kept := func(a review.Actor) review.WorksheetContent {
		v, err := d.Review(ctx, a, ref)
		d.must(err)
		return v.Worksheet
	}
	if got := kept(reviewer); got.Note != "blurred" || got.Answers["legible"] != review.No {
		t.Errorf("kept is %+v", got)
	}
	if got := kept(reviewer2); got.Note != "" {
		t.Errorf("somebody else reads %+v", got)
	}
	// What is decided has its answers already.
	_, err := d.Decide(ctx, reviewer2, ref, d.form(reviewer2, ref, review.Approve))
	d.must(err)
	work.Note = "after the decision"
	if err := d.SaveWorksheet(ctx, reviewer, ref, work); err == nil {
		t.Error("a decided submission takes answers")
	}
	if got := kept(reviewer); got.Note == "after the decision" {
		t.Error("answers of what is decided are kept")
	}
}

func TestTwoLongTextsAreOneRefusal(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	f := d.form(reviewer, ref, review.Approve)
	f.Note, f.Message = string(make([]byte, 3)), "\xff"
	var rule *review.DecisionError
	if _, err := d.Decide(ctx, reviewer, ref, f); !errors.As(err, &rule) || rule.Code != "text-characters" {
		t.Errorf("got %v", err)
	}
}

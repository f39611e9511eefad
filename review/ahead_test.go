package review_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"shinsa/review"
)

func TestTheNextOneIsKeptReady(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, first := d.sent()
	d.pass(time.Second)
	_, second := d.sent()
	d.pass(time.Second)
	_, third := d.sent()
	d.must(d.Claim(ctx, reviewer, first, false))

	kept, err := d.Reserve(ctx, reviewer)
	d.must(err)
	if kept.Reference != second || !kept.Until.Equal(d.now().Add(d.set.AheadLease)) {
		t.Fatalf("kept ready is %+v, want %s", kept, second)
	}
	d.pass(time.Minute)
	again, err := d.Reserve(ctx, reviewer)
	d.must(err)
	if again.Reference != second || !again.Until.After(kept.Until) {
		t.Errorf("asked again: %+v, want the same for longer", again)
	}

	// Others see it and get another one; it is not what the person has in hand.
	row, err := d.FindReference(ctx, reviewer2, second)
	d.must(err)
	if row.HolderID != reviewer.ID || !row.HolderAhead {
		t.Errorf("a colleague sees %+v", row)
	}
	if ref, err := d.Next(ctx, reviewer2); err != nil || ref != third {
		t.Errorf("a colleague gets %s, %v; want %s", ref, err, third)
	}
	if ref, err := d.InHand(ctx, reviewer); err != nil || ref != first {
		t.Errorf("in hand is %s, %v; want %s", ref, err, first)
	}

	// Coming to it makes it the usual claim, and the time on it begins then.
	if _, err := d.Decide(ctx, reviewer, first, d.form(reviewer, first, review.Approve)); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Minute)
	if ref, err := d.Next(ctx, reviewer); err != nil || ref != second {
		t.Fatalf("next is %s, %v; want %s", ref, err, second)
	}
	d.pass(30 * time.Second)
	id, err := d.Decide(ctx, reviewer, second, d.form(reviewer, second, review.Approve))
	d.must(err)
	dec, err := d.store.Decision(ctx, id)
	d.must(err)
	if dec.Handling != 30*time.Second {
		t.Errorf("handling took %s, want what passed since he came to it", dec.Handling)
	}
	if _, err := d.Reserve(ctx, reviewer); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("with nothing left: %v", err)
	}
}

func TestWhatIsKeptReadyIsFreeAfterAPause(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, first := d.sent()
	d.pass(time.Second)
	_, second := d.sent()
	d.must(d.Claim(ctx, reviewer, first, false))
	if _, err := d.Reserve(ctx, reviewer); err != nil {
		t.Fatal(err)
	}
	d.pass(d.set.AheadLease)
	if ref, err := d.Next(ctx, reviewer2); err != nil || ref != second {
		t.Errorf("a colleague gets %s, %v; want %s", ref, err, second)
	}
}

func TestGoingBackGivesTheNextOneBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, first := d.sent()
	d.pass(time.Second)
	_, second := d.sent()
	id := d.decided(reviewer, first, review.Approve)
	d.must(d.Claim(ctx, reviewer, second, false))
	if _, err := d.Retract(ctx, reviewer, id); err != nil {
		t.Fatal(err)
	}
	d.must(d.PutBack(ctx, reviewer, second))
	d.must(d.PutBack(ctx, reviewer, second)) // a doubled click
	row, err := d.FindReference(ctx, reviewer, second)
	d.must(err)
	if row.HolderID != "" {
		t.Errorf("it is still held by %s", row.HolderID)
	}
	d.decided(reviewer, first, review.Approve)
	if ref, err := d.Next(ctx, reviewer); err != nil || ref != second {
		t.Errorf("next is %s, %v; want %s, which was not passed over", ref, err, second)
	}
	d.must(d.PutBack(ctx, reviewer2, second)) // what he does not hold stays
	if row, err := d.FindReference(ctx, reviewer, second); err != nil || row.HolderID != reviewer.ID {
		t.Errorf("a colleague gave it back: %+v, %v", row, err)
	}
}

func TestSendingTwiceIsOneDecision(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	f := d.form(reviewer, ref, review.Approve)
	f.Attempt = review.DecisionID(uuid.Must(uuid.NewV7()).String())
	id, err := d.Decide(ctx, reviewer, ref, f)
	d.must(err)
	d.pass(time.Minute) // the answer was lost, and it is sent once more when there is a connection again
	again, err := d.Decide(ctx, reviewer, ref, f)
	if err != nil || again != id || id != f.Attempt {
		t.Errorf("sent again: %s, %v; want %s", again, err, id)
	}
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	if len(v.History) != 1 {
		t.Errorf("there are %d decisions", len(v.History))
	}
	for what, change := range map[string]func(*review.DecisionForm){
		"outcome": func(f *review.DecisionForm) { f.Outcome, f.Reasons = review.Reject, []string{"cropped"} },
		"answer":  func(f *review.DecisionForm) { f.Answers = maps.Clone(f.Answers); f.Answers["legible"] = review.No },
		"reason":  func(f *review.DecisionForm) { f.Reasons = []string{"cropped"} },
	} {
		differs := f
		change(&differs)
		if _, err := d.Decide(ctx, reviewer, ref, differs); !errors.Is(err, review.ErrAlreadyDecided) {
			t.Errorf("the same page with another %s: %v", what, err)
		}
	}

	_, other := d.sent()
	d.must(d.Claim(ctx, reviewer2, other, false))
	g := d.form(reviewer2, other, review.Approve)
	g.Attempt = f.Attempt
	if _, err := d.Decide(ctx, reviewer2, other, g); !errors.Is(err, review.ErrAlreadyDecided) {
		t.Errorf("with somebody else's id: %v", err)
	}
}

func TestAnswersGivenTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	refused := func(why string, change func(f *review.DecisionForm)) {
		t.Helper()
		f := d.form(reviewer, ref, review.Approve)
		change(&f)
		var rule *review.DecisionError
		if _, err := d.Decide(ctx, reviewer, ref, f); !errors.As(err, &rule) {
			t.Errorf("%s: %v", why, err)
		}
	}
	refused("the name", func(f *review.DecisionForm) { f.Bulk = []string{"name-matches"} })
	refused("an item that there is not", func(f *review.DecisionForm) { f.Bulk = []string{"nothing"} })
	d.set.BulkYes = false
	refused("switched off", func(f *review.DecisionForm) { f.Bulk = []string{"legible"} })
	d.set.BulkYes = true

	f := d.form(reviewer, ref, review.Approve)
	f.Bulk = []string{"legible", "kind-matches", "legible"}
	id, err := d.Decide(ctx, reviewer, ref, f)
	d.must(err)
	dec, err := d.store.Decision(ctx, id)
	d.must(err)
	if want := []string{"kind-matches", "legible"}; !slices.Equal(dec.Bulk, want) {
		t.Errorf("recorded is %v, want %v", dec.Bulk, want)
	}
	if _, err := d.Retract(ctx, reviewer, id); err != nil {
		t.Fatal(err)
	}
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	if !slices.Equal(v.Worksheet.Bulk, dec.Bulk) {
		t.Errorf("after taking back: %v, want %v", v.Worksheet.Bulk, dec.Bulk)
	}
}

func TestWhatMayBeAnsweredTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	k, _ := d.Kinds.Set().Kind("resident-card")
	for item, findings := range map[string]map[string]bool{
		"legible":            {"": true, "warn:name:characters": true},
		"name-matches":       {"": false},
		"birth-date-matches": {"": false},
		"address-matches":    {"": false},
		"number-matches":     {"": false},
		"in-date":            {"": true, review.Finding{Level: "warn", Code: review.FindingSpecialPeriod, Field: "expires_on"}.String(): false},
		"back-read":          {"": true, review.Finding{Level: "warn", Code: review.FindingSamePicture}.String(): false},
	} {
		i, ok := k.Item(item)
		if !ok {
			t.Fatalf("there is no %s", item)
		}
		for finding, want := range findings {
			var all []string
			if finding != "" {
				all = []string{finding}
			}
			if got := review.Bulkable(i, all); got != want {
				t.Errorf("%s with %q: %v, want %v", item, finding, got, want)
			}
		}
	}
}

package review_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// opened counts the log entries of typed fields that were seen.
func (d *desk) opened() (n int) {
	d.t.Helper()
	file, err := sql.Open("sqlite", "file:"+d.file)
	d.must(err)
	defer file.Close()
	d.must(file.QueryRow(`SELECT count(*) FROM log_entries WHERE act = $1`, string(audit.SubmissionOpened)).Scan(&n))
	return n
}

func TestSeeingTypedFieldsIsLoggedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	see := func(a review.Actor) error {
		_, err := d.Review(ctx, a, ref)
		return err
	}
	var decision review.DecisionID
	for _, step := range []struct {
		what string
		do   func() error
		want int // entries that it makes
	}{
		{"who may see none", func() error {
			if err := see(support); !errors.Is(err, review.ErrDenied) {
				t.Errorf("support sees it: %v", err)
			}
			return nil
		}, 0},
		{"under the session", func() error { return see(reviewer) }, 1},
		{"again", func() error { return see(reviewer) }, 0},
		{"in another session", func() error { a := reviewer; a.Session = "later"; return see(a) }, 1},
		{"by somebody else", func() error { return see(reviewer2) }, 1},
		{"claiming it alone", func() error { return d.Claim(ctx, reviewer, ref, false) }, 0},
		{"under the claim", func() error { return see(reviewer) }, 1},
		{"again", func() error { return see(reviewer) }, 0},
		{"deciding", func() (err error) {
			decision, err = d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Resubmit, "cropped"))
			d.pass(11 * time.Second)
			return err
		}, 0},
		{"the decision's page", func() error { _, err := d.AuditView(ctx, supervisor, decision); return err }, 1},
		{"the submission, of which the same was seen", func() error { return see(supervisor) }, 0},
		{"the next round, not yet sent", func() error {
			d.must(d.SaveIdentity(ctx, token, "en", identity))
			d.must(d.AddImage(ctx, token, "front", "front.jpg", picture(3)))
			d.must(d.AddImage(ctx, token, "back", "back.jpg", picture(4)))
			return see(supervisor)
		}, 0},
		{"the next round", func() error { d.must(d.Submit(ctx, token, "en", "")); return see(supervisor) }, 1},
		{"both rounds", func() error { a := supervisor; a.Session = "later"; return see(a) }, 2},
	} {
		before := d.opened()
		d.must(step.do())
		if got := d.opened() - before; got != step.want {
			t.Errorf("%s: %d entries, want %d", step.what, got, step.want)
		}
	}
}

// deaf is a store that cannot write.
type deaf struct{ review.Store }

func (deaf) Write(context.Context, func(review.Tx) error) error { return review.ErrBusy }

func TestNoTypedFieldsWithoutAnEntry(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	parts := d.Parts
	parts.Store = deaf{d.store}
	mute, err := review.NewDesk(parts)
	d.must(err)
	d.must(d.Claim(ctx, reviewer, ref, false))
	if _, err := d.Review(ctx, reviewer, ref); err != nil {
		t.Fatal(err)
	}
	d.pass(11 * time.Minute)
	if _, err := mute.Review(ctx, reviewer, ref); err != nil {
		t.Errorf("what was seen under a claim that ran out: %v", err)
	}
	id := d.decided(reviewer, ref, review.Approve)
	d.pass(11 * time.Second)
	d.must(d.SettleDue(ctx))
	if v, err := mute.Review(ctx, supervisor, ref); !errors.Is(err, review.ErrBusy) || v != nil {
		t.Errorf("the submission: %v, shown %v", err, v != nil)
	}
	if v, err := mute.AuditView(ctx, supervisor, id); !errors.Is(err, review.ErrBusy) || v != nil {
		t.Errorf("the decision: %v, shown %v", err, v != nil)
	}
	if _, err := d.Review(ctx, supervisor, ref); err != nil {
		t.Fatal(err)
	}
	// What was logged before is shown without another entry, so without a write.
	if _, err := mute.Review(ctx, supervisor, ref); err != nil {
		t.Errorf("the submission again: %v", err)
	}
	if _, err := mute.AuditView(ctx, supervisor, id); err != nil {
		t.Errorf("the decision, whose fields were seen: %v", err)
	}
	s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	d.must(err)
	d.must(d.Erase(ctx, s.ID))
	before := d.opened()
	if v, err := d.AuditView(ctx, reviewer, id); err != nil || !v.Erased {
		t.Errorf("an erased one: %v, shown %v", err, v != nil)
	}
	if got := d.opened(); got != before {
		t.Error("fields that nobody can see any more are logged as seen")
	}
}

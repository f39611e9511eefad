package review_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// tells is what somebody who follows hears of a submission: its state as listed and its holder, or "" for nothing.
func tells(c *review.Changes, ref review.Reference) string {
	if c == nil {
		return ""
	}
	var all []string
	for _, r := range c.Rows {
		if r.Reference == ref {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s", r.State, r.HolderID)))
		}
	}
	return strings.Join(all, ", ")
}

// TestWhatAFeedTells goes through the life of a submission. What is told is what the queue's page shows then.
func TestWhatAFeedTells(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, reviewer2, supervisor)
		feed := d.Feed()
		next := func() *review.Changes {
			t.Helper()
			c, err := feed.Next(ctx)
			d.must(err)
			return c
		}
		token, ref := d.sent()
		var form review.DecisionForm
		var made review.DecisionID
		for _, step := range []struct {
			what string
			f    func() error
			want string
		}{
			{"it was sent", func() error { return nil }, "waiting"},
			{"nothing happens", func() error { return nil }, ""},
			{"somebody opens it", func() error { _, err := d.Review(ctx, reviewer2, ref); return err }, ""},
			{"it is claimed", func() error { return d.Claim(ctx, reviewer, ref, false) }, "waiting reviewer-1"},
			{"its holder goes on", func() error { return d.Claim(ctx, reviewer, ref, false) }, ""},
			{"somebody comments", func() error { return d.AddComment(ctx, reviewer2, ref, "seen before?") }, "waiting reviewer-1"},
			{"its holder answers", func() error { return d.SaveWorksheet(ctx, reviewer, ref, review.WorksheetContent{Note: "hm"}) }, ""},
			{"the claim runs out", func() error { d.pass(11 * time.Minute); return nil }, "waiting"},
			{"its holder goes on after all", func() error { return d.Claim(ctx, reviewer, ref, false) }, "waiting reviewer-1"},
			{"a supervisor takes it over", func() error { return d.Claim(ctx, supervisor, ref, true) }, "waiting supervisor-1"},
			{"it is decided", func() (err error) {
				form = d.form(supervisor, ref, review.Reject, "cropped")
				made, err = d.Decide(ctx, supervisor, ref, form)
				return err
			}, ""},
			{"it is taken back", func() error { _, err := d.Retract(ctx, supervisor, made); return err }, ""},
			{"it is decided again", func() (err error) {
				_, err = d.Decide(ctx, supervisor, ref, d.form(supervisor, ref, review.Resubmit, "cropped"))
				return err
			}, ""},
			{"it takes effect", func() error { d.pass(11 * time.Second); return d.SettleDue(ctx) }, "resubmission"},
			{"its applicant withdraws it", func() error { return d.Withdraw(ctx, token) }, "withdrawn"},
		} {
			d.pass(time.Second)
			if err := step.f(); err != nil {
				t.Fatalf("%s: %v", step.what, err)
			}
			c := next()
			if got := tells(c, ref); got != step.want {
				t.Errorf("%s: told %q, want %q", step.what, got, step.want)
			}
			if step.want != "" && c.Counts.ByState[review.State(strings.Fields(step.want)[0])] != 1 {
				t.Errorf("%s: counted are %v", step.what, c.Counts.ByState)
			}
		}
	})
}

// TestASecondReviewIsToldLikeAnyClaimThatEnds: who follows the desk cannot tell a first decision from a submission
// given back, neither by what is told nor by when.
func TestASecondReviewIsToldLikeAnyClaimThatEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Second = everyOutcome
	d.employ(reviewer, reviewer2, supervisor)
	_, decided := d.sent()
	_, back := d.sent()
	for _, ref := range []review.Reference{decided, back} {
		d.must(d.Claim(ctx, reviewer, ref, false))
	}
	feed, since := d.Feed(), d.now()
	if _, err := feed.Next(ctx); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Minute)
	if _, err := d.Decide(ctx, reviewer, decided, d.form(reviewer, decided, review.Approve)); err != nil {
		t.Fatal(err)
	}
	c, err := feed.Next(ctx)
	d.must(err)
	if got := tells(c, decided); got != "" {
		t.Errorf("told of a decision that can be taken back: %q", got)
	}
	late, err := d.Changed(ctx, reviewer2, since.Add(20*time.Second))
	d.must(err)
	if got := tells(late, decided); got != "" {
		t.Errorf("who asks since then is told %q", got)
	}
	d.pass(11 * time.Second)
	d.must(d.SettleDue(ctx))
	d.must(d.PutBack(ctx, reviewer, back))
	c, err = feed.Next(ctx)
	d.must(err)
	d.must(d.AddComment(ctx, reviewer, decided, "what I thought")) // nobody else reads it yet
	if c, err := feed.Next(ctx); err != nil || tells(c, decided) != "" {
		t.Errorf("told of a comment that cannot be read: %q, %v", tells(c, decided), err)
	}
	row := map[review.Reference]review.QueueRow{}
	for _, r := range c.Rows {
		row[r.Reference] = r
	}
	a, b := row[decided], row[back]
	if a.State != review.Waiting || a.HolderID != "" || a.Since != a.QueuedAt || b.Since != b.QueuedAt || len(row) != 2 {
		t.Errorf("the one with a first decision is told as\n%+v\nand the one given back as\n%+v", a, b)
	}
}

func TestWhoMayFollow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	for _, c := range []struct {
		who review.Actor
		may bool
	}{{reviewer, true}, {supervisor, true}, {support, false}, {admin, false}, {review.Actor{ID: "x", Role: ""}, false}} {
		_, changed := d.Changed(ctx, c.who, d.now().Add(-time.Minute))
		_, standing := d.Standing(ctx, c.who, []review.Reference{ref})
		for what, err := range map[string]error{"may follow": d.MayFollow(ctx, c.who), "changes": changed, "standing": standing} {
			if c.may && err != nil || !c.may && !errors.Is(err, review.ErrDenied) {
				t.Errorf("%q %s: %v", c.who.Role, what, err)
			}
		}
	}
}

func TestWhoWasAwayIsToldWhatHeMissed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	since := d.now()
	d.pass(30 * time.Minute)
	d.must(d.Recall(ctx, token))
	c, err := d.Changed(ctx, reviewer, since)
	d.must(err)
	if got := tells(c, ref); got != "draft" || c.Missed || !c.At.Equal(d.now()) {
		t.Errorf("told %q until %s, missed %v", got, c.At, c.Missed)
	}
	if c, err = d.Changed(ctx, reviewer, c.At.Add(-time.Minute)); err != nil || c.Missed {
		t.Errorf("since a minute ago: %+v, %v", c, err)
	}
	for what, since := range map[string]time.Time{"never": {}, "yesterday": d.now().Add(-24 * time.Hour), "ahead": d.now().Add(time.Minute)} {
		if c, err := d.Changed(ctx, reviewer, since); err != nil || !c.Missed || len(c.Rows) != 0 || c.Counts.ByState == nil {
			t.Errorf("since %s: %+v, %v", what, c, err)
		}
	}
}

// A draft that was never sent is nobody's business, under whatever reference it is asked for.
func TestHowSubmissionsStand(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	token, err := d.StartDraft(ctx, "resident-card", "en", "")
	d.must(err)
	draft, err := d.OpenLink(ctx, token)
	d.must(err)
	c, err := d.Standing(ctx, reviewer2, []review.Reference{ref, draft.Reference, "ZZZZ-ZZZZ"})
	d.must(err)
	if len(c.Rows) != 1 || tells(c, ref) != "waiting reviewer-1" {
		t.Errorf("told %+v", c.Rows)
	}
}

// Two processes on one store, one of which commits late: each tells everything once.
func TestAFeedFindsWhatWasCommittedLate(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	feed := d.Feed()
	_, early := d.sent()
	d.pass(5 * time.Second)
	_, ref := d.sent()
	told := map[review.Reference]int{}
	for range 3 {
		c, err := feed.Next(ctx)
		d.must(err)
		if c != nil {
			for _, r := range c.Rows {
				told[r.Reference]++
			}
		}
		d.pass(-4 * time.Second) // what comes now has an earlier time than what is told already
		_, late := d.sent()
		d.pass(5 * time.Second)
		if c, err = feed.Next(ctx); err != nil || tells(c, late) != "waiting" {
			t.Errorf("what was committed late: %q, %v", tells(c, late), err)
		}
	}
	if told[early] != 1 || told[ref] != 1 {
		t.Errorf("told %v times", told)
	}
	d.pass(-time.Hour) // the clock is set back for good
	_, after := d.sent()
	if c, err := feed.Next(ctx); err != nil || tells(c, after) != "waiting" {
		t.Errorf("after the clock was set back: %q, %v", tells(c, after), err)
	}
}

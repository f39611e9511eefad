package review_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// batch does an act to submissions, and returns what came of them, in their order.
func (d *desk) batch(a review.Actor, f review.BatchForm, refs ...review.Reference) *review.Batch {
	d.t.Helper()
	f.Refs = refs
	id, err := d.Batch(ctx, a, f)
	d.must(err)
	b, err := d.BatchOf(ctx, a, id)
	d.must(err)
	return b
}

// came are the outcomes of a batch, with who stands in the way.
func came(b *review.Batch) string {
	var out []string
	for _, r := range b.Rows {
		word := string(r.Outcome)
		if r.WhoName != "" {
			word += " " + r.WhoName
		}
		if r.State != "" {
			word += " " + string(r.State)
		}
		out = append(out, word)
	}
	return strings.Join(out, ", ")
}

func TestSeveralAreAssigned(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.staffed(reviewer, reviewer2, supervisor)
		_, free := d.sent()
		_, held := d.sent()
		_, decided := d.sent()
		_, pending := d.sent()
		_, overturned := d.sent()
		_, escalated := d.sent()
		d.decidedFor(reviewer, decided, review.Approve)
		d.decidedFor(reviewer2, escalated, review.Escalate)
		id := d.decidedFor(reviewer2, overturned, review.Approve)
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "not the same person"}))
		d.must(d.Claim(ctx, reviewer, held, false))
		d.decided(reviewer, pending, review.Approve)

		assign := review.BatchForm{Act: review.BatchAssign, To: reviewer2.ID, Note: hostile}
		refs := []review.Reference{free, held, decided, pending, overturned, escalated, "ZZZZ-ZZZZ", free}
		b := d.batch(supervisor, assign, refs...)
		want := "done, done, state approved, decided, barred Ben, barred Ben, gone"
		if got := came(b); got != want {
			t.Errorf("assigned: %s\nwant:     %s", got, want)
		}
		if b.ToName != "Ben" || b.Act != review.BatchAssign || !b.At.Equal(d.now()) {
			t.Errorf("%+v", b)
		}
		// Each is kept as long as a claim lasts for every one before it, so that he can come to them in turn.
		for i, ref := range []review.Reference{free, held} {
			s := d.row(ref)
			if s.Keep.For != reviewer2.ID || s.Keep.Why != review.KeepAssigned || s.Keep.By != supervisor.ID || s.Claim.By != "" ||
				!s.Keep.Until.Equal(d.now().Add(time.Duration(i+1)*d.set.ClaimLease)) {
				t.Errorf("%s is kept: %+v, claim %+v", ref, s.Keep, s.Claim)
			}
		}
		if got := came(d.batch(supervisor, assign, free, held)); got != "already, already" {
			t.Errorf("the same click again: %s", got)
		}
		if n := len(d.leaves(audit.ClaimHanded)); n != 2 {
			t.Errorf("%d entries, want 2", n)
		}
		if v, err := d.Review(ctx, reviewer2, free); err != nil || v.KeptNote != strings.TrimSpace(hostile) {
			t.Errorf("he reads %q, %v", v.KeptNote, err)
		}
		for _, want := range []review.Reference{free, held} {
			got, err := d.Next(ctx, reviewer2)
			if err != nil || got != want {
				t.Errorf("his next: %s, %v; want %s", got, err, want)
			}
			d.pass(9 * time.Minute) // he takes his time
			d.must(d.Release(ctx, reviewer2, got))
		}
	})
}

func TestAssigningRespectsSkillsAndAbsence(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor, support)
	_, ref := d.sent()
	d.must(d.SetSkills(ctx, supervisor, reviewer2.ID, review.Skills{Langs: []string{"ja"}}))
	if got := came(d.batch(supervisor, review.BatchForm{Act: review.BatchAssign, To: reviewer2.ID}, ref)); got != "skills Ben" {
		t.Errorf("what he does not take on: %s", got)
	}
	d.must(d.SetSkills(ctx, supervisor, reviewer2.ID, review.Skills{}))
	_, err := d.GoAway(ctx, reviewer2, time.Time{})
	d.must(err)
	for to, want := range map[review.StaffID]string{reviewer2.ID: "batch-away", supervisor.ID: "batch-to", support.ID: "batch-to", "nobody": "batch-to", "": "batch-to"} {
		if _, err := d.Batch(ctx, supervisor, review.BatchForm{Act: review.BatchAssign, To: to, Refs: []review.Reference{ref}}); wrongField(err, "to") != want {
			t.Errorf("assigned to %q: %v, want %s", to, err, want)
		}
	}
	if s := d.row(ref); s.Keep.For != "" || len(d.leaves(audit.ClaimHanded)) != 0 {
		t.Errorf("it is kept: %+v", s.Keep)
	}
}

// Whoever holds some of them may hand those on and give them back, and nothing else.
func TestAReviewerActsOnlyOnWhatHeHolds(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.staffed(reviewer, reviewer2, supervisor)
		_, free := d.sent()
		_, mine := d.sent()
		_, other := d.sent()
		_, theirs := d.sent()
		_, kept := d.sent()
		d.must(d.Claim(ctx, reviewer, mine, false))
		d.must(d.Claim(ctx, reviewer, other, false))
		d.must(d.Claim(ctx, reviewer2, theirs, false))
		d.must(d.HandOver(ctx, supervisor, kept, reviewer2.ID, ""))
		refs := []review.Reference{free, mine, theirs, kept}
		if got := came(d.batch(reviewer, review.BatchForm{Act: review.BatchRelease}, refs...)); got != "already, done, held Ben, held Ben" {
			t.Errorf("released: %s", got)
		}
		if n := d.row(mine); n.Claim.By != "" || len(d.leaves(audit.ClaimReleased)) != 1 {
			t.Errorf("after it was released: %+v", n.Claim)
		}
		if got, err := d.Next(ctx, reviewer); err != nil || got != free {
			t.Errorf("next after giving back: %s, %v", got, err) // as after giving back one: not offered again for a while
		}
		d.must(d.Release(ctx, reviewer, free))
		assign := review.BatchForm{Act: review.BatchAssign, To: reviewer2.ID}
		if got := came(d.batch(reviewer, assign, free, other, theirs, kept)); got != "nobodys, done, held Ben, held Ben" {
			t.Errorf("handed over: %s", got)
		}
		if s := d.row(other); s.Keep.Why != review.KeepHanded || s.Keep.For != reviewer2.ID {
			t.Errorf("kept: %+v", s.Keep)
		}
		// What he handed over he may take back until it is begun.
		unkeep := review.BatchForm{Act: review.BatchUnkeep}
		if got := came(d.batch(reviewer, unkeep, other, kept, theirs)); got != "done, held Ben, held Ben" {
			t.Errorf("taken back: %s", got)
		}
		for _, act := range []review.BatchAct{review.BatchFirst, review.BatchUsual} {
			if _, err := d.Batch(ctx, reviewer, review.BatchForm{Act: act, Refs: refs, Note: "why"}); !denied(err) {
				t.Errorf("%s by a reviewer: %v", act, err)
			}
		}
		for _, a := range []review.Actor{support, admin} {
			for _, act := range review.BatchActs() {
				if _, err := d.Batch(ctx, a, review.BatchForm{Act: act, Refs: refs, Note: "why", To: reviewer2.ID}); !denied(err) {
					t.Errorf("%s by %s: %v", act, a.Role, err)
				}
			}
		}
	})
}

func TestASupervisorFreesWhatOthersHold(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.staffed(reviewer, reviewer2, supervisor)
		_, held := d.sent()
		_, kept := d.sent()
		_, free := d.sent()
		_, pending := d.sent()
		d.must(d.Claim(ctx, reviewer, held, false))
		d.must(d.SaveWorksheet(ctx, reviewer, held, review.WorksheetContent{Note: "half done"}))
		d.must(d.HandOver(ctx, supervisor, kept, reviewer2.ID, ""))
		d.decided(reviewer2, pending, review.Approve)
		release := review.BatchForm{Act: review.BatchRelease}
		if got := came(d.batch(supervisor, release, held, kept, free, pending)); got != "done, done, already, decided" {
			t.Errorf("freed: %s", got)
		}
		if came(d.batch(reviewer, release, pending)) != "held Ben" {
			t.Error("somebody learns that a colleague decided, before it is in effect")
		}
		if came(d.batch(reviewer2, release, pending)) != "decided" {
			t.Error("its author releases what he decided a moment ago")
		}
		if came(d.batch(supervisor, release, held, kept)) != "already, already" || len(d.leaves(audit.ClaimFreed)) != 2 {
			t.Errorf("%d entries, want 2", len(d.leaves(audit.ClaimFreed)))
		}
		if got, err := d.Next(ctx, reviewer); err != nil || got != kept {
			t.Errorf("the former holder's next: %s, %v; want another one first", got, err)
		}
		d.must(d.Claim(ctx, reviewer, held, false)) // by hand he may, and his notes are there
		if v, err := d.Review(ctx, reviewer, held); err != nil || v.Worksheet.Note != "half done" {
			t.Errorf("his notes: %+v, %v", v.Worksheet, err)
		}
		// Nobody takes from anybody what was begun, when an assignment is taken back.
		unkeep := review.BatchForm{Act: review.BatchUnkeep}
		d.must(d.HandOver(ctx, supervisor, free, reviewer2.ID, ""))
		if got := came(d.batch(supervisor, unkeep, held, free)); got != "held Aiko, done" {
			t.Errorf("taken back: %s", got)
		}
	})
}

func TestSeveralArePlaced(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, a := d.sent()
	d.pass(time.Minute)
	_, b := d.sent()
	d.pass(time.Minute)
	_, c := d.sent()
	d.decidedFor(reviewer, a, review.Resubmit, "cropped")
	first := review.BatchForm{Act: review.BatchFirst, Note: " leaves tomorrow "}
	if got := came(d.batch(supervisor, first, c, a)); got != "done, state resubmission" {
		t.Errorf("first: %s", got)
	}
	if got := d.listed(review.SortOldest); !slices.Equal(got, []review.Reference{c, b}) {
		t.Errorf("the queue: %v", got)
	}
	if got := came(d.batch(supervisor, first, b, c)); got != "done, already" {
		t.Errorf("again: %s", got)
	}
	if v, err := d.Review(ctx, reviewer, c); err != nil || v.Priority == nil || v.Priority.Reason != "leaves tomorrow" {
		t.Errorf("why: %+v, %v", v.Priority, err)
	}
	if got := came(d.batch(supervisor, review.BatchForm{Act: review.BatchUsual, Note: "she does not"}, c, b, a)); got != "done, done, state resubmission" {
		t.Errorf("back: %s", got)
	}
	if got := d.listed(review.SortOldest); !slices.Equal(got, []review.Reference{b, c}) || len(d.leaves(audit.QueuePrioritised)) != 4 {
		t.Errorf("the queue: %v, %d entries", got, len(d.leaves(audit.QueuePrioritised)))
	}
}

func TestWhatIsWrongWithAllOfABatch(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, ref := d.sent()
	many := make([]review.Reference, review.MostAtOnce+1)
	for i := range many {
		many[i] = review.Reference(fmt.Sprintf("ZZZZ-%04d", i))
	}
	one := []review.Reference{ref}
	for _, c := range []struct {
		form        review.BatchForm
		field, word string
	}{
		{review.BatchForm{Act: "approve", Refs: one}, "act", "choose"},
		{review.BatchForm{Refs: one}, "act", "choose"},
		{review.BatchForm{Act: review.BatchRelease}, "reference", "batch-none"},
		{review.BatchForm{Act: review.BatchRelease, Refs: many}, "reference", "batch-most"},
		{review.BatchForm{Act: review.BatchFirst, Refs: one, Note: " \n"}, "note", "batch-reason"},
		{review.BatchForm{Act: review.BatchUsual, Refs: one, Note: strings.Repeat("あ", 501)}, "note", "too-long"},
		{review.BatchForm{Act: review.BatchAssign, To: reviewer2.ID, Refs: one, Note: "a\x00b"}, "note", "characters"},
		{review.BatchForm{Act: review.BatchAssign, Refs: one}, "to", "batch-to"},
	} {
		if id, err := d.Batch(ctx, supervisor, c.form); id != "" || wrongField(err, c.field) != c.word {
			t.Errorf("%s of %d: %v, want %s %s", c.form.Act, len(c.form.Refs), err, c.field, c.word)
		}
	}
	if s := d.row(ref); s.Keep.For != "" || s.Rank != review.RankUsual {
		t.Error("something was done all the same")
	}
	// What came of one is told to the person alone, and for a day.
	b := d.batch(supervisor, review.BatchForm{Act: review.BatchRelease}, one...)
	for _, a := range []review.Actor{reviewer, reviewer2} {
		if _, err := d.BatchOf(ctx, a, b.ID); !missing(err) {
			t.Errorf("somebody else reads it: %v", err)
		}
	}
	if _, err := d.BatchOf(ctx, support, b.ID); !denied(err) {
		t.Errorf("support reads it: %v", err)
	}
	d.pass(24 * time.Hour)
	if _, err := d.BatchOf(ctx, supervisor, b.ID); !missing(err) {
		t.Errorf("a day later: %v", err)
	}
	d.batch(supervisor, review.BatchForm{Act: review.BatchRelease}, one...)
	d.pass(time.Minute)
	d.batch(supervisor, review.BatchForm{Act: review.BatchRelease}, one...)
	if n := d.count(`SELECT count(*) FROM batches`) * d.count(`SELECT count(*) FROM batch_rows`); n != 4 {
		t.Errorf("%d rows times batches are kept, want 2 × 2", n)
	}
}

// What breaks in the middle leaves every submission whole: it is done with its log entry, or untouched.
func TestABatchThatBreaksOnItsWay(t *testing.T) {
	t.Parallel()
	for _, fault := range []error{errBroken, review.ErrBusy} {
		for step := 1; step <= 5; step++ {
			d := newDesk(t)
			d.staffed(reviewer, reviewer2, supervisor)
			var refs []review.Reference
			for range 3 {
				_, ref := d.sent()
				refs = append(refs, ref)
			}
			b := &breaking{at: int64(step), with: fault}
			id, err := d.broken(b, false).Batch(ctx, supervisor, review.BatchForm{Act: review.BatchAssign, To: reviewer2.ID, Refs: refs})
			if step == 1 && (id != "" || !errors.Is(err, fault)) {
				t.Errorf("%v before anything: %q, %v", fault, id, err)
			}
			done := 0
			for _, ref := range refs {
				if s := d.row(ref); s.Keep.For == reviewer2.ID {
					done++
				}
			}
			if n := len(d.leaves(audit.ClaimHanded)); n != done {
				t.Errorf("%v at step %d: %d assigned, %d entries", fault, step, done, n)
			}
			if id == "" {
				continue
			}
			batch, err := d.BatchOf(ctx, supervisor, id)
			d.must(err)
			told := 0
			for i, r := range batch.Rows {
				if r.Outcome == review.BatchDone {
					told++
				}
				if is := d.row(refs[i]).Keep.For != ""; is != (r.Outcome == review.BatchDone) {
					t.Errorf("%v at step %d: %s is said to be %q", fault, step, refs[i], r.Outcome)
				}
			}
			if step > 1 && step <= 4 && (told != step-2 || batch.Rows[step-2].Outcome != review.BatchBusy) {
				t.Errorf("%v at step %d: %s", fault, step, came(batch))
			}
			if got := came(d.batch(supervisor, review.BatchForm{Act: review.BatchAssign, To: reviewer2.ID}, refs...)); strings.Count(got, "done") != 3-done {
				t.Errorf("%v at step %d, done again: %s", fault, step, got)
			}
		}
	}
}

// Whose opinion a second one is asked about is no more to be read off a batch than off anything else.
func TestABatchDoesNotTellTheFirstAuthor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Second = everyOutcome
	d.staffed(reviewer, reviewer2, supervisor, supervisor2)
	_, ref := d.sent()
	d.decidedFor(reviewer, ref, review.Approve)
	if got := d.row(ref).State; got != review.SecondReview {
		t.Fatalf("it is %s", got)
	}
	for _, to := range []review.Actor{reviewer, reviewer2} {
		if got := came(d.batch(supervisor, review.BatchForm{Act: review.BatchAssign, To: to.ID}, ref)); got != "done" {
			t.Errorf("assigned to %s: %s", to.Name, got)
		}
	}
}

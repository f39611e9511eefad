package review_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/review/sampling"
)

// decisions has n submissions decided, one after the other, in effect. Every third is rejected, the rest approved.
func (d *desk) decisions(n int, by ...review.Actor) []review.DecisionID {
	d.t.Helper()
	var all []review.DecisionID
	for i := range n {
		_, ref := d.sent()
		a := by[i%len(by)]
		if i%3 == 2 {
			all = append(all, d.decidedFor(a, ref, review.Reject, "cropped"))
		} else {
			all = append(all, d.decidedFor(a, ref, review.Approve))
		}
	}
	return all
}

func (d *desk) draw(a review.Actor, o review.SampleOrder) *review.SampleView {
	d.t.Helper()
	id, err := d.DrawSample(ctx, a, o)
	d.must(err)
	return d.sample(a, id)
}

func (d *desk) sample(a review.Actor, id review.SampleID) *review.SampleView {
	d.t.Helper()
	v, err := d.Sample(ctx, a, id)
	d.must(err)
	return v
}

func drawn(v *review.SampleView) (ids []review.DecisionID) {
	for _, i := range v.Items {
		ids = append(ids, i.Decision)
	}
	return ids
}

func TestTheSameSeedDrawsTheSameSample(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		all := d.decisions(9, reviewer, reviewer2)
		first := d.draw(supervisor, review.SampleOrder{Count: 4, Seed: " Spring-2026 "})
		if first.Size != 4 || first.Population != 9 || first.Seed != "spring-2026" || len(first.Items) != 4 {
			t.Fatalf("drawn %+v", first.Sample)
		}
		for _, i := range first.Items {
			if !slices.Contains(all, i.Decision) || i.Outcome == "" || i.By == "" {
				t.Errorf("item %+v", i)
			}
		}
		if leaves := d.leaves(audit.SampleDrawn); len(leaves) != 1 {
			t.Errorf("%d entries tell of the draw, want 1", len(leaves))
		} else {
			for name, want := range map[string]string{"seed": "spring-2026", "size": "4", "population": "9", "draw": "random", "digest": first.Digest} {
				if got := fact(leaves[0], name); got != want {
					t.Errorf("the log says %s %q, want %q", name, got, want)
				}
			}
		}
		// By somebody else it is the same, with another seed another.
		second := d.draw(supervisor2, review.SampleOrder{Count: 4, Seed: "spring-2026"})
		if !slices.Equal(drawn(first), drawn(second)) || first.Digest != second.Digest {
			t.Error("another person draws another sample")
		}
		if other := d.draw(supervisor, review.SampleOrder{Count: 4}); other.Seed == "" || other.Seed == first.Seed {
			t.Errorf("the seed that was drawn is %q", other.Seed)
		}
		// What happens later does not change what the old cut-off draws.
		d.pass(time.Hour)
		d.decisions(3, reviewer)
		d.must(d.AuditDecision(ctx, supervisor, first.Items[0].Decision, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "look"}))
		d.must(d.Erase(ctx, d.submissionOf(first.Items[1].Decision)))
		again, err := d.DrawAgain(ctx, supervisor, first.ID)
		d.must(err)
		if !again.Same || again.Population != 9 || again.Digest != first.Digest || again.Missing != 0 || again.Other != 0 {
			t.Errorf("drawn again: %+v", again)
		}
		d.pass(time.Second)
		// A new draw has the new population: nine and three, without what was overturned and what was erased.
		if v := d.draw(supervisor, review.SampleOrder{Count: 10, Seed: "spring-2026"}); v.Population != 10 {
			t.Errorf("the new population is %d, want 10", v.Population)
		}
	})
}

func fact(l audit.Leaf, name string) string {
	for _, f := range l.Facts {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

func (d *desk) submissionOf(id review.DecisionID) review.SubmissionID {
	d.t.Helper()
	rec, err := d.store.Decision(ctx, id)
	d.must(err)
	return rec.Submission
}

func TestAStratifiedSampleHasAPartOfEach(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.decisions(9, reviewer, reviewer2)
		v := d.draw(supervisor, review.SampleOrder{Share: 50, Seed: "s", By: []review.Trait{review.ByOutcome, review.ByPerson}})
		if v.Size != 5 || len(v.Parts) != 4 || !slices.Equal(v.Traits, []review.Trait{review.ByPerson, review.ByOutcome}) {
			t.Fatalf("drawn %+v", v.Sample)
		}
		got := map[string]int{}
		for _, i := range v.Items {
			got[i.Stratum]++
		}
		for _, p := range v.Parts {
			if p.Taken == 0 || got[p.Name] != p.Taken {
				t.Errorf("of %s %d are drawn, planned were %d", p.Name, got[p.Name], p.Taken)
			}
			if traits := v.StratumTraits(p.Name); len(traits) != 2 || traits[1] != "approve" && traits[1] != "reject" {
				t.Errorf("the stratum %s is taken apart as %v", p.Name, traits)
			}
		}
		if again, err := d.DrawAgain(ctx, supervisor, v.ID); err != nil || !again.Same {
			t.Errorf("drawn again: %+v, %v", again, err)
		}
	})
}

func TestWhatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.decisions(3, reviewer)
	for _, c := range []struct {
		words string
		o     review.SampleOrder
		field string
		word  string
	}{
		{"neither", review.SampleOrder{}, "count", "sample-none"},
		{"both", review.SampleOrder{Count: 1, Share: 5}, "count", "sample-both"},
		{"more than there are", review.SampleOrder{Count: 4}, "count", "sample-larger"},
		{"more than anybody looks at", review.SampleOrder{Count: review.MostSampled + 1}, "count", "sample-count"},
		{"less than none", review.SampleOrder{Count: -1}, "count", "sample-count"},
		{"a share above all", review.SampleOrder{Share: 101}, "share", "sample-share"},
		{"a share below none", review.SampleOrder{Share: -1}, "share", "sample-share"},
		{"a seed with a comma", review.SampleOrder{Count: 1, Seed: "a,b"}, "seed", "sample-seed"},
		{"an endless seed", review.SampleOrder{Count: 1, Seed: string(make([]byte, 65))}, "seed", "sample-seed"},
		{"no such draw", review.SampleOrder{Count: 1, Draw: "best"}, "draw", "choose"},
		{"no such trait", review.SampleOrder{Count: 1, By: []review.Trait{"mood"}}, "by", "choose"},
		{"nobody", review.SampleOrder{Count: 1, Filter: review.SampleFilter{By: "nobody"}}, "count", "sample-nobody"},
		{"a share of nobody", review.SampleOrder{Share: 5, Filter: review.SampleFilter{By: "nobody"}}, "share", "sample-nobody"},
	} {
		_, err := d.DrawSample(ctx, supervisor, c.o)
		var wrong review.FieldErrors
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", c.words, err)
		} else if e, ok := wrong.Of(c.field); !ok || e.Word != "field-error."+c.word {
			t.Errorf("%s: %+v", c.words, wrong)
		}
	}
	for _, a := range []review.Actor{reviewer, support, admin} {
		if _, err := d.DrawSample(ctx, a, review.SampleOrder{Count: 1}); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s draws: %v", a.Role, err)
		}
		if _, err := d.Samples(ctx, a); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s lists: %v", a.Role, err)
		}
	}
	if n := len(d.leaves(audit.SampleDrawn)); n != 0 {
		t.Errorf("%d draws are in the log, none was made", n)
	}
}

// The risk draw weighs what the package sampling says; the quickest of a hundred has the most tickets.
func TestRiskDraw(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		var quick review.DecisionID
		for i := range 6 {
			_, ref := d.sent()
			d.must(d.Claim(ctx, reviewer, ref, false))
			f := d.form(reviewer, ref, review.Approve)
			d.pass(time.Minute)
			if i == 3 {
				d.pass(-55 * time.Second)
			}
			id, err := d.Decide(ctx, reviewer, ref, f)
			d.must(err)
			if i == 3 {
				quick = id
			}
			d.pass(11 * time.Second)
			d.must(d.SettleDue(ctx))
		}
		v := d.draw(supervisor, review.SampleOrder{Count: 6, Seed: "s", Draw: review.DrawRisk})
		for _, i := range v.Items {
			want := sampling.Base + sampling.ForOverridden // the card ends on another day than the birthday, which warns
			if i.Decision == quick {
				want += sampling.ForVeryQuick
			}
			if i.Weight != want {
				t.Errorf("a decision has %d tickets, want %d", i.Weight, want)
			}
		}
		if again, err := d.DrawAgain(ctx, supervisor, v.ID); err != nil || !again.Same {
			t.Errorf("drawn again: %+v, %v", again, err)
		}
	})
}

// Whoever works through a sample comes to every decision but his own, and nobody else's verdict is his.
func TestWorkingThroughASample(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.decisions(4, reviewer, supervisor)
		v := d.draw(supervisor, review.SampleOrder{Count: 4, Seed: "s", By: []review.Trait{review.ByPerson}})
		if v.Own != 2 || v.Done != 0 {
			t.Fatalf("%d are his own, %d done", v.Own, v.Done)
		}
		judged := 0
		for n := v.Next(0); n > 0; n = v.Next(n) {
			item := v.Item(n)
			if item.By == supervisor.ID {
				t.Fatalf("he comes to his own decision %d", n)
			}
			f := review.VerdictForm{Verdict: review.Agree, Sample: v.ID}
			if judged == 1 {
				f = review.VerdictForm{Verdict: review.Overturn, Severity: review.Critical, Note: "another person", Sample: v.ID}
			}
			d.must(d.AuditDecision(ctx, supervisor, item.Decision, f))
			d.must(d.AuditDecision(ctx, supervisor, item.Decision, f)) // a doubled click
			v, judged = d.sample(supervisor, v.ID), judged+1
		}
		if judged != 2 || v.Done != 2 || v.Found.Judged != 2 || v.Found.Overturned != 1 || v.Found.Critical != 1 {
			t.Errorf("%d judged; %+v, %d done", judged, v.Found, v.Done)
		}
		for _, i := range v.Items {
			if i.Own {
				err := d.AuditDecision(ctx, supervisor, i.Decision, review.VerdictForm{Verdict: review.Agree, Sample: v.ID})
				if !errors.Is(err, review.ErrDenied) {
					t.Errorf("his own: %v", err)
				}
			}
		}
		// Somebody else judges those.
		other := d.sample(supervisor2, v.ID)
		for n := other.Next(0); n > 0; n = other.Next(n) {
			d.must(d.AuditDecision(ctx, supervisor2, other.Item(n).Decision, review.VerdictForm{Verdict: review.Agree, Sample: v.ID}))
			other = d.sample(supervisor2, v.ID)
		}
		if other.Done != 4 || len(other.Tallies) != 2 {
			t.Errorf("%d done, %d strata", other.Done, len(other.Tallies))
		}
		// A decision that is not in the sample gets no verdict in it.
		stranger := d.decisions(1, reviewer)[0]
		if err := d.AuditDecision(ctx, supervisor, stranger, review.VerdictForm{Verdict: review.Agree, Sample: v.ID}); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("a stranger in the sample: %v", err)
		}
		// An earlier agreement outside of a sample is none in it.
		d.must(d.AuditDecision(ctx, supervisor, stranger, review.VerdictForm{Verdict: review.Agree}))
		later := d.draw(supervisor, review.SampleOrder{Count: 1, Seed: "s", Filter: review.SampleFilter{From: d.now().Add(-11 * time.Second)}})
		if later.Item(1).Decision != stranger || later.Done != 0 {
			t.Fatalf("drawn %+v", later.Items)
		}
		d.must(d.AuditDecision(ctx, supervisor, stranger, review.VerdictForm{Verdict: review.Agree, Sample: later.ID}))
		if v := d.sample(supervisor, later.ID); v.Done != 1 {
			t.Error("the agreement in the sample is not there")
		}
	})
}

func TestAnOverturnHasASeverity(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		id := d.decisions(1, reviewer)[0]
		unknown := d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: "huge", Note: "why"})
		var wrong review.FieldErrors
		if !errors.As(unknown, &wrong) {
			t.Errorf("a severity that there is not: %v", unknown)
		} else if _, ok := wrong.Of("severity"); !ok {
			t.Errorf("a severity that there is not: %+v", wrong)
		}
		unsaid := d.decisions(1, reviewer2)[0]
		d.must(d.AuditDecision(ctx, supervisor, unsaid, review.VerdictForm{Verdict: review.Overturn, Note: "why"}))
		if rec, err := d.store.Decision(ctx, unsaid); err != nil || len(rec.Audits) != 1 || rec.Audits[0].Severity != review.Major {
			t.Errorf("where none was chosen: %+v, %v", rec, err)
		}
		// Who agrees has none, whatever was chosen before.
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Agree, Severity: review.Critical}))
		d.must(d.AuditDecision(ctx, supervisor2, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Minor, Note: "why"}))
		rec, err := d.store.Decision(ctx, id)
		d.must(err)
		if len(rec.Audits) != 2 || rec.Audits[0].Severity != "" || rec.Audits[1].Severity != review.Minor {
			t.Errorf("kept %+v", rec.Audits)
		}
		leaves := d.leaves(audit.DecisionAudited)
		if len(leaves) != 3 {
			t.Fatalf("%d leaves", len(leaves))
		}
		var said []string
		for _, l := range leaves {
			said = append(said, fact(l, "verdict")+" "+fact(l, "severity"))
		}
		slices.Sort(said)
		if !slices.Equal(said, []string{"agree ", "overturn major", "overturn minor"}) {
			t.Errorf("the log says %q", said)
		}
	})
}

// In a blind sample nothing of a decision is known before the own outcome, and the verdict comes after it.
func TestABlindSample(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.decisions(3, reviewer, reviewer2) // approved, approved, rejected
		v := d.draw(supervisor, review.SampleOrder{Count: 3, Seed: "s", Blind: true, By: []review.Trait{review.ByOutcome}})
		if v.Tallies != nil {
			t.Error("the strata are told beforehand")
		}
		for _, i := range v.Items {
			if !i.Masked || i.Outcome != "" || i.By != "" || i.ByName != "" || i.Stratum != "" || i.Weight != 0 {
				t.Errorf("the list tells %+v", i)
			}
		}
		for n := 1; n <= 3; n++ {
			item := d.sample(supervisor, v.ID).Item(n)
			blind, err := d.BlindItem(ctx, supervisor, v, n)
			d.must(err)
			if blind.Reference != item.Reference || len(blind.Round.Images) != 2 || blind.Round.Fields["name"] == "" {
				t.Errorf("item %d shows %+v", n, blind.Round)
			}
			if err := d.AuditDecision(ctx, supervisor, item.Decision, review.VerdictForm{Verdict: review.Agree, Sample: v.ID}); !refusedFor(err, "verdict", "blind-first") {
				t.Errorf("a verdict before the own outcome: %v", err)
			}
			if err := d.AnswerBlind(ctx, supervisor, v.ID, n, review.Reject, nil); !refusedFor(err, "reason", "sample-reason-missing") {
				t.Errorf("a rejection without a reason: %v", err)
			}
			if err := d.AnswerBlind(ctx, supervisor, v.ID, n, "perhaps", nil); !refusedFor(err, "outcome", "choose") {
				t.Errorf("no outcome: %v", err)
			}
			if err := d.AnswerBlind(ctx, supervisor, v.ID, n, review.Reject, []string{"mood"}); !refusedFor(err, "reason", "sample-reason") {
				t.Errorf("no reason: %v", err)
			}
			d.must(d.AnswerBlind(ctx, supervisor, v.ID, n, review.Approve, nil))
			d.must(d.AnswerBlind(ctx, supervisor, v.ID, n, review.Approve, nil)) // a doubled click
			if err := d.AnswerBlind(ctx, supervisor, v.ID, n, review.Escalate, nil); !errors.Is(err, review.ErrAlreadyDecided) {
				t.Errorf("another outcome afterwards: %v", err)
			}
			v = d.sample(supervisor, v.ID)
			item = v.Item(n)
			if item.Masked || item.Outcome == "" || item.By == "" {
				t.Errorf("after the own outcome item %d is %+v", n, item)
			}
			// Another supervisor still knows nothing of it, not even the first one's outcome.
			if other := d.sample(supervisor2, v.ID).Item(n); !other.Masked || other.BlindFirst != nil {
				t.Errorf("a colleague sees %+v", other)
			}
			f := review.VerdictForm{Verdict: review.Agree, Sample: v.ID}
			if item.Outcome == review.Reject {
				if err := d.AuditDecision(ctx, supervisor, item.Decision, f); !refusedFor(err, "note", "agrees-after-all") {
					t.Errorf("agreeing against the own outcome without a note: %v", err)
				}
				f.Note = "I see the missing corner now."
			}
			d.must(d.AuditDecision(ctx, supervisor, item.Decision, f))
		}
		v = d.sample(supervisor, v.ID)
		if v.Found.Judged != 3 || v.Found.Blind != 3 || v.Found.Agreed != 2 || len(v.Tallies) != 2 {
			t.Errorf("found %+v in %d strata", v.Found, len(v.Tallies))
		}
		if n := len(d.leaves(audit.SampleAnswered)); n != 3 {
			t.Errorf("%d own outcomes are in the log, want 3", n)
		}
		if _, err := d.BlindItem(ctx, supervisor, v, 1); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("blind after the verdict: %v", err)
		}
	})
}

func refusedFor(err error, field, word string) bool {
	var wrong review.FieldErrors
	if !errors.As(err, &wrong) {
		return false
	}
	e, ok := wrong.Of(field)
	return ok && e.Word == "field-error."+word
}

// Nobody answers for himself in a blind sample, either, and who may not audit learns of no sample.
func TestABlindSampleAndItsOutsiders(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.decisions(2, supervisor)
	v := d.draw(supervisor, review.SampleOrder{Count: 2, Seed: "s", Blind: true})
	for _, i := range v.Items {
		if i.Masked || !i.Own || i.Open() {
			t.Errorf("his own decision is %+v", i)
		}
	}
	if err := d.AnswerBlind(ctx, supervisor, v.ID, 1, review.Approve, nil); !errors.Is(err, review.ErrDenied) {
		t.Errorf("his own: %v", err)
	}
	for _, a := range []review.Actor{reviewer, support, admin} {
		if _, err := d.Sample(ctx, a, v.ID); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s sees it: %v", a.Role, err)
		}
		if err := d.AnswerBlind(ctx, a, v.ID, 1, review.Approve, nil); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s answers: %v", a.Role, err)
		}
		if _, err := d.DrawAgain(ctx, a, v.ID); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s draws again: %v", a.Role, err)
		}
	}
	if _, err := d.Sample(ctx, supervisor, "none"); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("no sample: %v", err)
	}
	other := d.sample(supervisor2, v.ID)
	if err := d.AnswerBlind(ctx, supervisor2, v.ID, 7, review.Approve, nil); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("no item: %v", err)
	}
	// Erased meanwhile, it cannot be answered.
	d.must(d.Erase(ctx, other.Items[0].Submission))
	if err := d.AnswerBlind(ctx, supervisor2, v.ID, 1, review.Approve, nil); !errors.Is(err, review.ErrAlreadyDecided) {
		t.Errorf("erased: %v", err)
	}
	if v := d.sample(supervisor2, v.ID); v.Gone != 1 {
		t.Errorf("%d are gone, want 1", v.Gone)
	}
}

package review_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/views/words"
)

var supervisor3 = review.Actor{ID: "supervisor-3", Role: "supervisor", Name: "Hina", Session: "s9"}

// everyOutcome asks for a second opinion on all approvals and rejections.
var everyOutcome = review.SecondRules{{Outcomes: []review.Outcome{review.Approve, review.Reject}}}

// decidedFor lets somebody decide, and the decision take effect.
func (d *desk) decidedFor(a review.Actor, ref review.Reference, o review.Outcome, reasons ...string) review.DecisionID {
	d.t.Helper()
	id := d.decided(a, ref, o, reasons...)
	d.pass(11 * time.Second)
	d.must(d.SettleDue(ctx))
	return id
}

// Every stage of a second review × everybody who may look or act: who may claim it, who sees which decision
// in the history, who may open which on the audit desk, who is listed how many, and who reads both side by
// side.
func TestSecondReviewSituations(t *testing.T) {
	t.Parallel()
	const (
		a, b, c, s, s2 = "first author", "second author", "reviewer", "supervisor", "supervisor as first author"
	)
	people := map[string]review.Actor{a: reviewer, b: reviewer2, c: reviewer3, s: supervisor, s2: supervisor2}
	type may struct {
		claim   string // "yes", "held", "denied", "turn" or "decided"
		history string // whose decisions: 1 the first, 2 the second
		opens   string // on the audit desk, the same
		listed  string // the same
		both    bool
	}
	stages := []struct {
		name    string
		arrange func(d *desk, ref review.Reference, author review.Actor) (first, second review.DecisionID)
		want    map[string]may
	}{
		{"first decision pending", func(d *desk, ref review.Reference, author review.Actor) (review.DecisionID, review.DecisionID) {
			return d.decided(author, ref, review.Approve), ""
		}, map[string]may{
			a: {"decided", "1", "1", "", false}, c: {"held", "", "", "", false}, s: {"held", "", "", "", false},
		}},
		{"awaited", func(d *desk, ref review.Reference, author review.Actor) (review.DecisionID, review.DecisionID) {
			return d.decidedFor(author, ref, review.Approve), ""
		}, map[string]may{
			a: {"denied", "1", "1", "1", false}, b: {"yes", "", "", "", false}, c: {"yes", "", "", "", false}, s: {"yes", "", "", "", false},
		}},
		{"awaited, the first by a supervisor", func(d *desk, ref review.Reference, _ review.Actor) (review.DecisionID, review.DecisionID) {
			return d.decidedFor(supervisor2, ref, review.Approve), ""
		}, map[string]may{
			s2: {"denied", "1", "1", "1", false}, b: {"yes", "", "", "", false}, s: {"yes", "", "", "", false},
		}},
		{"second decision pending", func(d *desk, ref review.Reference, author review.Actor) (review.DecisionID, review.DecisionID) {
			first := d.decidedFor(author, ref, review.Approve)
			return first, d.decided(reviewer2, ref, review.Reject, "cropped")
		}, map[string]may{
			a: {"held", "1", "1", "1", false}, b: {"decided", "2", "2", "", false}, c: {"held", "", "", "", false}, s: {"held", "", "", "", false},
		}},
		{"agreed", func(d *desk, ref review.Reference, author review.Actor) (review.DecisionID, review.DecisionID) {
			return d.decidedFor(author, ref, review.Approve), d.decidedFor(reviewer2, ref, review.Approve)
		}, map[string]may{
			a: {"turn", "12", "1", "1", false}, b: {"turn", "12", "2", "2", false}, c: {"turn", "12", "", "", false}, s: {"turn", "12", "12", "12", false},
		}},
		{"disagreed", func(d *desk, ref review.Reference, author review.Actor) (review.DecisionID, review.DecisionID) {
			return d.decidedFor(author, ref, review.Approve), d.decidedFor(reviewer2, ref, review.Reject, "cropped")
		}, map[string]may{
			a: {"denied", "12", "1", "1", false}, b: {"denied", "12", "2", "2", false}, c: {"denied", "12", "", "", false}, s: {"yes", "12", "12", "12", true},
		}},
		{"disagreed, the first by a supervisor", func(d *desk, ref review.Reference, _ review.Actor) (review.DecisionID, review.DecisionID) {
			return d.decidedFor(supervisor2, ref, review.Approve), d.decidedFor(reviewer2, ref, review.Resubmit, "cropped")
		}, map[string]may{
			s2: {"denied", "12", "12", "12", true}, b: {"denied", "12", "2", "2", false}, s: {"yes", "12", "12", "12", true},
		}},
		{"escalated by the second", func(d *desk, ref review.Reference, author review.Actor) (review.DecisionID, review.DecisionID) {
			return d.decidedFor(author, ref, review.Reject, "cropped"), d.decidedFor(reviewer2, ref, review.Escalate)
		}, map[string]may{
			a: {"denied", "12", "1", "1", false}, b: {"denied", "12", "2", "2", false}, s: {"yes", "12", "12", "12", true},
		}},
	}
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Second = everyOutcome
		d.employ(reviewer, reviewer2, reviewer3, supervisor, supervisor2)
		for _, stage := range stages {
			_, ref := d.sent()
			first, second := stage.arrange(d, ref, reviewer)
			ids := map[review.DecisionID]string{first: "1", second: "2"}
			for who, want := range stage.want {
				p, where := people[who], stage.name+", "+who
				got := may{}
				v, err := d.Review(ctx, p, ref)
				d.must(err)
				for _, h := range slices.Backward(v.History) {
					got.history += ids[h.ID]
				}
				if v.Compared != nil {
					got.both = v.Compared.First.ID == first && v.Compared.Second.ID == second
				}
				for _, id := range []review.DecisionID{first, second} {
					_, err := d.AuditView(ctx, p, id)
					if err == nil {
						got.opens += ids[id]
					} else if !errors.Is(err, review.ErrNotFound) && !errors.Is(err, review.ErrDenied) {
						t.Errorf("%s: opens %s: %v", where, ids[id], err)
					}
					verdict := d.AuditDecision(ctx, p, id, review.VerdictForm{Verdict: review.Agree})
					if seen := err == nil && p.Role == "supervisor" && p.ID != authorOf(d, id); (verdict == nil) != seen {
						t.Errorf("%s: agrees with %s: %v, though it opens with %v", where, ids[id], verdict, err)
					}
				}
				page, err := d.AuditList(ctx, p, review.DecisionQuery{})
				d.must(err)
				for _, row := range slices.Backward(page.Rows) {
					got.listed += ids[row.ID]
				}
				got.claim = claimWord(t, d.Claim(ctx, p, ref, false))
				if got.claim == "yes" {
					d.must(d.Release(ctx, p, ref))
				}
				if got != want {
					t.Errorf("%s: got %+v, want %+v", where, got, want)
				}
			}
		}
	})
}

func authorOf(d *desk, id review.DecisionID) review.StaffID {
	rec, err := d.store.Decision(ctx, id)
	if err != nil {
		return ""
	}
	return rec.By
}

func claimWord(t *testing.T, err error) string {
	t.Helper()
	var holder *review.NotHolderError
	var turn *review.OutOfTurnError
	switch {
	case err == nil:
		return "yes"
	case errors.As(err, &holder):
		return "held"
	case errors.As(err, &turn):
		return "turn"
	case errors.Is(err, review.ErrDenied):
		return "denied"
	case errors.Is(err, review.ErrAlreadyDecided):
		return "decided"
	}
	t.Error(err)
	return "?"
}

// Which decisions ask, and that nothing is told or sent before the second opinion is there.
func TestWhatAsksForASecondOpinion(t *testing.T) {
	t.Parallel()
	rejections := review.SecondRules{{Outcomes: []review.Outcome{review.Reject}}}
	for _, c := range []struct {
		name    string
		rules   review.SecondRules
		outcome review.Outcome
		reasons []string
		asked   string
		to      review.State
	}{
		{"no rules", nil, review.Approve, nil, "", review.Approved},
		{"an approval where rejections are asked for", rejections, review.Approve, nil, "", review.Approved},
		{"a rejection", rejections, review.Reject, []string{"cropped"}, "outcome", review.SecondReview},
		{"a request to send again never", everyOutcome, review.Resubmit, []string{"cropped"}, "", review.Resubmission},
		{"an escalation never", everyOutcome, review.Escalate, nil, "", review.Escalated},
		{"a finding that is not there", review.SecondRules{{Findings: []string{"special-period"}}}, review.Approve, nil, "", review.Approved},
		{"a finding", review.SecondRules{{Findings: []string{"special-period", "under-age"}}}, review.Approve, nil, "finding", review.SecondReview},
		{"a whole share", review.SecondRules{{Share: 100}}, review.Approve, nil, "share", review.SecondReview},
		{"a new reviewer", review.SecondRules{{FirstCases: 1}}, review.Approve, nil, "new-reviewer", review.SecondReview},
		{"two rules", review.SecondRules{{FirstCases: 1}, {Share: 100}}, review.Approve, nil, "new-reviewer,share", review.SecondReview},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.set.Second, d.set.MinAge = c.rules, 60 // who applies is younger
			token, ref := d.sent()
			id := d.decidedFor(reviewer, ref, c.outcome, c.reasons...)
			rec, err := d.store.Decision(ctx, id)
			d.must(err)
			s := d.row(ref)
			if strings.Join(rec.SecondAsked, ",") != c.asked || s.State != c.to || rec.LedTo != c.to {
				t.Fatalf("asked by %v, leads to %s, stands at %s; want %q, %s", rec.SecondAsked, rec.LedTo, s.State, c.asked, c.to)
			}
			mails := d.outcomeParcels(ref)
			v, err := d.OpenLink(ctx, token)
			d.must(err)
			barred, err := d.store.IsBarred(ctx, s.ID, reviewer.ID)
			d.must(err)
			if asked := c.asked != ""; asked && (!barred || len(mails) > 0 || v.State != review.Waiting || v.Outcome != nil || len(v.Timeline) != 2 || !v.Since.Equal(s.QueuedAt)) {
				t.Errorf("barred %v, %d mails, the applicant sees %+v", barred, len(mails), v)
			}
		})
	}
}

// A kind asks for itself, in the version in force, beside the operator's rules.
func TestAKindAsksForASecondOpinion(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	shipped, err := os.ReadFile("kinds/data/resident-card.yaml")
	d.must(err)
	overlay := fstest.MapFS{"resident-card.yaml": {Data: slices.Concat(shipped, []byte("\nsecond_look: [reject]\n"))}}
	catalogue, err := words.Load()
	d.must(err)
	if d.SecondAsked() {
		t.Error("the shipped kinds ask for second opinions")
	}
	d.Kinds, err = kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(catalogue, overlay) })
	d.must(err)
	if !d.SecondAsked() {
		t.Error("nobody would be warned")
	}
	for _, c := range []struct {
		rules   review.SecondRules
		outcome review.Outcome
		reasons []string
		want    string
	}{
		{nil, review.Approve, nil, ""}, {nil, review.Reject, []string{"cropped"}, "kind"}, {nil, review.Resubmit, []string{"cropped"}, ""},
		{everyOutcome, review.Reject, []string{"cropped"}, "kind,outcome"},
	} {
		d.set.Second = c.rules
		_, ref := d.sent()
		rec, err := d.store.Decision(ctx, d.decided(reviewer, ref, c.outcome, c.reasons...))
		d.must(err)
		if got := strings.Join(rec.SecondAsked, ","); got != c.want {
			t.Errorf("%s: asked by %q, want %q", c.outcome, got, c.want)
		}
	}
}

func (d *desk) outcomeParcels(ref review.Reference) (out []review.Parcel) {
	d.t.Helper()
	all, err := d.store.Parcels(ctx, d.row(ref).ID)
	d.must(err)
	for _, p := range all {
		if p.Topic == review.TopicOutcome {
			out = append(out, p)
		}
	}
	return out
}

// A case in a second review keeps its place, and its page has the number of one that nobody touched, so that
// nothing can be read from either.
func TestASecondReviewKeepsPlaceAndNumber(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Second = everyOutcome
	_, older := d.sent()
	d.pass(time.Minute)
	_, ref := d.sent()
	d.pass(time.Minute)
	_, newer := d.sent()
	before := d.row(ref)
	d.decidedFor(reviewer, ref, review.Approve)
	page, err := d.Queue(ctx, reviewer2, review.QueueQuery{State: review.Waiting})
	d.must(err)
	var order []review.Reference
	for _, r := range page.Rows {
		order = append(order, r.Reference)
	}
	if want := []review.Reference{older, ref, newer}; !slices.Equal(order, want) || page.Counts.ByState[review.Waiting] != 3 {
		t.Errorf("the queue is %v, %v; want %v", order, page.Counts, want)
	}
	if row := page.Rows[1]; row.State != review.Waiting || !row.Since.Equal(before.Since) || row.HolderID != "" {
		t.Errorf("it is listed as %+v", row)
	}
	if after := d.row(ref); after.Version != before.Version {
		t.Errorf("its version was %d and is %d", before.Version, after.Version)
	}
	for i, want := range []review.Reference{older, ref, newer} {
		if got, err := d.Next(ctx, reviewer2); err != nil || got != want {
			t.Errorf("next %d: %s, %v; want %s", i, got, err, want)
		}
	}
	if got, err := d.Next(ctx, reviewer); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("its first author is offered %s, %v", got, err)
	}

	// Taken back once and decided again, the numbers are those of a decision that was taken back.
	numbers := func(rules review.SecondRules) (out []int64) {
		d.set.Second = rules
		_, ref := d.sent()
		id := d.decided(reviewer, ref, review.Approve)
		if _, err := d.Retract(ctx, reviewer, id); err != nil {
			t.Fatal(err)
		}
		d.must(d.Release(ctx, reviewer, ref))
		out = append(out, d.row(ref).Version)
		if rules != nil {
			d.decidedFor(reviewer, ref, review.Approve)
			out = append(out, d.row(ref).Version)
		}
		return out
	}
	plain, second := numbers(nil)[0], numbers(everyOutcome)
	if second[0] != plain || second[1] != plain {
		t.Errorf("taken back, the version is %d; with a second review %v", plain, second)
	}
}

// What was taken back in a round that waits is its author's alone, whether a second opinion is asked for or
// not.
func TestWhatWasTakenBackIsItsAuthorsAlone(t *testing.T) {
	t.Parallel()
	for name, rules := range map[string]review.SecondRules{"no rules": nil, "every outcome": everyOutcome} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.set.Second = rules
			d.employ(reviewer, reviewer2, supervisor)
			_, ref := d.sent()
			id := d.decided(reviewer, ref, review.Reject, "cropped")
			if _, err := d.Retract(ctx, reviewer, id); err != nil {
				t.Fatal(err)
			}
			history := func(a review.Actor) int {
				t.Helper()
				v, err := d.Review(ctx, a, ref)
				d.must(err)
				return len(v.History)
			}
			if mine, other := history(reviewer), history(supervisor); mine != 1 || other != 0 {
				t.Errorf("its author sees %d decisions, a supervisor %d", mine, other)
			}
			if _, err := d.AuditView(ctx, supervisor, id); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("a supervisor opens it: %v", err)
			}
			if barred, err := d.store.IsBarred(ctx, d.row(ref).ID, reviewer.ID); err != nil || barred {
				t.Errorf("who took it back is barred: %v, %v", barred, err)
			}
			d.decidedFor(reviewer, ref, review.Approve)
			if rules != nil {
				if got := history(reviewer2); got != 0 {
					t.Errorf("the second reviewer sees %d decisions", got)
				}
				d.decidedFor(reviewer2, ref, review.Approve)
			}
			if got, want := history(supervisor), 2+len(rules); got != want {
				t.Errorf("in the end a supervisor sees %d decisions, want %d", got, want)
			}
		})
	}
}

// The second reviewer's taking back leads back to the second review, tells nothing of the first decision, and
// leaves that as it was.
func TestTakingBackTheSecondDecision(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Second = everyOutcome
		d.employ(reviewer, reviewer2, supervisor)
		token, ref := d.sent()
		first := d.decidedFor(reviewer, ref, review.Reject, "cropped")
		was, err := d.store.Decision(ctx, first)
		d.must(err)
		for n, o := range []review.Outcome{review.Reject, review.Approve, review.Escalate} {
			var reasons []string
			if o == review.Reject {
				reasons = []string{"unreadable"}
			}
			second := d.decided(reviewer2, ref, o, reasons...)
			own, err := d.Review(ctx, reviewer2, ref)
			d.must(err)
			if len(own.History) != n+1 || own.Own == nil || own.Own.Stage != review.StageFirst || own.Own.First != "" || own.Own.SentText != "" || own.Compared != nil {
				t.Errorf("%s: its author sees %d decisions, the own one as %+v", o, len(own.History), own.Own)
			}
			if _, err := d.Retract(ctx, reviewer2, second); err != nil {
				t.Fatal(err)
			}
			s := d.row(ref)
			if s.State != review.SecondReview || s.Decision != first || s.Next != "" {
				t.Errorf("%s, taken back: %+v", o, s)
			}
			v, err := d.Review(ctx, reviewer2, ref)
			d.must(err)
			if !v.CanDecide || v.Worksheet.Message != "" || !slices.Equal(v.Worksheet.Reasons, reasons) || v.State.Listed() != review.Waiting {
				t.Errorf("%s, taken back: can decide %v, worksheet %+v", o, v.CanDecide, v.Worksheet)
			}
			for _, h := range v.History {
				if h.ID == first || h.Stage != review.StageFirst {
					t.Errorf("%s, taken back: the second reviewer sees %+v", o, h.DecisionRecord)
				}
			}
			if is, err := d.store.Decision(ctx, first); err != nil || !reflect.DeepEqual(is, was) {
				t.Errorf("%s: the first decision was\n%+v, is\n%+v, %v", o, was, is, err)
			}
			if len(d.outcomeParcels(ref)) != 0 {
				t.Errorf("%s, taken back: a mail is left", o)
			}
			if barred, err := d.store.IsBarred(ctx, s.ID, reviewer2.ID); err != nil || barred {
				t.Errorf("%s, taken back: barred %v, %v", o, barred, err)
			}
		}
		d.decidedFor(reviewer2, ref, review.Reject, "unreadable")
		if got := d.state(token); got != review.Rejected {
			t.Errorf("in the end it is %s", got)
		}
	})
}

// Of two that agree the applicant gets one message and the reasons of both.
func TestTheMessageOfTwoWhoAgree(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                         string
		firstOwn, secondOwn          string
		has, hasNot                  []string
		firstReasons, secondReasons  []string
		outcome                      review.Outcome
		united                       []string
		sameAsSecond, sameAsTheFirst bool
	}{
		{"usual words", "", "", []string{"corner", "without flash"}, nil, []string{"cropped"}, []string{"unreadable"}, review.Reject, []string{"cropped", "unreadable"}, false, false},
		{"the same reasons", "", "", nil, nil, []string{"cropped"}, []string{"cropped"}, review.Reject, []string{"cropped"}, true, false},
		{"the second wrote", "", "Two words.", []string{"Two words.", "• "}, nil, []string{"cropped"}, []string{"unreadable"}, review.Reject, []string{"cropped", "unreadable"}, false, false},
		{"the first wrote", "One word.", "", []string{"One word.", "• "}, nil, []string{"cropped"}, []string{"unreadable"}, review.Reject, []string{"cropped", "unreadable"}, false, false},
		{"both wrote", "One word.", "Two words.", []string{"Two words."}, []string{"One word.", "• "}, []string{"cropped"}, []string{"cropped"}, review.Reject, []string{"cropped"}, true, false},
		{"an approval, the first wrote", "Welcome.", "", []string{"Welcome."}, nil, nil, nil, review.Approve, nil, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.set.Second = everyOutcome
			token, ref := d.sent()
			decide := func(a review.Actor, own string, reasons []string) *review.DecisionRecord {
				t.Helper()
				d.must(d.Claim(ctx, a, ref, false))
				f := d.form(a, ref, c.outcome, reasons...)
				f.Message = own
				id, err := d.Decide(ctx, a, ref, f)
				d.must(err)
				d.pass(11 * time.Second)
				d.must(d.SettleDue(ctx))
				rec, err := d.store.Decision(ctx, id)
				d.must(err)
				return rec
			}
			first := decide(reviewer, c.firstOwn, c.firstReasons)
			if len(d.outcomeParcels(ref)) != 0 {
				t.Error("the first decision is mailed")
			}
			second := decide(reviewer2, c.secondOwn, c.secondReasons)
			parcels := d.outcomeParcels(ref)
			if len(parcels) != 1 || parcels[0].Decision != second.ID {
				t.Fatalf("mails: %+v", parcels)
			}
			letter, err := d.Letter(ctx, parcels[0])
			d.must(err)
			v, err := d.OpenLink(ctx, token)
			d.must(err)
			if v.Outcome == nil || v.Outcome.Message != letter.Message || !slices.Equal(v.Outcome.Reasons, c.united) || len(v.Outcome.Actions) != len(c.united) {
				t.Errorf("the page says %+v, the mail %q", v.Outcome, letter.Message)
			}
			for _, part := range c.has {
				if !strings.Contains(strings.ToLower(letter.Message), strings.ToLower(part)) {
					t.Errorf("%q is not in %q", part, letter.Message)
				}
			}
			for _, part := range c.hasNot {
				if strings.Contains(letter.Message, part) {
					t.Errorf("%q is in %q", part, letter.Message)
				}
			}
			if c.sameAsSecond != (len(second.Sent) == 0) {
				t.Errorf("kept beside the second's message: %v", len(second.Sent) > 0)
			}
			for _, r := range c.united { // each reason is told once, in one way or the other
				text := d.Words.Text("en", "reason."+r+".applicant")
				if n := strings.Count(letter.Message, text); n > 1 || n == 0 && c.firstOwn == "" && c.secondOwn == "" {
					t.Errorf("%q stands %d times in %q", text, n, letter.Message)
				}
			}
			outcomes := 0
			for _, e := range v.Timeline {
				if e.What == "approved" || e.What == "rejected" {
					outcomes++
				}
			}
			if outcomes != 1 {
				t.Errorf("the applicant's timeline is %+v", v.Timeline)
			}
			h, err := d.Review(ctx, reviewer3, ref)
			d.must(err)
			if len(h.History) != 2 || h.History[0].Stage != review.StageSecond || h.History[1].ID != first.ID {
				t.Errorf("the history is %+v", h.History)
			}
		})
	}
}

// Two who disagree: a supervisor who made neither settles it, and the applicant reads only that.
func TestTwoWhoDisagree(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Second = everyOutcome
		d.employ(reviewer, supervisor2, supervisor, supervisor3)
		token, ref := d.sent()
		d.decidedFor(reviewer, ref, review.Approve)
		d.decidedFor(supervisor2, ref, review.Reject, "cropped")
		if got := d.state(token); got != review.Escalated || len(d.outcomeParcels(ref)) != 0 {
			t.Fatalf("the applicant's is %s, with %d mails", got, len(d.outcomeParcels(ref)))
		}
		if _, err := d.Next(ctx, supervisor2); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("the second author is offered it: %v", err)
		}
		if got, err := d.Next(ctx, supervisor); err != nil || got != ref {
			t.Fatalf("the supervisor's next: %s, %v", got, err)
		}
		id, err := d.Decide(ctx, supervisor, ref, d.form(supervisor, ref, review.Reject, "unreadable"))
		d.must(err)
		if v, err := d.Review(ctx, supervisor3, ref); err != nil || v.Compared == nil || len(v.History) != 2 {
			t.Errorf("before it takes effect another supervisor sees %+v, %v", v, err)
		}
		d.pass(11 * time.Second)
		v, err := d.OpenLink(ctx, token)
		d.must(err)
		if v.State != review.Rejected || !slices.Equal(v.Outcome.Reasons, []string{"unreadable"}) || len(v.Timeline) != 3 {
			t.Errorf("the applicant reads %+v, %+v", v.Outcome, v.Timeline)
		}
		rec, err := d.store.Decision(ctx, id)
		if err != nil || rec.Stage != review.StageSettle || len(rec.SecondAsked) != 0 || rec.First != "" {
			t.Errorf("the settlement is %+v, %v", rec, err)
		}
		if p := d.outcomeParcels(ref); len(p) != 1 || p[0].Decision != id {
			t.Errorf("mails: %+v", p)
		}
	})
}

// An only supervisor may end what nobody else is left for; a reviewer may not.
func TestWhoIsTheOnlyOneLeft(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Second = everyOutcome
	d.employ(reviewer)
	_, ref := d.sent()
	d.decidedFor(reviewer, ref, review.Approve)
	if err := d.Claim(ctx, reviewer, ref, false); !errors.Is(err, review.ErrDenied) {
		t.Errorf("an only reviewer gives the second opinion on his own: %v", err)
	}
	d.employ(supervisor)
	d.decidedFor(supervisor, ref, review.Reject, "cropped")
	if s := d.row(ref); s.State != review.Escalated {
		t.Fatalf("it stands at %s", s.State)
	}
	d.must(d.Claim(ctx, supervisor, ref, false)) // of the supervisors nobody else is left
	d.must(d.Release(ctx, supervisor, ref))
	d.employ(supervisor2)
	if err := d.Claim(ctx, supervisor, ref, false); !errors.Is(err, review.ErrDenied) {
		t.Errorf("a supervisor settles his own disagreement beside another: %v", err)
	}
}

// What else can happen while a second opinion is awaited.
func TestMeanwhile(t *testing.T) {
	t.Parallel()
	awaited := func(t *testing.T) (*desk, string, review.Reference, review.DecisionID) {
		d := newDesk(t)
		d.set.Second = everyOutcome
		d.employ(reviewer, reviewer2, reviewer3, supervisor)
		token, ref := d.sent()
		return d, token, ref, d.decidedFor(reviewer, ref, review.Approve)
	}
	t.Run("the applicant withdraws", func(t *testing.T) {
		t.Parallel()
		d, token, ref, first := awaited(t)
		if err := d.Recall(ctx, token); err == nil {
			t.Error("it was recalled")
		}
		d.must(d.Claim(ctx, reviewer2, ref, false))
		f := d.form(reviewer2, ref, review.Approve)
		d.must(d.Withdraw(ctx, token))
		var turn *review.OutOfTurnError
		if _, err := d.Decide(ctx, reviewer2, ref, f); !errors.As(err, &turn) {
			t.Errorf("deciding on it: %v", err)
		}
		v, err := d.OpenLink(ctx, token)
		if err != nil || v.State != review.Withdrawn || v.Outcome != nil || len(v.Timeline) != 3 {
			t.Errorf("the applicant sees %+v, %v", v, err)
		}
		if _, err := d.AuditView(ctx, supervisor, first); err != nil {
			t.Errorf("it is still a secret: %v", err)
		}
	})
	t.Run("its author reports a mistake", func(t *testing.T) {
		t.Parallel()
		d, _, ref, first := awaited(t)
		if _, err := d.ReportMistake(ctx, reviewer, first, "the wrong key"); err != nil {
			t.Fatal(err)
		}
		reported := func() int {
			p, err := d.AuditList(ctx, supervisor, review.DecisionQuery{})
			d.must(err)
			return len(p.Reported)
		}
		if n := reported(); n != 0 {
			t.Errorf("the supervisors' page tells of %d reports before the second opinion", n)
		}
		d.decidedFor(reviewer2, ref, review.Approve)
		if n := reported(); n != 1 {
			t.Errorf("then it tells of %d", n)
		}
	})
	t.Run("the claim runs out", func(t *testing.T) {
		t.Parallel()
		d, _, ref, _ := awaited(t)
		d.must(d.Claim(ctx, reviewer2, ref, false))
		f := d.form(reviewer2, ref, review.Approve)
		d.pass(11 * time.Minute)
		if got, err := d.Next(ctx, reviewer3); err != nil || got != ref {
			t.Fatalf("the next one's: %s, %v", got, err)
		}
		var holder *review.NotHolderError
		if _, err := d.Decide(ctx, reviewer2, ref, f); !errors.As(err, &holder) {
			t.Errorf("the former holder decides: %v", err)
		}
		if v, err := d.Review(ctx, reviewer2, ref); err != nil || len(v.Worksheet.Answers) == 0 {
			t.Errorf("the answers are lost: %v", err)
		}
	})
	t.Run("the first form is sent once more", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.set.Second = everyOutcome
		_, ref := d.sent()
		d.must(d.Claim(ctx, reviewer, ref, false))
		f := d.form(reviewer, ref, review.Approve)
		_, err := d.Decide(ctx, reviewer, ref, f)
		d.must(err)
		d.pass(time.Minute)
		if _, err := d.Decide(ctx, reviewer, ref, f); !errors.Is(err, review.ErrAlreadyDecided) {
			t.Errorf("sent twice: %v", err)
		}
	})
	t.Run("what others began stays", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.set.Second = everyOutcome
		_, ref := d.sent()
		d.must(d.Claim(ctx, reviewer2, ref, false))
		d.must(d.SaveWorksheet(ctx, reviewer2, ref, review.WorksheetContent{Note: "half done"}))
		d.must(d.Release(ctx, reviewer2, ref))
		d.decidedFor(reviewer, ref, review.Approve)
		if v, err := d.Review(ctx, reviewer2, ref); err != nil || v.Worksheet.Note != "half done" {
			t.Errorf("the worksheet is %+v, %v", v.Worksheet, err)
		}
	})
	t.Run("it is handed to the first author, who is not known as one", func(t *testing.T) {
		t.Parallel()
		d, _, ref, _ := awaited(t)
		d.must(d.Claim(ctx, reviewer2, ref, false))
		v, err := d.Review(ctx, reviewer2, ref)
		d.must(err)
		var names []string
		for _, c := range v.Colleagues {
			names = append(names, c.Name)
		}
		if slices.Sort(names); !slices.Equal(names, []string{"Aiko", "Chie", "Fuyu"}) {
			t.Errorf("it can be handed to %v", names)
		}
		d.must(d.HandOver(ctx, reviewer2, ref, reviewer.ID, "please"))
		if err := d.Claim(ctx, reviewer, ref, false); !errors.Is(err, review.ErrDenied) {
			t.Errorf("the first author takes it: %v", err)
		}
		if _, err := d.Next(ctx, reviewer); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("the first author gets it by next: %v", err)
		}
		d.pass(11 * time.Minute)
		if got, err := d.Next(ctx, reviewer3); err != nil || got != ref {
			t.Errorf("then it is nobody's: %s, %v", got, err)
		}
	})
	t.Run("it is erased", func(t *testing.T) {
		t.Parallel()
		d, _, ref, first := awaited(t)
		d.must(d.Erase(ctx, d.row(ref).ID))
		if v, err := d.AuditView(ctx, supervisor, first); err != nil || !v.Erased || v.Decision.NoteText != "" {
			t.Errorf("the bare facts: %+v, %v", v, err)
		}
		if p, err := d.AuditList(ctx, supervisor, review.DecisionQuery{}); err != nil || len(p.Rows) != 1 {
			t.Errorf("listed: %+v, %v", p, err)
		}
	})
	t.Run("the outcome is overturned later", func(t *testing.T) {
		t.Parallel()
		d, token, ref, first := awaited(t)
		second := d.decidedFor(reviewer2, ref, review.Approve)
		v, err := d.AuditView(ctx, supervisor, first)
		if err != nil || v.Latest || v.Other == nil || v.Other.ID != second {
			t.Errorf("the first decision's page: %+v, %v", v, err)
		}
		if own, err := d.AuditView(ctx, reviewer, first); err != nil || own.Other != nil {
			t.Errorf("the first reviewer reads of the second: %+v, %v", own, err)
		}
		d.must(d.AuditDecision(ctx, supervisor, second, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "look again"}))
		for _, a := range []review.Actor{reviewer, reviewer2} {
			if err := d.Claim(ctx, a, ref, false); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s claims it anew: %v", a.Name, err)
			}
		}
		if v, err := d.Review(ctx, reviewer3, ref); err != nil || len(v.History) != 2 {
			t.Errorf("what was overturned is hidden: %+v, %v", v.History, err)
		}
		// The decision anew is another first one. What was overturned stays in sight, or its vanishing would tell.
		third := d.decidedFor(reviewer3, ref, review.Reject, "cropped")
		if v, err := d.Review(ctx, supervisor2, ref); err != nil || len(v.History) != 2 {
			t.Errorf("another second review: %+v, %v", v.History, err)
		}
		if p, err := d.AuditList(ctx, supervisor, review.DecisionQuery{}); err != nil || len(p.Rows) != 2 || p.Rows[0].ID == third {
			t.Errorf("listed: %d, %v", len(p.Rows), err)
		}
		if got := d.state(token); got != review.Waiting {
			t.Errorf("the applicant's is %s", got)
		}
	})
}

// A share is drawn for the round, and a second try draws the same.
func TestAShareIsDrawnOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Second = review.SecondRules{{Share: 50}}
	const n = 12
	for range n {
		_, ref := d.sent()
		d.must(d.Claim(ctx, reviewer, ref, false))
		seen := map[string]bool{}
		for try := range 4 {
			id, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Approve))
			d.must(err)
			rec, err := d.store.Decision(ctx, id)
			d.must(err)
			seen[fmt.Sprint(rec.SecondAsked)] = true
			if try < 3 {
				_, err = d.Retract(ctx, reviewer, id)
				d.must(err)
			}
		}
		if len(seen) != 1 {
			t.Errorf("trying again draws again: %v", seen)
		}
	}
}

// A reviewer is new for the first decisions that stand, and no more.
func TestANewReviewersFirstCases(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Second = review.SecondRules{{FirstCases: 2}}
		var got []string
		decide := func(a review.Actor, o review.Outcome, reasons ...string) review.DecisionID {
			_, ref := d.sent()
			id := d.decided(a, ref, o, reasons...)
			rec, err := d.store.Decision(ctx, id)
			d.must(err)
			got = append(got, strings.Join(rec.SecondAsked, ","))
			return id
		}
		decide(reviewer, review.Approve)
		id := decide(reviewer, review.Approve)
		_, err := d.Retract(ctx, reviewer, id)
		d.must(err)
		decide(reviewer, review.Approve)
		decide(reviewer, review.Approve)
		decide(reviewer2, review.Resubmit, "cropped") // counts, though it asks for nothing
		decide(reviewer2, review.Reject, "cropped")
		decide(reviewer2, review.Reject, "cropped")
		if want := []string{"new-reviewer", "new-reviewer", "new-reviewer", "", "", "new-reviewer", ""}; !slices.Equal(got, want) {
			t.Errorf("asked %q, want %q", got, want)
		}
	})
}

// Whoever comes first, when a decision can just be taken back and somebody wants to give the second
// opinion: either it is taken back and nobody has a second opinion to give, or it stands.
func TestTakingBackWhileTheSecondReviewerClaims(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Second = everyOutcome
		d.employ(reviewer, reviewer2, reviewer3)
		for round := range 6 {
			_, ref := d.sent()
			id := d.decided(reviewer, ref, review.Approve)
			var back error
			claims := make([]error, 4)
			var all sync.WaitGroup
			d.pass(10*time.Second - 500*time.Microsecond)
			all.Go(func() { _, back = d.Retract(ctx, reviewer, id) })
			all.Go(func() { d.pass(time.Millisecond) })
			for i := range claims {
				all.Go(func() { claims[i] = d.Claim(ctx, []review.Actor{reviewer2, reviewer3}[i%2], ref, false) })
			}
			all.Wait()
			s := d.row(ref)
			s.Settle(d.now(), time.Hour)
			for i, err := range claims {
				if a := []review.Actor{reviewer2, reviewer3}[i%2]; err == nil && (back == nil || s.Claim.By != a.ID) {
					t.Errorf("round %d: %s claims it, though taking back says %v and %q holds it", round, a.Name, back, s.Claim.By)
				}
			}
			switch {
			case back == nil && (s.State != review.Waiting || s.Claim.By != reviewer.ID || s.Decision != ""):
				t.Errorf("round %d: taken back, it stands at %+v", round, s)
			case back != nil && (!errors.Is(back, review.ErrTooLate) || s.State != review.SecondReview || s.Decision != id):
				t.Errorf("round %d: not taken back (%v), it stands at %+v", round, back, s)
			}
		}
	})
}

// Of many who want to give the second opinion one does, and only one second decision is there.
func TestOneSecondOpinion(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Second = everyOutcome
		_, ref := d.sent()
		d.decidedFor(reviewer, ref, review.Approve)
		made := make(chan review.DecisionID, 8)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				a := review.Actor{ID: review.StaffID(fmt.Sprint("person-", i)), Role: "reviewer", Session: "s"}
				if _, err := d.Next(ctx, a); err != nil {
					return
				}
				v, err := d.Review(ctx, a, ref)
				if err != nil {
					t.Error(err)
					return
				}
				f := review.DecisionForm{Outcome: review.Approve, Answers: review.Answers{}, Seen: v.Version}
				for _, item := range v.Kind.Checklist {
					f.Answers[item.ID] = review.Yes
				}
				id, err := d.Decide(ctx, a, ref, f)
				if err != nil {
					t.Error(err)
				}
				made <- id
			})
		}
		all.Wait()
		if len(made) != 1 {
			t.Errorf("%d second decisions were made", len(made))
		}
	})
}

// The log says in codes what asked for a second opinion and what came of it.
func TestTheLogOfASecondReview(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Second = everyOutcome
	_, ref := d.sent()
	d.decidedFor(reviewer, ref, review.Reject, "cropped")
	d.decidedFor(reviewer2, ref, review.Reject, "unreadable")
	d.set.Second = nil
	_, plain := d.sent()
	d.decidedFor(reviewer, plain, review.Reject, "cropped")
	var got []map[string]string
	for _, l := range d.leaves(audit.DecisionMade) {
		facts := map[string]string{}
		for _, f := range l.Facts {
			switch f.Name {
			case "second-asked", "second", "first", "sent", "stage":
				facts[f.Name] = f.Value
				if f.Commitment != nil {
					facts[f.Name] = "committed"
				}
			}
		}
		got = append(got, facts)
	}
	want := []map[string]string{
		{"stage": "first", "second-asked": "outcome"},
		{"stage": "second", "second": "agrees", "first": "committed", "sent": "committed"},
		{"stage": "first"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

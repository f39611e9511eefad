package review_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/review/ranking"
	"shinsa/review/worktime"
)

// rules put rules into force.
func (d *desk) rules(text string) {
	d.t.Helper()
	known := ranking.Known{Kinds: []string{"resident-card", "special-permanent-resident-certificate"}, Langs: []string{"en", "ja"}}
	var err error
	d.set.Rules, err = ranking.Parse("rules.yaml", []byte(text), known)
	d.must(err)
}

// calendar puts a calendar into force.
func (d *desk) calendar(text string) {
	d.t.Helper()
	var err error
	d.set.Service, err = worktime.Parse("calendar.yaml", []byte(text), d.set.Zone, []string{"resident-card", "special-permanent-resident-certificate"})
	d.must(err)
}

const officeHours = "hours: {monday: 9:00-17:00, tuesday: 9:00-17:00, wednesday: 9:00-17:00, thursday: 9:00-17:00, friday: 9:00-17:00}\n"

// listed are the references of the queue in its order.
func (d *desk) listed(sort review.Sort) []review.Reference {
	d.t.Helper()
	page, err := d.Queue(ctx, supervisor, review.QueueQuery{State: review.Waiting, Sort: sort})
	d.must(err)
	var all []review.Reference
	for _, r := range page.Rows {
		all = append(all, r.Reference)
	}
	return all
}

func TestRulesOrderTheQueue(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	d.rules("order: [{id: old, older-than: 4h}, {id: twice, findings: [same-picture]}, usual]\n")
	_, first := d.sent()
	d.pass(time.Minute)
	_, second := d.sent()
	d.pass(time.Minute)
	_, third := d.sent()
	// As if the picture of the third were the same twice: what a rule looks at is only in the row.
	d.change(third, func(s *review.Submission) { s.Findings = []string{"stop:same-picture:"} })
	want := func(what string, refs ...review.Reference) {
		t.Helper()
		if got := d.listed(review.SortOldest); !slices.Equal(got, refs) {
			t.Errorf("%s: %v, want %v", what, got, refs)
		}
	}
	want("before it is placed again", first, second, third)
	if moved, err := d.PlaceAgain(ctx); err != nil || moved != 1 {
		t.Fatalf("placed again: %d, %v", moved, err)
	}
	if moved, err := d.PlaceAgain(ctx); err != nil || moved != 0 {
		t.Errorf("placed once more: %d, %v", moved, err)
	}
	want("by the rules", third, first, second)

	d.pass(4 * time.Hour) // the clock alone moves the first, no row does
	want("the oldest has waited four hours", first, second, third)
	if got, err := d.Next(ctx, reviewer); err != nil || got != first {
		t.Errorf("next: %s, %v; want %s", got, err, first)
	}
	d.must(d.Release(ctx, reviewer, first))

	d.must(d.Prioritise(ctx, supervisor, []review.Reference{second}, true, "the applicant leaves tomorrow"))
	want("by hand", second, first, third)
	d.rules("order: [usual, {id: twice, findings: [same-picture]}]\n")
	if moved, err := d.PlaceAgain(ctx); err != nil || moved != 1 {
		t.Errorf("placed by other rules: %d, %v; what was put first by hand stays", moved, err)
	}
	want("other rules", second, first, third)
	d.must(d.Prioritise(ctx, supervisor, []review.Reference{second}, false, "she does not"))
	want("back", first, second, third)
	if n := d.logged(audit.QueuePrioritised); n != 2 {
		t.Errorf("%d entries, want 2", n)
	}
}

// What is at risk to be answered late stands before all rules, each kind by its own time, and is taken first.
func TestWhatIsAtRiskStandsOnTop(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	d.rules("order: [{id: twice, findings: [same-picture]}, usual]\n")
	d.calendar(officeHours + "answer-within: {usual: 8h, kinds: {special-permanent-resident-certificate: 4h}}\nat-risk: 1h\n")
	_, first := d.sent() // Monday at noon
	d.pass(time.Minute)
	_, second := d.sent()
	d.pass(time.Minute)
	_, third := d.sent()
	d.pass(time.Minute)
	_, fourth := d.sent()
	d.change(first, func(s *review.Submission) { s.Kind = "resident-card" })
	d.change(second, func(s *review.Submission) { s.Kind = "special-permanent-resident-certificate" })
	d.change(third, func(s *review.Submission) { s.Kind = "resident-card" })
	d.change(fourth, func(s *review.Submission) { s.Kind, s.Findings = "resident-card", []string{"stop:same-picture:"} })
	_, err := d.PlaceAgain(ctx)
	d.must(err)
	want := func(what string, refs ...review.Reference) {
		t.Helper()
		if got := d.listed(review.SortOldest); !slices.Equal(got, refs) {
			t.Errorf("%s: %v, want %v", what, got, refs)
		}
	}
	want("nothing is at risk", fourth, first, second, third)
	d.pass(3 * time.Hour)
	want("the second is promised in an hour", second, fourth, first, third)
	if page, err := d.Queue(ctx, supervisor, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest}); err != nil || page.AtRisk != 1 {
		t.Errorf("%d at risk, %v, want the one on top", page.AtRisk, err)
	}
	if got, err := d.Next(ctx, reviewer); err != nil || got != second {
		t.Errorf("next: %s, %v; want %s", got, err, second)
	}
	d.must(d.Release(ctx, reviewer, second))
	d.must(d.Prioritise(ctx, supervisor, []review.Reference{third}, true, "the applicant leaves tomorrow"))
	want("by hand", third, second, fourth, first)
	d.must(d.Prioritise(ctx, supervisor, []review.Reference{third}, false, "she does not"))
	d.pass(24 * time.Hour)
	want("all are at risk", first, second, third, fourth)
	d.rules("at-risk: in-order\norder: [{id: twice, findings: [same-picture]}, usual]\n")
	want("switched off", fourth, first, second, third)
	d.rules("order: [{id: twice, findings: [same-picture]}, usual]\n")
	d.calendar(officeHours)
	want("nothing is promised", fourth, first, second, third)
}

func TestPrioritise(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, a := d.sent()
	token, b := d.sent()
	refs := []review.Reference{a, b}
	for _, c := range []struct {
		what   string
		who    review.Actor
		refs   []review.Reference
		reason string
		is     func(error) bool
	}{
		{"a reviewer", reviewer, refs, "why", func(err error) bool { return errors.Is(err, review.ErrDenied) }},
		{"support", support, refs, "why", func(err error) bool { return errors.Is(err, review.ErrDenied) }},
		{"without a reason", supervisor, refs, " ", func(err error) bool { return wrongField(err, "reason") == "required" }},
		{"of nothing", supervisor, nil, "why", func(err error) bool { return wrongField(err, "reference") == "choose" }},
		{"of one that there is not", supervisor, []review.Reference{a, "ZZZZ-ZZZZ"}, "why", func(err error) bool { return errors.Is(err, review.ErrNotFound) }},
	} {
		if err := d.Prioritise(ctx, c.who, c.refs, true, c.reason); !c.is(err) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if d.row(a).Rank != review.RankUsual {
		t.Error("one moved though the other could not")
	}
	d.must(d.Prioritise(ctx, supervisor, refs, true, hostile))
	d.must(d.Prioritise(ctx, supervisor, refs, true, "again"))
	if d.logged(audit.QueuePrioritised) != 2 || d.row(b).Rank != review.RankFirst {
		t.Errorf("%d entries, rank %d", d.logged(audit.QueuePrioritised), d.row(b).Rank)
	}
	if v, err := d.Review(ctx, reviewer, b); err != nil || v.Priority == nil || v.Priority.By != supervisor.Name || v.Priority.Reason != hostile || !v.Priority.At.Equal(d.now()) {
		t.Errorf("why it stands first: %+v, %v", v, err)
	}
	// Its applicant can still take it back: somebody put it first, nobody looked at it.
	d.must(d.Recall(ctx, token))
	if s := d.row(b); s.Rank != review.RankUsual {
		t.Errorf("a draft has the rank %d", s.Rank)
	}
	var turn *review.OutOfTurnError
	if err := d.Prioritise(ctx, supervisor, []review.Reference{a}, true, "x"); err != nil {
		t.Errorf("one that stands so: %v", err)
	}
	d.must(d.Claim(ctx, reviewer, a, false))
	d.decided(reviewer, a, review.Approve)
	d.pass(time.Minute)
	if err := d.Prioritise(ctx, supervisor, []review.Reference{a}, true, "x"); !errors.As(err, &turn) {
		t.Errorf("one that is decided: %v", err)
	}
	if s := d.row(a); s.State == review.Approved && s.Rank != review.RankUsual {
		t.Errorf("what is decided keeps the rank %d", s.Rank)
	}
}

func TestWhatIsPromised(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	d.calendar(officeHours + "answer-within: 8h\nat-risk: 2h\n")
	_, a := d.sent() // Monday, 11 May 2026, at noon in Tokyo
	due := time.Date(2026, 5, 12, 3, 0, 0, 0, time.UTC)
	if got := d.row(a).AnswerBy; !got.Equal(due) {
		t.Errorf("to be answered by %s, want %s", got, due)
	}
	risk := func(what string, risk, over int) {
		t.Helper()
		p, err := d.Queue(ctx, supervisor, review.QueueQuery{State: review.Waiting, Sort: review.SortDue})
		d.must(err)
		if p.AtRisk != risk || p.Over != over || len(p.Rows) != 1 || !p.Rows[0].AnswerBy.Equal(d.row(a).AnswerBy) {
			t.Errorf("%s: %d at risk, %d over, %+v", what, p.AtRisk, p.Over, p.Rows)
		}
	}
	risk("at once", 0, 0)
	d.pass(6 * time.Hour) // five of them are working time; the rest of Monday and Tuesday morning are not over
	risk("after closing time", 0, 0)
	d.pass(16*time.Hour + 30*time.Minute)
	risk("the next morning", 1, 0)
	d.pass(2 * time.Hour)
	risk("too late", 1, 1)
	d.calendar(officeHours + "answer-within: 40h\n")
	if moved, err := d.PlaceAgain(ctx); err != nil || moved != 1 {
		t.Errorf("placed again: %d, %v", moved, err)
	}
	risk("promised less", 0, 0)
	d.must(d.Claim(ctx, reviewer, a, false))
	d.decided(reviewer, a, review.Approve)
	d.pass(time.Minute)
	d.must(d.SettleDue(ctx))
	if got := d.row(a).AnswerBy; !got.IsZero() {
		t.Errorf("what is decided should be answered by %s", got)
	}
}

func TestSkillsAndTheTeam(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor, support)
	d.rules("order: [usual]\ngroups: [{id: night, kinds: [special-permanent-resident-certificate]}]\n")
	_, card := d.sent()
	for _, c := range []struct {
		what   string
		who    review.Actor
		person review.StaffID
		skills review.Skills
		is     func(error) bool
	}{
		{"by a reviewer", reviewer, reviewer.ID, review.Skills{}, func(err error) bool { return errors.Is(err, review.ErrDenied) }},
		{"by an admin", admin, reviewer.ID, review.Skills{}, func(err error) bool { return errors.Is(err, review.ErrDenied) }},
		{"of support", supervisor, support.ID, review.Skills{}, func(err error) bool { return errors.Is(err, review.ErrNotFound) }},
		{"a kind that there is not", supervisor, reviewer.ID, review.Skills{Kinds: []string{"passport"}}, func(err error) bool { return wrongField(err, "kind") == "choose" }},
		{"a language that there is not", supervisor, reviewer.ID, review.Skills{Langs: []string{"xx"}}, func(err error) bool { return wrongField(err, "lang") == "choose" }},
		{"a group that there is not", supervisor, reviewer.ID, review.Skills{Groups: []string{"day"}}, func(err error) bool { return wrongField(err, "group") == "choose" }},
	} {
		if err := d.SetSkills(ctx, c.who, c.person, c.skills); !c.is(err) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	other := review.Skills{Kinds: []string{"special-permanent-resident-certificate"}, Groups: []string{"night"}}
	d.must(d.SetSkills(ctx, supervisor, reviewer.ID, other))
	d.must(d.SetSkills(ctx, supervisor, reviewer.ID, other))
	if n := d.logged(audit.SkillsChanged); n != 1 {
		t.Errorf("%d entries of one change", n)
	}
	if got, err := d.Next(ctx, reviewer); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("next outside of the skills: %s, %v", got, err)
	}
	if outside, err := d.OutsideSkills(ctx, reviewer, card); err != nil || !outside {
		t.Errorf("outside: %v, %v", outside, err)
	}
	if outside, err := d.OutsideSkills(ctx, reviewer2, card); err != nil || outside {
		t.Errorf("of somebody without skills: %v, %v", outside, err)
	}
	d.must(d.Claim(ctx, reviewer, card, false)) // by hand he may
	d.must(d.Release(ctx, reviewer, card))

	team := func() *review.TeamView {
		t.Helper()
		v, err := d.Team(ctx, supervisor)
		d.must(err)
		return v
	}
	if v := team(); len(v.Uncovered) != 0 || len(v.Members) != 3 || fmt.Sprint(v.Members[0].Skills) != fmt.Sprint(other) {
		t.Errorf("team: %+v", v)
	}
	d.must(d.SetSkills(ctx, supervisor, reviewer2.ID, other))
	d.must(d.SetSkills(ctx, supervisor, supervisor.ID, review.Skills{Langs: []string{"ja"}}))
	s := d.row(card)
	if v := team(); len(v.Uncovered) != 1 || v.Uncovered[0].Lane != s.Lane() || v.Uncovered[0].N != 1 {
		t.Errorf("what matches nobody: %+v", v.Uncovered)
	}
	d.must(d.SetSkills(ctx, supervisor, reviewer2.ID, review.Skills{}))
	if got, err := d.Next(ctx, reviewer2); err != nil || got != card {
		t.Errorf("next: %s, %v", got, err)
	}
	if v := team(); len(v.Members[1].Holds) != 1 || v.Members[1].Holds[0] != card || v.Members[1].Decided != 0 {
		t.Errorf("holds: %+v", v.Members[1])
	}
	d.decided(reviewer2, card, review.Approve)
	d.pass(time.Minute)
	if v := team(); v.Members[1].Decided != 1 || len(v.Members[1].Holds) != 0 || len(v.Uncovered) != 0 {
		t.Errorf("decided: %+v", v.Members[1])
	}
	if _, err := d.Team(ctx, reviewer); !errors.Is(err, review.ErrDenied) {
		t.Errorf("a reviewer sees the team: %v", err)
	}
}

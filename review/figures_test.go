package review_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/review/stats"
)

// rowsAlone hides what was counted, so that everything is read from the rows of the acts.
type rowsAlone struct{ review.Store }

// FigureSpans implements review.FiguresReader.
func (rowsAlone) FigureSpans(context.Context, string, string) ([]review.FigureSpan, error) {
	return nil, nil
}

// recounted is the same desk as if nothing had ever been counted.
func (d *desk) recounted() *review.Desk {
	parts := d.Parts
	parts.Store = rowsAlone{parts.Store}
	return &review.Desk{Parts: parts}
}

// sameFigures compares figures number by number.
func sameFigures(t *testing.T, what string, got, want review.Figures) {
	t.Helper()
	same := func(where string, a, b review.Numbers) {
		t.Helper()
		if !bytes.Equal(a.Cell().Bytes(), b.Cell().Bytes()) {
			t.Errorf("%s, %s:\ncounted   %s\nrecounted %s", what, where, shortly(a), shortly(b))
		}
	}
	same("all", got.All, want.All)
	if len(got.Days) != len(want.Days) || got.Missing != 0 || want.Missing != 0 {
		t.Fatalf("%s: %d days and %d missing, recounted %d and %d", what, len(got.Days), got.Missing, len(want.Days), want.Missing)
	}
	for i, day := range want.Days {
		same(day.Day, got.Days[i].Numbers, day.Numbers)
	}
	for name, m := range map[string][2]map[string]review.Numbers{"kind": {got.Kinds, want.Kinds}, "desk": {got.Desk, want.Desk}} {
		if len(m[0]) != len(m[1]) {
			t.Errorf("%s: %d of %s, recounted %d", what, len(m[0]), name, len(m[1]))
		}
		for id, n := range m[1] {
			same(name+" "+id, m[0][id], n)
		}
	}
	if len(got.Staff) != len(want.Staff) {
		t.Fatalf("%s: %d people, recounted %d", what, len(got.Staff), len(want.Staff))
	}
	for i, p := range want.Staff {
		if got.Staff[i].Person != p.Person {
			t.Errorf("%s: %s stands in the place of %s", what, got.Staff[i].Person, p.Person)
		}
		same(string(p.Person), got.Staff[i].Numbers, p.Numbers)
	}
}

// shortly tells of numbers what fits a line.
func shortly(n review.Numbers) string {
	c := n.Cell()
	return fmt.Sprintf("decided %v, made %v, arrived %d, first rounds %v, ended %v, audits %v, opinions %v, reasons %v, asked again %v, mended %v, findings %v",
		n.Outcomes(), n.Made(), n.Arrived(), n.FirstRound(), n.Ended(), n.Audits(), n.Seconds(), n.Reasons(), c.Named(stats.AskedAgain), c.Named(stats.Mended), n.Findings())
}

// agrees compares what was counted with a recount, for several periods and filters.
func (d *desk) agrees(what string, first time.Time) {
	d.t.Helper()
	recount := d.recounted()
	now := d.now()
	for _, q := range []review.FiguresQuery{
		{From: first, Until: now.Add(time.Hour)},
		{From: first.AddDate(0, -1, 0), Until: now.AddDate(0, 1, 0)},
		{From: now.AddDate(0, 0, -3), Until: now.Add(-time.Hour)},
		{From: now.AddDate(0, 0, -40), Until: now, Kind: "resident-card"},
		{From: first, Until: now.Add(time.Hour), Lang: "ja"},
		{From: first, Until: now.Add(time.Hour), By: reviewer.ID},
		{From: first, Until: now.Add(time.Hour), By: reviewer2.ID, Kind: "special-permanent-resident-certificate", Lang: "en"},
		{From: now.Add(time.Hour), Until: now},
	} {
		got, err := d.Figures(ctx, supervisor, q)
		d.must(err)
		want, err := recount.Figures(ctx, supervisor, q)
		d.must(err)
		sameFigures(d.t, fmt.Sprintf("%s, %s to %s, kind %q, language %q, person %q", what, q.From, q.Until, q.Kind, q.Lang, q.By), got, want)
	}
}

// act is anything that anybody may do, or may try; what is refused is refused.
func (d *desk) act(random *rand.Rand, tokens *[]string, made *[]review.DecisionID) {
	pick := func(n int) int { return random.IntN(max(1, n)) }
	people := []review.Actor{reviewer, reviewer2, supervisor}
	if len(*tokens) == 0 || random.IntN(6) == 0 {
		token, err := d.StartDraft(ctx, []string{"resident-card", "special-permanent-resident-certificate"}[pick(2)], []string{"en", "ja"}[pick(2)], "")
		d.must(err)
		d.must(d.SaveIdentity(ctx, token, "en", identity))
		d.must(d.AddImage(ctx, token, "front", "front.jpg", picture(1)))
		d.must(d.Submit(ctx, token, []string{"en", "ja"}[pick(2)], ""))
		*tokens = append(*tokens, token)
		return
	}
	token := (*tokens)[pick(len(*tokens))]
	v, err := d.OpenLink(ctx, token)
	if err != nil {
		return // erased
	}
	if v.State == review.Resubmission && pick(2) == 0 {
		_ = d.Submit(ctx, token, "ja", "")
		return
	}
	who := people[pick(len(people))]
	switch random.IntN(12) {
	case 0:
		_ = d.Recall(ctx, token)
	case 1:
		_ = d.Submit(ctx, token, "ja", "")
	case 2:
		if random.IntN(5) == 0 {
			_ = d.Withdraw(ctx, token)
		}
	case 3:
		if len(*made) > 0 {
			_ = d.AuditDecision(ctx, supervisor, (*made)[pick(len(*made))], review.VerdictForm{
				Verdict: []review.Verdict{review.Agree, review.Overturn}[pick(2)], Severity: review.Major, Note: "looked at again",
			})
		}
	case 4:
		if s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: v.Reference}); err == nil && random.IntN(6) == 0 {
			d.must(d.Erase(ctx, s.ID))
		}
	default:
		if d.Claim(ctx, who, v.Reference, false) != nil {
			return
		}
		outcomes := []review.Outcome{review.Approve, review.Approve, review.Reject, review.Resubmit, review.Escalate}
		o := outcomes[pick(len(outcomes))]
		var reasons []string
		if o == review.Reject || o == review.Resubmit {
			reasons = [][]string{{"name-mismatch"}, {"address-mismatch", "name-mismatch"}, {"expired"}}[pick(3)]
		}
		r, err := d.Review(ctx, who, v.Reference)
		if err != nil {
			return
		}
		f := review.DecisionForm{Outcome: o, Answers: review.Answers{}, Reasons: reasons, Seen: r.Version}
		for _, item := range r.Kind.Checklist {
			f.Answers[item.ID] = review.Yes
		}
		id, err := d.Decide(ctx, who, v.Reference, f)
		if err != nil {
			return
		}
		*made = append(*made, id)
		if random.IntN(5) == 0 {
			d.pass(time.Duration(random.IntN(12)) * time.Second)
			_, _ = d.Retract(ctx, who, id)
		}
	}
}

// Whatever is done, what was counted is what a recount finds: after take-backs, second opinions, overturns, recalls and
// erasures, at any moment, of any period, on either database.
func TestFiguresAreWhatARecountFinds(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *desk) {
		random := rand.New(rand.NewPCG(7, 11))
		d.set.Second = review.SecondRules{{Share: 40}}
		d.set.SpecialPeriod = true
		d.employ(reviewer)
		d.employ(reviewer2)
		first := d.now()
		var tokens []string
		var made []review.DecisionID
		for step := range 260 {
			d.act(random, &tokens, &made)
			d.pass(time.Duration(random.ExpFloat64() * float64(5*time.Hour)))
			if random.IntN(3) == 0 {
				d.must(d.SettleDue(ctx))
			}
			switch {
			case random.IntN(4) == 0:
				d.must(d.RollFigures(ctx, nil))
			case step%40 == 39:
				d.pass(2 * time.Minute)
				d.must(d.RollFigures(ctx, nil))
				d.agrees(fmt.Sprintf("after %d acts", step+1), first)
			}
			if t.Failed() {
				return
			}
		}
		d.pass(3 * time.Hour)
		d.must(d.SettleDue(ctx))
		d.must(d.RollFigures(ctx, nil))
		d.agrees("at the end", first)
		all, err := d.Figures(ctx, supervisor, review.FiguresQuery{From: first, Until: d.now()})
		d.must(err)
		c := all.All.Cell()
		for what, n := range map[string]int{
			"decisions": all.All.Decided(), "arrivals": all.All.Arrived(), "second opinions": c.Sum(stats.Opinions), "audits": c.Sum(stats.Audited),
			"rounds that mended something": len(all.All.Mended()), "people": len(all.Staff) - 2, "kinds": len(all.Kinds) - 1,
		} {
			if n <= 0 {
				t.Errorf("there were no %s, so nothing is shown of them", what)
			}
		}
		var counted []string
		d.must(d.RebuildFigures(ctx, func(span string) { counted = append(counted, span) }))
		d.agrees("counted anew", first)
		if want := 50; len(counted) < want {
			t.Errorf("%d days and months were counted anew, want more than %d: %v", len(counted), want, counted)
		}
	})
}

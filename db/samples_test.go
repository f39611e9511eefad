package db_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/review/sampling"
)

// drawable puts a decision into the store that is in effect a minute after noon, on a submission of its own.
func drawable(t testing.TB, s *db.Store, f func(*review.Submission, *review.Decision)) *review.Decision {
	t.Helper()
	sub := waiting(noon.Add(-time.Hour))
	sub.Findings = nil
	d := decision(sub, "author")
	if f != nil {
		f(sub, d)
		d.Submission, d.Kind, d.Lang = sub.ID, sub.Kind, sub.Lang
	}
	write(t, s, func(tx review.Tx) error { return errors.Join(send(tx, sub), tx.InsertDecision(ctx, d)) })
	return d
}

// population lists the ids of a population in order.
func population(t testing.TB, s *db.Store, q review.PopulationQuery) []review.DecisionID {
	t.Helper()
	if q.Cutoff.IsZero() {
		q.Cutoff = noon.Add(time.Hour)
	}
	var all []review.DecisionID
	if err := s.Population(ctx, q, func(r *review.PopulationRow) { all = append(all, r.ID) }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestPopulationIsWhatStoodAtTheCutOff(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		stands := drawable(t, s, nil)
		drawable(t, s, func(_ *review.Submission, d *review.Decision) { d.EffectiveAt = noon.Add(2 * time.Hour) }) // not in effect
		taken := drawable(t, s, nil)
		before, after := drawable(t, s, nil), drawable(t, s, nil)   // overturned
		gone, going := drawable(t, s, nil), drawable(t, s, nil)     // erased
		_, first := asked(t, s, "author")                           // no second opinion
		sub, confirmed := asked(t, s, "author")                     // with one
		second := answered(t, s, sub, confirmed, review.Reject)     // which counts, too
		cutoff, later := noon.Add(time.Hour), noon.Add(2*time.Hour) // the population is drawn at the first
		write(t, s, func(tx review.Tx) error {
			return errors.Join(
				tx.InsertRetraction(ctx, review.Retraction{Decision: taken.ID, By: "author", At: noon.Add(time.Second)}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a1", Decision: before.ID, Verdict: review.Overturn, At: cutoff.Add(-time.Second)}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a2", Decision: after.ID, Verdict: review.Overturn, At: cutoff}),
				tx.Erase(ctx, gone.Submission, cutoff.Add(-time.Second)), tx.Erase(ctx, going.Submission, later))
		})
		want := []review.DecisionID{stands.ID, after.ID, going.ID, confirmed.ID, second.ID}
		slices.Sort(want)
		if got := population(t, s, review.PopulationQuery{}); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v; %s awaits a second opinion", got, want, first.ID)
		}
	})
}

func TestPopulationFilters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		plain := drawable(t, s, nil)
		byOther := drawable(t, s, func(_ *review.Submission, d *review.Decision) { d.By = "other" })
		special := drawable(t, s, func(sub *review.Submission, _ *review.Decision) { sub.Kind = "special" })
		approved := drawable(t, s, func(_ *review.Submission, d *review.Decision) { d.Outcome = review.Approve })
		english := drawable(t, s, func(sub *review.Submission, _ *review.Decision) { sub.Lang = "en" })
		found := drawable(t, s, func(sub *review.Submission, _ *review.Decision) {
			sub.Findings = []string{"info:pattern:number", "warn:not-past:expires_on"}
		})
		next := drawable(t, s, func(_ *review.Submission, d *review.Decision) {
			d.DecidedAt, d.EffectiveAt = noon.Add(24*time.Hour), noon.Add(24*time.Hour)
		})
		everything := []review.DecisionID{plain.ID, byOther.ID, special.ID, approved.ID, english.ID, found.ID, next.ID}
		slices.Sort(everything)
		for _, c := range []struct {
			words string
			f     review.SampleFilter
			want  []review.DecisionID
		}{
			{"nothing", review.SampleFilter{}, everything},
			{"person", review.SampleFilter{By: "other"}, []review.DecisionID{byOther.ID}},
			{"kind", review.SampleFilter{Kind: "special"}, []review.DecisionID{special.ID}},
			{"outcome", review.SampleFilter{Outcome: review.Approve}, []review.DecisionID{approved.ID}},
			{"language", review.SampleFilter{Lang: "en"}, []review.DecisionID{english.ID}},
			{"finding", review.SampleFilter{Finding: "not-past"}, []review.DecisionID{found.ID}},
			{"a finding's field is no code", review.SampleFilter{Finding: "number"}, nil},
			{"from", review.SampleFilter{From: noon.Add(time.Hour)}, []review.DecisionID{next.ID}},
			{"until leaves its moment out", review.SampleFilter{From: noon.Add(24 * time.Hour), Until: noon.Add(24 * time.Hour)}, nil},
			{"a period", review.SampleFilter{From: noon.Add(24 * time.Hour), Until: noon.Add(25 * time.Hour)}, []review.DecisionID{next.ID}},
		} {
			if got := population(t, s, review.PopulationQuery{SampleFilter: c.f, Cutoff: noon.Add(48 * time.Hour)}); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.words, got, c.want)
			}
		}
		// The list of decisions has the same filters.
		for _, q := range []review.DecisionQuery{{Lang: "en"}, {Finding: "not-past"}} {
			q.Now, q.Limit = noon.Add(48*time.Hour), 9
			if got := must[[]review.DecisionRecord](t)(s.DecisionList(ctx, q)); len(got) != 1 {
				t.Errorf("%+v lists %d, want 1", q, len(got))
			}
		}
		// What a draw needs to know of each.
		err := s.Population(ctx, review.PopulationQuery{SampleFilter: review.SampleFilter{Finding: "not-past"}, Cutoff: noon.Add(time.Hour), Findings: true}, func(r *review.PopulationRow) {
			if r.By != "author" || r.Kind != "resident-card" || r.Outcome != review.Reject || r.Lang != "ja" || r.Handling != 48*time.Second || review.MainFinding(r.Findings) != "not-past" {
				t.Errorf("got %+v", *r)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Verdicts and second opinions until a time, by person and kind.
func TestJudged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		one, two := drawable(t, s, nil), drawable(t, s, nil)
		sub, first := asked(t, s, "author")
		answered(t, s, sub, first, review.Approve) // says otherwise
		write(t, s, func(tx review.Tx) error {
			return errors.Join(
				tx.InsertAudit(ctx, &review.Audit{ID: "a1", Decision: one.ID, Verdict: review.Agree, At: noon.Add(time.Hour)}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a2", Decision: two.ID, Verdict: review.Overturn, Severity: review.Minor, At: noon.Add(time.Hour)}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a3", Decision: one.ID, Verdict: review.Overturn, Severity: review.Minor, At: noon.Add(3 * time.Hour)}))
		})
		got := must[[]review.Judged](t)(s.Judged(ctx, noon.Add(2*time.Hour)))
		want := []review.Judged{{By: "author", Kind: "resident-card", Judged: 3, Wrong: 2}}
		if !slices.Equal(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestSampleComesBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var picks []review.SamplePick
		for i := range 230 { // more than one statement inserts
			d := drawable(t, s, nil)
			picks = append(picks, review.SamplePick{N: i + 1, Decision: d.ID, Stratum: fmt.Sprintf("s%d", i%2), Weight: 1 + i%3})
		}
		want := &review.Sample{
			ID: newID[review.SampleID](), By: "supervisor", At: noon.Add(time.Hour), Share: 2.5, Seed: "spring-2026", Draw: review.DrawRisk,
			Traits: []review.Trait{review.ByPerson, review.ByFinding}, Blind: true, Population: 500, Size: 230, Digest: "abc",
			Filter: review.SampleFilter{By: "author", Kind: "resident-card", Outcome: review.Reject, Lang: "ja", Finding: "pattern", From: noon, Until: noon.Add(time.Hour)},
			Parts:  []sampling.Stratum{{Name: "s0", Size: 300, Taken: 115}, {Name: "s1", Size: 200, Taken: 115}},
		}
		write(t, s, func(tx review.Tx) error { return tx.InsertSample(ctx, want, picks) })
		got := must[*review.Sample](t)(s.Sample(ctx, want.ID))
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		if got := must[[]review.SamplePick](t)(s.SamplePicks(ctx, want.ID)); !slices.Equal(got, picks) {
			t.Errorf("got %d picks, want %d", len(got), len(picks))
		}
		if _, err := s.Sample(ctx, "none"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("no sample: %v", err)
		}

		// Verdicts: in the sample, elsewhere, and before it was drawn.
		said := func(id string, n int, v review.Verdict, in review.SampleID, at time.Time) *review.Audit {
			return &review.Audit{ID: id, Decision: picks[n-1].Decision, Verdict: v, Severity: review.Major, Sample: in, By: "supervisor", At: at}
		}
		answer := &review.BlindAnswer{Sample: want.ID, N: 2, Decision: picks[1].Decision, By: "supervisor", At: noon.Add(2 * time.Hour), Outcome: review.Resubmit, Reasons: []string{"cropped", "unreadable"}}
		write(t, s, func(tx review.Tx) error {
			return errors.Join(
				tx.InsertBlindAnswer(ctx, answer),
				tx.InsertAudit(ctx, said("a1", 1, review.Agree, want.ID, noon.Add(2*time.Hour))),
				tx.InsertAudit(ctx, said("a2", 2, review.Overturn, want.ID, noon.Add(2*time.Hour))),
				tx.InsertAudit(ctx, said("a3", 3, review.Overturn, "", noon.Add(2*time.Hour))),
				tx.InsertAudit(ctx, said("a4", 4, review.Agree, "", noon.Add(2*time.Hour))),
				tx.InsertAudit(ctx, said("a5", 5, review.Agree, "another", noon.Add(2*time.Hour))),
				tx.Erase(ctx, must[*review.DecisionRecord](t)(tx.Decision(ctx, picks[5].Decision)).Submission, noon.Add(3*time.Hour)))
		})
		if err := s.Write(ctx, func(tx review.Tx) error { return tx.InsertBlindAnswer(ctx, answer) }); !errors.Is(err, review.ErrAlreadyDecided) {
			t.Errorf("a second answer: %v", err)
		}
		items := must[[]review.SampleItem](t)(s.SampleItems(ctx, want, noon.Add(4*time.Hour)))
		if len(items) != 230 {
			t.Fatalf("%d items", len(items))
		}
		for _, c := range []struct {
			n         int
			verdict   review.Verdict
			elsewhere bool
			erased    bool
		}{{1, review.Agree, false, false}, {2, review.Overturn, false, false}, {3, review.Overturn, true, false}, {4, "", false, false}, {5, "", false, false}, {6, "", false, true}} {
			if i := items[c.n-1]; i.N != c.n || i.Decision != picks[c.n-1].Decision || i.Verdict != c.verdict || i.Elsewhere != c.elsewhere || i.Erased != c.erased || i.Reference == "" || i.Withheld {
				t.Errorf("item %d: %+v", c.n, i)
			}
		}
		if i := items[1]; i.Severity != review.Major || len(i.BlindFirst) != 1 || i.BlindFirst[0].Outcome != review.Resubmit || !slices.Equal(i.BlindFirst[0].Reasons, answer.Reasons) {
			t.Errorf("the second has %+v", i)
		}
		if own := must[*review.BlindAnswer](t)(s.BlindAnswer(ctx, want.ID, 2, "somebody else")); own != nil {
			t.Errorf("somebody else's answer is %+v", own)
		}
		lines := must[[]review.SampleLine](t)(s.Samples(ctx, 10))
		if len(lines) != 1 || lines[0].Done != 3 || lines[0].Size != 230 {
			t.Errorf("listed as %+v", lines)
		}
		// None of it can be changed.
		for _, statement := range []string{
			`UPDATE samples SET seed = 'x'`, `DELETE FROM samples`, `UPDATE sample_items SET decision_id = ''`, `DELETE FROM sample_items`,
			`UPDATE sample_strata SET taken = 0`, `DELETE FROM sample_strata`, `UPDATE sample_answers SET outcome = 'approve'`, `DELETE FROM sample_answers`,
		} {
			if err := s.Exec(ctx, statement); err == nil {
				t.Errorf("%s went through", statement)
			}
		}
	})
}

package db_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// decided puts a decision on a new submission into the store; f changes it first.
func decided(t testing.TB, s *db.Store, f func(*review.Decision)) (*review.Submission, *review.Decision) {
	t.Helper()
	sub := sent(t, s, noon.Add(-72*time.Hour))
	d := decision(sub, "author")
	if f != nil {
		f(d)
	}
	write(t, s, func(tx review.Tx) error { return tx.InsertDecision(ctx, d) })
	return sub, d
}

func TestDecisionComesBackWithWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		author, auditor := addStaff(t, s, "Sato", "reviewer"), addStaff(t, s, "Tanaka", "supervisor")
		sub, d := decided(t, s, func(d *review.Decision) {
			d.By = author
			d.Images = []review.DecisionImage{{Side: "back", Image: "i2", Digest: []byte("d2")}, {Side: "front", Image: "i1", Digest: []byte("d1")}}
		})
		want := review.DecisionRecord{Decision: *d, Reference: sub.Reference, ByName: "Sato"}
		check := func(what string) {
			t.Helper()
			got := must[*review.DecisionRecord](t)(s.Decision(ctx, d.ID))
			if !reflect.DeepEqual(*got, want) {
				t.Errorf("%s:\ngot  %+v\nwant %+v", what, *got, want)
			}
			all := must[[]review.DecisionRecord](t)(s.Decisions(ctx, sub.ID))
			if len(all) != 1 || !reflect.DeepEqual(all[0], want) {
				t.Errorf("%s, among the submission's: %+v", what, all)
			}
		}
		check("made")

		report := review.Report{Decision: d.ID, By: author, At: noon.Add(time.Hour), Note: []byte("sealed: oops")}
		write(t, s, func(tx review.Tx) error { return tx.InsertReport(ctx, report) })
		want.Report = &report
		check("reported")

		second := review.Audit{ID: "a2", Decision: d.ID, Verdict: review.Overturn, By: auditor, At: noon.Add(3 * time.Hour), Note: []byte("sealed: wrong")}
		first := review.Audit{ID: "a1", Decision: d.ID, Verdict: review.Agree, By: "gone", At: noon.Add(2 * time.Hour)}
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.InsertAudit(ctx, &second), tx.InsertAudit(ctx, &first))
		})
		want.Audits, want.AuditNames = []review.Audit{first, second}, []string{"", "Tanaka"}
		check("audited")

		taken := review.Retraction{Decision: d.ID, By: author, At: noon.Add(time.Second)}
		write(t, s, func(tx review.Tx) error { return tx.InsertRetraction(ctx, taken) })
		want.Retraction = &taken
		check("taken back")

		for what, again := range map[string]func(review.Tx) error{
			"a second report":     func(tx review.Tx) error { return tx.InsertReport(ctx, report) },
			"a second retraction": func(tx review.Tx) error { return tx.InsertRetraction(ctx, taken) },
		} {
			if err := s.Write(ctx, again); !errors.Is(err, review.ErrAlreadyDecided) {
				t.Errorf("%s: %v, want ErrAlreadyDecided", what, err)
			}
		}
		if _, err := s.Decision(ctx, "none"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("one that is not there: %v, want ErrNotFound", err)
		}
	})
}

func TestDecisionList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var all []*review.Decision
		for i := range 12 {
			_, d := decided(t, s, func(d *review.Decision) {
				d.DecidedAt = noon.Add(time.Duration(i/2) * time.Hour) // two at a time, told apart by id
				d.EffectiveAt = d.DecidedAt.Add(10 * time.Second)
				d.By = []review.StaffID{"a", "b"}[i%2]
				d.Kind = []string{"k1", "k2", "k3"}[i%3]
				d.Outcome = review.Outcomes()[i%4]
			})
			all = append(all, d)
		}
		write(t, s, func(tx review.Tx) error {
			return errors.Join(
				tx.InsertRetraction(ctx, review.Retraction{Decision: all[4].ID, By: "a", At: noon}),
				tx.InsertReport(ctx, review.Report{Decision: all[1].ID, By: "b", At: noon.Add(10 * time.Hour)}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a1", Decision: all[1].ID, Verdict: review.Agree, At: noon.Add(9 * time.Hour)}), // before the report
				tx.InsertReport(ctx, review.Report{Decision: all[2].ID, By: "a", At: noon.Add(10 * time.Hour)}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a2", Decision: all[2].ID, Verdict: review.Agree, At: noon.Add(11 * time.Hour)}),
				tx.InsertReport(ctx, review.Report{Decision: all[6].ID, By: "a", At: noon.Add(10 * time.Hour)}),
			)
		})
		// All but the one taken back and the last two, which are not in effect yet.
		now := all[10].EffectiveAt.Add(-time.Microsecond)
		for _, c := range []struct {
			what  string
			query review.DecisionQuery
			want  []int
		}{
			{"all", review.DecisionQuery{}, []int{9, 8, 7, 6, 5, 3, 2, 1, 0}},
			{"a person's", review.DecisionQuery{By: "a"}, []int{8, 6, 2, 0}},
			{"a kind's", review.DecisionQuery{Kind: "k1"}, []int{9, 6, 3, 0}},
			{"an outcome's", review.DecisionQuery{Outcome: review.Reject}, []int{9, 5, 1}},
			{"a period's", review.DecisionQuery{From: noon.Add(time.Hour), Until: noon.Add(3 * time.Hour)}, []int{5, 3, 2}},
			{"everything at once", review.DecisionQuery{By: "b", Kind: "k1", Outcome: review.Reject, From: noon, Until: now}, []int{9}},
			{"reported and not audited since", review.DecisionQuery{Reported: true}, []int{6, 1}},
			{"reported, a person's", review.DecisionQuery{Reported: true, By: "b"}, []int{1}},
		} {
			for _, limit := range []int{100, 2} {
				q := c.query
				q.Now, q.Limit = now, limit
				var got []int
				for {
					page := must[[]review.DecisionRecord](t)(s.DecisionList(ctx, q))
					for _, d := range page {
						got = append(got, slices.IndexFunc(all, func(o *review.Decision) bool { return o.ID == d.ID }))
					}
					if len(page) < limit {
						break
					}
					last := page[len(page)-1]
					q.After = &review.DecisionCursor{DecidedAt: last.DecidedAt, ID: last.ID}
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("%s, %d a page: got %v, want %v", c.what, limit, got, c.want)
				}
			}
		}
	})
}

func TestRecentWaits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		n := 0
		add := func(f func(*review.Submission, *review.Decision)) {
			n++
			sub := sent(t, s, noon.Add(-time.Hour))
			d := decision(sub, "author")
			d.DecidedAt = noon.Add(time.Duration(n) * time.Minute)
			d.EffectiveAt = d.DecidedAt.Add(10 * time.Second)
			d.Waiting = time.Duration(n) * time.Hour
			write(t, s, func(tx review.Tx) error {
				got, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: sub.ID})
				if err != nil {
					return err
				}
				got.State, got.Decision = review.Rejected, d.ID
				f(got, d)
				return errors.Join(tx.InsertDecision(ctx, d), tx.SaveSubmission(ctx, got))
			})
		}
		add(func(*review.Submission, *review.Decision) {}) // 1: counts
		add(func(s *review.Submission, d *review.Decision) {
			s.State = review.Resubmission
			d.Outcome = review.Resubmit
		}) // 2: counts
		add(func(s *review.Submission, d *review.Decision) {
			s.State = review.Escalated
			d.Outcome = review.Escalate
		}) // 3: no outcome
		add(func(s *review.Submission, d *review.Decision) {
			s.State, d.SecondAsked, d.LedTo = review.SecondReview, []string{review.AskedByShare}, review.SecondReview
		}) // 4: must be confirmed
		add(func(s *review.Submission, d *review.Decision) {
			s.State, d.Stage, d.First, d.LedTo = review.Escalated, review.StageSecond, "first", review.Escalated
		}) // 5: contradicts another
		add(func(s *review.Submission, d *review.Decision) {
			s.State, s.Round = review.Waiting, 2
			d.Outcome = "resubmit"
		}) // 6: counts, though sent again
		add(func(s *review.Submission, d *review.Decision) { s.Decision = "a later one" })               // 7: overturned or confirmed since
		add(func(s *review.Submission, d *review.Decision) { d.EffectiveAt = noon.Add(24 * time.Hour) }) // 8: not yet
		add(func(*review.Submission, *review.Decision) {})                                               // 9: counts
		for limit, want := range map[int][]time.Duration{50: {9 * time.Hour, 6 * time.Hour, 2 * time.Hour, time.Hour}, 2: {9 * time.Hour, 6 * time.Hour}} {
			got := must[[]time.Duration](t)(s.RecentWaits(ctx, noon.Add(time.Hour), limit))
			if !slices.Equal(got, want) {
				t.Errorf("the last %d: got %v, want %v", limit, got, want)
			}
		}
	})
}

func TestFigures(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		tokyo := time.FixedZone("Tokyo", 9*3600)
		day := func(d, hour int) time.Time { return time.Date(2026, 5, d, hour, 0, 0, 0, tokyo) }
		person := addStaff(t, s, "Sato", "reviewer")
		var ids []review.DecisionID
		for i := range 10 {
			_, d := decided(t, s, func(d *review.Decision) {
				d.By, d.Reasons = person, []string{"unreadable"}
				d.DecidedAt, d.EffectiveAt = day(11, i), day(11, i).Add(10*time.Second)
				d.Handling, d.Waiting = time.Duration(i+1)*time.Second, time.Duration(i+1)*time.Minute
				if i == 9 {
					d.Outcome, d.Kind, d.By, d.Reasons = review.Escalate, "other", "gone", nil
				}
			})
			ids = append(ids, d.ID)
		}
		decided(t, s, func(d *review.Decision) { d.DecidedAt, d.EffectiveAt = day(10, 23), day(10, 23) }) // the day before
		decided(t, s, func(d *review.Decision) { d.DecidedAt, d.EffectiveAt = day(11, 23), day(13, 0) })  // not in effect
		_, taken := decided(t, s, func(d *review.Decision) { d.By, d.DecidedAt, d.EffectiveAt = person, day(11, 1), day(11, 1) })
		write(t, s, func(tx review.Tx) error {
			return errors.Join(
				tx.InsertRetraction(ctx, review.Retraction{Decision: taken.ID, At: noon}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a1", Decision: ids[0], Verdict: review.Agree, At: day(11, 1)}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a2", Decision: ids[1], Verdict: review.Overturn, At: day(12, 0)}))
		})
		for _, at := range []time.Time{day(11, 0), day(11, 23), day(12, 0), day(13, 0)} { // the last one is outside
			sent(t, s, at)
		}
		handled := must[[]review.Handled](t)(s.Handled(ctx, person, day(11, 1), day(11, 9), day(11, 8).Add(9*time.Second)))
		var took []time.Duration
		for _, h := range handled {
			took = append(took, h.Took)
		}
		// Not the one made before, not the one taken back, not the one that is not in effect yet.
		if want := []time.Duration{2, 3, 4, 5, 6, 7, 8}; !slices.EqualFunc(took, want, func(a, b time.Duration) bool { return a == b*time.Second }) {
			t.Errorf("handled in %v, want %v seconds", took, want)
		}
		got := figures(t, s, review.FiguresQuery{From: day(11, 0), Until: day(13, 0), Now: day(12, 12), Zone: tokyo})
		told := func(n review.Numbers) string {
			made, waiting, handling := n.Made(), n.Waiting(), n.Handling()
			return fmt.Sprintf("outcomes %v, made %v, %d arrived, %d waits, half of %s, handled %d, half in %s, 90 %% in %s, reasons %v, audits %v",
				n.Outcomes(), made, n.Arrived(), waiting.N, waiting.Median.Round(10*time.Second), handling.N, handling.Median.Round(time.Second),
				handling.P90.Round(time.Second), n.Reasons(), n.Audits())
		}
		for what, c := range map[string]struct{ got, want string }{
			"everything": {told(got.All), "outcomes map[escalate:1 reject:9], made map[escalate:1 reject:9], 3 arrived, 9 waits, half of 5m0s, handled 10, half in 5s, 90 % in 9s, " +
				"reasons map[unreadable:9], audits map[agree:1 overturn:1]"},
			"the first day":  {got.Days[0].Day + " " + told(got.Days[0].Numbers), "2026-05-11 outcomes map[escalate:1 reject:9], made map[escalate:1 reject:9], 2 arrived, 9 waits, half of 5m0s, handled 10, half in 5s, 90 % in 9s, reasons map[unreadable:9], audits map[agree:1]"},
			"the second day": {got.Days[1].Day + " " + told(got.Days[1].Numbers), "2026-05-12 outcomes map[], made map[], 1 arrived, 0 waits, half of 0s, handled 0, half in 0s, 90 % in 0s, reasons map[], audits map[overturn:1]"},
			"a kind":         {told(got.Kinds["other"]), "outcomes map[escalate:1], made map[escalate:1], 0 arrived, 0 waits, half of 0s, handled 1, half in 10s, 90 % in 10s, reasons map[], audits map[]"},
			"somebody who is gone": {fmt.Sprint(got.Staff[0].Person, got.Staff[0].Name, " ") + told(got.Staff[0].Numbers),
				"gone outcomes map[escalate:1], made map[escalate:1], 0 arrived, 0 waits, half of 0s, handled 1, half in 10s, 90 % in 10s, reasons map[], audits map[]"},
			"somebody": {got.Staff[1].Name + " " + told(got.Staff[1].Numbers),
				"Sato outcomes map[reject:9], made map[reject:9], 0 arrived, 9 waits, half of 5m0s, handled 9, half in 5s, 90 % in 9s, reasons map[unreadable:9], audits map[agree:1 overturn:1]"},
			"how many": {fmt.Sprint(len(got.Days), len(got.Kinds), len(got.Staff), got.Missing), "2 2 2 0"},
		} {
			if c.got != c.want {
				t.Errorf("%s:\ngot  %s\nwant %s", what, c.got, c.want)
			}
		}
		for h := range 24 {
			arrived, decided := got.All.Hour(time.Monday, h) // the 11th
			if want := min(1, max(0, 10-h)); decided != want || arrived != map[int]int{0: 1, 23: 1}[h] {
				t.Errorf("at %d o'clock: %d decided, %d arrived", h, decided, arrived)
			}
		}
	})
}

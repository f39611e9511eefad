package db_test

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// asked is a first decision on which a second opinion is awaited, on a submission of its own.
func asked(t testing.TB, s *db.Store, by review.StaffID) (*review.Submission, *review.Decision) {
	t.Helper()
	sub := sent(t, s, noon.Add(-time.Hour))
	d := decision(sub, by)
	d.SecondAsked, d.LedTo = []string{review.AskedByShare, review.AskedByFinding}, review.SecondReview
	write(t, s, func(tx review.Tx) error {
		got, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: sub.ID})
		if err != nil {
			return err
		}
		got.State, got.Decision = review.SecondReview, d.ID
		return errors.Join(tx.InsertDecision(ctx, d), tx.SaveSubmission(ctx, got))
	})
	return sub, d
}

// answered is the second opinion on it, made a minute later.
func answered(t testing.TB, s *db.Store, sub *review.Submission, first *review.Decision, o review.Outcome) *review.Decision {
	t.Helper()
	d := decision(sub, "second author")
	d.Stage, d.First, d.Outcome, d.LedTo = review.StageSecond, first.ID, o, review.Rejected
	if o != first.Outcome {
		d.LedTo = review.Escalated
	}
	d.OwnWords, d.Sent = true, []byte("sealed: both")
	d.DecidedAt, d.EffectiveAt = noon.Add(time.Minute), noon.Add(time.Minute+10*time.Second)
	write(t, s, func(tx review.Tx) error { return tx.InsertDecision(ctx, d) })
	return d
}

func TestWhatASecondReviewAddsComesBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub, first := asked(t, s, "author")
		second := answered(t, s, sub, first, review.Reject)
		for _, want := range []*review.Decision{first, second} {
			got := must[*review.DecisionRecord](t)(s.Decision(ctx, want.ID))
			want.Images = got.Images
			if !reflect.DeepEqual(&got.Decision, want) {
				t.Errorf("got  %+v\nwant %+v", got.Decision, *want)
			}
		}
	})
}

// secondSum is what a second review changes in the figures.
type secondSum struct {
	outcomes map[review.Outcome]int
	reasons  map[string]int
	seconds  review.SecondFigures
}

// While the second opinion is not in effect, only its author finds the first decision in a list, and no
// figure has it.
func TestAnAwaitedDecisionIsInNoListAndNoFigure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub, first := asked(t, s, "author")
		write(t, s, func(tx review.Tx) error {
			return tx.InsertReport(ctx, review.Report{Decision: first.ID, By: "author", At: noon})
		})
		second := answered(t, s, sub, first, review.Reject)
		names := map[review.DecisionID]string{first.ID: "first", second.ID: "second"}
		check := func(what string, now time.Time, author, others, reported string, want secondSum) {
			t.Helper()
			list := func(q review.DecisionQuery) string {
				q.Now, q.Limit = now, 10
				var got []string
				for _, d := range must[[]review.DecisionRecord](t)(s.DecisionList(ctx, q)) {
					got = append(got, names[d.ID])
				}
				return strings.Join(got, " ")
			}
			for reader, want := range map[review.StaffID]string{"author": author, "second author": others, "": others} {
				if got := list(review.DecisionQuery{Reader: reader}); got != want {
					t.Errorf("%s: %q is listed %q, want %q", what, reader, got, want)
				}
			}
			if got := list(review.DecisionQuery{Reader: "supervisor", Reported: true}); got != reported {
				t.Errorf("%s: reported are %q, want %q", what, got, reported)
			}
			got := figures(t, s, review.FiguresQuery{From: noon.Add(-time.Minute), Until: noon.Add(time.Hour), Now: now, Zone: time.UTC})
			days := 0
			for _, d := range got.Days {
				days += d.Decided()
			}
			sum := secondSum{got.All.Outcomes(), got.All.Reasons(), got.All.Seconds()}
			if !reflect.DeepEqual(sum, want) || days != want.outcomes[review.Reject] || got.All.Waiting().N != days {
				t.Errorf("%s: figures %+v, %d on days, %d waits; want %+v", what, sum, days, got.All.Waiting().N, want)
			}
			staff := map[review.StaffID]int{}
			for _, p := range got.Staff {
				staff[p.Person] = p.Handling().N
				if !reflect.DeepEqual(p.Seconds(), want.seconds) {
					t.Errorf("%s: the opinions of %s: %v, want %v", what, p.Person, p.Seconds(), want.seconds)
				}
			}
			if n := len(want.seconds); staff["author"] != n || staff["second author"] != n || got.All.Handling().N != 2*n {
				t.Errorf("%s: the work of %v, %d in all", what, staff, got.All.Handling().N)
			}
		}
		none := secondSum{outcomes: map[review.Outcome]int{}}
		check("the first in effect", first.EffectiveAt, "first", "", "", none)
		check("the second not yet", second.EffectiveAt.Add(-time.Microsecond), "first", "", "", none)
		agreed := secondSum{
			map[review.Outcome]int{review.Reject: 1}, map[string]int{"unreadable": 1, "name-differs": 1},
			review.SecondFigures{review.Reject: {review.Reject: 1}},
		}
		check("the second in effect, not settled", second.EffectiveAt, "second first", "second first", "first", agreed)
		change(t, s, sub.ID, func(got *review.Submission) { got.State, got.Decision = review.Rejected, second.ID })
		check("the end", second.EffectiveAt, "second first", "second first", "first", agreed)
	})
}

// A second decision that was taken back was never there; of what was withdrawn nothing is awaited.
func TestWhatEndsTheWaitForASecondOpinion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		listed := func() int {
			return len(must[[]review.DecisionRecord](t)(s.DecisionList(ctx, review.DecisionQuery{Reader: "supervisor", Now: noon.Add(time.Hour), Limit: 10})))
		}
		sub, first := asked(t, s, "author")
		second := answered(t, s, sub, first, review.Approve)
		write(t, s, func(tx review.Tx) error {
			return tx.InsertRetraction(ctx, review.Retraction{Decision: second.ID, By: second.By, At: noon})
		})
		if n := listed(); n != 0 {
			t.Errorf("%d are listed though the second was taken back", n)
		}
		for what, end := range map[string]func(*review.Submission){
			"withdrawn": func(got *review.Submission) { got.State = review.Withdrawn },
			"erased":    func(got *review.Submission) { got.ErasedAt = noon },
		} {
			sub, _ := asked(t, s, "author")
			before := listed()
			change(t, s, sub.ID, end)
			if n := listed(); n != before+1 {
				t.Errorf("%s: %d are listed, before %d", what, n, before)
			}
		}
	})
}

// Two that disagree are no outcome of either sort; what they said is counted.
func TestFiguresOfADisagreement(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for _, o := range []review.Outcome{review.Approve, review.Approve, review.Reject, review.Escalate, review.Resubmit} {
			sub, first := asked(t, s, "author")
			second := answered(t, s, sub, first, o)
			change(t, s, sub.ID, func(got *review.Submission) { got.State, got.Decision = second.LedTo, second.ID })
		}
		got := figures(t, s, review.FiguresQuery{From: noon.Add(-time.Minute), Until: noon.Add(time.Hour), Now: noon.Add(time.Hour), Zone: time.UTC}).All
		want := review.SecondFigures{review.Reject: {review.Approve: 2, review.Reject: 1, review.Escalate: 1, review.Resubmit: 1}}
		if seconds := got.Seconds(); !reflect.DeepEqual(seconds, want) || seconds.Agreed() != 1 || seconds.Disagreed() != 4 {
			t.Errorf("seconds %v: %d agree, %d do not", seconds, seconds.Agreed(), seconds.Disagreed())
		}
		if want := (map[review.Outcome]int{review.Reject: 1, review.Escalate: 1}); !reflect.DeepEqual(got.Outcomes(), want) || got.Waiting().N != 1 || got.Handling().N != 10 {
			t.Errorf("outcomes %v, %d waits, %d handled; want %v, 1 and 10", got.Outcomes(), got.Waiting().N, got.Handling().N, want)
		}
		if waits := must[[]time.Duration](t)(s.RecentWaits(ctx, noon.Add(time.Hour), 10)); len(waits) != 1 {
			t.Errorf("%d rounds were decided", len(waits))
		}
	})
}

// Who made either of two decisions does not decide next on that round.
func TestBothAuthorsAreBarred(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		author, other, third := addStaff(t, s, "Sato", "reviewer"), addStaff(t, s, "Mori", "reviewer"), addStaff(t, s, "Ono", "reviewer")
		sub, first := asked(t, s, author)
		check := func(what string, want ...review.StaffID) {
			t.Helper()
			var got []review.StaffID
			for _, p := range []review.StaffID{author, other, third} {
				barred := must[bool](t)(s.IsBarred(ctx, sub.ID, p))
				if barred {
					got = append(got, p)
				}
				if found := headFor(t, s, sub.ID, p); found == barred {
					t.Errorf("%s: %s barred %v, and offered it %v", what, p, barred, found)
				}
			}
			reviewers, _, err := s.DeskStaff(ctx, sub.ID)
			if !slices.Equal(got, want) || err != nil || reviewers != 3-len(want) {
				t.Errorf("%s: barred are %v, %d reviewers are left, %v; want %v", what, got, reviewers, err, want)
			}
		}
		check("awaited", author)
		second := answered(t, s, sub, first, review.Approve)
		write(t, s, func(tx review.Tx) error {
			got, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: sub.ID})
			if err != nil {
				return err
			}
			again := *second
			again.ID, again.By = newID[review.DecisionID](), other
			got.State, got.Decision = review.Escalated, again.ID
			return errors.Join(tx.InsertDecision(ctx, &again), tx.SaveSubmission(ctx, got))
		})
		check("disagreed", author, other)
		change(t, s, sub.ID, func(got *review.Submission) { got.State, got.Round = review.Waiting, 2 })
		check("the next round")
	})
}

// headFor says whether a person is offered a submission by next.
func headFor(t *testing.T, s *db.Store, id review.SubmissionID, person review.StaffID) (found bool) {
	t.Helper()
	undo := errors.New("undo")
	err := s.Write(ctx, func(tx review.Tx) error {
		for _, state := range []review.State{review.Waiting, review.Escalated} {
			got, err := tx.Head(ctx, review.HeadQuery{State: state, Person: person, Now: noon.Add(time.Hour), Offer: review.OfferPassed})
			if err == nil {
				found = found || got.ID == id
			} else if !errors.Is(err, review.ErrNotFound) {
				return err
			}
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
	return found
}

// What is kept of a person's practice is what counting would find, up to a thousand.
func TestPractice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		if n := must[int](t)(s.Practice(ctx, "me")); n != 0 {
			t.Errorf("before the first decision: %d", n)
		}
		sub := sent(t, s, noon)
		var all []*review.Decision
		write(t, s, func(tx review.Tx) error {
			for i := range 30 {
				d := decision(sub, review.StaffID([]string{"me", "you"}[i%3/2]))
				all = append(all, d)
				if err := tx.InsertDecision(ctx, d); err != nil {
					return err
				}
			}
			for _, d := range all[:7] {
				if err := tx.InsertRetraction(ctx, review.Retraction{Decision: d.ID, By: d.By, At: noon}); err != nil {
					return err
				}
			}
			return nil
		})
		err := s.Write(ctx, func(tx review.Tx) error { // twice takes off once
			return tx.InsertRetraction(ctx, review.Retraction{Decision: all[0].ID, By: all[0].By, At: noon})
		})
		if !errors.Is(err, review.ErrAlreadyDecided) {
			t.Errorf("a second retraction: %v", err)
		}
		const recount = `SELECT d.staff_id || ' ' || count(*) FROM decisions AS d
WHERE NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id) GROUP BY d.staff_id ORDER BY d.staff_id`
		kept := must[[]string](t)(s.Texts(ctx, `SELECT staff_id || ' ' || n FROM practice ORDER BY staff_id`))
		if want := must[[]string](t)(s.Texts(ctx, recount)); !slices.Equal(kept, want) || len(want) != 2 {
			t.Errorf("kept %v, counted %v", kept, want)
		}
		if err := s.Exec(ctx, `UPDATE practice SET n = 999 WHERE staff_id = 'me'`); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			write(t, s, func(tx review.Tx) error { return tx.InsertDecision(ctx, decision(sub, "me")) })
		}
		if n := must[int](t)(s.Practice(ctx, "me")); n != 1000 {
			t.Errorf("beyond a thousand it says %d", n)
		}
	})
}

// Decisions made before there were second reviews count as practice, and lead where their outcome says.
func TestUpgradeToSecondReviews(t *testing.T) {
	t.Parallel()
	empties(t, func(t *testing.T, url string) {
		if err := db.MigrateTo(ctx, url, 9); err != nil {
			t.Fatal(err)
		}
		driver, name := "pgx", url
		if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
			driver, name = "sqlite", file
		}
		raw, err := sql.Open(driver, name)
		if err != nil {
			t.Fatal(err)
		}
		insert := func(id, by string, taken bool) {
			t.Helper()
			_, err := raw.Exec(fmt.Sprintf(`INSERT INTO decisions (id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version, seen_version,
lang, answers, reasons, images, digests, decided_at, effective_at, handling, waiting, key_id)
VALUES ('%s', 's', 1, 'first', 'reject', '%s', 'k', 'v', 'p', 1, 'en', '{}', '', '', '', 1, 2, 3, 4, 'key')`, id, by))
			if err == nil && taken {
				_, err = raw.Exec(fmt.Sprintf(`INSERT INTO retractions (decision_id, staff_id, at) VALUES ('%s', '%s', 1)`, id, by))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := raw.Exec(`INSERT INTO submissions (id, reference, link_hash, key_id, state, listed, next_state, effective_at, round, kind, lang, sides, findings,
version, rank, created_at, since, queued_at, due_at, claim_id, claim_by, claim_at, claim_until, decision_id, erased_at)
VALUES ('s', 'r', $1, 'k', 'rejected', 'rejected', '', 0, 1, 'k', 'en', '', '', 1, 1, 1, 1, 1, 0, '', '', 0, 0, 'a', 0)`, []byte{1}); err != nil {
			t.Fatal(err)
		}
		insert("a", "me", false)
		insert("b", "me", true)
		insert("c", "me", false)
		insert("d", "you", true)
		if err := raw.Close(); err != nil {
			t.Fatal(err)
		}
		s := dbtest.Open(t, url, db.Options{})
		if me, you := must[int](t)(s.Practice(ctx, "me")), must[int](t)(s.Practice(ctx, "you")); me != 2 || you != 0 {
			t.Errorf("practice of %d and %d, want 2 and 0", me, you)
		}
		d := must[*review.DecisionRecord](t)(s.Decision(ctx, "a"))
		if !d.Concludes() || d.LedTo != "" || d.SecondAsked != nil {
			t.Errorf("an old decision comes back as %+v", d.Decision)
		}
	})
}

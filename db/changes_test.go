package db_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/staff"
)

// TestWhatCountsAsAChange: what others see of a submission is told by the time at which it changed, and nothing else is.
func TestWhatCountsAsAChange(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me, you := addStaff(t, s, "Me", "reviewer"), addStaff(t, s, "You", "reviewer")
		sub := waiting(noon)
		told := func(f func()) bool {
			t.Helper()
			since := now().Add(-time.Microsecond)
			f()
			return slices.ContainsFunc(must[[]review.Touch](t)(s.Changed(ctx, since, now(), 100)), func(t review.Touch) bool { return t.ID == sub.ID })
		}
		if !told(func() { insert(t, s, sub) }) {
			t.Error("what was sent is not told")
		}
		for _, c := range []struct {
			what string
			told bool
			f    func(*review.Submission)
		}{
			{"it is claimed", true, func(s *review.Submission) {
				s.Claim = review.Claim{ID: "c", By: me, At: now(), Until: now().Add(time.Hour)}
			}},
			{"the holder goes on with it", false, func(s *review.Submission) { s.Claim.Until = now().Add(2 * time.Hour) }},
			{"the case that was held ready is begun", false, func(s *review.Submission) { s.Claim.At = now() }},
			{"it is decided, which can still be taken back", false, func(s *review.Submission) {
				s.Next, s.EffectiveAt, s.Decision, s.Version = review.Approved, now().Add(time.Minute), "d", s.Version+1
			}},
			{"it is taken back", false, func(s *review.Submission) { s.Next, s.EffectiveAt, s.Decision = "", time.Time{}, "" }},
			{"a comment is written", true, func(s *review.Submission) { s.SaidAt = now() }},
			{"its place in the queue changes", false, func(s *review.Submission) { s.Rank, s.Group = -4, "seniors" }},
			{"somebody else takes it over", true, func(s *review.Submission) { s.Claim.ID, s.Claim.By = "d", you }},
			{"it goes to a second, blind reviewer", true, func(s *review.Submission) { s.State, s.Claim = review.SecondReview, review.Claim{} }},
			{"the state changes unseen", false, func(s *review.Submission) { s.State = review.Waiting }},
			{"it is sent again", true, func(s *review.Submission) { s.Round++ }},
			{"it is taken back by its applicant", true, func(s *review.Submission) { s.State = review.Draft }},
			{"a draft changes", false, func(s *review.Submission) { s.Kind = "special-permanent-resident-certificate" }},
			{"a draft is erased", false, func(s *review.Submission) { s.ErasedAt = now() }},
		} {
			if got := told(func() { change(t, s, sub.ID, c.f) }); got != c.told {
				t.Errorf("%s: told %v, want %v", c.what, got, c.told)
			}
		}
	})
}

// Two changes of one submission have two times, whatever the clock says: so none is taken for the other.
func TestNoTwoChangesHaveTheSameTime(t *testing.T) {
	t.Parallel()
	dbtest.EachWith(t, db.Options{Now: func() time.Time { return noon }}, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		insert(t, s, sub)
		change(t, s, sub.ID, func(s *review.Submission) { s.Round++ })
		if got, want := must[[]review.Touch](t)(s.Changed(ctx, noon.Add(-time.Second), noon, 9)), []review.Touch{{ID: sub.ID, At: noon.Add(time.Microsecond)}}; !reflect.DeepEqual(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
	})
}

func TestClaimsThatRanOutAreChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me := addStaff(t, s, "Me", "reviewer")
		held := waiting(noon)
		held.Claim = review.Claim{ID: "c", By: me, At: noon, Until: noon.Add(time.Minute)}
		insert(t, s, held, waiting(noon))
		far := noon.Add(200 * 365 * 24 * time.Hour) // beyond what was written by the real clock
		ran := []review.Touch{{ID: held.ID, At: noon.Add(time.Minute)}}
		for _, c := range []struct {
			what       string
			since, now time.Time
			want       []review.Touch
		}{
			{"while it lasts", noon, noon.Add(time.Minute - time.Microsecond), nil},
			{"at its end", noon, noon.Add(time.Minute), ran},
			{"afterwards", noon.Add(time.Minute), noon.Add(time.Hour), nil},
		} {
			var got []review.Touch
			for _, touch := range must[[]review.Touch](t)(s.Changed(ctx, c.since, c.now, 100)) {
				if touch.At.Before(noon.Add(2 * time.Minute)) {
					got = append(got, touch)
				}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %v, want %v", c.what, got, c.want)
			}
		}
		if got := must[[]review.Touch](t)(s.Changed(ctx, far, far, 100)); len(got) != 0 {
			t.Errorf("nothing changed since then, and told are %v", got)
		}
		if got := must[[]review.Touch](t)(s.Changed(ctx, time.Time{}, far, 2)); len(got) != 2 {
			t.Errorf("%d of at most 2", len(got))
		}
	})
}

// FreeClaims of an account that is disabled is a change like any other.
func TestFreedClaimsAreChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me := addStaff(t, s, "Me", "reviewer")
		held := waiting(noon)
		held.Claim = review.Claim{ID: "c", By: me, At: noon, Until: noon.Add(time.Hour)}
		insert(t, s, held)
		at := noon.Add(100 * 365 * 24 * time.Hour)
		change(t, s, held.ID, func(s *review.Submission) { s.Claim.Until = at.Add(time.Hour) })
		err := s.Staff().Write(ctx, func(tx staff.Tx) error {
			_, err := tx.FreeClaims(ctx, staff.AccountID(me), at)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := must[[]review.Touch](t)(s.Changed(ctx, at.Add(-time.Second), at, 9)), []review.Touch{{ID: held.ID, At: at}}; !reflect.DeepEqual(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
	})
}

func TestRowsByID(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var ids []review.SubmissionID
		for range 95 { // more than a statement asks for
			sub := waiting(noon)
			insert(t, s, sub)
			ids = append(ids, sub.ID)
		}
		change(t, s, ids[0], func(s *review.Submission) { s.State = review.Draft })
		rows := must[[]review.QueueRow](t)(s.Rows(ctx, append(slices.Clone(ids), newID[review.SubmissionID]()), noon))
		got := map[review.SubmissionID]review.State{}
		for _, r := range rows {
			got[r.ID] = r.State
		}
		if len(rows) != 95 || len(got) != 95 || got[ids[0]] != review.Draft || got[ids[94]] != review.Waiting {
			t.Errorf("%d rows of 95 submissions: %v", len(rows), got)
		}
		if rows := must[[]review.QueueRow](t)(s.Rows(ctx, nil, noon)); len(rows) != 0 {
			t.Errorf("%d rows of nothing", len(rows))
		}
	})
}

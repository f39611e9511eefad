package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// head asks for the next submission in a transaction of its own.
func head(t *testing.T, s *db.Store, person review.StaffID, now time.Time, withPassed bool) review.SubmissionID {
	t.Helper()
	q := review.HeadQuery{State: review.Waiting, Person: person, Now: now}
	if withPassed {
		q.Offer = review.OfferPassed
	}
	return headOf(t, s, q)
}

func headOf(t *testing.T, s *db.Store, q review.HeadQuery) review.SubmissionID {
	t.Helper()
	var id review.SubmissionID
	err := s.Write(ctx, func(tx review.Tx) error {
		sub, err := tx.Head(ctx, q)
		if err == nil {
			id = sub.ID
		}
		return err
	})
	if err != nil && !errors.Is(err, review.ErrNotFound) {
		t.Fatal(err)
	}
	return id
}

func TestHead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		if got := head(t, s, "me", noon, true); got != "" {
			t.Errorf("of an empty queue: %s", got)
		}
		at := func(n int) *review.Submission { return waiting(noon.Add(time.Duration(n) * time.Minute)) }
		held, pending, draft, overturned, first, second := at(0), at(1), at(2), at(30), at(4), at(5)
		held.Claim = review.Claim{ID: "c", By: "you", At: noon, Until: noon.Add(time.Hour)}
		pending.Next, pending.EffectiveAt = review.Approved, noon.Add(time.Second)
		draft.State = review.Draft
		overturned.Rank = review.RankFirst
		second.State = review.SecondReview
		insert(t, s, second, first, overturned, draft, pending, held)

		now := noon.Add(31 * time.Minute)
		check := func(what string, got review.SubmissionID, want *review.Submission) {
			t.Helper()
			if want == nil && got != "" || want != nil && got != want.ID {
				t.Errorf("%s: got %q, want %v", what, got, want)
			}
		}
		check("first in line", head(t, s, "me", now, false), overturned)
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.Bar(ctx, overturned.ID, "me"), tx.Pass(ctx, first.ID, "me", now.Add(time.Hour)))
		})
		check("neither barred nor passed", head(t, s, "me", now, false), second)
		check("barred, but with what was passed", head(t, s, "me", now, true), first)
		check("an hour later", head(t, s, "me", now.Add(time.Hour), false), held) // whose claim has run out
		check("somebody else", head(t, s, "you", now, false), overturned)

		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.Pass(ctx, overturned.ID, "me", now), tx.Bar(ctx, first.ID, "me"), tx.Bar(ctx, second.ID, "me"))
		})
		check("a pass does not lift a bar", head(t, s, "me", now, true), nil)
		for id, want := range map[review.SubmissionID]bool{overturned.ID: true, first.ID: true, held.ID: false} {
			if got := must[bool](t)(s.IsBarred(ctx, id, "me")); got != want {
				t.Errorf("IsBarred(%s) = %v, want %v", id, got, want)
			}
		}
	})
}

func TestWhoDecidedIsBarredFromTheRound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me := addStaff(t, s, "Aiko", "supervisor")
		at := func(n int) *review.Submission { return waiting(noon.Add(time.Duration(n) * time.Second)) }
		escalated, takenBack, again, overturned, free := at(0), at(1), at(2), at(3), at(4)
		mine, asked := decision(escalated, me), decision(again, me)
		escalated.Decision, again.Decision, again.Round = mine.ID, asked.ID, 2
		insert(t, s, escalated, takenBack, again, overturned, free)
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.InsertDecision(ctx, mine), tx.InsertDecision(ctx, decision(takenBack, me)),
				tx.InsertDecision(ctx, asked), tx.Bar(ctx, overturned.ID, me))
		})
		for _, c := range []struct {
			sub  *review.Submission
			want bool
		}{{escalated, true}, {takenBack, false}, {again, false}, {overturned, true}, {free, false}} {
			if got := must[bool](t)(s.IsBarred(ctx, c.sub.ID, me)); got != c.want {
				t.Errorf("sent at %v: barred %v, want %v", c.sub.QueuedAt, got, c.want)
			}
			_, supervisors, err := s.DeskStaff(ctx, c.sub.ID)
			if err != nil || (supervisors == 0) != c.want {
				t.Errorf("sent at %v: %d supervisors are left, %v", c.sub.QueuedAt, supervisors, err)
			}
		}
		for offer, want := range map[review.Offer][]*review.Submission{
			review.OfferFresh: {takenBack, again, free}, review.OfferPassed: {takenBack, again, free}, review.OfferBarred: {escalated, overturned},
		} {
			q := review.HeadQuery{State: review.Waiting, Person: me, Now: noon.Add(time.Hour), Offer: offer}
			for _, sub := range append(want, nil) {
				got := headOf(t, s, q)
				if sub == nil {
					if got != "" {
						t.Errorf("offer %d: %s as well", offer, got)
					}
					break
				}
				if got != sub.ID {
					t.Fatalf("offer %d: %s, want %s", offer, got, sub.ID)
				}
				q.After = &review.QueueCursor{Class: sub.Rank, QueuedAt: sub.QueuedAt, ID: sub.ID}
			}
		}
	})
}

func TestParallelClaimsNeverTakeTheSame(t *testing.T) {
	t.Parallel()
	dbtest.EachWith(t, db.Options{Timeout: time.Minute}, func(t *testing.T, s *db.Store) {
		const n = 500
		var subs []*review.Submission
		for i := range n {
			subs = append(subs, waiting(noon.Add(time.Duration(i)*time.Second)))
		}
		insert(t, s, subs...)
		var mu sync.Mutex
		taken := map[review.SubmissionID]review.StaffID{}
		var people sync.WaitGroup
		for range 16 {
			people.Go(func() {
				person := newID[review.StaffID]()
				for {
					var id review.SubmissionID
					err := s.Write(ctx, func(tx review.Tx) error {
						sub, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: person, Now: noon})
						if err != nil {
							return err
						}
						id = sub.ID
						sub.Claim = review.Claim{ID: "c", By: person, At: noon, Until: noon.Add(time.Hour)}
						return tx.SaveSubmission(ctx, sub)
					})
					if errors.Is(err, review.ErrNotFound) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if other, ok := taken[id]; ok {
						t.Errorf("%s was given to %s and to %s", id, other, person)
					}
					taken[id] = person
					mu.Unlock()
				}
			})
		}
		people.Wait()
		if len(taken) != n {
			t.Errorf("%d were taken, want %d", len(taken), n)
		}
	})
}

func TestOfTwoDecidersOneFindsItDecided(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for range 20 {
			sub := sent(t, s, noon)
			errs := make(chan error, 2)
			for range 2 {
				go func() {
					errs <- s.Write(context.Background(), func(tx review.Tx) error {
						got, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: sub.ID})
						if err != nil {
							return err
						}
						if got.Next != "" {
							return review.ErrAlreadyDecided
						}
						return decide(tx, sub.ID, "somebody")
					})
				}()
			}
			a, b := <-errs, <-errs
			if !(a == nil && errors.Is(b, review.ErrAlreadyDecided) || b == nil && errors.Is(a, review.ErrAlreadyDecided)) {
				t.Fatalf("the two got %v and %v, want one success and one ErrAlreadyDecided", a, b)
			}
			if all := must[[]review.DecisionRecord](t)(s.Decisions(ctx, sub.ID)); len(all) != 1 {
				t.Fatalf("%d decisions, want 1", len(all))
			}
		}
	})
}

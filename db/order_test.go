package db_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// mixed puts n submissions of all sorts into a store: of several ranks, lanes and ages, some of one moment.
func mixed(t *testing.T, s *db.Store, n int) []*review.Submission {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	var subs []*review.Submission
	for range n {
		sub := waiting(noon.Add(-time.Duration(random.IntN(n/2)) * time.Minute))
		sub.Rank = []int{review.RankUsual, review.RankUsual, review.RankUsual, 0, -1, 3, review.RankFirst, review.RankReopened}[random.IntN(8)]
		sub.Kind, sub.Lang, sub.Group = pick("resident-card", "special-permanent-resident-certificate"), pick("ja", "en", "vi"), pick("", "", "night")
		sub.AnswerBy = noon.Add(time.Duration(random.IntN(n)-n/2) * time.Minute)
		subs = append(subs, sub)
	}
	insert(t, s, subs...)
	return subs
}

// inOrder are the references in the order that the queue must have.
func inOrder(subs []*review.Submission, order review.Order) []review.Reference {
	subs = slices.SortedFunc(slices.Values(subs), func(a, b *review.Submission) int {
		return cmp.Or(cmp.Compare(order.Class(a.Kind, a.Rank, a.QueuedAt), order.Class(b.Kind, b.Rank, b.QueuedAt)), a.QueuedAt.Compare(b.QueuedAt), cmp.Compare(a.ID, b.ID))
	})
	return referencesOf(subs)
}

func referencesOf(subs []*review.Submission) []review.Reference {
	var all []review.Reference
	for _, sub := range subs {
		all = append(all, sub.Reference)
	}
	return all
}

var orders = []review.Order{
	nil,
	{{Rank: 0, Sent: noon.Add(-30 * time.Minute)}},
	{{Rank: -2, Sent: noon.Add(-90 * time.Minute)}, {Rank: 0, Sent: noon.Add(-40 * time.Minute)}},
	// A kind that is lifted sooner than the others, and one that is lifted later.
	{{Rank: review.RankDue, Sent: noon.Add(-60 * time.Minute), Kinds: map[string]time.Time{"resident-card": noon.Add(-30 * time.Minute)}}, {Rank: 0, Sent: noon.Add(-40 * time.Minute)}},
	{{Rank: review.RankDue, Sent: noon.Add(-10 * time.Minute), Kinds: map[string]time.Time{"resident-card": {}}}},
	{{Rank: 2, Sent: noon.Add(-20 * time.Minute)}, {Rank: -2, Sent: noon}}, // everything is old
}

func TestTheQueueIsInTheOrderOfRanksAndAges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		subs := mixed(t, s, 240)
		for _, order := range orders {
			q := review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Order: order, Limit: 7, Now: noon}
			want := inOrder(subs, order)
			if got := pages(t, s, q, nil); !slices.Equal(got, want) {
				t.Errorf("%v:\ngot  %v\nwant %v", order, got, want)
			}
			card := slices.DeleteFunc(slices.Clone(subs), func(sub *review.Submission) bool { return sub.Kind != "resident-card" })
			q.Kind = "resident-card"
			if got, want := pages(t, s, q, nil), inOrder(card, order); !slices.Equal(got, want) {
				t.Errorf("%v, a kind:\ngot  %v\nwant %v", order, got, want)
			}
			for _, n := range []int{0, 1, 100, 239} {
				i := slices.IndexFunc(subs, func(sub *review.Submission) bool { return sub.Reference == want[n] })
				if got := must[int](t)(s.Ahead(ctx, subs[i], order, 150)); got != min(n, 150) {
					t.Errorf("%v: %d ahead of number %d", order, got, n)
				}
			}
		}
		newest := slices.SortedFunc(slices.Values(subs), func(a, b *review.Submission) int {
			return -cmp.Or(a.QueuedAt.Compare(b.QueuedAt), cmp.Compare(a.ID, b.ID))
		})
		if got := pages(t, s, review.QueueQuery{State: review.Waiting, Sort: review.SortNewest, Limit: 7, Now: noon}, nil); !slices.Equal(got, referencesOf(newest)) {
			t.Errorf("newest first: %v, want %v", got, referencesOf(newest))
		}
		due := slices.SortedFunc(slices.Values(subs), func(a, b *review.Submission) int {
			return cmp.Or(a.AnswerBy.Compare(b.AnswerBy), cmp.Compare(a.ID, b.ID))
		})
		if got := pages(t, s, review.QueueQuery{State: review.Waiting, Sort: review.SortDue, Limit: 7, Now: noon}, nil); !slices.Equal(got, referencesOf(due)) {
			t.Errorf("by due: %v, want %v", got, referencesOf(due))
		}
		over := 0
		for _, sub := range subs {
			if !sub.AnswerBy.After(noon) {
				over++
			}
		}
		if got := must[int](t)(s.AtRisk(ctx, noon, 1000)); got != over {
			t.Errorf("%d should have been answered, want %d", got, over)
		}
		if c := must[review.Counts](t)(s.Counts(ctx, noon)); c.ByState[review.Waiting] != len(subs) || !c.Oldest.Equal(newest[len(newest)-1].QueuedAt) {
			t.Errorf("counts: %d, oldest %s", c.ByState[review.Waiting], c.Oldest)
		}
	})
}

// TestHeadFollowsTheSameOrder empties the queue by Head, over the lanes of different people, and compares with
// the order of the list.
func TestHeadFollowsTheSameOrder(t *testing.T) {
	t.Parallel()
	dbtest.EachWith(t, db.Options{Timeout: time.Minute}, func(t *testing.T, s *db.Store) {
		for n, order := range orders {
			subs := mixed(t, s, 60)
			for _, skills := range []review.Skills{
				{Langs: []string{"vi"}}, {Kinds: []string{"resident-card"}, Groups: []string{"night"}}, {Groups: []string{"night"}},
			} {
				left := must[[]review.LaneCount](t)(s.Lanes(ctx, review.Waiting))
				var lanes []review.Lane
				all := true
				for _, c := range left {
					if skills.Takes(c.Lane, review.Waiting) {
						lanes = append(lanes, c.Lane)
					} else {
						all = false
					}
				}
				if all {
					lanes = nil
				}
				mine := slices.DeleteFunc(slices.Clone(subs), func(sub *review.Submission) bool { return !skills.Takes(sub.Lane(), review.Waiting) })
				var got []review.Reference
				for {
					var ref review.Reference
					err := s.Write(ctx, func(tx review.Tx) error {
						sub, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "me", Now: noon, Order: order, Lanes: lanes})
						if err != nil {
							return err
						}
						ref = sub.Reference
						sub.State, sub.Rank = review.Approved, review.RankUsual
						return tx.SaveSubmission(ctx, sub)
					})
					if errors.Is(err, review.ErrNotFound) {
						break
					} else if err != nil {
						t.Fatal(err)
					}
					got = append(got, ref)
				}
				if want := inOrder(mine, order); !slices.Equal(got, want) {
					t.Errorf("order %d, %+v:\ngot  %v\nwant %v", n, skills, got, want)
				}
				subs = slices.DeleteFunc(subs, func(sub *review.Submission) bool { return slices.Contains(got, sub.Reference) })
			}
			if len(subs) != 0 || len(must[[]review.LaneCount](t)(s.Lanes(ctx, review.Waiting))) != 0 {
				t.Fatalf("order %d: %d are left", n, len(subs))
			}
		}
	})
}

// TestParallelClaimsWithSkills has people of different skills empty the queue at once: nobody gets what he does
// not take, nobody what another has, and nothing is left.
func TestParallelClaimsWithSkills(t *testing.T) {
	t.Parallel()
	dbtest.EachWith(t, db.Options{Timeout: time.Minute}, func(t *testing.T, s *db.Store) {
		subs := mixed(t, s, 240)
		all := []review.Skills{{Langs: []string{"vi", "en"}}, {Kinds: []string{"resident-card"}, Groups: []string{"night"}}, {Groups: []string{"night"}}, {}}
		byID := map[review.SubmissionID]*review.Submission{}
		for _, sub := range subs {
			byID[sub.ID] = sub
		}
		var mu sync.Mutex
		taken := map[review.SubmissionID]bool{}
		var people sync.WaitGroup
		for i := range 16 {
			skills := all[i%len(all)]
			people.Go(func() {
				person := review.StaffID(fmt.Sprintf("person-%d", i))
				for {
					var got *review.Submission
					err := s.Write(ctx, func(tx review.Tx) error {
						counts, err := tx.Lanes(ctx, review.Waiting)
						if err != nil {
							return err
						}
						lanes := []review.Lane{}
						for _, c := range counts {
							if skills.Takes(c.Lane, review.Waiting) {
								lanes = append(lanes, c.Lane)
							}
						}
						sub, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: person, Now: noon, Order: orders[2], Lanes: lanes})
						if err != nil {
							return err
						}
						got = sub
						sub.Claim = review.Claim{ID: "c", By: person, At: noon, Until: noon.Add(time.Hour)}
						return tx.SaveSubmission(ctx, sub)
					})
					if errors.Is(err, review.ErrNotFound) {
						return
					} else if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if taken[got.ID] {
						t.Errorf("%s was given to two", got.ID)
					}
					if !skills.Takes(byID[got.ID].Lane(), review.Waiting) {
						t.Errorf("%+v was given %+v", skills, byID[got.ID].Lane())
					}
					taken[got.ID] = true
					mu.Unlock()
				}
			})
		}
		people.Wait()
		if len(taken) != len(subs) {
			t.Errorf("%d were taken, want %d", len(taken), len(subs))
		}
	})
}

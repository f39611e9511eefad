package db_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// pages walks a queue page by page and returns the references in the order in which they came. between
// runs after each page.
func pages(t *testing.T, s *db.Store, q review.QueueQuery, between func()) []review.Reference {
	t.Helper()
	var all []review.Reference
	for {
		rows, err := s.Queue(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			all = append(all, r.Reference)
		}
		if len(rows) < q.Limit {
			return all
		}
		cursor := rows[len(rows)-1].Cursor(q.Sort)
		q.After = &cursor
		if between != nil {
			between()
		}
	}
}

func TestQueueOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var subs []*review.Submission
		var want []review.Reference
		for i := range 25 {
			sub := waiting(noon.Add(time.Duration(i/2) * time.Minute)) // two of each minute, told apart by id
			if i == 20 {
				sub.Rank = review.RankFirst
				want = slices.Insert(want, 0, sub.Reference)
			} else {
				want = append(want, sub.Reference)
			}
			if i%5 == 4 {
				sub.State = review.SecondReview // which nobody can tell
			}
			subs = append(subs, sub)
		}
		other := waiting(noon)
		other.Kind = "special-permanent-resident-certificate"
		elsewhere := waiting(noon)
		elsewhere.State = review.Escalated
		insert(t, s, slices.Concat(slices.Clone(subs[13:]), subs[:13], []*review.Submission{elsewhere})...)

		oldest := review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 4, Now: noon.Add(time.Hour)}
		if got := pages(t, s, oldest, nil); !slices.Equal(got, want) {
			t.Errorf("oldest first:\ngot  %v\nwant %v", got, want)
		}
		newest := oldest
		newest.Sort = review.SortNewest
		byTime := slices.DeleteFunc(slices.Clone(want), func(r review.Reference) bool { return r == subs[20].Reference })
		byTime = slices.Insert(byTime, 20, subs[20].Reference) // whatever stands in front
		slices.Reverse(byTime)
		if got := pages(t, s, newest, nil); !slices.Equal(got, byTime) {
			t.Errorf("newest first:\ngot  %v\nwant %v", got, byTime)
		}

		insert(t, s, other)
		kind := oldest
		kind.Kind = other.Kind
		if got := pages(t, s, kind, nil); !slices.Equal(got, []review.Reference{other.Reference}) {
			t.Errorf("by kind: got %v, want %v", got, other.Reference)
		}
		second := oldest
		second.State = review.Escalated
		if got := pages(t, s, second, nil); !slices.Equal(got, []review.Reference{elsewhere.Reference}) {
			t.Errorf("escalated: got %v, want %v", got, elsewhere.Reference)
		}
	})
}

func TestQueuePagesStayStableWhileRowsComeAndGo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var subs []*review.Submission
		for i := range 60 {
			subs = append(subs, waiting(noon.Add(time.Duration(i)*time.Minute)))
		}
		insert(t, s, subs...)
		var want []review.Reference
		for _, sub := range subs {
			want = append(want, sub.Reference)
		}
		turn := 0
		got := pages(t, s, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 10, Now: noon}, func() {
			// Between two pages one arrives before the place where the reader is, and one already read leaves.
			early := waiting(noon.Add(-time.Minute))
			insert(t, s, early)
			change(t, s, subs[turn].ID, func(sub *review.Submission) { sub.State = review.Approved })
			turn++
		})
		if !slices.Equal(got, want) {
			t.Errorf("got %v\nwant each of the first sixty once, in order: %v", got, want)
		}
	})
}

func TestQueueRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		person := addStaff(t, s, "佐藤|Anna", "reviewer")
		held := waiting(noon)
		held.Claim = review.Claim{ID: "c", By: person, At: noon, Until: noon.Add(10 * time.Minute)}
		held.State, held.Since = review.SecondReview, noon.Add(time.Hour)
		held.Sides, held.Findings = nil, nil
		insert(t, s, held)
		query := review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 9, Now: noon.Add(9 * time.Minute)}
		want := review.QueueRow{
			ID: held.ID, Reference: held.Reference, State: review.Waiting, Kind: held.Kind, Lang: "ja", Round: 1, Rank: 1, Class: 1,
			QueuedAt: noon, Since: noon, // not when it became a second review
			HolderID: person, HolderName: "佐藤|Anna", HolderUntil: noon.Add(10 * time.Minute),
		}
		check := func(what string) {
			t.Helper()
			got := must[[]review.QueueRow](t)(s.Queue(ctx, query))
			if len(got) != 1 || !reflect.DeepEqual(got[0], want) {
				t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
			}
		}
		check("held")
		query.Now = noon.Add(10 * time.Minute)
		want.HolderID, want.HolderName, want.HolderUntil = "", "", time.Time{}
		check("a claim that ran out")
		change(t, s, held.ID, func(sub *review.Submission) {
			sub.Sides, sub.Findings = []string{"back", "front"}, []string{"glare", "blurred"}
			sub.Claim = review.Claim{}
		})
		want.Sides, want.Findings = []string{"back", "front"}, []string{"glare", "blurred"}
		check("with sides and findings")
	})
}

func TestQueueTellsExpiredFromOpenResubmissions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		open, late := waiting(noon), waiting(noon)
		open.State, open.DueAt = review.Resubmission, noon.Add(2*time.Hour)
		late.State, late.DueAt = review.Resubmission, noon.Add(time.Hour)
		insert(t, s, open, late)
		now := noon.Add(time.Hour) // the very moment
		for state, want := range map[review.State]*review.Submission{review.Resubmission: open, review.Expired: late} {
			got := must[[]review.QueueRow](t)(s.Queue(ctx, review.QueueQuery{State: state, Sort: review.SortOldest, Limit: 9, Now: now}))
			if len(got) != 1 || got[0].ID != want.ID || got[0].State != state {
				t.Errorf("%s: got %+v, want %s alone", state, got, want.ID)
			}
		}
		counts := must[review.Counts](t)(s.Counts(ctx, now))
		if counts.ByState[review.Resubmission] != 1 || counts.ByState[review.Expired] != 1 {
			t.Errorf("counts: %v, want one of each", counts.ByState)
		}
	})
}

func TestQueueLeavesOutWhatIsToBeSettled(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		sub.Next, sub.EffectiveAt = review.Approved, noon.Add(10*time.Second)
		insert(t, s, sub)
		for seconds, want := range map[int]int{9: 1, 10: 0} {
			now := noon.Add(time.Duration(seconds) * time.Second)
			rows := must[[]review.QueueRow](t)(s.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 9, Now: now}))
			due := must[[]review.SubmissionID](t)(s.DueToSettle(ctx, now, 10))
			if len(rows) != want || len(due) != 1-want {
				t.Errorf("after %d s: %d listed and %d to settle, want %d and %d", seconds, len(rows), len(due), want, 1-want)
			}
		}
	})
}

func TestHeld(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		claim := func(by review.StaffID, minutes int) review.Claim {
			return review.Claim{ID: "c", By: by, At: noon.Add(time.Duration(minutes) * time.Second), Until: noon.Add(time.Duration(minutes) * time.Minute)}
		}
		second, first, over, others, settled := waiting(noon), waiting(noon), waiting(noon), waiting(noon), waiting(noon)
		second.Claim, first.Claim, over.Claim, others.Claim, settled.Claim = claim("me", 20), claim("me", 10), claim("me", 5), claim("you", 10), claim("me", 10)
		settled.Next, settled.EffectiveAt = review.Approved, noon
		insert(t, s, second, first, over, others, settled)
		var got []review.SubmissionID
		for _, r := range must[[]review.QueueRow](t)(s.Held(ctx, "me", noon.Add(5*time.Minute))) {
			got = append(got, r.ID)
		}
		if want := []review.SubmissionID{first.ID, second.ID}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := must[[]review.QueueRow](t)(s.Held(ctx, "", noon)); len(got) != 0 {
			t.Errorf("nobody holds %v", got)
		}
	})
}

func TestAhead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var subs []*review.Submission
		for i := range 8 {
			subs = append(subs, waiting(noon.Add(time.Duration(i)*time.Minute)))
		}
		subs[7].Rank = review.RankFirst
		insert(t, s, subs...)
		for _, c := range []struct{ of, limit, want int }{{0, 100, 1}, {6, 100, 7}, {6, 3, 3}, {7, 100, 0}} {
			if got := must[int](t)(s.Ahead(ctx, subs[c.of], nil, c.limit)); got != c.want {
				t.Errorf("ahead of %d, at most %d: got %d, want %d", c.of, c.limit, got, c.want)
			}
		}
	})
}

func TestCountsFollowEveryMove(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		check := func(what string, want review.Counts) {
			t.Helper()
			got := must[review.Counts](t)(s.Counts(ctx, noon))
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: got %v, want %v", what, got, want)
			}
		}
		check("empty", review.Counts{})
		a, b := waiting(noon.Add(-time.Minute)), waiting(noon.Add(-time.Hour))
		b.Kind = "special-permanent-resident-certificate"
		insert(t, s, a, b)
		check("two waiting", review.Counts{
			ByState: map[review.State]int{review.Waiting: 2}, Waiting: map[string]int{a.Kind: 1, b.Kind: 1}, Oldest: b.QueuedAt,
		})
		change(t, s, b.ID, func(s *review.Submission) { s.State = review.SecondReview })
		change(t, s, a.ID, func(s *review.Submission) { s.Kind, s.Rank = b.Kind, review.RankFirst })
		check("a second review still waits", review.Counts{
			ByState: map[review.State]int{review.Waiting: 2}, Waiting: map[string]int{b.Kind: 2}, Oldest: b.QueuedAt,
		})
		change(t, s, b.ID, func(s *review.Submission) { s.State = review.Approved })
		check("one decided", review.Counts{
			ByState: map[review.State]int{review.Waiting: 1, review.Approved: 1}, Waiting: map[string]int{b.Kind: 1}, Oldest: a.QueuedAt,
		})
		write(t, s, func(tx review.Tx) error { return tx.Erase(ctx, b.ID, noon) })
		change(t, s, a.ID, func(s *review.Submission) { s.State = review.Rejected })
		check("one erased", review.Counts{ByState: map[review.State]int{review.Rejected: 1}})
	})
}

func TestCountsSeeWhatOtherProcessesDid(t *testing.T) {
	t.Parallel()
	for _, url := range []func(testing.TB) string{dbtest.SQLite, dbtest.Postgres} {
		url := url(t)
		mine, others := dbtest.Open(t, url, db.Options{}), dbtest.Open(t, url, db.Options{})
		insert(t, mine, waiting(noon))
		must[review.Counts](t)(mine.Counts(ctx, noon))
		insert(t, others, waiting(noon))
		if got := must[review.Counts](t)(mine.Counts(ctx, noon.Add(time.Second))).ByState[review.Waiting]; got != 2 {
			t.Errorf("%s: %d waiting a second later, want 2", mine.Dialect(), got)
		}
	}
}

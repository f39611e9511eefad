package db

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"shinsa/review"
)

// place is where a submission is counted: what waits for the desk in its lane, everything else by its kind.
type place struct {
	listed review.State
	review.Lane
}

func (row *submissionRow) place() place {
	p := place{row.listed, review.Lane{Kind: row.Kind}}
	if row.listed.Decidable() {
		p.Lane = row.Lane()
	}
	return p
}

// moves are the changes of a transaction to the counts.
type moves map[place]int64

// saveCounts writes the changes. It is the last thing that a transaction does, and always in the same
// order, so that on PostgreSQL no two wait for each other.
func (t *tx) saveCounts(ctx context.Context) error {
	places := make([]place, 0, len(t.moved))
	for p, n := range t.moved {
		if n != 0 && p.listed != "" { // what was erased is counted nowhere
			places = append(places, p)
		}
	}
	if len(places) == 0 {
		return nil
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.listed, b.listed), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Lang, b.Lang), cmp.Compare(a.Group, b.Group))
	})
	shard := rand.IntN(t.d.shards)
	for _, p := range places {
		_, err := t.s.exec(ctx, `INSERT INTO lanes (listed, kind, lang, queue_group, shard, n) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (listed, kind, lang, queue_group, shard) DO UPDATE SET n = lanes.n + excluded.n`,
			string(p.listed), p.Kind, p.Lang, p.Group, shard, t.moved[p])
		if err != nil {
			return t.wrap("save counts", err)
		}
	}
	return nil
}

// countsAge is how old the store's counts may be in what other processes did. What this process did is
// always in them.
const countsAge = 250 * time.Millisecond

// countsCache holds the last counts.
type countsCache struct {
	// changes counts the transactions of this process after which the counts may differ.
	changes atomic.Int64
	last    atomic.Pointer[countsTaken]
}

type countsTaken struct {
	review.Counts
	changes int64     // before they were taken
	now     time.Time // as it was asked for
	at      time.Time // by the real clock
}

// Counts counts submissions by listed state, and the waiting ones by kind. It may be countsAge old. See
// queries.Counts.
func (s *Store) Counts(ctx context.Context, now time.Time) (review.Counts, error) {
	changes := s.counts.changes.Load()
	last := s.counts.last.Load()
	if last == nil || last.changes != changes || time.Since(last.at) > countsAge || now.Sub(last.now).Abs() > countsAge {
		last = &countsTaken{changes: changes, now: now, at: time.Now()}
		var err error
		if last.Counts, err = s.queries.Counts(ctx, now); err != nil {
			return review.Counts{}, err
		}
		s.counts.last.Store(last)
	}
	c := last.Counts
	c.ByState, c.Waiting = maps.Clone(c.ByState), maps.Clone(c.Waiting)
	return c, nil
}

// Counts counts submissions by listed state, and the waiting ones by kind. It is exact and costs the
// same however many there are, but for the resubmissions whose date has passed: those are counted by
// their index. A decision that has come into effect and is not settled yet still counts under the
// state before it; the desk settles first.
func (q *queries) Counts(ctx context.Context, now time.Time) (review.Counts, error) {
	c := review.Counts{ByState: map[review.State]int{}, Waiting: map[string]int{}}
	err := q.s.each(ctx, `SELECT listed, kind, sum(n) FROM lanes GROUP BY listed, kind`, nil, func(r *sql.Rows) error {
		var p place
		var n int
		if err := r.Scan(&p.listed, &p.Kind, &n); err != nil || n == 0 {
			return err
		}
		c.ByState[p.listed] += n
		if p.listed == review.Waiting {
			c.Waiting[p.Kind] = n
		}
		return nil
	})
	if err != nil {
		return review.Counts{}, q.wrap("counts", err)
	}
	if c.ByState[review.Waiting] > 0 {
		if c.Oldest, err = q.oldest(ctx); err != nil {
			return review.Counts{}, q.wrap("counts", err)
		}
	}
	if c.ByState[review.Resubmission] > 0 {
		var expired int
		err := q.one(ctx, `SELECT count(*) FROM submissions
WHERE state = 'resubmission' AND due_at > 0 AND due_at <= $1`, []any{micros(now)}, &expired)
		if err != nil {
			return review.Counts{}, q.wrap("counts", err)
		}
		if expired > 0 {
			c.ByState[review.Resubmission] -= expired
			c.ByState[review.Expired] = expired
		}
	}
	return c, nil
}

// Lanes counts what waits for the desk under a state, by lane. See review.Reader.
func (q *queries) Lanes(ctx context.Context, listed review.State) ([]review.LaneCount, error) {
	all, err := collect(ctx, q, `SELECT queue_group, kind, lang, sum(n) FROM lanes WHERE listed = $1 GROUP BY queue_group, kind, lang
HAVING sum(n) > 0 ORDER BY queue_group, kind, lang`, []any{string(listed.Listed())}, func(r *sql.Rows, c *review.LaneCount) error {
		return r.Scan(&c.Group, &c.Kind, &c.Lang, &c.N)
	})
	return all, q.wrap("lanes", err)
}

// kinds are those of which something is listed under a state, for an order that is walked by kind; nil for
// another one.
func (q *queries) kinds(ctx context.Context, listed review.State, order review.Order) ([]string, error) {
	if !order.ByKind() {
		return nil, nil
	}
	return collect(ctx, q, `SELECT kind FROM lanes WHERE listed = $1 GROUP BY kind HAVING sum(n) > 0`, []any{string(listed.Listed())},
		func(r *sql.Rows, kind *string) error { return r.Scan(kind) })
}

// oldest is when the first of the waiting was sent. What stands in front was sent at any time, so each
// rank's first is asked for.
func (q *queries) oldest(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := q.one(ctx, everyRank+`SELECT min(at) FROM (SELECT (SELECT s.queued_at FROM submissions AS s
WHERE s.listed = $1 AND s.rank = ranks.rank ORDER BY s.queued_at LIMIT 1) AS at FROM ranks WHERE rank IS NOT NULL) AS firsts`,
		[]any{string(review.Waiting)}, &at)
	return fromMicros(at.Int64), err
}

// everyRank steps along the index from each rank of a state, $1, to the next: there are a handful of them,
// however many submissions.
const everyRank = `WITH RECURSIVE ranks(rank) AS (
SELECT min(rank) FROM submissions WHERE listed = $1
UNION ALL
SELECT (SELECT min(s.rank) FROM submissions AS s WHERE s.listed = $1 AND s.rank > ranks.rank) FROM ranks WHERE ranks.rank IS NOT NULL)
`

// ranks are the ranks under which something of a state is stored, in their order.
func (q *queries) ranks(ctx context.Context, listed review.State) ([]int, error) {
	all, err := collect(ctx, q, everyRank+`SELECT rank FROM ranks WHERE rank IS NOT NULL`, []any{string(listed)},
		func(r *sql.Rows, rank *int) error { return r.Scan(rank) })
	slices.Sort(all)
	return all, err
}

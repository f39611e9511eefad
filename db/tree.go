package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shinsa/audit"
	"shinsa/review"
)

var _ audit.TreeStore = (*Store)(nil)

// jump is by how much the clocks of two processes may differ before one takes the other's lease for one of a clock that jumped.
const jump = time.Minute

// Lead makes holder the one who numbers entries. See audit.TreeStore.
func (s *Store) Lead(ctx context.Context, holder string, now time.Time, term time.Duration) (fence int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		var by string
		var until time.Time
		if err := t.one(ctx, `SELECT holder, fence, until FROM log_lead WHERE id = 1`+t.d.lock, nil, &by, &fence, stamp{&until}); err != nil {
			return err
		}
		// A lease that ends later than any given now could end was given by a clock that has jumped back since: nobody
		// would number until that time came again. Should its holder be alive after all, his fence is old.
		if by != holder && until.After(now) && !until.After(now.Add(term+jump)) {
			return audit.ErrOtherLeads
		}
		if by != holder {
			fence++
		}
		_, err := t.s.exec(ctx, `UPDATE log_lead SET holder = $1, fence = $2, until = $3 WHERE id = 1`, holder, fence, micros(now.Add(term)))
		return err
	})
	return fence, s.wrap("lead the log", err)
}

// Grow adds to the tree. See audit.TreeStore.
//
// The row of who leads is locked first, so whoever reads the size of the tree is the only one who writes; and
// were that not so, the number's key would refuse the second.
func (s *Store) Grow(ctx context.Context, fence int64, limit int, f func(int64, tlog.HashReader, []audit.Pending) (audit.Growth, error)) (n int, err error) {
	err = s.write(ctx, func(t *tx) error {
		n = 0
		var newest int64
		if err := t.one(ctx, `SELECT fence FROM log_lead WHERE id = 1`+t.d.lock, nil, &newest); err != nil {
			return err
		}
		if newest != fence {
			return audit.ErrFenced
		}
		pending, err := collect(ctx, &t.queries, selectPending, []any{limit}, func(r *sql.Rows, p *audit.Pending) error { return r.Scan(&p.ID, &p.Leaf) })
		if err != nil || len(pending) == 0 {
			return err
		}
		size, err := t.treeSize(ctx)
		if err != nil {
			return err
		}
		g, err := f(size, storedHashes{ctx, &t.queries}, pending)
		if err != nil {
			return err
		}
		n = len(g.IDs)
		return t.grow(ctx, g)
	})
	return n, s.wrap("grow the log", err)
}

// selectPending reads what waits by the ids, which begin with their times, and puts that in the order of the times. CROSS JOIN
// says to SQLite that what waits is read first: it knows no better than to read all entries that there are.
const selectPending = `SELECT e.id, e.leaf FROM (SELECT entry_id FROM log_pending ORDER BY entry_id LIMIT $1) AS p CROSS JOIN log_entries AS e
WHERE e.id = p.entry_id ORDER BY e.at, e.id`

func (q *queries) treeSize(ctx context.Context) (size int64, err error) {
	return size, q.one(ctx, `SELECT COALESCE(MAX(n) + 1, 0) FROM log_sequence`, nil, &size)
}

func (t *tx) grow(ctx context.Context, g audit.Growth) error {
	numbers, ids, nodes := make([]any, 0, 2*len(g.IDs)), make([]any, len(g.IDs)), make([]any, 0, 2*len(g.Hashes))
	for k, id := range g.IDs {
		numbers, ids[k] = append(numbers, g.From+int64(k), id), id
	}
	for k, h := range g.Hashes {
		nodes = append(nodes, audit.HashIndex(g.From)+int64(k), h[:])
	}
	if err := t.inLots(ctx, `INSERT INTO log_sequence (n, entry_id) VALUES `, "", 2, numbers); err != nil {
		return err
	}
	if err := t.inLots(ctx, `INSERT INTO log_hashes (i, hash) VALUES `, "", 2, nodes); err != nil {
		return err
	}
	if err := t.inLots(ctx, `DELETE FROM log_pending WHERE entry_id IN (`, ")", 1, ids); err != nil {
		return err
	}
	_, err := t.s.exec(ctx, `INSERT INTO log_checkpoints (size, at, note) VALUES ($1, $2, $3)`, g.Size, micros(t.now()), g.Signed)
	return err
}

// lots are how many rows one statement takes, the most first, so that there are few texts of each and few statements
// for any number.
var lots = []int{128, 32, 8, 1}

// inLots runs a statement over many rows of some values each.
func (t *tx) inLots(ctx context.Context, head, tail string, width int, values []any) error {
	for len(values) > 0 {
		n := 1
		for _, lot := range lots {
			if len(values) >= lot*width {
				n = lot
				break
			}
		}
		if _, err := t.s.exec(ctx, head+places(n, width)+tail, values[:n*width]...); err != nil {
			return err
		}
		values = values[n*width:]
	}
	return nil
}

// places are the placeholders of n rows: ($1, $2), ($3, $4), or $1, $2 where a row is one value.
func places(n, width int) string {
	var b strings.Builder
	for k := range n * width {
		switch {
		case k > 0 && k%width == 0 && width > 1:
			b.WriteString("), (")
		case k > 0:
			b.WriteString(", ")
		case width > 1:
			b.WriteString("(")
		}
		fmt.Fprintf(&b, "$%d", k+1)
	}
	if width > 1 {
		b.WriteString(")")
	}
	return b.String()
}

// storedHashes reads nodes of the tree. It implements tlog.HashReader.
type storedHashes struct {
	ctx context.Context
	q   *queries
}

func (s storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		var hash []byte
		err := s.q.one(s.ctx, `SELECT hash FROM log_hashes WHERE i = $1`, []any{i}, &hash)
		if errors.Is(err, sql.ErrNoRows) || err == nil && len(hash) != len(found[k]) {
			return nil, fmt.Errorf("hash %d is not there: %w", i, audit.ErrDamaged)
		}
		if err != nil {
			return nil, err
		}
		copy(found[k][:], hash)
	}
	return found, nil
}

// LogHead returns the newest checkpoint. review.ErrNotFound when there is none yet.
func (q *queries) LogHead(ctx context.Context) (audit.SignedHead, error) {
	h := audit.SignedHead{Where: "in the store"}
	err := q.one(ctx, `SELECT size, note FROM log_checkpoints ORDER BY size DESC LIMIT 1`, nil, &h.Size, &h.Signed)
	if errors.Is(err, sql.ErrNoRows) {
		err = review.ErrNotFound
	}
	return h, q.wrap("head of the log", err)
}

// LogHeadOf returns the checkpoint of so many leaves. review.ErrNotFound when none was signed of them.
func (q *queries) LogHeadOf(ctx context.Context, size int64) (audit.SignedHead, error) {
	h := audit.SignedHead{Where: "in the store", Size: size}
	err := q.one(ctx, `SELECT note FROM log_checkpoints WHERE size = $1`, []any{size}, &h.Signed)
	if errors.Is(err, sql.ErrNoRows) {
		err = review.ErrNotFound
	}
	return h, q.wrap("checkpoint of the log", err)
}

// Prove makes the proof of an entry in the newest tree. review.ErrNotFound when there is no such entry, or it has
// no number yet.
func (q *queries) Prove(ctx context.Context, entry string) (audit.Proof, error) {
	var n int64
	var leaf []byte
	err := q.one(ctx, `SELECT q.n, e.leaf FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id WHERE q.entry_id = $1`, []any{entry}, &n, &leaf)
	if errors.Is(err, sql.ErrNoRows) {
		err = review.ErrNotFound
	}
	if err != nil {
		return audit.Proof{}, q.wrap("prove", err)
	}
	head, err := q.LogHead(ctx) // it is not smaller than the tree in which the entry was seen
	if err != nil {
		return audit.Proof{}, err
	}
	return audit.Prove(n, leaf, head.Signed, head.Size, storedHashes{ctx, q})
}

// NewestAct is when the newest numbered act was done; zero in a log without any.
func (q *queries) NewestAct(ctx context.Context) (at time.Time, err error) {
	all, err := collect(ctx, q, `SELECT e.at FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id ORDER BY q.n DESC LIMIT 1`, nil,
		func(r *sql.Rows, to *time.Time) error { return r.Scan(stamp{to}) })
	if len(all) > 0 {
		at = all[0]
	}
	return at, q.wrap("newest act", err)
}

package db

import (
	"context"
	"database/sql"
	"fmt"

	"shinsa/audit"
	"shinsa/review"
)

// LogSource is the log as it stands now, for a verification: what comes later is not in it, so a desk at work can be
// verified. See audit.LogSource.
func (s *Store) LogSource(ctx context.Context) (LogSource, error) {
	b := bounded{q: &s.queries}
	err := s.one(ctx, `SELECT (SELECT COALESCE(MAX(n) + 1, 0) FROM log_sequence), (SELECT COALESCE(MAX(i) + 1, 0) FROM log_hashes),
(SELECT COALESCE(MAX(size), 0) FROM log_checkpoints)`, nil, &b.leaves, &b.hashes, &b.size)
	return b, s.wrap("log source", err)
}

// LogSource is what a log is verified with: its leaves, and the rows of which they tell.
type LogSource interface {
	audit.LogSource
	audit.RowSource
	// Size is how many leaves it has.
	Size() int64
}

type bounded struct {
	q *queries
	// Where each of the tables ended when the source was made: in one statement, so they fit together.
	leaves, hashes, size int64
}

func (b bounded) Size() int64 { return b.leaves }

func (b bounded) Leaves(ctx context.Context, from int64, limit int) ([]audit.Numbered, error) {
	all, err := collect(ctx, b.q, `SELECT q.n, q.entry_id, CASE WHEN e.id IS NULL THEN 1 ELSE 0 END, COALESCE(e.act, ''), COALESCE(e.at, 0), e.leaf, e.salt, COALESCE(e.subject, '')
FROM log_sequence AS q LEFT JOIN log_entries AS e ON e.id = q.entry_id WHERE q.n >= $1 AND q.n < $2 ORDER BY q.n LIMIT $3`,
		[]any{from, b.leaves, limit}, func(r *sql.Rows, n *audit.Numbered) error {
			var missing int64
			err := r.Scan(&n.N, &n.ID, &missing, &n.Act, stamp{&n.At}, &n.Leaf, &n.Salt, &n.Subject)
			n.Missing = missing == 1
			return err
		})
	return all, b.q.wrap("leaves", err)
}

func (b bounded) Hashes(ctx context.Context, from int64, limit int) ([]audit.IndexedHash, error) {
	all, err := collect(ctx, b.q, `SELECT i, hash FROM log_hashes WHERE i >= $1 AND i < $2 ORDER BY i LIMIT $3`,
		[]any{from, b.hashes, limit}, func(r *sql.Rows, h *audit.IndexedHash) error {
			var hash sql.RawBytes
			err := r.Scan(&h.I, &hash)
			if len(hash) == len(h.Hash) { // one of another length differs from what it must be
				copy(h.Hash[:], hash)
			}
			return err
		})
	return all, b.q.wrap("hashes", err)
}

func (b bounded) Heads(ctx context.Context, fromSize int64, limit int) ([]audit.SignedHead, error) {
	all, err := collect(ctx, b.q, `SELECT size, note FROM log_checkpoints WHERE size >= $1 AND size <= $2 ORDER BY size LIMIT $3`,
		[]any{fromSize, b.size, limit}, func(r *sql.Rows, h *audit.SignedHead) error {
			h.Where = "in the store"
			return r.Scan(&h.Size, &h.Signed)
		})
	return all, b.q.wrap("checkpoints", err)
}

// Stray counts first: every number is of another entry, so where there are as many entries as numbers and entries that
// wait, there is none. Only where that does not come out even are they looked at one by one.
func (b bounded) Stray(ctx context.Context) (string, error) {
	var more int64
	err := b.q.one(ctx, `SELECT (SELECT count(*) FROM log_entries) - (SELECT count(*) FROM log_sequence)
- (SELECT count(*) FROM log_pending AS p JOIN log_entries AS e ON e.id = p.entry_id WHERE NOT EXISTS (SELECT 1 FROM log_sequence AS q WHERE q.entry_id = p.entry_id))`, nil, &more)
	if err == nil && more == 0 {
		return "", nil
	}
	const lot = 10_000
	for after := ""; ; {
		var last, stray string
		n := 0
		err := b.q.s.each(ctx, `SELECT e.id, CASE WHEN q.entry_id IS NULL AND p.entry_id IS NULL THEN 1 ELSE 0 END FROM (SELECT id FROM log_entries WHERE id > $1 ORDER BY id LIMIT `+fmt.Sprint(lot)+`) AS e
LEFT JOIN log_sequence AS q ON q.entry_id = e.id LEFT JOIN log_pending AS p ON p.entry_id = e.id ORDER BY e.id`, []any{after}, func(r *sql.Rows) error {
			var alone int64
			n++
			err := r.Scan(&last, &alone)
			if alone == 1 && stray == "" {
				stray = last
			}
			return err
		})
		if err != nil || stray != "" || n < lot {
			return stray, b.q.wrap("stray entries", err)
		}
		after = last
	}
}

// DecisionEntry returns the id of the entry that the log has of a decision. review.ErrNotFound when there is none,
// or its salt was erased, so that nobody can tell.
func (q *queries) DecisionEntry(ctx context.Context, d *review.DecisionRecord) (entry string, salt []byte, err error) {
	type row struct {
		id         string
		leaf, salt []byte
	}
	all, err := collect(ctx, q, `SELECT id, leaf, salt FROM log_entries WHERE subject = $1 AND subject <> '' AND act = $2 AND at = $3`,
		[]any{string(d.Submission), string(audit.DecisionMade), micros(d.DecidedAt)}, func(r *sql.Rows, to *row) error { return r.Scan(&to.id, &to.leaf, &to.salt) })
	if err != nil {
		return "", nil, q.wrap("entry of a decision", err)
	}
	for _, e := range all {
		if l, err := audit.Parse(e.leaf); err == nil && e.salt != nil && l.Opens("decision", e.salt, string(d.ID)) {
			return e.id, e.salt, nil
		}
	}
	return "", nil, q.wrap("entry of a decision", review.ErrNotFound)
}

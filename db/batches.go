package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

// InsertBatch keeps an act on several submissions, and forgets those before a time. See review.Tx.
func (t *tx) InsertBatch(ctx context.Context, b *review.Batch, forget time.Time) error {
	before := micros(forget)
	_, err := t.s.exec(ctx, `DELETE FROM batch_rows WHERE batch_id IN (SELECT id FROM batches WHERE at < $1)`, before)
	if err == nil {
		_, err = t.s.exec(ctx, `DELETE FROM batches WHERE at < $1`, before)
	}
	if err == nil {
		_, err = t.s.exec(ctx, `INSERT INTO batches (id, staff_id, act, to_id, at) VALUES ($1, $2, $3, $4, $5)`,
			string(b.ID), string(b.By), string(b.Act), string(b.To), micros(b.At))
	}
	for n, r := range b.Rows {
		if err != nil {
			break
		}
		_, err = t.s.exec(ctx, `INSERT INTO batch_rows (batch_id, n, reference, outcome, who_id, state) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(b.ID), n, string(r.Reference), string(r.Outcome), string(r.Who), string(r.State))
	}
	return t.wrap("insert batch", err)
}

// SaveBatchRow writes what came of a row. See review.Tx.
func (t *tx) SaveBatchRow(ctx context.Context, id review.BatchID, n int, r review.BatchRow) error {
	_, err := t.s.exec(ctx, `UPDATE batch_rows SET outcome = $3, who_id = $4, state = $5 WHERE batch_id = $1 AND n = $2`,
		string(id), n, string(r.Outcome), string(r.Who), string(r.State))
	return t.wrap("save batch row", err)
}

// Batch reads an act on several submissions. See review.Reader.
func (q *queries) Batch(ctx context.Context, id review.BatchID) (*review.Batch, error) {
	found, err := collect(ctx, q, `SELECT b.id, b.staff_id, b.act, b.to_id, b.at, COALESCE(p.name, '')
FROM batches AS b LEFT JOIN staff AS p ON p.id = b.to_id WHERE b.id = $1`, []any{string(id)}, func(r *sql.Rows, b *review.Batch) error {
		return r.Scan(&b.ID, &b.By, &b.Act, &b.To, stamp{&b.At}, &b.ToName)
	})
	if err == nil && len(found) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("batch", err)
	}
	b := &found[0]
	b.Rows, err = collect(ctx, q, `SELECT r.reference, r.outcome, r.who_id, r.state, COALESCE(p.name, '')
FROM batch_rows AS r LEFT JOIN staff AS p ON p.id = r.who_id WHERE r.batch_id = $1 ORDER BY r.n`, []any{string(id)}, func(r *sql.Rows, to *review.BatchRow) error {
		return r.Scan(&to.Reference, &to.Outcome, &to.Who, &to.State, &to.WhoName)
	})
	return b, q.wrap("batch rows", err)
}

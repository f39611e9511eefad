package db

import (
	"context"
	"database/sql"

	"shinsa/review"
)

// Worksheet reads a person's unsent answers. See review.Reader.
func (q *queries) Worksheet(ctx context.Context, s review.SubmissionID, person review.StaffID) (*review.Worksheet, error) {
	sheets, err := collect(ctx, q, `SELECT submission_id, staff_id, round, key_id, sealed, saved_at FROM worksheets
WHERE submission_id = $1 AND staff_id = $2`, []any{string(s), string(person)}, func(r *sql.Rows, to *review.Worksheet) error {
		return r.Scan(&to.Submission, &to.Person, &to.Round, &to.Key, &to.Sealed, stamp{&to.At})
	})
	if err == nil && len(sheets) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("worksheet", err)
	}
	return &sheets[0], nil
}

// SaveWorksheet inserts or replaces a person's worksheet of a submission. See review.Tx.
func (t *tx) SaveWorksheet(ctx context.Context, w *review.Worksheet) error {
	_, err := t.s.exec(ctx, `INSERT INTO worksheets (submission_id, staff_id, round, key_id, sealed, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (submission_id, staff_id) DO UPDATE SET round = excluded.round, key_id = excluded.key_id, sealed = excluded.sealed,
saved_at = excluded.saved_at`, string(w.Submission), string(w.Person), w.Round, string(w.Key), w.Sealed, micros(w.At))
	return t.wrap("save worksheet", err)
}

// DeleteWorksheets forgets everybody's worksheets of a submission. See review.Tx.
func (t *tx) DeleteWorksheets(ctx context.Context, s review.SubmissionID) error {
	_, err := t.s.exec(ctx, `DELETE FROM worksheets WHERE submission_id = $1`, string(s))
	return t.wrap("delete worksheets", err)
}

package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

// quarter is the beginning of the quarter of an hour of a column, in SQL.
func quarter(column string) string { return column + ` - ` + column + ` % 900000000` }

// Worked counts decisions by person and quarter of an hour. It reads the index of decisions alone, which has who
// made them: what was taken back within seconds counts, too. See review.Reader.
func (q *queries) Worked(ctx context.Context, from, until time.Time) ([]review.Worked, error) {
	all, err := collect(ctx, q, `SELECT `+quarter("d.decided_at")+` AS quarter, d.staff_id, count(*) FROM decisions AS d
WHERE d.decided_at >= $1 AND d.decided_at < $2 GROUP BY 1, 2`, []any{micros(from), micros(until)},
		func(r *sql.Rows, w *review.Worked) error { return r.Scan(stamp{&w.At}, &w.Person, &w.N) })
	return all, q.wrap("worked", err)
}

// Arrived counts what was sent by quarter of an hour. See review.Reader.
func (q *queries) Arrived(ctx context.Context, from, until time.Time) ([]review.Arrived, error) {
	all, err := collect(ctx, q, `SELECT `+quarter("submitted_at")+` AS quarter, count(*) FROM rounds
WHERE `+sentBetween+` GROUP BY 1`, []any{micros(from), micros(until)},
		func(r *sql.Rows, a *review.Arrived) error { return r.Scan(stamp{&a.At}, &a.N) })
	return all, q.wrap("arrived", err)
}

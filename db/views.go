package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

// Fetched records that a person was given an image under a grant. See review.Tx.
func (t *tx) Fetched(ctx context.Context, person review.StaffID, image review.ImageID, grant string, at time.Time) (bool, error) {
	n, err := t.s.exec(ctx, `INSERT INTO image_views (image_id, staff_id, grant_id, fetched_at, viewed_at) VALUES ($1, $2, $3, $4, 0)
ON CONFLICT (image_id, staff_id, grant_id) DO NOTHING`, string(image), string(person), grant, micros(at))
	return n > 0, t.wrap("fetched", err)
}

// Viewed records that a fetched image was shown. See review.Tx.
func (t *tx) Viewed(ctx context.Context, person review.StaffID, image review.ImageID, grant string, at time.Time) (bool, error) {
	n, err := t.s.exec(ctx, `UPDATE image_views SET viewed_at = $4 WHERE image_id = $1 AND staff_id = $2 AND grant_id = $3 AND viewed_at = 0`,
		string(image), string(person), grant, micros(at))
	return n > 0, t.wrap("viewed", err)
}

// Opened records that a person saw what was typed in a round. See review.Tx.
func (t *tx) Opened(ctx context.Context, person review.StaffID, s review.SubmissionID, round int, grant string, at time.Time) (bool, error) {
	n, err := t.s.exec(ctx, `INSERT INTO field_views (submission_id, staff_id, grant_id, round, opened_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (submission_id, staff_id, grant_id, round) DO NOTHING`, string(s), string(person), grant, round, micros(at))
	return n > 0, t.wrap("opened", err)
}

// OpenedRounds lists the rounds that a person saw under a grant. See review.Reader.
func (q *queries) OpenedRounds(ctx context.Context, person review.StaffID, s review.SubmissionID, grant string) ([]int, error) {
	rounds, err := collect(ctx, q, `SELECT round FROM field_views WHERE submission_id = $1 AND staff_id = $2 AND grant_id = $3 ORDER BY round`,
		[]any{string(s), string(person), grant}, func(r *sql.Rows, n *int) error { return r.Scan(n) })
	return rounds, q.wrap("opened rounds", err)
}

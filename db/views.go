package db

import (
	"context"
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

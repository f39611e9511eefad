package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
	"shinsa/seal"
)

// Ended lists submissions that ended in a state at or before a time, by the index that holds nothing but
// what has an end. See review.Reader.
func (q *queries) Ended(ctx context.Context, state review.State, before time.Time, limit int) ([]review.SubmissionID, error) {
	if state == review.Expired { // computed: a resubmission whose date has passed
		state = review.Resubmission
	}
	ids, err := collect(ctx, q, `SELECT id FROM submissions WHERE state = $1 AND ends_at > 0 AND ends_at <= $2
ORDER BY ends_at LIMIT $3`, []any{string(state), micros(before), limit}, scanID[review.SubmissionID])
	return ids, q.wrap("ended", err)
}

// EndedWithImages lists submissions that ended at or before a time and whose images' period has not been
// carried out. See review.Reader.
func (q *queries) EndedWithImages(ctx context.Context, before time.Time, limit int) ([]review.SubmissionID, error) {
	ids, err := collect(ctx, q, `SELECT id FROM submissions WHERE ends_at > 0 AND images_erased_at = 0 AND ends_at <= $1
ORDER BY ends_at LIMIT $2`, []any{micros(before), limit}, scanID[review.SubmissionID])
	return ids, q.wrap("ended with images", err)
}

// AddDestruction keeps what is still to be destroyed. See review.Tx.
func (t *tx) AddDestruction(ctx context.Context, d review.Destruction) error {
	keys := make([]string, len(d.Keys))
	for i, k := range d.Keys {
		keys[i] = string(k)
	}
	_, err := t.s.exec(ctx, `INSERT INTO destructions (id, submission_id, at, staff_id, kept_days, key_ids, blobs) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO NOTHING`, d.ID(), string(d.Submission), micros(d.At), string(d.By), d.KeptDays, join(keys), join(d.Blobs))
	return t.wrap("add destruction", err)
}

// EndDestruction forgets what was destroyed. See review.Tx.
func (t *tx) EndDestruction(ctx context.Context, id string) error {
	_, err := t.s.exec(ctx, `DELETE FROM destructions WHERE id = $1`, id)
	return t.wrap("end destruction", err)
}

const selectDestruction = `SELECT id, submission_id, at, staff_id, kept_days, key_ids, blobs FROM destructions`

func scanDestruction(r *sql.Rows, d *review.Destruction) error {
	var id, keys string
	err := r.Scan(&id, &d.Submission, stamp{&d.At}, &d.By, &d.KeptDays, &keys, list{&d.Blobs})
	if id != string(d.Submission) {
		d.Image = review.ImageID(id)
	}
	for _, k := range split(keys) {
		d.Keys = append(d.Keys, seal.KeyID(k))
	}
	return err
}

// Destruction reads what is still to be destroyed of a submission or an image. See review.Reader.
func (q *queries) Destruction(ctx context.Context, id string) (*review.Destruction, error) {
	all, err := collect(ctx, q, selectDestruction+` WHERE id = $1`, []any{id}, scanDestruction)
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("destruction", err)
	}
	return &all[0], nil
}

// Destructions lists what is still to be destroyed, after one by its id. See review.Reader.
func (q *queries) Destructions(ctx context.Context, after string, limit int) ([]review.Destruction, error) {
	all, err := collect(ctx, q, selectDestruction+` WHERE id > $1 ORDER BY id LIMIT $2`, []any{after, limit}, scanDestruction)
	return all, q.wrap("destructions", err)
}

package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

// Changed lists what changed for whoever looks at it, and claims that ran out, since a time. See review.Reader.
//
// The index of claims has only what somebody holds or held last, so reading it whole costs the same however many
// submissions there are.
func (q *queries) Changed(ctx context.Context, since, now time.Time, limit int) ([]review.Touch, error) {
	all, err := collect(ctx, q, `SELECT id, changed_at AS at FROM submissions WHERE changed_at > $1 AND changed_at > 0
UNION ALL SELECT id, claim_until AS at FROM submissions WHERE claim_by <> '' AND claim_until > $1 AND claim_until <= $2
ORDER BY at, id LIMIT $3`, []any{micros(since), micros(now), limit}, func(r *sql.Rows, t *review.Touch) error {
		return r.Scan(&t.ID, stamp{&t.At})
	})
	return all, q.wrap("changed", err)
}

// Said is when each was commented on last, of those that were. See review.Reader.
func (q *queries) Said(ctx context.Context, ids []review.SubmissionID) (map[review.SubmissionID]time.Time, error) {
	said := map[review.SubmissionID]time.Time{}
	for begin := 0; begin < len(ids); begin += mostWalks {
		var args []any
		for _, id := range ids[begin:min(begin+mostWalks, len(ids))] {
			args = append(args, string(id))
		}
		err := q.s.each(ctx, `SELECT id, said_at FROM submissions WHERE id IN ($1`+placeholders(2, len(args))+`) AND said_at > 0`, args, func(r *sql.Rows) error {
			var id review.SubmissionID
			var at time.Time
			err := r.Scan(&id, stamp{&at})
			said[id] = at
			return err
		})
		if err != nil {
			return nil, q.wrap("said", err)
		}
	}
	return said, nil
}

// Rows reads submissions as lists show them, in the order of their ids; what is not there is left out. Of one
// that is a draft again or was erased the state says so. See review.Reader.
func (q *queries) Rows(ctx context.Context, ids []review.SubmissionID, now time.Time) ([]review.QueueRow, error) {
	var rows []review.QueueRow
	for begin := 0; begin < len(ids); begin += mostWalks {
		args := []any{micros(now)}
		for _, id := range ids[begin:min(begin+mostWalks, len(ids))] {
			args = append(args, string(id))
		}
		some, err := q.queueRows(ctx, selectQueueRow+` WHERE s.id IN (`+placeholders(2, len(args))[2:]+`) ORDER BY s.id`, args, now)
		if err != nil {
			return nil, q.wrap("rows", err)
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

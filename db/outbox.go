package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

const parcelColumns = `id, topic, submission_id, decision_id, staff_id, created_at, not_before, expires_at, sent_at, attempts, failed_at`

func scanParcel(r *sql.Rows, p *review.Parcel) error {
	return r.Scan(&p.ID, &p.Topic, &p.Submission, &p.Decision, &p.Staff, stamp{&p.CreatedAt}, stamp{&p.NotBefore}, stamp{&p.ExpiresAt},
		stamp{&p.SentAt}, &p.Attempts, stamp{&p.FailedAt})
}

// Enqueue puts a parcel into the outbox. See review.Tx.
func (t *tx) Enqueue(ctx context.Context, p review.Parcel) error {
	_, err := t.s.exec(ctx, `INSERT INTO outbox (id, topic, submission_id, decision_id, created_at, not_before, attempts, leased_by, leased_until, sent_at, failed_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, '', 0, 0, 0)`,
		p.ID, p.Topic, string(p.Submission), string(p.Decision), micros(p.CreatedAt), micros(p.NotBefore))
	return t.wrap("enqueue", err)
}

// CancelParcels forgets what was to go out for a decision. It returns review.ErrTooLate when something
// has gone, or is about to: one who delivers has leased it. See review.Tx.
func (t *tx) CancelParcels(ctx context.Context, d review.DecisionID) error {
	late := false
	err := t.s.each(ctx, `SELECT sent_at, leased_by FROM outbox
WHERE submission_id = (SELECT submission_id FROM decisions WHERE id = $1) AND decision_id = $1`+t.d.lock, []any{string(d)},
		func(r *sql.Rows) error {
			var sent time.Time
			var by string
			err := r.Scan(stamp{&sent}, &by)
			late = late || !sent.IsZero() || by != "" // even a lease that ran out: nobody knows how far that one came
			return err
		})
	if err == nil && late {
		err = review.ErrTooLate
	}
	if err == nil {
		_, err = t.s.exec(ctx, `DELETE FROM outbox WHERE submission_id = (SELECT submission_id FROM decisions WHERE id = $1)
AND decision_id = $1`, string(d))
	}
	return t.wrap("cancel parcels", err)
}

// Parcels lists a submission's parcels, oldest first. See review.Reader.
func (q *queries) Parcels(ctx context.Context, s review.SubmissionID) ([]review.Parcel, error) {
	parcels, err := collect(ctx, q, `SELECT `+parcelColumns+` FROM outbox WHERE submission_id = $1 ORDER BY created_at, id`,
		[]any{string(s)}, scanParcel)
	return parcels, q.wrap("parcels", err)
}

// OpenParcels lists the parcels that are neither sent nor given up, the earliest first, whether or not
// their time has come. Who delivers counts the ten seconds by his own clock, from when he first saw one.
func (s *Store) OpenParcels(ctx context.Context, limit int) ([]review.Parcel, error) {
	parcels, err := collect(ctx, &s.queries, `SELECT `+parcelColumns+` FROM outbox WHERE sent_at = 0 AND failed_at = 0
ORDER BY not_before, id LIMIT $1`, []any{limit}, scanParcel)
	return parcels, s.wrap("open parcels", err)
}

// LeaseParcel gives an open parcel to one who delivers it, whom by names: until the lease is over nobody
// else is given it, and the decision that it tells of cannot be taken back any more. It is false when somebody has
// it, or it has gone, was given up or was cancelled.
func (s *Store) LeaseParcel(ctx context.Context, id, by string, now, until time.Time) (leased bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.s.exec(ctx, `UPDATE outbox SET leased_by = $2, leased_until = $4
WHERE id = $1 AND sent_at = 0 AND failed_at = 0 AND (leased_until <= $3 OR leased_by = $2)`, id, by, micros(now), micros(until))
		leased = n > 0
		return t.wrap("lease parcel", err)
	})
	return leased, err
}

// FinishParcel records that a leased parcel has gone, with its log entry. It returns review.ErrNotFound
// when the parcel is not open any more or was leased to somebody else meanwhile.
func (s *Store) FinishParcel(ctx context.Context, id, by string, sentAt time.Time, e audit.Entry) error {
	return s.endParcel(ctx, "finish parcel", e, `UPDATE outbox SET sent_at = $3, attempts = attempts + 1, leased_by = '', leased_until = 0
WHERE id = $1 AND leased_by = $2 AND sent_at = 0 AND failed_at = 0`, id, by, micros(sentAt))
}

// RetryParcel records that a leased parcel could not be sent and is to be tried again, not before next.
func (s *Store) RetryParcel(ctx context.Context, id, by string, next time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.s.exec(ctx, `UPDATE outbox SET not_before = $3, attempts = attempts + 1, leased_by = '', leased_until = 0
WHERE id = $1 AND leased_by = $2 AND sent_at = 0 AND failed_at = 0`, id, by, micros(next))
		return t.wrap("retry parcel", missing(n, err))
	})
}

// DropParcel gives a leased parcel up after its last attempt, with its log entry.
func (s *Store) DropParcel(ctx context.Context, id, by string, at time.Time, e audit.Entry) error {
	return s.endParcel(ctx, "drop parcel", e, `UPDATE outbox SET failed_at = $3, attempts = attempts + 1, leased_by = '', leased_until = 0
WHERE id = $1 AND leased_by = $2 AND sent_at = 0 AND failed_at = 0`, id, by, micros(at))
}

func (s *Store) endParcel(ctx context.Context, op string, e audit.Entry, statement string, args ...any) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.s.exec(ctx, statement, args...)
		if err := missing(n, err); err != nil {
			return t.wrap(op, err)
		}
		return t.Log(ctx, e)
	})
}

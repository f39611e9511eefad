package db

import (
	"context"
	"time"

	"shinsa/review"
)

// Head returns the first submission that a person may take. It walks the queue's index from the front,
// past what is claimed, decided or passed, so it costs as many steps as there are of those. See
// review.Tx.
func (t *tx) Head(ctx context.Context, state review.State, person review.StaffID, now time.Time, withPassed bool) (*review.Submission, error) {
	keptUntil := micros(now)
	if withPassed {
		keptUntil = forever - 1 // who is barred stays so
	}
	row, err := t.submissionRow(ctx, selectSubmission+`
WHERE s.listed = $1 AND s.next_state = '' AND s.claim_until <= $2
AND NOT EXISTS (SELECT 1 FROM passes AS p WHERE p.submission_id = s.id AND p.staff_id = $3 AND p.until > $4)
ORDER BY s.rank, s.queued_at, s.id LIMIT 1`+t.d.lockFree,
		string(state.Listed()), micros(now), string(person), keptUntil)
	if err != nil {
		return nil, t.wrap("head", err)
	}
	return t.keep(row), nil
}

// Pass keeps a submission from being offered to a person until a time. It shortens nothing: who is kept
// from it for longer, or for good, stays so.
func (t *tx) Pass(ctx context.Context, s review.SubmissionID, person review.StaffID, until time.Time) error {
	return t.wrap("pass", t.pass(ctx, s, person, micros(until)))
}

// Bar keeps a submission from a person for good.
func (t *tx) Bar(ctx context.Context, s review.SubmissionID, person review.StaffID) error {
	return t.wrap("bar", t.pass(ctx, s, person, forever))
}

func (t *tx) pass(ctx context.Context, s review.SubmissionID, person review.StaffID, until int64) error {
	_, err := t.s.exec(ctx, `INSERT INTO passes (submission_id, staff_id, until) VALUES ($1, $2, $3)
ON CONFLICT (submission_id, staff_id) DO UPDATE SET until = excluded.until WHERE passes.until < excluded.until`,
		string(s), string(person), until)
	return err
}

// IsBarred says whether a person may never decide on a submission again. See review.Reader.
func (q *queries) IsBarred(ctx context.Context, s review.SubmissionID, person review.StaffID) (bool, error) {
	var n int
	err := q.one(ctx, `SELECT count(*) FROM passes WHERE submission_id = $1 AND staff_id = $2 AND until = $3`,
		[]any{string(s), string(person), int64(forever)}, &n)
	return n > 0, q.wrap("is barred", err)
}

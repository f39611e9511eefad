package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"shinsa/review"
)

// InsertComplaint keeps a complaint. See review.Tx.
func (t *tx) InsertComplaint(ctx context.Context, c *review.Complaint) error {
	_, err := t.s.exec(ctx, `INSERT INTO complaints (id, submission_id, decision_id, via, staff_id, lang, at, key_id, text_sealed, waiting)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)`, c.ID, string(c.Submission), string(c.Decision), string(c.Via), string(c.PassedBy), c.Lang,
		micros(c.At), string(c.Key), orNull(c.Text))
	return t.wrap("insert complaint", err)
}

// AnswerComplaint keeps the answer to a complaint that has none; review.ErrAlreadyDecided otherwise. See review.Tx.
func (t *tx) AnswerComplaint(ctx context.Context, id string, x review.ComplaintAnswer) error {
	n, err := t.s.exec(ctx, `UPDATE complaints SET waiting = 0 WHERE id = $1 AND waiting = 1`, id)
	if err := t.onlyOnce("answer complaint", n, err); err != nil {
		return err
	}
	_, err = t.s.exec(ctx, `INSERT INTO complaint_answers (complaint_id, verdict, staff_id, at, key_id, message_sealed) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, string(x.Verdict), string(x.By), micros(x.At), string(x.Key), orNull(x.Message))
	return t.wrap("answer complaint", err)
}

const selectComplaint = `SELECT c.id, c.submission_id, c.decision_id, c.via, c.staff_id, c.lang, c.at, c.key_id, c.text_sealed,
COALESCE(x.verdict, ''), COALESCE(x.staff_id, ''), COALESCE(x.at, 0), COALESCE(x.key_id, ''), x.message_sealed,
s.reference, COALESCE(p.name, '')
FROM complaints AS c JOIN submissions AS s ON s.id = c.submission_id
LEFT JOIN complaint_answers AS x ON x.complaint_id = c.id LEFT JOIN staff AS p ON p.id = c.staff_id`

func scanComplaint(r *sql.Rows, c *review.ComplaintRow) error {
	var x review.ComplaintAnswer
	err := r.Scan(&c.ID, &c.Submission, &c.Decision, &c.Via, &c.PassedBy, &c.Lang, stamp{&c.At}, &c.Key, &c.Text,
		&x.Verdict, &x.By, stamp{&x.At}, &x.Key, &x.Message, &c.Reference, &c.PassedByName)
	if x.Verdict != "" {
		c.Answer = &x
	}
	return err
}

// Complaint reads the complaint about a submission. See review.Reader.
func (q *queries) Complaint(ctx context.Context, s review.SubmissionID) (*review.Complaint, error) {
	all, err := collect(ctx, q, selectComplaint+` WHERE c.submission_id = $1`, []any{string(s)}, scanComplaint)
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("complaint", err)
	}
	return &all[0].Complaint, nil
}

// WaitingComplaints lists what nobody has answered. See review.Reader.
func (q *queries) WaitingComplaints(ctx context.Context, limit int) ([]review.ComplaintRow, error) {
	all, err := collect(ctx, q, selectComplaint+` WHERE c.waiting = 1 ORDER BY c.at, c.id LIMIT $1`, []any{limit}, scanComplaint)
	return all, q.wrap("waiting complaints", err)
}

// InsertStay records what keeps a submission from erasure. See review.Tx.
func (t *tx) InsertStay(ctx context.Context, s *review.Stay) error {
	_, err := t.s.exec(ctx, `INSERT INTO stays (id, submission_id, why, staff_id, at, key_id, reason_sealed, ended_at, ended_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '')`, s.ID, string(s.Submission), string(s.Why), string(s.By), micros(s.At), string(s.Key), orNull(s.Reason))
	return t.wrap("insert stay", err)
}

// EndStay records that something keeps a submission from erasure no more. See review.Tx.
func (t *tx) EndStay(ctx context.Context, id string, by review.StaffID, at time.Time) error {
	n, err := t.s.exec(ctx, `UPDATE stays SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at = 0`, id, micros(at), string(by))
	if err == nil && n == 0 {
		err = errors.New("it has ended, or was never there")
	}
	return t.wrap("end stay", err)
}

// Stays lists what keeps or kept a submission from erasure. See review.Reader.
func (q *queries) Stays(ctx context.Context, s review.SubmissionID) ([]review.Stay, error) {
	all, err := collect(ctx, q, `SELECT id, submission_id, why, staff_id, at, key_id, reason_sealed, ended_at, ended_by FROM stays
WHERE submission_id = $1 ORDER BY at, id`, []any{string(s)}, func(r *sql.Rows, to *review.Stay) error {
		return r.Scan(&to.ID, &to.Submission, &to.Why, &to.By, stamp{&to.At}, &to.Key, &to.Reason, stamp{&to.EndedAt}, &to.EndedBy)
	})
	return all, q.wrap("stays", err)
}

package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

// InsertSkip records that a submission was given back. See review.Tx.
func (t *tx) InsertSkip(ctx context.Context, s *review.Skip) error {
	_, err := t.s.exec(ctx, `INSERT INTO skips (id, submission_id, round, staff_id, at, held, reason, key_id, note_sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, s.ID, string(s.Submission), s.Round, string(s.By), micros(s.At), s.Held.Microseconds(),
		string(s.Reason), string(s.Key), orNull(s.Note))
	return t.wrap("insert skip", err)
}

// Skips lists what was given back since a time, newest first. See review.Reader.
func (q *queries) Skips(ctx context.Context, since time.Time, limit int) ([]review.SkipRecord, error) {
	records, err := collect(ctx, q, `SELECT k.id, k.submission_id, k.round, k.staff_id, k.at, k.held, k.reason, k.key_id, k.note_sealed,
s.reference, s.kind, s.listed, COALESCE(p.name, '')
FROM skips AS k JOIN submissions AS s ON s.id = k.submission_id LEFT JOIN staff AS p ON p.id = k.staff_id
WHERE k.at >= $1 ORDER BY k.at DESC, k.id DESC LIMIT $2`, []any{micros(since), limit}, func(r *sql.Rows, k *review.SkipRecord) error {
		return r.Scan(&k.ID, &k.Submission, &k.Round, &k.By, stamp{&k.At}, span{&k.Held}, &k.Reason, &k.Key, &k.Note,
			&k.Reference, &k.Kind, &k.State, &k.ByName)
	})
	return records, q.wrap("skips", err)
}

// InsertHandover records that a submission was given to somebody. See review.Tx.
func (t *tx) InsertHandover(ctx context.Context, h *review.Handover) error {
	_, err := t.s.exec(ctx, `INSERT INTO handovers (id, submission_id, round, why, by_id, to_id, at, until, key_id, note_sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, h.ID, string(h.Submission), h.Round, string(h.Why), string(h.By), string(h.To),
		micros(h.At), micros(h.Until), string(h.Key), orNull(h.Note))
	return t.wrap("insert handover", err)
}

// LastHandover reads the latest handover of a submission. See review.Reader.
func (q *queries) LastHandover(ctx context.Context, s review.SubmissionID) (*review.Handover, error) {
	all, err := collect(ctx, q, `SELECT id, submission_id, round, why, by_id, to_id, at, until, key_id, note_sealed FROM handovers
WHERE submission_id = $1 ORDER BY at DESC, id DESC LIMIT 1`, []any{string(s)}, func(r *sql.Rows, h *review.Handover) error {
		return r.Scan(&h.ID, &h.Submission, &h.Round, &h.Why, &h.By, &h.To, stamp{&h.At}, stamp{&h.Until}, &h.Key, &h.Note)
	})
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("last handover", err)
	}
	return &all[0], nil
}

// InsertReply records the answer to a question. See review.Tx.
func (t *tx) InsertReply(ctx context.Context, r *review.Reply) error {
	_, err := t.s.exec(ctx, `INSERT INTO replies (id, submission_id, round, decision_id, staff_id, at, key_id, text_sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, r.ID, string(r.Submission), r.Round, string(r.Decision), string(r.By), micros(r.At), string(r.Key), orNull(r.Text))
	return t.wrap("insert reply", err)
}

// Replies lists the answers to a submission's questions, oldest first. See review.Reader.
func (q *queries) Replies(ctx context.Context, s review.SubmissionID) ([]review.Reply, error) {
	all, err := collect(ctx, q, `SELECT id, submission_id, round, decision_id, staff_id, at, key_id, text_sealed FROM replies
WHERE submission_id = $1 ORDER BY at, id`, []any{string(s)}, func(r *sql.Rows, to *review.Reply) error {
		return r.Scan(&to.ID, &to.Submission, &to.Round, &to.Decision, &to.By, stamp{&to.At}, &to.Key, &to.Text)
	})
	return all, q.wrap("replies", err)
}

// InsertComment adds a comment. See review.Tx.
func (t *tx) InsertComment(ctx context.Context, c *review.Comment) error {
	_, err := t.s.exec(ctx, `INSERT INTO comments (id, submission_id, round, staff_id, at, key_id, text_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.ID, string(c.Submission), c.Round, string(c.By), micros(c.At), string(c.Key), orNull(c.Text))
	return t.wrap("insert comment", err)
}

// Comments lists the comments of a submission, oldest first. See review.Reader.
func (q *queries) Comments(ctx context.Context, s review.SubmissionID) ([]review.Comment, error) {
	all, err := collect(ctx, q, `SELECT id, submission_id, round, staff_id, at, key_id, text_sealed FROM comments
WHERE submission_id = $1 ORDER BY at, id`, []any{string(s)}, func(r *sql.Rows, to *review.Comment) error {
		return r.Scan(&to.ID, &to.Submission, &to.Round, &to.By, stamp{&to.At}, &to.Key, &to.Text)
	})
	return all, q.wrap("comments", err)
}

// SetAbsence records that a person is away. See review.Tx.
func (t *tx) SetAbsence(ctx context.Context, a review.Absence) error {
	_, err := t.s.exec(ctx, `INSERT INTO absences (staff_id, since, until) VALUES ($1, $2, $3)
ON CONFLICT (staff_id) DO UPDATE SET since = excluded.since, until = excluded.until`, string(a.Person), micros(a.Since), micros(a.Until))
	return t.wrap("set absence", err)
}

// EndAbsence records that a person is back. See review.Tx.
func (t *tx) EndAbsence(ctx context.Context, person review.StaffID) error {
	_, err := t.s.exec(ctx, `DELETE FROM absences WHERE staff_id = $1`, string(person))
	return t.wrap("end absence", err)
}

// Absence reads what a person said about being away. See review.Reader.
func (q *queries) Absence(ctx context.Context, person review.StaffID) (*review.Absence, error) {
	all, err := collect(ctx, q, `SELECT staff_id, since, until FROM absences WHERE staff_id = $1`, []any{string(person)},
		func(r *sql.Rows, a *review.Absence) error { return r.Scan(&a.Person, stamp{&a.Since}, stamp{&a.Until}) })
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("absence", err)
	}
	return &all[0], nil
}

// DeskPeople lists the active reviewers and supervisors. See review.Reader.
func (q *queries) DeskPeople(ctx context.Context, s review.SubmissionID) ([]review.DeskPerson, error) {
	people, err := collect(ctx, q, `SELECT w.id, w.name, w.role,
EXISTS (SELECT 1 FROM submissions AS s WHERE s.id = $1 AND `+barred("w.id")+`),
COALESCE(a.since, 0), COALESCE(a.until, 0), (SELECT COALESCE(max(e.seen_at), 0) FROM sessions AS e WHERE e.staff_id = w.id)
FROM staff AS w LEFT JOIN absences AS a ON a.staff_id = w.id
WHERE w.status = 'active' AND w.role IN ('reviewer', 'supervisor') ORDER BY w.name, w.id`, []any{string(s)},
		func(r *sql.Rows, p *review.DeskPerson) error {
			err := r.Scan(&p.ID, &p.Name, &p.Role, &p.Barred, stamp{&p.Away.Since}, stamp{&p.Away.Until}, stamp{&p.SeenAt})
			p.Away.Person = p.ID
			return err
		})
	return people, q.wrap("desk people", err)
}

package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

// Skills are what a person takes on. See review.Reader.
func (q *queries) Skills(ctx context.Context, person review.StaffID) (review.Skills, error) {
	var s review.Skills
	err := q.s.each(ctx, `SELECT kinds, langs, queue_groups FROM skills WHERE staff_id = $1`, []any{string(person)}, func(r *sql.Rows) error {
		return r.Scan(list{&s.Kinds}, list{&s.Langs}, list{&s.Groups})
	})
	return s, q.wrap("skills", err)
}

// SaveSkills writes what a person takes on. See review.Tx.
func (t *tx) SaveSkills(ctx context.Context, person review.StaffID, s review.Skills, by review.StaffID, at time.Time) error {
	_, err := t.s.exec(ctx, `INSERT INTO skills (staff_id, kinds, langs, queue_groups, by_id, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (staff_id) DO UPDATE SET kinds = excluded.kinds, langs = excluded.langs, queue_groups = excluded.queue_groups,
by_id = excluded.by_id, at = excluded.at`,
		string(person), join(s.Kinds), join(s.Langs), join(s.Groups), string(by), micros(at))
	return t.wrap("save skills", err)
}

// InsertPriority records what was put first by hand. See review.Tx.
func (t *tx) InsertPriority(ctx context.Context, p review.Priority) error {
	_, err := t.s.exec(ctx, `INSERT INTO priorities (id, submission_id, staff_id, at, first, key_id, reason_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, string(p.Submission), string(p.By), micros(p.At), number(p.First), string(p.Key), p.Reason)
	return t.wrap("insert priority", err)
}

// AllSkills are the skills of everybody of whom something was said. See review.Reader.
func (q *queries) AllSkills(ctx context.Context) (map[review.StaffID]review.Skills, error) {
	all := map[review.StaffID]review.Skills{}
	err := q.s.each(ctx, `SELECT staff_id, kinds, langs, queue_groups FROM skills`, nil, func(r *sql.Rows) error {
		var person review.StaffID
		var s review.Skills
		err := r.Scan(&person, list{&s.Kinds}, list{&s.Langs}, list{&s.Groups})
		all[person] = s
		return err
	})
	return all, q.wrap("all skills", err)
}

// Holds lists who holds what at a time. See review.Reader.
func (q *queries) Holds(ctx context.Context, now time.Time) (map[review.StaffID][]review.Reference, error) {
	all := map[review.StaffID][]review.Reference{}
	err := q.s.each(ctx, `SELECT claim_by, reference FROM submissions WHERE claim_by <> '' AND claim_until > $1
AND (next_state = '' OR effective_at > $1) ORDER BY claim_at, id`, []any{micros(now)}, func(r *sql.Rows) error {
		var person review.StaffID
		var ref review.Reference
		err := r.Scan(&person, &ref)
		all[person] = append(all[person], ref)
		return err
	})
	return all, q.wrap("holds", err)
}

// DecidedBy counts everybody's decisions since a time. See review.Reader.
func (q *queries) DecidedBy(ctx context.Context, since, now time.Time) (map[review.StaffID]int, error) {
	all := map[review.StaffID]int{}
	err := q.s.each(ctx, `SELECT d.staff_id, count(*) FROM decisions AS d WHERE d.decided_at >= $1 AND d.effective_at <= $2
AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id) GROUP BY d.staff_id`, []any{micros(since), micros(now)}, func(r *sql.Rows) error {
		var person review.StaffID
		var n int
		err := r.Scan(&person, &n)
		all[person] = n
		return err
	})
	return all, q.wrap("decided by", err)
}

// LastPriority is what was last done by hand about a submission's place. See review.Reader.
func (q *queries) LastPriority(ctx context.Context, s review.SubmissionID) (*review.Priority, error) {
	all, err := collect(ctx, q, `SELECT id, submission_id, staff_id, at, first, key_id, reason_sealed FROM priorities
WHERE submission_id = $1 ORDER BY at DESC, id DESC LIMIT 1`, []any{string(s)}, func(r *sql.Rows, p *review.Priority) error {
		return r.Scan(&p.ID, &p.Submission, &p.By, stamp{&p.At}, truth{&p.First}, &p.Key, &p.Reason)
	})
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("last priority", err)
	}
	return &all[0], nil
}

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
	first := 0
	if p.First {
		first = 1
	}
	_, err := t.s.exec(ctx, `INSERT INTO priorities (id, submission_id, staff_id, at, first, key_id, reason_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, string(p.Submission), string(p.By), micros(p.At), first, string(p.Key), p.Reason)
	return t.wrap("insert priority", err)
}

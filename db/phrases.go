package db

import (
	"context"
	"database/sql"

	"shinsa/review"
)

// Phrases lists the desk's saved phrases. See review.Reader.
func (q *queries) Phrases(ctx context.Context) ([]review.Phrase, error) {
	all, err := collect(ctx, q, `SELECT id, use_for, lang, reason, body, version, changed_at, changed_by FROM phrases ORDER BY id`, nil,
		func(r *sql.Rows, to *review.Phrase) error {
			return r.Scan(&to.ID, &to.Use, &to.Lang, &to.Reason, &to.Text, &to.Version, stamp{&to.ChangedAt}, &to.ChangedBy)
		})
	return all, q.wrap("phrases", err)
}

// SavePhrase inserts or replaces a phrase. See review.Tx.
func (t *tx) SavePhrase(ctx context.Context, p *review.Phrase) error {
	_, err := t.s.exec(ctx, `INSERT INTO phrases (id, use_for, lang, reason, body, version, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET use_for = excluded.use_for, lang = excluded.lang, reason = excluded.reason, body = excluded.body,
version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		p.ID, string(p.Use), p.Lang, p.Reason, p.Text, p.Version, micros(p.ChangedAt), string(p.ChangedBy))
	return t.wrap("save phrase", err)
}

// DeletePhrase forgets a phrase. See review.Tx.
func (t *tx) DeletePhrase(ctx context.Context, id string) error {
	_, err := t.s.exec(ctx, `DELETE FROM phrases WHERE id = $1`, id)
	return t.wrap("delete phrase", err)
}

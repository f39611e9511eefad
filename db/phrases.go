package db

import (
	"context"
	"database/sql"
	"encoding/json"

	"shinsa/review"
)

// Phrases lists the desk's saved phrases and a person's own. See review.Reader.
func (q *queries) Phrases(ctx context.Context, person review.StaffID) ([]review.Phrase, error) {
	all, err := collect(ctx, q, `SELECT id, owner_id, use_for, reason, texts, version, changed_at, changed_by FROM phrases
WHERE owner_id = '' OR owner_id = $1 ORDER BY id`, []any{string(person)}, scanPhrase)
	return all, q.wrap("phrases", err)
}

func scanPhrase(r *sql.Rows, to *review.Phrase) error {
	var texts string
	if err := r.Scan(&to.ID, &to.Owner, &to.Use, &to.Reason, &texts, &to.Version, stamp{&to.ChangedAt}, &to.ChangedBy); err != nil {
		return err
	}
	return json.Unmarshal([]byte(texts), &to.Texts)
}

// SavePhrase inserts or replaces a phrase. See review.Tx.
func (t *tx) SavePhrase(ctx context.Context, p *review.Phrase) error {
	texts, _ := json.Marshal(p.Texts) // a map of texts cannot fail
	_, err := t.s.exec(ctx, `INSERT INTO phrases (id, owner_id, use_for, reason, texts, version, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, texts = excluded.texts,
version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		p.ID, string(p.Owner), string(p.Use), p.Reason, string(texts), p.Version, micros(p.ChangedAt), string(p.ChangedBy))
	return t.wrap("save phrase", err)
}

// DeletePhrase forgets a phrase. See review.Tx.
func (t *tx) DeletePhrase(ctx context.Context, id string) error {
	_, err := t.s.exec(ctx, `DELETE FROM phrases WHERE id = $1`, id)
	return t.wrap("delete phrase", err)
}

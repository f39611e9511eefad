package db

import (
	"context"
	"time"
)

// KeepKind stores a version of a kind, once. See review.Tx.
func (t *tx) KeepKind(ctx context.Context, kind, version string, snapshot []byte, at time.Time) error {
	_, err := t.s.exec(ctx, `INSERT INTO kind_versions (kind, version, snapshot, used_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, version) DO NOTHING`, kind, version, snapshot, micros(at))
	return t.wrap("keep kind", err)
}

// KindSnapshot reads a version of a kind that was used. See review.Reader.
func (q *queries) KindSnapshot(ctx context.Context, kind, version string) ([]byte, error) {
	var snapshot []byte
	err := q.one(ctx, `SELECT snapshot FROM kind_versions WHERE kind = $1 AND version = $2`, []any{kind, version}, &snapshot)
	return snapshot, q.wrap("kind snapshot", err)
}

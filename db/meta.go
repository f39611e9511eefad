package db

import (
	"context"

	"shinsa/audit"
)

// Meta reads what the store knows of itself, such as its id; review.ErrNotFound when it was never set.
func (s *Store) Meta(ctx context.Context, name string) (value string, err error) {
	err = s.one(ctx, `SELECT value FROM meta WHERE name = $1`, []any{name}, &value)
	return value, s.wrap("meta", err)
}

// SetMeta sets it, together with the entries of the log that tell of it.
func (s *Store) SetMeta(ctx context.Context, name, value string, entries ...audit.Entry) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.s.exec(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value); err != nil {
			return t.wrap("set meta", err)
		}
		for _, e := range entries {
			if err := t.Log(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// Empty says whether the store has never held anything: no submission, no account, nothing in the log.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var n int
	err := s.one(ctx, `SELECT (SELECT count(*) FROM (SELECT 1 FROM submissions LIMIT 1) AS a) + (SELECT count(*) FROM (SELECT 1 FROM staff LIMIT 1) AS b)
+ (SELECT count(*) FROM (SELECT 1 FROM log_entries LIMIT 1) AS c)`, nil, &n)
	return n == 0, s.wrap("empty", err)
}

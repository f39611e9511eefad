package db

import (
	"context"
	"database/sql"
)

// Exec runs a statement beside the port, for what tests do behind the store's back.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.s.exec(ctx, query, args...)
		return err
	})
}

// Texts runs a query and returns its first column as texts.
func (s *Store) Texts(ctx context.Context, query string, args ...any) ([]string, error) {
	return collect(ctx, &s.queries, query, args, func(r *sql.Rows, to *string) error { return r.Scan(to) })
}

package db

import (
	"context"
	"database/sql"

	"shinsa/review"
	"shinsa/staff"
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

// MigrateTo brings an empty database to an older version of the schema.
func MigrateTo(ctx context.Context, url string, version int64) error {
	return migrating(ctx, url, func(m *migrator) error {
		if m.d == sqliteDialect {
			if err := makePrivate(url[len("sqlite:"):]); err != nil {
				return err
			}
		}
		_, err := m.provider.UpTo(ctx, version)
		return err
	})
}

// OnWriter runs a statement on SQLite's writing connection, outside of a transaction.
func (s *Store) OnWriter(ctx context.Context, statement string) error {
	if err := s.writer.take(ctx); err != nil {
		return err
	}
	defer s.writer.leave()
	_, err := s.writer.conn.ExecContext(ctx, statement)
	return err
}

// explaining keeps the plan of every query that it runs.
type explaining struct {
	session
	d     *dialect
	plans *[]string
}

func (e explaining) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	words := "EXPLAIN "
	if e.d == sqliteDialect {
		words = "EXPLAIN QUERY PLAN "
	}
	plan := ""
	err := e.session.each(ctx, words+query, args, func(r *sql.Rows) error {
		var line string
		var skip any
		if e.d == postgresDialect {
			err := r.Scan(&line)
			plan += line + "\n"
			return err
		}
		err := r.Scan(&skip, &skip, &skip, &line)
		plan += line + "\n"
		return err
	})
	*e.plans = append(*e.plans, plan)
	if err != nil {
		return err
	}
	return e.session.each(ctx, query, args, scan)
}

// Plans runs f in a transaction and returns the plan of every query that it ran.
func (s *Store) Plans(ctx context.Context, f func(review.Tx) error) (plans []string, err error) {
	err = s.write(ctx, func(t *tx) error {
		t.s = explaining{t.s, t.d, &plans}
		return f(t)
	})
	return plans, err
}

// WriterTaken says whether a transaction has, or waits to have, SQLite's one writing connection.
func (s *Store) WriterTaken() bool { return len(s.writer.turn) == 0 }

// StaffPlans is Plans for what package staff asks.
func (s *Store) StaffPlans(ctx context.Context, f func(staff.Tx) error) ([]string, error) {
	return s.Plans(ctx, func(t review.Tx) error { return f(staffTx{t.(*tx)}) })
}

// PendingPlan is the plan by which the sequencer finds what waits.
func (s *Store) PendingPlan(ctx context.Context) ([]string, error) {
	return s.Plans(ctx, func(t review.Tx) error {
		return t.(*tx).s.each(ctx, selectPending, []any{512}, func(*sql.Rows) error { return nil })
	})
}

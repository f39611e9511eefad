package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// generations tells whether anything was committed since it was last asked, by any connection of any
// process. On SQLite it is one connection of its own, because the pragma compares with what that
// connection saw before.
type generations struct {
	mu   sync.Mutex
	db   *sql.DB
	stmt *sql.Stmt
}

// Generation names the state of the whole database: while it is the same, every query answers the same,
// but for what depends on the time. Two names that differ may still be of the same state. It costs a
// fraction of any other query.
//
// On SQLite it is PRAGMA data_version (https://www.sqlite.org/pragma.html#pragma_data_version), on
// PostgreSQL the snapshot of which transactions are visible, pg_current_snapshot().
func (s *Store) Generation(ctx context.Context) (string, error) {
	if s.generations == nil {
		var snapshot string
		err := s.one(ctx, `SELECT pg_current_snapshot()::text`, nil, &snapshot)
		return snapshot, s.wrap("generation", err)
	}
	var version int64
	s.generations.mu.Lock()
	err := s.generations.stmt.QueryRowContext(ctx).Scan(&version)
	s.generations.mu.Unlock()
	return fmt.Sprint(version), s.wrap("generation", err)
}

// openGenerations opens the connection that watches a SQLite file.
func openGenerations(ctx context.Context, dsn string) (*generations, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	stmt, err := db.PrepareContext(ctx, `PRAGMA data_version`)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &generations{db: db, stmt: stmt}, nil
}

func (g *generations) close() error {
	if g == nil {
		return nil
	}
	return g.db.Close()
}

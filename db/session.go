package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"
)

// session runs statements: on the pool each for itself, or all in one transaction. Rows are read to
// their end, or until scan fails, before each returns; scan must not run statements of its own.
type session interface {
	each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error
	exec(ctx context.Context, query string, args ...any) (affected int64, err error)
}

// queries is the reading half of the store, on a session.
type queries struct {
	s   session
	d   *dialect
	now func() time.Time
}

func (q *queries) wrap(op string, err error) error { return q.d.wrap(op, err) }

// one reads the single row of a query. It returns sql.ErrNoRows when there is none.
func (q *queries) one(ctx context.Context, query string, args []any, dest ...any) error {
	found := false
	err := q.s.each(ctx, query, args, func(r *sql.Rows) error {
		found = true
		return r.Scan(dest...)
	})
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// collect reads every row of a query into a slice.
func collect[T any](ctx context.Context, q *queries, query string, args []any, scan func(*sql.Rows, *T) error) ([]T, error) {
	var all []T
	err := q.s.each(ctx, query, args, func(r *sql.Rows) error {
		var t T
		if err := scan(r, &t); err != nil {
			return err
		}
		all = append(all, t)
		return nil
	})
	return all, err
}

// drain hands every row to scan, and closes the rows.
func drain(rows *sql.Rows, scan func(*sql.Rows) error) error {
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// pool runs every statement for itself, on any connection and within the timeout.
type pool struct {
	db      *sql.DB
	timeout time.Duration
	// prepare keeps statements prepared. pgx does so by itself.
	prepare bool
	mu      sync.RWMutex
	stmts   map[string]*sql.Stmt
}

func newPool(db *sql.DB, timeout time.Duration, prepare bool) *pool {
	return &pool{db: db, timeout: timeout, prepare: prepare, stmts: map[string]*sql.Stmt{}}
}

// maxPrepared bounds the statements that are kept prepared, in case a text is put together in more ways
// than anybody thought of; what comes after runs unprepared.
const maxPrepared = 512

// stmt returns the prepared statement of a query; nil when it is to run unprepared.
func (p *pool) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if !p.prepare {
		return nil, nil
	}
	p.mu.RLock()
	s, full := p.stmts[query], len(p.stmts) >= maxPrepared
	p.mu.RUnlock()
	if s != nil || full {
		return s, nil
	}
	s, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if have := p.stmts[query]; have != nil {
		return have, s.Close()
	}
	p.stmts[query] = s
	return s, nil
}

func (p *pool) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	if stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = p.db.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return err
	}
	return drain(rows, scan)
}

func (p *pool) exec(ctx context.Context, query string, args ...any) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	res, err := p.db.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for query, s := range p.stmts {
		s.Close()
		delete(p.stmts, query)
	}
}

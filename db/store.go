package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"shinsa/review"
)

// Store keeps everything in one database. It is safe for concurrent use, and several processes may use
// one PostgreSQL database, or one SQLite file, at once (but see LockServing).
type Store struct {
	queries         // on the pool of readers
	file    string  // SQLite's; empty for PostgreSQL
	readers *sql.DB // on PostgreSQL the only pool
	pool    *pool
	writer  *writer // SQLite's one writing connection; nil for PostgreSQL

	generations *generations // SQLite's; nil for PostgreSQL

	counts  countsCache
	timeout time.Duration
	serving sync.Mutex
	lock    *fileLock
}

var _ review.Store = (*Store)(nil)

// Options set what Open would choose otherwise.
type Options struct {
	// Pool is the greatest number of connections: for SQLite of the readers, max(4, number of CPUs) by
	// default; for PostgreSQL of all, 16 by default.
	Pool int
	// Timeout bounds every statement and every transaction, and how long SQLite waits for a lock that
	// another process holds; 5 seconds by default.
	Timeout time.Duration
	// NoMigrate refuses a database whose schema is not the newest (ErrPending) instead of migrating it.
	NoMigrate bool
	// Now is the clock for the few queries that are not given a time; time.Now by default.
	Now func() time.Time
}

// ErrURL is in the chain of Open's error when the URL names no database that the store knows.
var ErrURL = errors.New("a database is sqlite:FILE or postgres://HOST/NAME")

// Open opens the database of a URL, sqlite:FILE or postgres://…, and brings its schema up to date. A
// SQLite file is made when it does not exist; its folder is not. The caller closes the store.
//
// Errors: ErrURL; *NewerError when a newer program has changed the schema; ErrPending; review.ErrBusy
// when the database cannot be reached.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	kind, rest, err := splitURL(url)
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	if opts.NoMigrate {
		var pending []string
		if pending, err = Pending(ctx, url); err == nil && len(pending) > 0 {
			err = fmt.Errorf("db: open: %w: %s", ErrPending, strings.Join(pending, ", "))
		}
	} else {
		_, err = Migrate(ctx, url)
	}
	if err != nil {
		return nil, err
	}
	if kind == postgresDialect {
		return openPostgres(ctx, url, opts)
	}
	return openSQLite(ctx, rest, opts)
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func (o Options) readers() int {
	if o.Pool > 0 {
		return o.Pool
	}
	return max(4, runtime.NumCPU())
}

// splitURL returns the dialect of a URL and what follows the scheme.
func splitURL(url string) (*dialect, string, error) {
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok && file != "" && file != ":memory:" {
		return sqliteDialect, strings.TrimPrefix(file, "//"), nil
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return postgresDialect, "", nil
	}
	return nil, "", ErrURL
}

// Dialect is "sqlite" or "postgres".
func (s *Store) Dialect() string { return s.d.name }

// Ping says whether the database answers, for the check of readiness.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.wrap("ping", s.one(ctx, `SELECT 1`, nil, &one))
}

// Close waits for running transactions, closes every connection and lets go of the lock of LockServing.
func (s *Store) Close() error {
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	s.pool.close()
	errs = append(errs, s.readers.Close(), s.generations.close())
	s.serving.Lock()
	defer s.serving.Unlock()
	if s.lock != nil {
		errs = append(errs, s.lock.release())
		s.lock = nil
	}
	return s.wrap("close", errors.Join(errs...))
}

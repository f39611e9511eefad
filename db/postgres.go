package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresPool opens a pool of connections. A timeout above 0 is told to the server as well, so that a
// statement ends even when this process does not live to cancel it.
func postgresPool(url string, size int, timeout time.Duration) (*sql.DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the URL is not one of PostgreSQL") // the parser's own words may quote the password
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "shinsa"
	}
	config.RuntimeParams["timezone"] = "UTC"
	if config.RuntimeParams["jit"] == "" {
		// The server would compile a statement whose cost it guesses as high, which takes longer than any of ours runs.
		config.RuntimeParams["jit"] = "off"
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	if timeout > 0 {
		config.ConnectTimeout = min(config.ConnectTimeout, timeout)
		ms := strconv.FormatInt(timeout.Milliseconds(), 10)
		config.RuntimeParams["statement_timeout"] = ms
		config.RuntimeParams["lock_timeout"] = ms
		config.RuntimeParams["idle_in_transaction_session_timeout"] = ms
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

func openPostgres(ctx context.Context, url string, opts Options) (*Store, error) {
	if opts.Pool <= 0 {
		opts.Pool = 16
	}
	r, err := postgresPool(url, opts.Pool, opts.Timeout)
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	p := newPool(r, opts.Timeout, false)
	s := &Store{
		queries: queries{s: p, d: postgresDialect, now: opts.Now},
		readers: r, pool: p, timeout: opts.Timeout,
	}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// migrationLock is the advisory lock of who migrates: any number that other programs in the same
// database are unlikely to use.
const migrationLock = 0x5368696e7361 // "Shinsa"

func postgresMigrator(url string) (*migrator, error) {
	db, err := postgresPool(url, 2, 0)
	if err != nil {
		return nil, err
	}
	return &migrator{
		d: postgresDialect, db: db,
		lock: func(ctx context.Context) (func(), error) {
			// The lock belongs to the connection, so it goes when the process does.
			conn, err := db.Conn(ctx)
			if err != nil {
				return nil, err
			}
			wait, cancel := context.WithTimeout(ctx, migrationWait)
			defer cancel()
			if _, err := conn.ExecContext(wait, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
				return nil, errors.Join(err, conn.Close())
			}
			return func() {
				conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
				conn.Close()
			}, nil
		},
		before: func(context.Context, int64) error { return nil },
		fresh:  func() bool { return false },
	}, nil
}

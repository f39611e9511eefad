package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"modernc.org/sqlite"
)

// sqliteDSN names a file and what every connection to it sets first. busy_timeout stands before
// journal_mode, which may have to wait. recursive_triggers keeps INSERT OR REPLACE from deleting what a
// trigger protects, and secure_delete overwrites what is erased.
func sqliteDSN(file string, busy time.Duration, more ...string) string {
	dsn := "file:" + (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath() +
		"?_pragma=busy_timeout(" + fmt.Sprint(busy.Milliseconds()) + ")" +
		"&_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)&_pragma=trusted_schema(0)&_pragma=temp_store(2)&_dqs=0"
	for _, m := range more {
		dsn += "&" + m
	}
	return dsn
}

// sqliteWriterDSN is for connections that change the database. Every commit is synced before it is
// acknowledged; transactions take the writer's lock when they begin, so that none fails halfway.
func sqliteWriterDSN(file string, busy time.Duration) string {
	return sqliteDSN(file, busy, "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)", "_pragma=secure_delete(1)",
		"_pragma=journal_size_limit(67108864)", "_pragma=wal_autocheckpoint(4000)", "_pragma=cache_size(-16000)", "_txlock=immediate")
}

func sqliteReaderDSN(file string, busy time.Duration) string {
	return sqliteDSN(file, busy, "_pragma=query_only(1)", "_pragma=cache_size(-8000)")
}

func openSQLite(ctx context.Context, file string, opts Options) (*Store, error) {
	// A commit is as durable with fdatasync, which does not wait for the file's timestamps.
	if _, err := sqlite.Fdatasync(true); err != nil && !errors.Is(err, sqlite.ErrFdatasyncUnavailable) {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	w, err := sql.Open("sqlite", sqliteWriterDSN(file, opts.Timeout))
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite", sqliteReaderDSN(file, opts.Timeout))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("db: open: %w", err), w.Close())
	}
	r.SetMaxOpenConns(opts.readers())
	r.SetMaxIdleConns(opts.readers())

	p := newPool(r, opts.Timeout, true)
	s := &Store{
		queries: queries{s: p, d: sqliteDialect, now: opts.Now},
		file:    file, readers: r, pool: p, writer: newWriter(w, opts.Timeout), timeout: opts.Timeout,
	}
	if s.generations, err = openGenerations(ctx, sqliteReaderDSN(file, opts.Timeout)); err != nil {
		return nil, errors.Join(s.wrap("open", err), s.Close())
	}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func sqliteMigrator(file string) (*migrator, error) {
	db, err := sql.Open("sqlite", sqliteWriterDSN(file, migrationWait))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &migrator{
		d: sqliteDialect, db: db,
		lock: func(ctx context.Context) (func(), error) {
			if err := makePrivate(file); err != nil {
				return nil, err
			}
			l, err := lockFile(ctx, file+".migrating", migrationWait)
			if err != nil {
				return nil, err
			}
			return func() { l.release() }, nil
		},
		before: func(ctx context.Context, first int64) error {
			if first == 1 {
				return nil
			}
			return copySQLite(ctx, db, fmt.Sprintf("%s.before-%04d", file, first))
		},
		fresh: func() bool {
			info, err := os.Stat(file)
			return err != nil || info.Size() == 0
		},
	}, nil
}

// copySQLite writes a whole and consistent copy of a database while others work on it. The copy appears
// under its name when it is complete and on the disk.
func copySQLite(ctx context.Context, db *sql.DB, to string) error {
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := makePrivate(part); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(to)); err == nil { // makes the new name last, where folders can be synced
		dir.Sync()
		dir.Close()
	}
	return nil
}

// making keeps two Opens of this process apart: closing a file drops every lock that the process holds
// on it (https://www.sqlite.org/howtocorrupt.html, section 2.2), also those of SQLite.
var making sync.Mutex

// makePrivate makes a file that only its owner can read, unless it is there.
func makePrivate(file string) error {
	making.Lock()
	defer making.Unlock()
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// fileLock is held on an empty SQLite database beside the real one. SQLite's locks work on every system
// that it runs on, and the system drops them when the process ends, however it does.
type fileLock struct {
	db   *sql.DB
	conn *sql.Conn
}

// lockFile locks a file for this process alone, waiting for another one at most wait.
func lockFile(ctx context.Context, file string, wait time.Duration) (*fileLock, error) {
	if err := makePrivate(file); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", sqliteDSN(file, wait))
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	l := &fileLock{db, conn}
	if _, err := conn.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return l, nil
}

func (l *fileLock) release() error { return errors.Join(l.conn.Close(), l.db.Close()) }

// ErrServed is in the chain of LockServing's error when another process has the lock.
var ErrServed = errors.New("another process is serving this database")

// LockServing claims a SQLite file for one serving process, until Close or the end of the process. Two
// would wait for each other's writes and each hold what the other does not see. Other commands may work
// on the file meanwhile. On PostgreSQL, which is made for several, it does nothing.
func (s *Store) LockServing(ctx context.Context) error {
	if s.writer == nil {
		return nil
	}
	s.serving.Lock()
	defer s.serving.Unlock()
	if s.lock != nil {
		return nil
	}
	lock, err := lockFile(ctx, s.file+".serving", 0)
	if err != nil {
		if sqliteCode(err) == sqlite3.SQLITE_BUSY {
			return fmt.Errorf("db: %s: %w", s.file, ErrServed)
		}
		return fmt.Errorf("db: lock %s.serving: %w", s.file, err)
	}
	s.lock = lock
	return nil
}

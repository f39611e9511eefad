package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrUsePgDump is in the chain of BackupTo's error on PostgreSQL, which has a program of its own for it.
var ErrUsePgDump = errors.New("back PostgreSQL up with pg_dump")

// BackupTo writes a whole and consistent copy of a SQLite database to a file, while others work on it.
// The file appears when it is complete; one that was there is replaced.
func (s *Store) BackupTo(ctx context.Context, file string) error {
	if s.writer == nil {
		return fmt.Errorf("db: backup: %w", ErrUsePgDump)
	}
	// A connection of its own: SQLite counts VACUUM INTO as writing, which the readers may not.
	pool, err := sql.Open("sqlite", sqliteDSN(s.file, s.timeout))
	if err == nil {
		err = errors.Join(copySQLite(ctx, pool, file), pool.Close())
	}
	return s.wrap("backup", err)
}

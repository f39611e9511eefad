package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"shinsa/review"
)

// dialect is everything in which the two databases differ for the statements of this package. How they
// are opened, locked and copied differs, too: sqlite.go and postgres.go.
type dialect struct {
	name string
	// lock and lockFree end a SELECT that locks the rows it returns; lockFree passes over the rows that
	// others have locked. SQLite has one writer, so there is nothing to lock.
	lock, lockFree string
	// shards is over how many rows a count is spread.
	shards int
	// schema turns the shared text of a migration into the database's own.
	schema func(string) string
	// fault sorts an error of the driver.
	fault func(error) fault
}

// fault is a sort of error of a database.
type fault int

const (
	faultOther    fault = iota
	faultBusy           // it cannot serve now; trying again later helps
	faultConflict       // two transactions were in each other's way; running this one again helps
)

var sqliteDialect = &dialect{
	name:   "sqlite",
	shards: 1,
	schema: sqliteSchema,
	fault:  sqliteFault,
}

var postgresDialect = &dialect{
	name:     "postgres",
	lock:     " FOR UPDATE",
	lockFree: " FOR UPDATE SKIP LOCKED",
	shards:   16,
	schema:   postgresSchema,
	fault:    postgresFault,
}

// sqliteSchema makes tables STRICT, so that SQLite refuses text in a number's column as PostgreSQL
// does. A table whose key is all that it is searched by says WITHOUT ROWID in a comment: it is then one
// tree instead of two, which halves the pages that an insertion touches.
func sqliteSchema(text string) string {
	return strings.NewReplacer(
		"BIGINT", "INTEGER",
		"BYTEA", "BLOB",
		"\n) /* WITHOUT ROWID */;", "\n) STRICT, WITHOUT ROWID;",
		"\n);", "\n) STRICT;",
	).Replace(text)
}

var textColumn = regexp.MustCompile(`(?m)^(\s+\w+\s+)TEXT\b`)

// postgresSchema has text compared byte by byte: ids and codes are no words of a language, and an index
// under the system's collation is broken by an upgrade of the system's library.
func postgresSchema(text string) string {
	return textColumn.ReplaceAllString(text, `${1}TEXT COLLATE "C"`)
}

// sqliteCode is the primary result code of an error; 0 when it is none of SQLite's.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

func sqliteFault(err error) fault {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT,
		sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY:
		return faultBusy
	}
	return faultOther
}

func postgresFault(err error) fault {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch {
		case e.Code == "40001", e.Code == "40P01": // serialisation failure, deadlock
			return faultConflict
		case strings.HasPrefix(e.Code, "08"), // connection
			strings.HasPrefix(e.Code, "53"), // out of disk, memory or connections
			strings.HasPrefix(e.Code, "57"), // shut down, or ended by a timeout
			strings.HasPrefix(e.Code, "58"), // the system's fault
			e.Code == "55P03",               // lock not available
			e.Code == "25006",               // read only: a standby, or fenced
			e.Code == "25P03":               // idle too long in a transaction
			return faultBusy
		}
		return faultOther
	}
	var refused *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &refused) || errors.As(err, &network) || pgconn.Timeout(err) {
		return faultBusy
	}
	return faultOther
}

// busy says whether the database could not serve. A deadline counts: it is the store's own, or the
// caller's wish not to wait longer. A caller that cancelled learns that instead.
func (d *dialect) busy(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		d.fault(err) != faultOther
}

// wrap gives an error of the database the operation's name and the sentinel that callers branch on.
func (d *dialect) wrap(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, review.ErrNotFound), errors.Is(err, review.ErrBusy):
		return fmt.Errorf("db: %s: %w", op, err)
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("db: %s: %w", op, review.ErrNotFound)
	case unreachable(err) != nil:
		return fmt.Errorf("db: %s: %w", op, unreachable(err))
	case d.busy(err):
		return fmt.Errorf("db: %s: %w: %w", op, review.ErrBusy, err)
	}
	return fmt.Errorf("db: %s: %w", op, err)
}

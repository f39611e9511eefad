package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// migrationFiles are numbered files, forward only and never edited after a release, each run in one
// transaction. One whose name has no dialect in it is shared.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrPending is in the chain of the error for a database whose schema is older than the program's, when
// Open was told not to change it.
var ErrPending = errors.New("the database must be migrated first")

// NewerError is for a database that a newer program has migrated: this one does not know what it would
// find there.
type NewerError struct{ Database, Program int64 } // versions of the schema

func (e *NewerError) Error() string {
	return fmt.Sprintf("the database has schema version %d and this program knows versions up to %d: run a newer program", e.Database, e.Program)
}

// migrationWait bounds how long a process waits for another one that is migrating.
const migrationWait = 2 * time.Minute

// Migrate brings the schema of a database up to date and returns the names of the migrations that it
// ran. Of several processes one migrates and the others wait for it, two minutes at most (review.ErrBusy).
// A SQLite file that has been migrated before is first copied beside itself as FILE.before-NNNN, where
// NNNN is the number of the first migration.
func Migrate(ctx context.Context, url string) (ran []string, err error) {
	err = migrating(ctx, url, func(m *migrator) error {
		pending, err := m.pending(ctx)
		if err != nil || len(pending) == 0 {
			return err
		}
		// Only now: a start with nothing to do needs no lock.
		unlock, err := m.lock(ctx)
		if err != nil {
			return err
		}
		defer unlock()
		if pending, err = m.pending(ctx); err != nil || len(pending) == 0 {
			return err
		}
		if err := m.before(ctx, pending[0].Version); err != nil {
			return fmt.Errorf("copy aside: %w", err)
		}
		results, err := m.provider.Up(ctx)
		for _, r := range results {
			ran = append(ran, r.Source.Path)
		}
		return err
	})
	return ran, err
}

// Pending returns the names of the migrations that Migrate would run. It changes nothing, and makes no
// file.
func Pending(ctx context.Context, url string) (names []string, err error) {
	err = migrating(ctx, url, func(m *migrator) error {
		pending, err := m.pending(ctx)
		for _, s := range pending {
			names = append(names, s.Path)
		}
		return err
	})
	return names, err
}

// migrator has what a migration needs of a database.
type migrator struct {
	d        *dialect
	db       *sql.DB
	provider *goose.Provider
	// lock keeps other processes from migrating until unlock is called.
	lock func(context.Context) (unlock func(), err error)
	// before is called with the first migration's number before anything is changed.
	before func(ctx context.Context, first int64) error
	// fresh says that the database is not there yet, so it must not be asked.
	fresh func() bool
}

func migrating(ctx context.Context, url string, f func(*migrator) error) error {
	d, file, err := splitURL(url)
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	var m *migrator
	if d == postgresDialect {
		m, err = postgresMigrator(url)
	} else {
		m, err = sqliteMigrator(file)
	}
	if err != nil {
		return d.wrap("migrate", err)
	}
	defer m.db.Close()
	if m.provider, err = newProvider(d, m.db); err == nil {
		err = f(m)
	}
	return d.wrap("migrate", err)
}

func newProvider(d *dialect, db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !foreign(d, name) })
	engine := goose.DialectSQLite3
	if d == postgresDialect {
		engine = goose.DialectPostgres
	}
	return goose.NewProvider(engine, db, schemaFS{files, d}, goose.WithExcludeNames(names), goose.WithDisableGlobalRegistry(true))
}

// foreign says whether a migration is for another dialect.
func foreign(d *dialect, name string) bool {
	parts := strings.Split(name, ".")
	return len(parts) == 3 && parts[1] != d.name
}

// schemaFS shows shared migrations in the words of a dialect.
type schemaFS struct {
	fs.FS
	d *dialect
}

func (s schemaFS) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil || strings.Count(name, ".") != 1 || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return reworded{f, strings.NewReader(s.d.schema(string(text)))}, nil
}

type reworded struct {
	fs.File
	text io.Reader
}

func (r reworded) Read(p []byte) (int, error) { return r.text.Read(p) }

// pending lists the migrations that the database lacks. It reads the version itself, because goose makes
// its table when it is asked, and a look must change nothing.
func (m *migrator) pending(ctx context.Context) ([]*goose.Source, error) {
	sources := m.provider.ListSources()
	version, err := m.version(ctx)
	if err != nil {
		return nil, err
	}
	if known := sources[len(sources)-1].Version; version > known {
		return nil, &NewerError{Database: version, Program: known}
	}
	return slices.DeleteFunc(sources, func(s *goose.Source) bool { return s.Version <= version }), nil
}

// version is the number of the last migration that was run; 0 for an empty database.
func (m *migrator) version(ctx context.Context) (version int64, err error) {
	if m.fresh() {
		return 0, nil
	}
	table := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if m.d == postgresDialect {
		table = `SELECT count(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')`
	}
	var n int
	if err := m.db.QueryRowContext(ctx, table).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	err = m.db.QueryRowContext(ctx, `SELECT COALESCE(max(version_id), 0) FROM goose_db_version`).Scan(&version)
	return version, err
}

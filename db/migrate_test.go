package db_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

var update = flag.Bool("update", false, "write the golden files anew")

// empties are both databases without a schema.
func empties(t *testing.T, f func(t *testing.T, url string)) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, url(t))
		})
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	empties(t, func(t *testing.T, url string) {
		all := must[[]string](t)(db.Pending(ctx, url))
		if len(all) < 3 || all[0] != "0001_submissions.sql" {
			t.Fatalf("pending: %v", all)
		}
		if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
			if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("looking made the file: %v", err)
			}
		}
		if _, err := db.Open(ctx, url, db.Options{NoMigrate: true}); !errors.Is(err, db.ErrPending) {
			t.Errorf("opened without migrating: %v, want ErrPending", err)
		}
		if ran := must[[]string](t)(db.Migrate(ctx, url)); !slices.Equal(ran, all) {
			t.Errorf("ran %v, want %v", ran, all)
		}
		if ran := must[[]string](t)(db.Migrate(ctx, url)); len(ran) != 0 {
			t.Errorf("ran again: %v", ran)
		}
		s := dbtest.Open(t, url, db.Options{NoMigrate: true})
		if err := s.Exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)`, true); err != nil {
			t.Fatal(err)
		}
		var newer *db.NewerError
		if _, err := db.Open(ctx, url, db.Options{}); !errors.As(err, &newer) || newer.Database != 9999 {
			t.Errorf("a newer program's: %v, want a NewerError for 9999", err)
		}
	})
}

func TestMigratingFromSeveralAtOnce(t *testing.T) {
	t.Parallel()
	empties(t, func(t *testing.T, url string) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := db.Open(context.Background(), url, db.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				if _, err := s.Counts(ctx, noon); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		s := dbtest.Open(t, url, db.Options{})
		want := must[[]string](t)(s.Texts(ctx, `SELECT count(DISTINCT version_id) FROM goose_db_version`))
		if got := must[[]string](t)(s.Texts(ctx, `SELECT count(*) FROM goose_db_version`)); got[0] != want[0] {
			t.Errorf("%s migrations ran, want %s", got[0], want[0])
		}
	})
}

func TestUpgradeFromEveryVersion(t *testing.T) {
	t.Parallel()
	empties(t, func(t *testing.T, url string) {
		all := must[[]string](t)(db.Pending(ctx, url))
		for old := 1; old < len(all); old++ {
			t.Run(all[old], func(t *testing.T) {
				url := url
				if strings.HasPrefix(url, "sqlite:") {
					url = dbtest.SQLite(t)
				} else {
					url = dbtest.EmptyPostgres(t)
				}
				was, next := versionOf(t, all[old-1]), versionOf(t, all[old]) // numbers may have gaps
				if err := db.MigrateTo(ctx, url, int64(was)); err != nil {
					t.Fatal(err)
				}
				s := dbtest.Open(t, url, db.Options{})
				insert(t, s, waiting(noon))
				file, ok := strings.CutPrefix(url, "sqlite:")
				if !ok {
					return
				}
				// The copy is of the version before the first one that ran, whole, and its owner's alone.
				copies, err := filepath.Glob(file + ".before-*")
				if want := fmt.Sprintf("%s.before-%04d", file, next); err != nil || !slices.Equal(copies, []string{want}) {
					t.Fatalf("copies: %v, want %s", copies, want)
				}
				copied, err := sql.Open("sqlite", copies[0])
				if err != nil {
					t.Fatal(err)
				}
				defer copied.Close()
				var version int
				if err := copied.QueryRow(`SELECT max(version_id) FROM goose_db_version`).Scan(&version); err != nil || version != was {
					t.Errorf("the copy has version %d, %v; want %d", version, err, was)
				}
				if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("the copy is open to others: %v, %v", info.Mode(), err)
				}
			})
		}
	})
}

// versionOf is the number of a migration's file.
func versionOf(t *testing.T, name string) int {
	t.Helper()
	var n int
	if _, err := fmt.Sscanf(filepath.Base(name), "%04d_", &n); err != nil {
		t.Fatalf("%s has no number: %v", name, err)
	}
	return n
}

func TestTheFirstMigrationCopiesNothing(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	dbtest.Open(t, url, db.Options{})
	if copies, err := filepath.Glob(strings.TrimPrefix(url, "sqlite:") + ".before-*"); err != nil || len(copies) != 0 {
		t.Errorf("copies: %v, %v", copies, err)
	}
}

// TestSchema holds the schema that all migrations make together against testdata. To look at what a
// migration changes, run it with -update and read the difference.
func TestSchema(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		query := `SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'goose%' AND tbl_name NOT LIKE 'sqlite%' ORDER BY tbl_name, type DESC, name`
		if s.Dialect() == "postgres" {
			query = `SELECT line FROM (
SELECT c.relname AS t, 0 AS kind, a.attnum AS n, '' AS name, c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
	CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || CASE WHEN l.collname IS NULL OR l.collname = 'default' THEN '' ELSE ' COLLATE ' || l.collname END AS line
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT conrelid::regclass::text, 1, 0, conname, conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT tablename, 2, 0, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, 3, 0, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
) AS all_of_it WHERE t NOT LIKE 'goose%' ORDER BY t COLLATE "C", kind, n, name COLLATE "C"`
		}
		got := strings.Join(must[[]string](t)(s.Texts(ctx, query)), "\n") + "\n"
		file := filepath.Join("testdata", "schema."+s.Dialect()+".sql")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("the schema differs from %s; run with -update and read the difference", file)
		}
	})
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		url  string
		want error
	}{
		{"", db.ErrURL}, {"mysql://x", db.ErrURL}, {"sqlite:", db.ErrURL}, {"sqlite::memory:", db.ErrURL}, {"shinsa.db", db.ErrURL},
		{"sqlite:" + filepath.Join(dir, "no such folder", "x.db"), nil},
		{"sqlite:" + text, nil},
		{"sqlite:" + dir, nil},
		{"postgres://shinsa:secret@127.0.0.1:1/x?connect_timeout=2", review.ErrBusy},
		{"postgres://shinsa:secret@%zz/x", nil},
	} {
		s, err := db.Open(ctx, c.url, db.Options{})
		if err == nil {
			s.Close()
			t.Errorf("%q was opened", c.url)
			continue
		}
		if c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%q: %v, want %v", c.url, err, c.want)
		}
		if away := (*db.UnreachableError)(nil); errors.Is(c.want, review.ErrBusy) && (!errors.As(err, &away) || !slices.Equal(away.Hosts, []string{"127.0.0.1:1"}) ||
			!strings.Contains(err.Error(), "PostgreSQL at 127.0.0.1:1 cannot be reached: ") || strings.Contains(err.Error(), "busy")) {
			t.Errorf("%q: %v", c.url, err)
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error tells the password: %v", c.url, err)
		}
	}
}

func TestFilesOfSQLiteAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	s := dbtest.Open(t, url, db.Options{})
	insert(t, s, waiting(noon))
	files, err := filepath.Glob(strings.TrimPrefix(url, "sqlite:") + "*")
	if err != nil || len(files) < 3 {
		t.Fatalf("files: %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", filepath.Base(f), info.Mode(), err)
		}
	}
}

func TestAFileWithAStrangeName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"with space.db", "100%25.db", "what?.db", "a#b.db", "審査.db"} {
		file := filepath.Join(t.TempDir(), name)
		s, err := db.Open(ctx, "sqlite:"+file, db.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		insert(t, s, waiting(noon))
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Errorf("%s: is not where it should be: %v", name, err)
		}
	}
}

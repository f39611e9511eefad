package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver

	"shinsa/db"
)

// Postgres returns the URL of a new database with the newest schema. The test is skipped where
// PostgreSQL's programs are not installed, and fails instead when SHINSA_REQUIRE_POSTGRES is 1.
func Postgres(t testing.TB) string { return fresh(t, template) }

// EmptyPostgres is Postgres without a schema.
func EmptyPostgres(t testing.TB) string { return fresh(t, "template1") }

// template is the database that others are copied from, which is faster than migrating each.
const template = "shinsa_template"

var (
	start  = sync.OnceValues(startServer)
	serial atomic.Int64
)

func fresh(t testing.TB, from string) string {
	t.Helper()
	s, err := start()
	switch {
	case err == nil:
	case os.Getenv("SHINSA_REQUIRE_POSTGRES") == "1":
		t.Fatalf("PostgreSQL is required here: %v", err)
	case errors.Is(err, errNone):
		t.Skip("skipped: ", err)
	default:
		t.Fatalf("start PostgreSQL: %v", err)
	}
	name := fmt.Sprintf("test_%d", serial.Add(1))
	if err := s.run("CREATE DATABASE " + name + " TEMPLATE " + from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.url(name)
}

var errNone = errors.New("no PostgreSQL programs found (initdb and postgres, by pg_config or below /usr/lib/postgresql)")

type server struct {
	dir   string // holds the socket
	admin *sql.DB
	mu    sync.Mutex // one database is copied at a time: the template must have no other user
}

func (s *server) url(name string) string {
	q := url.Values{"host": {s.dir}, "user": {"shinsa"}, "sslmode": {"disable"}}
	return "postgres:///" + name + "?" + q.Encode()
}

func (s *server) run(statement string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.admin.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// programs returns the folder of the newest server's programs.
func programs() (string, error) {
	var dirs []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	more, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(more)
	slices.Reverse(more)
	for _, dir := range append(dirs, more...) {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
			return dir, nil
		}
	}
	return "", errNone
}

// script makes a server that listens on a socket in its folder alone, and ends it and removes the folder
// when standard input closes, which happens however the test's process ends. What it writes need not
// survive a power cut.
const script = `set -e
cd "$DIR"
"$BIN/initdb" -D data -U shinsa -A trust -E UTF8 --locale=C --no-sync >log 2>&1
"$BIN/postgres" -D data -k "$DIR" -c listen_addresses= -c fsync=off -c full_page_writes=off \
	-c synchronous_commit=off -c max_connections=200 -c shared_buffers=64MB -c deadlock_timeout=200ms >>log 2>&1 &
server=$!
set +e
cat >/dev/null
kill -INT $server
wait $server
cd /
rm -rf "$DIR"
`

func startServer() (*server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	// Not in TMPDIR: a socket's path has 107 bytes at most, and the server's user must get there.
	dir, err := os.MkdirTemp("/tmp", "shinsa-pg-")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("/bin/sh", "-c", script)
	cmd.Env = append(os.Environ(), "BIN="+bin, "DIR="+dir, "LC_ALL=C")
	if err := lowerPrivileges(cmd, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	s := &server{dir: dir}
	if s.admin, err = sql.Open("pgx", s.url("postgres")); err != nil {
		return nil, err
	}
	deadline := time.Now().Add(time.Minute)
	for {
		if err = s.admin.Ping(); err == nil {
			break
		}
		select {
		case <-ended:
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return nil, fmt.Errorf("the server ended: %s", log)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return nil, err
		}
	}
	if err := s.run("CREATE DATABASE " + template); err != nil {
		return nil, err
	}
	_, err = db.Migrate(context.Background(), s.url(template))
	return s, err
}

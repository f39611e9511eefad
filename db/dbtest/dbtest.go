// Package dbtest gives tests a database of their own: a SQLite file in the test's folder, and a database
// in a real PostgreSQL server that is started when a test first asks for one and its programs are
// installed. It is for tests alone.
//
// Start with Each, which runs one test on both.
package dbtest

import (
	"context"
	"path/filepath"
	"testing"

	"shinsa/db"
)

// Each runs a test on both databases, in parallel, each time with a store that is empty and migrated. On
// PostgreSQL it is skipped where there is none, see Postgres.
func Each(t *testing.T, f func(t *testing.T, s *db.Store)) {
	t.Helper()
	EachWith(t, db.Options{}, f)
}

// EachWith is Each with options of the store.
func EachWith(t *testing.T, opts db.Options, f func(t *testing.T, s *db.Store)) {
	t.Helper()
	for _, kind := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", SQLite}, {"postgres", Postgres}} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			f(t, Open(t, kind.url(t), opts))
		})
	}
}

// Open opens a store and closes it at the end of the test.
func Open(t testing.TB, url string, opts db.Options) *db.Store {
	t.Helper()
	s, err := db.Open(context.Background(), url, opts)
	if err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close %s: %v", url, err)
		}
	})
	return s
}

// SQLite returns the URL of a database in the test's folder. Its file is not there yet.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "shinsa.db")
}

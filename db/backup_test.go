package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

func TestBackupUnderLoadIsWhole(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	var writers sync.WaitGroup
	working, stop := context.WithCancel(ctx)
	started := make(chan struct{}, 2)
	for range 2 {
		writers.Go(func() {
			for n := 0; working.Err() == nil; n++ {
				sub := waiting(noon)
				if err := s.Write(ctx, func(tx review.Tx) error { return send(tx, sub) }); err != nil {
					t.Error(err)
					return
				}
				if n == 5 {
					started <- struct{}{}
				}
			}
		})
	}
	<-started
	<-started
	file := filepath.Join(t.TempDir(), "copy.db")
	for range 2 { // the second one in the place of the first
		if err := s.BackupTo(ctx, file); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	writers.Wait()

	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is open to others: %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(file + ".*"); len(left) != 0 {
		t.Errorf("left beside it: %v", left)
	}
	copied := dbtest.Open(t, "sqlite:"+file, db.Options{NoMigrate: true})
	counts := must[review.Counts](t)(copied.Counts(ctx, noon)).ByState[review.Waiting]
	for what, query := range map[string]string{"submissions": `SELECT count(*) FROM submissions`, "pairs of images": `SELECT count(*) / 2 FROM images`} {
		got := must[[]string](t)(copied.Texts(ctx, query))
		if n, err := strconv.Atoi(got[0]); err != nil || n != counts || n < 12 {
			t.Errorf("%s %s, want the %d that are counted", got[0], what, counts)
		}
	}
	if bad := must[[]string](t)(copied.Texts(ctx, `PRAGMA integrity_check`)); bad[0] != "ok" {
		t.Errorf("integrity: %v", bad)
	}
}

func TestBackupOfPostgresIsPgDumps(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t, dbtest.Postgres(t), db.Options{})
	if err := s.BackupTo(ctx, filepath.Join(t.TempDir(), "copy")); !errors.Is(err, db.ErrUsePgDump) {
		t.Errorf("got %v, want ErrUsePgDump", err)
	}
}

package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// other opens a second connection to a SQLite file, as another process would.
func other(t testing.TB, url string) *sql.Conn {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); pool.Close() })
	return conn
}

func run(t testing.TB, c *sql.Conn, statement string) {
	t.Helper()
	if _, err := c.ExecContext(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestALockedDatabaseIsBusy(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	s := dbtest.Open(t, url, db.Options{Timeout: 100 * time.Millisecond})
	sub := waiting(noon)
	insert(t, s, sub)
	c := other(t, url)
	run(t, c, "BEGIN IMMEDIATE")
	if err := s.Write(ctx, func(tx review.Tx) error { return tx.InsertSubmission(ctx, waiting(noon)) }); !errors.Is(err, review.ErrBusy) {
		t.Errorf("writing: %v, want ErrBusy", err)
	}
	if _, err := s.Submission(ctx, review.SubmissionKey{ID: sub.ID}); err != nil {
		t.Errorf("reading meanwhile: %v", err)
	}
	run(t, c, "ROLLBACK")
	insert(t, s, waiting(noon))
}

// TestAShortPatienceIsKept: who has waited for the turn already, or has not long to wait, does not wait for another
// process's transaction as long as if it were the first wait.
func TestAShortPatienceIsKept(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	s := dbtest.Open(t, url, db.Options{Timeout: time.Hour})
	c := other(t, url)
	run(t, c, "BEGIN IMMEDIATE")
	hasty, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	refused := make(chan error, 1)
	go func() {
		refused <- s.Write(hasty, func(tx review.Tx) error { return tx.InsertSubmission(hasty, waiting(noon)) })
	}()
	select {
	case err := <-refused:
		if !errors.Is(err, review.ErrBusy) {
			t.Errorf("%v, want ErrBusy", err)
		}
	case <-time.After(time.Minute):
		t.Error("it still waits after a minute")
	}
	run(t, c, "ROLLBACK")
	insert(t, s, waiting(noon))
}

func TestALockedRowIsBusy(t *testing.T) {
	t.Parallel()
	url := dbtest.Postgres(t)
	patient, hasty := dbtest.Open(t, url, db.Options{}), dbtest.Open(t, url, db.Options{Timeout: 200 * time.Millisecond})
	sub := waiting(noon)
	insert(t, patient, sub)
	write(t, patient, func(tx review.Tx) error {
		if _, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: sub.ID}); err != nil {
			return err
		}
		err := hasty.Write(ctx, func(tx review.Tx) error {
			_, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: sub.ID})
			return err
		})
		if !errors.Is(err, review.ErrBusy) {
			t.Errorf("a row that another holds: %v, want ErrBusy", err)
		}
		return nil
	})
	change(t, hasty, sub.ID, func(sub *review.Submission) { sub.State = review.Approved })
}

func TestDeadlocksAreRunAgain(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t, dbtest.Postgres(t), db.Options{})
	a, b := waiting(noon), waiting(noon)
	insert(t, s, a, b)
	var both sync.WaitGroup
	both.Add(2)
	errs := make(chan error, 2)
	for _, order := range [][]*review.Submission{{a, b}, {b, a}} {
		go func() {
			runs := 0
			errs <- s.Write(ctx, func(tx review.Tx) error {
				for i, sub := range order {
					got, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: sub.ID})
					if err != nil {
						return fmt.Errorf("a use-case may wrap it: %w", err)
					}
					got.Version++
					if err := tx.SaveSubmission(ctx, got); err != nil {
						return err
					}
					if runs++; i == 0 && runs == 1 {
						both.Done()
						both.Wait() // now each holds what the other wants
					}
				}
				return nil
			})
		}()
	}
	if err := errors.Join(<-errs, <-errs); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []*review.Submission{a, b} {
		if got := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: sub.ID})); got.Version != sub.Version+2 {
			t.Errorf("version %d, want that of two changes, %d", got.Version, sub.Version+2)
		}
	}
}

func TestAFullDiskIsBusyAndTheStoreLivesOn(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	s := dbtest.Open(t, url, db.Options{})
	limit := func(pages string) {
		t.Helper()
		if err := s.OnWriter(ctx, "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // which SQLite raises to the pages that there are
	var kept []*review.Submission
	var err error
	for len(kept) < 1000 && err == nil {
		sub := waiting(noon)
		if err = s.Write(ctx, func(tx review.Tx) error { return send(tx, sub) }); err == nil {
			kept = append(kept, sub)
		}
	}
	if !errors.Is(err, review.ErrBusy) {
		t.Fatalf("after %d: %v, want ErrBusy", len(kept), err)
	}
	// A use-case that goes on after the error must not leave half of its work behind.
	limit("1")
	half, more := kept[0], 0
	err = s.Write(ctx, func(tx review.Tx) error {
		if _, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: half.ID}); err != nil {
			t.Error(err)
		}
		if err := tx.SaveRound(ctx, &review.Round{Submission: half.ID, N: 2, Fields: make([]byte, 1<<20)}); !errors.Is(err, review.ErrBusy) {
			t.Errorf("a round too large for the disk: %v, want ErrBusy", err)
		}
		for range 10 {
			if tx.InsertSubmission(ctx, waiting(noon)) == nil {
				more++
			}
		}
		return nil
	})
	if !errors.Is(err, review.ErrBusy) || more > 0 {
		t.Errorf("going on after a failed statement: %d more, %v; want none and ErrBusy", more, err)
	}
	check := func() {
		t.Helper()
		rows := must[[]review.QueueRow](t)(s.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 2000, Now: noon}))
		counts := must[review.Counts](t)(s.Counts(ctx, noon))
		images := must[[]string](t)(s.Texts(ctx, `SELECT count(*) FROM images`))
		if len(rows) != len(kept) || counts.ByState[review.Waiting] != len(kept) || images[0] != fmt.Sprint(2*len(kept)) {
			t.Errorf("%d listed, %d counted, %s images; want %d and twice as many images", len(rows), counts.ByState[review.Waiting], images[0], len(kept))
		}
	}
	check()
	limit("1000000")
	for range 50 {
		sub := waiting(noon)
		write(t, s, func(tx review.Tx) error { return send(tx, sub) })
		kept = append(kept, sub)
	}
	check()
}

func TestAFailedStatementEndsItsTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		err := s.Write(ctx, func(tx review.Tx) error {
			if err := tx.InsertSubmission(ctx, sub); err != nil {
				return err
			}
			if err := tx.InsertAudit(ctx, &review.Audit{ID: "a", Decision: "none", Verdict: review.Agree}); err == nil && s.Dialect() == "postgres" {
				t.Error("an audit of no decision was kept")
			}
			if err := tx.InsertAudit(ctx, &review.Audit{ID: "a", Verdict: "perhaps"}); err == nil {
				t.Error("an unknown verdict was kept")
			}
			_, err := tx.Submission(ctx, review.SubmissionKey{ID: sub.ID})
			if err == nil {
				t.Error("a statement ran after one that failed")
			}
			return nil
		})
		if err == nil {
			t.Error("committed")
		}
		if _, err := s.Submission(ctx, review.SubmissionKey{ID: sub.ID}); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("afterwards: %v, want ErrNotFound", err)
		}
	})
}

func TestATransactionCannotBeUsedWhenItHasEnded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var kept review.Tx
		write(t, s, func(tx review.Tx) error { kept = tx; return nil })
		if err := kept.InsertSubmission(ctx, waiting(noon)); err == nil {
			t.Error("it wrote")
		}
		if _, err := kept.Counts(ctx, noon); err == nil {
			t.Error("it read")
		}
	})
}

func TestAPanicUndoesTheTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			s.Write(ctx, func(tx review.Tx) error {
				if err := tx.InsertSubmission(ctx, sub); err != nil {
					t.Error(err)
				}
				panic("a fault in a use-case")
			})
		}()
		insert(t, s, waiting(noon)) // the next one has its turn
		if _, err := s.Submission(ctx, review.SubmissionKey{ID: sub.ID}); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("afterwards: %v, want ErrNotFound", err)
		}
	})
}

func TestTimeAndCancelling(t *testing.T) {
	t.Parallel()
	dbtest.EachWith(t, db.Options{Timeout: 50 * time.Millisecond}, func(t *testing.T, s *db.Store) {
		err := s.Write(ctx, func(tx review.Tx) error {
			if err := tx.InsertSubmission(ctx, waiting(noon)); err != nil {
				return err
			}
			for { // until the time is up
				if _, err := tx.Counts(ctx, noon); err != nil {
					return err
				}
			}
		})
		if !errors.Is(err, review.ErrBusy) {
			t.Errorf("a transaction that takes too long: %v, want ErrBusy", err)
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		err = s.Write(gone, func(tx review.Tx) error { return tx.InsertSubmission(gone, waiting(noon)) })
		_, err2 := s.Counts(gone, noon)
		for _, err := range []error{err, err2} {
			if !errors.Is(err, context.Canceled) || errors.Is(err, review.ErrBusy) {
				t.Errorf("a caller that cancelled: %v, want Canceled", err)
			}
		}
		if got := must[review.Counts](t)(s.Counts(ctx, noon)); len(got.ByState) != 0 {
			t.Errorf("left behind: %v", got.ByState)
		}
	})
}

func TestAClosedStoreRefuses(t *testing.T) {
	t.Parallel()
	for _, url := range []func(testing.TB) string{dbtest.SQLite, dbtest.Postgres} {
		s := must[*db.Store](t)(db.Open(ctx, url(t), db.Options{Timeout: time.Second}))
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Write(ctx, func(review.Tx) error { return nil }); err == nil {
			t.Errorf("%s: a closed store wrote", s.Dialect())
		}
		if err := s.Ping(ctx); err == nil {
			t.Errorf("%s: a closed store answered", s.Dialect())
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: closed again: %v", s.Dialect(), err)
		}
	}
}

// TestMain serves as another process when it is told to.
func TestMain(m *testing.M) {
	url := os.Getenv("DBTEST_SERVE")
	if url == "" {
		os.Exit(m.Run())
	}
	s, err := db.Open(ctx, url, db.Options{})
	if err == nil {
		err = s.LockServing(ctx)
	}
	fmt.Println("locked:", err)
	if err == nil {
		select {}
	}
}

func TestOneProcessServesAFile(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	s := dbtest.Open(t, url, db.Options{})

	serving := exec.Command(os.Args[0])
	serving.Env = append(os.Environ(), "DBTEST_SERVE="+url)
	out, err := serving.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serving.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 100)
	n, _ := out.Read(line)
	if got := strings.TrimSpace(string(line[:n])); got != "locked: <nil>" {
		t.Errorf("the first process: %q", got)
	}
	if err := s.LockServing(ctx); !errors.Is(err, db.ErrServed) {
		t.Errorf("the second process: %v, want ErrServed", err)
	}
	insert(t, s, waiting(noon)) // other commands work on the file meanwhile

	if err := serving.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	serving.Wait()
	if err := s.LockServing(ctx); err != nil {
		t.Errorf("after the first was killed: %v", err)
	}
	if err := s.LockServing(ctx); err != nil {
		t.Errorf("again: %v", err)
	}
	again := dbtest.Open(t, url, db.Options{})
	if err := again.LockServing(ctx); !errors.Is(err, db.ErrServed) {
		t.Errorf("another store of the same process: %v, want ErrServed", err)
	}
}

func TestSeveralServePostgres(t *testing.T) {
	t.Parallel()
	url := dbtest.Postgres(t)
	for range 2 {
		if err := dbtest.Open(t, url, db.Options{}).LockServing(ctx); err != nil {
			t.Error(err)
		}
	}
}

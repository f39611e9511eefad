package db_test

import (
	"errors"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/staff"
)

// touches notes the use of a session, as far as that can be done at once.
func touches(s *db.Store, of *staff.Session, at time.Time) error {
	return s.Staff().TryWrite(ctx, func(tx staff.Tx) error { return tx.TouchSession(ctx, of.Hash, at) })
}

// touchesInTheEnd tries until it can be done: a machine under load may not come to it at once.
func touchesInTheEnd(t *testing.T, s *db.Store, of *staff.Session, at time.Time) {
	t.Helper()
	for tries := 0; ; tries++ {
		switch err := touches(s, of, at); {
		case err == nil:
			return
		case !errors.Is(err, staff.ErrBusy) || tries > 500:
			t.Fatalf("afterwards, %d times: %v", tries, err)
		}
	}
}

// soon is far below the store's timeout of five seconds and far above what a machine under load needs.
const soon = 2 * time.Second

func TestTryWriteDoesNotWaitForAnotherProcess(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	s := dbtest.Open(t, url, db.Options{})
	a := account("aiko", staff.Reviewer)
	in := session(a, "one")
	writeStaff(t, s, func(tx staff.Tx) error { return errors.Join(tx.InsertAccount(ctx, a), tx.InsertSession(ctx, in)) })
	c := other(t, url)
	run(t, c, "BEGIN IMMEDIATE")
	start := time.Now()
	if err := touches(s, in, noon.Add(time.Hour)); !errors.Is(err, staff.ErrBusy) {
		t.Errorf("while another has locked the file: %v, want ErrBusy", err)
	}
	if took := time.Since(start); took > soon {
		t.Errorf("it waited for %s", took)
	}

	// An ordinary transaction waits as before, and one that is under way keeps the next hasty one off.
	waits := make(chan error, 1)
	go func() {
		waits <- s.Write(ctx, func(tx review.Tx) error { return tx.InsertSubmission(ctx, waiting(noon)) })
	}()
	for holding := false; !holding; {
		select {
		case err := <-waits:
			t.Fatalf("it did not wait: %v", err)
		default:
			holding = s.WriterTaken()
		}
	}
	start = time.Now()
	if err := touches(s, in, noon.Add(time.Hour)); !errors.Is(err, staff.ErrBusy) || time.Since(start) > soon {
		t.Errorf("behind one that waits: %v after %s, want ErrBusy at once", err, time.Since(start))
	}
	run(t, c, "ROLLBACK")
	if err := <-waits; err != nil {
		t.Errorf("one that waited: %v", err)
	}
	touchesInTheEnd(t, s, in, noon.Add(time.Hour))
	if got, _, err := s.Staff().Session(ctx, in.Hash); err != nil || !got.SeenAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("afterwards: %+v, %v", got, err)
	}
}

func TestTryWriteDoesNotWaitForARow(t *testing.T) {
	t.Parallel()
	url := dbtest.Postgres(t)
	s, second := dbtest.Open(t, url, db.Options{}), dbtest.Open(t, url, db.Options{})
	a := account("aiko", staff.Reviewer)
	in := session(a, "one")
	writeStaff(t, s, func(tx staff.Tx) error { return errors.Join(tx.InsertAccount(ctx, a), tx.InsertSession(ctx, in)) })
	writeStaff(t, second, func(tx staff.Tx) error {
		if err := tx.TouchSession(ctx, in.Hash, noon.Add(time.Minute)); err != nil {
			return err
		}
		start := time.Now()
		if err := touches(s, in, noon.Add(time.Hour)); !errors.Is(err, staff.ErrBusy) || time.Since(start) > soon {
			t.Errorf("a row that another holds: %v after %s, want ErrBusy at once", err, time.Since(start))
		}
		return nil
	})
	touchesInTheEnd(t, s, in, noon.Add(time.Hour))
}

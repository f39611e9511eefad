package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"shinsa/review"
)

// tx is a running transaction: the reading half on its session, and what use-cases write.
type tx struct {
	queries
	// locked remembers the rows of submissions as they stand in the database, so that saving one writes
	// only what changed; a column that is not named leaves its indexes alone.
	locked map[review.SubmissionID]*submissionRow
	moved  moves
}

var _ review.Tx = (*tx)(nil)

// Write runs f in one transaction. See review.Store.
func (s *Store) Write(ctx context.Context, f func(review.Tx) error) error {
	return s.write(ctx, func(t *tx) error { return f(t) })
}

// maxAttempts bounds how often a transaction is run when others keep getting in its way; the timeout
// bounds it as well.
const maxAttempts = 8

func (s *Store) write(ctx context.Context, f func(*tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	attempt := s.attemptPostgres
	if s.writer != nil {
		attempt = s.attemptSQLite
	}
	for n := 1; ; n++ {
		err, again := attempt(ctx, f)
		if !again || n == maxAttempts {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(rand.N(time.Duration(n) * 4 * time.Millisecond)):
		}
	}
}

// patience is how long what may as well be left undone waits for its turn.
const patience = 50 * time.Millisecond

// tryWrite runs f in one transaction if that can begin soon: it does not wait for another process that has
// locked the file, and hardly for others of this one. review.ErrBusy otherwise, with nothing done.
func (s *Store) tryWrite(ctx context.Context, f func(*tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if s.writer == nil {
		err, _ := s.attemptPostgres(ctx, f)
		return err
	}
	err, _ := s.onWriter(ctx, func() time.Duration { return 0 }, f)
	return err
}

// attemptSQLite runs f once. On SQLite no transaction can be in another's way once it has begun.
func (s *Store) attemptSQLite(ctx context.Context, f func(*tx) error) (_ error, again bool) {
	return s.onWriter(ctx, func() time.Duration {
		if deadline, ok := ctx.Deadline(); ok {
			return time.Until(deadline) // some of it may have passed until it was this one's turn
		}
		return s.timeout
	}, f)
}

// onWriter runs f when it is its turn, and other processes let it begin within a time that is asked for then.
func (s *Store) onWriter(ctx context.Context, wait func() time.Duration, f func(*tx) error) (_ error, again bool) {
	w := s.writer
	if err := w.take(ctx); err != nil {
		return s.wrap("begin", err), false
	}
	defer w.leave()
	if err := w.begin(wait()); err != nil {
		return s.wrap("begin", err), false
	}
	session := &txSession{ctx: ctx,
		run: func(_ context.Context, query string, args []any) (*sql.Rows, error) { return w.query(query, args...) },
		do:  func(_ context.Context, query string, args []any) (sql.Result, error) { return w.exec(query, args...) },
	}
	done := false
	defer func() {
		if !done {
			w.rollback()
		}
	}()
	if err := s.body(session, f); err != nil {
		return err, false
	}
	done = true
	err := w.commit()
	s.committed(session)
	return s.wrap("commit", err), false
}

// attemptPostgres runs f once, and says whether it is worth running again.
func (s *Store) attemptPostgres(ctx context.Context, f func(*tx) error) (_ error, again bool) {
	// The commit is given time of its own: one that is cut short may have happened or not.
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*s.timeout)
	defer cancel()
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		return s.wrap("begin", err), false
	}
	defer conn.Close()
	t, err := conn.BeginTx(whole, nil)
	if err != nil {
		return s.wrap("begin", err), false
	}
	session := &txSession{ctx: ctx,
		run: func(ctx context.Context, query string, args []any) (*sql.Rows, error) {
			return t.QueryContext(ctx, query, args...)
		},
		do: func(ctx context.Context, query string, args []any) (sql.Result, error) {
			return t.ExecContext(ctx, query, args...)
		},
	}
	defer t.Rollback() // does nothing after a commit
	if err := s.body(session, f); err != nil {
		return err, session.broken != nil && s.d.fault(session.broken) == faultConflict
	}
	err = t.Commit()
	s.committed(session)
	return s.wrap("commit", err), err != nil && s.d.fault(err) == faultConflict
}

// committed is called after every commit, also one that failed: then nobody knows whether it did.
func (s *Store) committed(session *txSession) {
	if session.moved {
		s.counts.changes.Add(1)
	}
}

// body runs f and what belongs to every transaction's end.
func (s *Store) body(session *txSession, f func(*tx) error) error {
	t := &tx{
		queries: queries{s: session, d: s.d, now: s.now},
		locked:  map[review.SubmissionID]*submissionRow{},
		moved:   moves{},
	}
	defer func() {
		if session.broken == nil {
			session.broken = errEnded
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	session.moved = len(t.moved) > 0
	if err := t.saveCounts(session.ctx); err != nil {
		return err
	}
	return s.wrap("commit", session.broken)
}

var errEnded = errors.New("the transaction has ended")

// txSession runs the statements of one transaction. After one that failed no other runs, and nothing is
// committed: PostgreSQL refuses to go on, and SQLite may have undone everything already, so that what
// follows would stand alone.
type txSession struct {
	ctx    context.Context // the transaction's, with its deadline
	run    func(ctx context.Context, query string, args []any) (*sql.Rows, error)
	do     func(ctx context.Context, query string, args []any) (sql.Result, error)
	broken error
	moved  bool // whether the counts changed
}

// ready says whether a statement may run.
func (s *txSession) ready(ctx context.Context) error {
	if s.broken != nil {
		return s.broken
	}
	return errors.Join(s.ctx.Err(), ctx.Err())
}

func (s *txSession) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	rows, err := s.run(s.ctx, query, args)
	if err == nil {
		err = drain(rows, scan)
	}
	if err != nil {
		s.broken = err
	}
	return err
}

func (s *txSession) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := s.ready(ctx); err != nil {
		return 0, err
	}
	res, err := s.do(s.ctx, query, args)
	if err != nil {
		s.broken = err
		return 0, err
	}
	return res.RowsAffected()
}

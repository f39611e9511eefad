package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// writer is SQLite's one writing connection. It is held for good, with its statements prepared on it,
// and handed from transaction to transaction in the order in which they ask.
type writer struct {
	db     *sql.DB
	busy   time.Duration // how long a transaction waits to begin while another process has one
	turn   chan struct{} // holds one token; who has it may use the rest
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt
	closed bool
}

func newWriter(db *sql.DB, busy time.Duration) *writer {
	w := &writer{db: db, busy: busy, turn: make(chan struct{}, 1)}
	w.turn <- struct{}{}
	return w
}

// take waits for the connection's turn; the caller gives it back with leave.
func (w *writer) take(ctx context.Context) error {
	select {
	case <-w.turn:
	case <-ctx.Done():
		return fmt.Errorf("waiting for the writer: %w", ctx.Err())
	}
	if w.closed {
		w.leave()
		return sql.ErrConnDone
	}
	if w.conn != nil {
		return nil
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		w.leave()
		return err
	}
	w.conn, w.stmts = conn, map[string]*sql.Stmt{}
	return nil
}

func (w *writer) leave() { w.turn <- struct{}{} }

// begin starts a transaction. It waits for another process's for as long as is given, and never longer than
// the busy timeout. A wait that is almost as long as that one is taken for it, which spares two statements.
func (w *writer) begin(wait time.Duration) error {
	const start = "BEGIN IMMEDIATE"
	if wait >= w.busy-w.busy/10 {
		_, err := w.exec(start)
		return err
	}
	if _, err := w.exec("PRAGMA busy_timeout = " + strconv.FormatInt(max(0, wait.Milliseconds()), 10)); err != nil {
		return err
	}
	_, err := w.exec(start)
	if _, again := w.exec("PRAGMA busy_timeout = " + strconv.FormatInt(w.busy.Milliseconds(), 10)); again != nil {
		w.discard() // and with it the transaction; the next connection waits as this one did
		return errors.Join(err, again)
	}
	return err
}

// commit makes the transaction durable. It is not cut short: until the disk has answered, nobody could
// tell what became of it.
func (w *writer) commit() error {
	_, err := w.exec("COMMIT")
	if err != nil {
		w.rollback()
	}
	return err
}

// rollback undoes the transaction. SQLite has done so by itself after some errors, a full disk among
// them, and says then that none is active; a new connection is sure to be in none.
func (w *writer) rollback() {
	if _, err := w.exec("ROLLBACK"); err != nil {
		w.discard()
	}
}

// discard drops the connection; the next turn opens another.
func (w *writer) discard() {
	for _, s := range w.stmts {
		s.Close()
	}
	w.conn.Raw(func(any) error { return driver.ErrBadConn }) // has the pool close it for good
	w.conn.Close()
	w.conn, w.stmts = nil, nil
}

func (w *writer) prepared(query string) (*sql.Stmt, error) {
	if s := w.stmts[query]; s != nil {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	if len(w.stmts) >= maxPrepared {
		for text, old := range w.stmts {
			old.Close()
			delete(w.stmts, text)
			break
		}
	}
	w.stmts[query] = s
	return s, nil
}

// Statements run without a context that can end: each is short, bound by an index, and waits for
// nobody, and watching a context costs a goroutine a statement. The transaction looks at its deadline
// between them.

func (w *writer) query(query string, args ...any) (*sql.Rows, error) {
	s, err := w.prepared(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), args...)
}

func (w *writer) exec(query string, args ...any) (sql.Result, error) {
	s, err := w.prepared(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(context.Background(), args...)
}

// close waits for the turn and ends the writer.
func (w *writer) close() error {
	<-w.turn
	defer w.leave()
	if w.closed {
		return nil
	}
	w.closed = true
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	if w.conn != nil {
		errs = append(errs, w.conn.Close())
	}
	return errors.Join(append(errs, w.db.Close())...)
}

package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"shinsa/review"
	"shinsa/staff"
)

// sessionHash reads a hash column.
type sessionHash struct{ to *staff.Hash }

// Scan implements sql.Scanner.
func (h sessionHash) Scan(v any) error {
	b, _ := v.([]byte)
	if len(b) != len(h.to) {
		return errors.New("a hash is not of its length")
	}
	copy(h.to[:], b)
	return nil
}

const sessionColumns = `s.hash, s.id, s.staff_id, s.made_at, s.seen_at`

func sessionFields(s *staff.Session) []any {
	return []any{sessionHash{&s.Hash}, &s.ID, &s.Account, stamp{&s.MadeAt}, stamp{&s.SeenAt}}
}

const linkColumns = `l.hash, l.staff_id, l.purpose, l.made_at, l.expires_at`

func linkFields(l *staff.Link) []any {
	return []any{sessionHash{&l.Hash}, &l.Account, &l.Purpose, stamp{&l.MadeAt}, stamp{&l.ExpiresAt}}
}

// only reads the one row of a query.
func only[T any](ctx context.Context, q *queries, op, query string, args []any, fields func(*T) []any) (*T, error) {
	all, err := collect(ctx, q, query, args, func(r *sql.Rows, t *T) error { return r.Scan(fields(t)...) })
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, forStaff(q.wrap(op, err))
	}
	return &all[0], nil
}

// Session reads a session with its account. See staff.Reader.
func (s Staff) Session(ctx context.Context, h staff.Hash) (*staff.Session, *staff.Account, error) {
	type both struct {
		staff.Session
		account staff.Account
	}
	found, err := only(ctx, &s.store.queries, "session", `SELECT `+sessionColumns+`, `+accountColumns+`
FROM sessions AS s JOIN staff AS p ON p.id = s.staff_id WHERE s.hash = $1`, []any{h[:]},
		func(b *both) []any { return append(sessionFields(&b.Session), accountFields(&b.account)...) })
	if err != nil {
		return nil, nil, err
	}
	return &found.Session, &found.account, nil
}

// Link reads a one-time link with its account. See staff.Reader.
func (s Staff) Link(ctx context.Context, h staff.Hash) (*staff.Link, *staff.Account, error) {
	type both struct {
		staff.Link
		account staff.Account
	}
	found, err := only(ctx, &s.store.queries, "link", `SELECT `+linkColumns+`, `+accountColumns+`
FROM staff_links AS l JOIN staff AS p ON p.id = l.staff_id WHERE l.hash = $1`, []any{h[:]},
		func(b *both) []any { return append(linkFields(&b.Link), accountFields(&b.account)...) })
	if err != nil {
		return nil, nil, err
	}
	return &found.Link, &found.account, nil
}

// InsertSession makes a session. See staff.Tx.
func (t staffTx) InsertSession(ctx context.Context, s *staff.Session) error {
	_, err := t.s.exec(ctx, `INSERT INTO sessions (hash, id, staff_id, made_at, seen_at) VALUES ($1, $2, $3, $4, $5)`,
		s.Hash[:], string(s.ID), string(s.Account), micros(s.MadeAt), micros(s.SeenAt))
	return forStaff(t.wrap("insert session", err))
}

// TouchSession notes the use of a session. See staff.Tx.
func (t staffTx) TouchSession(ctx context.Context, h staff.Hash, at time.Time) error {
	_, err := t.s.exec(ctx, `UPDATE sessions SET seen_at = $2 WHERE hash = $1`, h[:], micros(at))
	return forStaff(t.wrap("touch session", err))
}

// DeleteSession ends a session. Of two that do it at once, one gets staff.ErrNotFound. See staff.Tx.
func (t staffTx) DeleteSession(ctx context.Context, h staff.Hash) (*staff.Session, error) {
	return only(ctx, &t.queries, "delete session", `DELETE FROM sessions AS s WHERE s.hash = $1 RETURNING hash, id, staff_id, made_at, seen_at`,
		[]any{h[:]}, sessionFields)
}

// DeleteSessions ends all of an account's sessions but one. See staff.Tx.
func (t staffTx) DeleteSessions(ctx context.Context, a staff.AccountID, except staff.SessionID) (int, error) {
	n, err := t.s.exec(ctx, `DELETE FROM sessions WHERE staff_id = $1 AND id <> $2`, string(a), string(except))
	return int(n), forStaff(t.wrap("delete sessions", err))
}

// InsertLink makes a one-time link. See staff.Tx.
func (t staffTx) InsertLink(ctx context.Context, l *staff.Link) error {
	_, err := t.s.exec(ctx, `INSERT INTO staff_links (hash, staff_id, purpose, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		l.Hash[:], string(l.Account), string(l.Purpose), micros(l.MadeAt), micros(l.ExpiresAt))
	return forStaff(t.wrap("insert link", err))
}

// TakeLink deletes a link and returns it. See staff.Tx.
func (t staffTx) TakeLink(ctx context.Context, h staff.Hash) (*staff.Link, error) {
	return only(ctx, &t.queries, "take link", `DELETE FROM staff_links AS l WHERE l.hash = $1 RETURNING hash, staff_id, purpose, made_at, expires_at`,
		[]any{h[:]}, linkFields)
}

// DeleteLinks ends an account's link. See staff.Tx.
func (t staffTx) DeleteLinks(ctx context.Context, a staff.AccountID) error {
	_, err := t.s.exec(ctx, `DELETE FROM staff_links WHERE staff_id = $1`, string(a))
	return forStaff(t.wrap("delete links", err))
}

// FreeClaims frees what an account holds, also what it has just decided and could have taken back, and what is
// kept for it. See staff.Tx.
func (t staffTx) FreeClaims(ctx context.Context, a staff.AccountID, at time.Time) (int, error) {
	n, err := t.s.exec(ctx, `UPDATE submissions SET claim_id = '', claim_by = '', claim_at = 0, claim_until = 0, claim_ahead = 0, changed_at = $2
WHERE claim_by = $1 AND claim_by <> '' AND claim_until > $2`, string(a), micros(at))
	if err == nil {
		_, err = t.s.exec(ctx, `UPDATE submissions SET keep_id = '', keep_for = '', keep_by = '', keep_why = '', keep_until = 0
WHERE keep_for = $1 AND keep_for <> ''`, string(a))
	}
	return int(n), forStaff(t.wrap("free claims", err))
}

// lettersShown is how long after its link has ended what became of a letter can be seen.
const lettersShown = 30 * 24 * time.Hour

// DeleteStale deletes sessions, links, letters and attempts that count no more. See staff.Tx.
func (t staffTx) DeleteStale(ctx context.Context, made, seen, now time.Time) (int, error) {
	sessions, err := t.s.exec(ctx, `DELETE FROM sessions WHERE made_at <= $1 OR seen_at <= $2`, micros(made), micros(seen))
	var links int64
	if err == nil {
		links, err = t.s.exec(ctx, `DELETE FROM staff_links WHERE expires_at <= $1`, micros(now))
	}
	var letters int64
	if err == nil {
		letters, err = t.s.exec(ctx, `DELETE FROM outbox WHERE staff_id <> '' AND expires_at <= $1`, micros(now.Add(-lettersShown)))
	}
	if err == nil {
		_, err = t.s.exec(ctx, `DELETE FROM throttles WHERE until <= $1`, micros(now))
	}
	return int(sessions + links + letters), forStaff(t.wrap("delete stale", err))
}

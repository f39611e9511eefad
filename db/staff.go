package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"shinsa/review"
	"shinsa/staff"
)

// Staff is the store as package staff sees it: accounts, sessions and links.
type Staff struct{ store *Store }

var _ staff.Store = Staff{}

// Staff returns the store's accounts, sessions and links.
func (s *Store) Staff() Staff { return Staff{s} }

// staffTx is a transaction as package staff sees it.
type staffTx struct{ *tx }

var _ staff.Tx = staffTx{}

// Write runs f in one transaction. See staff.Store.
func (s Staff) Write(ctx context.Context, f func(staff.Tx) error) error {
	return forStaff(s.store.write(ctx, func(t *tx) error { return f(staffTx{t}) }))
}

// TryWrite runs f in one transaction if that can begin soon. See staff.Store.
func (s Staff) TryWrite(ctx context.Context, f func(staff.Tx) error) error {
	return forStaff(s.store.tryWrite(ctx, func(t *tx) error { return f(staffTx{t}) }))
}

// forStaff adds package staff's own sentinels to an error.
func forStaff(err error) error {
	switch {
	case err == nil, errors.Is(err, staff.ErrNotFound), errors.Is(err, staff.ErrBusy):
		return err
	case errors.Is(err, review.ErrNotFound):
		return fmt.Errorf("%w (%w)", err, staff.ErrNotFound)
	case errors.Is(err, review.ErrBusy):
		return fmt.Errorf("%w (%w)", err, staff.ErrBusy)
	}
	return err
}

const accountColumns = `p.id, p.email, p.folded, p.name, p.role, p.pending_role, p.lang, p.keys, p.status, p.password_hash,
p.created_at, p.password_at, p.signed_in_at, p.disabled_at`

// accountFields are where a row of accountColumns goes.
func accountFields(a *staff.Account) []any {
	return []any{&a.ID, &a.Email, &a.Folded, &a.Name, &a.Role, &a.PendingRole, &a.Lang, &a.Keys, &a.Status, &a.PasswordHash,
		stamp{&a.CreatedAt}, stamp{&a.PasswordAt}, stamp{&a.SignedInAt}, stamp{&a.DisabledAt}}
}

func (q *queries) accounts(ctx context.Context, op, rest string, args ...any) ([]staff.Account, error) {
	all, err := collect(ctx, q, `SELECT `+accountColumns+` FROM staff AS p`+rest, args,
		func(r *sql.Rows, a *staff.Account) error { return r.Scan(accountFields(a)...) })
	return all, forStaff(q.wrap(op, err))
}

func (q *queries) account(ctx context.Context, op, rest string, args ...any) (*staff.Account, error) {
	all, err := q.accounts(ctx, op, rest, args...)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, forStaff(q.wrap(op, review.ErrNotFound))
	}
	return &all[0], nil
}

// Account reads an account. See staff.Reader.
func (s Staff) Account(ctx context.Context, id staff.AccountID) (*staff.Account, error) {
	return s.store.account(ctx, "account", ` WHERE p.id = $1`, string(id))
}

// AccountByEmail reads the account of a folded address. See staff.Reader.
func (s Staff) AccountByEmail(ctx context.Context, folded string) (*staff.Account, error) {
	return s.store.account(ctx, "account by e-mail", ` WHERE p.folded = $1`, folded)
}

// Accounts lists every account. See staff.Reader.
func (s Staff) Accounts(ctx context.Context) ([]staff.Account, error) {
	return s.store.accounts(ctx, "accounts", ` ORDER BY p.folded`)
}

// LockAccount reads an account and keeps it for this transaction. See staff.Tx.
func (t staffTx) LockAccount(ctx context.Context, id staff.AccountID) (*staff.Account, error) {
	return t.account(ctx, "lock account", ` WHERE p.id = $1`+t.d.lock, string(id))
}

// LockAccounts keeps every account for this transaction. See staff.Tx.
func (t staffTx) LockAccounts(ctx context.Context) ([]staff.Account, error) {
	return t.accounts(ctx, "lock accounts", ` ORDER BY p.id`+t.d.lock)
}

// InsertAccount makes an account; staff.ErrExists when its address has one. See staff.Tx.
func (t staffTx) InsertAccount(ctx context.Context, a *staff.Account) error {
	n, err := t.s.exec(ctx, `INSERT INTO staff (id, email, folded, name, role, pending_role, lang, status, password_hash,
created_at, password_at, signed_in_at, disabled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (folded) DO NOTHING`,
		string(a.ID), a.Email, a.Folded, a.Name, string(a.Role), string(a.PendingRole), a.Lang, string(a.Status), a.PasswordHash,
		micros(a.CreatedAt), micros(a.PasswordAt), micros(a.SignedInAt), micros(a.DisabledAt))
	if err == nil && n == 0 {
		return fmt.Errorf("db: insert account: %w", staff.ErrExists)
	}
	return forStaff(t.wrap("insert account", err))
}

// SaveAccount writes an account's row. See staff.Tx.
func (t staffTx) SaveAccount(ctx context.Context, a *staff.Account) error {
	n, err := t.s.exec(ctx, `UPDATE staff SET name = $2, role = $3, pending_role = $4, lang = $5, status = $6, password_hash = $7,
password_at = $8, signed_in_at = $9, disabled_at = $10, keys = $11 WHERE id = $1`,
		string(a.ID), a.Name, string(a.Role), string(a.PendingRole), a.Lang, string(a.Status), a.PasswordHash,
		micros(a.PasswordAt), micros(a.SignedInAt), micros(a.DisabledAt), a.Keys)
	return forStaff(t.wrap("save account", missing(n, err)))
}

// Names returns the names of everybody who ever had an account. See review.Reader.
func (q *queries) Names(ctx context.Context) (map[review.StaffID]string, error) {
	names := map[review.StaffID]string{}
	err := q.s.each(ctx, `SELECT id, name FROM staff`, nil, func(r *sql.Rows) error {
		var id review.StaffID
		var name string
		err := r.Scan(&id, &name)
		names[id] = name
		return err
	})
	return names, q.wrap("names", err)
}

// DeskStaff counts the active reviewers and supervisors who are not barred from a submission. See
// review.Reader.
func (q *queries) DeskStaff(ctx context.Context, s review.SubmissionID) (reviewers, supervisors int, err error) {
	err = q.one(ctx, `SELECT count(CASE WHEN role = 'reviewer' THEN 1 END), count(CASE WHEN role = 'supervisor' THEN 1 END)
FROM staff WHERE status = 'active' AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.id = $1 AND `+barred("staff.id")+`)`,
		[]any{string(s)}, &reviewers, &supervisors)
	return reviewers, supervisors, q.wrap("desk staff", err)
}

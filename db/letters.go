package db

import (
	"context"
	"database/sql"
	"strings"

	"shinsa/review"
	"shinsa/staff"
)

// Letters of the staff stand in the outbox beside the mails to applicants, with the account's id in the
// place of a submission's.

const letterColumns = `id, topic, staff_id, created_at, expires_at, sent_at, failed_at, attempts`

func scanLetter(r *sql.Rows, l *staff.Letter) error {
	var topic string
	err := r.Scan(&l.ID, &topic, &l.Account, stamp{&l.CreatedAt}, stamp{&l.ExpiresAt}, stamp{&l.SentAt}, stamp{&l.FailedAt}, &l.Attempts)
	l.Purpose = staff.Purpose(strings.TrimPrefix(topic, "mail."))
	return err
}

// Letters lists every account's letter. See staff.Reader.
func (s Staff) Letters(ctx context.Context) ([]staff.Letter, error) {
	all, err := collect(ctx, &s.store.queries, `SELECT `+letterColumns+` FROM outbox WHERE staff_id <> '' ORDER BY staff_id`, nil, scanLetter)
	return all, forStaff(s.store.wrap("letters", err))
}

// Letter reads an account's letter. See staff.Tx.
func (t staffTx) Letter(ctx context.Context, a staff.AccountID) (*staff.Letter, error) {
	all, err := collect(ctx, &t.queries, `SELECT `+letterColumns+` FROM outbox WHERE staff_id = $1 AND staff_id <> ''`, []any{string(a)}, scanLetter)
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, forStaff(t.wrap("letter", err))
	}
	return &all[0], nil
}

// InsertLetter puts a letter into the outbox, to go at once. See staff.Tx.
func (t staffTx) InsertLetter(ctx context.Context, l *staff.Letter) error {
	_, err := t.s.exec(ctx, `INSERT INTO outbox (id, topic, submission_id, decision_id, staff_id, created_at, not_before, expires_at,
attempts, leased_by, leased_until, sent_at, failed_at) VALUES ($1, $2, '', '', $3, $4, $4, $5, 0, '', 0, 0, 0)`,
		l.ID, l.Topic(), string(l.Account), micros(l.CreatedAt), micros(l.ExpiresAt))
	return forStaff(t.wrap("insert letter", err))
}

// DeleteLetters takes an account's letter out of the outbox. See staff.Tx.
func (t staffTx) DeleteLetters(ctx context.Context, a staff.AccountID) error {
	_, err := t.s.exec(ctx, `DELETE FROM outbox WHERE staff_id = $1 AND staff_id <> ''`, string(a))
	return forStaff(t.wrap("delete letters", err))
}

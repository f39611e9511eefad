package db

import (
	"context"

	"shinsa/audit"
)

// Log keeps an entry of the log, and beside it the salt that opens it, which can be erased. See review.Tx.
func (t *tx) Log(ctx context.Context, e audit.Entry) error {
	salt := orNull(e.Salt)
	if e.Subject == "" { // then nothing is committed
		salt = nil
	}
	const insert = `INSERT INTO log_entries (id, at, act, leaf, subject, salt) VALUES ($1, $2, $3, $4, $5, $6)`
	values := []any{e.ID, micros(e.At), string(e.Act), e.Leaf, e.Subject, salt}
	// It waits for its number. PostgreSQL is asked once for both, because each question is a way to another process and back.
	if t.d == postgresDialect {
		_, err := t.s.exec(ctx, `WITH entry AS (`+insert+` RETURNING id) INSERT INTO log_pending (entry_id) SELECT id FROM entry`, values...)
		return t.wrap("log", err)
	}
	_, err := t.s.exec(ctx, insert, values...)
	if err == nil {
		_, err = t.s.exec(ctx, `INSERT INTO log_pending (entry_id) VALUES ($1)`, e.ID)
	}
	return t.wrap("log", err)
}

package db

import (
	"context"

	"shinsa/audit"
)

// Log keeps an entry of the log, and the salt that opens it where it can be erased. See review.Tx.
func (t *tx) Log(ctx context.Context, e audit.Entry) error {
	_, err := t.s.exec(ctx, `INSERT INTO log_entries (id, at, act, leaf) VALUES ($1, $2, $3, $4)`, e.ID, micros(e.At), string(e.Act), e.Leaf)
	if err == nil && e.Subject != "" { // without a subject nothing is committed
		_, err = t.s.exec(ctx, `INSERT INTO log_salts (subject, entry_id, salt) VALUES ($1, $2, $3)`, e.Subject, e.ID, e.Salt)
	}
	return t.wrap("log", err)
}

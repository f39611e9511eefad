package handlers

import (
	"database/sql"
	"strings"
	"testing"
	"time"
)

// Once a minute the use of a session is noted. A page that only reads does not wait for that while another
// process has locked the database.
func TestReadingDoesNotWaitForALockedDatabase(t *testing.T) {
	t.Parallel()
	if *onPostgres {
		t.Skip("readers of PostgreSQL wait for nobody")
	}
	d := newTestDesk(t)
	b := d.as("reviewer")
	b.get("/queue").is(200)
	d.clock.pass(2 * time.Minute)
	other, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(d.db, "sqlite:")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	for _, path := range []string{"/queue", "/account", "/queue?state=approved"} {
		b.get(path).is(200)
		d.clock.pass(2 * time.Second) // beyond what is remembered of a session
	}
	if took := time.Since(start); took > 3*time.Second { // a transaction waits for five
		t.Errorf("three pages took %s", took)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	// What was not noted then is noted now: the session goes on for half an hour from here.
	b.get("/queue").is(200)
	d.clock.pass(29 * time.Minute)
	b.get("/queue").is(200)
}

package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"shinsa/review"
	"shinsa/staff"
)

// decideCommand measures the whole of a decision (guard, rules, decision, state, log entry, outbox,
// sealing, commit) beside a bare transaction of two inserts with the same durability.
type decideCommand struct {
	Count    int    `help:"Decisions to make." default:"2000"`
	Database string `help:"postgres://… for the desk; a SQLite file by default."`
}

func (c decideCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "shinsa-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := newSystem(ctx, dir, c.Database)
	if err != nil {
		return err
	}
	defer s.store.Close()
	a, err := s.account(ctx, "load@example.org", staff.Reviewer)
	if err != nil {
		return err
	}
	refs, err := s.sent(ctx, c.Count)
	if err != nil {
		return err
	}
	forms := make([]review.DecisionForm, len(refs))
	for i, ref := range refs {
		if err := s.desk.Claim(ctx, a, ref, false); err != nil {
			return err
		}
		v, err := s.desk.Review(ctx, a, ref)
		if err != nil {
			return err
		}
		forms[i] = review.DecisionForm{Outcome: review.Approve, Answers: review.Answers{}, Seen: v.Version, Note: "measured"}
		for _, item := range v.Kind.Checklist {
			forms[i].Answers[item.ID] = review.Yes
		}
	}
	bare, err := openBareWriter(ctx, filepath.Join(dir, "bare.db"))
	if err != nil {
		return err
	}
	defer bare.Close()
	// In slices of a tenth, in turn, so that a drifting disk treats both alike.
	var decided, inserted time.Duration
	slice := max(1, len(refs)/10)
	for from := 0; from < len(refs); from += slice {
		until := min(from+slice, len(refs))
		begin := time.Now()
		for i := from; i < until; i++ {
			if _, err := s.desk.Decide(ctx, a, refs[i], forms[i]); err != nil {
				return err
			}
		}
		decided += time.Since(begin)
		begin = time.Now()
		for i := from; i < until; i++ {
			if err := twoInserts(ctx, bare, i); err != nil {
				return err
			}
		}
		inserted += time.Since(begin)
	}
	n := float64(len(refs))
	fmt.Printf("decisions          %8.0f/s\nbare transactions  %8.0f/s\nratio %.2f\n", n/decided.Seconds(), n/inserted.Seconds(), inserted.Seconds()/decided.Seconds())
	return nil
}

// sent hands submissions in through the desk, sharing nothing but the lack of pictures: it inserts them
// with a round of sealed fields, as the intake would.
func (s *system) sent(ctx context.Context, n int) ([]review.Reference, error) {
	typed := map[string]string{"name": "MARIA SANTOS CRUZ", "address": "東京都新宿区西新宿2-8-1", "room": "405",
		"birth_date": "1990-04-01", "number": "CD12345678EF", "expires_on": "2031-05-20", "back_notes": "no"}
	photo, err := smallPhoto()
	if err != nil {
		return nil, err
	}
	var refs []review.Reference
	for i := range n {
		token, err := s.desk.StartDraft(ctx, "resident-card", "en", "")
		if err != nil {
			return nil, err
		}
		if err := s.desk.SaveIdentity(ctx, token, "en", typed); err != nil {
			return nil, err
		}
		if i == 0 {
			err = s.desk.AddImage(ctx, token, "front", "front.jpg", photo)
		} else {
			err = s.desk.ShareImages(ctx, token, refs[0], 1)
		}
		if err != nil {
			return nil, err
		}
		if err := s.desk.Submit(ctx, token, "en", ""); err != nil {
			return nil, err
		}
		v, err := s.desk.OpenLink(ctx, token)
		if err != nil {
			return nil, err
		}
		refs = append(refs, v.Reference)
	}
	return refs, nil
}

func openBareWriter(ctx context.Context, file string) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	_, err = pool.ExecContext(ctx, `CREATE TABLE a (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT; CREATE TABLE b (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;`)
	return pool, err
}

func twoInserts(ctx context.Context, pool *sql.DB, i int) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	id := newID()
	for _, table := range []string{"a", "b"} {
		if _, err := tx.ExecContext(ctx, `INSERT INTO `+table+` (id, body) VALUES ($1, $2)`, id, "a body of some length, as rows have"); err != nil {
			return err
		}
	}
	return tx.Commit()
}

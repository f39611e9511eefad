package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"shinsa/db"
	"shinsa/desktest"
	"shinsa/handlers"
	"shinsa/imaging"
	"shinsa/review"
	"shinsa/seal"
	"shinsa/staff"
	"shinsa/training"
	"shinsa/views/words"
)

// system is a whole desk in a folder of its own, without the jobs.
type system struct {
	training *training.Room
	store    *db.Store
	desk     *review.Desk
	staff    *staff.Service
	words    *words.Catalogue
	keys     *seal.Keyring
}

func newID() string { return desktest.NewID() }

func newSystem(ctx context.Context, dir, database string) (*system, error) {
	set := review.DefaultSettings()
	set.Operator = review.Operator{Name: "Load", Contact: "load@example.org", DeskHours: "always", Purpose: "to measure"}
	d, err := desktest.Open(ctx, desktest.Options{Dir: dir, Database: database, Now: time.Now, Settings: func() review.Settings { return set }})
	if err != nil {
		return nil, err
	}
	return &system{training: d.Training, store: d.Store, desk: d.Desk, staff: d.Staff, words: d.Words, keys: d.Keys}, nil
}

// serve answers on a loopback port until the context ends, and returns its address.
func (s *system) serve(ctx context.Context) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	url := "http://" + l.Addr().String()
	app := handlers.New(handlers.Config{
		Desk: s.desk, Staff: s.staff, Training: s.training, Throttle: s.store.Throttle(), Words: s.words, Now: time.Now, PublicURL: url,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), MaxUpload: imaging.DefaultLimits().MaxBytes, Unlimited: true,
	})
	go func() { _ = app.Listener(l) }()
	go func() { <-ctx.Done(); _ = app.Shutdown() }()
	return url, nil
}

const loadPassword = "measure-me-gently"

// account makes a person of the desk.
func (s *system) account(ctx context.Context, email string, role staff.Role) (review.Actor, error) {
	a, err := s.staff.Add(ctx, staff.CommandLine(), staff.NewAccount{Email: email, Name: email, Role: role}, loadPassword)
	if errors.Is(err, staff.ErrExists) {
		a, err = s.staff.ByEmail(ctx, staff.CommandLine(), email)
	}
	return review.Actor{ID: review.StaffID(a.ID), Role: string(a.Role), Name: a.Name, Session: "load"}, err
}

// fill inserts waiting submissions straight into the store, a thousand to a transaction, until there are
// as many as wanted. They have no rounds: the queue needs none.
func (s *system) fill(ctx context.Context, have, want int) error {
	kindIDs := []string{"resident-card", "special-permanent-resident-certificate", "alien-registration-certificate", "alien-registration-matters-certificate"}
	start := time.Now().Add(-30 * 24 * time.Hour)
	for have < want {
		next := min(have+1000, want)
		err := s.store.Write(ctx, func(tx review.Tx) error {
			for n := have; n < next; n++ {
				id := newID()
				hash := sha256.Sum256([]byte(id))
				sub := &review.Submission{
					ID: review.SubmissionID(id), Reference: reference(n), LinkHash: hash[:], Link: hash[:], Key: "none",
					State: review.Waiting, Round: 1 + n%7/6, Kind: kindIDs[n%4], Lang: []string{"en", "ja"}[n%2], Sides: []string{"front", "back"},
					Version: 2, Rank: review.RankUsual, CreatedAt: start, Since: start, QueuedAt: start.Add(time.Duration(n) * time.Millisecond),
				}
				if err := tx.InsertSubmission(ctx, sub); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		have = next
	}
	return nil
}

// reference counts in base 32, so that no two are the same.
func reference(n int) review.Reference {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [8]byte
	for i := 7; i >= 0; i-- {
		b[i] = alphabet[n&31]
		n >>= 5
	}
	return review.Reference(fmt.Sprintf("%s-%s", b[:4], b[4:]))
}

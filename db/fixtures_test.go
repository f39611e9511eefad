package db_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"shinsa/db"
	"shinsa/review"
	"shinsa/seal"
)

// noon is when the tests take place.
var noon = time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)

var ctx = context.Background()

func newID[T ~string]() T { return T(uuid.Must(uuid.NewV7()).String()) }

var references atomic.Int64

// nextReference counts references up, so that no two are the same.
func nextReference() review.Reference {
	n := references.Add(1)
	return review.Reference(fmt.Sprintf("%04d-%04d", n/10000, n%10000))
}

// waiting is a submission that was sent at a time. Tests change what they care about.
func waiting(at time.Time) *review.Submission {
	id := newID[review.SubmissionID]()
	hash := sha256.Sum256([]byte(id))
	return &review.Submission{
		ID: id, Reference: nextReference(), LinkHash: hash[:], Link: []byte("sealed link"), Email: []byte("sealed e-mail"),
		Key: seal.KeyID("key-" + id), State: review.Waiting, Round: 1, Kind: "resident-card", Lang: "ja",
		Sides: []string{"front", "back"}, Findings: []string{"glare", "expired"}, Version: 3, Rank: review.RankUsual,
		CreatedAt: at.Add(-time.Hour), Since: at, QueuedAt: at,
	}
}

// insert puts submissions into a store.
func insert(t testing.TB, s *db.Store, all ...*review.Submission) {
	t.Helper()
	write(t, s, func(tx review.Tx) error {
		for _, sub := range all {
			if err := tx.InsertSubmission(ctx, sub); err != nil {
				return err
			}
		}
		return nil
	})
}

// change changes a submission as a use-case would.
func change(t testing.TB, s *db.Store, id review.SubmissionID, f func(*review.Submission)) {
	t.Helper()
	write(t, s, func(tx review.Tx) error {
		sub, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: id})
		if err != nil {
			return err
		}
		f(sub)
		return tx.SaveSubmission(ctx, sub)
	})
}

// write runs a transaction that must succeed.
func write(t testing.TB, s *db.Store, f func(review.Tx) error) {
	t.Helper()
	if err := s.Write(ctx, f); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// must returns a value that was to be had without an error.
func must[T any](t testing.TB) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

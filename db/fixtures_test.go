package db_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"shinsa/audit"
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

// send puts a submission with its round and an image of each side into a transaction.
func send(tx review.Tx, sub *review.Submission) error {
	if err := tx.InsertSubmission(ctx, sub); err != nil {
		return err
	}
	err := tx.SaveRound(ctx, &review.Round{Submission: sub.ID, N: sub.Round, Kind: sub.Kind, KindVersion: "v1", Lang: sub.Lang,
		Key: seal.KeyID("round-" + sub.ID), Fields: make([]byte, 700), Findings: sub.Findings, CreatedAt: sub.CreatedAt, SubmittedAt: sub.QueuedAt})
	for _, side := range sub.Sides {
		i := image(sub.ID)
		err = errors.Join(err, tx.InsertImage(ctx, i), tx.PlaceImage(ctx, sub.ID, sub.Round, side, i.ID, false))
	}
	return err
}

// sent is a submission in the store, with its round and images.
func sent(t testing.TB, s *db.Store, at time.Time) *review.Submission {
	t.Helper()
	sub := waiting(at)
	write(t, s, func(tx review.Tx) error { return send(tx, sub) })
	return sub
}

// image is a picture of a submission.
func image(of review.SubmissionID) *review.Image {
	id := newID[review.ImageID]()
	return &review.Image{
		ID: id, Submission: of, Key: seal.KeyID("image-" + id), Digest: []byte("digest of " + id), Original: "o-" + string(id), Screen: "s-" + string(id),
		Preview: "p-" + string(id), Thumb: "t-" + string(id), Bytes: 480_000, Width: 4000, Height: 3000, ScreenWidth: 1600, ScreenHeight: 1200,
		Name: []byte("sealed name"), Facts: []byte("sealed facts"), CreatedAt: noon,
	}
}

// decision is a rejection by a person.
func decision(sub *review.Submission, by review.StaffID) *review.Decision {
	answers := review.Answers{}
	for i := range 14 {
		answers[fmt.Sprintf("item-%d", i)] = review.Yes
	}
	return &review.Decision{
		ID: newID[review.DecisionID](), Submission: sub.ID, Round: sub.Round, Stage: review.StageFirst, Outcome: review.Reject, By: by,
		Kind: sub.Kind, KindVersion: "v1", PolicyVersion: "p1", Seen: sub.Version, Lang: sub.Lang, Answers: answers, Reasons: []string{"unreadable", "name-differs"},
		DecidedAt: noon, EffectiveAt: noon.Add(10 * time.Second), Handling: 48 * time.Second, Waiting: noon.Sub(sub.QueuedAt),
		Key: seal.KeyID("round-" + sub.ID), Note: []byte("sealed note"), Message: make([]byte, 400), Marks: []byte("sealed marks"), MarkCount: 2,
	}
}

// entry is an entry of the log of the usual size.
func entry(act audit.Act, subject string) audit.Entry {
	return audit.Entry{ID: newID[string](), Act: act, At: noon, Leaf: make([]byte, 600), Salt: make([]byte, 32), Subject: subject}
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

// addStaff makes an active account.
func addStaff(t testing.TB, s *db.Store, name, role string) review.StaffID {
	t.Helper()
	id := newID[review.StaffID]()
	err := s.Exec(ctx, `INSERT INTO staff (id, email, folded, name, role, pending_role, lang, status, password_hash, created_at, password_at, signed_in_at, disabled_at)
VALUES ($1, $1, $1, $2, $3, '', '', 'active', '', 0, 0, 0, 0)`, string(id), name, role)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Package desktest builds a whole desk for tests and measurements: a real database, sealed files in a folder,
// keys, the policy, the kinds and the words, with the staff's accounts beside it. What the desk is made of
// stands here once, and in the program itself (cmd/shinsa); a new port is added in these two places. It is for
// tests and for cmd/load alone.
//
// Start with New.
package desktest

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"shinsa/audit"
	"shinsa/blob"
	"shinsa/db"
	"shinsa/imaging"
	"shinsa/policy"
	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/seal"
	"shinsa/staff"
	"shinsa/training"
	"shinsa/views/words"
)

// Options say how a desk differs from the usual one. Now must be given.
type Options struct {
	Dir           string // of blobs and keys
	Database      string // its URL; a SQLite file in Dir by default
	Now           func() time.Time
	Settings      func() review.Settings // read for each use-case; DefaultSettings by default
	StaffSettings func() staff.Settings  // the same
	Erasures      review.Erasures        // by default a list that nobody replays
	Cost          staff.Cost             // of passwords; the product's by default
	KindSettings  []string               // that are on; see kinds.Load
}

// Desk is a desk and what it is made of, as far as tests look behind it.
type Desk struct {
	*review.Desk
	Store    *db.Store
	Blobs    blob.Store
	KeyFiles *seal.FileKeys
	Master   *seal.MasterKey
	Words    *words.Catalogue
	Staff    *staff.Service
	Training *training.Room
}

// Cheap is a cost of passwords for tests that sign in often.
var Cheap = staff.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

// What is shipped never changes, and hundreds of desks that each had their own of it would keep the collector busy.
var (
	shippedWords  = sync.OnceValues(func() (*words.Catalogue, error) { return words.Load() })
	shippedPolicy = sync.OnceValues(policy.New)
)

// New builds a desk in a folder of the test, with cheap passwords, and closes it at the test's end.
func New(t testing.TB, o Options) *Desk {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	if o.Cost == (staff.Cost{}) {
		o.Cost = Cheap
	}
	d, err := Open(context.Background(), o)
	if err != nil {
		t.Fatalf("a desk for the test: %v", err)
	}
	t.Cleanup(func() { _ = d.Store.Close() })
	return d
}

// Open builds a desk under a new master key. The caller closes its Store.
func Open(ctx context.Context, o Options) (d *Desk, err error) {
	if o.Database == "" {
		o.Database = "sqlite:" + filepath.Join(o.Dir, "shinsa.db")
	}
	if o.Settings == nil {
		o.Settings = review.DefaultSettings
	}
	if o.Erasures == nil {
		o.Erasures = noList{}
	}
	d = &Desk{}
	shipped, err := shippedWords()
	if err != nil {
		return nil, err
	}
	d.Words = &words.Catalogue{}
	d.Words.Replace(shipped)
	live, err := kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(d.Words, nil, o.KindSettings...) })
	if err != nil {
		return nil, err
	}
	guard, err := shippedPolicy()
	if err != nil {
		return nil, err
	}
	if d.Master, err = seal.NewMasterKey(rand.Reader); err != nil {
		return nil, err
	}
	if d.KeyFiles, err = seal.OpenFileKeys(filepath.Join(o.Dir, "keys")); err != nil {
		return nil, err
	}
	if d.Blobs, err = blob.Open(ctx, "file:"+filepath.Join(o.Dir, "blobs"), blob.Options{}); err != nil {
		return nil, err
	}
	if d.Store, err = db.Open(ctx, o.Database, db.Options{Now: o.Now}); err != nil {
		return nil, err
	}
	recorder := &audit.Recorder{NewID: NewID, Salt: func() ([]byte, error) { return random(audit.SaltSize) }}
	d.Desk, err = review.NewDesk(review.Parts{
		Store: d.Store, Guard: policy.DeskGuard{Guard: guard}, Keys: seal.Open(d.Master, d.KeyFiles, seal.Options{}),
		Blobs: blob.ForDesk{Store: d.Blobs}, Erasures: o.Erasures, Kinds: live, Words: d.Words,
		Intake:   imaging.NewIntake(imaging.DefaultLimits(), imaging.NewBudget(256<<20, 10*time.Second)),
		Recorder: recorder, Settings: o.Settings, Now: o.Now, NewID: NewID, BlobName: blob.NewName,
	})
	if err != nil {
		return nil, err
	}
	d.Training = training.NewRoom(training.Parts{
		Store: d.Store.Training(), Guard: d.Guard, Kinds: live, Intake: d.Intake, Settings: o.Settings, Now: o.Now, NewID: NewID,
	})
	d.Staff, err = staff.New(staff.Config{
		Store: d.Store.Staff(), Throttle: d.Store.Throttle(), Recorder: recorder, Guard: policy.DeskGuard{Guard: guard}, Now: o.Now,
		Random: random, NewID: NewID, ThrottleKey: d.Keys.Digest([]byte("what the throttle counts")), Cost: o.Cost, Settings: o.StaffSettings,
	})
	return d, err
}

// NewID makes a UUID of version 7.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

func random(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := rand.Read(b)
	return b, err
}

// noList is a list of erasures that nobody replays.
type noList struct{}

// Add implements review.Erasures.
func (noList) Add(context.Context, review.Erasure) error { return nil }

package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Errors of a TreeStore, and of reading what it holds.
var (
	// ErrOtherLeads says that another process numbers entries now.
	ErrOtherLeads = errors.New("another process numbers the log")
	// ErrFenced says that another process has taken the numbering over meanwhile: nothing was written.
	ErrFenced = errors.New("another process has taken over the numbering of the log")
	// ErrDamaged says that the stored tree is not what it must be.
	ErrDamaged = errors.New("the stored log is damaged")
)

// A Pending entry has been written by an act and has no number yet.
type Pending struct {
	ID   string
	Leaf []byte
}

// Growth is what one step adds to the tree.
type Growth struct {
	// From is the number of the first of IDs; the others follow without a gap.
	From int64
	IDs  []string
	// Hashes are stored from HashIndex(From) on.
	Hashes []Hash
	// Size is how many leaves there are then, and Signed the checkpoint of them.
	Size   int64
	Signed []byte
}

// A TreeStore keeps the tree. It is safe for concurrent use, also by several processes.
type TreeStore interface {
	// Lead makes holder the one who numbers until now+term, or renews that, unless somebody else is: that is
	// ErrOtherLeads. A lease that ends later than one given now could by more than a minute is of a clock that jumped back, and counts for nothing. The fence is greater after every change of holder.
	Lead(ctx context.Context, holder string, now time.Time, term time.Duration) (fence int64, err error)
	// Grow runs f in one transaction, with the size of the tree, its hashes and at most limit entries without
	// a number, in the order in which they are to be numbered, and writes what f returns. It does nothing when
	// there are none. It is ErrFenced when the fence is not the newest.
	Grow(ctx context.Context, fence int64, limit int, f func(size int64, stored tlog.HashReader, pending []Pending) (Growth, error)) (n int, err error)
}

// A Sequencer numbers the entries that acts have written, adds them to the tree and signs its head. One at a
// time does so, whoever has the lease; one that stalled and comes back late is refused by its fence, in the
// same transaction in which it would write.
type Sequencer struct {
	Store TreeStore
	Key   note.Signer
	// Name tells this process from others.
	Name string
	Now  func() time.Time
	// Term is for how long a process leads without renewing it: as long as the log may stand still after one
	// has died.
	Term time.Duration
	// Batch is how many entries are numbered in one transaction, at most.
	Batch int
}

// Step numbers what waits, in as many transactions as it takes, and returns how many entries that were. It is
// zero while another process leads.
func (s *Sequencer) Step(ctx context.Context) (numbered int, err error) {
	for {
		fence, err := s.Store.Lead(ctx, s.Name, s.Now(), s.Term)
		if errors.Is(err, ErrOtherLeads) {
			return numbered, nil
		}
		if err != nil {
			return numbered, fmt.Errorf("audit: lead: %w", err)
		}
		n, err := s.Store.Grow(ctx, fence, s.Batch, s.grow)
		if errors.Is(err, ErrFenced) {
			return numbered, nil
		}
		if err != nil {
			return numbered, fmt.Errorf("audit: grow: %w", err)
		}
		numbered += n
		if n < s.Batch {
			return numbered, nil
		}
	}
}

// Resign gives the lease up, so that another need not wait for its end. It does nothing while another leads.
func (s *Sequencer) Resign(ctx context.Context) error {
	_, err := s.Store.Lead(ctx, s.Name, s.Now(), 0)
	if errors.Is(err, ErrOtherLeads) {
		return nil
	}
	return err
}

// grow computes what the tree gains by some entries. Everything is computed from what is stored, so a process
// has nothing to remember and nothing to be wrong about.
func (s *Sequencer) grow(size int64, stored tlog.HashReader, pending []Pending) (Growth, error) {
	tree := newHashes(stored)
	g := Growth{From: size, Size: size + int64(len(pending))}
	for k, p := range pending {
		made, err := tree.add(size+int64(k), p.Leaf)
		if err != nil {
			return Growth{}, err
		}
		g.IDs = append(g.IDs, p.ID)
		g.Hashes = append(g.Hashes, made...)
	}
	root, err := tlog.TreeHash(g.Size, tree)
	if err != nil {
		return Growth{}, err
	}
	g.Signed, err = Checkpoint{Origin: s.Key.Name(), Size: g.Size, Root: root}.Sign(s.Key)
	return g, err
}

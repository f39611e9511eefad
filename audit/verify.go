package audit

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Numbered leaf is a row of the tree as it is stored, beside the entry it numbers.
type Numbered struct {
	N  int64
	ID string
	// Missing says that there is no such entry any more; then the rest is empty.
	Missing bool
	// Act and At are the entry's columns, which repeat what its leaf says.
	Act  Act
	At   time.Time
	Leaf []byte
	// Salt opens the leaf's commitments; nil once it was erased.
	Salt []byte
	// Subject is whose erasure takes the salt; empty once it has, and where nothing is committed.
	Subject string
}

// A SignedHead is a checkpoint as it is stored or was published.
type SignedHead struct {
	// Size is what is claimed of it, in a column or a file's name; Signed says it under a signature.
	Size   int64
	Signed []byte
	// Where names it in words: a file, or the store.
	Where string
}

// A LogSource is what is verified. Each function returns at most limit rows, from the given one on and in
// order, and fewer only at the end.
type LogSource interface {
	Leaves(ctx context.Context, from int64, limit int) ([]Numbered, error)
	Hashes(ctx context.Context, from int64, limit int) ([]IndexedHash, error)
	Heads(ctx context.Context, fromSize int64, limit int) ([]SignedHead, error)
	// Stray returns the id of an entry that neither has a number nor waits for one; empty when there is none.
	Stray(ctx context.Context) (id string, err error)
}

// An IndexedHash is a stored hash.
type IndexedHash struct {
	I    int64
	Hash Hash
}

// A Difference is the first thing in which a stored log is not what it must be.
type Difference struct {
	// Leaf is the number of the first leaf that it concerns; -1 when it concerns none.
	Leaf int64
	// ID is the entry's, where it is known.
	ID   string
	What string
}

func (d *Difference) Error() string {
	switch {
	case d.Leaf >= 0 && d.ID != "":
		return fmt.Sprintf("leaf %d (entry %s): %s", d.Leaf, d.ID, d.What)
	case d.Leaf >= 0:
		return fmt.Sprintf("leaf %d: %s", d.Leaf, d.What)
	}
	return d.What
}

// A Verification recomputes a stored log from its leaves.
type Verification struct {
	Source LogSource
	Keys   note.Verifiers
	// Published are checkpoints that were kept elsewhere, in the order of their sizes. Without them a log that
	// was rewritten as a whole by somebody who holds its key looks sound.
	Published []SignedHead
	// Each is called with every leaf that is sound so far, in order; nil for nothing. A Difference that it returns ends the
	// verification.
	Each func(Numbered, Leaf) error
	// Progress is called now and then with how many leaves were checked; nil for nobody.
	Progress func(leaves int64)
}

// Verified is what was found sound.
type Verified struct {
	Leaves, Checkpoints, Published int64
	// Head is the newest checkpoint; its Size is 0 in a log that is empty.
	Head Checkpoint
	// Erased is how many leaves' salts were erased: they are sound, and say nothing of anybody any more.
	Erased int64
}

// Run reads the log once, from the first leaf to the last, and returns the first Difference as an error. Its
// memory does not grow with the log. Entries that have no number yet are no difference.
func (v Verification) Run(ctx context.Context) (Verified, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := run{
		Verification: v,
		leaves:       ahead(ctx, 0, v.Source.Leaves, func(n Numbered) int64 { return n.N + 1 }),
		hashes:       ahead(ctx, 0, v.Source.Hashes, func(h IndexedHash) int64 { return h.I + 1 }),
		heads:        ahead(ctx, 1, v.Source.Heads, func(h SignedHead) int64 { return h.Size + 1 }),
		published:    v.Published,
	}
	err := r.all(ctx)
	return r.found, err
}

// run is one verification under way.
type run struct {
	Verification
	leaves *stream[Numbered]
	hashes *stream[IndexedHash]
	heads  *stream[SignedHead]
	// published are those that come later than the leaves checked so far.
	published []SignedHead
	// edge are the roots of the complete subtrees of what was checked, the largest first: all that is needed to
	// go on.
	edge  []Hash
	found Verified
}

func (r *run) all(ctx context.Context) error {
	for {
		leaf, ok, err := r.leaves.next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := r.leaf(leaf); err != nil {
			return err
		}
		if r.Progress != nil && r.found.Leaves%page == 0 {
			r.Progress(r.found.Leaves)
		}
	}
	return r.end(ctx)
}

// leaf checks one leaf, the hashes that are stored for it, and the checkpoints of the tree that ends with it.
func (r *run) leaf(l Numbered) error {
	n := r.found.Leaves
	differs := func(format string, args ...any) error { return &Difference{n, l.ID, fmt.Sprintf(format, args...)} }
	if l.N != n {
		return &Difference{Leaf: n, What: fmt.Sprintf("there is no leaf of this number; the next has number %d", l.N)}
	}
	if l.Missing {
		return differs("its entry is gone")
	}
	parsed, err := Parse(l.Leaf)
	if err != nil {
		return r.hashed(l, differs("its bytes are no leaf in canonical form"))
	}
	if err := r.hashed(l, nil); err != nil {
		return err
	}
	if parsed.ID != l.ID || parsed.Act != l.Act || !parsed.At.Equal(l.At) {
		return differs("the columns of its entry say something else than the leaf")
	}
	if l.Salt == nil && committed(parsed) {
		r.found.Erased++
	}
	if r.Each != nil {
		if err := r.Each(l, parsed); err != nil {
			return err
		}
	}
	r.found.Leaves++
	return r.checkpoints()
}

// hashed compares the hashes of leaf l with those stored. What else is wrong with the leaf, if anything, is said only
// when its hash is right: else that is the plainer word.
func (r *run) hashed(l Numbered, otherwise error) error {
	hash, at := LeafHash(l.Leaf), HashIndex(l.N)
	for level := 0; ; level++ {
		stored, ok, err := r.hashes.next()
		if err != nil {
			return err
		}
		if !ok || stored.I != at+int64(level) {
			return &Difference{l.N, l.ID, fmt.Sprintf("hash %d, which belongs to it, is gone", at+int64(level))}
		}
		if stored.Hash != hash && level == 0 {
			return &Difference{l.N, l.ID, "its bytes are not those that were hashed: it was changed, or put in another's place"}
		}
		if stored.Hash != hash {
			return &Difference{l.N, l.ID, fmt.Sprintf("hash %d, of the tree that ends with it, was changed", stored.I)}
		}
		if l.N>>level&1 == 0 {
			r.edge = append(r.edge, hash)
			return otherwise
		}
		last := len(r.edge) - 1
		hash = tlog.NodeHash(r.edge[last], hash)
		r.edge = r.edge[:last]
	}
}

// root is the root of what was checked so far.
func (r *run) root() Hash {
	if len(r.edge) == 0 {
		return Hash{}
	}
	root := r.edge[len(r.edge)-1]
	for k := len(r.edge) - 2; k >= 0; k-- {
		root = tlog.NodeHash(r.edge[k], root)
	}
	return root
}

// checkpoints checks those of the tree as it is so far.
func (r *run) checkpoints() error {
	size := r.found.Leaves
	for {
		head, ok, err := r.heads.peek()
		if err != nil {
			return err
		}
		if !ok || head.Size > size {
			break
		}
		r.heads.drop()
		if err := r.head(head); err != nil {
			return err
		}
		r.found.Checkpoints++
	}
	for len(r.published) > 0 && r.published[0].Size <= size {
		if err := r.head(r.published[0]); err != nil {
			return err
		}
		r.published = r.published[1:]
		r.found.Published++
	}
	return nil
}

func (r *run) head(h SignedHead) error {
	size := r.found.Leaves
	c, err := OpenCheckpoint(h.Signed, r.Keys)
	if err != nil {
		return &Difference{size - 1, "", fmt.Sprintf("the checkpoint of %d leaves (%s): %v", h.Size, h.Where, err)}
	}
	if c.Size != h.Size {
		return &Difference{size - 1, "", fmt.Sprintf("the checkpoint of %d leaves (%s) says %d", h.Size, h.Where, c.Size)}
	}
	if c.Size != size || c.Root != r.root() {
		return &Difference{size - 1, "", fmt.Sprintf("the checkpoint of %d leaves (%s) was signed for another tree: a leaf up to this one was changed, added or taken away", h.Size, h.Where)}
	}
	if c.Size >= r.found.Head.Size {
		r.found.Head = c
	}
	return nil
}

// end checks that nothing is left over.
func (r *run) end(ctx context.Context) error {
	size := r.found.Leaves
	if h, ok, err := r.hashes.next(); err != nil {
		return err
	} else if ok {
		return &Difference{Leaf: size, What: fmt.Sprintf("hash %d is stored, and no leaf that it belongs to: leaves were cut off", h.I)}
	}
	if h, ok, err := r.heads.next(); err != nil {
		return err
	} else if ok {
		return &Difference{Leaf: size, What: fmt.Sprintf("there is a checkpoint of %d leaves, and only %d are stored: leaves were cut off", h.Size, size)}
	}
	if len(r.published) > 0 {
		return &Difference{Leaf: size, What: fmt.Sprintf("%d leaves were published (%s), and only %d are stored: leaves were cut off, or an older copy was put back",
			r.published[0].Size, r.published[0].Where, size)}
	}
	if r.found.Head.Size != size {
		return &Difference{Leaf: r.found.Head.Size, What: fmt.Sprintf("the newest checkpoint is of %d leaves, and %d are stored", r.found.Head.Size, size)}
	}
	id, err := r.Source.Stray(ctx)
	if err != nil {
		return err
	}
	if id != "" {
		return &Difference{Leaf: -1, What: fmt.Sprintf("entry %s has no number and does not wait for one: it was put in beside the log, or its number was taken", id)}
	}
	return nil
}

// committed reports whether a leaf commits to anything.
func committed(l Leaf) bool {
	for _, f := range l.Facts {
		if f.Commitment != nil {
			return true
		}
	}
	return false
}

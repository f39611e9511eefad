package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a node of the tree: SHA-256 as RFC 6962, section 2.1, says.
type Hash = tlog.Hash

// LeafHash is the hash of a leaf's bytes in the tree.
func LeafHash(leaf []byte) Hash { return tlog.RecordHash(leaf) }

// HashIndex is where the hash of leaf n is among the stored hashes. Those of the inner nodes that leaf n
// completes follow it, from the lowest up.
func HashIndex(n int64) int64 { return tlog.StoredHashIndex(0, n) }

// HashCount is how many hashes are stored for a tree of size leaves.
func HashCount(size int64) int64 { return tlog.StoredHashCount(size) }

// hashes reads stored hashes, and remembers those that it has read or been given: a batch of leaves needs
// the same few of the right edge again and again.
type hashes struct {
	known  map[int64]Hash
	stored tlog.HashReader
}

func newHashes(stored tlog.HashReader) *hashes {
	return &hashes{known: map[int64]Hash{}, stored: stored}
}

func (h *hashes) ReadHashes(indexes []int64) ([]Hash, error) {
	var missing []int64
	for _, i := range indexes {
		if _, ok := h.known[i]; !ok {
			missing = append(missing, i)
		}
	}
	if len(missing) > 0 {
		found, err := h.stored.ReadHashes(missing)
		if err != nil {
			return nil, err
		}
		if len(found) != len(missing) {
			return nil, fmt.Errorf("audit: %d of %d hashes are there: %w", len(found), len(missing), ErrDamaged)
		}
		for k, i := range missing {
			h.known[i] = found[k]
		}
	}
	out := make([]Hash, len(indexes))
	for k, i := range indexes {
		out[k] = h.known[i]
	}
	return out, nil
}

// add appends leaf n, and returns the hashes that are stored for it.
func (h *hashes) add(n int64, leaf []byte) ([]Hash, error) {
	made, err := tlog.StoredHashes(n, leaf, h)
	if err != nil {
		return nil, err
	}
	at := HashIndex(n)
	for k, hash := range made {
		h.known[at+int64(k)] = hash
	}
	return made, nil
}

package review

import (
	"strings"

	"shinsa/audit"
)

// DiffersFrom compares a decision, as its row stands in the database, with the leaf that the log has of it, and
// names the first fact in which they differ; empty when they agree. Without the salt, which is erased with a
// person's data, only what stands in the leaf in clear is compared. Digests of pictures that were destroyed are
// passed over.
func (dec *Decision) DiffersFrom(leaf audit.Leaf, salt []byte) string {
	facts := decisionFacts(dec)
	for _, f := range facts {
		if strings.HasPrefix(f.Name(), "image.") && dec.digestGone(strings.TrimPrefix(f.Name(), "image.")) {
			continue
		}
		if !leaf.Says(f, salt) {
			return f.Name()
		}
	}
	if len(facts) != len(leaf.Facts) {
		return "the number of facts"
	}
	return ""
}

func (dec *Decision) digestGone(side string) bool {
	for _, i := range dec.Images {
		if i.Side == side {
			return len(i.Digest) == 0
		}
	}
	return true
}

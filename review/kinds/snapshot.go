package kinds

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// snapshotFormat numbers the form of the bytes. Fields may be added with omitempty without a new number.
const snapshotFormat = 1

type snapshot struct {
	Format int           `json:"format"`
	Kind   *Kind         `json:"kind"`
	Words  SnapshotWords `json:"words"`
}

// SnapshotWords are the words of one kind: language → id → text.
type SnapshotWords map[string]map[string]string

// Lookup finds a word in exactly that language.
func (w SnapshotWords) Lookup(lang, id string) (string, bool) {
	t, ok := w[lang][id]
	return t, ok
}

// Languages returns the languages of the words in ascending order.
func (w SnapshotWords) Languages() []string { return slices.Sorted(maps.Keys(w)) }

// Snapshot returns the kind with its words as bytes that ParseSnapshot reads. The same kind gives the same
// bytes on every machine. They hold no personal data and are stored once for each version that was used.
func (k *Kind) Snapshot() []byte { return bytes.Clone(k.snapshot) }

// seal fixes the snapshot and the version of a kind that is complete.
func (k *Kind) seal(words SnapshotWords) error {
	data, err := json.Marshal(snapshot{snapshotFormat, k, words})
	if err != nil {
		return fmt.Errorf("kinds: snapshot of %s: %w", k.ID, err)
	}
	k.words = words
	k.setSnapshot(data)
	return nil
}

func (k *Kind) setSnapshot(data []byte) {
	sum := sha256.Sum256(data)
	k.snapshot, k.Version = data, hex.EncodeToString(sum[:])[:12]
}

// ParseSnapshot reads what Snapshot gave. It does not judge the kind by today's rules: what was once in
// force can always be shown again.
func ParseSnapshot(data []byte) (*Kind, SnapshotWords, error) {
	var s snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, nil, fmt.Errorf("kinds: parse snapshot: %w", err)
	}
	if s.Format != snapshotFormat || s.Kind == nil || s.Kind.ID == "" {
		return nil, nil, fmt.Errorf("kinds: parse snapshot: not a kind of format %d", snapshotFormat)
	}
	k := s.Kind
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Pattern == "" {
			continue
		}
		re, err := regexp.Compile(f.Pattern)
		if err != nil {
			return nil, nil, fmt.Errorf("kinds: parse snapshot: field %s: %w", f.ID, err)
		}
		f.pattern = re
	}
	k.words = s.Words
	k.setSnapshot(bytes.Clone(data))
	return k, s.Words, nil
}

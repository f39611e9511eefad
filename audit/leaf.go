package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// MaxLeaf is the greatest length of a leaf in bytes. Tiled logs carry an entry after a length of two
// bytes (https://c2sp.org/tlog-tiles), so a longer one could not be published.
const MaxLeaf = 1<<16 - 1

const (
	header     = "shinsa log leaf v1\n"
	timeLayout = "2006-01-02T15:04:05.000000Z"
	hashPrefix = "sha256:"
)

// ErrLeaf is in the chain of every error of Parse.
var ErrLeaf = errors.New("not a leaf in canonical form")

// A Leaf is a leaf as it was read.
type Leaf struct {
	ID  string
	Act Act
	At  time.Time // UTC, whole microseconds
	// Facts are sorted by name, and no name comes twice.
	Facts []LeafFact
}

// A LeafFact is a fact as it stands in a leaf.
type LeafFact struct {
	Name string
	// Value is what a public fact says. It is empty for a committed one.
	Value string
	// Commitment is nil for a public fact.
	Commitment *[sha256.Size]byte
}

// Public returns the value of the public fact of that name. It is false when there is none, or when the
// fact is committed.
func (l Leaf) Public(name string) (string, bool) {
	f, ok := l.fact(name)
	return f.Value, ok && f.Commitment == nil
}

// Opens reports whether the leaf commits to value under that name and salt.
func (l Leaf) Opens(name string, salt []byte, value string) bool {
	f, ok := l.fact(name)
	return ok && f.Commitment != nil && *f.Commitment == commit(salt, name, value)
}

// Says reports whether the leaf says a fact. Without the salt it cannot be told what a leaf commits to; then
// it is enough that it commits to something under that name.
func (l Leaf) Says(f Fact, salt []byte) bool {
	said, ok := l.fact(f.name)
	switch {
	case !ok || f.committed != (said.Commitment != nil):
		return false
	case !f.committed:
		return said.Value == f.value
	}
	return salt == nil || l.Opens(f.name, salt, f.value)
}

func (l Leaf) fact(name string) (LeafFact, bool) {
	for _, f := range l.Facts {
		if f.Name == name {
			return f, true
		}
	}
	return LeafFact{}, false
}

// Bytes returns the canonical bytes. For a leaf that Parse returned they are those that it was given.
func (l Leaf) Bytes() []byte {
	size := len(header) + len(l.ID) + len(l.Act) + len(timeLayout) + 16
	for _, f := range l.Facts {
		size += len(f.Name) + len(f.Value) + len(hashPrefix) + 2*sha256.Size + 2
	}
	return l.appendTo(make([]byte, 0, size))
}

func (l Leaf) appendTo(b []byte) []byte {
	b = append(b, header...)
	b = append(append(append(b, "id "...), l.ID...), '\n')
	b = append(l.At.AppendFormat(append(b, "at "...), timeLayout), '\n')
	b = append(append(append(b, "act "...), l.Act...), '\n')
	for _, f := range l.Facts {
		b = append(b, f.Name...)
		if f.Commitment != nil {
			b = append(append(b, '='), hashPrefix...)
			b = hex.AppendEncode(b, f.Commitment[:])
		} else {
			b = append(append(b, ' '), f.Value...)
		}
		b = append(b, '\n')
	}
	return b
}

// Parse reads a leaf of version 1. It accepts canonical bytes only: whatever differs from what Bytes
// would write, in order, case, spacing or line ends, is ErrLeaf.
func Parse(leaf []byte) (Leaf, error) {
	if len(leaf) > MaxLeaf {
		return Leaf{}, fmt.Errorf("audit: parse: %d bytes: %w", len(leaf), ErrLeaf)
	}
	text, ok := strings.CutPrefix(string(leaf), header)
	if !ok {
		return Leaf{}, fmt.Errorf("audit: parse: first line: %w", ErrLeaf)
	}
	// Room for all facts at once: a verification reads a million leaves.
	lines := strings.Count(text, "\n")
	l := Leaf{Facts: make([]LeafFact, 0, max(0, lines-3))}
	commitments := make([][sha256.Size]byte, strings.Count(text, hashPrefix))
	for n := 2; text != ""; n++ {
		line, rest, ended := strings.Cut(text, "\n")
		if !ended || !l.take(n, line, &commitments) {
			return Leaf{}, fmt.Errorf("audit: parse: line %d: %w", n, ErrLeaf)
		}
		text = rest
	}
	if l.Act == "" {
		return Leaf{}, fmt.Errorf("audit: parse: ends early: %w", ErrLeaf)
	}
	// What the checks above let through in more than one spelling, such as a comma in the time, ends here.
	var stack [2048]byte
	if !bytes.Equal(l.appendTo(stack[:0]), leaf) {
		return Leaf{}, fmt.Errorf("audit: parse: %w", ErrLeaf)
	}
	return l, nil
}

// take reads line n of a leaf into l, with a commitment from those that there is room for, and reports whether it may stand there.
func (l *Leaf) take(n int, line string, commitments *[][sha256.Size]byte) bool {
	name, value, plain := strings.Cut(line, " ")
	switch n {
	case 2:
		l.ID = value
		return plain && name == "id" && validID(value)
	case 3:
		at, err := time.Parse(timeLayout, value)
		l.At = at
		return plain && name == "at" && err == nil && at.Year() >= 1970
	case 4:
		l.Act = Act(value)
		return plain && name == "act" && validAct(value)
	}
	f := LeafFact{Name: name, Value: value}
	if !plain {
		var digits string
		f.Name, digits, _ = strings.Cut(line, "="+hashPrefix)
		if len(digits) != 2*sha256.Size || len(*commitments) == 0 {
			return false
		}
		f.Commitment, *commitments = &(*commitments)[0], (*commitments)[1:]
		var stack [2 * sha256.Size]byte
		copy(stack[:], digits)
		if _, err := hex.Decode(f.Commitment[:], stack[:]); err != nil {
			return false
		}
	} else if !validPublic(value) {
		return false
	}
	if k := len(l.Facts); !validName(f.Name) || k > 0 && l.Facts[k-1].Name >= f.Name {
		return false
	}
	l.Facts = append(l.Facts, f)
	return true
}

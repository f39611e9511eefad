package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An Entry is what the store keeps of one act. ID, Act and At repeat what the leaf says, so that they
// can be columns.
type Entry struct {
	ID  string
	Act Act
	At  time.Time // UTC, whole microseconds
	// Leaf is final: what is numbered, hashed and proved later are these bytes.
	Leaf []byte
	// Salt opens the leaf's commitments. It is kept apart from the leaf, in a column that can be emptied.
	Salt []byte
	// Subject is whose erasure erases the salt: a submission's id, or "staff:" and an account's id. It is
	// empty for an act that concerns nobody, which then commits nothing. It is kept with the salt and erased
	// with it.
	Subject string
}

// StaffSubject returns the Subject of acts that concern an account of the staff.
func StaffSubject(id string) string { return "staff:" + id }

// ErrFact is in the chain of every error about facts, names or values that a leaf cannot hold. It is a
// fault of the program, never of a person's input.
var ErrFact = errors.New("cannot stand in a leaf")

// A Recorder makes entries. Its functions must be safe for concurrent use; then it is too.
type Recorder struct {
	// NewID returns a new id for an entry: 1 to 64 lower-case letters, digits and hyphens, such as a UUID.
	NewID func() string
	// Salt returns SaltSize bytes of a cryptographic random source, new at every call.
	Salt func() ([]byte, error)
}

// Entry makes the entry of one act. The time is cut to microseconds in UTC. The order of the facts does
// not matter; two facts of one name are refused. A committed fact needs a subject, or its salt would
// never be erased.
//
// An error means that the act must not happen: it is ErrFact, or what Salt returned.
func (r *Recorder) Entry(act Act, at time.Time, subject string, facts ...Fact) (Entry, error) {
	if !known[act] {
		return Entry{}, fmt.Errorf("audit: entry: act %q %w", act, ErrFact)
	}
	salt, err := r.Salt()
	if err != nil {
		return Entry{}, fmt.Errorf("audit: entry: salt: %w", err)
	}
	if len(salt) != SaltSize {
		return Entry{}, fmt.Errorf("audit: entry: a salt of %d bytes, want %d", len(salt), SaltSize)
	}
	l := Leaf{ID: r.NewID(), Act: act, At: at.UTC().Truncate(time.Microsecond), Facts: make([]LeafFact, 0, len(facts))}
	if !validID(l.ID) {
		return Entry{}, fmt.Errorf("audit: entry: id %q %w", l.ID, ErrFact)
	}
	if y := l.At.Year(); y < 1970 || y > 9999 {
		return Entry{}, fmt.Errorf("audit: entry: the year %d %w", y, ErrFact)
	}
	for _, f := range facts {
		lf, err := f.inLeaf(salt, subject)
		if err != nil {
			return Entry{}, fmt.Errorf("audit: entry: %s: %w", act, err)
		}
		l.Facts = append(l.Facts, lf)
	}
	slices.SortFunc(l.Facts, func(a, b LeafFact) int { return strings.Compare(a.Name, b.Name) })
	for i := 1; i < len(l.Facts); i++ {
		if l.Facts[i].Name == l.Facts[i-1].Name {
			return Entry{}, fmt.Errorf("audit: entry: %s: two facts named %q %w", act, l.Facts[i].Name, ErrFact)
		}
	}
	leaf := l.Bytes()
	if len(leaf) > MaxLeaf {
		return Entry{}, fmt.Errorf("audit: entry: %s: a leaf of %d bytes %w", act, len(leaf), ErrFact)
	}
	return Entry{ID: l.ID, Act: act, At: l.At, Leaf: leaf, Salt: salt, Subject: subject}, nil
}

// inLeaf checks f and gives it the form that it has in a leaf. The errors name the fact and never quote
// its value, which may be personal data in the wrong place.
func (f Fact) inLeaf(salt []byte, subject string) (LeafFact, error) {
	switch {
	case !validName(f.name):
		return LeafFact{}, fmt.Errorf("the name %q %w", f.name, ErrFact)
	case !f.committed && !validPublic(f.value):
		return LeafFact{}, fmt.Errorf("the public value of %s (%d bytes) %w", f.name, len(f.value), ErrFact)
	case !f.committed:
		return LeafFact{Name: f.name, Value: f.value}, nil
	case len(f.value) > maxCommitted:
		return LeafFact{}, fmt.Errorf("the value of %s (%d bytes) %w", f.name, len(f.value), ErrFact)
	case subject == "":
		return LeafFact{}, fmt.Errorf("%s is committed without a subject, so it %w", f.name, ErrFact)
	}
	c := commit(salt, f.name, f.value)
	return LeafFact{Name: f.name, Commitment: &c}, nil
}

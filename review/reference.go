package review

import (
	"io"
	"strings"
)

// Reference is the short public name of a submission, such as 7K3M-9QXA: eight characters of
// Crockford's base 32 (no I, L, O, U), so that it can be read out on the telephone. It opens nothing.
type Reference string

const referenceAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewReference draws a reference from 40 random bits. The caller tries again when it is taken.
func NewReference(random io.Reader) (Reference, error) {
	var b [8]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = referenceAlphabet[b[i]&31]
	}
	return Reference(string(b[:4]) + "-" + string(b[4:])), nil
}

// ParseReference reads a reference as people type it: in either case, with or without the hyphen,
// with O for 0 and I or L for 1. It returns ErrNotFound for what cannot be one, as a reference that
// does not exist would.
func ParseReference(s string) (Reference, error) {
	var b []byte
	for _, r := range strings.ToUpper(strings.TrimSpace(s)) {
		switch r {
		case '-', ' ', '‐', '−', 'ー':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if r > 'Z' || !strings.ContainsRune(referenceAlphabet, r) || len(b) == 8 {
			return "", ErrNotFound
		}
		b = append(b, byte(r))
	}
	if len(b) != 8 {
		return "", ErrNotFound
	}
	return Reference(string(b[:4]) + "-" + string(b[4:])), nil
}

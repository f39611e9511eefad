package audit

import (
	"crypto/sha256"
	"encoding/binary"
)

// A Fact is one thing that a leaf says besides what was done and when. Make one with Public or
// Committed.
type Fact struct {
	name      string
	value     string
	committed bool
}

// Public returns a fact that stands in the leaf in clear. It is for codes, counts and versions: at most
// 256 bytes of lower-case letters, digits and ". _ , + -". The charset keeps out names, addresses,
// e-mail addresses, references and document numbers, which have letters, spaces or signs beyond it; a
// birth date would pass, so who writes an act must commit it.
func Public(name, value string) Fact { return Fact{name: name, value: value} }

// Committed returns a fact of which the leaf holds only a commitment. It is for identities (ids of
// people, submissions, images) and content (digests of fields, notes, messages): any bytes, 1 MiB at
// most.
func Committed(name, value string) Fact { return Fact{name: name, value: value, committed: true} }

// Name is what it is called in a leaf.
func (f Fact) Name() string { return f.name }

// SaltSize is the length in bytes of a leaf's salt.
const SaltSize = 32

const (
	maxName      = 64
	maxPublic    = 256
	maxCommitted = 1 << 20

	commitmentDomain = "shinsa log commitment v1"
)

// commit is SHA-256 over the domain, the salt, the name and the value, each after its length as four
// bytes, most significant first. The lengths keep one (name, value) from reading like another.
func commit(salt []byte, name, value string) [sha256.Size]byte {
	var stack [256]byte
	b := stack[:0]
	b = appendPrefixed(b, commitmentDomain)
	b = appendPrefixed(b, salt)
	b = appendPrefixed(b, name)
	b = appendPrefixed(b, value)
	return sha256.Sum256(b)
}

func appendPrefixed[T string | []byte](b []byte, part T) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
	return append(b, part...)
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// validName reports whether s can name a fact: a lower-case letter, then lower-case letters, digits and
// ". _ -".
func validName(s string) bool {
	if s == "" || len(s) > maxName || !isLower(s[0]) || s == "id" || s == "at" || s == "act" {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; !isLower(c) && !isDigit(c) && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

func validPublic(s string) bool {
	if s == "" || len(s) > maxPublic {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isLower(c), isDigit(c), c == '.', c == '_', c == ',', c == '+', c == '-':
		default:
			return false
		}
	}
	return true
}

func validID(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isLower(c) && !isDigit(c) && c != '-' {
			return false
		}
	}
	return true
}

// validAct reports whether s has the form of an act: a group and a name, as in "decision.made". Acts
// that this version does not know are read all the same, because a log outlives the program.
func validAct(s string) bool {
	if len(s) > maxName {
		return false
	}
	dot := -1
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isLower(c):
		case c == '-' && i > 0 && isLower(s[i-1]):
		case c == '.' && dot < 0 && i > 0 && isLower(s[i-1]):
			dot = i
		default:
			return false
		}
	}
	return dot > 0 && isLower(s[len(s)-1])
}

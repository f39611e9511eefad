package audit

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
)

// A LogKey signs checkpoints: Ed25519, in the form of signed notes (https://c2sp.org/signed-note).
type LogKey struct {
	// Signer signs. It must not leave the process.
	Signer note.Signer
	// Verifier is the public key, NAME+HASH+KEY, which is made to be shown.
	Verifier string
}

// NewLogKey makes the key of a log from 32 secret bytes; the same bytes make the same key. The origin names
// the log, as in "desk.example.org/log": no spaces, no plus sign.
func NewLogKey(origin string, secret []byte) (LogKey, error) {
	if origin == "" || strings.ContainsFunc(origin, func(r rune) bool { return unicode.IsSpace(r) || r == '+' }) {
		return LogKey{}, fmt.Errorf("audit: %q cannot name a log", origin)
	}
	if len(secret) != ed25519.SeedSize {
		return LogKey{}, errors.New("audit: a log's key is made of 32 bytes")
	}
	private := ed25519.NewKeyFromSeed(secret)
	verifier, err := note.NewEd25519VerifierKey(origin, private.Public().(ed25519.PublicKey))
	if err != nil {
		return LogKey{}, fmt.Errorf("audit: log key: %w", err)
	}
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return LogKey{}, fmt.Errorf("audit: log key: %w", err)
	}
	return LogKey{Signer: signer{v, func(msg []byte) []byte { return ed25519.Sign(private, msg) }}, Verifier: verifier}, nil
}

// signer signs as note.NewSigner's do. The secret is in a function, because fmt prints what of others sits in
// somebody's field.
type signer struct {
	note.Verifier
	sign func(msg []byte) []byte
}

func (s signer) Sign(msg []byte) ([]byte, error) { return s.sign(msg), nil }

// Verifiers reads public keys. A key that is no key is an error that quotes it: it holds no secret.
func Verifiers(keys ...string) (note.Verifiers, error) {
	var all []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(strings.TrimSpace(k))
		if err != nil {
			return nil, fmt.Errorf("audit: %q is not the public key of a log: %w", k, err)
		}
		all = append(all, v)
	}
	return note.VerifierList(all...), nil
}

package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"

	"golang.org/x/crypto/chacha20poly1305"
)

const keySize = chacha20poly1305.KeySize

// redacted is what a key shows of itself, wherever it is printed.
const redacted = "REDACTED"

// A MasterKey wraps the data keys, and the keys of tokens, digests and the installation's own secrets
// are derived from it. It is safe for concurrent use and prints as REDACTED.
type MasterKey struct {
	// In a function, because fmt asks no Format method of what sits in somebody's unexported field, and
	// there it prints arrays, and under a verb that does not fit even what a pointer points at.
	secret func() []byte
}

func masterKey(secret [keySize]byte) *MasterKey {
	return &MasterKey{secret: func() []byte { return secret[:] }}
}

// NewMasterKey makes a master key of 32 bytes from random, which must be a cryptographic source.
func NewMasterKey(random io.Reader) (*MasterKey, error) {
	var secret [keySize]byte
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return nil, fmt.Errorf("seal: new master key: %w", err)
	}
	return masterKey(secret), nil
}

// Fingerprint names the key without telling anything about it: 16 hexadecimal digits in groups of four.
// It is stored in the database, so that a wrong key is noticed at start and not at the first sealed value.
func (m *MasterKey) Fingerprint() string {
	h := hex.EncodeToString(m.fingerprint())
	return h[0:4] + "-" + h[4:8] + "-" + h[8:12] + "-" + h[12:16]
}

const fingerprintSize = 8

func (m *MasterKey) fingerprint() []byte { return m.derive("fingerprint", fingerprintSize) }

// derive returns a key of n bytes for one purpose. Purposes never share a key, so what is made for one
// says nothing about another.
func (m *MasterKey) derive(purpose string, n int) []byte {
	k, err := hkdf.Key(sha256.New, m.secret(), nil, "shinsa "+purpose+" v1", n)
	if err != nil {
		panic("seal: derive: " + err.Error()) // only for lengths beyond 255 hashes, and ours are constants
	}
	return k
}

func (m *MasterKey) deriveAEAD(purpose string) cipher.AEAD {
	return newAEAD(m.derive(purpose, keySize))
}

func newAEAD(key []byte) cipher.AEAD {
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic("seal: cipher: " + err.Error()) // only for a key of another length
	}
	return a
}

// Format implements fmt.Formatter for every verb.
func (m MasterKey) Format(s fmt.State, _ rune) { io.WriteString(s, redacted) }

// String returns REDACTED.
func (m MasterKey) String() string { return redacted }

// MarshalText returns REDACTED, for JSON and every other encoding.
func (m MasterKey) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns REDACTED for structured logs.
func (m MasterKey) LogValue() slog.Value { return slog.StringValue(redacted) }

package seal

import (
	"crypto/cipher"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// Sealed bytes are a version, a random nonce, the ciphertext and its tag. Nonces of 24 random bytes do
// not meet by chance, however much is sealed under one key.
const (
	boxVersion = 1
	nonceSize  = chacha20poly1305.NonceSizeX
	tagSize    = chacha20poly1305.Overhead

	// Overhead is how many bytes longer sealed bytes are than the plain ones.
	Overhead = 1 + nonceSize + tagSize
)

func seal(random io.Reader, aead cipher.AEAD, ad, plain []byte) ([]byte, error) {
	out := make([]byte, 1+nonceSize, len(plain)+Overhead)
	out[0] = boxVersion
	if _, err := io.ReadFull(random, out[1:]); err != nil {
		return nil, fmt.Errorf("nonce: %w", err)
	}
	return aead.Seal(out, out[1:1+nonceSize], plain, ad), nil
}

func open(aead cipher.AEAD, ad, sealed []byte) ([]byte, error) {
	if len(sealed) < Overhead || sealed[0] != boxVersion {
		return nil, ErrTampered
	}
	plain, err := aead.Open(nil, sealed[1:1+nonceSize], sealed[1+nonceSize:], ad)
	if err != nil {
		return nil, ErrTampered
	}
	return plain, nil
}

// authenticated is what a box authenticates besides its content: the purpose, the version, the key and
// the place.
func authenticated(b []byte, purpose string, id KeyID, ad AD) []byte {
	b = appendPrefixed(b, "shinsa "+purpose+" v1")
	b = appendPrefixed(b, string(id))
	return append(b, ad.encoded...)
}

package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// TokenSize is the length of a search token in bytes.
const TokenSize = 16

// Token returns the keyed search token of a value within a class (such as "number" or "name"): TokenSize
// bytes that are the same for the same two strings and tell nothing without the master key. Folding the
// value first is the caller's work.
func (k *Keyring) Token(class, value string) []byte {
	h := k.tokens.Get().(hash.Hash)
	defer k.tokens.Put(h)
	h.Reset()
	var stack [128]byte
	h.Write(appendPrefixed(appendPrefixed(stack[:0], class), value))
	return h.Sum(nil)[:TokenSize:TokenSize]
}

// Digest returns the keyed digest of data: 32 bytes (HMAC-SHA256). An image's digest without a key could
// be compared with those of images that leaked elsewhere.
func (k *Keyring) Digest(data []byte) []byte {
	h := k.digests.Get().(hash.Hash)
	defer k.digests.Put(h)
	h.Reset()
	h.Write(data)
	return h.Sum(nil)
}

func keyedHashes(key []byte) *sync.Pool {
	return &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
}

package seal

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
)

// A KeyID names a data key. It is random and tells nothing: 32 lower-case hexadecimal digits, safe as a
// file name and in a URL.
type KeyID string

const keyIDBytes = 16

// Valid reports whether id has the form of a key's id. Stores ask before they use it as a name.
func (id KeyID) Valid() bool {
	if len(id) != 2*keyIDBytes {
		return false
	}
	for i := 0; i < len(id); i++ {
		if c := id[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func newKeyID(random io.Reader) (KeyID, error) {
	var b [keyIDBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("id: %w", err)
	}
	return KeyID(hex.EncodeToString(b[:])), nil
}

// A KeyStore keeps wrapped data keys. It must be safe for concurrent use, by several processes too.
// What fails because the store cannot be reached is ErrUnavailable.
type KeyStore interface {
	// Put keeps a new key, durably before it returns. It refuses an id that is there already.
	Put(ctx context.Context, id KeyID, wrapped []byte) error
	// Get returns a key, or ErrDestroyed when there is none. It must be sure of that: a store that is not
	// mounted is ErrUnavailable.
	Get(ctx context.Context, id KeyID) ([]byte, error)
	// Delete destroys a key, durably before it returns. A key that is not there is no error.
	Delete(ctx context.Context, id KeyID) error
	// Each calls f with every key's id, in no stated order, until f returns an error, which it returns. Keys
	// that come or go meanwhile may be left out.
	Each(ctx context.Context, f func(KeyID) error) error
}

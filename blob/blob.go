package blob

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A Store keeps blobs by name. It is safe for concurrent use, by several processes too.
type Store interface {
	// Put keeps data under a new name, durably before it returns. data has 1 to MaxSize bytes. The error is
	// ErrExists when the name holds something else; the very same bytes again are no error, so that a caller
	// may repeat a Put that it has lost sight of.
	Put(ctx context.Context, name string, data []byte) error
	// Get returns what Put kept, in a slice that is the caller's own, or ErrNotFound.
	Get(ctx context.Context, name string) ([]byte, error)
	// Delete removes a blob, durably before it returns. One that is not there is no error.
	Delete(ctx context.Context, name string) error
	// Each calls f with every name, in no stated order, until f returns an error, which it returns. Blobs
	// that come or go meanwhile may be left out. What is not a blob is passed over.
	Each(ctx context.Context, f func(name string) error) error
	// Check reports whether the store can be written, read and deleted from, by doing so, and whether it is
	// closed to strangers. It is for the start and for readiness probes. The error is ErrSetting or
	// ErrUnavailable and says what to do.
	Check(ctx context.Context) error
}

var (
	// ErrNotFound is returned for a name that holds nothing.
	ErrNotFound = errors.New("no such blob")
	// ErrExists is returned by Put for a name that holds other bytes.
	ErrExists = errors.New("the name holds another blob")
	// ErrUnavailable is returned when the store could not do it now: network, full disk, no permission, too
	// busy. Nothing is known about the blob then, and trying later may help.
	ErrUnavailable = errors.New("the store of blobs cannot be reached")
	// ErrSetting is returned when the operator has to change something: the URL, the bucket, its
	// credentials, the folder's mode.
	ErrSetting = errors.New("setting of the blob store")

	errName = errors.New("not the name of a blob")
	errSize = fmt.Errorf("a blob has 1 to %d bytes", MaxSize)
)

// MaxSize is the greatest size of a blob in bytes, several times the greatest image that intake takes.
// It bounds the memory that a Get can cost, whatever the service answers.
const MaxSize = 64 << 20

const nameBytes = 20

// NewName returns a new name: 160 random bits as 40 lower-case hexadecimal digits.
func NewName() string {
	var b [nameBytes]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// ValidName reports whether name has the form that NewName gives. Stores use no other, so no name can
// lead out of the folder or the bucket.
func ValidName(name string) bool {
	if len(name) != 2*nameBytes {
		return false
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Options hold what a URL must not.
type Options struct {
	// S3 is needed for a bucket and ignored for a folder.
	S3 Credentials
}

// Open returns the store at a URL: file:DIR for a folder, which is made when it is not there, or
// s3://BUCKET?endpoint=URL&region=NAME for a bucket, which must be there. A URL that makes no sense is
// ErrSetting. Open does not talk to the network; call Check before relying on the store.
func Open(ctx context.Context, url string, opts Options) (Store, error) {
	if err := ended(ctx); err != nil {
		return nil, fmt.Errorf("blob: open: %w", err)
	}
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "file":
		return openFolder(rest)
	case "s3":
		return openBucket(url, opts.S3)
	}
	// The URL is not quoted: it may be a secret that was put into the wrong setting.
	return nil, fmt.Errorf("blob: open: %w: want file:DIR or s3://BUCKET?endpoint=URL", ErrSetting)
}

func checkPut(ctx context.Context, name string, data []byte) error {
	switch {
	case !ValidName(name):
		return errName
	case len(data) == 0 || len(data) > MaxSize:
		return errSize
	}
	return ended(ctx)
}

// ended reports a context that has ended. One that was cancelled stays what it is, because nobody waits
// for an answer any more; time that ran out is a store too slow to be used.
func ended(ctx context.Context) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return unavailable(err)
	}
	return err
}

func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

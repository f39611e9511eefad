package imaging

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// ErrBusy says that the decoders were occupied for longer than an upload waits.
// The same file may be sent again in a moment.
var ErrBusy = errors.New("imaging: all decoders are busy")

// Budget is what all decoders of a process share: a number of bytes that they
// may hold together, and as many of them at once as there are processors. Its
// methods may be called from several goroutines.
//
// Waiting is first come, first served, so that a large picture is not passed by
// small ones for ever.
type Budget struct {
	capacity int64
	wait     time.Duration
	decoders *semaphore.Weighted
	bytes    *semaphore.Weighted
	litter   litter
}

// The budget that the product uses unless it is told otherwise.
const (
	DefaultBudgetBytes = 256 << 20
	DefaultBudgetWait  = 10 * time.Second
)

// NewBudget returns a budget of a number of bytes, for which an upload waits no
// longer than wait.
func NewBudget(bytes int64, wait time.Duration) *Budget {
	return newBudget(bytes, wait, runtime.GOMAXPROCS(0))
}

func newBudget(bytes int64, wait time.Duration, decoders int) *Budget {
	return &Budget{
		capacity: bytes,
		wait:     wait,
		decoders: semaphore.NewWeighted(int64(decoders)),
		bytes:    semaphore.NewWeighted(bytes),
		litter:   litter{most: bytes / 8},
	}
}

// Acquire takes n bytes and a decoder's place, and waits for them if need be.
// The error is [ErrBusy] after the budget's wait, or the context's. When there is
// none, release must be called; calling it again does nothing. Who asks for more
// than the whole budget gets the whole.
func (b *Budget) Acquire(ctx context.Context, n int64) (release func(), err error) {
	n = min(n, b.capacity)
	waiting, cancel := context.WithTimeout(ctx, b.wait)
	defer cancel()
	// The place comes first: who waits for bytes then holds up only those
	// who came later, and nobody holds bytes without using them.
	if b.decoders.Acquire(waiting, 1) != nil {
		return nil, busyOr(ctx)
	}
	if b.bytes.Acquire(waiting, n) != nil {
		b.decoders.Release(1)
		return nil, busyOr(ctx)
	}
	return sync.OnceFunc(func() {
		b.litter.add(n)
		b.bytes.Release(n)
		b.decoders.Release(1)
	}), nil
}

func busyOr(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return ErrBusy
}

// Package live tells many readers what one source has to say.
//
// A Hub asks its source at a steady pace, only while somebody reads, and hands what it says to every reader. Nobody
// waits for anybody: a reader who does not keep up is dropped, and is told so. Of what is told, of HTTP and of
// the store it knows nothing.
package live

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrFull is returned to who would be one reader too many, in all or of one owner.
var ErrFull = errors.New("live: there are readers enough")

// A Source returns what there is to tell since it was asked last; false when there is nothing. It is asked by one
// goroutine at a time. After an error it is asked again.
type Source[T any] func(ctx context.Context) (T, bool, error)

// Options bound a hub. All of the numbers must be above 0.
type Options struct {
	Pause  time.Duration // between two questions to the source
	Limit  time.Duration // of one question
	Most   int           // readers in all
	Each   int           // readers of one owner
	Behind int           // how much may wait for a reader before it is dropped
	// Failed is told of the source's errors; nil when nobody wants to know.
	Failed func(error)
	// Count is told how many readers there are when that changes; nil when nobody counts.
	Count func(n int)
}

// A Hub is safe for concurrent use. Make it with New.
type Hub[T any] struct {
	begin func() Source[T]
	Options

	mu      sync.Mutex
	readers map[*Reader[T]]struct{}
	owners  map[string]int
	stop    chan struct{} // ends the asking; nil while nobody reads
}

// New makes a hub. begin is called whenever the first reader comes, and its source tells from that moment on.
func New[T any](begin func() Source[T], o Options) *Hub[T] {
	return &Hub[T]{begin: begin, Options: o, readers: map[*Reader[T]]struct{}{}, owners: map[string]int{}}
}

// A Reader is one who is told. It must Leave in the end.
type Reader[T any] struct {
	hub     *Hub[T]
	owner   string
	waiting chan T
}

// Join adds a reader, or returns ErrFull. What the source tells from now on waits for him.
func (h *Hub[T]) Join(owner string) (*Reader[T], error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.readers) >= h.Most || h.owners[owner] >= h.Each {
		return nil, ErrFull
	}
	r := &Reader[T]{hub: h, owner: owner, waiting: make(chan T, h.Behind)}
	h.readers[r] = struct{}{}
	h.owners[owner]++
	if h.stop == nil {
		h.stop = make(chan struct{})
		go h.run(h.begin(), h.stop)
	}
	h.count()
	return r, nil
}

// Waiting is what waits for the reader. It is closed when the reader was too slow, and has missed something then,
// or when he has left.
func (r *Reader[T]) Waiting() <-chan T { return r.waiting }

// Leave ends the reading. It may be called again.
func (r *Reader[T]) Leave() {
	r.hub.mu.Lock()
	defer r.hub.mu.Unlock()
	r.hub.drop(r)
}

// drop removes a reader, unless he is gone.
func (h *Hub[T]) drop(r *Reader[T]) {
	if _, there := h.readers[r]; !there {
		return
	}
	delete(h.readers, r)
	if h.owners[r.owner]--; h.owners[r.owner] == 0 {
		delete(h.owners, r.owner)
	}
	close(r.waiting)
	if len(h.readers) == 0 {
		close(h.stop)
		h.stop = nil
	}
	h.count()
}

func (h *Hub[T]) count() {
	if h.Count != nil {
		h.Count(len(h.readers))
	}
}

// run asks and tells until the last reader has left.
func (h *Hub[T]) run(source Source[T], stop chan struct{}) {
	tick := time.NewTicker(h.Pause)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(context.Background(), h.Limit)
		what, some, err := source(ctx)
		cancel()
		if err != nil && h.Failed != nil {
			h.Failed(err)
		} else if err == nil && some {
			h.tell(what, stop)
		}
	}
}

// tell hands out what a source said, unless its readers have gone meanwhile.
func (h *Hub[T]) tell(what T, stop chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stop != stop {
		return
	}
	for r := range h.readers {
		select {
		case r.waiting <- what:
		default:
			h.drop(r)
		}
	}
}

package yamlfile

import (
	"sync"
	"sync/atomic"
)

// Live is a file's content in force in a running server. It is safe for concurrent use.
type Live[T any] struct {
	load    func() (*T, error)
	reading sync.Mutex // one reading at a time, so that an older one never replaces a newer one
	current atomic.Pointer[T]
}

// NewLive loads for the first time.
func NewLive[T any](load func() (*T, error)) (*Live[T], error) {
	l := &Live[T]{load: load}
	if _, err := l.Reload(); err != nil {
		return nil, err
	}
	return l, nil
}

// Now is what is in force. Take it once a use-case: the next call may return something newer.
func (l *Live[T]) Now() *T { return l.current.Load() }

// Reload reads again and returns what was in force before, nil the first time. If anything is wrong, what is in
// force stays, and the error names what is wrong.
func (l *Live[T]) Reload() (before *T, err error) {
	l.reading.Lock()
	defer l.reading.Unlock()
	next, err := l.load()
	if err != nil {
		return l.current.Load(), err
	}
	return l.current.Swap(next), nil
}

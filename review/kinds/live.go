package kinds

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// Live is the set in force in a running server. It is safe for concurrent use.
type Live struct {
	load    func() (*Set, error)
	reading sync.Mutex // one reload at a time, so that an older reading never replaces a newer one
	current atomic.Pointer[Set]
}

// NewLive loads for the first time. The function reads words and kinds anew at each call, since a new kind
// usually comes with new words.
func NewLive(load func() (*Set, error)) (*Live, error) {
	l := &Live{load: load}
	if _, err := l.Reload(); err != nil {
		return nil, err
	}
	return l, nil
}

// Set returns the set in force. Take it once per request: the next call may return a newer one.
func (l *Live) Set() *Set { return l.current.Load() }

// Reload reads the kinds again and says whether any of them is new, gone or has another version. If anything
// is wrong with any file, the set in force stays as it is, whole, and the error names what is wrong.
func (l *Live) Reload() (changed bool, err error) {
	l.reading.Lock()
	defer l.reading.Unlock()
	set, err := l.load()
	if err != nil {
		return false, fmt.Errorf("kinds: reload: %w", err)
	}
	before := l.current.Swap(set)
	same := func(a, b *Kind) bool { return a.ID == b.ID && a.Version == b.Version }
	return before == nil || !slices.EqualFunc(before.kinds, set.kinds, same), nil
}

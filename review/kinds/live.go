package kinds

import (
	"fmt"
	"slices"

	"shinsa/review/yamlfile"
)

// Live is the set in force in a running server. It is safe for concurrent use.
type Live struct{ file *yamlfile.Live[Set] }

// NewLive loads for the first time. The function reads words and kinds anew at each call, since a new kind
// usually comes with new words.
func NewLive(load func() (*Set, error)) (*Live, error) {
	file, err := yamlfile.NewLive(load)
	if err != nil {
		return nil, err
	}
	return &Live{file}, nil
}

// Set returns the set in force. Take it once per request: the next call may return a newer one.
func (l *Live) Set() *Set { return l.file.Now() }

// Reload reads the kinds again and says whether any of them is new, gone or has another version. If anything
// is wrong with any file, the set in force stays as it is, whole, and the error names what is wrong.
func (l *Live) Reload() (changed bool, err error) {
	before, err := l.file.Reload()
	if err != nil {
		return false, fmt.Errorf("kinds: reload: %w", err)
	}
	same := func(a, b *Kind) bool { return a.ID == b.ID && a.Version == b.Version }
	return !slices.EqualFunc(before.kinds, l.Set().kinds, same), nil
}

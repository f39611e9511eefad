package seal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"
)

var place = Bind("submission-1", "1", "name")

func testMaster(t testing.TB, seed byte) *MasterKey {
	t.Helper()
	m, err := NewMasterKey(bytes.NewReader(bytes.Repeat([]byte{seed}, keySize)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func testFileKeys(t testing.TB) *FileKeys {
	t.Helper()
	s, err := OpenFileKeys(t.TempDir() + "/keys")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testKeyring(t testing.TB, store KeyStore) *Keyring {
	t.Helper()
	return Open(testMaster(t, 7), store, Options{})
}

func mustKey(t testing.TB, k *Keyring) KeyID {
	t.Helper()
	id, err := k.NewKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func mustSeal(t testing.TB, k *Keyring, id KeyID, ad AD, plain string) []byte {
	t.Helper()
	sealed, err := k.Seal(t.Context(), id, ad, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// memoryKeys is a KeyStore in memory, with a hook before each call that may fail it.
type memoryKeys struct {
	before func(op string, id KeyID) error

	mu   sync.Mutex
	keys map[KeyID][]byte
}

func (s *memoryKeys) enter(op string, id KeyID) error {
	if s.before == nil {
		return nil
	}
	return s.before(op, id)
}

func (s *memoryKeys) Put(_ context.Context, id KeyID, wrapped []byte) error {
	if err := s.enter("put", id); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil {
		s.keys = map[KeyID][]byte{}
	}
	s.keys[id] = bytes.Clone(wrapped)
	return nil
}

func (s *memoryKeys) Get(_ context.Context, id KeyID) ([]byte, error) {
	s.mu.Lock()
	wrapped, ok := s.keys[id]
	s.mu.Unlock()
	if err := s.enter("got", id); err != nil { // after reading, so that a hook can stand between
		return nil, err
	}
	if !ok {
		return nil, ErrDestroyed
	}
	return bytes.Clone(wrapped), nil
}

func (s *memoryKeys) Delete(_ context.Context, id KeyID) error {
	if err := s.enter("delete", id); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, id)
	return nil
}

func (s *memoryKeys) Each(_ context.Context, f func(KeyID) error) error {
	s.mu.Lock()
	ids := slices.Collect(maps.Keys(s.keys))
	s.mu.Unlock()
	for _, id := range ids {
		if err := f(id); err != nil {
			return err
		}
	}
	return nil
}

// fakeClock is a clock that only a test moves.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var errNoEntropy = errors.New("no entropy")

// fewRandom gives n bytes and then fails.
func fewRandom(n int) io.Reader {
	return io.MultiReader(io.LimitReader(zeroes{}, int64(n)), failing{})
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errNoEntropy }

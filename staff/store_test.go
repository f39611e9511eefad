package staff

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"shinsa/audit"
)

// memory is a Store for the tests of the use-cases. Write runs its function twice, first on a copy that
// is thrown away, because a real store may run it again.
type memory struct {
	mu     sync.Mutex
	tables tables
	fault  func() error // when set, Write fails with what it returns
}

type tables struct {
	accounts map[AccountID]Account
	sessions map[Hash]Session
	links    map[Hash]Link
	letters  map[AccountID]Letter
	claims   map[AccountID]int
	log      []audit.Entry
}

func newMemory() *memory {
	return &memory{tables: tables{map[AccountID]Account{}, map[Hash]Session{}, map[Hash]Link{}, map[AccountID]Letter{}, map[AccountID]int{}, nil}}
}

func (r tables) clone() tables {
	return tables{maps.Clone(r.accounts), maps.Clone(r.sessions), maps.Clone(r.links), maps.Clone(r.letters), maps.Clone(r.claims), slices.Clone(r.log)}
}

func (m *memory) Write(ctx context.Context, f func(Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fault != nil {
		if err := m.fault(); err != nil {
			return err
		}
	}
	discarded := m.tables.clone()
	if err := f(&discarded); err != nil {
		return err
	}
	next := m.tables.clone()
	if err := f(&next); err != nil {
		return err
	}
	m.tables = next
	return nil
}

func (m *memory) TryWrite(ctx context.Context, f func(Tx) error) error { return m.Write(ctx, f) }

func (m *memory) read() *tables {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.tables.clone()
	return &r
}

func (m *memory) Account(ctx context.Context, id AccountID) (*Account, error) {
	return m.read().LockAccount(ctx, id)
}

func (m *memory) AccountByEmail(_ context.Context, folded string) (*Account, error) {
	for _, a := range m.read().accounts {
		if a.Folded == folded {
			return &a, nil
		}
	}
	return nil, ErrNotFound
}

func (m *memory) Accounts(ctx context.Context) ([]Account, error) {
	all, err := m.read().LockAccounts(ctx)
	slices.SortFunc(all, func(a, b Account) int { return strings.Compare(a.Folded, b.Folded) })
	return all, err
}

func (m *memory) Session(ctx context.Context, h Hash) (*Session, *Account, error) {
	r := m.read()
	s, ok := r.sessions[h]
	if !ok {
		return nil, nil, ErrNotFound
	}
	a, err := r.LockAccount(ctx, s.Account)
	return &s, a, err
}

func (m *memory) Link(ctx context.Context, h Hash) (*Link, *Account, error) {
	r := m.read()
	l, ok := r.links[h]
	if !ok {
		return nil, nil, ErrNotFound
	}
	a, err := r.LockAccount(ctx, l.Account)
	return &l, a, err
}

func (r *tables) LockAccount(_ context.Context, id AccountID) (*Account, error) {
	a, ok := r.accounts[id]
	if !ok {
		return nil, ErrNotFound
	}
	return &a, nil
}

func (r *tables) LockAccounts(context.Context) ([]Account, error) {
	return slices.SortedFunc(maps.Values(r.accounts), func(a, b Account) int { return strings.Compare(string(a.ID), string(b.ID)) }), nil
}

func (r *tables) InsertAccount(_ context.Context, a *Account) error {
	for _, other := range r.accounts {
		if other.Folded == a.Folded {
			return ErrExists
		}
	}
	r.accounts[a.ID] = *a
	return nil
}

func (r *tables) SaveAccount(_ context.Context, a *Account) error {
	r.accounts[a.ID] = *a
	return nil
}

func (r *tables) InsertSession(_ context.Context, s *Session) error {
	r.sessions[s.Hash] = *s
	return nil
}

func (r *tables) TouchSession(_ context.Context, h Hash, at time.Time) error {
	if s, ok := r.sessions[h]; ok {
		s.SeenAt = at
		r.sessions[h] = s
	}
	return nil
}

func (r *tables) DeleteSession(_ context.Context, h Hash) (*Session, error) {
	s, ok := r.sessions[h]
	if !ok {
		return nil, ErrNotFound
	}
	delete(r.sessions, h)
	return &s, nil
}

func (r *tables) DeleteSessions(_ context.Context, id AccountID, except SessionID) (n int, err error) {
	for h, s := range r.sessions {
		if s.Account == id && s.ID != except {
			delete(r.sessions, h)
			n++
		}
	}
	return n, nil
}

func (r *tables) InsertLink(_ context.Context, l *Link) error {
	r.links[l.Hash] = *l
	return nil
}

func (r *tables) TakeLink(_ context.Context, h Hash) (*Link, error) {
	l, ok := r.links[h]
	if !ok {
		return nil, ErrNotFound
	}
	delete(r.links, h)
	return &l, nil
}

func (r *tables) DeleteLinks(_ context.Context, id AccountID) error {
	maps.DeleteFunc(r.links, func(_ Hash, l Link) bool { return l.Account == id })
	return nil
}

func (m *memory) Letters(context.Context) ([]Letter, error) {
	return slices.SortedFunc(maps.Values(m.read().letters), func(a, b Letter) int { return strings.Compare(string(a.Account), string(b.Account)) }), nil
}

func (r *tables) Letter(_ context.Context, id AccountID) (*Letter, error) {
	l, ok := r.letters[id]
	if !ok {
		return nil, ErrNotFound
	}
	return &l, nil
}

func (r *tables) InsertLetter(_ context.Context, l *Letter) error {
	if _, there := r.letters[l.Account]; there {
		return errors.New("an account has one letter at most")
	}
	r.letters[l.Account] = *l
	return nil
}

func (r *tables) DeleteLetters(_ context.Context, id AccountID) error {
	delete(r.letters, id)
	return nil
}

func (r *tables) FreeClaims(_ context.Context, id AccountID, _ time.Time) (int, error) {
	n := r.claims[id]
	delete(r.claims, id)
	return n, nil
}

func (r *tables) DeleteStale(_ context.Context, made, seen, now time.Time) (int, error) {
	before := len(r.sessions) + len(r.links)
	maps.DeleteFunc(r.sessions, func(_ Hash, s Session) bool { return !s.MadeAt.After(made) || !s.SeenAt.After(seen) })
	maps.DeleteFunc(r.links, func(_ Hash, l Link) bool { return !l.ExpiresAt.After(now) })
	return before - len(r.sessions) - len(r.links), nil
}

func (r *tables) Log(_ context.Context, e audit.Entry) error {
	r.log = append(r.log, e)
	return nil
}

// windows is a Throttle in memory, of fixed windows.
type windows struct {
	mu   sync.Mutex
	hits map[string]int
	keys [][]byte
	err  error
}

func (w *windows) name(key []byte, window time.Duration, now time.Time) string {
	return string(key) + window.String() + now.Truncate(window).String()
}

func (w *windows) Hit(_ context.Context, key []byte, window time.Duration, limit int, now time.Time) (bool, time.Duration, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return false, 0, w.err
	}
	w.keys = append(w.keys, bytes.Clone(key))
	n := w.name(key, window, now)
	if w.hits[n] >= limit {
		return false, now.Truncate(window).Add(window).Sub(now), nil
	}
	w.hits[n]++
	return true, 0, nil
}

func (w *windows) Refund(_ context.Context, key []byte, window time.Duration, now time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.name(key, window, now)
	if w.hits[n] == 0 {
		return errors.New("refund of what was not hit")
	}
	w.hits[n]--
	return nil
}

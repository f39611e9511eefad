package staff

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/audit"
)

const goodPassword = "an owl under the bridge"

// cheap is a cost for tests that are not about the cost.
var cheap = Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}

// A desk is a Service on a store in memory, with a clock that stands still.
type desk struct {
	*Service
	t        *testing.T
	ctx      context.Context
	store    *memory
	throttle *windows
	clock    time.Time
	settings Settings
}

// roleGuard is the part of the policy's table that concerns the staff.
type roleGuard struct{}

func (roleGuard) May(_ context.Context, a Actor, action string, _ any) error {
	if action == "staff.manage" && a.Role == Admin || action == "role.confirm" && a.Role == Supervisor {
		return nil
	}
	return fmt.Errorf("guard: %s: %w", action, ErrDenied)
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{
		t: t, ctx: t.Context(), store: newMemory(), throttle: &windows{hits: map[string]int{}},
		clock: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), settings: DefaultSettings(),
	}
	d.Service = d.with(Config{})
	return d
}

// with returns a service on the same store that differs in what c sets.
func (d *desk) with(c Config) *Service {
	d.t.Helper()
	c.Store, c.Guard = d.store, roleGuard{}
	if c.Throttle == nil {
		c.Throttle = d.throttle
	}
	c.Random = func(n int) ([]byte, error) {
		b := make([]byte, n)
		_, err := rand.Read(b)
		return b, err
	}
	var ids atomic.Int64
	base := len(d.store.read().accounts) * 1_000_000
	c.NewID = func() string { return fmt.Sprintf("id-%09d", base+int(ids.Add(1))) }
	c.Recorder = &audit.Recorder{NewID: c.NewID, Salt: func() ([]byte, error) { return c.Random(audit.SaltSize) }}
	c.Now = func() time.Time { return d.clock }
	c.Settings = func() Settings { return d.settings }
	c.ThrottleKey = make([]byte, 32)
	if c.Cost == (Cost{}) {
		c.Cost = cheap
	}
	s, err := New(c)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// add makes an active account with goodPassword.
func (d *desk) add(role Role, email string) Account {
	d.t.Helper()
	a, err := d.Add(d.ctx, CommandLine(), NewAccount{Email: email, Name: "Specimen Person", Role: role}, goodPassword)
	if err != nil {
		d.t.Fatalf("add %s: %v", email, err)
	}
	return a
}

// signIn signs in with goodPassword from an address that no other test step uses.
func (d *desk) signIn(email string) SignedIn {
	d.t.Helper()
	in, err := d.SignIn(d.ctx, Attempt{Email: email, Password: goodPassword, Address: "192.0.2.1"})
	if err != nil {
		d.t.Fatalf("sign in %s: %v", email, err)
	}
	return in
}

// want fails the test unless err is the wanted one; nil wants none.
func (d *desk) want(err, want error) {
	d.t.Helper()
	if !errors.Is(err, want) || want == nil && err != nil {
		d.t.Fatalf("got error %v, want %v", err, want)
	}
}

// account reads an account as the store has it.
func (d *desk) account(id AccountID) Account {
	d.t.Helper()
	a, err := d.store.Account(d.ctx, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return *a
}

// signedIn reports whether a token opens a session now.
func (d *desk) signedIn(token Token) bool {
	d.t.Helper()
	_, _, err := d.Session(d.ctx, token)
	if err != nil && !errors.Is(err, ErrNoSession) {
		d.t.Fatal(err)
	}
	return err == nil
}

// logged returns the log from entry n on, as acts with a public fact each, and checks every leaf.
func (d *desk) logged(n int, fact string) []string {
	d.t.Helper()
	var out []string
	for _, e := range d.store.read().log[n:] {
		leaf, err := audit.Parse(e.Leaf)
		if err != nil {
			d.t.Fatal(err)
		}
		line := string(e.Act)
		if v, ok := leaf.Public(fact); ok {
			line += " " + v
		}
		out = append(out, line)
	}
	return out
}

func (d *desk) entries() int { return len(d.store.read().log) }

package staff

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

func randomBytes(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := rand.Read(b)
	return b, err
}

func newTestHasher(t testing.TB, cost Cost, parallel int, wait time.Duration) *hasher {
	t.Helper()
	h, err := newHasher(cost, parallel, wait, randomBytes)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHash(t *testing.T) {
	t.Parallel()
	h := newTestHasher(t, cheap, 2, time.Second)
	hash, err := h.make(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.make(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if hash == again {
		t.Error("two hashes of one password are the same: no salt")
	}
	for _, c := range []struct {
		password string
		want     bool
	}{
		{goodPassword, true},
		{"ａｎ　ｏｗｌ　ｕｎｄｅｒ　ｔｈｅ　ｂｒｉｄｇｅ", true}, // typed with a Japanese input method left on
		{goodPassword + " ", false},
		{" " + goodPassword, false},
		{strings.ToUpper(goodPassword), false},
		{goodPassword[:len(goodPassword)-1], false},
		{"", false},
	} {
		ok, stale, err := h.check(t.Context(), hash, c.password)
		if err != nil || ok != c.want || stale {
			t.Errorf("%q: got %v, stale %v, %v; want %v", c.password, ok, stale, err, c.want)
		}
	}
	if ok, _, err := h.check(t.Context(), "", ""); ok || err != nil {
		t.Errorf("no hash: got %v, %v", ok, err)
	}
	if _, _, err := h.check(t.Context(), "plain text", "plain text"); err == nil {
		t.Error("something that is no hash was compared")
	}
}

// TestKnownHash holds the format against a value that the reference implementation gives for the password
// "password" and the salt "somesalt" (phc-winner-argon2, test.c, version 0x13, Argon2id, t=2, m=256, p=1).
func TestKnownHash(t *testing.T) {
	t.Parallel()
	h := newTestHasher(t, cheap, 1, time.Second)
	const hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	ok, stale, err := h.check(t.Context(), hash, "password")
	if err != nil || !ok || !stale {
		t.Errorf("got %v, stale %v, %v; want true, true", ok, stale, err)
	}
}

func TestHashesThatAreRefused(t *testing.T) {
	t.Parallel()
	good := phc{cheap, make([]byte, saltSize), make([]byte, keySize)}.String()
	if _, err := parsePHC(good); err != nil {
		t.Fatalf("%s: %v", good, err)
	}
	for _, s := range []string{
		"", "$", "$argon2id$", good[1:], good + "$", good + "=", good + " ", " " + good,
		strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=16", "m=016", 1),
		strings.Replace(good, "m=16", "m=+16", 1),
		strings.Replace(good, "m=16", "m=0", 1),
		strings.Replace(good, "m=16", "m=4194304", 1), // 4 GiB
		strings.Replace(good, "m=16", "m=4294967312", 1),
		strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "t=1", "t=1000000", 1),
		strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "p=1", "p=200", 1),
		strings.Replace(good, "p=1", "p=257", 1),
		strings.Replace(good, "p=1", "p=1,x=1", 1),
		good[:len(good)-2],
		phc{cheap, nil, make([]byte, keySize)}.String(),
		phc{cheap, make([]byte, saltSize), nil}.String(),
	} {
		if _, err := parsePHC(s); !errors.Is(err, errHash) {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add(phc{DefaultCost(), make([]byte, saltSize), make([]byte, keySize)}.String())
	f.Add("$argon2id$v=19$m=1,t=1,p=1$$")
	f.Add("$argon2id$v=19$m=-1,t=1 ,p=1$AAAA$AAAA")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err == nil && (p.String() != s || !p.cost.valid()) {
			t.Errorf("%q was read as %+v", s, p)
		}
	})
}

func TestPasswordWorkIsBounded(t *testing.T) {
	t.Parallel()
	h := newTestHasher(t, cheap, 2, time.Millisecond)
	h.slots <- struct{}{}
	if _, err := h.make(t.Context(), goodPassword); err != nil {
		t.Errorf("a free slot was not used: %v", err)
	}
	h.slots <- struct{}{}
	if _, err := h.make(t.Context(), goodPassword); !errors.Is(err, ErrBusy) {
		t.Errorf("make: got %v, want ErrBusy", err)
	}
	if _, _, err := h.check(t.Context(), "", goodPassword); !errors.Is(err, ErrBusy) {
		t.Errorf("check: got %v, want ErrBusy", err)
	}
	patient := newTestHasher(t, cheap, 1, time.Hour)
	patient.slots <- struct{}{}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := patient.make(gone, goodPassword); !errors.Is(err, context.Canceled) {
		t.Errorf("who left: got %v, want context.Canceled", err)
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := patient.make(t.Context(), goodPassword); err != nil {
				t.Errorf("who waits gets a turn: %v", err)
			}
		})
	}
	<-patient.slots
	wg.Wait()
	if n := len(patient.slots); n != 0 {
		t.Errorf("%d slots were not given back", n)
	}
}

func TestDefaultCost(t *testing.T) {
	t.Parallel()
	// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane, or more.
	if c := DefaultCost(); c.MemoryKiB < 19*1024 || c.Passes < 2 || c.Lanes < 1 {
		t.Errorf("%+v", c)
	}
}

func TestNewRefusesWhatIsOutOfRange(t *testing.T) {
	t.Parallel()
	for _, c := range []Cost{{0, 1, 1}, {16, 0, 1}, {16, 1, 0}, {15, 1, 2}, {1 << 30, 1, 1}, {16, 100, 1}} {
		if _, err := newHasher(c, 1, time.Second, randomBytes); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
	if _, err := New(Config{}); err == nil {
		t.Error("an empty configuration was accepted")
	}
}

func BenchmarkPassword(b *testing.B) {
	h := newTestHasher(b, DefaultCost(), 1, time.Second)
	hash, err := h.make(b.Context(), goodPassword)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ok, _, err := h.check(b.Context(), hash, goodPassword); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}

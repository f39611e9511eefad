package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/chacha20poly1305"
)

func TestSealedOpens(t *testing.T) {
	t.Parallel()
	k := testKeyring(t, testFileKeys(t))
	id := mustKey(t, k)
	for _, plain := range []string{"", "x", "GARCIA MARIA（見本）", strings.Repeat("a long note ", 100_000)} {
		sealed := mustSeal(t, k, id, place, plain)
		if len(sealed) != len(plain)+Overhead {
			t.Errorf("%d bytes sealed to %d, want %d more", len(plain), len(sealed), Overhead)
		}
		if len(plain) > 1 && bytes.Contains(sealed, []byte(plain)) {
			t.Error("sealed bytes show the plain ones")
		}
		got, err := k.Open(t.Context(), id, place, sealed)
		if err != nil || string(got) != plain {
			t.Errorf("Open = %.20q, %v, want %.20q", got, err, plain)
		}
		if again := mustSeal(t, k, id, place, plain); bytes.Equal(again, sealed) {
			t.Error("sealing twice gives the same bytes")
		}
	}
}

func TestEveryTamperingFails(t *testing.T) {
	t.Parallel()
	store := testFileKeys(t)
	k := testKeyring(t, store)
	id, other := mustKey(t, k), mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "1990-04-01")

	for i := range sealed {
		for bit := range 8 {
			changed := bytes.Clone(sealed)
			changed[i] ^= 1 << bit
			if plain, err := k.Open(t.Context(), id, place, changed); !errors.Is(err, ErrTampered) {
				t.Fatalf("byte %d bit %d: %q, %v", i, bit, plain, err)
			}
		}
		if plain, err := k.Open(t.Context(), id, place, sealed[:i]); !errors.Is(err, ErrTampered) {
			t.Fatalf("cut to %d bytes: %q, %v", i, plain, err)
		}
	}
	if plain, err := k.Open(t.Context(), id, place, append(bytes.Clone(sealed), 0)); !errors.Is(err, ErrTampered) {
		t.Errorf("a byte more: %q, %v", plain, err)
	}
	if plain, err := k.Open(t.Context(), other, place, sealed); !errors.Is(err, ErrTampered) {
		t.Errorf("another key: %q, %v", plain, err)
	}
	for name, ad := range map[string]AD{
		"another submission": Bind("submission-2", "1", "name"),
		"another round":      Bind("submission-1", "2", "name"),
		"another field":      Bind("submission-1", "1", "address"),
		"shifted parts":      Bind("submission-11", "", "name"),
		"a part less":        Bind("submission-1", "1"),
		"a part more":        Bind("submission-1", "1", "name", ""),
		"no parts":           Bind(),
	} {
		if plain, err := k.Open(t.Context(), id, ad, sealed); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
}

// One key under two names must not make the values of one open under the other.
func TestKeyIDIsAuthenticated(t *testing.T) {
	t.Parallel()
	store := testFileKeys(t)
	k := testKeyring(t, store)
	id := mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "x")
	wrapped, err := store.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	alias := KeyID(strings.Repeat("0a", keyIDBytes))
	if err := store.Put(t.Context(), alias, wrapped); err != nil {
		t.Fatal(err)
	}
	if plain, err := k.Open(t.Context(), alias, place, sealed); !errors.Is(err, ErrTampered) {
		t.Errorf("got %q, %v, want ErrTampered", plain, err)
	}
	// Even with the key itself at hand, the id in the authenticated data differs.
	aead, _ := k.cache.get(id)
	if plain, err := openAt(aead, "data", alias, place, sealed); !errors.Is(err, ErrTampered) {
		t.Errorf("same key, another id: got %q, %v, want ErrTampered", plain, err)
	}
}

func TestDamagedWrappedKeyIsNoticed(t *testing.T) {
	t.Parallel()
	store := &memoryKeys{}
	k := testKeyring(t, store)
	id := mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "x")
	wrapped := bytes.Clone(store.keys[id])
	for i := range wrapped {
		changed := bytes.Clone(wrapped)
		changed[i] ^= 0x10
		store.keys[id] = changed
		_, err := testKeyring(t, store).Open(t.Context(), id, place, sealed)
		if want := ErrTampered; i < fingerprintSize {
			if !errors.Is(err, ErrWrongMaster) {
				t.Fatalf("byte %d: %v, want ErrWrongMaster", i, err)
			}
		} else if !errors.Is(err, want) {
			t.Fatalf("byte %d: %v, want ErrTampered", i, err)
		}
		store.keys[id] = wrapped[:i]
		if _, err := testKeyring(t, store).Open(t.Context(), id, place, sealed); !errors.Is(err, ErrTampered) {
			t.Fatalf("cut to %d bytes: %v, want ErrTampered", i, err)
		}
	}
}

func TestWrongMasterIsNoticed(t *testing.T) {
	t.Parallel()
	store := testFileKeys(t)
	k := testKeyring(t, store)
	id := mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "x")
	stranger := Open(testMaster(t, 8), store, Options{})
	if _, err := stranger.Open(t.Context(), id, place, sealed); !errors.Is(err, ErrWrongMaster) {
		t.Errorf("Open: %v, want ErrWrongMaster", err)
	}
	if _, err := stranger.Seal(t.Context(), id, place, nil); !errors.Is(err, ErrWrongMaster) {
		t.Errorf("Seal: %v, want ErrWrongMaster", err)
	}
	own, err := k.SealOwn(place, []byte("seed"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.OpenOwn(place, own); !errors.Is(err, ErrTampered) {
		t.Errorf("OpenOwn: %v, want ErrTampered", err)
	}
	if bytes.Equal(k.Token("name", "x"), stranger.Token("name", "x")) || bytes.Equal(k.Digest(nil), stranger.Digest(nil)) {
		t.Error("tokens or digests do not depend on the master key")
	}
}

func TestUnboundValuesAreRefused(t *testing.T) {
	t.Parallel()
	k := testKeyring(t, &memoryKeys{})
	id := mustKey(t, k)
	if _, err := k.Seal(t.Context(), id, AD{}, nil); !errors.Is(err, errUnbound) {
		t.Errorf("Seal: %v", err)
	}
	if _, err := k.Open(t.Context(), id, AD{}, make([]byte, 100)); !errors.Is(err, errUnbound) {
		t.Errorf("Open: %v", err)
	}
	if _, err := k.SealOwn(AD{}, nil); !errors.Is(err, errUnbound) {
		t.Errorf("SealOwn: %v", err)
	}
}

func TestDestroyedStaysDestroyed(t *testing.T) {
	t.Parallel()
	store := testFileKeys(t)
	k := testKeyring(t, store)
	id, kept := mustKey(t, k), mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "x")
	for range 2 { // twice: it is idempotent
		if err := k.Destroy(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		for name, ring := range map[string]*Keyring{"same keyring": k, "new keyring": testKeyring(t, store)} {
			if _, err := ring.Open(t.Context(), id, place, sealed); !errors.Is(err, ErrDestroyed) {
				t.Errorf("%s: Open: %v, want ErrDestroyed", name, err)
			}
			if _, err := ring.Seal(t.Context(), id, place, nil); !errors.Is(err, ErrDestroyed) {
				t.Errorf("%s: Seal: %v, want ErrDestroyed", name, err)
			}
		}
	}
	var left []KeyID
	if err := store.Each(t.Context(), func(id KeyID) error { left = append(left, id); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || left[0] != kept {
		t.Errorf("the store holds %v, want only %v", left, kept)
	}
	for _, id := range []KeyID{"", "..", "../../etc/passwd", "ABCDEF", KeyID(strings.Repeat("A", 32))} {
		if _, err := k.Open(t.Context(), id, place, sealed); !errors.Is(err, ErrDestroyed) {
			t.Errorf("Open under %q: %v, want ErrDestroyed", id, err)
		}
		if err := k.Destroy(t.Context(), id); err != nil {
			t.Errorf("Destroy %q: %v", id, err)
		}
	}
}

func TestKeyDestroyedElsewhereIsGoneAfterAMinute(t *testing.T) {
	t.Parallel()
	store := testFileKeys(t)
	clock := &fakeClock{now: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
	here := Open(testMaster(t, 7), store, Options{Now: clock.Now})
	there := testKeyring(t, store)
	id := mustKey(t, here)
	sealed := mustSeal(t, here, id, place, "x")
	if _, err := there.Open(t.Context(), id, place, sealed); err != nil {
		t.Fatalf("the other keyring cannot open: %v", err)
	}
	if err := there.Destroy(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	for range 3 { // use must not prolong it
		clock.Add(19 * time.Second)
		if _, err := here.Open(t.Context(), id, place, sealed); err != nil {
			t.Fatalf("within the minute: %v", err)
		}
	}
	clock.Add(3 * time.Second)
	if _, err := here.Open(t.Context(), id, place, sealed); !errors.Is(err, ErrDestroyed) {
		t.Errorf("after a minute: %v, want ErrDestroyed", err)
	}
}

func TestClockSetBackDoesNotKeepAKey(t *testing.T) {
	t.Parallel()
	store := &memoryKeys{}
	clock := &fakeClock{now: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
	k := Open(testMaster(t, 7), store, Options{Now: clock.Now})
	id := mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "x")
	delete(store.keys, id)
	clock.Add(-time.Hour)
	if _, err := k.Open(t.Context(), id, place, sealed); !errors.Is(err, ErrDestroyed) {
		t.Errorf("got %v, want ErrDestroyed", err)
	}
}

// A reader that has the wrapped key in hand while the key is destroyed may finish, but must not leave the
// key in memory for the next one.
func TestDestroyOvertakingAReaderLeavesNothingInMemory(t *testing.T) {
	t.Parallel()
	store := &memoryKeys{}
	maker := testKeyring(t, store)
	id := mustKey(t, maker)
	sealed := mustSeal(t, maker, id, place, "x")

	k := testKeyring(t, store)
	store.before = func(op string, _ KeyID) error {
		if op == "got" {
			store.before = nil
			return k.Destroy(t.Context(), id)
		}
		return nil
	}
	if _, err := k.Open(t.Context(), id, place, sealed); err != nil {
		t.Fatalf("the overtaken reader: %v", err)
	}
	if _, err := k.Open(t.Context(), id, place, sealed); !errors.Is(err, ErrDestroyed) {
		t.Errorf("the next one: %v, want ErrDestroyed", err)
	}
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	reads := map[KeyID]int{}
	store := &memoryKeys{before: func(op string, id KeyID) error {
		if op == "got" {
			reads[id]++
		}
		return nil
	}}
	k := Open(testMaster(t, 7), store, Options{CacheSize: 2})
	a, b, c := mustKey(t, k), mustKey(t, k), mustKey(t, k) // a is pushed out by c
	use := func(id KeyID) { mustSeal(t, k, id, place, "x") }
	use(b)
	use(c)
	use(b)
	use(a) // read again, pushes out c, which was used longest ago
	use(b)
	use(c) // read again
	if reads[a] != 1 || reads[b] != 0 || reads[c] != 1 {
		t.Errorf("reads: a %d, b %d, c %d, want 1, 0, 1", reads[a], reads[b], reads[c])
	}
	if n := k.cache.order.Len(); n != 2 || len(k.cache.byID) != 2 {
		t.Errorf("%d and %d keys in memory, want 2", n, len(k.cache.byID))
	}

	clear(reads)
	none := Open(testMaster(t, 7), store, Options{CacheSize: -1})
	mustSeal(t, none, a, place, "x")
	mustSeal(t, none, a, place, "x")
	if reads[a] != 2 {
		t.Errorf("%d reads without a cache, want 2", reads[a])
	}
}

func TestStoreThatFailsIsToldApart(t *testing.T) {
	t.Parallel()
	store := &memoryKeys{}
	id := mustKey(t, testKeyring(t, store))
	store.before = func(string, KeyID) error { return ErrUnavailable }
	k := testKeyring(t, store)
	for name, f := range map[string]func() error{
		"new":     func() error { _, err := k.NewKey(t.Context()); return err },
		"seal":    func() error { _, err := k.Seal(t.Context(), id, place, nil); return err },
		"open":    func() error { _, err := k.Open(t.Context(), id, place, make([]byte, Overhead)); return err },
		"destroy": func() error { return k.Destroy(t.Context(), id) },
	} {
		if err := f(); !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrDestroyed) {
			t.Errorf("%s: %v, want ErrUnavailable alone", name, err)
		}
	}
}

func TestNewKeysMakesAllOrNone(t *testing.T) {
	t.Parallel()
	store := &memoryKeys{}
	k := testKeyring(t, store)
	ids, err := k.NewKeys(t.Context(), 40)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[KeyID]bool{}
	for _, id := range ids {
		seen[id] = true
		if plain, err := k.Open(t.Context(), id, place, mustSeal(t, k, id, place, "x")); err != nil || string(plain) != "x" {
			t.Errorf("%s: %q, %v", id, plain, err)
		}
	}
	if len(seen) != 40 || len(store.keys) != 40 {
		t.Errorf("%d different ids, %d in the store, want 40", len(seen), len(store.keys))
	}

	var mu sync.Mutex
	puts := 0
	broken := &memoryKeys{before: func(op string, _ KeyID) error {
		mu.Lock()
		defer mu.Unlock()
		if op == "put" {
			if puts++; puts == 5 {
				return ErrUnavailable
			}
		}
		return nil
	}}
	ids, err = testKeyring(t, broken).NewKeys(t.Context(), 8)
	if !errors.Is(err, ErrUnavailable) || ids != nil {
		t.Errorf("got %v, %v, want ErrUnavailable", ids, err)
	}
	if len(broken.keys) != 0 {
		t.Errorf("%d keys stayed behind", len(broken.keys))
	}
}

func TestRandomnessThatFailsMakesNothing(t *testing.T) {
	t.Parallel()
	for n := range keyIDBytes + keySize + nonceSize {
		store := &memoryKeys{}
		k := Open(testMaster(t, 7), store, Options{Rand: fewRandom(n)})
		if id, err := k.NewKey(t.Context()); !errors.Is(err, errNoEntropy) || len(store.keys) != 0 {
			t.Fatalf("%d bytes of randomness: id %q, %v, %d keys stored", n, id, err, len(store.keys))
		}
	}
	if _, err := NewMasterKey(fewRandom(keySize - 1)); !errors.Is(err, errNoEntropy) {
		t.Errorf("NewMasterKey: %v", err)
	}
	k := Open(testMaster(t, 7), &memoryKeys{}, Options{Rand: fewRandom(nonceSize - 1)})
	if sealed, err := k.SealOwn(place, []byte("seed")); !errors.Is(err, errNoEntropy) {
		t.Errorf("SealOwn: %x, %v", sealed, err)
	}
}

func TestOwnSecrets(t *testing.T) {
	t.Parallel()
	store := &memoryKeys{}
	k := testKeyring(t, store)
	ad := Bind("setting", "smtp_password")
	sealed, err := k.SealOwn(ad, []byte("hunter2"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := testKeyring(t, store).OpenOwn(ad, sealed); err != nil || string(plain) != "hunter2" {
		t.Errorf("OpenOwn = %q, %v", plain, err)
	}
	if _, err := k.OpenOwn(Bind("setting", "other"), sealed); !errors.Is(err, ErrTampered) {
		t.Errorf("another place: %v", err)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := k.OpenOwn(ad, changed); !errors.Is(err, ErrTampered) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	if _, err := k.Open(t.Context(), mustKey(t, k), ad, sealed); !errors.Is(err, ErrTampered) {
		t.Errorf("opened as a person's: %v", err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	k := testKeyring(t, &memoryKeys{})
	token := k.Token("number", "AB12345678CD")
	if len(token) != TokenSize || cap(token) != TokenSize {
		t.Errorf("length %d, capacity %d, want %d", len(token), cap(token), TokenSize)
	}
	if !bytes.Equal(token, testKeyring(t, &memoryKeys{}).Token("number", "AB12345678CD")) {
		t.Error("the same value gives another token")
	}
	seen := map[string]string{}
	for _, c := range [][2]string{
		{"number", "AB12345678CD"}, {"name", "AB12345678CD"}, {"numberA", "B12345678CD"}, {"", "numberAB12345678CD"},
		{"number", ""}, {"number", "AB12345678CE"}, {"number", strings.Repeat("x", 1000)},
	} {
		s := string(k.Token(c[0], c[1]))
		if other, ok := seen[s]; ok {
			t.Errorf("%q and %q share a token", c, other)
		}
		seen[s] = c[0] + "/" + c[1]
	}
	if bytes.Equal(k.Digest([]byte("x"))[:TokenSize], k.Token("", "x")) {
		t.Error("digests and tokens share a key")
	}
}

// What is stored today must open in ten years. This computes each format from the primitives alone.
func TestFormatsAreWhatIsWritten(t *testing.T) {
	t.Parallel()
	secret := bytes.Repeat([]byte{7}, 32)
	derive := func(purpose string, n int) []byte {
		key, err := hkdf.Key(sha256.New, secret, nil, purpose, n)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	open := func(key, box []byte, ad string) []byte {
		aead, err := chacha20poly1305.NewX(key)
		if err != nil {
			t.Fatal(err)
		}
		if box[0] != 1 {
			t.Fatalf("version %d", box[0])
		}
		plain, err := aead.Open(nil, box[1:25], box[25:], []byte(ad))
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	store := &memoryKeys{}
	k := testKeyring(t, store)
	id := mustKey(t, k)
	sealed := mustSeal(t, k, id, Bind("s", "1", "name"), "plain")

	wrapped := store.keys[id]
	if want := derive("shinsa fingerprint v1", 8); !bytes.Equal(wrapped[:8], want) {
		t.Errorf("a wrapped key begins with %x, want %x", wrapped[:8], want)
	}
	key := open(derive("shinsa wrap v1", 32), wrapped[8:], "\x00\x00\x00\x0eshinsa wrap v1\x00\x00\x00\x20"+string(id))
	if plain := open(key, sealed, "\x00\x00\x00\x0eshinsa data v1\x00\x00\x00\x20"+string(id)+
		"\x00\x00\x00\x03\x00\x00\x00\x01s\x00\x00\x00\x011\x00\x00\x00\x04name"); string(plain) != "plain" {
		t.Errorf("opened to %q", plain)
	}
	own, err := k.SealOwn(Bind("a"), []byte("own"))
	if err != nil {
		t.Fatal(err)
	}
	if plain := open(derive("shinsa own v1", 32), own, "\x00\x00\x00\x0dshinsa own v1\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01a"); string(plain) != "own" {
		t.Errorf("opened to %q", plain)
	}
	mac := hmac.New(sha256.New, derive("shinsa token v1", 32))
	mac.Write([]byte("\x00\x00\x00\x04name\x00\x00\x00\x04TARO"))
	if got := k.Token("name", "TARO"); !bytes.Equal(got, mac.Sum(nil)[:16]) {
		t.Errorf("token %x", got)
	}
	mac = hmac.New(sha256.New, derive("shinsa digest v1", 32))
	mac.Write([]byte("bytes"))
	if got := k.Digest([]byte("bytes")); !bytes.Equal(got, mac.Sum(nil)) {
		t.Errorf("digest %x", got)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	store := testFileKeys(t)
	rings := []*Keyring{Open(testMaster(t, 7), store, Options{CacheSize: 3}), testKeyring(t, store)}
	ids, err := rings[0].NewKeys(t.Context(), 8)
	if err != nil {
		t.Fatal(err)
	}
	doomed := ids[0]
	want := string(rings[0].Token("name", "x"))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			k := rings[i%2]
			for j := range 50 {
				id := ids[(i+j)%len(ids)]
				sealed, err := k.Seal(t.Context(), id, place, []byte("x"))
				if err == nil {
					_, err = k.Open(t.Context(), id, place, sealed)
				}
				if err != nil && !(id == doomed && errors.Is(err, ErrDestroyed)) {
					t.Errorf("%s: %v", id, err)
				}
				if string(k.Token("name", "x")) != want {
					t.Error("a token differs under load")
				}
				if i == 0 && j == 25 {
					if err := k.Destroy(t.Context(), doomed); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if _, err := rings[0].Seal(t.Context(), doomed, place, nil); !errors.Is(err, ErrDestroyed) {
		t.Errorf("the destroyed key: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	store := &memoryKeys{}
	k := Open(testMaster(f, 7), store, Options{})
	id, err := k.NewKey(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := k.Seal(f.Context(), id, place, []byte("plain"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:Overhead-1])
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{1}, Overhead))
	f.Fuzz(func(t *testing.T, data []byte) {
		plain, err := k.Open(t.Context(), id, place, data)
		if err == nil && !bytes.Equal(data, sealed) {
			t.Fatalf("forged %x opens to %q", data, plain)
		}
		if err != nil && !errors.Is(err, ErrTampered) {
			t.Fatalf("an error of another kind: %v", err)
		}
	})
}

package seal

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func listKeys(t *testing.T, s KeyStore) []KeyID {
	t.Helper()
	var ids []KeyID
	if err := s.Each(t.Context(), func(id KeyID) error { ids = append(ids, id); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

var (
	idA = KeyID(strings.Repeat("0a", keyIDBytes))
	idB = KeyID(strings.Repeat("ff", keyIDBytes))
)

func TestFileKeysKeepsKeys(t *testing.T) {
	t.Parallel()
	s := testFileKeys(t)
	for _, id := range []KeyID{idA, idB} {
		if err := s.Put(t.Context(), id, []byte("wrapped "+id)); err != nil {
			t.Fatal(err)
		}
	}
	again, err := OpenFileKeys(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Get(t.Context(), idA); err != nil || string(got) != "wrapped "+string(idA) {
		t.Errorf("Get = %q, %v", got, err)
	}
	if got := listKeys(t, again); !slices.Equal(got, []KeyID{idA, idB}) {
		t.Errorf("keys %v", got)
	}
	if err := again.Put(t.Context(), idA, []byte("another")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("overwriting: %v", err)
	}
	for range 2 {
		if err := again.Delete(t.Context(), idA); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	if _, err := s.Get(t.Context(), idA); !errors.Is(err, ErrDestroyed) {
		t.Errorf("Get of a deleted key: %v", err)
	}
	if got := listKeys(t, s); !slices.Equal(got, []KeyID{idB}) {
		t.Errorf("keys %v", got)
	}
	stop := errors.New("stop")
	if err := s.Each(t.Context(), func(KeyID) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Each: %v", err)
	}
}

func TestFileKeysIsPrivate(t *testing.T) {
	t.Parallel()
	s := testFileKeys(t)
	if err := s.Put(t.Context(), idA, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, err error) error {
		info, statErr := os.Stat(path)
		if err != nil || statErr != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: mode %v, %v, %v", path, info.Mode(), err, statErr)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
	if got := listKeys(t, s); !slices.Equal(got, []KeyID{idA}) {
		t.Errorf("the check left something: %v", got)
	}
	if err := os.Chmod(s.dir, 0o750); err != nil {
		t.Fatal(err)
	}
	want := `run "chmod 700 ` + s.dir + `"`
	if err := s.Check(t.Context()); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), want) {
		t.Errorf("Check of an open folder: %v", err)
	}
	if _, err := OpenFileKeys(s.dir); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), want) {
		t.Errorf("opening an open folder: %v", err)
	}
}

func TestFileKeysPassesOverWhatIsNotAKey(t *testing.T) {
	t.Parallel()
	s := testFileKeys(t)
	if err := s.Put(t.Context(), idA, []byte("x")); err != nil {
		t.Fatal(err)
	}
	leftover := filepath.Join(s.dir, "0a", tmpPrefix+"CRASHED")
	for _, path := range []string{
		leftover,
		filepath.Join(s.dir, "0a", strings.Repeat("0B", 16)),
		filepath.Join(s.dir, "0a", string(idB)), // a key's name in another key's folder
		filepath.Join(s.dir, "README"),
		filepath.Join(s.dir, "ff", "lost+found"),
	} {
		if err := os.WriteFile(path, []byte("cut"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := listKeys(t, s); !slices.Equal(got, []KeyID{idA}) {
		t.Errorf("keys %v, want only %v", got, idA)
	}
	if n, err := s.RemoveLeftovers(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("removed %d fresh files, %v", n, err)
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(leftover, old, old); err != nil {
		t.Fatal(err)
	}
	if n, err := s.RemoveLeftovers(t.Context(), time.Now().Add(-time.Hour)); n != 1 || err != nil {
		t.Errorf("removed %d old files, %v, want 1", n, err)
	}
	if _, err := s.Get(t.Context(), idA); err != nil {
		t.Errorf("the key went with it: %v", err)
	}
}

func TestFileKeysIDsLeadNowhereElse(t *testing.T) {
	t.Parallel()
	s := testFileKeys(t)
	outside := filepath.Join(filepath.Dir(s.dir), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, id := range []KeyID{"", "..", "../outside", "0a/../../outside", KeyID(strings.Repeat("0A", 16)), idA + "0", idA[:31] + "/", idA[:31] + "\x00"} {
		if err := s.Put(t.Context(), id, []byte("x")); err == nil {
			t.Errorf("Put under %q", id)
		}
		if got, err := s.Get(t.Context(), id); !errors.Is(err, ErrDestroyed) {
			t.Errorf("Get under %q: %q, %v", id, got, err)
		}
		if err := s.Delete(t.Context(), id); err != nil {
			t.Errorf("Delete under %q: %v", id, err)
		}
	}
	if got, err := os.ReadFile(outside); err != nil || string(got) != "secret" {
		t.Errorf("the file outside: %q, %v", got, err)
	}
}

// A folder that is not mounted must not read as "everything was destroyed".
func TestFileKeysThatIsGoneIsUnavailable(t *testing.T) {
	t.Parallel()
	s := testFileKeys(t)
	k := testKeyring(t, s)
	id := mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "x")
	if err := os.Rename(s.dir, s.dir+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.dir, 0o700); err != nil { // the bare mount point
		t.Fatal(err)
	}
	fresh := testKeyring(t, s)
	for name, f := range map[string]func() error{
		"open":    func() error { _, err := fresh.Open(t.Context(), id, place, sealed); return err },
		"new":     func() error { _, err := fresh.NewKey(t.Context()); return err },
		"destroy": func() error { return fresh.Destroy(t.Context(), id) },
		"each":    func() error { return s.Each(t.Context(), func(KeyID) error { return nil }) },
		"check":   func() error { return s.Check(t.Context()) },
	} {
		if err := f(); !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrDestroyed) {
			t.Errorf("%s: %v, want ErrUnavailable alone", name, err)
		}
	}
	if err := errors.Join(os.Remove(s.dir), os.Rename(s.dir+".away", s.dir)); err != nil {
		t.Fatal(err)
	}
	if plain, err := fresh.Open(t.Context(), id, place, sealed); err != nil || string(plain) != "x" {
		t.Errorf("after it is back: %q, %v", plain, err)
	}
}

func TestFileKeysStopsWithItsContext(t *testing.T) {
	t.Parallel()
	s := testFileKeys(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, getErr := s.Get(ctx, idA)
	for name, err := range map[string]error{
		"put": s.Put(ctx, idA, []byte("x")), "get": getErr, "delete": s.Delete(ctx, idA), "check": s.Check(ctx),
		"each": s.Each(ctx, func(KeyID) error { return nil }),
	} {
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v, want Canceled", name, err)
		}
	}
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if _, err := s.Get(late, idA); !errors.Is(err, ErrUnavailable) {
		t.Errorf("get too late: %v, want ErrUnavailable", err)
	}
}

func TestOpenFileKeysWhereAFileIs(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, filepath.Join(path, "below")} {
		if _, err := OpenFileKeys(p); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestWrappedKeysTellNothing(t *testing.T) {
	t.Parallel()
	s := testFileKeys(t)
	k := testKeyring(t, s)
	a, err := s.Get(t.Context(), mustKey(t, k))
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Get(t.Context(), mustKey(t, k))
	if err != nil {
		t.Fatal(err)
	}
	if len(a) != 81 || len(b) != 81 || bytes.Equal(a[fingerprintSize+1:], b[fingerprintSize+1:]) {
		t.Errorf("wrapped keys of %d and %d bytes", len(a), len(b))
	}
}

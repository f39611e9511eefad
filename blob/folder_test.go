package blob_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/blob"
	"shinsa/blob/blobtest"
)

func openFolder(t testing.TB) (blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blobs")
	s, err := blob.Open(t.Context(), "file:"+dir, blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func TestFolder(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blob.Store { s, _ := openFolder(t); return s })
}

func TestFolderIsPrivate(t *testing.T) {
	t.Parallel()
	s, dir := openFolder(t)
	blobtest.Put(t, s, []byte("x"))
	if err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		info, statErr := os.Stat(path)
		if err != nil || statErr != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: mode %v, %v, %v", path, info.Mode(), err, statErr)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o750, 0o705, 0o777} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		want := `run "chmod 700 ` + dir + `"`
		if err := s.Check(t.Context()); !errors.Is(err, blob.ErrSetting) || !strings.Contains(err.Error(), want) {
			t.Errorf("Check at mode %o: %v", mode, err)
		}
		if _, err := blob.Open(t.Context(), "file:"+dir, blob.Options{}); !errors.Is(err, blob.ErrSetting) || !strings.Contains(err.Error(), want) {
			t.Errorf("Open at mode %o: %v", mode, err)
		}
	}
}

func TestFolderThatIsAFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, filepath.Join(path, "below")} {
		if _, err := blob.Open(t.Context(), "file:"+p, blob.Options{}); !errors.Is(err, blob.ErrSetting) {
			t.Errorf("%s: %v, want ErrSetting", p, err)
		}
	}
}

func TestFolderOpenedTwiceIsOneStore(t *testing.T) {
	t.Parallel()
	here, dir := openFolder(t)
	there, err := blob.Open(t.Context(), "file:"+dir, blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	name := blobtest.Put(t, here, []byte("x"))
	if got, err := there.Get(t.Context(), name); err != nil || string(got) != "x" {
		t.Errorf("Get = %q, %v", got, err)
	}
	if err := there.Delete(t.Context(), name); err != nil {
		t.Error(err)
	}
	if _, err := here.Get(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Get = %v, want ErrNotFound", err)
	}
}

// What a Put leaves that was killed between two of its steps.
func TestFolderAfterACrash(t *testing.T) {
	t.Parallel()
	s, dir := openFolder(t)
	kept := blobtest.Put(t, s, []byte("x"))
	taken := blob.NewName()
	empty := filepath.Join(dir, taken[:2], taken)
	tmp := filepath.Join(dir, taken[:2], ".new-CRASHED")
	stray := filepath.Join(dir, taken[:2], strings.Repeat("0", 40)+".jpg")
	for path, data := range map[string]string{empty: "", tmp: "half of a bl", stray: "x"} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if data, err := s.Get(t.Context(), taken); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Get = %q, %v, want ErrNotFound", data, err)
	}
	want := []string{kept, taken} // the empty one too, so that a sweep finds it
	slices.Sort(want)
	if got := blobtest.Names(t, s); !slices.Equal(got, want) {
		t.Errorf("lists %v, want %v", got, want)
	}
	if err := s.Delete(t.Context(), taken); err != nil {
		t.Error(err)
	}

	f := s.(*blob.Folder)
	if n, err := f.RemoveLeftovers(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("removed %d fresh files, %v", n, err)
	}
	old := time.Now().Add(-2 * time.Hour)
	for _, path := range []string{tmp, stray} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := f.RemoveLeftovers(t.Context(), time.Now().Add(-time.Hour)); n != 1 || err != nil {
		t.Errorf("removed %d old files, %v, want 1", n, err)
	}
	if _, err := os.Stat(stray); err != nil {
		t.Errorf("a file that is not ours went with it: %v", err)
	}
	if got := blobtest.Names(t, s); !slices.Equal(got, []string{kept}) {
		t.Errorf("lists %v, want %v", got, kept)
	}
}

// A folder that is not mounted must not read as "nothing is there".
func TestFolderThatIsGoneIsUnavailable(t *testing.T) {
	t.Parallel()
	s, dir := openFolder(t)
	name := blobtest.Put(t, s, []byte("x"))
	if err := errors.Join(os.Rename(dir, dir+".away"), os.Mkdir(dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	_, getErr := s.Get(t.Context(), name)
	for what, err := range map[string]error{
		"Put": s.Put(t.Context(), blob.NewName(), []byte("y")), "Get": getErr, "Delete": s.Delete(t.Context(), name),
		"Each": s.Each(t.Context(), func(string) error { return nil }), "Check": s.Check(t.Context()),
	} {
		if !errors.Is(err, blob.ErrUnavailable) || errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%s: %v, want ErrUnavailable alone", what, err)
		}
	}
	if err := errors.Join(os.Remove(dir), os.Rename(dir+".away", dir)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(t.Context(), name); err != nil || string(got) != "x" {
		t.Errorf("after it is back: %q, %v", got, err)
	}
}

// A name's place taken by something else than a file of ours is a fault of the store, not an answer.
func TestFolderWithSomethingElseUnderAName(t *testing.T) {
	t.Parallel()
	s, dir := openFolder(t)
	folder, huge := blob.NewName(), blob.NewName()
	if err := os.Mkdir(filepath.Join(dir, folder[:2], folder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, huge[:2], huge), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, huge[:2], huge), blob.MaxSize+1); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{folder, huge} {
		if data, err := s.Get(t.Context(), name); !errors.Is(err, blob.ErrUnavailable) {
			t.Errorf("Get gives %d bytes, %v, want ErrUnavailable", len(data), err)
		}
	}
}

func BenchmarkFolderPut(b *testing.B) {
	s, _ := openFolder(b)
	data := make([]byte, 500<<10)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		blobtest.Put(b, s, data)
	}
}

func BenchmarkFolderGet(b *testing.B) {
	s, _ := openFolder(b)
	data := make([]byte, 500<<10)
	name := blobtest.Put(b, s, data)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := s.Get(b.Context(), name); err != nil {
			b.Fatal(err)
		}
	}
}

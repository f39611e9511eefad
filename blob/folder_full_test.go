//go:build unix

package blob_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"shinsa/blob"
	"shinsa/blob/blobtest"
)

const limitedDir = "SHINSA_TEST_LIMITED_BLOBS"

// A disk that takes no more is played by a limit on the size of files, in a process of its own because the
// limit holds for all of it.
func TestFolderOnAFullDisk(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv(limitedDir); dir != "" {
		putOnAFullDisk(t, dir)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFolderOnAFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), limitedDir+"="+filepath.Join(t.TempDir(), "blobs"))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestFolderOnAFullDisk") {
		t.Errorf("%v\n%s", err, out)
	}
}

func putOnAFullDisk(t *testing.T, dir string) {
	s, err := blob.Open(t.Context(), "file:"+dir, blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before := blobtest.Put(t, s, make([]byte, 10_000))
	signal.Ignore(syscall.SIGXFSZ) // so that a write says EFBIG instead
	limit := syscall.Rlimit{Cur: 4096, Max: 1 << 40}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	name := blob.NewName()
	if err := s.Put(t.Context(), name, make([]byte, 10_000)); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("Put: %v, want ErrUnavailable", err)
	}
	if _, err := s.Get(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Get of what did not fit: %v, want ErrNotFound", err)
	}
	if got, err := s.Get(t.Context(), before); err != nil || len(got) != 10_000 {
		t.Errorf("Get of what was there: %d bytes, %v", len(got), err)
	}
	if names := blobtest.Names(t, s); !slices.Equal(names, []string{before}) {
		t.Errorf("lists %v, want %v", names, before)
	}
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != before {
			t.Errorf("left behind: %s", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	limit.Cur = 1 << 40
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), name, make([]byte, 10_000)); err != nil {
		t.Errorf("Put after there is room again: %v", err)
	}
}

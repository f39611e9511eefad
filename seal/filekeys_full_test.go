//go:build unix

package seal

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const limitedDir = "SHINSA_TEST_LIMITED_KEYS"

// A disk that takes no more is played by a limit on the size of files, in a process of its own because the
// limit holds for all of it.
func TestFileKeysOnAFullDisk(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv(limitedDir); dir != "" {
		newKeyOnAFullDisk(t, dir)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFileKeysOnAFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), limitedDir+"="+filepath.Join(t.TempDir(), "keys"))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestFileKeysOnAFullDisk") {
		t.Errorf("%v\n%s", err, out)
	}
}

func newKeyOnAFullDisk(t *testing.T, dir string) {
	s, err := OpenFileKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	k := testKeyring(t, s)
	id := mustKey(t, k)
	sealed := mustSeal(t, k, id, place, "x")
	signal.Ignore(syscall.SIGXFSZ) // so that a write says EFBIG instead
	limit := syscall.Rlimit{Cur: 50, Max: 1 << 40}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if id, err := k.NewKey(t.Context()); !errors.Is(err, ErrUnavailable) || id != "" {
		t.Errorf("NewKey = %q, %v, want ErrUnavailable", id, err)
	}
	if ids, err := k.NewKeys(t.Context(), 3); !errors.Is(err, ErrUnavailable) || ids != nil {
		t.Errorf("NewKeys = %v, %v, want ErrUnavailable", ids, err)
	}
	if err := WriteKeyFile(dir+".key", testMaster(t, 7)); !errors.Is(err, ErrKeyFile) {
		t.Errorf("WriteKeyFile: %v, want ErrKeyFile", err)
	}
	if _, err := os.Stat(dir + ".key"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a key file was left: %v", err)
	}
	if plain, err := testKeyring(t, s).Open(t.Context(), id, place, sealed); err != nil || string(plain) != "x" {
		t.Errorf("Open of what was there: %q, %v", plain, err)
	}
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != string(id) {
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
	mustKey(t, k)
	if err := k.Destroy(t.Context(), id); err != nil {
		t.Error(err)
	}
}

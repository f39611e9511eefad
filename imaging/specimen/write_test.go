package specimen

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func sample(t *testing.T) Specimen {
	t.Helper()
	return Specimen{Truth: planned(t, 2, ResidentCard, Glare, NameMismatch).truth, Front: []byte("front"), Back: []byte("back")}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestWriteKeepsPicturesAndTruth(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "folder")
	s := sample(t)
	if err := Write(dir, s, "0001"); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !reflect.DeepEqual(got, []string{"0001-back.jpg", "0001-front.jpg", "0001.json"}) {
		t.Errorf("files: %v", got)
	}
	file, err := os.ReadFile(filepath.Join(dir, "0001.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth Truth
	if err := json.Unmarshal(file, &truth); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(truth, s.Truth) {
		t.Errorf("read back:\n%+v\nwritten:\n%+v", truth, s.Truth)
	}

	s.Back = nil
	if err := Write(dir, s, "0002"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "0002-back.jpg")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing back was written: %v", err)
	}
}

func TestWriteRefusesToOverwrite(t *testing.T) {
	t.Parallel()
	for _, there := range []string{"x-front.jpg", "x-back.jpg", "x.json"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, there), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Write(dir, sample(t), "x"); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s was there, and the error is %v", there, err)
		}
		if got := names(t, dir); !reflect.DeepEqual(got, []string{there}) {
			t.Errorf("%s was there, now there are %v", there, got)
		}
		if b, _ := os.ReadFile(filepath.Join(dir, there)); string(b) != "mine" {
			t.Errorf("%s was replaced", there)
		}
	}
}

func TestWriteRefusesPaths(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", ".", "..", "a/b", "../x", "/x"} {
		if err := Write(t.TempDir(), sample(t), name); err == nil {
			t.Errorf("%q was taken for a file name", name)
		}
	}
}

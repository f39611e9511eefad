package kinds_test

import (
	"io/fs"
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"shinsa/review/kinds"
)

// catalogue reads the product's words from their files: this package imports none of ours.
func catalogue(t testing.TB, more ...fs.FS) kinds.SnapshotWords {
	t.Helper()
	words := kinds.SnapshotWords{}
	for _, folder := range append([]fs.FS{os.DirFS("../../views/words")}, more...) {
		for _, lang := range []string{"en", "ja"} {
			if words[lang] == nil {
				words[lang] = map[string]string{}
			}
			files, err := fs.Glob(folder, lang+"/*.yaml")
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				data, err := fs.ReadFile(folder, f)
				if err != nil {
					t.Fatal(err)
				}
				if err := yaml.Unmarshal(data, words[lang]); err != nil {
					t.Fatalf("%s: %v", f, err)
				}
			}
		}
	}
	return words
}

func load(t testing.TB) *kinds.Set {
	t.Helper()
	set, err := kinds.Load(catalogue(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

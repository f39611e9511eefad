package kinds

import (
	"os"
	"path/filepath"
	"testing"

	"shinsa/review/yamlfile"
)

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"data/*.yaml", "testdata/broken/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add([]byte("id: &a x\nsides: *a\n? [x]\n: y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, _, problems := parse("x.yaml", data)
		for _, p := range problems {
			if p.Reason == "" || p.Line < 1 && len(data) <= yamlfile.Largest {
				t.Errorf("a problem without line or reason: %+v", p)
			}
		}
		if k == nil || len(problems) > 0 {
			return
		}
		if len(k.Sides) == 0 || len(k.Sides) > mostSides || len(k.Checklist) == 0 || len(k.Reasons) == 0 {
			t.Errorf("took in a kind that nobody can use: %+v", k)
		}
		if err := k.seal(SnapshotWords{}); err != nil {
			t.Error(err)
		}
		if back, _, err := ParseSnapshot(k.Snapshot()); err != nil || back.Version != k.Version {
			t.Errorf("the snapshot does not come back: %v", err)
		}
	})
}

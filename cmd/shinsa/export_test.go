package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExportOnTheCommandLine(t *testing.T) {
	t.Parallel()
	dir, data := t.TempDir(), newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	ref := decidedWith(t, data)
	file := filepath.Join(dir, "all.csv")
	shinsa(t, "audit", "export", "--data", data, file).refused(t, "--purpose")
	shinsa(t, "audit", "export", "--data", data, "--purpose", "p", "--from", "yesterday", file).refused(t, "--from")
	shinsa(t, "audit", "export", "--data", data, "--purpose", "p", "--from", "2026-05-02", "--until", "2026-05-01", file).refused(t, "--until")
	shinsa(t, "audit", "export", "--data", data, "--purpose", "p", "--what", "people", file).refused(t)
	shinsa(t, "audit", "export", "--data", data, "--purpose", "p", filepath.Join(dir, "nowhere", "all.csv")).refused(t, "cannot be written")
	shinsa(t, "audit", "export", "--data", data, "--purpose", "p", "--time-zone", "Mars", file).refused(t, "--time-zone")
	if _, err := os.Stat(file); err == nil {
		t.Error("what was refused left a file")
	}
	shinsa(t, "audit", "export", "--data", data, "--purpose", "a test", "--what", "views", file).fine(t)
	records, err := csv.NewReader(strings.NewReader(read(t, file))).ReadAll()
	if err != nil || len(records) < 3 || records[1][2] != ref || records[len(records)-1][0] != "#end" {
		t.Errorf("%v, %v", records, err)
	}
	shinsa(t, "audit", "export", "--data", data, "--purpose", "a test", file).refused(t, "is there already")
	shinsa(t, "audit", "export", "--data", data, "--purpose", "a test", "--force", "--bom", "--what", "log", file).fine(t)
	if whole := read(t, file); !strings.HasPrefix(whole, "\ufeffn,entry") || !strings.Contains(whole, "decision.made") {
		t.Errorf("the log: %.200s", whole)
	}
	for _, what := range []string{"audits", "views", "decisions"} {
		shinsa(t, "audit", "export", "--data", data, "--purpose", "a test", "--what", what, "--format", "xlsx", filepath.Join(dir, what+".xlsx")).fine(t)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 4 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"shinsa/review"
)

const (
	someSubmission = "019ab000-0000-7000-8000-000000000001"
	someImage      = "019ab000-0000-7000-8000-000000000002"
	somePerson     = "019ab000-0000-7000-8000-000000000003"
)

func TestLinesOfTheListOfErasures(t *testing.T) {
	t.Parallel()
	whole := review.Erasure{Submission: someSubmission}
	at := time.Date(2026, 5, 11, 3, 0, 0, 123456000, time.UTC)
	purged := review.Erasure{Submission: someSubmission, Image: someImage, At: at, By: somePerson}
	aged := review.Erasure{Submission: someSubmission, Image: someImage, At: at, KeptDays: 90}
	const purgedLine = `{"image":"` + someImage + `","submission":"` + someSubmission + `","at":"2026-05-11T03:00:00.123456Z","by":"` + somePerson + `"}`
	const agedLine = `{"image":"` + someImage + `","submission":"` + someSubmission + `","at":"2026-05-11T03:00:00.123456Z","kept_days":90}`
	for _, c := range []struct {
		what, text string
		want       []review.Erasure
		newer      bool
	}{
		{"nothing", "", nil, false},
		{"ids, as earlier programs write them", "\n" + someSubmission + "\n\n" + someSubmission + "\n", []review.Erasure{whole, whole}, false},
		{"an id that was cut short, and written again", "\n" + someSubmission[:20] + "\n" + someSubmission + "\n", []review.Erasure{whole}, false},
		{"images", "\n" + purgedLine + "\n\n" + agedLine + "\n", []review.Erasure{purged, aged}, false},
		{"an image that was cut short, and written again", "\n" + purgedLine[:len(purgedLine)-1] + "\n" + purgedLine + "\n", []review.Erasure{purged}, false},
		{"an image that was cut short at its end", "\n" + purgedLine[:60], nil, false},
		{"fields that came later", `{"image":"` + someImage + `","submission":"` + someSubmission + `","at":"2026-05-11T03:00:00.123456Z","kept_days":90,"later":1}`, []review.Erasure{aged}, false},
		{"something of a newer program", someSubmission + "\n" + `{"account":"` + somePerson + `"}`, nil, true},
		{"an image of a newer program", `{"image":7,"submission":"` + someSubmission + `"}`, nil, true},
		{"noise", "null\n\"x\"\n[]\n7\nremember the milk\n", nil, false},
	} {
		l := erasureList(write(t, filepath.Join(t.TempDir(), "list"), c.text))
		got, err := l.all()
		if errors.Is(err, errNewerList) != c.newer || (err != nil) != c.newer || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v; want %+v", c.what, got, err, c.want)
		}
	}

	l := erasureList(filepath.Join(t.TempDir(), "list"))
	if _, err := l.all(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	own, err := l.lacking()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []review.Erasure{whole, purged, whole, aged} { // aged is of the same image as purged
		if err := own.Add(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(string(l))
	if want := "\n" + someSubmission + "\n\n" + purgedLine + "\n"; err != nil || string(text) != want {
		t.Errorf("written: %q, %v; want %q", text, err, want)
	}
	if info, err := os.Stat(string(l)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := l.Add(t.Context(), aged); err != nil {
		t.Fatal(err)
	}
	if got, err := l.all(); err != nil || !reflect.DeepEqual(got, []review.Erasure{whole, purged, aged}) {
		t.Errorf("read back: %+v, %v", got, err)
	}
	if err := erasureList(t.TempDir()).Add(t.Context(), whole); !errors.Is(err, review.ErrBusy) {
		t.Errorf("into a folder: %v, want ErrBusy", err)
	}
}

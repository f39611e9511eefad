package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

const (
	someRules = "order: [{id: again, from-round: 2}, usual]\n"
	someHours = "hours: {monday: 9:00-17:00, tuesday: 9:00-17:00, wednesday: 9:00-17:00, thursday: 9:00-17:00, friday: 9:00-17:00}\nanswer-within: 8h\n"
)

// TestTheQueuesFilesAreReadAgain changes the files below a desk: what is sound comes into force and into the log and
// moves what waits, what is broken leaves everything as it is and is named once.
func TestTheQueuesFilesAreReadAgain(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	f := queueFlags{QueueRules: write(t, filepath.Join(dir, "rules.yaml"), someRules), Calendar: write(t, filepath.Join(dir, "calendar.yaml"), someHours)}
	set := review.DefaultSettings()
	catalogue, live, err := loadKinds("")
	if err != nil {
		t.Fatal(err)
	}
	q, err := f.load(set.Zone, catalogue, live)
	if err != nil {
		t.Fatal(err)
	}
	clock := &seedClock{}
	p, err := open(ctx, storeFlags{Data: filepath.Join(dir, "data")}, openOptions{create: true, now: clock.now, settings: func() review.Settings { return q.in(set) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.close() })
	var said strings.Builder
	log := slog.New(slog.NewTextHandler(&said, nil))
	look := func() string {
		t.Helper()
		said.Reset()
		if err := p.readQueueAgain(ctx, q, log); err != nil {
			t.Fatal(err)
		}
		return said.String()
	}
	placed := func() string {
		t.Helper()
		v, err := p.mark(ctx, markPlaced)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := q.version()
	if look(); placed() != first {
		t.Errorf("at start it was placed by %q, want %q", placed(), first)
	}
	if got := look(); got != "" {
		t.Errorf("nothing changed: %s", got)
	}

	write(t, f.QueueRules, "order: [usual]\ngroups:\n  - {id: night}\n")
	if got := look(); !strings.Contains(got, `rules.yaml:3: group`) || q.version() != first {
		t.Errorf("broken rules: %s, version %s", got, q.version())
	}
	if got := look(); got != "" {
		t.Errorf("it is named twice: %s", got)
	}
	if err := os.Remove(f.Calendar); err != nil {
		t.Fatal(err)
	}
	if got := look(); !strings.Contains(got, "calendar cannot be read") || !q.service.Now().Promised() {
		t.Errorf("a calendar that is gone: %s", got)
	}

	write(t, f.QueueRules, "order: [usual, {id: again, from-round: 2}]\n")
	write(t, f.Calendar, someHours+"at-risk: 2h\n")
	if got := look(); !strings.Contains(got, "has changed") || placed() != first || q.version() == first {
		t.Errorf("sound again: %s, placed by %s", got, placed())
	}
	if got := look(); !strings.Contains(got, "was placed") || placed() != q.version() || q.service.Now().Margin != 2*time.Hour {
		t.Errorf("at the second look: %s, placed by %s", got, placed())
	}
	if rows := inspect(t, filepath.Join(dir, "data")).rows(`SELECT count(*) FROM log_entries WHERE act = 'settings.changed'`); rows[0][0] != "1" {
		t.Errorf("%s entries in the log, want 1", rows[0][0])
	}
}

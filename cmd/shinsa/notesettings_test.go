package main

import (
	"strings"
	"testing"
)

// TestChangedSettingsAreLogged: what a server's flags say otherwise than those of the server before stands in the log.
func TestChangedSettingsAreLogged(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	serve := func(more ...string) []string {
		t.Helper()
		started(t, serveArgs(data, more...)...).stop().fine(t)
		i := inspect(t, data)
		defer i.close()
		return flat(i.rows(`SELECT CAST(leaf AS TEXT) FROM log_entries WHERE act = 'settings.changed' AND CAST(leaf AS TEXT) NOT LIKE '%erase.%'`))
	}
	if n := len(serve()); n != 0 {
		t.Errorf("%d entries at the first start", n)
	}
	if n := len(serve()); n != 0 {
		t.Errorf("%d entries though nothing has changed", n)
	}
	leaves := serve("--looking=false", "--claim-minutes", "20", "--purpose", "to test anew")
	if len(leaves) != 1 {
		t.Fatalf("%d entries, want 1", len(leaves))
	}
	for _, line := range []string{"\nlooking no\n", "\nclaim-seconds 1200\n", "\noperator "} {
		if !strings.Contains(leaves[0], line) {
			t.Errorf("it lacks %q:\n%s", line, leaves[0])
		}
	}
	if strings.Contains(leaves[0], "max-rounds") {
		t.Errorf("it tells of what has not changed:\n%s", leaves[0])
	}
}

package main

import "testing"

// TestMarksOfSettingsAreComparedWithTheLog: what a server noted of its settings and periods, by which `shinsa purge` erases, is what
// the log says of their last change.
func TestMarksOfSettingsAreComparedWithTheLog(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	for _, rounds := range []string{"4", "6"} {
		server := started(t, serveArgs(data, "--max-rounds", rounds, "--erase-rejected-after", rounds)...)
		server.stop().fine(t)
	}
	verify := func() said { return shinsa(t, "audit", "verify", "--data", data) }
	verify().fine(t)
	for _, c := range []struct{ do, undo, words string }{
		{`UPDATE meta SET value = replace(value, '"max-rounds":"6"', '"max-rounds":"9"') WHERE name = 'settings'`, `UPDATE meta SET value = replace(value, '"max-rounds":"9"', '"max-rounds":"6"') WHERE name = 'settings'`, "(max-rounds)"},
		{`UPDATE meta SET value = replace(value, 'rejected=6', 'rejected=1') WHERE name = 'retention'`, `UPDATE meta SET value = replace(value, 'rejected=1', 'rejected=6') WHERE name = 'retention'`, "(erase.rejected)"},
	} {
		spoil(t, data, c.do)
		verify().saysAndEnds(t, 1, "NOT sound", "the setting that it tells of says something else", c.words)
		spoil(t, data, c.undo)
		verify().fine(t)
	}
}

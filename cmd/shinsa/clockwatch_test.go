package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestAClockThatLeapsAhead: erasing waits after a leap of more than a day, for a day or until somebody confirms.
func TestAClockThatLeapsAhead(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	noon := time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what string
		says []time.Duration // after noon
		want string          // w waits, . does not
	}{
		{"it goes on", []time.Duration{0, time.Minute, day / 2, day, 2 * day}, "....."},
		{"seen after a day, to the microsecond", []time.Duration{0, day}, ".."},
		{"and a microsecond more", []time.Duration{0, day + time.Microsecond}, ".w"},
		{"off for three days: it waits one", []time.Duration{0, 3 * day, 3*day + time.Hour, 4*day - 1, 4 * day, 4*day + time.Hour}, ".www.."},
		{"a year ahead: until somebody says so", []time.Duration{0, 365 * day, 366 * day, 367 * day, 368 * day}, ".wwww"},
		{"a year ahead and set right again", []time.Duration{0, 365 * day, time.Hour, 2 * time.Hour, day}, ".w..."},
		{"a leap while it waits", []time.Duration{0, 3 * day, 5 * day, 5*day + 23*time.Hour, 6 * day, 6*day + 1}, ".www.."},
		{"leaps that are far together", []time.Duration{0, 20 * day, 40 * day, 41 * day, 42 * day}, ".wwww"},
		{"set back by a year", []time.Duration{0, -365 * day, -364 * day}, "..."},
	} {
		var seen clockSeen
		got := ""
		for _, after := range c.says {
			seen = seen.next(noon.Add(after))
			got += map[bool]string{true: "w", false: "."}[seen.waits()]
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestNothingIsErasedByAClockThatLeapt: neither a server nor a command erases what seems to be due after the clock leapt, both say
// why, and somebody can confirm it, which the log has.
func TestNothingIsErasedByAClockThatLeapt(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	decidedWith(t, data)
	server := started(t, serveArgs(data)...) // which settles what was decided
	server.stop().fine(t)
	spoil(t, data, `UPDATE submissions SET state = 'withdrawn', next_state = '', since = since - 5184000000000, ends_at = since - 5184000000000`)
	leapt := func(by time.Duration) {
		mark, err := json.Marshal(clockSeen{At: time.Now().UTC().Add(-by)})
		if err != nil {
			t.Fatal(err)
		}
		spoil(t, data, fmt.Sprintf(`INSERT INTO meta (name, value) VALUES ('%s', '%s') ON CONFLICT (name) DO UPDATE SET value = excluded.value`, markClock, mark))
	}
	purge := func(args ...string) said { return shinsa(t, append([]string{"purge", "--data", data}, args...)...) }

	leapt(3 * 24 * time.Hour)
	purge().saysAndEnds(t, 1, "the clock has leapt ahead by 3.0 days", "before", "--clock-is-right")
	leapt(400 * 24 * time.Hour)
	if said := purge(); strings.Contains(said.out, "Erased") {
		t.Errorf("something was erased: %s", said.out)
	}
	server = started(t, serveArgs(data)...)
	if said := server.stop().err; !strings.Contains(said, "the clock has leapt ahead by 400.0 days") || strings.Contains(said, `"msg":"erased"`) {
		t.Errorf("the server does not say so: %s", said)
	}
	purge().saysAndEnds(t, 1, "the clock has leapt ahead")
	said := purge("--clock-is-right").fine(t)
	if !strings.Contains(said.out, "Erased 1 submissions") {
		t.Errorf("it is right, and nothing was erased: %s", said.out)
	}
	purge().fine(t)
	if acts := inspect(t, data).rows(`SELECT count(*) FROM log_entries WHERE act = 'settings.changed' AND CAST(leaf AS TEXT) LIKE '%clock confirmed%'`); acts[0][0] != "1" {
		t.Errorf("the log does not tell of it: %v", acts)
	}
}

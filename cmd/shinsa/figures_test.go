package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// keptFigures are the figures that are kept of a store, in order.
func keptFigures(t *testing.T, data string) string {
	t.Helper()
	c, err := sql.Open("sqlite", "file:"+filepath.Join(data, "shinsa.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rows, err := c.QueryContext(t.Context(), `SELECT span || ' ' || lang || ' ' || kind || ' ' || staff_id || ' ' || hex(cell) FROM figures_cells ORDER BY span, lang, kind, staff_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

// TestFiguresAreCountedAgain: what was kept wrong is right again, and the command takes the time zones that a server takes.
func TestFiguresAreCountedAgain(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	decidedWith(t, data)
	for _, columns := range []string{"decisions SET decided_at = decided_at - D, effective_at = effective_at - D", "rounds SET created_at = created_at - D, submitted_at = submitted_at - D"} {
		spoil(t, data, "UPDATE "+strings.ReplaceAll(columns, "D", "259200000000")) // three days ago: a day is counted when it is over
	}
	rebuild := func(args ...string) said {
		return shinsa(t, append([]string{"figures", "rebuild", "--data", data}, args...)...)
	}

	if said := rebuild().fine(t).out; !strings.Contains(said, "in Asia/Tokyo") {
		t.Errorf("it does not say in which zone: %s", said)
	}
	right := keptFigures(t, data)
	if !strings.Contains(right, "resident-card") {
		t.Fatalf("nothing was counted: %s", right)
	}
	spoil(t, data, `UPDATE figures_cells SET cell = x'00'`)
	rebuild().fine(t)
	if again := keptFigures(t, data); again != right {
		t.Errorf("counted again it is\n%s\nwant\n%s", again, right)
	}

	for _, zone := range []string{"Local", "", "Mars/Olympus", "../etc/passwd"} {
		rebuild("--time-zone", zone).refused(t, "--time-zone", "Asia/Tokyo")
		shinsa(t, serveArgs(data, "--time-zone", zone)...).refused(t, "--time-zone", "Asia/Tokyo")
		shinsa(t, "audit", "export", "--data", data, "--purpose", "a test", "--time-zone", zone, filepath.Join(t.TempDir(), "x")).refused(t, "--time-zone", "Asia/Tokyo")
	}
	rebuild("--time-zone", "UTC").refused(t, "is not the one in which servers of this desk count days", "asia.tokyo")
	if again := keptFigures(t, data); again != right {
		t.Error("what was refused has changed something")
	}
}

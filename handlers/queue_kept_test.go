package handlers

import (
	"testing"
	"time"
)

// A page of the queue is kept while nothing was committed. The clock stands still here, so only what was
// committed can make it new.
func TestAKeptQueueIsNeverOld(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	first, _ := d.submission()
	reviewer := d.as("reviewer")
	reviewer.get("/queue").is(200).has(string(first))
	reviewer.get("/queue").is(200).has(string(first)) // as it was kept

	second, _ := d.submission()
	reviewer.get("/queue").is(200).has(string(first), string(second))

	if err := d.desk.Claim(t.Context(), d.actor("reviewer2"), first, false); err != nil {
		t.Fatal(err)
	}
	reviewer.get("/queue").is(200).has(d.actor("reviewer2").Name)

	// Each person and each language has its own.
	d.as("reviewer").in("ja").get("/queue").is(200).has(`lang="ja"`)
	reviewer.get("/queue").is(200).has(`lang="en"`)

	// A claim that runs out does so without any commit: the page is kept for a second at most.
	d.clock.pass(11 * time.Minute)
	reviewer.get("/queue").is(200).hasNone(d.actor("reviewer2").Name)
}

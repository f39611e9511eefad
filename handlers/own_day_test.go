package handlers

import (
	"fmt"
	"testing"
	"time"

	"shinsa/review"
)

func TestTheHeaderTellsOnesOwnDay(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	decides := func(after time.Duration) {
		ref, _ := d.submission()
		b.post(reviewPath(ref)+"/claim", nil).is(303)
		form := b.get(reviewPath(ref)).is(200).deskForm()
		d.clock.pass(after)
		b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).is(303)
	}
	expect := func(what, words string) {
		t.Helper()
		for _, path := range []string{"/queue", "/queue?state=approved"} {
			if words == "" {
				b.get(path).is(200).hasNone("today ", "median")
			} else {
				b.get(path).is(200).has(words)
			}
		}
		if t.Failed() {
			t.Fatal(what)
		}
	}
	expect("before the first", "")
	decides(48 * time.Second)
	expect("before it takes effect", "")
	d.clock.pass(11 * time.Second)
	expect("one", "today 1, median 48 s")
	b.get(b.post("/queue/next", nil).header.Get("Location")).is(200)
	for n, took := range []int{30, 90, 50} {
		decides(time.Duration(took) * time.Second)
		d.clock.pass(11 * time.Second)
		expect("more", fmt.Sprintf("today %d, ", n+2))
		d.clock.pass(10 * time.Minute) // by then it counts as settled
		expect("more, later", fmt.Sprintf("today %d, ", n+2))
	}
	expect("four", "today 4, median 48 s")
	ref, _ := d.submission()
	b.get(reviewPath(ref)).is(200).has("1 waiting · oldest just now · today 4, median 48 s")
	b.in("ja").get(reviewPath(ref)).is(200).has("審査待ち1件・最長たった今・本日4件、中央値48秒")
	b.in("en")
	other := d.as("reviewer2")
	other.get(reviewPath(ref)).is(200).has("1 waiting").hasNone("today 4")
	other.get("/queue").is(200).hasNone("median")

	// What is taken back does not count.
	b.post(reviewPath(ref)+"/claim", nil).is(303)
	form := b.get(reviewPath(ref)).deskForm()
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).is(303)
	b.post(b.get(reviewPath(ref)).is(200).form("/retract").action, nil).is(303)
	d.clock.pass(11 * time.Second)
	expect("one taken back", "today 4, median 48 s")

	// The day ends at midnight where the operator is: it began at 10:00, and half an hour has gone.
	d.clock.pass(13 * time.Hour)
	b = d.as("reviewer")
	expect("in the evening", "today 4, median 48 s")
	d.clock.pass(time.Hour)
	b = d.as("reviewer")
	expect("after midnight", "")
}

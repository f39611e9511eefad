package handlers

import (
	"net/url"
	"testing"
	"time"

	"shinsa/review"
)

// What was erased is told as that, to those who could see it, and to nobody else; no page is a fault.
func TestErasedSubmissionIsToldWithItsDate(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, token := d.submission()
	never, _ := d.submission()
	d.as("reviewer").get("/queue").is(200).has(string(ref))
	s, err := d.store.Submission(t.Context(), review.SubmissionKey{Reference: ref})
	if err != nil {
		t.Fatal(err)
	}
	d.clock.pass(16 * time.Hour) // the next day in Tokyo, still the same in UTC
	if err := d.desk.Erase(t.Context(), s.ID); err != nil {
		t.Fatal(err)
	}
	rev, sup, tel := d.as("reviewer"), d.as("supervisor"), d.as("support")
	told := string(ref) + " was erased on 2026-11-25"
	for _, who := range []*browser{rev, sup} {
		who.get("/submissions/" + string(ref)).is(410).has(told)
		who.get("/submissions/" + string(ref) + "/images/front").is(410).has(told)
		who.post("/submissions/"+string(ref)+"/claim", nil).is(410).has(told)
		who.get("/queue").is(200).hasNone(string(ref))
		who.get("/queue?q=" + string(ref)).is(200).has("The data of " + string(ref) + " was erased on 2026-11-25")
		who.post("/queue/search", url.Values{"q": {string(ref)}}).leadsTo("/queue?q=" + string(ref))
		who.get("/submissions/" + string(never)).is(200)
	}
	tel.get("/submissions/" + string(ref)).is(403).hasNone("erased")
	tel.post("/lookup", url.Values{"reference": {string(ref)}}).is(200).has("Its data was erased on 2026-11-25", "The address was erased").hasNone("resend-form")
	tel.post("/lookup/resend", url.Values{"reference": {string(ref)}}).is(409)
	d.nobody().get("/a/"+token).is(404).hasNone("erased", string(ref))
}

// A picture whose period is over is told as that, and not as one that somebody destroyed.
func TestPicturesWhosePeriodIsOver(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.set.Retention = review.Retention{Images: 30 * review.Day}
	ref, id := d.approved()
	d.clock.pass(31 * review.Day)
	if n, err := d.desk.EraseDue(t.Context()); err != nil || n.Images != 2 {
		t.Fatalf("erased %+v, %v", n, err)
	}
	const words = "erased, as planned, 30 days after the end"
	sup := d.as("supervisor")
	sup.get("/submissions/"+string(ref)).is(200).has(words).hasNone("This picture was destroyed", "images/front?size=screen")
	sup.get("/audit/" + string(id)).is(200).has(words).hasNone("images/front?size=screen")
	sup.get("/submissions/" + string(ref) + "/images/front").is(410)
	sup.get("/audit").is(200).hasNone(`data-testid="purges"`)
	d.as("admin").get("/settings").is(200).has("--erase-images-after", "30 days", "until it is erased by hand")
}

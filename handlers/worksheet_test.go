package handlers

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

func TestSavingAnswers(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	d.clock.pass(9 * time.Minute)
	b.post(reviewPath(ref)+"/worksheet", form.answered("", "reason", "expired", "note", "half way", "check.in-date", "no", "check.legible", "-")).
		leadsTo(reviewPath(ref))
	d.clock.pass(9 * time.Minute) // it counted as input
	again := b.get(reviewPath(ref)).is(200).has("Saved.", "13 of 14", "until 10:19").deskForm()
	for field, want := range map[string]string{"note": "half way", "reason": "expired", "check.in-date": "no", "check.kind-matches": "yes", "check.legible": ""} {
		if got := again.Get(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	b.post(reviewPath(ref)+"/worksheet", form.answered("", "note", strings.Repeat("x", 4001))).is(422)
	b.post(reviewPath(ref)+"/worksheet", form.answered("", "check.nothing", "yes")).is(422)
}

func TestAScriptSaves(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	b.header.Set("Accept", "application/json")
	b.in("ja")
	a := b.post(reviewPath(ref)+"/worksheet", form.answered("", "reason", "unreadable")).is(200)
	var got worksheetAnswer
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Left != 600 || len(got.Messages) != 3 {
		t.Errorf("the answer is %+v", got)
	}
	for _, m := range got.Messages {
		want := d.desk.Message("en", "resident-card", review.Outcome(m.Outcome), []string{"unreadable"}, d.clock.now().Add(d.set.TakeBack+d.set.ResubmitWithin))
		if m.Outcome == "approve" {
			want = d.desk.Message("en", "resident-card", review.Approve, nil, time.Time{})
		}
		if m.Text != want {
			t.Errorf("%s: the applicant would read %q, want %q", m.Outcome, m.Text, want)
		}
		if m.Read == "" || m.Read == m.Text {
			t.Errorf("%s: the reviewer reads %q", m.Outcome, m.Read)
		}
	}
	b.post(reviewPath(ref)+"/release", nil)
	b.post(reviewPath(ref)+"/worksheet", form.answered("")).is(409)
	b.post(reviewPath(ref)+"/worksheet", url.Values{"csrf": {"old"}}).is(403)
	d.clock.pass(time.Hour)
	b.post(reviewPath(ref)+"/worksheet", form.answered("")).is(401)
}

// The message is seen before it is sent: by the script at once, and without one by a button.
func TestTheMessageIsShown(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer").in("ja")
	ref, form := b.held()
	a := b.post(reviewPath(ref)+"/worksheet", form.answered("", "reason", "unreadable", "preview", "reject")).is(303)
	shown := b.get(a.location).is(200)
	shown.has("We cannot read everything in the picture", "0120-000-000", "申込者への通知", `data-shown="reject"`)
	form = shown.deskForm()
	own := "In my own words:\nplease call us."
	b.post(reviewPath(ref)+"/decision", form.answered(review.Reject, "check.legible", "no", "message", own)).leadsTo("/queue")
	d.settle()
	b.get(reviewPath(ref)).is(200).has("In my own words:\nplease call us.")
}

func TestGivingBackKeepsTheAnswers(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	b.post(reviewPath(ref)+"/release", form.answered("", "note", "unsure")).leadsTo("/queue")
	b.get("/queue").is(200).has("Given back. Your answers are kept.").hasNone("You hold:")
	b.post(reviewPath(ref)+"/claim", nil).leadsTo(reviewPath(ref))
	if got := b.get(reviewPath(ref)).deskForm().Get("note"); got != "unsure" {
		t.Errorf("the note is %q", got)
	}
	// It is given back by who holds it only, and twice is once.
	d.as("reviewer2").post(reviewPath(ref)+"/release", nil).is(409).has("Aiko Sato holds it now")
	for range 2 {
		b.post(reviewPath(ref)+"/release", nil).leadsTo("/queue")
	}
}

func TestWhatComesAfterTheClaimIsKept(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	d.clock.pass(11 * time.Minute)
	b.post(reviewPath(ref)+"/worksheet", form.answered("", "note", "typed too late")).is(409).has("You do not hold it", "which are kept")
	b.post(reviewPath(ref)+"/claim", nil).leadsTo(reviewPath(ref))
	if got := b.get(reviewPath(ref)).deskForm().Get("note"); got != "typed too late" {
		t.Errorf("the note is %q", got)
	}
}

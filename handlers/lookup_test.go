package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, token := d.submission()
	d.clock.pass(90 * time.Minute)
	support := d.as("support")
	support.get("/lookup").is(200).has(`action="/lookup"`, `name="reference"`).hasNone(`data-testid="lookup-found"`)
	typed := strings.ToLower(strings.ReplaceAll(string(ref), "-", " "))
	page := support.post("/lookup", url.Values{"reference": {typed}}).is(200)
	page.has(string(ref), "Waiting", "2026-11-24 10:00", "(90 min)", "round 1", "It has arrived and is waiting for review.",
		"The private link", "Received", `action="/lookup/resend"`)
	// Nothing that was typed or sent, nobody's name, no link.
	sp, _ := testSpecimen()
	for _, v := range sp.Truth.Typed {
		if len(v) > 4 {
			page.hasNone(v)
		}
	}
	page.hasNone("applicant@example.org", token, "Aiko Sato", "/images/", "/submissions/", `src="/sub`)
}

func TestLookupRefuses(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	support := d.as("support")
	for _, c := range []struct {
		typed  string
		status int
		words  string
	}{
		{"", 422, "Type the reference"},
		{"   ", 422, "Type the reference"},
		{"7K3M-9QXA", 404, "There is no application with this reference."},
		{"short", 404, "This cannot be a reference"},
		{`"><img src=x>`, 404, "This cannot be a reference"},
		{"7K3M-9QXA' OR '1'='1", 404, "This cannot be a reference"},
		{"\x00\xff", 404, "This cannot be a reference"},
		{"受付番号", 404, "This cannot be a reference"},
		{strings.Repeat("7", 10_000), 404, "This cannot be a reference"},
	} {
		page := support.post("/lookup", url.Values{"reference": {c.typed}})
		if page.status != c.status {
			t.Errorf("%.20q: status %d, want %d", c.typed, page.status, c.status)
		}
		page.has(c.words, `action="/lookup"`, `aria-invalid="true"`).hasNone("<img src=x>")
	}
	support.post("/lookup", url.Values{"reference": {"7k3m 9qxa"}}).is(404).has(`value="7k3m 9qxa"`) // kept as it was typed
	support.post("/lookup", nil).is(422)
	d.as("admin").get("/lookup").is(403)
	d.as("admin").post("/lookup", url.Values{"reference": {"x"}}).is(403)
	d.as("admin").post("/lookup/resend", url.Values{"reference": {"7K3M-9QXA"}}).is(403)
	d.nobody().get("/lookup").leadsTo("/login?next=%2Flookup")
}

func TestLookupKeepsAPendingOutcomeToItself(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	support := d.as("support")
	support.post("/lookup", url.Values{"reference": {string(ref)}}).is(200).has("Waiting").hasNone("Approved", "Outcome")
	d.settle()
	support.post("/lookup", url.Values{"reference": {string(ref)}}).is(200).has("Approved", "Outcome")
}

func TestLookupTellsTheDateOfAResubmission(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	d.decision("reviewer", ref, review.DecisionForm{
		Outcome: review.Resubmit, Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"},
	})
	d.settle()
	d.as("supervisor").post("/lookup", url.Values{"reference": {string(ref)}}).is(200).
		has("Something has to be sent again by 2026-12-08.").hasNone("Blur, glare")
	d.clock.pass(15 * 24 * time.Hour)
	d.as("supervisor").post("/lookup", url.Values{"reference": {string(ref)}}).is(200).has("It is closed: nothing was sent again by 2026-12-08.")
}

func TestResendLink(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	links := func() int {
		t.Helper()
		s, err := d.store.Submission(t.Context(), review.SubmissionKey{Reference: ref})
		if err != nil {
			t.Fatal(err)
		}
		parcels, err := d.store.Parcels(t.Context(), s.ID)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, p := range parcels {
			if p.Topic == review.TopicLink {
				n++
			}
		}
		return n
	}
	before := links()
	d.clock.pass(5 * time.Minute)
	support := d.as("support")
	support.post("/lookup/resend", url.Values{"reference": {string(ref)}}).is(200).has("The link is on its way").hasNone("applicant@example.org")
	// A doubled click sends one mail, a call later in the day another.
	support.post("/lookup/resend", url.Values{"reference": {string(ref)}}).is(200)
	if got := links(); got != before+1 {
		t.Errorf("%d mails with the link after a doubled click, want %d", got, before+1)
	}
	d.clock.pass(time.Hour)
	d.as("support").post("/lookup/resend", url.Values{"reference": {string(ref)}}).is(200)
	if got := links(); got != before+2 {
		t.Errorf("%d mails with the link an hour later, want %d", got, before+2)
	}
	support = d.as("support")
	support.post("/lookup/resend", url.Values{"reference": {"7K3M-9QXA"}}).is(404).has("There is no application")
	support.post("/lookup/resend", nil).is(422)
	support.post("/lookup/resend", url.Values{"reference": {string(ref)}, "csrf": {""}}).is(403)
}

func TestResendWithoutMail(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	d.set.MailPromised = false
	support := d.as("support")
	support.post("/lookup", url.Values{"reference": {string(ref)}}).is(200).has("no mail server is set up").hasNone("/lookup/resend")
	support.post("/lookup/resend", url.Values{"reference": {string(ref)}}).is(409).has("The link cannot be sent again")
}

package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shinsa/review"
)

func TestDecidingLeadsToTheNext(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	d.clock.pass(time.Second)
	next, _ := d.submission()
	if len(form.items) != 14 || len(form.reasons) != 18 {
		t.Errorf("the form has %d items and %d reasons", len(form.items), len(form.reasons))
	}
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).leadsTo(reviewPath(next))
	a := b.get(reviewPath(next)).is(200)
	a.has("✓ approved", string(ref), "Take back", `<span data-countdown="10">10</span>`)

	// The others see the former state until the seconds are over.
	d.as("reviewer2").get("/queue").has(string(ref))
	d.clock.pass(11 * time.Second)
	d.as("reviewer2").get("/queue").hasNone(string(ref))
	d.as("reviewer2").get("/queue?state=approved").has(string(ref))
	b.get(reviewPath(next)).is(200).hasNone(`data-undo="`)
}

// Who took a decision back already holds the next one: deciding again leads there, and claims no third.
func TestDecidingAgainLeadsToWhatIsHeld(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	d.clock.pass(time.Second)
	second, _ := d.submission()
	d.clock.pass(time.Second)
	third, _ := d.submission()
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).leadsTo(reviewPath(second))
	s, err := d.store.Submission(t.Context(), review.SubmissionKey{Reference: ref})
	if err != nil {
		t.Fatal(err)
	}
	b.post("/decisions/"+string(s.Decision)+"/retract", nil).leadsTo(reviewPath(ref))
	again := b.get(reviewPath(ref)).is(200).deskForm()
	b.post(reviewPath(ref)+"/decision", again.answered(review.Approve)).leadsTo(reviewPath(second))
	if s, err = d.store.Submission(t.Context(), review.SubmissionKey{Reference: third}); err != nil || s.Claim.By != "" {
		t.Errorf("the third was claimed by %q, %v", s.Claim.By, err)
	}
}

func TestTheLastDecisionLeadsToTheQueue(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).leadsTo("/queue")
	b.get("/queue").is(200).has("✓ approved", string(ref), "Nothing is waiting right now.")
}

// What is refused is the same page again, with every answer, and words on what is missing.
func TestRefusedDecisionsKeepEverything(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	cases := []struct {
		name  string
		form  url.Values
		words []string
	}{
		{"an item without an answer", form.answered(review.Approve, "check.legible", "-"), []string{"An item has no answer yet", `href="#item-legible"`}},
		{"a no", form.answered(review.Approve, "check.in-date", "no"), []string{"These have a “no”", `href="#item-in-date"`}},
		{"approve with a reason", form.answered(review.Approve, "reason", "expired"), []string{"An approval has no reasons"}},
		{"reject without a reason", form.answered(review.Reject), []string{"Choose at least one reason"}},
		{"resubmit without a reason", form.answered(review.Resubmit), []string{"Choose at least one reason"}},
		{"an unknown reason", form.answered(review.Reject, "reason", "no-such-reason"), []string{"does not have. Reload"}},
		{"a reason that does not fit", form.answered(review.Resubmit, "reason", "duplicate-application"), []string{"does not fit the outcome"}},
		{"a reason of the supervisors", form.answered(review.Reject, "reason", "authenticity-doubt"), []string{"Only a supervisor"}},
		{"an unknown item", form.answered(review.Approve, "check.no-such-item", "yes"), []string{"does not have. Reload"}},
		{"an unknown answer", form.answered(review.Approve, "check.legible", "perhaps"), []string{"cannot be given"}},
		{"n.a. where there is none", form.answered(review.Approve, "check.legible", "na"), []string{"cannot be given"}},
		{"no outcome", form.answered("", "outcome", "-"), []string{"Choose what to decide"}},
		{"an unknown outcome", form.answered("burn"), []string{"Choose what to decide"}},
		{"too long a note", form.answered(review.Approve, "note", strings.Repeat("x", 4001)), []string{"longer than 4,000"}},
		{"too long both", form.answered(review.Approve, "note", strings.Repeat("x", 4001), "message", strings.Repeat("x", 4001)), []string{"longer than 4,000"}},
		{"a note that is no text", form.answered(review.Approve, "note", "a\x00\xff"), []string{"cannot be kept"}},
	}
	for _, c := range cases {
		c.form.Set("check.kind-matches", "yes")
		if !c.form.Has("note") || c.form.Get("note") == "" {
			c.form.Set("note", "kept <b>as typed</b>")
		}
		a := b.post(reviewPath(ref)+"/decision", c.form)
		if a.status != 422 {
			t.Errorf("%s: status %d, want 422", c.name, a.status)
			continue
		}
		a.has(append(c.words, "It is not decided yet")...)
		again := a.deskForm()
		if got := again.Get("check.kind-matches"); got != "yes" {
			t.Errorf("%s: an answer is lost", c.name)
		}
		if want := c.form.Get("note"); strings.HasPrefix(want, "kept") && again.Get("note") != want {
			t.Errorf("%s: the note is %q, want %q", c.name, again.Get("note"), want)
		}
		for _, r := range c.form["reason"] {
			if slices.Contains(again.reasons, r) && !slices.Contains(again.Values["reason"], r) {
				t.Errorf("%s: the reason %s is lost", c.name, r)
			}
		}
		a.hasNone("<b>as typed")
	}
	// After all of it, it can still be decided.
	form = b.get(reviewPath(ref)).deskForm()
	b.post(reviewPath(ref)+"/decision", form.answered(review.Resubmit, "check.legible", "no", "reason", "-", "reason", "unreadable")).leadsTo("/queue")
}

func TestAFormThatSaysTwoThingsAtOnce(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	kept := map[string]string{"check.legible": "yes", "check.in-date": "yes", "note": "first note", "message": "first message"}
	for field, second := range map[string]string{"outcome": "reject", "check.legible": "no", "version": "1-x", "note": "b", "message": "b"} {
		for _, action := range []string{"/decision", "/worksheet"} {
			f := form.answered(review.Reject, "note", "first note", "message", "first message", "reason", "unreadable", "outcome", "approve")
			f.Add(field, second)
			a := b.post(reviewPath(ref)+action, f).is(422).has("says two things at once")
			again := a.deskForm()
			for name, want := range kept {
				switch {
				case name == field && strings.HasPrefix(field, "check."):
					want = "" // to be answered again
				case name == field:
					want += "\n" + second
				}
				if got := again.Get(name); got != want {
					t.Errorf("%s twice at %s: %s is %q, want %q", field, action, name, got, want)
				}
			}
			if !slices.Contains(again.Values["reason"], "unreadable") {
				t.Errorf("%s twice at %s: the reason is lost", field, action)
			}
			// It is kept beyond this page as well.
			if later := b.get(reviewPath(ref)).is(200).deskForm(); later.Get("note") != again.Get("note") {
				t.Errorf("%s twice at %s: the note is %q later", field, action, later.Get("note"))
			}
		}
	}
	f := form.answered(review.Approve)
	f.Add("outcome", "reject")
	header := b.header
	b.header = http.Header{"Accept": {"application/json"}}
	b.post(reviewPath(ref)+"/worksheet", f).is(422) // the page's script
	b.header = header
	// The same twice is once, and what the form does not have changes nothing.
	f = form.answered(review.Approve)
	f.Add("outcome", "approve")
	f.Add("check.legible", "yes")
	f.Set("by", "somebody else")
	b.post(reviewPath(ref)+"/decision", f).leadsTo("/queue")
}

func TestADoubleClickDecidesOnce(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			a := b.post(reviewPath(ref)+"/decision", form.answered(review.Approve))
			mu.Lock()
			defer mu.Unlock()
			statuses[a.status]++
		})
	}
	wg.Wait()
	if statuses[303] != 8 { // each is told of the one decision that the form has made
		t.Errorf("the statuses are %v, want eight 303", statuses)
	}
	if v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref); err != nil || len(v.History) != 1 {
		t.Errorf("%v, decisions: %+v", err, v.History)
	}
}

func TestTwoWhoDecideAtOnce(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b, s := d.as("reviewer"), d.as("supervisor")
	ref, form := b.held()
	s.post(reviewPath(ref)+"/claim", nil).is(409).has("Aiko Sato holds it now")
	s.post(reviewPath(ref)+"/claim", url.Values{"take": {"1"}}).leadsTo(reviewPath(ref))
	theirs := s.get(reviewPath(ref)).deskForm()
	var wg sync.WaitGroup
	var mine, other answer
	wg.Go(func() {
		mine = b.post(reviewPath(ref)+"/decision", form.answered(review.Reject, "reason", "expired", "note", "my words"))
	})
	wg.Go(func() { other = s.post(reviewPath(ref)+"/decision", theirs.answered(review.Approve)) })
	wg.Wait()
	other.leadsTo("/queue")
	if mine.status != 409 {
		t.Errorf("the former holder's decision answered %d, want 409", mine.status)
	}
	d.settle()
	s.get("/queue?state=approved").has(string(ref))
	s.get("/queue?state=rejected").hasNone(string(ref))
}

func TestAClaimTakenOverKeepsTheAnswers(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b, s := d.as("reviewer"), d.as("supervisor")
	ref, form := b.held()
	s.post(reviewPath(ref)+"/claim", url.Values{"take": {"1"}}).leadsTo(reviewPath(ref))
	b.post(reviewPath(ref)+"/decision", form.answered(review.Reject, "reason", "expired", "note", "my words")).
		is(409).has("Chie Tanaka holds it now", "Your answers are kept")
	// Nobody else reads them, and they are there when he holds it again.
	s.get(reviewPath(ref)).is(200).hasNone("my words")
	s.post(reviewPath(ref)+"/release", nil).leadsTo("/queue")
	b.post(reviewPath(ref)+"/claim", nil).leadsTo(reviewPath(ref))
	again := b.get(reviewPath(ref)).deskForm()
	if again.Get("note") != "my words" || again.Get("reason") != "expired" || again.Get("check.legible") != "yes" {
		t.Errorf("the answers are lost: %v", again.Values)
	}
}

func TestAStalePageShowsWhatChanged(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	b.post(reviewPath(ref)+"/images/back/purge", url.Values{"round": {"1"}}).is(422).has("Tick the box to confirm.")
	b.post(reviewPath(ref)+"/images/back/purge", url.Values{"round": {"1"}, "confirmed": {"yes"}}).leadsTo(reviewPath(ref))
	a := b.post(reviewPath(ref)+"/decision", form.answered(review.Approve, "note", "as before")).is(409)
	a.has("It has changed since you opened it", "A picture was destroyed: Back", "This picture was destroyed.")
	again := a.deskForm()
	if again.Get("note") != "as before" || again.Get("check.legible") != "yes" || again.Get("version") == form.Get("version") {
		t.Errorf("the answers or the new version are missing: %v", again.Values)
	}
	b.post(reviewPath(ref)+"/decision", again.answered(review.Resubmit, "check.no-my-number", "no", "reason", "my-number-shown")).leadsTo("/queue")
}

func TestAClaimThatRanOutIsRenewedByDeciding(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	d.clock.pass(11 * time.Minute)
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).leadsTo("/queue")

	ref, form = b.held()
	d.clock.pass(11 * time.Minute)
	d.as("reviewer2").post(reviewPath(ref)+"/claim", nil).leadsTo(reviewPath(ref))
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve, "note", "too late")).is(409).has("Ben Mori holds it now")
}

func TestTakingADecisionBack(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	b.post(reviewPath(ref)+"/decision", form.answered(review.Reject, "check.in-date", "no", "reason", "expired", "note", "sure")).leadsTo("/queue")
	action := b.get(reviewPath(ref)).is(200).has("You decided: rejected").form("/retract").action
	d.as("reviewer2").post(action, nil).is(403)
	b.post(action, nil).leadsTo(reviewPath(ref))
	again := b.get(reviewPath(ref)).is(200).has("Taken back. Your answers are as they were.").deskForm()
	if again.Get("note") != "sure" || again.Get("reason") != "expired" || again.Get("check.in-date") != "no" {
		t.Errorf("the answers are lost: %v", again.Values)
	}
	b.post(action, nil).leadsTo(reviewPath(ref)) // twice is once
	// The page from before the decision is old now.
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).is(409)
	b.post(reviewPath(ref)+"/decision", again.answered(review.Approve, "check.in-date", "yes")).is(422)
	fields := again.answered(review.Approve)
	fields.Del("reason")
	b.post(reviewPath(ref)+"/decision", fields).leadsTo("/queue")
	late := b.get(reviewPath(ref)).form("/retract").action
	d.clock.pass(11 * time.Second)
	b.post(late, nil).is(409).has("The decision has taken effect")
	b.post("/decisions/not-an-id/retract", nil).is(404)
}

func TestARefusedReportKeepsItsNote(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, id := d.approved()
	b := d.as("reviewer")
	a := b.post("/decisions/"+string(id)+"/report", url.Values{"note": {"the corner " + strings.Repeat("x", 4000)}}).is(422)
	a.has("the corner x", "at most 4,000 characters", `href="/audit/`+string(id)+`?lang=ja"`)
	b.get("/audit/" + string(id)).is(200).has(`name="note"`).hasNone("the corner")
}

func TestReportingAMistake(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	b := d.as("reviewer")
	action := b.get(reviewPath(ref)).is(200).has("approved", "looked twice").form("/report").action
	d.as("reviewer2").get(reviewPath(ref)).is(200).hasNone("/report")
	d.as("reviewer2").post(action, url.Values{"note": {"not mine"}}).is(403)
	b.post(action, url.Values{"note": {"<i>wrong card</i>"}}).leadsTo(reviewPath(ref))
	b.get(reviewPath(ref)).is(200).has("Reported. A supervisor will see it first.", "Reported as a mistake", "&lt;i&gt;wrong card").hasNone(action)
	b.post(action, url.Values{"note": {"one more note"}}).leadsTo(reviewPath(ref))
	d.as("supervisor").get(reviewPath(ref)).is(200).has("&lt;i&gt;wrong card").hasNone("one more note")
	_ = id
}

func TestWhoMayDecide(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	for _, name := range []string{"support", "admin"} {
		b := d.as(name)
		for _, path := range []string{"/queue", reviewPath(ref), reviewPath(ref) + "/images/front", reviewPath(ref) + "/images/front?size=thumb"} {
			b.get(path).is(403)
		}
		for _, path := range []string{"/queue/next", "/queue/search", reviewPath(ref) + "/claim", reviewPath(ref) + "/decision", reviewPath(ref) + "/worksheet", reviewPath(ref) + "/viewed"} {
			b.post(path, url.Values{"q": {"x"}, "outcome": {"approve"}, "side": {"front"}}).is(403)
		}
	}
	// Who does not hold it reads it, and has no form to decide.
	b := d.as("reviewer")
	a := b.get(reviewPath(ref)).is(200).has("/claim", "Nobody holds it")
	if _, ok := a.findForm("/decision"); ok {
		t.Error("the form of a decision is there for who holds nothing")
	}
	b.post(reviewPath(ref)+"/decision", url.Values{"outcome": {"approve"}}).is(409).has("You do not hold it")
	b.get("/submissions/0000-0000").is(404)
	b.get("/submissions/rubbish").is(404)
}

func TestEscalatedIsForSupervisorsPages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	b.post(reviewPath(ref)+"/decision", form.answered(review.Escalate, "reason", "authenticity-doubt", "note", "hologram")).leadsTo("/queue")
	d.settle()
	for _, name := range []string{"reviewer", "reviewer2"} {
		r := d.as(name)
		r.get("/queue?state=escalated").has(string(ref))
		r.get(reviewPath(ref)).is(200).has("Waits for a supervisor").hasNone("/claim")
		r.post(reviewPath(ref)+"/claim", nil).is(403)
	}
	s := d.as("supervisor")
	s.post("/queue/next", nil).leadsTo(reviewPath(ref))
	a := s.get(reviewPath(ref)).is(200).has("hologram", "escalated")
	settle := a.deskForm()
	a.hasNone(`value="escalate"`)
	s.post(reviewPath(ref)+"/decision", settle.answered(review.Escalate)).is(409)
	settle = s.get(reviewPath(ref)).deskForm()
	s.post(reviewPath(ref)+"/decision", settle.answered(review.Reject, "reason", "authenticity-doubt")).leadsTo("/queue")
}

func TestTheLastRoundCannotBeSentBack(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.set.MaxRounds = 1
	b := d.as("reviewer")
	ref, form := b.held()
	a := b.get(reviewPath(ref)).has("This was the last round")
	if i := strings.Index(a.body, `value="resubmit" data-key`); i < 0 || !strings.Contains(a.body[i:i+80], "disabled") {
		t.Error("the button to send back is not off")
	}
	b.post(reviewPath(ref)+"/decision", form.answered(review.Resubmit, "reason", "unreadable")).is(422).has("This was the last round")
}

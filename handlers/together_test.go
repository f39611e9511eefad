package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// hostileWords tries to be markup, to turn the direction of what follows, and to be too wide.
const hostileWords = "</p><script>alert(1)</script> \u202egnorw {name} &amp; " + "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"

// escapedText is how it must stand in a page.
const escapedText = "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; \u202egnorw {name} &amp;amp; www"

func TestGivenBackWithAReason(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	b, path := d.as("reviewer"), reviewPath(ref)
	b.post(path+"/claim", nil).is(303)
	b.get(path).is(200).has(`formaction="`+path+`/release"`, "Hard to judge", "I know this person", `name="skip-note"`)
	b.post(path+"/release", url.Values{"skip": {"other"}}).is(422).has("Say in your words why.", `data-menu="more"`, `aria-describedby="skip-note-wrong"`, "Aiko Sato")
	b.post(path+"/release", url.Values{"skip": {"other", "language"}}).is(422).has("Choose one of the reasons.")
	long := strings.Repeat("x", 1001)
	b.post(path+"/release", url.Values{"skip": {"other"}, "skip-note": {long}}).is(422).has("longer than 1000 characters", long)
	b.post(path+"/release", url.Values{"skip": {"other"}, "skip-note": {hostileWords}}).leadsTo("/queue")
	b.get("/queue").has("Given back.")
	b.post(path+"/release", nil).leadsTo("/queue") // a doubled click

	d.as("reviewer").get("/audit").is(200).hasNone("/audit/skips")
	d.as("reviewer").get("/audit/skips").is(403)
	s := d.as("supervisor")
	s.get("/audit").is(200).has(`href="/audit/skips"`)
	s.get("/audit/skips").is(200).has(string(ref), "Something else", escapedText, "Aiko Sato").hasNone("<script>alert")
	s.in("ja").get("/audit/skips").is(200).has("判断が難しいもの")
	d.clock.pass(31 * 24 * time.Hour)
	d.as("supervisor").get("/audit/skips").is(200).has("Nothing was given back in the last 30 days.")
}

func TestHandedOverOnThePages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	path, other := reviewPath(ref), string(d.actor("reviewer2").ID)
	b, to := d.as("reviewer"), d.as("reviewer2")
	b.post(path+"/claim", nil).is(303)
	b.get(path).has(`name="to"`, `value="`+other+`"`, "Ben Mori", "Chie Tanaka").hasNone("Dan Ono · ", "Emi Kato")
	b.post(path+"/hand", url.Values{"hand-note": {hostileWords}}).is(422).has("Choose a colleague.", escapedText)
	b.post(path+"/hand", url.Values{"to": {other}, "hand-note": {hostileWords}, "version": {"1"}, "note": {"half done"}, "check.name-matches": {"yes"}}).leadsTo("/queue")
	b.get("/queue").has("Handed over.", "for Ben Mori")
	b.get(path).is(200).has("Kept for Ben Mori", "Your note to Ben Mori:", escapedText).hasNone("<script>alert", `formaction="`+path+`/release"`)
	b.post(path+"/claim", nil).is(409).has("It is kept for Ben Mori")

	to.get("/queue").has(`data-testid="kept"`, "from Aiko Sato", `action="`+path+`/claim"`)
	to.get(path).has("Kept for you", "Aiko Sato handed it to you:", escapedText)
	to.post("/queue/next", nil).leadsTo(path)
	to.get(path).has("Aiko Sato handed it to you:", escapedText).hasNone("<script>alert")
	to.get("/queue").hasNone(`data-testid="kept"`)
	if w := d.worksheet(ref); w.Note != "half done" || w.Answers["name-matches"] != review.Yes {
		t.Errorf("of the former holder's answers is kept %+v", w)
	}

	// A supervisor gives it to somebody else, whoever holds it.
	s := d.as("supervisor")
	s.get(path).has("Give to somebody", `action="`+path+`/hand"`)
	s.post(path+"/hand", url.Values{"to": {string(d.actor("reviewer").ID)}}).leadsTo("/queue")
	to.post(path+"/hand", url.Values{"to": {other}}).is(409)
	b.get(path).has("Chie Tanaka gave it to you").hasNone("Chie Tanaka gave it to you:")
}

// worksheet is what is kept of the answers of reviewer@.
func (d *testDesk) worksheet(ref review.Reference) review.WorksheetContent {
	d.t.Helper()
	v, err := d.desk.Review(d.t.Context(), d.actor("reviewer"), ref)
	if err != nil {
		d.t.Fatal(err)
	}
	return v.Worksheet
}

func TestAQuestionIsAnsweredOnThePages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	path := reviewPath(ref)
	asked := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Escalate, Note: hostileWords})
	d.settle()
	s := d.as("supervisor")
	s.get(path).has("Aiko Sato asks:", escapedText).hasNone("<script>alert", `formaction="`+path+`/answer"`)
	s.post(path+"/claim", nil).is(303)
	page := s.get(path).is(200).has(`formaction="`+path+`/answer"`, "It goes back to Aiko Sato first.")
	version := between(page.body, `name="version" value="`, `"`)
	s.post(path+"/answer", url.Values{"answer": {" "}, "version": {version}}).is(422).has("Write an answer.", `data-menu="answer"`)
	s.post(path+"/answer", url.Values{"answer": {hostileWords}, "version": {"1-old"}}).is(409).has("It has changed since you opened it", escapedText)
	d.as("supervisor2").post(path+"/answer", url.Values{"answer": {hostileWords}, "version": {version}}).is(409).has("You wrote, and it was not sent:", escapedText)
	s.post(path+"/answer", url.Values{"answer": {hostileWords}, "version": {version}}).leadsTo("/queue")
	s.get("/queue").has("Answered.", "for Aiko Sato")

	b := d.as("reviewer")
	b.get("/queue").has(`data-testid="kept"`, "answered by Chie Tanaka")
	b.post("/queue/next", nil).leadsTo(path)
	b.get(path).has("Aiko Sato asked:", "Chie Tanaka answers:", escapedText).hasNone("<script>alert")
	s.get("/audit/"+string(asked)).is(200).has("Question and answer", "Chie Tanaka answers:", escapedText).hasNone("<script>alert")
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func TestCommentsAreForTheDeskAlone(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, token := d.submission()
	path := reviewPath(ref)
	b := d.as("reviewer")
	b.get(path).is(200).has("No comments yet.", `action="`+path+`/comments"`)
	b.post(path+"/comments", url.Values{"comment": {" "}}).is(422).has("Write a comment first.", `data-menu="comments"`)
	long := strings.Repeat("字", review.MaxComment+1)
	b.post(path+"/comments", url.Values{"comment": {long}}).is(422).has("longer than 2000 characters", long)
	b.post(path+"/comments", url.Values{"comment": {hostileWords}}).leadsTo(path)
	b.get(path).has("The comment is added.", escapedText, `<bdi>Aiko Sato</bdi>`, `class="written" dir="auto"`).hasNone("<script>alert", "No comments yet.")
	b.in("ja").get(path).has("コメント")

	// Sent with the form of a decision, it keeps the answers that stand in it.
	b.post(path+"/claim", nil).is(303)
	b.post(path+"/comments", url.Values{"comment": {"second thoughts"}, "version": {"1"}, "note": {"half done"}, "check.name-matches": {"no"}}).leadsTo(path)
	if w := d.worksheet(ref); w.Note != "half done" || w.Answers["name-matches"] != review.No {
		t.Errorf("of the answers is kept %+v", w)
	}
	b.post(path+"/comments", url.Values{"comment": {""}, "version": {"1"}, "note": {"typed meanwhile"}}).is(422).has("typed meanwhile")

	for _, path := range []string{"/a/" + token, "/a/" + token + "/kind"} {
		d.nobody().get(path).hasNone("second thoughts", "alert(1)")
	}
	d.as("support").post("/lookup", url.Values{"reference": {string(ref)}}).is(200).hasNone("second thoughts", "alert(1)")
	d.as("support").get(path).is(403).hasNone("second thoughts")
	d.as("reviewer2").get("/queue").hasNone("second thoughts")
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	d.as("supervisor").get("/audit/"+string(id)).is(200).has("second thoughts", escapedText).hasNone("<script>alert")
}

// What was typed in a former session is shown again and not sent.
// Without scripts a decision carries what was begun in a menu. It is told once that this is not sent.
func TestADecisionDoesNotLoseWhatWasBegun(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"comment", "skip-note", "hand-note"} {
		d := newTestDesk(t)
		b := d.as("reviewer")
		ref, form := b.held()
		sent := form.answered(review.Escalate, "note", "look at it", field, hostileWords)
		again := b.post(reviewPath(ref)+"/decision", sent).is(422).has("Nothing was decided yet", "is not sent. Press again", escapedText).hasNone("<script>alert").deskForm()
		if again.Get("note") != "look at it" || again.Get("check.legible") != "yes" {
			t.Errorf("%s: what was answered is lost: %v", field, again.Values)
		}
		b.post(reviewPath(ref)+"/decision", again.answered(review.Escalate, field, hostileWords)).is(303)
	}
}

func TestACommentOfAFormerSession(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	path := reviewPath(ref)
	old := d.as("reviewer")
	mark := between(old.get(path).body, `name="of" value="`, `"`)
	b := d.as("reviewer")
	for menu, field := range map[string]string{"/comments": "comment", "/hand": "hand-note", "/answer": "answer", "/release": "skip-note"} {
		b.post(path+menu, url.Values{field: {"written before"}, "csrf": {old.csrf}, "of": {mark}}).is(403).has("written before")
	}
	b.get(path).hasNone("written before")
}

func TestAwayOnThePages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	path := reviewPath(ref)
	b := d.as("reviewer2")
	b.get("/queue").has(`data-testid="away-menu"`, `name="for" value="30"`)
	b.post("/account/away", url.Values{"for": {"30"}, "on": {"queue"}}).leadsTo("/queue")
	b.get("/queue").has("You are away until 10:30.", `data-testid="away-now"`).hasNone(`data-testid="away-menu"`)
	s := d.as("supervisor")
	s.post(path+"/claim", nil).is(303)
	s.get(path).has("Ben Mori · away until 10:30")
	s.post(path+"/hand", url.Values{"to": {string(d.actor("reviewer2").ID)}}).is(422).has("Ben Mori is away.")
	b.post("/account/back", url.Values{"on": {"queue"}}).leadsTo("/queue")
	b.get("/queue").has("You are back.", `data-testid="away-menu"`)

	for typed, want := range map[string]string{"14:30": "14:30", "９：０５": "2026-11-25 09:05", "10.00": "2026-11-25 10:00"} {
		b.post("/account/away", url.Values{"for": {"at"}, "at": {typed}}).leadsTo("/account")
		b.get("/account").has("You are away until " + want + ".")
	}
	for _, typed := range []string{"", "25:00", "noon", "<b>", "1430"} {
		b.post("/account/away", url.Values{"for": {"at"}, "at": {typed}}).is(422).has("Type a time of day").hasNone("<b>")
	}
	b.post("/account/away", url.Values{"for": {"1000000"}}).is(422)
	b.post("/account/away", url.Values{"for": {"back"}, "on": {"https://elsewhere.example"}}).leadsTo("/account")
	b.in("ja").get("/account").has("離席中です")
	d.submission()
	b.post("/queue/next", nil).is(303) // whoever takes something is here
	b.in("en").get("/account").hasNone("You are away")
	for _, name := range []string{"support", "admin"} {
		d.as(name).get("/account").is(200).hasNone("away-form")
	}
}

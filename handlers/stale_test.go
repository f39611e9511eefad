package handlers

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// mark is what the forms of the signed-in person carry beside the token, token that of the session now.
func (b *browser) mark() string  { return b.get("/account").is(200).field("of") }
func (b *browser) token() string { return b.get("/account").is(200).field("csrf") }

// field is a hidden field of the page's first form.
func (a answer) field(name string) string {
	a.t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([\w-]+)"`).FindStringSubmatch(a.body)
	if m == nil {
		a.t.Fatalf("%s: no form has %s", a.what, name)
	}
	return m[1]
}

// signsInAgain lets one of the people sign in with the same browser, as in another tab. What form is open in
// the first tab keeps the token that the session had before.
func (b *browser) signsInAgain(name string) {
	b.t.Helper()
	b.post("/login", url.Values{"email": {name + "@example.com"}, "password": {testPassword}}).is(303)
}

// Every form into which people type is named with what becomes of it, and no other.
func TestEveryTypedFormIsShownAgain(t *testing.T) {
	t.Parallel()
	clicks := []string{ // nothing is typed into these: a button, a box to tick, a choice
		"/logout", "/queue/next", "/queue/look", "/queue/views/:view/delete", "/queue/views/:view/default", "/team/:id/skills", "/queue/ahead", "/account/keys", "/submissions/:reference/images/:side/purge", "/submissions/:reference/viewed",
		"/submissions/:reference/claim", "/decisions/:decision/retract", "/lookup/resend", "/submissions/:reference/stay/end",
		"/staff/:id/role", "/staff/:id/disable", "/staff/:id/enable", "/staff/:id/reset", "/staff/:id/confirm", "/staff/:id/refuse",
		"/account/language", "/account/sessions", "/account/away", "/account/back", "/phrases/:id/remove", "/submissions/:reference/phrases",
		"/training/sets/:id/next", "/decisions/mine/read", "/audit/second-looks/:id/end", "/audit/samples/:sample/items/:n", "/training/sets/:id/cases/:n/viewed", "/training/sets/:id/cases/:n/release",
	}
	typed := (&App{}).typedForms()
	for _, r := range (&App{}).table() {
		if r.method != http.MethodPost || r.access != signedOn {
			continue
		}
		if _, ok := typed[r.path]; ok == slices.Contains(clicks, r.path) {
			t.Errorf("%s: is something typed into its form? See typedForms", r.path)
		}
		delete(typed, r.path)
	}
	if len(typed) > 0 {
		t.Errorf("no such routes: %v", slices.Collect(maps.Keys(typed)))
	}
}

func TestAnswersOutliveASessionInTheForm(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	sent := form.answered("reject")
	sent.Set("csrf", b.csrf)
	sent.Set("of", b.mark())
	sent.Add("reason", "cropped")
	sent.Set("note", "the <corner> is cut")
	sent.Set("message", "Please look at the corner.")
	b.signsInAgain("reviewer")
	page := b.post(reviewPath(ref)+"/decision", sent).is(403)
	page.has("You have signed in again since this page was opened", "the &lt;corner&gt; is cut", "Please look at the corner.", `name="version" value="`+sent.Get("version")+`"`)
	if checked := strings.Count(page.body, " checked"); checked < len(form.items)+1 {
		t.Errorf("%d boxes are checked, want %d answers and a reason", checked, len(form.items))
	}
	// Nothing is decided, and the answers are kept: also when the page is opened anew.
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	if err != nil || v.State != review.Waiting || v.Worksheet.Note != "the <corner> is cut" || len(v.Worksheet.Answers) != len(form.items) {
		t.Errorf("%v, state %s, kept %+v", err, v.State, v.Worksheet)
	}
	b.get(reviewPath(ref)).is(200).has("the &lt;corner&gt; is cut")
	// The page's form is one that can be sent.
	sent.Set("csrf", page.field("csrf"))
	b.post(reviewPath(ref)+"/decision", sent).is(303)
}

func TestAnswersOfAnOldFormMeetWhatChanged(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	sent := form.answered("approve")
	sent.Set("csrf", b.csrf)
	sent.Set("of", b.mark())
	sent.Set("note", "looked twice")
	d.clock.pass(11 * time.Minute) // the claim is over, and somebody else takes it
	other := d.as("reviewer2")
	other.post(reviewPath(ref)+"/claim", nil).is(303)
	b.signsInAgain("reviewer")
	b.post(reviewPath(ref)+"/decision", sent).is(409).has("Ben Mori holds it now", "Your answers are kept for you")
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	if err != nil || v.Worksheet.Note != "looked twice" {
		t.Errorf("%v, kept %+v", err, v.Worksheet)
	}
}

func TestTheScriptSavesWithAnOldToken(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	sent := form.answered("approve")
	sent.Set("csrf", b.csrf)
	sent.Set("of", b.mark())
	sent.Set("note", "while typing")
	b.signsInAgain("reviewer")
	b.header.Set("Accept", "application/json")
	b.post(reviewPath(ref)+"/worksheet", sent).is(200).has(`"left"`)
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	if err != nil || v.Worksheet.Note != "while typing" {
		t.Errorf("%v, kept %+v", err, v.Worksheet)
	}
}

// A decision of a page from before is not made, but its script gets what it needs to send it once more.
func TestTheScriptDecidesWithAnOldToken(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	sent := form.answered("approve")
	sent.Set("csrf", b.csrf)
	sent.Set("of", b.mark())
	path := reviewPath(ref) + "/decision"
	out := d.nobody()
	out.header.Set("Accept", "application/json")
	if got := out.post(path, sent).is(401); !strings.Contains(got.header.Get("Content-Type"), "json") || !strings.Contains(got.body, "Please sign in") {
		t.Errorf("signed out: %s %s", got.header.Get("Content-Type"), got.body)
	}
	b.signsInAgain("reviewer")
	b.header.Set("Accept", "application/json")
	var answer struct{ Words, CSRF string }
	if err := json.Unmarshal([]byte(b.post(path, sent).is(403).body), &answer); err != nil || answer.Words == "" || answer.CSRF == "" {
		t.Fatalf("%+v, %v", answer, err)
	}
	if v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref); err != nil || len(v.History) != 0 {
		t.Errorf("it was decided: %v", err)
	}
	sent.Set("csrf", answer.CSRF)
	b.post(path, sent).is(200)
	sent.Set("csrf", "x")
	sent.Set("of", d.as("reviewer2").mark())
	if got := b.post(path, sent).is(403); strings.Contains(got.body, "csrf") {
		t.Errorf("somebody else's form gets a token: %s", got.body)
	}
}

// What another site sends, or what somebody else typed before, is neither kept nor shown.
func TestAnOldFormOfSomebodyElse(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	for words, change := range map[string]func(url.Values){
		"without a mark":           func(v url.Values) { v.Del("of") },
		"with another one's":       func(v url.Values) { v.Set("of", d.as("reviewer2").mark()) },
		"with a made-up one":       func(v url.Values) { v.Set("of", strings.Repeat("A", 43)) },
		"with two":                 func(v url.Values) { v["of"] = []string{b.mark(), "x"} },
		"with the account's id":    func(v url.Values) { v.Set("of", string(d.people["reviewer"].ID)) },
		"with the session's token": func(v url.Values) { v.Set("of", b.csrf) },
	} {
		sent := form.answered("approve")
		sent.Set("csrf", "x")
		sent.Set("of", b.mark())
		sent.Set("note", "not of this person")
		change(sent)
		b.post(reviewPath(ref)+"/decision", sent).is(403).has("The page was open for too long").hasNone("not of this person")
		b.header.Set("Accept", "application/json")
		b.post(reviewPath(ref)+"/worksheet", sent).is(403)
		b.header.Del("Accept")
		if v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref); err != nil || v.Worksheet.Note != "" {
			t.Errorf("%s: %v, kept %+v", words, err, v.Worksheet)
		}
	}
	// From another site not even with everything.
	sent := form.answered("approve")
	sent.Set("csrf", "x")
	sent.Set("of", b.mark())
	sent.Set("note", "not of this person")
	b.header.Set("Sec-Fetch-Site", "cross-site")
	b.post(reviewPath(ref)+"/decision", sent).is(403).hasNone("not of this person")
}

func TestOldFormsShowWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, decision := d.approved()
	for _, c := range []struct {
		who, path string
		form      url.Values
		has       []string
	}{
		{"reviewer", "/queue/search", url.Values{"q": {"MARIA <Santos>"}}, []string{`value="MARIA &lt;Santos&gt;"`, "You have signed in again"}},
		{"reviewer", "/decisions/" + string(decision) + "/report", url.Values{"note": {"I took the <wrong> one"}}, []string{"I took the &lt;wrong&gt; one</textarea>", "You have signed in again"}},
		{"supervisor", "/audit/" + string(decision), url.Values{"verdict": {"overturn"}, "severity": {"major"}, "note": {"the photo is <another>"}}, []string{"the photo is &lt;another&gt;</textarea>", "You have signed in again"}},
		{"support", "/lookup", url.Values{"reference": {"7K3M-9QXA"}}, []string{`value="7K3M-9QXA"`, "You have signed in again"}},
		{"admin", "/staff/invite", url.Values{"email": {"gen@example.com"}, "name": {"Gen <Mori>"}, "role": {"support"}}, []string{`value="gen@example.com"`, `value="Gen &lt;Mori&gt;"`, `value="support" selected`, "You have signed in again"}},
		{"support", "/account/password", url.Values{"current": {testPassword}, "new": {"nine slow rivers east"}}, []string{"Type the passwords once more"}},
	} {
		b := d.as(c.who)
		old, mark := b.csrf, b.mark()
		b.signsInAgain(c.who)
		c.form.Set("csrf", old)
		c.form.Set("of", mark)
		page := b.post(c.path, c.form).is(403).has(c.has...).hasNone(testPassword, "nine slow rivers")
		if strings.Contains(page.body, old) {
			t.Errorf("%s: the page has the old token", c.path)
		}
	}
	// And nothing happened.
	rec, err := d.store.Decision(t.Context(), decision)
	if err != nil || rec.Report != nil || len(rec.Audits) != 0 {
		t.Errorf("%v, %+v", err, rec)
	}
	d.as("admin").get("/staff").is(200).has("6 accounts").hasNone("gen@example.com")
	// Who may not, may not with an old form either.
	b := d.as("support")
	form := url.Values{"csrf": {"x"}, "of": {b.mark()}, "email": {"gen@example.com"}, "role": {"support"}, "note": {"a note"}}
	for _, path := range []string{"/staff/invite", "/audit/" + string(decision), "/queue/search"} {
		b.post(path, form).is(403).hasNone("gen@example.com", "a note")
	}
}

// A form that is sent signed out can be seen again after signing in elsewhere.
func TestWhatWasTypedOutlivesSigningOut(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	sent := form.answered("reject")
	sent.Set("csrf", b.csrf)
	sent.Set("of", b.mark())
	sent.Set("note", "the <corner> is cut")
	d.clock.pass(31 * time.Minute)
	page := b.post(reviewPath(ref)+"/decision", sent).is(401).has("Please sign in", `action="`+reviewPath(ref)+`/decision"`, `target="_blank"`)
	again := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`).FindAllStringSubmatch(page.body, -1) {
		again.Add(m[1], strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(m[2]))
	}
	if again.Encode() != sent.Encode() {
		t.Errorf("the page would send\n%v, want\n%v", again, sent)
	}
	b.post(reviewPath(ref)+"/decision", again).is(401) // too early
	b.signsInAgain("reviewer")
	b.post(reviewPath(ref)+"/decision", again).is(409).has("your answers, which are kept. Claim it to go on") // the claim is over
	b.post(reviewPath(ref)+"/claim", url.Values{"csrf": {b.token()}}).is(303)
	b.get(reviewPath(ref)).is(200).has("the &lt;corner&gt; is cut")
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	if err != nil || v.Worksheet.Note != "the <corner> is cut" {
		t.Errorf("%v, kept %+v", err, v.Worksheet)
	}
	// A password is not put into a page, and a form that is not ours is not either.
	out := d.nobody()
	out.post("/account/password", url.Values{"current": {testPassword}, "of": {"x"}}).is(401).hasNone(testPassword, `data-testid="again"`)
	out.post("/staff/invite", url.Values{"email": {"gen@example.com"}}).is(401).hasNone("gen@example.com")
	out.post("/logout", url.Values{"of": {"x"}}).is(303)
}

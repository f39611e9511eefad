package handlers

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

func TestAuditListShowsSupervisorsEverything(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	other, _ := d.submission()
	d.decision("reviewer2", other, review.DecisionForm{Outcome: review.Reject, Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"}})

	page := d.as("supervisor").get("/audit").is(200)
	page.has("<h1>Decisions</h1>", string(ref), "/audit/"+string(id), "Aiko Sato", "48 s", "not audited")
	page.hasNone(string(other)) // it has not taken effect
	d.settle()
	d.as("supervisor").get("/audit").is(200).has(string(ref), string(other), "Ben Mori")

	// Reviewers come to their own.
	d.as("reviewer").get("/audit").is(200).has("<h1>My decisions</h1>", string(ref)).hasNone(string(other), `name="person"`, "not-author")
	d.as("reviewer2").get("/audit").is(200).has(string(other)).hasNone(string(ref))
	// Asking for somebody else's changes nothing about that.
	d.as("reviewer2").get("/audit?person=" + string(d.people["reviewer"].ID)).is(200).has(string(other)).hasNone(string(ref))
}

func TestAuditListFilters(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	sup := d.as("supervisor")
	reviewer := string(d.people["reviewer"].ID)
	for _, c := range []struct {
		query  string
		status int
		found  bool
		words  string
	}{
		{"", 200, true, ""},
		{"person=" + reviewer, 200, true, ""},
		{"person=" + string(d.people["reviewer2"].ID), 200, false, "No decision fits."},
		{"outcome=approve", 200, true, ""},
		{"outcome=reject", 200, false, ""},
		{"kind=resident-card", 200, true, ""},
		{"kind=special-permanent-resident-certificate", 200, false, ""},
		{"from=2026-11-24&until=2026-11-24", 200, true, `value="2026-11-24"`},
		{"from=2026/11/24&until=" + url.QueryEscape("令和8年11月24日"), 200, true, `value="2026-11-24"`},
		{"until=2026-11-23", 200, false, ""},
		{"from=2026-11-25", 200, false, ""},
		{"from=yesterday", 422, true, "This is not a day."},
		{"from=2026-02-30", 422, true, "This is not a day."},
		{"from=2026-11-24&until=2026-11-01", 422, true, "lies before the first one"},
		{"from=" + url.QueryEscape(`"><script>alert(1)</script>`), 422, true, "&lt;script&gt;"},
		{"from=%00%ff%fe", 422, true, "This is not a day."},
		{"from=" + strings.Repeat("9", 4000), 422, true, "This is not a day."},
		{"person=nobody", 400, false, ""},
		{"person=" + url.QueryEscape(`' OR 1=1 --`), 400, false, ""},
		{"kind=passport", 400, false, ""},
		{"outcome=maybe", 400, false, ""},
		{"after=x", 400, false, ""},
		{"after=" + strings.Repeat("A", 3000), 400, false, ""},
		{"unknown=1&person=", 200, true, ""},
		{"outcome=approve&outcome=reject", 200, true, ""},
	} {
		page := sup.get("/audit?" + c.query)
		if page.status != c.status || strings.Contains(page.body, string(ref)) != c.found {
			t.Errorf("?%s: status %d, found %t, want %d, %t", c.query, page.status, strings.Contains(page.body, string(ref)), c.status, c.found)
		}
		page.has(c.words).hasNone("<script>alert")
	}
	// What was understood goes along to the decision and back.
	list := sup.get("/audit?from=2026/11/24&outcome=approve").is(200)
	list.has("/audit/" + string(id) + "?from=2026-11-24&amp;outcome=approve")
	sup.get("/audit/"+string(id)+"?from=2026-11-24&outcome=approve").is(200).
		has(`href="/audit?from=2026-11-24&amp;outcome=approve"`, `name="list" value="from=2026-11-24&amp;outcome=approve"`)
}

func TestAuditListPages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	first := decideMany(t, d, review.AuditPageSize+3)
	sup := d.as("supervisor")
	seen := map[string]bool{}
	path, pages := "/audit", 0
	for path != "" && pages < 5 {
		page := sup.get(path).is(200)
		for _, id := range first {
			if strings.Contains(page.body, "/audit/"+string(id)) {
				if seen[string(id)] {
					t.Errorf("decision %s stands on two pages", id)
				}
				seen[string(id)] = true
			}
		}
		path, pages = hrefOf(page.body, `data-testid="older"`), pages+1
	}
	if pages != 2 || len(seen) != len(first) {
		t.Errorf("%d pages with %d of %d decisions, want 2 with all", pages, len(seen), len(first))
	}
}

// decideMany has n submissions escalated, one after the other, and returns their decisions.
func decideMany(t *testing.T, d *testDesk, n int) []review.DecisionID {
	t.Helper()
	first, _ := d.submission()
	var all []review.DecisionID
	for i := range n {
		ref := first
		if i > 0 {
			ref = sharedSubmission(t, d, first)
		}
		all = append(all, d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Escalate, Note: "please look"}))
		d.settle()
	}
	return all
}

// sharedSubmission hands in another submission with the pictures of one, which costs no decoding.
func sharedSubmission(t *testing.T, d *testDesk, from review.Reference) review.Reference {
	t.Helper()
	ctx := t.Context()
	sp, err := testSpecimen()
	if err != nil {
		t.Fatal(err)
	}
	token, err := d.desk.StartDraft(ctx, sp.Truth.Kind, "en", "")
	if err != nil {
		t.Fatal(err)
	}
	typed := maps.Clone(sp.Truth.Typed)
	typed[review.FieldBackNotes] = "yes"
	if err := errors.Join(d.desk.SaveIdentity(ctx, token, "en", typed), d.desk.ShareImages(ctx, token, from, 1),
		d.desk.Submit(ctx, token, "en", "yes")); err != nil {
		t.Fatal(err)
	}
	v, err := d.desk.OpenLink(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	return v.Reference
}

// hrefOf finds the address of the link that has an attribute.
func hrefOf(body, attribute string) string {
	for _, tag := range strings.Split(body, "<a ")[1:] {
		tag, _, _ = strings.Cut(tag, ">")
		if strings.Contains(tag, attribute) {
			_, href, _ := strings.Cut(tag, `href="`)
			href, _, _ = strings.Cut(href, `"`)
			return strings.ReplaceAll(href, "&amp;", "&")
		}
	}
	return ""
}

func TestAuditDecisionAsItWas(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	page := d.as("supervisor").get("/audit/" + string(id)).is(200)
	page.has(
		string(ref), "Approved", "by Aiko Sato, 2026-11-24 10:40", "looked twice", // outcome, person, time, note
		"Is this the document that the applicant selected?", `class="was-given yes"`, // the checklist with its answers
		"Your document has been approved.",                        // the message as it was sent
		"41 min", "48 s", "Version of the policy", "Image, Front", // waiting and handling time, versions, digests
		`src="/submissions/`+string(ref)+`/images/front?size=screen&amp;round=1"`,
		`src="/submissions/`+string(ref)+`/images/back?size=screen&amp;round=1"`,
		`action="/audit/`+string(id)+`"`, `name="verdict" value="agree"`, `name="verdict" value="overturn"`,
	)
	page.hasNone(`name="check.`, `action="/decisions/`)
	sp, _ := testSpecimen()
	page.has(sp.Truth.Typed["number"], sp.Truth.Typed["birth_date"])

	// Its author sees it, too, and can report a mistake instead.
	own := d.as("reviewer").get("/audit/" + string(id)).is(200)
	own.has(`action="/decisions/`+string(id)+`/report"`, "Report a mistake").hasNone(`name="verdict"`)
	// To others of the desk it is closed; to others it does not exist.
	d.as("reviewer2").get("/audit/" + string(id)).is(403)
	for _, name := range []string{"support", "admin"} {
		d.as(name).get("/audit/" + string(id)).is(403)
		d.as(name).get("/audit/019aaaaa-0000-7000-8000-000000000000").is(403)
	}
	for _, id := range []string{"019aaaaa-0000-7000-8000-000000000000", "x", "%00", "..%2f..", strings.Repeat("9", 3000), "%ff"} {
		if page := d.as("supervisor").get("/audit/" + id); page.status != 404 {
			t.Errorf("/audit/%.20s: status %d, want 404", id, page.status)
		}
	}
}

func TestAuditDecisionKeepsTheWordsOfThen(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, id := d.approved()
	v, err := d.desk.AuditView(t.Context(), d.actor("supervisor"), id)
	if err != nil {
		t.Fatal(err)
	}
	if v.Kind == nil || v.Kind.Version != v.Decision.KindVersion {
		t.Fatalf("shown under version %s, decided under %s", v.Kind.Version, v.Decision.KindVersion)
	}
	// In the reader's language, from the snapshot.
	want := v.Words["ja"]["item.kind-matches.question"]
	d.as("supervisor").in("ja").get("/audit/"+string(id)).is(200).has(want, "妥当", "判定取消")
}

func TestAgree(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, first := d.approved()
	_, second := d.approved()
	sup := d.as("supervisor")
	// The newest stands on top, so the first one comes next after the second.
	sup.get("/audit/" + string(second)).is(200).has(`name="next" value="` + string(first) + `"`)
	sup.post("/audit/"+string(second), url.Values{"verdict": {"agree"}, "next": {string(first)}, "list": {"outcome=approve"}}).
		leadsTo("/audit/" + string(first) + "?outcome=approve")
	sup.get("/audit/" + string(first) + "?outcome=approve").is(200).has("Noted that you agree.")
	sup.get("/audit/"+string(second)).is(200).has("Agreed", "by Chie Tanaka")
	// A doubled click writes one verdict.
	sup.post("/audit/"+string(second), url.Values{"verdict": {"agree"}}).leadsTo("/audit")
	v, err := d.desk.AuditView(t.Context(), d.actor("supervisor"), second)
	if err != nil || len(v.Decision.Audits) != 1 {
		t.Errorf("%d verdicts, %v; want 1", len(v.Decision.Audits), err)
	}
}

func TestOverturn(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	sup := d.as("supervisor")
	note := "The back has a newer address.\n<b>Look</b> at the last row."

	// Without a note it is asked for, and nothing is written.
	sup.post("/audit/"+string(id), url.Values{"verdict": {"overturn"}, "note": {"  "}}).is(422).
		has("Write why, so that the reviewer can learn from it.", `aria-invalid="true"`)
	sup.post("/audit/"+string(id), url.Values{"verdict": {"overturn"}, "note": {strings.Repeat("あ", 4001)}}).is(422).
		has("at most 4,000 characters", strings.Repeat("あ", 4001))
	sup.post("/audit/"+string(id), url.Values{"verdict": {"maybe"}, "note": {"kept <i>text</i>"}}).is(422).
		has("Choose “Agree” or “Overturn”.", "kept &lt;i&gt;text&lt;/i&gt;")
	sup.post("/audit/"+string(id), nil).is(422)
	sup.get("/audit/" + string(id)).is(200).hasNone("Overturned")

	sup.post("/audit/"+string(id), url.Values{"verdict": {"overturn"}, "severity": {"major"}, "note": {note}}).leadsTo("/audit")
	sup.get("/audit/"+string(id)).is(200).
		has("Overturned", "&lt;b&gt;Look&lt;/b&gt;", "It was overturned, so").hasNone("<b>Look", `name="verdict"`, "no longer the latest")
	// The reviewer reads the note; the submission is first in line, for somebody else.
	d.as("reviewer").get("/audit/" + string(id)).is(200).has("The back has a newer address.")
	v, err := d.desk.Review(t.Context(), d.actor("reviewer2"), ref)
	if err != nil || v.State != review.Waiting || !v.CanClaim {
		t.Errorf("after the overturn %+v, %v", v, err)
	}
	if v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref); err != nil || v.CanClaim {
		t.Errorf("its former reviewer may claim it (%v)", err)
	}
	// A second supervisor came too late; the same one again changes nothing.
	d.as("supervisor2").post("/audit/"+string(id), url.Values{"verdict": {"overturn"}, "note": {"<u>mine</u>"}}).is(409).
		has("It was overturned before", "your verdict was not saved", "&lt;u&gt;mine&lt;/u&gt;</textarea>", "The back has a newer address.")
	sup.post("/audit/"+string(id), url.Values{"verdict": {"overturn"}, "severity": {"major"}, "note": {note}}).leadsTo("/audit")
	if got := len(mustView(t, d, id).Decision.Audits); got != 1 {
		t.Errorf("%d verdicts, want 1", got)
	}
}

func mustView(t *testing.T, d *testDesk, id review.DecisionID) *review.AuditView {
	t.Helper()
	v, err := d.desk.AuditView(t.Context(), d.actor("supervisor"), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNobodyAuditsHisOwn(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	id := d.decision("supervisor", ref, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	sup := d.as("supervisor")
	sup.get("/audit/" + string(id)).is(200).hasNone(`name="verdict"`).has("/decisions/" + string(id) + "/report")
	sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).is(403)
	for _, name := range []string{"reviewer", "reviewer2", "support", "admin"} {
		d.as(name).post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).is(403)
		d.as(name).post("/audit/"+string(id), url.Values{"verdict": {"nonsense"}}).is(403)
	}
	d.as("supervisor2").post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).leadsTo("/audit")
	d.nobody().post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).is(401)
	d.nobody().get("/audit/" + string(id)).leadsTo("/login?next=" + url.QueryEscape("/audit/"+string(id)))
}

func TestVerdictNeedsTheFormsToken(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, id := d.approved()
	sup := d.as("supervisor")
	sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}, "csrf": {"wrong"}}).is(403)
	if got := len(mustView(t, d, id).Decision.Audits); got != 0 {
		t.Errorf("%d verdicts, want none", got)
	}
}

func TestVerdictOnWhatIsPending(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	sup := d.as("supervisor")
	d.as("reviewer").get("/audit/" + string(id)).is(200).hasNone(`name="verdict"`)
	sup.get("/audit/" + string(id)).is(404) // until then it is its author's alone
	sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).is(404)
	if _, err := d.desk.Retract(t.Context(), d.actor("reviewer"), id); err != nil {
		t.Fatal(err)
	}
	sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).is(404) // and so it stays while the round waits
}

// The list that a form kept comes from outside: whatever it says must not lead away or fail the verdict.
func TestVerdictWithAHostileList(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, id := d.approved()
	sup := d.as("supervisor")
	for _, c := range []struct{ list, next, want string }{
		{"outcome=approve&x=y", "", "/audit?outcome=approve"},
		{"%zz", "//evil.example", "/audit"},
		{"outcome=" + url.QueryEscape("a\r\nSet-Cookie: x=y"), "", "/audit?outcome=a%0D%0ASet-Cookie%3A+x%3Dy"},
		{strings.Repeat("outcome=a&", 1000), "", "/audit"},
	} {
		sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}, "list": {c.list}, "next": {c.next}}).leadsTo(c.want)
	}
}

func TestReportedMistakesStandOnTop(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	d.as("reviewer").post("/decisions/"+string(id)+"/report", url.Values{"note": {"I read the wrong row."}}).is(303)
	sup := d.as("supervisor")
	sup.get("/audit").is(200).has(`data-testid="reported"`, "Reported mistakes (1)", string(ref))
	sup.get("/audit/"+string(id)).is(200).has("I read the wrong row.", "reported by Aiko Sato")
	d.as("reviewer").get("/audit/" + string(id)).is(200).hasNone("/report\"")
	d.clock.pass(time.Minute)
	sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).leadsTo("/audit")
	sup.get("/audit").is(200).hasNone(`data-testid="reported"`)
}

func TestPurgedImagesAreTold(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	if err := d.desk.Purge(t.Context(), d.actor("reviewer"), ref, "back", 1); err != nil {
		t.Fatal(err)
	}
	sup := d.as("supervisor")
	sup.get("/audit").is(200).has(`data-testid="purges"`, "Images destroyed in the last 7 days (1)", string(ref), "Aiko Sato")
	sup.get("/audit/" + string(id)).is(200).has("destroyed").hasNone("images/back?size=screen")
	d.clock.pass(8 * 24 * time.Hour)
	d.as("supervisor").get("/audit").is(200).hasNone(`data-testid="purges"`)
}

func TestErasedDecisionShowsCodesOnly(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	if err := d.desk.Erase(t.Context(), mustView(t, d, id).Decision.Submission); err != nil {
		t.Fatal(err)
	}
	sup := d.as("supervisor")
	page := sup.get("/audit/" + string(id)).is(200)
	page.has("was erased on 2026-11-24", string(ref), "Approved", `class="was-given yes"`).hasNone("looked twice", `name="verdict"`, "size=screen")
	sp, _ := testSpecimen()
	page.hasNone(sp.Truth.Typed["name"], sp.Truth.Typed["number"])
	sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}}).is(410)
	sup.get("/audit").is(200).has(string(ref))
}

func TestDecisionCursor(t *testing.T) {
	t.Parallel()
	want := review.DecisionCursor{DecidedAt: time.UnixMicro(1_800_000_000_123_456).UTC(), ID: "019aaaaa-0000-7000-8000-000000000000"}
	got, ok := decodeDecisionCursor(encodeDecisionCursor(want))
	if !ok || got != want {
		t.Errorf("got %v, %t, want %v", got, ok, want)
	}
	for _, s := range []string{"", "x", "AAAA", encodeDecisionCursor(want) + "A", encodeDecisionCursor(review.DecisionCursor{ID: "x"})} {
		if c, ok := decodeDecisionCursor(s); ok {
			t.Errorf("%q was taken as %v", s, c)
		}
	}
}

func FuzzDecisionCursor(f *testing.F) {
	f.Add(encodeDecisionCursor(review.DecisionCursor{DecidedAt: testStart, ID: "019aaaaa-0000-7000-8000-000000000000"}))
	f.Add("MS54")
	f.Add(fmt.Sprintf("%0100d", 7))
	f.Fuzz(func(t *testing.T, s string) {
		if c, ok := decodeDecisionCursor(s); ok && encodeDecisionCursor(c) != s {
			t.Errorf("%q was read as %v, which is written %q", s, c, encodeDecisionCursor(c))
		}
	})
}

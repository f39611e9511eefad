package handlers

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// judgeable has submissions decided by the two reviewers in turn: approved and rejected.
func judgeable(t *testing.T, d *testDesk, n int) {
	t.Helper()
	first, _ := d.submission()
	for i := range n {
		ref := first
		if i > 0 {
			ref = sharedSubmission(t, d, first)
		}
		f := review.DecisionForm{Outcome: review.Approve}
		if i%2 == 1 {
			f = review.DecisionForm{Outcome: review.Reject, Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"}}
		}
		d.decision([]string{"reviewer", "reviewer2"}[i%2], ref, f)
		d.settle()
	}
}

// A form is filled in, a sample drawn, and each of its decisions judged, without a script.
func TestASampleFromTheFormToTheResult(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	judgeable(t, d, 4)
	sup := d.as("supervisor")
	sup.get("/audit").is(200).has(`href="/audit/samples"`)
	sup.get("/audit/samples").is(200).has("Nothing has been drawn yet.", `name="seed"`, `name="by" value="finding"`, "2 tickets more")
	place := sup.post("/audit/samples", url.Values{"count": {"3"}, "seed": {"Spring"}, "by": {"person", "outcome"}, "outcome": {""}}).is(303).location
	page := sup.get(place).is(200)
	page.has("0 of 3 judged", "spring", "Population", `data-testid="tallies"`).hasNone("Wilson")
	next := hrefOf(page.body, `data-testid="next-item"`)
	for n := range 3 {
		page = sup.get(next).is(200)
		page.has(`name="sample" value="`+strings.TrimPrefix(place, "/audit/samples/"), `name="severity" value="critical"`, "data-picture", `data-testid="sample-beside"`)
		action := regexp.MustCompile(`action="(/audit/[0-9a-f-]{36})"`).FindStringSubmatch(page.body)
		if action == nil {
			t.Fatalf("%s has no form for a verdict", next)
		}
		form := url.Values{"verdict": {"agree"}, "sample": {page.field("sample")}, "n": {page.field("n")}}
		if n == 1 {
			form.Set("verdict", "overturn")
			form.Set("severity", "grave")
			sup.post(action[1], form).is(422).has("Choose how much it weighs.", "Write why", `data-testid="sample-beside"`)
			form.Set("severity", "critical")
			form.Set("note", "another person")
		}
		next = sup.post(action[1], form).is(303).location
	}
	if next != place {
		t.Fatalf("after the last it leads to %s", next)
	}
	page = sup.get(place).is(200)
	page.has("3 of 3 judged", "33.3 %", "95 % interval 6.1 % to 79.2 %", "Only 3 were judged", "Critical", "Overturned").hasNone(`data-testid="next-item"`)
	sup.get(place+"/again").is(200).has("The second draw took the same 3 decisions in the same order.", "sha256sum")
	sup.get("/audit/samples").is(200).has(place, "3 of 3 judged")
	// The one who made it reads how much it weighs.
	found := regexp.MustCompile(`/audit/samples/[0-9a-f-]{36}/items/\d+`).FindAllString(page.body, -1)
	if len(found) < 3 {
		t.Errorf("%d links to items", len(found))
	}
}

func TestSampleFormsThatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	judgeable(t, d, 1)
	sup := d.as("supervisor")
	for _, c := range []struct {
		form   string
		status int
		words  string
	}{
		{"", 422, "Give a number or a share."},
		{"count=1&share=5", 422, "not both"},
		{"count=2", 422, "That is more than there are: one decision fits."},
		{"count=0", 422, "whole number"},
		{"count=many", 422, "whole number"},
		{"count=2001", 422, "whole number from 1 to 2000"},
		{"share=0", 422, "above 0"},
		{"share=101", 422, "above 0"},
		{"share=NaN", 422, "above 0"},
		{"share=five", 422, "above 0"},
		{"count=1&seed=a,b", 422, "A seed has"},
		{"count=1&seed=%3Cscript%3E", 422, "A seed has"},
		{"count=1&outcome=reject", 422, "No decision fits"},
		{"count=1&from=yesterday", 422, "This is not a day."},
		{"count=1&from=2026-11-24&until=2026-11-01", 422, "lies before"},
		{"count=1&draw=best", 422, "Please choose an answer."},
		{"count=1&by=mood", 422, "Please choose an answer."},
		{"count=1&person=nobody", 400, ""},
		{"count=1&kind=passport", 400, ""},
		{"count=1&language=xx", 400, ""},
		{"count=1&finding=' OR 1=1", 400, ""},
		{"count=1&count=2", 400, ""},
		{"count=1&seed=" + strings.Repeat("a", 65), 422, "A seed has"},
		{"count=1&seed=" + strings.Repeat("a", 201), 422, "A seed has"},
		{"count=1&seed=" + strings.Repeat("あ", 90_000/9), 422, "A seed has"},
		{"count=" + strings.Repeat("0", 300) + "1", 422, "whole number"},
		{"share=" + strings.Repeat("0", 300) + "5", 422, "above 0"},
		{"count=1&from=" + strings.Repeat("9", 300), 422, "This is not a day."},
		{"count=1&person=" + strings.Repeat("9", 300), 400, ""},
		{"count=1&kind=" + strings.Repeat("k", 300), 400, ""},
		{"count=１", 303, ""},
		{"share=１００％", 303, ""},
		{"share=５０．５", 303, ""},
		{"count=1&from=２０２６－１１－０１", 303, ""},
		{"count=1&by=person&by=person&by=kind&draw=risk&blind=yes", 303, ""},
		{"share=100%25", 303, ""},
		{"share=50", 303, ""},
		{"count=1&language=en&kind=resident-card", 303, ""},
	} {
		form, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		a := sup.post("/audit/samples", form)
		if a.status != c.status {
			t.Errorf("%s: status %d, want %d", c.form, a.status, c.status)
		}
		a.has(c.words).hasNone("<script>")
	}
	// A form can be filled in by a link, which draws nothing.
	sup.get("/audit/samples?share=5&draw=risk&by=kind&blind=yes&person="+string(d.people["reviewer"].ID)).is(200).
		has(`name="share" value="5"`, `value="risk" checked`, `value="kind" checked`, `name="blind" value="yes" checked`)
	for _, who := range []string{"reviewer", "support", "admin"} {
		d.as(who).get("/audit/samples").is(403)
		d.as(who).post("/audit/samples", url.Values{"count": {"1"}}).is(403)
	}
	for _, path := range []string{"/audit/samples/x", "/audit/samples/019ab000-0000-7000-8000-000000000000", "/audit/samples/x/again", "/audit/samples/x/items/1"} {
		sup.get(path).is(404)
	}
}

// Of a blind item the page, its list and its answer's head are the same to the byte whatever the decision was.
func TestABlindPageTellsNothing(t *testing.T) {
	t.Parallel()
	seen := map[string]map[string]string{}
	for _, c := range []struct {
		who string
		f   review.DecisionForm
	}{
		{"reviewer", review.DecisionForm{Outcome: review.Approve}},
		{"reviewer2", review.DecisionForm{Outcome: review.Reject, Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"}, Note: "the secret note", Message: "the secret message"}},
		{"reviewer", review.DecisionForm{Outcome: review.Resubmit, Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"}}},
		{"reviewer2", review.DecisionForm{Outcome: review.Escalate, Note: "please look"}},
	} {
		d := newTestDesk(t)
		ref, _ := d.submission()
		id := d.decision(c.who, ref, c.f)
		d.settle()
		sup := d.as("supervisor")
		place := sup.post("/audit/samples", url.Values{"count": {"1"}, "seed": {"s"}, "blind": {"yes"}, "by": {"outcome", "person"}}).is(303).location
		same := func(a answer) string {
			text := a.body + "\n" + fmt.Sprint(a.header["Cache-Control"], a.header["Link"], a.header["Etag"], a.header["Last-Modified"], a.header["Set-Cookie"])
			text = strings.NewReplacer(string(ref), "REF", place, "PLACE", string(id), "DECISION", sup.csrf, "CSRF").Replace(text)
			text = regexp.MustCompile(`name="of" value="[^"]*"|[0-9a-f]{64}`).ReplaceAllString(text, "X")
			return requestNumber.ReplaceAllString(text, "N")
		}
		got := map[string]string{}
		for _, path := range []string{"", "/items/1"} {
			a := sup.get(place + path).is(200)
			a.hasNone("Aiko", "Ben Mori", "secret", "was-given", "Rejected", "Approved", "Escalated", "Sent back", string(id), `href="/submissions/`+string(ref)+`"`, "/decisions/")
			got[path] = same(a)
		}
		for path, was := range seen["first"] {
			if is := got[path]; is != was {
				t.Errorf("%s: %s tells:\n%s", c.f.Outcome, path, difference(was, is))
			}
		}
		if seen["first"] == nil {
			seen["first"] = got
		}
		// What he would decide comes first; then he sees it.
		sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}, "sample": {strings.TrimPrefix(place, "/audit/samples/")}, "n": {"1"}}).is(422)
		sup.post(place+"/items/1", url.Values{"outcome": {"reject"}}).is(422).has("Choose the reason, too.").hasNone("was-given")
		sup.post(place+"/items/1", url.Values{"outcome": {"approve"}}).leadsTo(place + "/items/1")
		page := sup.get(place + "/items/1").is(200)
		page.has(d.people[c.who].Name, "ou would have decided", `name="verdict"`)
		if c.f.Outcome != review.Approve {
			sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}, "sample": {strings.TrimPrefix(place, "/audit/samples/")}, "n": {"1"}}).is(422).has("Your own outcome was another.")
		}
		sup.post("/audit/"+string(id), url.Values{"verdict": {"agree"}, "note": {"I see it now"}, "sample": {strings.TrimPrefix(place, "/audit/samples/")}, "n": {"1"}}).leadsTo(place)
	}
}

// A reviewer is told quietly that a decision was overturned, reads why, and answers once.
func TestAReviewerAnswersAVerdict(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, id := d.approved()
	d.as("reviewer").get("/queue").is(200).hasNone(`data-testid="unread"`)
	d.as("supervisor").post("/audit/"+string(id), url.Values{"verdict": {"overturn"}, "severity": {"minor"}, "note": {"look at <b>row 2</b>"}}).is(303)
	d.clock.pass(time.Minute)
	b := d.as("reviewer")
	b.get("/queue").is(200).has(`data-testid="unread"`, "One of your decisions overturned", `href="/decisions/mine"`)
	d.as("reviewer2").get("/queue").is(200).hasNone(`data-testid="unread"`)
	b.get("/decisions/mine").is(200).has("look at &lt;b&gt;row 2", "Minor", "by Chie Tanaka", `action="/audit/`+string(id)+`/answer"`, "I have read these (1 new)")
	b.post("/audit/"+string(id)+"/answer", url.Values{"answer": {" "}}).is(422).has(`aria-invalid="true"`)
	b.post("/audit/"+string(id)+"/answer", url.Values{"answer": {"It is <i>there</i>."}}).leadsTo("/decisions/mine")
	b.post("/audit/"+string(id)+"/answer", url.Values{"answer": {"Once more."}}).is(409).has("It is answered already")
	b.get("/decisions/mine").is(200).has("It is &lt;i&gt;there", "answered by Aiko Sato").hasNone(`/answer"`)
	d.as("supervisor").get("/audit/"+string(id)).is(200).has("It is &lt;i&gt;there", "answered by Aiko Sato")
	b.post("/decisions/mine/read", nil).leadsTo("/decisions/mine")
	b.get("/queue").is(200).hasNone(`data-testid="unread"`)
	for _, who := range []string{"support", "admin"} {
		d.as(who).get("/decisions/mine").is(403)
		d.as(who).post("/audit/"+string(id)+"/answer", url.Values{"answer": {"I"}}).is(403)
	}
}

// A supervisor has the next decisions looked at again, from the form to the comparison.
func TestSecondLooksFromTheFormToTheComparison(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	sup := d.as("supervisor")
	sup.get("/audit/second-looks?person="+string(d.people["reviewer"].ID)+"&count=7&from=2026-01-01").is(200).has(`name="count" value="7"`, "selected")
	for form, words := range map[string]string{
		"":                          "whole number from 1 to 500",
		"count=0":                   "whole number from 1 to 500",
		"count=1&until=2026-11-01":  "This day is over.",
		"count=1&until=2027-11-01":  "At most 90 days ahead.",
		"count=1&until=yesterday":   "This is not a day.",
		"count=1&outcome=escalate":  "an approval or a rejection",
		"count=many&kind=&person=":  "whole number",
		"count=１０&until=2026-11-01": "This day is over.",
		"count=1&until=" + strings.Repeat("9", 300): "This is not a day.",
		"count=1&until=2026-11-24x":                 "This is not a day.",
	} {
		v, _ := url.ParseQuery(form)
		sup.post("/audit/second-looks", v).is(422).has(words)
	}
	sup.post("/audit/second-looks", url.Values{"count": {"1"}, "person": {"x"}}).is(400)
	sup.post("/audit/second-looks", url.Values{"count": {"1"}, "person": {string(d.people["reviewer"].ID)}}).leadsTo("/audit/second-looks")
	before := sup.get("/audit/second-looks").is(200).has("open until")
	ref, _ := d.submission()
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	// It waits like any other, and who asked is told nothing meanwhile.
	if after := sup.get("/audit/second-looks"); strings.Contains(after.body, string(ref)) || requestNumber.ReplaceAllString(after.body, "N") != requestNumber.ReplaceAllString(before.body, "N") && !strings.Contains(before.body, "flash") {
		t.Errorf("the list tells of it:\n%s", difference(before.body, after.body))
	}
	sup.get("/audit/" + string(id)).is(404)
	d.as("reviewer2").get("/queue").is(200).has(string(ref)).hasNone("second")
	d.decision("reviewer2", ref, review.DecisionForm{Outcome: review.Reject, Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"}})
	d.settle()
	sup.get("/audit/second-looks").is(200).has(`href="/submissions/`+string(ref)+`"`, "compare")
	sup.get(reviewPath(ref)).is(200).has("Aiko Sato", "Ben Mori")
	end := regexp.MustCompile(`/audit/second-looks/[0-9a-f-]{36}/end`).FindString(before.body)
	sup.post(end, nil).leadsTo("/audit/second-looks")
	sup.get("/audit/second-looks").is(200).has("ended by Chie Tanaka").hasNone(end)
}

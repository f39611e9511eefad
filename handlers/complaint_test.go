package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"shinsa/review"
)

// complained are the situations of a lookup link that matter to a complaint.
func complained(link []situation) []situation {
	all := slicesOf(link, "unknown link", "draft", "waiting, free", "waiting, decided 3 s ago", string(review.Resubmission), string(review.Approved), string(review.Withdrawn))
	return append(all,
		situation{"rejected", func(x *scene) { x.rejected(x.colleague, time.Minute) }},
		situation{"rejected, complained of", func(x *scene) { x.rejected(x.colleague, time.Minute); x.complaint() }},
		situation{"rejected long ago", func(x *scene) { x.rejected(x.colleague, 61*review.Day) }},
	)
}

// onComplaint are the situations of a decision that matter to the answer to a complaint.
func onComplaint() []situation {
	return append(slicesOf(onDecision(), "unknown decision", "a colleague's, in effect"),
		situation{"a colleague's, complained of", func(x *scene) { x.rejected(x.colleague, time.Minute); x.complaint() }},
		situation{"mine, complained of", func(x *scene) { x.rejected(x.me, time.Minute); x.complaint() }},
		situation{"a colleague's, complained of and answered", func(x *scene) {
			x.rejected(x.colleague, time.Minute)
			x.complaint()
			x.must(x.desk.AnswerComplaint(x.t.Context(), x.actor("supervisor2"), review.DecisionID(x.params["decision"]), review.ComplaintForm{Verdict: review.Agree, Message: "it stands"}))
		}})
}

// rejected is a paper of its own that somebody rejected, because a complaint cannot be taken away from one again.
func (x *scene) rejected(by review.StaffID, ago time.Duration) {
	x.t.Helper()
	x.use("rejected "+uuid.NewString(), func(s *staging) {
		s.Decision = s.decided(by, review.Reject, ago)
		s.State, s.Since = review.Rejected, x.clock.now().Add(-ago)
	})
}

func (x *scene) complaint() {
	x.t.Helper()
	x.must(x.desk.Complain(x.t.Context(), x.paper.token, "en", matrixNote))
}

// rejected lets reviewer@ reject what an applicant sent, and the ten seconds pass.
func (d *testDesk) rejected() (link string, ref review.Reference, id review.DecisionID) {
	d.t.Helper()
	ref, token := d.submission()
	id = d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Reject, Reasons: []string{"cropped"}, Answers: d.answersWith(ref, "cropped")})
	d.settle()
	return "/a/" + token, ref, id
}

func TestAnApplicantComplains(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	link, ref, id := d.rejected()
	b := d.nobody()
	page := b.get(link).is(200).has("Do you think that this is wrong?", "until 2027-01-23", `name="complaint"`, `maxlength="2000"`)
	b.in("ja").get(link).is(200).has("再確認を申し出る")
	b = d.nobody()
	form := page.form(link + "/complaint")
	for _, c := range []struct{ text, words string }{
		{"", "Write what we should look at again."}, {strings.Repeat("x", 2001), "2000"}, {"\u202e<script>alert(1)</script>\x00", ""},
	} {
		if c.words != "" {
			b.fill(form, map[string]string{"complaint": c.text}).is(422).has(c.words, `aria-invalid="true"`, `action="`+link+`/complaint"`)
		}
	}
	b.fill(form, map[string]string{"complaint": strings.Repeat("long ", 500)}).is(422).has("long long long") // nothing typed is lost
	b.fill(form, map[string]string{"complaint": "All <corners> are there."}).leadsTo(link)
	b.fill(form, map[string]string{"complaint": "All <corners> are there."}).leadsTo(link) // a doubled click
	b.get(link).is(200).has("You asked us to look at it again", "by 2026-12-08", "All &lt;corners&gt; are there.", "the decision stands").hasNone(`name="complaint"`, "Aiko")
	b.fill(form, map[string]string{"complaint": "And the back."}).is(409).has("you can ask once", "0120-000-000")
	b.get(link + "/complaint").leadsTo(link)

	// It stands on top of the supervisors' page, and is worked off on the decision's.
	d.as("reviewer").get("/audit").is(200).hasNone("Complaints to be answered")
	sup := d.as("supervisor")
	sup.get("/audit").is(200).has("Complaints to be answered: 1", "/audit/"+string(id), "answer by 2026-12-08")
	path := "/audit/" + string(id)
	page = sup.get(path).is(200).has("All &lt;corners&gt; are there.", `action="`+path+`/complaint"`, "The reasons that we gave you still apply.").hasNone(`action="` + path + `"`)
	answer := page.form(path + "/complaint")
	sup.fill(answer, map[string]string{"verdict": "agree", "message": " "}).is(422).has("Write to the applicant why the rejection stands.")
	sup.fill(answer, map[string]string{"verdict": "overturn", "note": " ", "message": "kept <text>"}).is(422).has("Write why you take it back", "kept &lt;text&gt;")
	sup.fill(answer, map[string]string{"verdict": "maybe"}).is(422)
	sup.fill(answer, map[string]string{"verdict": "agree", "message": "The lower corner is cut.", "note": "looked twice"}).leadsTo("/audit")
	sup.get("/audit").is(200).has("The rejection stands. The applicant is told.").hasNone("Complaints to be answered")
	sup.get(path).is(200).has("The lower corner is cut.", "The rejection stands: Chie Tanaka", "looked twice").hasNone(`action="` + path + `/complaint"`)
	sup2 := d.as("supervisor2")
	sup2.fill(answer, map[string]string{"csrf": sup2.csrf, "verdict": "overturn", "note": "no"}).is(409).has("It was answered before")
	b.get(link).is(200).has("We looked at it again", "The lower corner is cut.", "Not approved").hasNone("Chie", "looked twice", `name="complaint"`)
	// Its reviewer is told what was said of the decision, and not what its applicant wrote.
	d.as("reviewer").get(path).is(200).has("looked twice").hasNone("All &lt;corners&gt;", "The lower corner is cut.")
	d.as("support").post("/lookup", url.Values{"reference": {string(ref)}}).is(200).has("After another look the rejection stands").hasNone("corner")
}

func TestAComplaintIsTakenBack(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	link, ref, id := d.rejected()
	b := d.nobody()
	b.fill(b.get(link).form(link+"/complaint"), map[string]string{"complaint": "Look."}).leadsTo(link)
	sup, path := d.as("supervisor"), "/audit/"+string(id)
	sup.fill(sup.get(path).form(path+"/complaint"), map[string]string{"verdict": "overturn", "note": "all corners are there"}).leadsTo("/audit")
	b.get(link).is(200).has("we took the decision back", "In review")
	b.post(link+"/complaint", url.Values{"complaint": {"Once more."}}).is(409)
	d.as("reviewer2").post("/queue/next", nil).leadsTo("/submissions/" + string(ref))
}

func TestSupportPassesAComplaintOn(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	link, ref, id := d.rejected()
	support := d.as("support")
	page := support.post("/lookup", url.Values{"reference": {string(ref)}}).is(200).has("The applicant does not agree", "until 2027-01-23")
	form := page.form("/lookup/complaint")
	support.fill(form, map[string]string{"complaint": ""}).is(422).has("Write what we should look at again.", string(ref))
	support.fill(form, map[string]string{"complaint": strings.Repeat("あ", 2001)}).is(422).has("ああああ")
	support.fill(form, map[string]string{"complaint": "says that <all> corners are there"}).is(200).has("It is passed on.", "Another look was asked for on").
		hasNone("says that", `name="complaint"`)
	support.fill(form, map[string]string{"complaint": "once more"}).is(409).has("It was asked for before")
	d.as("admin").post("/lookup/complaint", url.Values{"reference": {string(ref)}, "complaint": {"x"}}).is(403)
	d.as("supervisor").get("/audit/"+string(id)).is(200).has("Dan Ono passed on", "says that &lt;all&gt; corners are there")
	d.nobody().get(link).is(200).has("What was noted when you called", "says that &lt;all&gt; corners")
	other, _ := d.submission()
	support.post("/lookup/complaint", url.Values{"reference": {string(other)}, "complaint": {"x"}}).is(409).has("Another look is not possible now")
	support.post("/lookup/complaint", url.Values{"reference": {"7K3M-9QXA"}, "complaint": {"x"}}).is(404)
	support.post("/lookup/complaint", url.Values{"reference": {"?"}, "complaint": {"x"}}).is(404)
}

func TestKeptFromErasureOnThePage(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	sup, path := d.as("supervisor"), "/audit/"+string(id)
	page := sup.get(path).is(200).has("Nothing keeps this from erasure")
	form := page.form("/submissions/" + string(ref) + "/stay")
	sup.fill(form, map[string]string{"reason": " "}).is(422).has("Write why it must be kept.")
	sup.fill(form, map[string]string{"reason": "an <inspection>"}).leadsTo(path)
	page = sup.get(path).is(200).has("an &lt;inspection&gt;", "Chie Tanaka, since")
	sup.fill(page.form("/submissions/"+string(ref)+"/stay/end"), nil).leadsTo(path)
	sup.get(path).is(200).has("ended by Chie Tanaka")
	d.as("reviewer").get(path).is(200).hasNone("Kept from erasure", "inspection")
}

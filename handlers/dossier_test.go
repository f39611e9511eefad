package handlers

import (
	"strings"
	"testing"

	"shinsa/review"
)

func TestReport(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	link, ref, _ := d.rejected()
	b := d.nobody()
	b.fill(b.get(link).form(link+"/complaint"), map[string]string{"complaint": "All <corners> are there."}).leadsTo(link)
	d.as("reviewer2").get("/submissions/" + string(ref)).is(200)
	path := "/submissions/" + string(ref) + "/report"
	for _, who := range []string{"reviewer", "support", "admin"} {
		d.as(who).get(path).is(403)
	}
	sup := d.as("supervisor")
	sp, _ := testSpecimen()
	page := sup.get(path).is(200).has("Report on "+string(ref), sp.Truth.Typed["name"], "Rejected, round 1", "Aiko Sato", "All &lt;corners&gt; are there.", "Ben Mori",
		"what was typed, round 1", "Message sent to the applicant", "Hoshizora Mobile", "Messages").hasNone("<img")
	if strings.Count(page.body, "Ben Mori") != 1 {
		t.Errorf("who looked is told %d times", strings.Count(page.body, "Ben Mori"))
	}
	sup.get(path + "?pictures=yes").is(200).has(`src="/submissions/` + string(ref) + `/images/front?size=screen&amp;round=1"`)
	sup.in("ja").get(path).is(200).has("の報告書", "不承認（1回目）")
	sup.get("/submissions/7K3M-9QXA/report").is(404)
	// What was erased is shown as erased, with the codes that are left.
	s, err := d.store.Submission(t.Context(), review.SubmissionKey{Reference: ref})
	if err != nil {
		t.Fatal(err)
	}
	d.must(d.desk.EraseDespiteStay(t.Context(), s.ID))
	d.as("supervisor").get(path).is(200).has("The personal data of this submission was erased on", "Rejected, round 1", "The personal data was erased.").
		hasNone(sp.Truth.Typed["name"], "corners&gt; are", "?pictures=yes")
}

// The report is as blind as everything else while a second opinion is awaited.
func TestAReportIsBlind(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.set.Second = review.SecondRules{{Outcomes: []review.Outcome{review.Reject}}}
	ref, _ := d.submission()
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Reject, Reasons: []string{"cropped"}, Answers: d.answersWith(ref, "cropped")})
	d.as("supervisor").get("/submissions/" + string(ref) + "/report").is(200).hasNone("Rejected, round 1")
	d.settle()
	d.as("supervisor").get("/submissions/" + string(ref) + "/report").is(200).hasNone("Rejected, round 1")
}

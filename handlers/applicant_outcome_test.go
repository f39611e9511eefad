package handlers

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// answersWith answers a checklist so that a reason follows: "no" at the first item that proposes it, "yes"
// everywhere else.
func (d *testDesk) answersWith(ref review.Reference, reason string) review.Answers {
	d.t.Helper()
	v, err := d.desk.Review(d.t.Context(), d.actor("supervisor"), ref)
	if err != nil {
		d.t.Fatal(err)
	}
	answers, said := review.Answers{}, false
	for _, item := range v.Kind.Checklist {
		answers[item.ID] = review.Yes
		if !said && slices.Contains(item.Reasons, reason) {
			answers[item.ID], said = review.No, true
		}
	}
	return answers
}

// decided lets reviewer@ decide and the ten seconds pass.
func (d *testDesk) decided(ref review.Reference, o review.Outcome, reasons ...string) {
	d.t.Helper()
	f := review.DecisionForm{Outcome: o, Reasons: reasons}
	if len(reasons) > 0 {
		f.Answers = d.answersWith(ref, reasons[0])
	}
	d.decision("reviewer", ref, f)
	d.settle()
}

func TestAnOutcomeIsReadAfterTenSeconds(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	before := strings.Count(strings.ToLower(b.get(link).text()), "approved")
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	if n := strings.Count(strings.ToLower(b.get(link).text()), "approved"); n != before {
		t.Errorf("%d times \"approved\" within the ten seconds, %d before", n, before)
	}
	b.get(link).hasNone("/recall")
	d.settle()
	b.get(link).has("Approved").hasNone("Not approved", "Aiko", "/withdraw")
	d.nobody().in("ja").get(link).has("承認されました")
}

func TestARejectionTellsTheReasonsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	d.decided(ref, review.Reject, "expired")
	b.get(link).is(200).has("Not approved", "0120-000-000", "Your document has expired").hasNone("Aiko")
	d.nobody().in("ja").get(link).has("承認されませんでした", "有効期限が切れています", `lang="en"`, "0120-000-000")
}

func TestAResubmissionOnTheSameLink(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	d.decided(ref, review.Resubmit, "unreadable")
	page := b.get(link).is(200)
	page.has("Please send it again", "2026-12-08", "Add a new picture: Front", "What you sent", string(ref), "round=1")
	if _, ok := page.findForm("/images"); !ok {
		t.Error("the form for the new picture is not on the page of the link")
	}
	b.get(link + "/images/front?round=1").is(200) // the own picture, though a new one was asked for
	b.get(link + "/images/front").is(404)
	d.nobody().in("ja").get(link).has("もう一度お送りください", "2026-12-08")
	// The same bytes are refused, new ones are taken, what was typed is kept.
	old, fresh := specimenOf(t, specimen.ResidentCard, 1), specimenOf(t, specimen.ResidentCard, 2)
	b.upload(link, "front", "front.jpg", old.Front).is(422).has("same picture as last time")
	b.post(link+"/submit", nil).is(422).has("#side-front")
	b.upload(link, "front", "front2.jpg", fresh.Front).is(303)
	b.get(link + "/identity").has(old.Truth.Typed["name"])
	b.get(link + "/check").has("See the reasons")
	b.fill(b.get(link).has("Please send it again").form("/submit"), nil).leadsTo(link)
	b.get(link).has("You sent it again (round 2)", "We asked you to send it again", "In review")
}

// What the reviewer pinned to the back alone leaves the front as it is: on the page, when it is sent, and in the words.
func TestAResubmissionAsksForTheMarkedSideOnly(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, _ := b.complete(specimen.ResidentCard, "yes")
	b.fill(b.get(link).form("/submit"), nil).leadsTo(link)
	sent, err := d.desk.OpenLink(t.Context(), strings.TrimPrefix(link, "/a/"))
	if err != nil {
		t.Fatal(err)
	}
	ref := sent.Reference
	old, fresh := specimenOf(t, specimen.ResidentCard, 1), specimenOf(t, specimen.ResidentCard, 2)
	d.decision("reviewer", ref, review.DecisionForm{
		Outcome: review.Resubmit, Reasons: []string{"cropped"}, Answers: d.answersWith(ref, "cropped"),
		Marks: []review.Mark{{Reason: "cropped", Side: "back", X: 100, Y: 100, W: 900, H: 900}},
	})
	d.settle()
	b.get(link).is(200).has("Add a new picture: Back", "Marked: Back, upper left").hasNone("Add a new picture: Front")
	d.nobody().in("ja").get(link).has("新しい画像を追加する：裏面").hasNone("新しい画像を追加する：表面")
	b.get(link+"/images").has("From the last time", "front.jpg").hasNone("back.jpg")
	b.post(link+"/submit", nil).is(422).has("#side-back").hasNone("#side-front")
	b.upload(link, "back", "back.jpg", old.Back).is(422).has("same picture as last time")
	b.upload(link, "back", "back2.jpg", fresh.Back).is(303)
	b.fill(b.get(link+"/check").form("/submit"), nil).leadsTo(link)
	b.get(link).has("You sent it again (round 2)")
}

func TestAResubmissionStartsWithTheFieldsThatAReasonNames(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	d.decided(ref, review.Resubmit, "name-mismatch")
	page := b.get(link).has("Look at this again: Name", "We asked you to correct it")
	b.get(link+"/images").has("From the last time", "front.jpg")
	b.fill(page.form("/identity"), map[string]string{"name": "MARIA SANTOS CRUZ"}).leadsTo(link + "/check")
	b.fill(b.get(link).form("/submit"), nil).leadsTo(link)
}

func TestAResubmissionThatCameToNothingIsClosed(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	d.decided(ref, review.Resubmit, "unreadable")
	d.clock.pass(15 * 24 * time.Hour)
	b.get(link).is(200).has("Closed", "2026-12-08", `href="/apply"`).hasNone("/identity")
	b.upload(link, "front", "front.jpg", specimenOf(t, specimen.ResidentCard, 2).Front).is(409)
}

func TestTakingBackToCorrect(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	b.fill(b.get(link).form("/recall"), nil).leadsTo(link + "/check")
	b.get(link+"/check").has("You took it back", "front?v=")
	b.post(link+"/recall", nil).is(409)
	b.fill(b.get(link).form("/submit"), nil).leadsTo(link)
	if err := d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false); err != nil {
		t.Fatal(err)
	}
	b.get(link).hasNone("/recall")
	b.post(link+"/recall", nil).is(409).has("does not fit where it stands", "perhaps in another window", `href="`+link+`"`)
}

func TestWithdrawing(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, _ := b.sent(specimen.ResidentCard)
	b.fill(b.get(link).form("/withdraw"), nil).leadsTo(link)
	b.get(link).has("You took your application back").hasNone("/withdraw\"", "/recall\"")
	b.post(link+"/withdraw", nil).leadsTo(link) // twice changes nothing
	b.post(link+"/submit", nil).is(409)
	draft := b.begin(specimen.ResidentCard)
	b.fill(b.get(draft+"/check").form("/withdraw"), nil).leadsTo(draft)
}

func TestHowLongItTakesIsToldHonestly(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	first, ref := b.sent(specimen.ResidentCard)
	b.get(first).has("Yours is the next one", "No application has been decided yet", "9:00–17:00").hasNone("no promise")
	d.clock.pass(90 * time.Minute)
	d.decided(ref, review.Approve)
	b.sent(specimen.ResidentCard)
	d.clock.pass(time.Second)
	link, _ := b.sent(specimen.ResidentCard)
	b.get(link).has("One application is before yours", "The last application was decided within 1 h 30 min", "no promise", "9:00–17:00")
}

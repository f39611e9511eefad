package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shinsa/review"
	"shinsa/training"
)

// decided are the answers of an approval on the page of a case.
func (a answer) approving() url.Values {
	v := url.Values{"outcome": {"approve"}, "version": {"1-x"}}
	for _, part := range strings.Split(a.body, `name="check.`)[1:] {
		item, _, _ := strings.Cut(part, `"`)
		v.Set("check."+item, "yes")
	}
	return v
}

func TestASetOfTraining(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	b.get("/queue").is(200).has(`href="/training"`).hasNone("training-band")
	b.get("/training").is(200).has("training-band", "TRAINING", "No sets yet.", "Nothing of it enters the queue").hasNone(`name="person"`, "Everybody")
	b.post("/training/sets", url.Values{"size": {"7"}, "mix": {"even"}, "seed": {"0x"}}).is(422).has(`value="0x"`, "Type a number from 1 to 999999", `aria-invalid="true"`)
	made := b.post("/training/sets", url.Values{"size": {"5"}, "mix": {"hard"}, "seed": {"3"}}).is(303)
	set := made.location
	b.get(set).is(200).has("seed 3", "Your answers, reasons and times are kept, and your supervisors see them", "2026-11-24", "Begin")
	open := b.post(set+"/next", nil).is(303)
	if open.location != set+"/cases/1" {
		t.Fatalf("the next case is at %s", open.location)
	}
	page := b.get(open.location).is(200).has("Case 1 of 5", "training-band", "body class=\"desk training\"", `src="`+open.location+`/images/front?size=screen"`, "training.js", "TRAINING · ").
		hasNone("/purge", "/submissions/", "review.js", "ahead.js", `name="phrases"`, "expired</li>")
	b.get(open.location + "/result").is(404)
	if picture := b.get(open.location + "/images/front?size=thumb").is(200); picture.header.Get("Content-Type") != "image/jpeg" || len(picture.body) < 500 {
		t.Errorf("the picture has %d bytes", len(picture.body))
	}
	b.get(open.location + "/images/front?size=huge").is(400)
	b.get(open.location + "/images/inside").is(404)
	b.post(open.location+"/decision", url.Values{"outcome": {"approve"}}).is(422).has("Case 1 of 5")
	b.post(open.location+"/worksheet", url.Values{"check.legible": {"no"}, "reason": {"unreadable"}, "preview": {"reject"}}).is(303)
	b.get(open.location).is(200).has(`value="unreadable"`, " checked")
	if left := b.post(open.location+"/release", nil).is(303); left.location != set {
		t.Errorf("leaving leads to %s", left.location)
	}
	form := page.approving()
	b.header.Set("Accept", "application/json")
	b.post(open.location+"/worksheet", form).is(200).has(`"messages"`)
	b.post(open.location+"/viewed", url.Values{"side": {"front"}, "round": {"1"}}).is(204)
	b.post(open.location+"/decision", form).is(200).has(`"next":"` + open.location + `/result"`)
	b.post(open.location+"/decision", form).is(409).has(`"words"`)
	b.header.Del("Accept")
	result := b.get(open.location).is(303)
	if result.location != open.location+"/result" {
		t.Errorf("a decided case leads to %s", result.location)
	}
	b.get(result.location).is(200).has("data-testid=\"case-verdict\"", "Next case", "Found by the question")
	for n := 2; n <= 5; n++ {
		path := b.post(set+"/next", nil).is(303).location
		b.post(path+"/decision", b.get(path).is(200).approving()).is(303)
	}
	if last := b.post(set+"/next", nil).is(303); last.location != set {
		t.Errorf("after the last one comes %s", last.location)
	}
	b.get(set + "/cases/5/result").is(200).has("To the whole set")
	b.get("/training").is(200).has("These are 5 cases. That is few", "0 of 4", "1 of 5", "Missed in")

	// A supervisor sees it and has sets drawn; a colleague sees nothing.
	chief := d.as("supervisor")
	chief.get("/training").is(200).has("Everybody&#39;s training", "Aiko Sato", "1 of 5")
	chief.get("/training/people/"+string(d.people["reviewer"].ID)).is(200).has("Training of Aiko Sato", "0 of 4")
	chief.get(set).is(200).has("Case 5").hasNone("next-form")
	chief.get(set + "/cases/1/result").is(200).hasNone("Next case")
	chief.get(set + "/cases/1/images/front").is(200)
	if to := chief.post("/training/sets", url.Values{"size": {"10"}, "mix": {"usual"}, "person": {string(d.people["reviewer2"].ID)}}).is(303); to.location != "/training" {
		t.Errorf("drawing for somebody leads to %s", to.location)
	}
	other := d.as("reviewer2")
	other.get("/training").is(200).has("10 cases, sound: seven of ten", "not finished")
	for _, path := range []string{set, set + "/cases/1", set + "/cases/1/result", set + "/cases/1/images/front"} {
		other.get(path).is(404)
	}
	other.post("/training/sets", url.Values{"size": {"5"}, "mix": {"even"}, "person": {string(d.people["reviewer"].ID)}}).is(403)
	d.as("support").get("/training").is(403)
	d.as("admin").get("/training").is(403)
	chief.in("ja").get("/training").is(200).has("研修", "全員の研修")

	// Nothing of it is anywhere else.
	chief.get("/queue").is(200).has(`data-testid="empty"`)
	chief.get("/audit").is(200).hasNone("Aiko Sato</td>")
}

// A form that was open while one signed in again loses nothing.
func TestAnOldFormOfTraining(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	set := d.trainingSet(review.StaffID(d.people["reviewer"].ID), true, false)
	form := url.Values{"csrf": {b.csrf}, "of": {b.mark()}, "check.legible": {"no"}, "outcome": {"escalate"}, "note": {"a thought"}}
	order := url.Values{"csrf": {b.csrf}, "of": {b.mark()}, "seed": {"4711"}, "size": {"5"}, "mix": {"even"}}
	b.signsInAgain("reviewer")
	b.post("/training/sets/"+set+"/cases/1/decision", form).is(403).has("You have signed in again", "a thought", " checked")
	b.post("/training/sets", order).is(403).has("4711", "You have signed in again")
	v, err := d.training.Set(t.Context(), d.actor("reviewer"), set)
	if err != nil || v.Done() != 0 || v.Records[0].Work.Answers["legible"] != "no" {
		t.Errorf("%v, %+v", err, v)
	}
	if p, err := d.training.Person(t.Context(), d.actor("reviewer"), d.actor("reviewer").ID); err != nil || len(p.Sets) != 1 || p.Sets[0].Mix != training.Even {
		t.Errorf("%v, %+v", err, p)
	}
}

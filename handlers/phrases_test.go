package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shinsa/review"
	"shinsa/review/kinds"
)

func TestSavedPhrases(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("supervisor")
	b.get("/queue").is(200).has(`href="/phrases"`)
	b.get("/phrases").is(200).has("None yet.", `name="text.en"`, `name="text.ja"`, "Goes with the reason", `name="whose"`)
	add := url.Values{"use": {"message"}, "whose": {"desk"}, "reason": {"unreadable"}, "text.en": {"A <lamp> helps."}, "text.ja": {""}}
	b.post("/phrases", add).is(422).has("A &lt;lamp&gt; helps.", "Please fill in this field.", `aria-invalid="true"`)
	add.Set("text.ja", "照明をつけてください。")
	if a := b.post("/phrases", add).is(303); a.location != "/phrases" {
		t.Errorf("adding leads to %s", a.location)
	}
	page := b.get("/phrases").is(200).has("Added.", "A &lt;lamp&gt; helps.", `lang="ja">照明をつけてください。`)
	id := page.phrase()
	other := d.as("reviewer")
	other.get("/phrases").is(200).has("A &lt;lamp&gt; helps.").hasNone(`action="/phrases/`+id, `type="radio" name="whose"`)
	other.post("/phrases", add).is(403)
	other.post("/phrases/"+id, add).is(403)
	other.post("/phrases", url.Values{"use": {"note"}, "whose": {"own"}, "text": {"looked twice"}}).is(303)
	other.get("/phrases").is(200).has("looked twice")
	b.get("/phrases").is(200).hasNone("looked twice")
	other.in("ja").get("/phrases").is(200).has("定型文", "自分だけのもの")

	// Two supervisors change it: the second is shown both, and can save once more.
	second := d.as("supervisor2")
	change := url.Values{"use": {"message"}, "version": {"1"}, "text.en": {"A lamp from the side."}, "text.ja": {"横から。"}}
	b.post("/phrases/"+id, change).is(303)
	change.Set("text.en", "Daylight is best.")
	conflict := second.post("/phrases/"+id, change).is(409).has("Somebody changed this phrase meanwhile", "A lamp from the side.", "Daylight is best.", `<details class="change" open`)
	second.post("/phrases/"+id+"/remove", url.Values{"version": {"1"}}).is(409).has("it was not removed")
	change.Set("version", "2")
	if !strings.Contains(conflict.body, `name="version" value="2"`) {
		t.Error("the form shown again has not the version in force")
	}
	second.post("/phrases/"+id, change).is(303)
	second.get("/phrases").is(200).has("Daylight is best.").hasNone("A lamp from the side.")
	b.post("/phrases/"+id+"/remove", url.Values{"version": {"3"}}).is(303)
	b.post("/phrases/"+id+"/remove", url.Values{"version": {"3"}}).is(404)
	second.post("/phrases/"+id, change).is(404).has("Somebody removed this phrase meanwhile", "Daylight is best.", `action="/phrases"`)

	// Of an old form nothing is lost.
	stale := d.as("supervisor")
	form := url.Values{"csrf": {stale.csrf}, "of": {stale.mark()}, "use": {"note"}, "text": {"typed before"}}
	stale.signsInAgain("supervisor")
	stale.post("/phrases", form).is(403).has("You have signed in again", "typed before")
	stale.get("/phrases").is(200).hasNone("typed before")
	b.post("/phrases", url.Values{"use": {"note"}, "text": {"one", "two"}}).is(400)
	b.post("/phrases/"+id+"/remove", url.Values{"version": {"x"}}).is(400)
	d.as("support").get("/phrases").is(403)
	d.as("admin").get("/queue").is(403).hasNone(`href="/phrases"`)
}

// phrase is the id of the first phrase that the page can change.
func (a answer) phrase() string {
	a.t.Helper()
	_, rest, ok := strings.Cut(a.body, `action="/phrases/`)
	if !ok {
		a.t.Fatal("no phrase can be changed")
	}
	return rest[:36]
}

// Without scripts a phrase goes into the text by way of a page of its own, and nothing else of the form is lost.
func TestAPhraseIsPutIntoTheText(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	id := d.phrase("supervisor", "")
	own := d.phrase("reviewer2", "own")
	b := d.as("reviewer")
	ref, form := b.held()
	b.get(reviewPath(ref)).is(200).has(`name="phrases"`)
	sent := form.answered("approve")
	sent.Del("outcome")
	sent.Set("note", "looked twice")
	sent.Set("phrases", "1")
	if a := b.post(reviewPath(ref)+"/worksheet", sent).is(303); a.location != reviewPath(ref)+"/phrases" {
		t.Fatalf("the button leads to %s", a.location)
	}
	b.get(reviewPath(ref)+"/phrases").is(200).has(string(ref), id).hasNone(own)
	if a := b.post(reviewPath(ref)+"/phrases", url.Values{"phrase": {id}}).is(303); a.location != reviewPath(ref) {
		t.Fatalf("inserting leads to %s", a.location)
	}
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	if err != nil || !strings.HasPrefix(v.Worksheet.Note, "looked twice\n\n") || len(v.Worksheet.Answers) != len(form.items) {
		t.Errorf("%v, kept %+v", err, v.Worksheet)
	}
	b.post(reviewPath(ref)+"/phrases", url.Values{"phrase": {own}}).is(404)
	b.post(reviewPath(ref)+"/phrases", url.Values{"phrase": {id, own}}).is(400)
	other := d.as("reviewer2")
	other.post(reviewPath(ref)+"/phrases", url.Values{"phrase": {own}}).is(409).has("Aiko Sato holds it now")
}

// When an inquiry was answered stands beside its answer, and beside no other.
func TestWhenItWasAnsweredIsShown(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	live, err := kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(d.words, nil, kinds.LapsedInquiry) })
	if err != nil {
		t.Fatal(err)
	}
	d.desk.Kinds = live
	ref, _ := d.submission()
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	page := d.as("supervisor").get("/audit/"+string(id)).is(200).has("Does the agency&#39;s inquiry say", "answered 2026-11-24 ")
	if n := strings.Count(page.body, "answered 2026"); n != 1 {
		t.Errorf("%d answers have a time, want the inquiry's alone", n)
	}
}

package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// A mark that cannot stand is told in words, and nothing of the form is lost.
func TestMarksThatAreRefused(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	with := func(marks ...string) url.Values {
		v := form.answered(review.Resubmit, "check.legible", "no", "note", "a note that stays")
		v["reason"], v["mark"] = []string{"unreadable"}, marks
		return v
	}
	many := make([]string, 13)
	for i := range many {
		many[i] = review.Mark{Reason: "unreadable", Side: "front", X: i, Y: 1, W: 100, H: 100}.String()
	}
	const good = "unreadable,front,100,200,300,400"
	for name, c := range map[string]struct {
		marks []string
		words string
	}{
		"no mark at all":        {[]string{good, "glare"}, "cannot be read"},
		"beyond the picture":    {[]string{good, "unreadable,front,9000,0,1001,10"}, "cannot be read"},
		"numbers beyond all":    {[]string{good, "unreadable,front,0,0,99999999999999999999,10"}, "cannot be read"},
		"markup for a reason":   {[]string{good, "<script>alert(1)</script>,front,1,2,3,4"}, "not chosen"},
		"a reason not chosen":   {[]string{good, "cropped,front,1,2,3,4"}, "not chosen"},
		"a side that is none":   {[]string{good, "unreadable,../../etc,1,2,3,4"}, "does not have"},
		"more than a decision":  {append([]string{good}, many[1:]...), "12 marks at most"},
		"the text is not UTF-8": {[]string{good, "\xff\xfe,front,1,2,3,4"}, "not chosen"},
	} {
		if name == "more than a decision" {
			c.marks = append(c.marks, many[0])
		}
		a := b.post(reviewPath(ref)+"/decision", with(c.marks...)).is(422)
		a.has(c.words, "a note that stays", `value="`+good+`"`)
		if strings.Contains(a.body, "<script>alert") {
			t.Errorf("%s: it is markup in the page", name)
		}
	}
	b.post(reviewPath(ref)+"/worksheet", with(good, good)).leadsTo(reviewPath(ref))
	a := b.get(reviewPath(ref)).is(200)
	a.has(`name="mark" value="`+good+`" checked`, `<rect class="over" x="100"`)
	if n := strings.Count(a.body, `name="mark"`); n != 1 {
		t.Errorf("a doubled mark is kept %d times", n)
	}
}

// What was pinned is seen by the applicant, by colleagues and at the audit, and by nobody before its time.
func TestAMarkIsShown(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, token := d.submission()
	b.post(reviewPath(ref)+"/claim", nil)
	v := b.get(reviewPath(ref)).is(200).deskForm().answered(review.Resubmit, "check.legible", "no")
	v["reason"], v["mark"] = []string{"unreadable"}, []string{"unreadable,front,100,200,3000,400"}
	b.post(reviewPath(ref)+"/decision", v).leadsTo("/queue")
	d.nobody().get("/a/" + token).is(200).hasNone(`<rect class="over"`)
	d.clock.pass(11 * time.Second)
	for _, lang := range []struct{ code, place string }{{"en", "upper left"}, {"ja", "左上"}} {
		a := d.nobody().get("/a/" + token + "?lang=" + lang.code).is(200)
		a.has(`<rect class="over" x="100"`, `width="3000"`, lang.place, `&amp;round=1"`)
		if strings.Contains(a.body, "style=") {
			t.Error("the page has a style of its own, which its policy forbids")
		}
	}
	d.as("reviewer2").get(reviewPath(ref)).is(200).has(`<rect class="over" x="100"`)
	s, err := d.store.Submission(t.Context(), review.SubmissionKey{Reference: ref})
	if err != nil {
		t.Fatal(err)
	}
	d.as("supervisor").get("/audit/"+string(s.Decision)).is(200).has(`<rect class="over" x="100"`, "upper left")

	// A picture that was purged leaves the sentence.
	b.post(reviewPath(ref)+"/images/front/purge", url.Values{"round": {"1"}, "confirmed": {"yes"}}).leadsTo(reviewPath(ref))
	a := d.nobody().get("/a/" + token + "?lang=en").is(200)
	a.hasNone(`<rect class="over"`)
	if !strings.Contains(a.body, `class="pin-words"`) {
		t.Error("the sentence is gone with the picture")
	}
}

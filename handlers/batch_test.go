package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// batchForm is a form about several submissions.
func batchOf(act string, refs []review.Reference, more ...string) url.Values {
	v := fields(append([]string{"act", act, "list", ""}, more...)...)(nil)
	for _, ref := range refs {
		v.Add("reference", string(ref))
	}
	return v
}

func TestSeveralAreDoneAtOnce(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	decided, _ := d.approved()
	var refs []review.Reference
	for range 3 {
		ref, _ := d.submission()
		refs = append(refs, ref)
		d.clock.pass(time.Minute)
	}
	ben := string(d.people["reviewer2"].ID)
	s := d.as("supervisor")
	a := s.get("/queue?kind=resident-card").is(200).has(`data-testid="batch"`, "Ben Mori", "Aiko Sato", "Put first", `value="`+string(refs[0])+`"`, `data-reference="`+string(refs[0])+`"`).
		hasNone(`value="` + string(d.people["supervisor"].ID) + `"`)
	form := a.form("/queue/batch")
	if form.fields.Get("list") != "kind=resident-card" {
		t.Errorf("the bar is sent from %q", form.fields.Get("list"))
	}
	s.get("/queue?state=approved").is(200).hasNone(`data-testid="batch"`, `name="reference"`)
	if n := strings.Count(s.get("/queue?all=1").is(200).body, " checked"); n < 3 {
		t.Errorf("%d boxes are chosen without a script, want 3", n)
	}

	assign := batchOf("assign", append([]review.Reference{decided}, refs...), "to", ben, "note", "please <today>")
	assign.Set("list", "kind=resident-card")
	to := s.post("/queue/batch", assign).is(303).location
	if !strings.HasPrefix(to, "/queue?kind=resident-card&batch=") {
		t.Fatalf("it leads to %s", to)
	}
	s.get(to).is(200).has("3 of 4 assigned to Ben Mori. 1 not:", "does not wait for the desk: approved.", `href="`+reviewPath(decided)+`"`, "Undo, as far as not begun")
	d.as("reviewer2").get("/queue").is(200).hasNone("3 of 4")
	d.as("supervisor2").get(to).is(200).hasNone("3 of 4")
	s.get(s.post("/queue/batch", assign).is(303).location).is(200).has("0 of 4 assigned to Ben Mori. 3 already were. 1 not:").hasNone("Undo")

	// Begun is not undone.
	b := d.as("reviewer2")
	b.post("/queue/next", nil).leadsTo(reviewPath(refs[0]))
	undo := url.Values{"act": {"unkeep"}, "list": {""}, "reference": {string(refs[0]), string(refs[1]), string(refs[2])}}
	s.get(s.post("/queue/batch", undo).is(303).location).is(200).has("2 of 3 no longer kept. 1 not:", "is with Ben Mori.")
	s.get(s.post("/queue/batch", batchOf("release", refs)).is(303).location).is(200).has("1 of 3 released. 2 already were.").hasNone("not:", "Undo")

	first := batchOf("first", refs[1:], "note", "leaves tomorrow")
	a = s.get(s.post("/queue/batch", first).is(303).location).is(200).has("2 of 2 put first in line.", "first in line", ">Undo</button>")
	if n := strings.Count(a.body, "first in line</span>"); n != 2 {
		t.Errorf("%d rows stand first", n)
	}
	s.get(s.post("/queue/batch", batchOf("usual", refs[1:], "note", "she does not")).is(303).location).is(200).has("2 of 2 put back to their place.")
	s.in("ja").get(s.post("/queue/batch", first).is(303).location).is(200).has("2件中2件を最優先にしました。")
}

func TestSeveralAreRefused(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	other, _ := d.submission()
	s := d.as("supervisor")
	one := []review.Reference{ref}
	kept := `value="` + string(ref) + `" checked`
	s.post("/queue/batch", batchOf("first", one, "note", " ")).is(422).has("Write the reason.", kept).hasNone(`value="` + string(other) + `" checked`)
	s.post("/queue/batch", batchOf("assign", one, "note", "a <note>")).is(422).has("Choose a colleague to assign them to.", kept, `value="a &lt;note&gt;"`)
	s.post("/queue/batch", batchOf("release", nil)).is(422).has("Select at least one submission.")
	s.post("/queue/batch", batchOf("approve", one)).is(400)
	s.post("/queue/batch", batchOf("reject", one, "note", "x")).is(400)
	s.post("/queue/batch", batchOf("first", []review.Reference{"no reference"}, "note", "x")).is(400)
	many := batchOf("release", nil)
	for range review.MostAtOnce + 1 {
		many.Add("reference", string(ref))
	}
	s.post("/queue/batch", many).is(303) // one, named often
	ben := d.people["reviewer2"]
	if _, err := d.desk.GoAway(t.Context(), d.actor("reviewer2"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	s.get("/queue").is(200).has("Ben Mori (away)")
	s.post("/queue/batch", batchOf("assign", one, "to", string(ben.ID))).is(422).has("Ben Mori is away. Choose somebody else.", `value="`+string(ben.ID)+`" selected`)
	s.post("/queue/batch", url.Values{"act": {"release", "first"}, "reference": {string(ref)}, "list": {""}}).is(400)
	s.get("/queue?batch=rubbish").is(200)
	s.get("/queue?batch=019ab000-0000-7000-8000-000000000000").is(200)

	// Who holds nothing has nothing to choose; who holds something may hand it on, and not place it.
	b := d.as("reviewer")
	b.get("/queue").is(200).hasNone(`data-testid="batch"`, `name="reference"`)
	b.post(reviewPath(ref)+"/claim", nil).is(303)
	b.get("/queue").is(200).has(`data-testid="batch"`, `value="`+string(ref)+`"`).hasNone("Put first", `form="batch" value="`+string(other)+`"`)
	b.post("/queue/batch", batchOf("first", one, "note", "x")).is(403)
	a := b.get(b.post("/queue/batch", batchOf("release", []review.Reference{ref, other})).is(303).location).is(200).has("1 of 2 released. 1 already were.")
	a.hasNone("Undo")
	b.get(b.post("/queue/batch", batchOf("assign", []review.Reference{other}, "to", string(d.people["supervisor"].ID))).is(303).location).is(200).
		has("0 of 1 assigned to Chie Tanaka.", "is held by nobody.")
	for _, who := range []string{"support", "admin"} {
		d.as(who).post("/queue/batch", batchOf("release", one)).is(403)
	}
}

func TestTheChoiceOutlivesASessionInTheForm(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	s := d.as("supervisor")
	form := batchOf("first", []review.Reference{ref}, "note", "leaves <tomorrow>")
	view := url.Values{"name": {"Cards <x>"}, "list": {"kind=resident-card"}}
	for _, f := range []url.Values{form, view} {
		f.Set("csrf", s.csrf)
		f.Set("of", s.mark())
	}
	s.signsInAgain("supervisor")
	s.post("/queue/batch", form).is(403).has("You have signed in again", `value="leaves &lt;tomorrow&gt;"`, `value="`+string(ref)+`" checked`)
	s.post("/queue/views", view).is(403).has("You have signed in again", `value="Cards &lt;x&gt;"`, `<option value="resident-card" selected`)
	if row, err := d.desk.FindReference(t.Context(), d.actor("supervisor"), ref); err != nil || row.Rank != review.RankUsual {
		t.Errorf("it was placed: %+v, %v", row, err)
	}
}

// What is assigned together does not push the list out of sight.
func TestOfManyThatAreKeptFewStandAbove(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	var refs []review.Reference
	for range 5 {
		refs = append(refs, d.bareSubmission())
		d.clock.pass(time.Second)
	}
	s := d.as("supervisor")
	s.post("/queue/batch", batchOf("assign", refs, "to", string(d.people["reviewer2"].ID))).is(303)
	b := d.as("reviewer2")
	a := b.get("/queue").is(200).has(`data-testid="kept"`, "and 2 more: “Next” leads to them")
	if n := strings.Count(a.body, ">Take</button>"); n != 3 {
		t.Errorf("%d stand above the list, want 3", n)
	}
	b.post("/queue/next", nil).leadsTo(reviewPath(refs[0]))
	b.get("/queue").is(200).has("and 1 more")
}

package handlers

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shinsa/review"
)

// saved sends the form that saves a list as a view, and returns its address and its id.
func (b *browser) saved(list string, form url.Values) (address, id string) {
	b.t.Helper()
	form.Set("list", list)
	a := b.post("/queue/views", form).is(303)
	id, ok := strings.CutPrefix(a.location, "/queue?view=")
	if !ok {
		b.t.Fatalf("saving leads to %s", a.location)
	}
	return a.location, id
}

func TestAViewIsSavedAndOpened(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	first, _ := d.submission()
	b := d.as("reviewer")
	b.get("/queue").is(200).hasNone(`data-testid="views"`)
	a := b.get("/queue?kind=resident-card&sort=newest").is(200)
	form := a.form("/queue/views")
	if got := form.fields.Get("list"); got != "kind=resident-card&sort=newest" {
		t.Errorf("the form says it is sent from %q", got)
	}
	address, _ := b.saved(form.fields.Get("list"), url.Values{"name": {"Cards <new>"}})
	a = b.get(address).is(200).has("Saved.", "Cards &lt;new&gt;", `<option value="newest" selected`, `<option value="resident-card" selected`, string(first),
		`<input type="hidden" name="view"`, "Save changes").hasNone("For everybody who sees the queue")
	if n := regexp.MustCompile(`(?s)<nav class="views".*?</nav>`).FindString(a.body); !strings.Contains(n, `aria-current="page"`) || !strings.Contains(n, `<span class="num">1</span>`) {
		t.Errorf("its tab: %s", n)
	}
	b.get("/queue").is(200).has("Cards &lt;new&gt;", `<option value="oldest" selected`)
	d.as("reviewer2").get("/queue").is(200).hasNone("Cards &lt;new&gt;")
	d.as("reviewer2").get(address).is(404).has("This view is not there any more")
	b.get("/queue?view=rubbish").is(404)
	d.as("reviewer").in("ja").get(address).is(200).has("この表示：Cards &lt;new&gt;", "変更を保存")

	// Filters in the address come before the view's, and can be taken into it.
	a = b.get(address+"&kind=").is(200).has(`<option value="" selected`, "With the filters and order shown now")
	change := a.form(address[strings.Index(address, "=")+1:])
	if !strings.HasPrefix(change.action, "/queue/views/") || change.fields.Get("version") != "1" {
		t.Fatalf("the form of the view: %+v", change)
	}
	change.fields.Set("name", "Newest")
	b.post(change.action, change.fields).is(303)
	b.get(address).is(200).has("Newest", `<option value="" selected`, `<option value="newest" selected`).hasNone("With the filters and order shown now")
	b.post(change.action, change.fields).is(409).has("Somebody changed this view in the meantime", `value="Newest"`, `name="version" value="2"`)

	// What a view is called must be said, and be said once.
	b.post("/queue/views", url.Values{"name": {" "}, "list": {"kind=resident-card"}}).is(422).has("Please fill in this field.", `<details class="overlay list-menu" data-testid="view-menu" open`, string(first))
	b.post("/queue/views", url.Values{"name": {"newest"}, "list": {""}}).is(422).has("There is a view of this name", `value="newest"`)
	b.post("/queue/views", url.Values{"name": {"x"}, "list": {"state=draft"}}).is(400)
	b.post("/queue/views", url.Values{"name": {"x"}, "list": {"%zz"}}).is(400)
	b.post("/queue/views", url.Values{"name": {"x"}, "list": {"view=rubbish"}}).is(404)
	b.post("/queue/views", url.Values{"name": {"x"}, "list": {""}, "shared": {"yes"}}).is(403)
	b.post(change.action, url.Values{"name": {"x"}, "list": {""}}).is(400) // of no version

	b.post(change.action+"/delete", url.Values{"version": {"1"}, "list": {""}}).is(409)
	b.post(change.action+"/delete", url.Values{"version": {"2"}, "list": {""}}).leadsTo("/queue")
	b.get("/queue").is(200).has("The view is deleted.").hasNone(`data-testid="views"`)
	b.post(change.action+"/delete", url.Values{"version": {"2"}, "list": {""}}).is(404)
	b.get(address).is(404)
}

func TestAViewForEverybody(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.submission()
	s := d.as("supervisor")
	address, id := s.saved("state=escalated", url.Values{"name": {"Mine to settle"}, "shared": {"yes"}})
	s.get(address).is(200).has("For everybody who sees the queue", "Delete")
	b := d.as("reviewer")
	b.get("/queue").is(200).has("Mine to settle", "For everybody, saved by Chie Tanaka")
	b.get(address).is(200).has("It is shared. Save it under a name of your own", "Open it first").hasNone("Save changes", "Delete</button>")
	form := url.Values{"name": {"Ours"}, "version": {"1"}, "list": {""}}
	b.post("/queue/views/"+id, form).is(403)
	b.post("/queue/views/"+id+"/delete", form).is(403)
	d.as("supervisor2").post("/queue/views/"+id, url.Values{"name": {"Ours"}, "version": {"1"}, "list": {""}, "shared": {"yes"}}).is(303)
	b.get("/queue").is(200).has("Ours").hasNone("Mine to settle")

	// It opens first for who wants that, and the plain queue has an address all the same.
	b.post("/queue/views/"+id+"/default", url.Values{"on": {"yes"}, "version": {"2"}, "list": {""}}).leadsTo(address)
	a := b.get("/queue").is(200).has("Opens first", "There is none here.", `href="/queue?state=waiting"`, "Do not open it first")
	if !strings.Contains(a.body, `name="state" value="escalated"`) {
		t.Error("the filters would leave the view's state")
	}
	b.get("/queue?state=waiting").is(200).hasNone("There is none here.")
	s.get("/queue").is(200).hasNone("There is none here.") // for others nothing changes
	b.post("/queue/views/"+id+"/default", url.Values{"version": {"2"}, "list": {""}}).is(303)
	b.get("/queue").is(200).hasNone("Opens first")
	for _, who := range []string{"support", "admin"} {
		d.as(who).get(address).is(403)
		d.as(who).post("/queue/views", url.Values{"name": {"x"}, "list": {""}}).is(403)
	}
}

// A search is personal data: no view, no address and no form of one holds its words.
func TestAViewKeepsNoSearch(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.submission()
	sp, err := testSpecimen()
	if err != nil {
		t.Fatal(err)
	}
	name := sp.Truth.Typed[review.FieldName]
	b := d.as("reviewer")
	found := b.post("/queue/search", url.Values{"q": {name}}).is(303).location
	a := b.get(found).is(200).has("1 found").hasNone(name, `data-testid="view-menu"`)
	list := strings.TrimPrefix(found, "/queue?")
	if look := a.form("/queue/look").fields.Get("list"); look != list {
		t.Errorf("the columns are chosen from %q, want %q", look, list)
	}
	address, id := b.saved(list, url.Values{"name": {"All"}})
	b.get(address).is(200).hasNone("1 found", name)
	v, err := d.desk.QueueSetup(t.Context(), d.actor("reviewer"))
	if err != nil || v.View(review.ViewID(id)).Listing != (review.Listing{State: review.Waiting, Sort: review.SortOldest}) {
		t.Errorf("saved as %+v, %v", v, err)
	}
}

func TestColumnsAndDensity(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	b := d.as("reviewer")
	b.get("/queue").is(200).has("Findings", "Resident Card</td>", "size=thumb").hasNone("Sent</th>", "rows compact")
	look := url.Values{"column": {"kind", "sent"}, "density": {"compact"}, "list": {"kind=resident-card"}}
	b.post("/queue/look", look).leadsTo("/queue?kind=resident-card")
	b.get("/queue").is(200).has("Saved.", "Resident Card</td>", ">Sent</th>", "10:00</time>", `class="rows compact"`, string(ref)).hasNone("size=thumb", "Findings</th>")
	b.get("/queue?state=approved").is(200).hasNone("Findings</th>")
	d.as("reviewer2").get("/queue").is(200).has("size=thumb").hasNone("rows compact")
	b.post("/queue/look", url.Values{"density": {"compact"}, "list": {""}}).is(422).has("Choose at least one column.", `data-testid="look-menu" open`)
	b.post("/queue/look", url.Values{"column": {"name"}, "list": {""}}).is(400)

	// A view has a look of its own if it was saved with one, and else that of whoever reads.
	with, id := b.saved("sort=newest", url.Values{"name": {"With"}, "look": {"yes"}})
	without, _ := b.saved("sort=newest", url.Values{"name": {"Without"}})
	b.post("/queue/look", url.Values{"usual": {"yes"}, "list": {""}}).is(303)
	b.get("/queue").is(200).has("size=thumb").hasNone("rows compact")
	b.get(with).is(200).has("rows compact", ">Sent</th>", "Changes the view “With”.")
	b.get(without).is(200).has("size=thumb").hasNone("rows compact", "Changes the view")
	look = url.Values{"column": {"age"}, "density": {"comfortable"}, "list": {"view=" + id}, "view": {id}, "version": {"1"}}
	b.post("/queue/look", look).leadsTo(with)
	b.get(with).is(200).has(">Age</th>").hasNone("rows compact", "Resident Card</td>")
	b.get("/queue").is(200).has("size=thumb")
	b.post("/queue/look", look).is(409).has("Somebody changed this view in the meantime")
	look.Del("version")
	b.post("/queue/look", look).is(400)

	s := d.as("supervisor")
	shared, id := s.saved("", url.Values{"name": {"Shared"}, "look": {"yes"}, "shared": {"yes"}})
	b.get(shared).is(200).has("The columns belong to the view “Shared”.")
	b.post("/queue/look", url.Values{"column": {"age"}, "list": {"view=" + id}, "view": {id}, "version": {"1"}}).is(403)
}

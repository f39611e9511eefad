package handlers

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"shinsa/review"
)

func TestTheQueueListsWhatWaits(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	b.get("/queue").is(200).has("Nothing is waiting.", `data-testid="empty"`)

	decided, _ := d.approved()
	b = d.as("reviewer") // an hour later, the former session is over
	b.get("/queue").is(200).has("Nothing is waiting. The last one was decided at")
	first, _ := d.submission()
	d.clock.pass(5 * time.Hour)
	second, _ := d.submission()
	d.clock.pass(30 * time.Minute)
	b = d.as("reviewer")

	a := b.get("/queue").is(200)
	a.has(string(first), string(second), "Resident Card", "round 1", "30 min", "5 h 30 min", "waiting long",
		`/submissions/`+string(first)+`/images/front?size=thumb`, `<span class="num">2</span>`)
	a.hasNone(string(decided), "First class", "SPECIMEN")
	if strings.Index(a.body, string(first)) > strings.Index(a.body, string(second)) {
		t.Error("the one that waits longest does not come first")
	}
	newest := b.get("/queue?sort=newest").is(200)
	if strings.Index(newest.body, string(first)) < strings.Index(newest.body, string(second)) {
		t.Error("sort=newest does not turn the order")
	}
	b.get("/queue?state=approved").is(200).has(string(decided)).hasNone(string(first))
	b.get("/queue?kind=resident-card").is(200).has(string(first))
	b.get("/queue?kind=alien-registration-certificate").is(200).hasNone(string(first)).has("There is none of this kind here.")
	b.in("ja").get("/queue").is(200).has("審査待ち", "在留カード", "1回目", "5時間30分")
}

func TestTheQueueShowsNothingThatWasTyped(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	sp, err := testSpecimen()
	if err != nil {
		t.Fatal(err)
	}
	d.submission()
	a := d.as("reviewer").get("/queue").is(200)
	for _, field := range []string{review.FieldName, review.FieldAddress, review.FieldNumber, review.FieldBirthDate} {
		a.hasNone(sp.Truth.Typed[field])
	}
}

func TestTheQueueRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	d.submission()
	for _, query := range []string{"state=draft", "state=second_review", "state=nowhere", "sort=best", "kind=passport"} {
		b.get("/queue?" + query).is(400)
	}
	b.get("/queue?after=rubbish").is(400).has("This is the first page", "Resident Card")
	b.get("/queue?search=rubbish").is(404).has("This search is over")
	b.get("/queue?unknown=1&state=waiting&state=waiting").is(200)
}

func TestAReferenceIsFound(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, _ := d.submission()
	other, _ := d.submission()
	for _, typed := range []string{string(ref), strings.ToLower(string(ref)), strings.ReplaceAll(string(ref), "-", " ")} {
		b.get("/queue?q="+url.QueryEscape(typed)).is(200).has(string(ref), "1 found").hasNone(string(other))
	}
	b.get("/queue?q=0000-0000").is(200).has("Nothing was found").hasNone("0000-0000", string(ref))
	b.get("/queue?q=" + url.QueryEscape("<script>alert(1)</script>")).is(200).has("Nothing was found").hasNone("<script>alert")
	b.post("/queue/search", url.Values{"q": {string(ref)}}).leadsTo("/queue?q=" + string(ref))
}

func TestASearchStaysOutOfTheAddress(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	sp, err := testSpecimen()
	if err != nil {
		t.Fatal(err)
	}
	ref, _ := d.submission()
	b := d.as("reviewer")
	name := sp.Truth.Typed[review.FieldName]
	for _, q := range []string{name, strings.ToLower(name), sp.Truth.Typed[review.FieldNumber], sp.Truth.Typed[review.FieldBirthDate]} {
		a := b.post("/queue/search", url.Values{"q": {q}}).is(303)
		if id, ok := strings.CutPrefix(a.location, "/queue?search="); !ok || strings.Contains(strings.ToLower(id), strings.ToLower(q)) {
			t.Errorf("the search leads to %q", a.location)
		}
		b.get(a.location).is(200).has(string(ref)).hasNone(q)
		d.as("reviewer2").get(a.location).is(404) // it belongs to the session
	}
	none := b.post("/queue/search", url.Values{"q": {"NOBODY OF THIS NAME"}}).is(303)
	b.get(none.location).is(200).has("Nothing was found").hasNone(string(ref))
	// Eight letters could be a reference; a name of eight letters must not end up in the address.
	if a := b.post("/queue/search", url.Values{"q": {"FERNANDA"}}).is(303); !strings.HasPrefix(a.location, "/queue?search=") {
		t.Errorf("a name of eight letters leads to %q", a.location)
	}
	b.post("/queue/search", url.Values{"q": {" 　"}}).leadsTo("/queue")
	b.get("/queue").has("Type what you look for.")
}

func TestNextTakesTheOldest(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	first, _ := d.submission()
	d.clock.pass(time.Minute)
	second, _ := d.submission()
	b := d.as("reviewer")
	b.post("/queue/next", nil).leadsTo(reviewPath(first))
	b.get("/queue").has("You hold:", "until 10:11")
	d.as("reviewer2").post("/queue/next", nil).leadsTo(reviewPath(second))
	d.as("reviewer2").get("/queue").is(200).has("Aiko Sato")
	third := d.as("supervisor")
	third.post("/queue/next", nil).leadsTo("/queue")
	third.get("/queue").has("Nothing is waiting right now.")
}

func TestNextNeverLeadsTwoToOne(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	refs := map[string]int{}
	for range 6 {
		ref, _ := d.submission()
		refs[reviewPath(ref)] = 0
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, name := range []string{"reviewer", "reviewer2", "supervisor", "supervisor2"} {
		b := d.as(name)
		wg.Go(func() {
			for range 3 {
				a := b.post("/queue/next", nil)
				mu.Lock()
				if a.location != "/queue" {
					refs[a.location]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for path, n := range refs {
		if n != 1 {
			t.Errorf("%s was given out %d times", path, n)
		}
	}
}

func TestPagesOfTheQueue(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	const n = review.QueuePageSize + 3
	for range n {
		d.bareSubmission()
		d.clock.pass(time.Second)
	}
	b := d.as("reviewer")
	seen := map[string]int{}
	for path, pages := "/queue", 0; path != ""; pages++ {
		if pages > 2 {
			t.Fatal("there are too many pages")
		}
		a := b.get(path).is(200)
		for _, part := range strings.Split(a.body, `class="ref row-link" href="`)[1:] {
			seen[part[:strings.IndexByte(part, '"')]]++
		}
		path = ""
		if at := strings.Index(a.body, `rel="next"`); at >= 0 {
			before := a.body[:at]
			path = before[strings.LastIndex(before, `href="`)+len(`href="`):]
			path = path[:strings.IndexByte(path, '"')]
		}
		d.bareSubmission() // what comes in meanwhile moves nothing
		d.clock.pass(time.Second)
	}
	if len(seen) < n {
		t.Errorf("saw %d rows, want %d or more", len(seen), n)
	}
	for ref, times := range seen {
		if times != 1 {
			t.Errorf("%s stands on %d pages", ref, times)
		}
	}
}

// bareSubmission hands one in without drawing anything: the kind that needs one small picture.
func (d *testDesk) bareSubmission() review.Reference {
	d.t.Helper()
	ctx := d.t.Context()
	token, err := d.desk.StartDraft(ctx, "alien-registration-matters-certificate", "en", "")
	if err != nil {
		d.t.Fatal(err)
	}
	typed := map[string]string{
		review.FieldName: "MARIA CRUZ", review.FieldAddress: "東京都新宿区西新宿2-8-1", review.FieldRoom: "405",
		review.FieldBirthDate: "1990-04-01", "issued_on": "2012-06-01",
	}
	for _, err := range []error{
		d.desk.SaveIdentity(ctx, token, "en", typed),
		d.desk.AddImage(ctx, token, "front", "a.jpg", smallPicture(1)),
		d.desk.Submit(ctx, token, "en", ""),
	} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
	v, err := d.desk.OpenLink(ctx, token)
	if err != nil {
		d.t.Fatal(err)
	}
	return v.Reference
}

func TestCursors(t *testing.T) {
	t.Parallel()
	c := review.QueueCursor{Class: 1, QueuedAt: testStart, ID: "019a1234-5678-7abc-8def-0123456789ab"}
	if got, ok := decodeCursor(encodeCursor(c)); !ok || got != c {
		t.Errorf("decodeCursor(encodeCursor(%v)) = %v, %v", c, got, ok)
	}
	for _, s := range []string{
		"", "x", "MS4x", encodeCursor(review.QueueCursor{Class: 1, QueuedAt: testStart, ID: "' OR 1=1 --"}),
		encodeCursor(review.QueueCursor{Class: 9999, QueuedAt: testStart, ID: c.ID}), encodeCursor(c) + "=", strings.Repeat("A", 4000),
	} {
		if got, ok := decodeCursor(s); ok {
			t.Errorf("decodeCursor(%.20q) = %v, want none", s, got)
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add(encodeCursor(review.QueueCursor{Class: 1, QueuedAt: testStart, ID: "019a1234-5678-7abc-8def-0123456789ab"}))
	f.Add("MS4xLng")
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := decodeCursor(s)
		if ok && encodeCursor(c) != s {
			t.Errorf("%q is a second spelling of %q", s, encodeCursor(c))
		}
	})
}

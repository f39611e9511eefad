package handlers

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

func TestStats(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.as("supervisor").get("/stats").is(200).has("Nothing was decided in this period.", "2026-10-26 to 2026-11-24")
	d.approved()
	ref, _ := d.submission()
	d.decision("reviewer2", ref, review.DecisionForm{
		Outcome: review.Reject, Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable", "cropped"},
	})
	d.settle()
	other, _ := d.submission()
	d.decision("reviewer2", other, review.DecisionForm{Outcome: review.Approve}) // not in effect: does not count

	page := d.as("supervisor").get("/stats").is(200)
	for _, plot := range []string{"days", "outcomes", "waiting", "reasons", "kinds", "people", "handling", "week", "audits"} {
		page.has(`data-testid="plot-` + plot + `"`)
	}
	page.has("n = 2", "Only 2 cases", `role="img"`, "<summary>Table</summary>", "Aiko Sato", "Ben Mori", "Cut off or covered",
		`<th scope="row">2026-11-24 Tue</th>`, `aria-current="true">30 days`)
	page.hasNone("n = 3", "NaN", "Inf", "style=", "stats.", "audit.outcome", "audit.col")
	d.as("supervisor").in("ja").get("/stats").is(200).has("統計", "2件のみ", "（火）").hasNone("stats.", "audit.outcome", "audit.col")
}

func TestStatsPeriods(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	sup := d.as("supervisor")
	sup.get("/stats?days=7").is(200).has("2026-11-18 to 2026-11-24", `aria-current="true">7 days`)
	sup.get("/stats?days=90").is(200).has("2026-08-27 to 2026-11-24")
	for _, q := range []string{"days=0", "days=-7", "days=8", "days=1e9", "days=%00", "days=99999999999999999999"} {
		sup.get("/stats?" + q).is(400)
	}
	for _, name := range []string{"reviewer", "support", "admin"} {
		d.as(name).get("/stats").is(403)
	}
	d.nobody().get("/stats").leadsTo("/login?next=%2Fstats")
}

// Figures of one person, a kind and a language stand beside those of the desk; a sample of just these decisions is drawn
// from there.
func TestFiguresOfAPerson(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	judgeable(t, d, 4)
	sup := d.as("supervisor")
	everybody := sup.get("/stats").is(200)
	everybody.has(`data-testid="plot-people"`, `data-testid="plot-backs"`).hasNone(`data-testid="plot-beside"`, "figures-missing")
	id := regexp.MustCompile(`<option value="([0-9a-f-]{36})"[^>]*>Aiko Sato`).FindStringSubmatch(everybody.body)
	if id == nil {
		t.Fatal("Aiko cannot be asked for")
	}
	page := sup.get("/stats?days=7&kind=resident-card&person=" + id[1]).is(200)
	page.has(`data-testid="plot-beside"`, "The desk", "n = 2", "too few", `href="/stats?days=7"`).hasNone(`data-testid="plot-people"`)
	f := page.form("/audit/samples")
	for name, want := range map[string]string{"person": id[1], "kind": "resident-card", "from": "2026-11-18", "until": "2026-11-24", "count": "2", "blind": "yes"} {
		if got := f.fields.Get(name); got != want {
			t.Errorf("the form for a sample has %s %q, want %q", name, got, want)
		}
	}
	f.fields.Set("draw", "random")
	place := sup.post(f.action, f.fields).is(303).location
	sup.get(place).is(200).has("0 of 2 judged", "Aiko Sato")

	sup.get("/stats?language=ja").is(200).has("Nothing was decided in this period.").hasNone(`data-testid="stats-draw"`)
	sup.in("ja").get("/stats?person="+id[1]).is(200).has("全体との比較").hasNone("stats.", "audit.outcome", "audit.col")
}

// formOn is the form that a page names by its test id.
func formOn(t *testing.T, page answer, id string) testForm {
	t.Helper()
	at := strings.Index(page.body, `data-testid="`+id+`"`)
	if at < 0 {
		t.Fatalf("%s has no form %s", page.what, id)
	}
	page.body = page.body[strings.LastIndex(page.body[:at], "<form"):]
	return page.form("")
}

// What was decided in a period that is over goes to a blind second look as a sample of all of it and of nothing else.
func TestAPeriodThatIsOverGoesToABlindSecondLook(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	judgeable(t, d, 4)
	d.clock.pass(3 * 24 * time.Hour)
	last, _ := d.submission()
	d.decision("reviewer", last, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	sup, aiko := d.as("supervisor"), string(d.people["reviewer"].ID)
	for query, c := range map[string]struct{ of, in, not string }{
		"from=2026-11-24&until=2026-11-24&kind=resident-card&language=en&person=" + aiko: {"0 of 2 judged", "2026-11-24 to 2026-11-24", string(last)},
		"from=2026-11-24&until=2026-11-24":                                               {"0 of 4 judged", "2026-11-24 to 2026-11-24", string(last)},
		"days=7":                                                                         {"0 of 5 judged", "2026-11-27", "Nothing"},
	} {
		page := sup.get("/stats?" + query).is(200).has("Somebody who did not decide says first what the outcome should be")
		f := formOn(t, page, "stats-second-look")
		if f.action != "/audit/samples" {
			t.Fatalf("%s: a second look is asked for at %s", query, f.action)
		}
		place := sup.fill(f, nil).is(303).location
		sup.get(place).is(200).has(c.of, c.in, "blind").hasNone(c.not, "Approved", "Rejected")
	}
	sup.get("/audit/second-looks").is(200).has("Nobody has asked for any.")
}

// The next decisions are another thing, whatever period is shown; until when is asked, and lies ahead.
func TestTheNextDecisionsGoToASecondReader(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	judgeable(t, d, 2)
	sup, aiko := d.as("supervisor"), string(d.people["reviewer"].ID)
	page := sup.get("/stats?from=2026-11-01&until=2026-11-02&kind=resident-card&person=" + aiko).is(200)
	page.has("Of the next decisions of Aiko Sato").hasNone(`data-testid="stats-draw"`)
	f := formOn(t, page, "stats-next")
	if f.action != "/audit/second-looks" || f.fields.Get("until") != "2026-12-01" || f.fields.Has("from") {
		t.Fatalf("the next decisions are asked for at %s with %v", f.action, f.fields)
	}
	sup.fill(f, map[string]string{"until": "2026-11-02"}).is(422).has("This day is over.")
	sup.fill(f, map[string]string{"count": "3", "until": "2026-12-01"}).leadsTo("/audit/second-looks")
	sup.get("/audit/second-looks").is(200).has("Aiko Sato", `data-label="Wanted">3<`, "open until 2026-12-02 00:00")
	sup.get("/audit/samples").is(200).has("Nothing has been drawn yet.")
	sup.get("/stats").is(200).has("Of the next decisions, this many:")
}

func TestStatsOfDays(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.approved()
	sup := d.as("supervisor")
	for query, want := range map[string]string{
		"days=1":                           "2026-11-24 to 2026-11-24",
		"from=2026-11-01&until=2026-11-10": "2026-11-01 to 2026-11-10",
		"from=2026/11/1":                   "2026-11-01 to 2026-11-24",
		"until=2026-11-10":                 "2026-10-12 to 2026-11-10",
		"from=2026-11-20&until=2030-01-01": "2026-11-20 to 2026-11-24",
		"from=2024-01-01&until=2026-11-24": "2024-01-01 to 2026-11-24",
	} {
		sup.get("/stats?"+query).is(200).has(want).hasNone("aria-invalid", "NaN")
	}
	sup.get("/stats?from=2024-01-01").is(200).has("Decided and arrived, by month", `<th scope="row">2026-11</th>`)
	for query, want := range map[string]string{
		"from=soon":                         "This is not a day.",
		"until=" + strings.Repeat("9", 300): "This is not a day.",
		"from=2026-11-10&until=2026-11-01":  "lies before the first one",
		"from=2030-01-01":                   "This day is still to come.",
		"from=1999-01-01":                   "That is more than ten years.",
	} {
		typed, _ := url.ParseQuery(query)
		sup.get("/stats?"+query).is(422).has(want, `aria-invalid="true"`, `data-testid="no-figures"`, `value="`+typed.Get("from")+`"`, `value="`+oneLine(typed.Get("until"))+`"`).
			hasNone("2026-10-26", `data-testid="plot-`, `data-testid="stats-draw"`, `action="/audit/samples"`, `action="/audit/second-looks"`, `aria-current="true">30`)
	}
	for _, query := range []string{"language=xx", "kind=passport", "person=1", "person=00000000-0000-0000-0000-00000000000G"} {
		sup.get("/stats?" + query).is(400)
	}
}

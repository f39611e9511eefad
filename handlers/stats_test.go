package handlers

import (
	"regexp"
	"testing"

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
	page.has(`formaction="/audit/second-looks"`)
	f.fields.Set("count", "1")
	if got := sup.post("/audit/second-looks", f.fields).is(303).location; got != "/audit/second-looks" {
		t.Errorf("after a second look was ordered: %s", got)
	}

	sup.get("/stats?language=ja").is(200).has("Nothing was decided in this period.").hasNone(`data-testid="stats-draw"`)
	sup.in("ja").get("/stats?person="+id[1]).is(200).has("全体との比較").hasNone("stats.", "audit.outcome", "audit.col")
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
		"from=soon":                        "This is not a day.",
		"from=2026-11-10&until=2026-11-01": "lies before the first one",
		"from=2030-01-01":                  "This day is still to come.",
		"from=1999-01-01":                  "That is more than ten years.",
	} {
		sup.get("/stats?"+query).is(422).has(want, `aria-invalid="true"`, "2026-10-26 to 2026-11-24")
	}
	for _, query := range []string{"language=xx", "kind=passport", "person=1", "person=00000000-0000-0000-0000-00000000000G"} {
		sup.get("/stats?" + query).is(400)
	}
}

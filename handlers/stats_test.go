package handlers

import (
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

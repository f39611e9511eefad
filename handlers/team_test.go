package handlers

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/review/ranking"
	"shinsa/review/worktime"
)

// kindForm is a form that ticks kinds.
func kindForm(kinds ...string) url.Values { return url.Values{"kind": kinds} }

func TestTheTeam(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	b := d.as("supervisor")
	path := "/team/" + string(d.people["reviewer"].ID) + "/skills"
	b.get("/team").is(200).has("Aiko Sato", "every kind", "every language", "4 people, 1 at work now", "not here", `action="`+path+`"`).hasNone("This waits for nobody", "Dan Ono", "Emi Kato")
	b.get("/queue").is(200).has(`href="/team"`)
	d.as("reviewer").get("/queue").is(200).hasNone(`href="/team"`)
	if a := b.post(path, kindForm("alien-registration-certificate")); a.status != 303 || a.location != "/team" {
		t.Fatalf("saving: %d to %s", a.status, a.location)
	}
	b.get("/team").is(200).has("Saved.", "Alien registration certificate <span")
	b.post(path, kindForm("passport")).is(422).has("could not be saved", `<details class="change" open`)
	b.post(path, url.Values{"kind": {"resident-card"}, "csrf": {"wrong"}}).is(403)

	// Who takes on something else is told that what waits is for others, and may still claim it by hand.
	one := d.as("reviewer")
	if a := one.post("/queue/next", nil); a.location != "/queue" {
		t.Fatalf("next leads to %s", a.location)
	}
	one.get("/queue").is(200).has("What waits is for others to take.", string(ref))
	one.post("/submissions/"+string(ref)+"/claim", nil).is(303)
	one.get("/submissions/" + string(ref)).is(200).has("It is not among what you take on")
	b.get("/team").is(200).has(`href="/submissions/` + string(ref) + `"`)
	one.post("/submissions/"+string(ref)+"/release", nil).is(303)

	// Nobody takes it on: the supervisors are told, on both pages, and nobody else.
	for _, name := range []string{"reviewer2", "supervisor", "supervisor2"} {
		b.post("/team/"+string(d.people[name].ID)+"/skills", kindForm("alien-registration-certificate")).is(303)
	}
	b.get("/team").is(200).has("This waits for nobody.", "Resident Card, EN: nobody takes it on (1 waiting)")
	b.get("/queue").is(200).has("This waits for nobody.")
	d.as("reviewer").get("/queue").is(200).hasNone("This waits for nobody.")
	b.post(path, nil).is(303)
	b.get("/queue").is(200).hasNone("This waits for nobody.")
	if a := d.as("reviewer").post("/queue/next", nil); a.location != reviewPath(ref) {
		t.Errorf("next leads to %s", a.location)
	}
	b.in("ja").get("/team").is(200).has("担当者", "すべての書類")
}

func TestTheQueueSaysWhatWasPromisedAndWhy(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	text, err := os.ReadFile("../docs/examples/queue-rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var known ranking.Known
	for _, k := range d.desk.Kinds.Set().All() {
		known.Kinds = append(known.Kinds, k.ID)
	}
	known.Langs = d.words.Languages()
	if d.set.Rules, err = ranking.Parse("queue-rules.yaml", text, known); err != nil {
		t.Fatal(err)
	}
	d.set.Rules.InOrder = true // what is at risk is put first by its time, and needs no rule's name
	hours := "hours: {tuesday: 9:00-17:00, wednesday: 9:00-17:00, thursday: 9:00-17:00}\nanswer-within: 6h\nat-risk: 2h\n"
	if d.set.Service, err = worktime.Parse("calendar.yaml", []byte(hours), d.set.Zone, nil); err != nil {
		t.Fatal(err)
	}
	ref, token := d.submission() // Tuesday at ten: six hours of work are over at four
	b := d.as("reviewer")
	b.get("/queue").is(200).has("due in 6 h 0 min", "To be answered by 2026-11-24 16:00", "Due first").hasNone("at risk", "waits long")
	d.nobody().get("/a/"+token).is(200).has("Yours is the next one.", "This can change")
	d.clock.pass(4*time.Hour + 10*time.Minute)
	b = d.as("reviewer")
	a := b.get("/queue").is(200).has("due in 1 h 50 min", "age-of late", "1 at risk", "sort=due")
	if !strings.Contains(a.body, `<span class="tag">waits long</span>`) {
		t.Errorf("the rule is not named:\n%s", a.text())
	}
	b.get("/queue?sort=due").is(200).has(string(ref))
	d.clock.pass(2 * time.Hour)
	b = d.as("reviewer")
	b.get("/queue").is(200).has("over since 16:00", "age-of very-late", "1 at risk, 1 of them over")
	b.in("ja").get("/queue").is(200).has("16:00に期限超過", "待ち時間超過", "期限間近 1件")
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	d.as("reviewer").get("/queue?state=approved").is(200).has(string(ref)).hasNone("over since", "at risk", "waits long</span>")

	d.set.Service = worktime.Default(d.set.Zone) // nothing is promised any more: the old link still leads somewhere
	d.as("reviewer").get("/queue?sort=due").is(200).hasNone("Due first")
}

func TestTheForecast(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.submission()
	b := d.as("supervisor")
	b.get("/queue").is(200).hasNone(`data-testid="forecast"`)
	b.get("/stats").is(200).has("Too little was decided")
	if err := d.desk.RefreshForecast(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.clock.pass(time.Second) // a page is kept for one
	b.get("/queue").is(200).hasNone(`data-testid="forecast"`)
	b.get("/stats").is(200).has("Too little was decided")
}

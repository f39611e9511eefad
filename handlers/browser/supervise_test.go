package browser

import (
	"testing"

	"shinsa/review"
)

func TestSupervising(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.tab(wideLook).as("supervisor")
	overturned := o.referenceOf(o.reported)

	// Reported mistakes stand on top, and lead to the decision as it was.
	b.open("/audit")
	b.says("[data-testid=reported]", string(overturned))
	rows := eval[int](b, `document.querySelectorAll('[data-testid=decisions] tbody tr').length`)
	if rows != 14 {
		t.Errorf("the list has %d decisions", rows)
	}
	b.click("[data-testid=reported] a")
	b.at("/audit/" + string(o.reported))
	b.says("[data-testid=report]", "I read the wrong line")
	b.says("[data-item=name-matches]", "No")
	b.until("both pictures are there", `[...document.querySelectorAll('[data-picture]')].filter((i) => i.naturalWidth > 0).length === 2`)

	// An overturn needs a note; the cursor is put where it goes.
	b.press("o")
	b.until("the note is asked for", `document.activeElement.id === 'audit-note'`)
	b.at("/audit/" + string(o.reported))
	b.press("Agreed: the name is the same. o a")
	b.until("keys are text while one writes", `document.getElementById('audit-note').value.endsWith('o a')`)
	b.press("\x1b")
	b.until("the note is left", `document.activeElement.id !== 'audit-note'`)
	b.press("2o") // how much it weighs is said, too
	b.until("it is noted", `location.pathname !== `+js("/audit/"+string(o.reported)))
	b.says(".flash", o.words.Text("en", "flash.audit-overturned"))
	if got := o.state(overturned); got != review.Waiting {
		t.Errorf("after an overturn %s is %s", overturned, got)
	}

	// Agreeing leads to the next one of the list.
	b.open("/audit?outcome=approve")
	b.click("[data-testid=decisions] tbody tr:nth-child(2) a")
	b.has("[data-testid=audit-form]")
	here := eval[string](b, `location.pathname`)
	b.press("a")
	b.until("the next one is shown", `location.pathname !== `+js(here)+` && document.querySelector('[data-testid=audit-decision]') && `+whole)
	b.says(".flash", o.words.Text("en", "flash.audit-agreed"))

	// Each figure has a plot and its table.
	b.open("/stats")
	type plot struct {
		ID          string
		Marks, Rows int
		N, Nothing  string
	}
	plots := eval[[]plot](b, `[...document.querySelectorAll('figure.plot')].map((p) => ({
		ID: p.id, Marks: [...p.querySelectorAll('svg')].filter((s) => s.checkVisibility()).flatMap((s) => [...s.querySelectorAll('rect, path, circle, line')]).length,
		Rows: p.querySelectorAll('table tbody tr').length, N: p.querySelector('.n').textContent,
		Nothing: p.querySelector('.nothing')?.textContent ?? ''}))`)
	drawn := 0
	if len(plots) < 5 {
		t.Errorf("there are %d figures only", len(plots))
	}
	for _, p := range plots {
		if p.N == "" || p.Nothing == "" && (p.Marks == 0 || p.Rows == 0) {
			t.Errorf("figure without a plot, a table or its number of cases: %+v", p)
		}
		if p.Nothing == "" {
			drawn++
		}
	}
	if drawn < 10 {
		t.Errorf("%d of %d figures have anything to show", drawn, len(plots))
	}
	b.click("figure.plot details summary")
	b.has("figure.plot details table")
}

// referenceOf is the reference of the submission that was decided.
func (d *desk) referenceOf(id review.DecisionID) review.Reference {
	d.t.Helper()
	v, err := d.desk.AuditView(d.t.Context(), d.actor("supervisor"), id)
	d.must(err)
	return v.Decision.Reference
}

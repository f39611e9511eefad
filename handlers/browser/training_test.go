package browser

import (
	"testing"

	"shinsa/review"
	"shinsa/training"
)

// practising says that a case of training can be worked on by keys.
const practising = `document.body.dataset.ready && !location.pathname.endsWith('/result') && ` + whole

// TestTrainingByKeys: a whole set by keys alone, with the truth after each case, and without a single request about
// a submission.
func TestTrainingByKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.submission(wish{n: 1}) // there is real work, which is left alone
	id, err := d.training.Draw(t.Context(), d.actor("supervisor"), training.Order{Person: d.actor("reviewer").ID, Seed: 3, Size: 5, Mix: training.Hard})
	d.must(err)
	b := d.tab(wideLook).as("reviewer")
	b.open("/training/sets/" + id)
	b.has(".training-band")
	for n := 1; n <= 5; n++ {
		b.press("n")
		b.until("the case is there", practising)
		b.has(".training-band")
		if n == 1 {
			b.keepLook("training-case", wideLook)
		}
		b.until("its item is open", `document.querySelectorAll('.item.lit').length === 1`)
		b.until("every item is answered", `(document.querySelector('[data-do=answer][value=yes]').click(), document.querySelectorAll('.answers').length === document.querySelectorAll('.answers :checked:is([value=yes])').length)`)
		if n == 2 {
			b.press("k")
			eval[bool](b, `(document.querySelector('[data-item=number-matches]').click(), true)`)
			b.press("2")
			eval[bool](b, `(document.getElementById('pick-number-mismatch').click(), true)`)
			b.until("the message is the one to send", `document.querySelector('[data-message]').dataset.shown === 'resubmit'`)
			b.until("it is saved", `document.querySelector('[data-saved]').textContent === document.querySelector('[data-saved]').dataset.wordSaved`)
			b.press("s")
		} else {
			b.press("a")
		}
		b.until("the truth is told", `location.pathname.endsWith('/result') && document.querySelector('[data-testid=case-verdict]')`)
		b.has(".training-band")
		if n == 2 {
			b.says("[data-testid=case-verdict]", "You saw everything")
			b.has(".result-pictures svg.marks rect")
			b.keepLook("training-result", wideLook)
		}
	}
	b.press("n")
	b.at("/training/sets/" + id)
	b.has("[data-testid=training-figures]")
	if asked := len(b.sent("POST", "/queue/ahead")) + len(b.sent("POST", "/queue/next")) + len(b.sent("POST", "/claim")); asked != 0 {
		t.Errorf("%d requests for real work", asked)
	}
	row, err := d.desk.UpNext(t.Context(), d.actor("reviewer2"), 5)
	d.must(err)
	if len(row.Rows) != 1 || row.Rows[0].HolderID != "" {
		t.Errorf("the real submission: %+v", row.Rows)
	}
	v, err := d.training.Person(t.Context(), d.actor("supervisor"), d.actor("reviewer").ID)
	d.must(err)
	if f := v.Figures; f.Cases != 5 || f.Right != 2 || f.FalseAlarms != 0 {
		t.Errorf("%+v", f)
	}
}

// TestTrainingWithoutScripts: the same forms, one page after the other.
func TestTrainingWithoutScripts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := d.tab(phoneLook.withoutScripts()).as("reviewer")
	b.open("/training")
	b.write("#draw-seed", "3")
	eval[bool](b, `(document.querySelector('#draw-size').value = '5', true)`)
	b.click("[data-testid=draw-form] button")
	b.has("[data-testid=next-form]")
	b.click("[data-testid=next-form] button")
	b.until("a case is there", `location.pathname.endsWith('/cases/1')`)
	b.click("[data-item=legible] .answer.no")
	b.click("#reason-unreadable")
	b.click("button[name=outcome][value=resubmit]")
	b.until("the truth is told", `location.pathname.endsWith('/cases/1/result')`)
	b.has(".training-band")
	b.click("[data-testid=next-form] button")
	b.until("the next one", `location.pathname.endsWith('/cases/2')`)
	b.click("button[formaction$='/release']")
	b.until("the set", `/sets.[^/]+$/.test(location.pathname)`)
	b.says("[data-testid=training-cases]", "opened") // the case that was left is among them
}

// trained gives the office a set that is begun: one case decided wrongly, one open.
func (o *office) trained() string {
	o.t.Helper()
	ctx, a := o.t.Context(), o.actor("reviewer")
	id, err := o.training.Draw(ctx, o.actor("supervisor"), training.Order{Person: a.ID, Seed: 3, Size: 5, Mix: training.Hard})
	o.must(err)
	_, err = o.training.Next(ctx, a, id)
	o.must(err)
	o.must(o.training.Decide(ctx, a, id, 1, review.DecisionForm{
		Outcome: review.Resubmit, Answers: review.Answers{"name-matches": review.No}, Reasons: []string{"name-mismatch"},
	}))
	_, err = o.training.Next(ctx, a, id)
	o.must(err)
	return "/training/sets/" + id
}

package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"shinsa/review"
)

// lined hands in several, of which the first waits longest.
func (d *desk) lined(n int) []review.Reference {
	d.t.Helper()
	var refs []review.Reference
	for i := range n {
		ref, _ := d.submission(wish{n: i % 2})
		refs = append(refs, ref)
		d.clock.pass(time.Second)
	}
	return refs
}

// chosen lists the numbers of the rows that are selected, from 1.
const chosen = `[...document.querySelectorAll('.rows tbody tr')].map((tr, i) => tr.querySelector('.pick input')?.checked ? i + 1 : 0).filter(Boolean).join()`

// TestSeveralByKeys: rows are selected, and something is done to them, without a mouse.
func TestSeveralByKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	refs := d.lined(6)
	b := d.tab(wideLook).as("supervisor")
	b.open("/queue")
	b.until("the bar is out of sight", `!document.getElementById('batch').checkVisibility()`)
	b.press(kb.ArrowDown + "x" + kb.ArrowDown + kb.ArrowDown + "x")
	b.until("two are selected", chosen+` === '1,3'`)
	b.says("[data-count]", "2 selected")
	b.press(kb.ArrowDown + kb.ArrowDown)
	b.press("X") // with shift: from the last one to here
	b.until("up to here", chosen+` === '1,3,4,5'`)
	b.press("*")
	b.until("all of the page", chosen+` === '1,2,3,4,5,6' && document.querySelector('th [data-all]').checked`)
	b.press("*")
	b.until("none", chosen+` === '' && !document.getElementById('batch').checkVisibility()`)
	b.press("x")
	b.until("the row in focus", chosen+` === '5' && document.activeElement.textContent === `+js(string(refs[4])))
	b.press("b")
	b.until("the bar is reached", `document.activeElement.id === 'batch-to'`)
	b.press("Ben" + kb.Tab + "\r")
	b.says("[data-testid=batch-result]", "1 of 1 assigned to Ben Mori.")
	row, err := d.desk.FindReference(t.Context(), d.actor("supervisor"), refs[4])
	if d.must(err); row.KeptFor != "Ben Mori" {
		t.Errorf("it is kept for %q", row.KeptFor)
	}
	b.click("[data-testid=batch-result] button")
	b.says("[data-testid=batch-result]", "1 of 1 no longer kept.")
}

// TestSeveralByMouse: shift selects from one row to another, and a box opens no submission.
func TestSeveralByMouse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	refs := d.lined(5)
	b := d.tab(wideLook).as("supervisor")
	b.open("/queue")
	box := func(n int) string { return fmt.Sprintf(".rows tbody tr:nth-child(%d) .pick input", n) }
	b.click(box(2))
	eval[bool](b, `document.querySelector(`+js(box(4))+`).dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey: true}))`)
	b.until("from one to the other", chosen+` === '2,3,4'`)
	b.click("[data-to-bar]")
	b.click(box(3))
	b.until("without one of them", chosen+` === '2,4' && document.querySelector('th [data-all]').indeterminate`)
	b.click("#batch button[value=first]")
	b.says("#batch-note-wrong", "Write the reason.")
	b.until("they are still selected", chosen+` === '2,4'`)
	b.write("#batch-note", "leaves tomorrow")
	b.click("#batch button[value=first]")
	b.says("[data-testid=batch-result]", "2 of 2 put first in line.")
	b.until("they stand first", `[...document.querySelectorAll('.row-link')].slice(0, 2).map((a) => a.textContent).join() === `+js(string(refs[1])+","+string(refs[3])))
	b.click("th [data-all]")
	b.click("#batch button[type=reset]")
	b.until("none", chosen+` === ''`)
	for _, trouble := range b.troubles() { // of the refusal
		if trouble == "" {
			t.Error(trouble)
		}
	}
}

// TestTheListWithoutScripts: views, columns and several at once are plain forms.
func TestTheListWithoutScripts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	refs := d.lined(3)
	b := d.tab(wideLook.withoutScripts()).as("supervisor")
	b.open("/queue")
	b.hasNone("[data-to-bar]")
	b.click(".rows tbody tr:nth-child(2) .pick input")
	b.click("#batch button[value=release]")
	b.says("[data-testid=batch-result]", "0 of 1 released. 1 already were.")
	b.click("th.pick a")
	b.until("all are selected", chosen+` === '1,2,3'`)
	b.write("#batch-note", "leaves tomorrow")
	b.click("#batch button[value=first]")
	b.says("[data-testid=batch-result]", "3 of 3 put first in line.")
	b.click("[data-testid=batch-result] button")
	b.says("[data-testid=batch-result]", "3 of 3 put back to their place.")

	b.click("[data-testid=look-menu] > summary")
	b.click("[data-testid=look-menu] [value=images]")
	b.click("[data-testid=look-menu] [value=compact]")
	b.click("[data-testid=look-menu] button.primary")
	b.has(".rows.compact")
	b.hasNone(".rows .thumbs")
	b.click("[data-testid=view-menu] > summary")
	b.write("#new-view-name", "Close together")
	b.click("[data-testid=new-view] button.primary")
	b.says(".views [aria-current]", "Close together")
	b.click("[data-testid=view-menu] > summary")
	b.click("[data-testid=this-view] button.danger")
	b.hasNone(".views")
	b.until("the list is there", `document.querySelector('[data-reference="`+string(refs[0])+`"]')`)
}

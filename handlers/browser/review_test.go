package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"shinsa/review"
)

// answersOf reads the answers on a review page, in the order of the checklist: y, n, a (not applicable) or
// a dash for none.
const answersOf = `[...document.querySelectorAll('[data-item]')].map((i) =>
	({yes: 'y', no: 'n', na: 'a'})[i.querySelector('input:checked')?.value] ?? '-').join('')`

// litItem is the number of the open item.
const litItem = `Number(document.querySelector('[data-item].lit .n').textContent)`

// reviewing is true on a review page whose scripts run.
const reviewing = `document.querySelector('[data-review] [data-decision]') && document.querySelector('[data-lens]') && document.body.dataset.ready && ` + whole

func submissionPath(ref review.Reference) string { return "/submissions/" + string(ref) }

func TestReviewersDayByKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first, _ := d.submission(wish{n: 1})
	d.clock.pass(1)
	second, secondToken := d.submission(wish{n: 2})
	b := d.tab(wideLook)

	b.open("/queue")
	b.at("/login")
	b.write("#email", "reviewer@example.com")
	b.press(kb.Tab + password + kb.Enter)
	b.at("/queue")
	b.press("n")
	b.at(submissionPath(first))
	b.until("it can be reviewed", reviewing)

	// Yes to the first, the next item opens by itself; back, and not applicable to another.
	b.press("1")
	b.until("the second item is open", litItem+" === 2")
	b.press("11")
	b.press(kb.ArrowUp)
	b.until("the third item is open again", litItem+" === 3")
	b.press("a")
	b.says("[data-saved]", "11 answers are still missing")
	b.until("the first open item is shown", litItem+" === 4")
	b.press("11111") // 4 to 8
	b.press("111111")
	b.until("all are answered", answersOf+` === 'yyyyyyyyyyyyyy'`)
	b.says("[data-progress]", "14 of 14")
	b.says("[data-saved]", "Saved")

	// Approved: the next one is there, and the last one can be taken back with all answers.
	b.press("a")
	b.at(submissionPath(second))
	b.says("[data-testid=undo]", string(first))
	b.press("u")
	b.at(submissionPath(first))
	b.until("it can be reviewed again", reviewing)
	b.until("all answers are back", answersOf+` === 'yyyyyyyyyyyyyy'`)
	b.press("a")
	b.until("the tab has gone on", `location.pathname !== `+js(submissionPath(first)))
	third, _ := d.submission(wish{n: 1, lang: "ja"})
	b.open(submissionPath(second)) // it was claimed a moment ago
	b.until("it can be reviewed", reviewing)

	// A "no" with its likeliest reason, and words of one's own.
	b.press(strings.Repeat("1", 4))
	b.until("the name is open", litItem+" === 5")
	b.press("2")
	b.until("the likely reason is proposed", seen("[data-item=name-matches] [data-pick=name-mismatch]"))
	b.press("2") // again: takes it
	b.until("the reason is chosen", `document.getElementById('pick-name-mismatch').checked`)
	b.until("the message says why", `/name/i.test(document.querySelector('[data-draft=resubmit] [data-text]').innerText)`)
	b.click("details.own > summary")
	b.click("[data-begin]")
	b.until("the usual words are there to be changed", `document.activeElement.matches('[data-own]') && document.activeElement.value.length > 40`)
	b.press(" Write your middle name, too." + kb.Escape)
	b.until("the text is left", `!document.activeElement.matches('textarea')`)
	b.press("r")
	b.at(submissionPath(third))
	b.until("it can be reviewed", reviewing)

	// Given back: nothing else waits.
	b.press("1")
	b.says("[data-saved]", "Saved")
	b.press("g")
	b.at("/queue")
	b.says(".flash", "Given back")
	d.settle()

	b.open(link(secondToken)) // its applicant reads the reviewer's own words
	b.says(".outcome", "Write your middle name, too.")

	want := map[review.Reference]review.State{first: review.Approved, second: review.Rejected, third: review.Waiting}
	for ref, state := range want {
		if got := d.state(ref); got != state {
			t.Errorf("%s is %s, want %s", ref, got, state)
		}
	}
}

func TestKeysWhileTyping(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open("/queue")
	b.press("?")
	b.has("dialog#keys[open]")
	b.press("n") // nothing happens behind it
	b.press(kb.Escape)
	b.hasNone("dialog#keys")
	b.press("n")
	b.at(submissionPath(ref))
	b.until("it can be reviewed", reviewing)

	b.press("?")
	b.has("dialog#keys[open]")
	b.says("dialog#keys", "approve")
	b.press("1" + kb.Escape)
	b.hasNone("dialog#keys")
	if got := eval[string](b, answersOf); strings.Trim(got, "-") != "" {
		t.Errorf("answered behind the dialog: %s", got)
	}

	b.press("n")
	b.until("the note is open", `document.activeElement.id === 'note'`)
	b.press("a 1 2 g ? r/e")
	b.until("the note has it all", `document.getElementById('note').value === 'a 1 2 g ? r/e'`)
	b.press(kb.ArrowDown)

	// An input method: composing "かな" sends keys that mean nothing to the page, and Escape and Enter are its own.
	b.compose("か")
	b.imeKey("KeyA", "Process")
	b.imeKey("Digit1", "Process")
	b.imeKey("Escape", "Escape")
	b.imeKey("Enter", "Enter")
	b.until("the text is still being written", `document.activeElement.id === 'note'`)
	b.until("it has the kana", `document.getElementById('note').value.endsWith('か')`)
	if got := eval[string](b, answersOf); strings.Trim(got, "-") != "" {
		t.Errorf("typing answered the checklist: %s", got)
	}
	b.at(submissionPath(ref))
	b.commit("か")
	b.press(kb.Escape)
	b.until("the note is left", `document.activeElement.id !== 'note'`)

	// Outside of a text an input method that is on does not take the keys away.
	b.imeKey("Digit1", "Process")
	b.until("the first is answered", answersOf+`.startsWith('y-')`)

	// A key that is held down answers one item and not all.
	b.hold('1', 5)
	b.until("one more is answered", answersOf+`.startsWith('yy-')`)

	b.says("[data-saved]", "Saved")
	b.open(submissionPath(ref)) // the note was kept
	b.until("note and answers are kept", `document.getElementById('note').value.startsWith('a 1 2') && `+answersOf+`.startsWith('yy-')`)
}

// compose begins or goes on with a text in an input method.
func (b *tab) compose(text string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: 1, SelectionEnd: 1})
	b.must(err)
}

// commit takes over what was composed.
func (b *tab) commit(text string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text})
	b.must(err)
}

// imeKey presses a key that an input method takes: browsers tell of it with the key code 229.
func (b *tab) imeKey(code, key string) {
	b.t.Helper()
	for _, sort := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: sort, Key: key, Code: code, WindowsVirtualKeyCode: 229})
		b.must(err)
	}
}

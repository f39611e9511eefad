package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"shinsa/review"
)

// phrases keeps some for the desk, and one that is a reviewer's own.
func (d *desk) phrases() {
	d.t.Helper()
	message := func(reason, en, ja string) review.Phrase {
		return review.Phrase{Use: review.ForMessage, Reason: reason, Texts: map[string]string{"en": en, "ja": ja}}
	}
	for _, p := range []review.Phrase{
		message("", "We are closed from 29 December to 3 January.", "12月29日から1月3日まで休業します。"),
		message("unreadable", "A lamp from the side takes the glare away.", "横から照らすと反射が消えます。"),
		message("expired", "The receipt of your renewal will do, too.", "更新申請の受付票でもかまいません。"),
		{Use: review.ForNote, Texts: map[string]string{"": "Called back and confirmed on the telephone."}},
	} {
		d.must(d.desk.AddPhrase(d.t.Context(), d.actor("supervisor"), p))
	}
	d.must(d.desk.AddPhrase(d.t.Context(), d.actor("reviewer"), review.Phrase{
		Use: review.ForNote, Owner: d.actor("reviewer").ID, Texts: map[string]string{"": "Looked twice, with the loupe."},
	}))
}

// TestAPhraseGoesInAtTheCaret: by keys alone, into the note where the caret was, and into the message after the
// usual words.
func TestAPhraseGoesInAtTheCaret(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.phrases()
	ref, _ := d.submission(wish{n: 1, lang: "ja"})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	b.until("the finder is ready", `document.body.dataset.ready && document.querySelector('link[href$="/phrases.css"]')`)
	if key := eval[string](b, `document.querySelector('[data-phrases] kbd').textContent`); key != "W" {
		t.Errorf("the button shows the key %q", key)
	}

	b.write("#note", "First. Last.")
	eval[bool](b, `(document.querySelector('#note').setSelectionRange(6, 6), true)`)
	b.press("\x1b")
	b.press("w")
	b.has("dialog.phrase-finder .found")
	if !eval[bool](b, `document.activeElement.matches('[data-phrase-finder]')`) {
		t.Error("the focus is not in the field that finds")
	}
	b.press("twice loupe")
	b.until("one is left", `document.querySelectorAll('dialog.phrase-finder [data-phrase]:not([hidden])').length === 1`)
	b.press("\r")
	b.hasNone("dialog.phrase-finder")
	b.until("it stands at the caret", `document.querySelector('#note').value === 'First.Looked twice, with the loupe. Last.'`)
	b.until("the note has the focus", `document.activeElement.id === 'note'`)
	if at := eval[int](b, `document.activeElement.selectionStart`); at != len("First.Looked twice, with the loupe.") {
		t.Errorf("the caret is at %d", at)
	}

	// What goes with a reason that is chosen comes first; the arrows go to the buttons.
	b.press("\x1b")
	eval[bool](b, `(document.getElementById('pick-unreadable').click(), true)`)
	b.press("w")
	b.has("dialog.phrase-finder .found")
	b.says("dialog.phrase-finder .found", "横から照らすと反射が消えます。")
	b.press("a") // no key of the desk, but a letter
	b.until("it is typed", `document.querySelector('[data-phrase-finder]').value === 'a'`)
	eval[bool](b, `((f) => { f.value = ''; f.dispatchEvent(new Event('input')); return true; })(document.querySelector('[data-phrase-finder]'))`)
	b.press(kb.ArrowDown)
	b.until("a button has the focus", `document.activeElement.matches('[data-phrase] button')`)
	b.keepLook("phrases", wideLook)
	b.until("what was before is saved", `document.querySelector('[data-saved]').textContent === document.querySelector('[data-saved]').dataset.wordSaved`)
	eval[bool](b, `(document.querySelector('[data-saved]').textContent = '', true)`)
	b.press("\r")
	b.hasNone("dialog.phrase-finder")
	own := eval[string](b, `document.querySelector('[data-own]').value`)
	usual := eval[string](b, `document.querySelector('[data-draft=resubmit] [data-text]').textContent`)
	if own != usual+"\n\n横から照らすと反射が消えます。" {
		t.Errorf("the message is %q", own)
	}
	b.until("it is saved", `document.querySelector('[data-saved]').textContent === document.querySelector('[data-saved]').dataset.wordSaved`)
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	d.must(err)
	if v.Worksheet.Message != own || !strings.Contains(v.Worksheet.Note, "loupe") {
		t.Errorf("kept %+v", v.Worksheet)
	}

	// Escape leaves everything as it was.
	b.press("\x1b")
	b.press("w")
	b.has("dialog.phrase-finder .found")
	b.press("\x1b")
	b.hasNone("dialog.phrase-finder")
	if now := eval[string](b, `document.querySelector('[data-own]').value`); now != own {
		t.Errorf("after Escape the message is %q", now)
	}
}

// TestAPhraseWithoutScripts: the button leads to a page with the same list, and back.
func TestAPhraseWithoutScripts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.phrases()
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(phoneLook.withoutScripts()).as("reviewer")
	b.open(submissionPath(ref))
	b.write("#note", "Seen.")
	b.click("[data-phrases]")
	b.at(submissionPath(ref) + "/phrases")
	b.hasNone("[data-phrase-finder]")
	b.keepLook("phrases-plain", phoneLook)
	b.click("[data-phrase=note] button")
	b.at(submissionPath(ref))
	b.says(".flash", "below what you had written")
	if now := eval[string](b, `document.querySelector('#note').value`); now != "Seen.\n\nCalled back and confirmed on the telephone." {
		t.Errorf("the note is %q", now)
	}
}

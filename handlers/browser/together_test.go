package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"shinsa/review"
)

// TestMenusByKeys: a key opens a menu and leads into it, Escape leads out again, and what was written in one and not
// sent is not lost to a decision without a word.
func TestMenusByKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	in := func(selector string) {
		t.Helper()
		b.until(selector+" has the focus", `document.activeElement?.matches('`+selector+`')`)
	}
	b.press("o")
	in("#skip")
	b.press(kb.Escape)
	in("[data-menu=more] > summary")
	b.hasNone("[data-menu=more][open]")
	b.press("m")
	in("#together-comment")
	b.press("the same face as last week: a, r, 1")
	b.press(kb.Escape)

	// Escalating needs no answers.
	b.press("e")
	b.says("[data-saved]", "What you wrote under “Comments” is not sent")
	b.has("[data-menu=comments][open]")
	if got := d.state(ref); got != review.Waiting {
		t.Fatalf("it is %s", got)
	}
	b.press(kb.Escape)
	b.press("e")
	b.at("/queue")
	d.settle()
	if got := d.state(ref); got != review.Escalated {
		t.Errorf("it is %s", got)
	}
}

// TestWhatIsToldDoesNotMove: what a colleague said is read first, so nothing moves when the rest is there.
func TestWhatIsToldDoesNotMove(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	ctx := t.Context()
	d.must(d.desk.Claim(ctx, d.actor("reviewer2"), ref, false))
	d.must(d.desk.AddComment(ctx, d.actor("reviewer2"), ref, "Seen before."))
	d.must(d.desk.HandOver(ctx, d.actor("reviewer2"), ref, d.actor("reviewer").ID, "Please look at the stamp."))
	d.clock.pass(time.Second)
	d.must(d.desk.Claim(ctx, d.actor("reviewer"), ref, false))
	for _, l := range []look{wideLook, wideLook.in("ja").atNight()} {
		b := d.tab(l).as("reviewer")
		b.open(submissionPath(ref))
		b.until("it can be reviewed", reviewing)
		b.says("[data-testid=told]", "Please look at the stamp.")
		if s := eval[scrolls](b, whatScrolls); s.Moved > 0 || s.Page != [2]int{} || s.Below != 0 {
			t.Errorf("%s: it moves or scrolls: %+v", l, s)
		}
	}
}

package browser

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"shinsa/review"
)

// drag presses the mouse at one place, moves it to another and lets it go.
func (b *tab) drag(from, to point) {
	b.t.Helper()
	b.call("drag", func(ctx context.Context) error {
		middle := point{(from.X + to.X) / 2, (from.Y + to.Y) / 2}
		for _, step := range []struct {
			what input.DispatchMouseEventType
			at   point
			held int64
		}{
			{input.DispatchMouseEventTypeMouseMoved, from, 0}, {input.DispatchMouseEventTypeMousePressed, from, 1},
			{input.DispatchMouseEventTypeMouseMoved, middle, 1}, {input.DispatchMouseEventTypeMouseMoved, to, 1},
			{input.DispatchMouseEventTypeMouseReleased, to, 0},
		} {
			p := input.DispatchMouseEventParams{Type: step.what, X: step.at.X, Y: step.at.Y, Button: input.MouseButtonLeft, Buttons: step.held, ClickCount: 1}
			if step.what == input.DispatchMouseEventTypeMouseMoved {
				p.ClickCount = 0
			}
			if _, err := chromedp.Call(ctx, input.DispatchMouseEvent, p); err != nil {
				return err
			}
		}
		return nil
	})
}

type point struct{ X, Y float64 }

// onScreen is where an element is on the screen, whatever turns it or brings it closer.
type onScreen struct{ Left, Top, Width, Height float64 }

// extentOf measures an element; of a picture that fits into a larger frame, the picture.
func (b *tab) extentOf(selector string) onScreen {
	b.t.Helper()
	return eval[onScreen](b, `((el) => {
		const {left, top, width, height} = el.getBoundingClientRect();
		if (!el.naturalWidth) return {Left: left, Top: top, Width: width, Height: height};
		const across = /rotate\((90|270)deg\)/.test(el.closest('[data-layer]')?.style.transform);
		const [w, h] = across ? [el.naturalHeight, el.naturalWidth] : [el.naturalWidth, el.naturalHeight];
		const s = Math.min(width / w, height / h);
		return {Left: left + (width - w * s) / 2, Top: top + (height - h * s) / 2, Width: w * s, Height: h * s};
	})(document.querySelector(`+js(selector)+`))`)
}

// TestAReasonIsPinnedToAPlace: a box is dragged on a picture that is turned and close, and it is where it was
// dragged: in what is stored, and on the applicant's own picture.
func TestAReasonIsPinnedToAPlace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, token := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	b.press("]+")
	b.until("it is turned and close", `/rotate\(90deg\) scale/.test(document.querySelector('[data-side=front] [data-layer]').style.transform)`)
	b.until("it has come to rest", `!document.getAnimations().some((a) => a.effect.target.matches?.('[data-layer]'))`)

	// Turned to the right, the picture's left upper corner is at the right, its left edge on top.
	on := b.extentOf("[data-side=front] [data-picture]")
	at := func(u, v float64) point { return point{on.Left + on.Width*(1-v), on.Top + on.Height*u} }
	b.press("p")
	b.until("marking is on", `document.querySelector('[data-do=mark]').getAttribute('aria-pressed') === 'true'`)
	b.drag(at(0.42, 0.38), at(0.55, 0.61))
	b.has("dialog.mark-reasons")
	if !eval[bool](b, `Boolean(document.activeElement.closest('dialog'))`) {
		t.Error("the focus is not in what asks for the reason")
	}
	b.press("a") // the desk's keys mean nothing there
	b.has("dialog.mark-reasons")
	b.click("dialog.mark-reasons button[value=unreadable]")
	b.hasNone("dialog.mark-reasons")
	b.until("the reason is chosen", `document.getElementById('pick-unreadable').checked`)
	b.says("[data-marks]", "middle")
	var sheet review.WorksheetContent
	b.until("it is saved", `document.querySelector('[data-saved]').textContent === document.querySelector('[data-saved]').dataset.wordSaved`)
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	d.must(err)
	if sheet = v.Worksheet; len(sheet.Marks) != 1 {
		t.Fatalf("kept are %v", sheet.Marks)
	}
	want := review.Mark{Reason: "unreadable", Side: "front", X: 4200, Y: 3800, W: 1300, H: 2300}
	near(t, "stored", sheet.Marks[0], want)

	// Escape ends a drag and then the mode; a reason that is not chosen takes its marks out of sight.
	b.press("\x1b")
	b.until("marking is off", `document.querySelector('[data-do=mark]').getAttribute('aria-pressed') === 'false'`)
	eval[bool](b, `(document.getElementById('pick-unreadable').click(), true)`)
	b.hasNone("[data-marks]")
	eval[bool](b, `(document.getElementById('pick-unreadable').click(), true)`)
	b.has("[data-marks] li")

	// By the keyboard: what is in the frame.
	eval[bool](b, `(document.querySelector('[data-side=back] [data-view]').focus(), true)`)
	b.press("p\r")
	b.has("dialog.mark-reasons")
	b.press("\r")
	b.until("there are two", `document.querySelectorAll('[data-marks] li').length === 2`)
	b.click("[data-marks] li:last-child button")
	b.until("it is removed", `document.querySelectorAll('[data-marks] li').length === 1`)
	b.press("p")
	b.keepLook("marks", wideLook)

	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Resubmit, Reasons: sheet.Reasons, Marks: sheet.Marks}, "legible")
	d.settle()
	phone := d.tab(phoneLook.withoutScripts())
	phone.open(link(token))
	phone.has(".pins img")
	eval[bool](phone, `(document.querySelector('.pins img').scrollIntoView(), true)`)
	phone.until("the picture is there", `document.querySelector('.pins img').complete && document.querySelector('.pins img').naturalWidth`)
	whole, box := phone.extentOf(".pins img"), phone.extentOf(".pins rect.over")
	parts := func(n float64) int { return int(math.Round(n * review.MarkScale)) }
	near(t, "seen", review.Mark{
		Reason: "unreadable", Side: "front", X: parts((box.Left - whole.Left) / whole.Width), Y: parts((box.Top - whole.Top) / whole.Height),
		W: parts(box.Width / whole.Width), H: parts(box.Height / whole.Height),
	}, want)
	phone.fits("the applicant's page with a mark", 390)
	phone.keepLook("applicant-mark", phoneLook)
	for _, trouble := range append(b.troubles(), phone.troubles()...) {
		if !strings.Contains(trouble, "409") { // the page may have saved once more when it was decided elsewhere
			t.Error(trouble)
		}
	}
}

// near compares marks within one part of a hundred of the picture.
func near(t *testing.T, what string, got, want review.Mark) {
	t.Helper()
	off := func(a, b int) bool { return a-b > review.MarkScale/100 || b-a > review.MarkScale/100 }
	if got.Reason != want.Reason || got.Side != want.Side || off(got.X, want.X) || off(got.Y, want.Y) || off(got.W, want.W) || off(got.H, want.H) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

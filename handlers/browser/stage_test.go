package browser

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// shownPart measures a side: how far its picture reaches over the edges of its frame (left, right, top, bottom), how close it is,
// and where the document lies in the frame: its width in widths of the frame, and which place of it is in the frame's middle.
const shownPart = `((side) => {
	const figure = document.querySelector('[data-side=' + side + ']'), img = figure.querySelector('[data-picture]');
	const f = figure.querySelector('[data-view]').getBoundingClientRect(), l = figure.querySelector('[data-layer]').getBoundingClientRect();
	const iw = Number(img.getAttribute('width')), ih = Number(img.getAttribute('height')), close = l.width / f.width;
	const s = Math.min(f.width / iw, f.height / ih) * close, w = iw * s, h = ih * s, left = l.left + l.width / 2 - w / 2, top = l.top + l.height / 2 - h / 2;
	const o = JSON.parse(figure.dataset.outline ?? '[0,0,1,1]');
	return {
		Over: [f.left - left, left + w - f.right, f.top - top, top + h - f.bottom], Close: close, Document: o[2] * w / f.width,
		Middle: [((f.left + f.width / 2 - left) / w - o[0]) / o[2], ((f.top + f.height / 2 - top) / h - o[1]) / o[3]],
		Frame: [f.left, f.top, f.width, f.height],
	};
})`

type part struct {
	Over            [4]float64
	Close, Document float64
	Middle          [2]float64
	Frame           [4]float64
}

func (b *tab) part(side string) part {
	b.t.Helper()
	return eval[part](b, shownPart+`(`+js(side)+`)`)
}

// middle is the middle of the frame.
func (p part) middle() point { return point{p.Frame[0] + p.Frame[2]/2, p.Frame[1] + p.Frame[3]/2} }

// covers is true when no edge of the frame is bare.
func (p part) covers() bool {
	for _, over := range p.Over {
		if over < -1 {
			return false
		}
	}
	return true
}

func (p part) sameAs(q part) bool {
	return math.Abs(p.Document/q.Document-1) < 0.02 && math.Abs(p.Middle[0]-q.Middle[0]) < 0.02 && math.Abs(p.Middle[1]-q.Middle[1]) < 0.02
}

// wheelWithCtrl turns the wheel with Ctrl held.
func (b *tab) wheelWithCtrl(at point, by float64) {
	b.t.Helper()
	b.call("wheel", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{
			Type: input.DispatchMouseEventTypeMouseWheel, X: at.X, Y: at.Y, DeltaX: 1e-9, DeltaY: by, Modifiers: 2,
		})
		return err
	})
}

// TestThePictureFillsItsFrame: it covers the frame, upright and turned, and cannot be moved so far that an edge of it is bare;
// that holds when the window changes its size, too.
func TestThePictureFillsItsFrame(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it is open", `document.querySelector('figure.side.lit') && document.body.dataset.ready && `+whole)
	if p := b.part("front"); p.covers() || p.Close != 1 {
		t.Fatalf("at first the picture covers its frame already: %+v", p)
	}
	for _, keys := range []string{"8", "]8[8", "z8", "zt8", "t"} {
		b.press(keys)
		b.until("it covers its frame after "+keys, `Math.min(...`+shownPart+`('front').Over) > -1`)
		p := b.part("front")
		if !p.covers() {
			t.Errorf("after %q the picture leaves a part of its frame bare: %+v", keys, p)
		}
		least := math.Inf(1)
		for i := 0; i < 4; i += 2 {
			least = min(least, math.Abs(p.Over[i]+p.Over[i+1]))
		}
		if least > 2 {
			t.Errorf("after %q the picture is closer than it must be: %+v", keys, p)
		}
	}
	p := b.part("front")
	b.press("+")
	for _, by := range []point{{900, 700}, {-900, -700}} {
		at := p.middle()
		b.drag(at, point{at.X + by.X, at.Y + by.Y})
		if got := b.part("front"); !got.covers() {
			t.Errorf("dragged by %v a part of the frame is bare: %+v", by, got)
		}
	}
	b.press("8")
	b.wear(wideLook.sized(1700, 1000))
	b.until("it covers the larger frame", `Math.min(...`+shownPart+`('front').Over) > -1`)
	b.press("0")
	if p := b.part("front"); p.Close != 1 {
		t.Errorf("it does not fit again: %+v", p)
	}
}

// TestWhatAHandBroughtCloseStays: who does not let the view follow the items finds the next document of the kind at the same place
// and as close, by the document's own outline. The key that resets forgets it, and an item that is followed is what counts.
func TestWhatAHandBroughtCloseStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for n := range 5 {
		d.submission(wish{n: 1 + n%2})
		d.clock.pass(time.Second)
	}
	b := d.tab(wideLook).as("reviewer")
	b.open("/queue")
	b.press("n")
	next := func(keys string) {
		t.Helper()
		b.until("it can be reviewed", reviewing)
		ref := eval[string](b, `document.querySelector('[data-review]').dataset.ref`)
		b.until("the next case is ready", `performance.getEntriesByType('resource').filter((e) => e.name.includes('size=screen') && e.responseEnd && !e.name.includes('/`+ref+`/') && !(window.before ?? '').includes(e.name.split('/')[4])).length >= 2`)
		eval[bool](b, `(window.before = (window.before ?? '') + location.pathname, true)`)
		b.press(keys + strings.Repeat("1", 14))
		b.until("all are answered", `!`+answersOf+`.includes('-')`)
		b.press("a")
		b.until("the next case is on screen", `document.querySelector('[data-review]').dataset.ref !== '`+ref+`'`)
		b.until("it can be reviewed", reviewing)
		b.says("[data-testid=undo]", ref) // the answer has come, so the page may be left
	}
	b.until("it can be reviewed", reviewing)
	b.press("d") // does not follow
	front := b.part("front")
	at := front.middle()
	b.wheel(point{at.X + 30, at.Y - 20}, -420)
	b.until("it is close", shownPart+`('front').Close > 2`)
	was := b.part("front")
	next("")
	if got := b.part("front"); !got.sameAs(was) {
		t.Errorf("the next case is seen elsewhere:\n%+v, was\n%+v", got, was)
	}
	if got := b.part("back"); got.Close != 1 {
		t.Errorf("the back was not brought close: %+v", got)
	}
	if first, second := eval[string](b, `document.querySelector('[data-side=front]').dataset.outline`), was; first == "" || second.Close < 2 {
		t.Errorf("there is nothing to compare: %q %+v", first, second)
	}

	// A page that is loaded anew finds it, too; so does one that fills its frame.
	b.press("8")
	b.open(eval[string](b, `location.pathname`))
	b.until("it can be reviewed", reviewing)
	b.until("it fills its frame", shownPart+`('front').Close > 1 && Math.min(...`+shownPart+`('front').Over) > -1`)

	b.press("q")
	next("")
	if got := b.part("front"); got.Close != 1 {
		t.Errorf("after the reset it is still close: %+v", got)
	}

	// Followed: what was set by hand stays at first, and the first item with a place of its own leads there.
	b.press("d")
	b.wheel(at, -420)
	was = b.part("front")
	b.press(strings.Repeat("k", 14))
	next("") // its last item is about the whole picture
	b.press("jjjj")
	b.until("the name is open", `document.querySelector('.field.lit')?.dataset.field === 'name'`)
	if got := b.part("front"); got.sameAs(was) {
		t.Errorf("the item is not followed: %+v", got)
	}
}

// TestPicturesWhereThePageScrolls: in a narrow window the wheel scrolls the page, and with Ctrl, or once the picture is close,
// brings it closer; then the mouse moves it. Two fingers spread it.
func TestPicturesWhereThePageScrolls(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook.sized(900, 800)).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it is open", `document.querySelector('figure.side.lit') && document.body.dataset.ready && `+whole)
	at := b.part("front").middle()
	// Whether a page that takes nothing away from the wheel scrolls is the browser's business, and takes its time.
	eval[bool](b, `(addEventListener('wheel', (e) => { window.taken = e.defaultPrevented; }), true)`)
	b.wheel(at, 120)
	b.until("the wheel is left to the page", `window.taken === false`)
	if p := b.part("front"); p.Close != 1 {
		t.Errorf("scrolling brought it to %+v", p)
	}
	b.wheelWithCtrl(at, -100)
	b.until("it is closer", shownPart+`('front').Close > 1.5`)
	b.wheel(at, -100)
	b.until("the wheel is the picture's", `window.taken === true`)
	before := b.part("front")
	b.drag(at, point{at.X - 60, at.Y - 30})
	after := b.part("front")
	if after.Middle[0] <= before.Middle[0] || after.Middle[1] <= before.Middle[1] || after.Close != before.Close {
		t.Errorf("dragging moved it from %+v to %+v", before, after)
	}
	b.press("8")
	if p := b.part("front"); p.Close != 1 { // the frame is the picture's own there
		t.Errorf("filling brought it to %+v", p)
	}

	phone := d.tab(phoneLook).as("reviewer")
	phone.open(submissionPath(ref))
	phone.until("it is open", `document.querySelector('figure.side.lit') && document.body.dataset.ready && `+whole)
	at = phone.part("front").middle()
	touch := func(what input.DispatchTouchEventType, apart float64) {
		t.Helper()
		var points []*input.TouchPoint
		if what != input.DispatchTouchEventTypeTouchEnd {
			points = []*input.TouchPoint{{X: at.X - apart, Y: at.Y, ID: new(0.0)}, {X: at.X + apart, Y: at.Y, ID: new(1.0)}}
		}
		phone.call("touch", func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: what, TouchPoints: points})
			return err
		})
	}
	touch(input.DispatchTouchEventTypeTouchStart, 20)
	for apart := 25.0; apart <= 60; apart += 5 {
		touch(input.DispatchTouchEventTypeTouchMove, apart)
	}
	touch(input.DispatchTouchEventTypeTouchEnd, 0)
	phone.until("two fingers spread it", shownPart+`('front').Close > 2`)
}

// TestTheLoupeWaitsForItsPicture: it shows the place under the pointer as soon as the picture has come, though the pointer rests.
func TestTheLoupeWaitsForItsPicture(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it is open", `document.querySelector('figure.side.lit') && document.body.dataset.ready && `+whole)
	at := b.part("front").middle()
	b.press("l")
	b.call("move", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: at.X, Y: at.Y})
		return err
	})
	b.until("the loupe has its picture", `document.querySelector('.loupe img')?.complete`)
	// The middle of the frame is the middle of the picture: half of its native pixels lie left of the loupe's own middle.
	if off := eval[float64](b, `(() => {
		const glass = document.querySelector('.loupe').getBoundingClientRect(), img = document.querySelector('.loupe img').getBoundingClientRect();
		return Math.hypot(img.left + img.width / 2 - glass.left - glass.width / 2, img.top + img.height / 2 - glass.top - glass.height / 2);
	})()`); off > 4 {
		t.Errorf("the loupe shows a place %.0f pixels away", off)
	}
}

// TestLowScreen: where a screen is low the pictures are the largest thing all the same. What is not needed yet is one line, which
// opens by its keys, by a click, and by itself at a "no".
func TestLowScreen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	const sizes = `(() => {
		const area = (s) => { const r = document.querySelector(s).getBoundingClientRect(); return r.width * r.height / innerWidth / innerHeight; };
		const tops = new Set([...document.querySelectorAll('.tools > :is(button, details)')].map((e) => Math.round(e.getBoundingClientRect().top)));
		return {Sides: area('.sides'), Panel: area('.panel'), Bar: area('.bar'), Drawer: area('.drawer'), Rows: tops.size,
			Wide: document.scrollingElement.scrollWidth - innerWidth, Low: document.scrollingElement.scrollHeight - innerHeight};
	})()`
	type areas struct {
		Sides, Panel, Bar, Drawer float64
		Rows, Wide, Low           int
	}
	for _, l := range []look{wideLook.sized(1280, 720), wideLook.sized(1366, 768).in("ja").atNight(), wideLook.sized(1100, 720).in("ja")} {
		b := d.tab(l).as("reviewer")
		b.open(submissionPath(ref))
		b.until("it can be reviewed", reviewing)
		s := eval[areas](b, sizes)
		if s.Sides < 0.33 || s.Sides < s.Panel || s.Drawer > 0.06 || s.Rows != 1 || s.Wide > 0 || s.Low > 0 {
			t.Errorf("%s: %+v", l, s)
		}
		pictures := b.part("front")
		if pictures.Frame[2] < 340 || pictures.Frame[3] < 250 {
			t.Errorf("%s: a picture has %v", l, pictures.Frame)
		}
		open := `document.querySelector('.reason').checkVisibility()`
		b.press("f")
		b.until("the reasons are open", open+` && document.activeElement.matches('[data-finder]')`)
		b.press(kb.Escape)
		b.until("they are one line again", `!`+open)
		b.press("n")
		b.until("the note is open", open+` && document.activeElement.id === 'note'`)
		b.press("seen" + kb.Escape)
		b.until("what is written keeps it open", open+` && document.activeElement.id !== 'note'`)
		b.empty("#note")
		b.press(kb.Escape)
		b.until("nothing is written", `!`+open)
		b.click(".texts")
		b.until("a click opens it", open)
		eval[bool](b, `(document.activeElement.blur(), true)`)
		b.until("and it is left", `!`+open)
		b.press("22")
		b.until("a no opens it, with the message", open+` && document.querySelector('[data-draft=resubmit] [data-text]').checkVisibility()`)
		if s := eval[areas](b, sizes); s.Wide > 0 || s.Low > 0 || s.Rows != 1 {
			t.Errorf("%s: opened it has %+v", l, s)
		}
		b.says("[data-saved]", map[string]string{"": "Saved", "ja": "保存"}[l.lang])
		b.press("q21") // as it was, for the next look
		eval[bool](b, `(document.querySelectorAll('[name=reason]:checked').forEach((r) => r.click()), true)`)
		b.until("all is taken away", `!document.querySelector('[name=reason]:checked')`)
		b.close()
	}
	plain := d.tab(wideLook.sized(1280, 720).withoutScripts()).as("reviewer")
	plain.open(submissionPath(ref))
	plain.has(".reason")
	plain.has("button[name=preview]")
}

// opened waits for another tab of the same person at an address that begins so, which this one has opened, and closes it.
func (b *tab) opened(url string) {
	b.t.Helper()
	own := chromedp.FromContext(b.ctx)
	var others []string
	for began := time.Now(); time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
		all, err := chromedp.Targets(b.ctx)
		b.must(err)
		others = nil
		for _, i := range all {
			if i.Type != "page" || i.BrowserContextID != own.BrowserContextID {
				continue
			}
			if others = append(others, i.URL); !strings.HasPrefix(i.URL, b.desk.url+url) {
				continue
			}
			_, err := chromedp.CallBrowser(b.ctx, target.CloseTarget, target.CloseTargetParams{TargetID: i.TargetID})
			b.must(err)
			return
		}
	}
	b.t.Fatalf("no tab came at %s, but %v", url, others)
}

// TestSearchBesideACase: the search opens over the case by its key and leads on in a tab of its own; what was begun on the case stays.
func TestSearchBesideACase(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	other, _ := d.submission(wish{n: 2})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	for _, l := range []look{wideLook, phoneLook, wideLook.withoutScripts()} {
		b := d.tab(l).as("reviewer")
		b.open(submissionPath(ref))
		if l.noScripts {
			b.click("[data-item=legible] .answer.no")
			b.click(".find-menu > summary")
			b.write("#find", string(other))
			b.click(".find-form button")
		} else {
			b.until("it can be reviewed", reviewing)
			b.press("1n")
			b.press("half a sentence" + kb.Escape + "/")
			b.until("the search has the focus", `document.activeElement.id === 'find'`)
			b.press(string(other) + kb.Enter)
		}
		b.opened("/queue?q=" + string(other))
		if got := eval[string](b, `location.pathname + document.querySelectorAll('[data-item] input:checked').length`); got != submissionPath(ref)+map[bool]string{true: "2", false: "1"}[l.noScripts] {
			t.Errorf("%s: the case is %q", l, got)
		}
		if !l.noScripts {
			b.until("the note stands", `document.getElementById('note').value.includes('half a sentence')`)
			b.press(kb.Escape)
			b.hasNone(".find-form")
			b.press("/") // again, at once: it is no form that was sent already
			b.until("the search has the focus", `document.activeElement.id === 'find'`)
			eval[bool](b, `(addEventListener('submit', (e) => { window.again = !e.defaultPrevented; e.preventDefault(); }), true)`)
			b.press(kb.Enter)
			b.until("it may be sent", `window.again`)
		}
		b.close()
	}
}

// TestKeysBeforeTheirScripts: a key that is pressed while the page comes in is not lost, and those after it keep their order.
func TestKeysBeforeTheirScripts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	// As soon as keys mean something at all: "yes", "all the rest yes", and "no" to what is open then.
	b.beforePages(`
		window.early = false;
		addEventListener('DOMContentLoaded', () => {
			early = !document.body.dataset.ready && !performance.getEntriesByName('opened').length;
			for (const key of ['1', 'y', '2', 'i']) document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
		});`)
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	if !eval[bool](b, `early`) {
		t.Error("the keys came too late to tell anything")
	}
	b.until("each did what it does", answersOf+` === 'yyyynyyyyyyyyy'.replace(/y/g, (y, at) => [4, 5, 6, 8].includes(at) ? '-' : y) || `+answersOf+`.startsWith('yyyyn')`)
	b.until("the picture is inverted", `document.querySelector('[data-do=invert]').getAttribute('aria-pressed') === 'true'`)
	if got := eval[string](b, answersOf); !strings.HasPrefix(got, "yyyyn-") || strings.Count(got, "y") < 6 {
		t.Errorf("the answers are %s", got)
	}
}

// TestNothingIsThrownOnTheWay: from the queue to a case, through decisions, back to the queue, with motion on as most people
// have it: nothing is thrown and no promise is refused unheard. The tab's own list of troubles fails the test.
func TestNothingIsThrownOnTheWay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for n := range 3 {
		d.submission(wish{n: 1 + n%2})
		d.clock.pass(time.Second)
	}
	b := d.tab(wideLook).as("reviewer")
	b.call("motion", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "no-preference"}},
		})
		return err
	})
	b.beforePages(`
		addEventListener('unhandledrejection', (e) => console.error('refused unheard: ' + e.reason));
		addEventListener('pageswap', (e) => e.viewTransition && console.error('a transition on leaving'));
		addEventListener('pagereveal', (e) => e.viewTransition && console.error('a transition on coming'));`)
	b.open("/queue")
	b.press("n")
	for range 2 {
		b.until("it can be reviewed", reviewing)
		ref := eval[string](b, `document.querySelector('[data-review]').dataset.ref`)
		b.press(strings.Repeat("1", 14))
		b.until("all are answered", `!`+answersOf+`.includes('-')`)
		b.says("[data-saved]", "Saved")
		b.press("a")
		b.until("it has gone on", `document.querySelector('[data-review]')?.dataset.ref !== '`+ref+`'`)
		b.says("[data-testid=undo]", ref) // its answer has come
	}
	b.until("it can be reviewed", reviewing)
	b.press("g")
	b.at("/queue")
	b.press("n")
	b.until("it can be reviewed", reviewing)
}

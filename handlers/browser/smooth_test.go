package browser

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"os"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	xdraw "golang.org/x/image/draw"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// A photo of 24 megapixels, as many phones take them.
const largeWidth, largeHeight = 6000, 4000

// Bounds of looking at it: how much of the display's frame rate is left, and the longest task of the page.
const (
	leastFrames = 0.9
	longTask    = 50 // milliseconds, the bound of the Long Tasks API (W3C)
)

// noteFrames runs before a page does. It counts frames, and notes tasks of more than 50 ms that began after it
// began to count.
const noteFrames = `
	window.frames_ = {on: false, n: 0, began: 0, long: []};
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) if (frames_.on && e.startTime >= frames_.began) frames_.long.push(e.duration);
	}).observe({type: 'longtask', buffered: true});
	window.countFrames = () => {
		const count = Object.assign(frames_, {on: true, run: (frames_.run ?? 0) + 1, n: 0, began: performance.now(), long: []}).run;
		const next = () => { if (frames_.on && frames_.run === count) { frames_.n++; requestAnimationFrame(next); } };
		requestAnimationFrame(next);
	};
	window.framesCounted = () => {
		frames_.on = false;
		return {Frames: frames_.n, Millis: performance.now() - frames_.began, Longest: Math.max(0, ...frames_.long), Long: frames_.long.length};
	};`

type motion struct {
	Frames, Long    int
	Millis, Longest float64
}

func (m motion) rate() float64 { return float64(m.Frames) / m.Millis * 1000 }

// TestLargePictureMovesSmoothly brings a photo of 24 megapixels closer by the wheel, moves it about with the
// mouse and goes through the checklist, which leads from place to place. It tells how many frames a second that
// left, against a page on which nothing happens, and the longest task. Both are held against their bounds only
// with SHINSA_TIMED=1: a machine that is busy with other tests says nothing about them.
func TestLargePictureMovesSmoothly(t *testing.T) {
	d := newDesk(t)
	sp := draw(t, specimen.ResidentCard, 1)
	ref := d.submitted(sp.Truth.Typed, enlarged(t, sp.Front), enlarged(t, sp.Back))
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.beforePages(noteFrames)
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	b.press("0")
	frame := b.extentOf("[data-side=front] [data-view]")
	middle := point{frame.Left + frame.Width/2, frame.Top + frame.Height/2}

	still := b.moving("still", func() { b.until("a second has passed", `performance.now() - frames_.began > 1000`) })
	zoom := b.moving("zooming", func() {
		for n := range 90 {
			b.wheel(middle, map[bool]float64{true: -100, false: 100}[n%60 < 30])
		}
	})
	b.until("it is seen in its native pixels", `document.querySelector('[data-side=front] .native')?.naturalWidth === `+fmt.Sprint(largeWidth))
	pan := b.moving("panning", func() { b.circle(middle, 70, 120) })
	b.press("0")
	items := b.moving("going through the checklist", func() { b.press("jjjjjjjjjjjjjkkkkkkkkkkkkk") })
	looks := b.moving("changing what is shown", func() { b.press("tvztvz]][[ihih9090") })

	if os.Getenv("SHINSA_TIMED") != "1" {
		return
	}
	for what, m := range map[string]motion{"zooming": zoom, "panning": pan, "going through the checklist": items, "changing what is shown": looks} {
		if m.Longest >= longTask {
			t.Errorf("%s: the longest task took %.0f ms, want less than %d", what, m.Longest, longTask)
		}
	}
	for what, m := range map[string]motion{"zooming": zoom, "panning": pan} {
		if m.rate() < leastFrames*still.rate() {
			t.Errorf("%s leaves %.0f frames a second of %.0f", what, m.rate(), still.rate())
		}
	}
}

// moving counts the frames and the long tasks while something is done.
func (b *tab) moving(what string, act func()) motion {
	b.t.Helper()
	b.until("frames are counted", `(countFrames(), true)`)
	act()
	m := eval[motion](b, `framesCounted()`)
	b.t.Logf("%s: %.0f frames a second, longest task %.0f ms (%d of more than %d ms)", what, m.rate(), m.Longest, m.Long, longTask)
	if m.Frames == 0 {
		b.t.Errorf("%s: no frame was drawn", what)
	}
	return m
}

// wheel turns the wheel once. The library leaves out what is 0, and the browser wants both.
func (b *tab) wheel(at point, by float64) {
	b.t.Helper()
	b.call("wheel", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseWheel, X: at.X, Y: at.Y, DeltaX: 1e-9, DeltaY: by})
		return err
	})
}

// circle drags the mouse around a place in some steps.
func (b *tab) circle(middle point, radius float64, steps int) {
	b.t.Helper()
	mouse := func(what input.DispatchMouseEventType, held int64, turn float64) {
		b.call("mouse", func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{
				Type: what, X: middle.X + radius*math.Cos(turn), Y: middle.Y + radius*math.Sin(turn), Button: input.MouseButtonLeft, Buttons: held,
			})
			return err
		})
	}
	mouse(input.DispatchMouseEventTypeMousePressed, 1, 0)
	for n := range steps {
		mouse(input.DispatchMouseEventTypeMouseMoved, 1, 4*math.Pi*float64(n)/float64(steps))
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, 0, 0)
}

// enlarged draws a photo with as many pixels as a large one has.
func enlarged(t *testing.T, photo []byte) []byte {
	t.Helper()
	small, err := jpeg.Decode(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	large := image.NewRGBA(image.Rect(0, 0, largeWidth, largeHeight))
	xdraw.ApproxBiLinear.Scale(large, large.Bounds(), small, small.Bounds(), xdraw.Src, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, large, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// submitted hands in a resident card with pictures of its own.
func (d *desk) submitted(typed map[string]string, front, back []byte) review.Reference {
	d.t.Helper()
	ctx := d.t.Context()
	token, err := d.desk.StartDraft(ctx, specimen.ResidentCard, "en", "")
	d.must(err)
	d.must(d.desk.SaveIdentity(ctx, token, "en", typed))
	d.must(d.desk.AddImage(ctx, token, "front", "front.jpg", front))
	d.must(d.desk.AddImage(ctx, token, "back", "back.jpg", back))
	d.must(d.desk.Submit(ctx, token, "en", "yes"))
	v, err := d.desk.OpenLink(ctx, token)
	d.must(err)
	return v.Reference
}

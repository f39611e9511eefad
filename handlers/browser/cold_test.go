package browser

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"shinsa/public"
)

// Bounds of the review page, opened for the first time.
const (
	coldMillis = 200    // from the start of the navigation until it can be worked with
	coldBytes  = 60_000 // of our own scripts and styles together that the page waits for, not compressed
	wholeBytes = 80_000 // of all scripts of the page
	coldRuns   = 7
)

// noteCold runs before a page does: it notes when the page can be worked with and what moved meanwhile. The
// page is ready when its modules have run and opened the case, which they mark, and both pictures are painted
// (Element Timing: the frame in which an image was drawn whole).
const noteCold = `
	window.shift = {sum: 0, moved: []};
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) {
			window.shift.sum += e.value;
			for (const {node, previousRect: a, currentRect: b} of e.sources) {
				window.shift.moved.push((node?.className || node?.nodeName) + ' ' + [a.x, a.y, a.width, a.height] + ' → ' + [b.x, b.y, b.width, b.height]);
			}
		}
	}).observe({type: 'layout-shift', buffered: true});
	addEventListener('DOMContentLoaded', () => {
		window.eager = [...document.querySelectorAll('head > link[rel=stylesheet], head > script[src]')].map((e) => e.href || e.src);
	});
	const modules = new Promise((run) => {
		new PerformanceObserver((list) => {
			for (const e of list.getEntriesByName('opened')) run(e.startTime);
		}).observe({type: 'mark', buffered: true});
	});
	const painted = new Promise((seen) => {
		const times = [];
		new PerformanceObserver((list) => {
			for (const e of list.getEntries()) times.push(e.renderTime);
			if (times.length === 2) seen(Math.max(...times));
		}).observe({type: 'element', buffered: true});
	});
	Promise.all([modules, painted]).then(([modules, pictures]) => { window.cold = {modules, pictures}; toldCold(''); });`

type cold struct {
	Modules, Pictures float64 // milliseconds since the start of the navigation
	Response          float64 // the page itself has arrived
	Bytes, Files      int     // of scripts and styles that the page itself asks for, before its first frame
	Script            int     // bytes of all scripts, with those that come after it
	Shift             float64
	Moved             []string
	Lit               bool
}

func (c cold) interactive() float64 { return max(c.Modules, c.Pictures) }

// TestReviewPageCold opens the review page as the first page in a fresh browser context, with nothing in a
// cache, and tells how long it takes. The time is held against its bound only with SHINSA_TIMED=1: a machine
// that is busy with other tests says nothing about it.
func TestReviewPageCold(t *testing.T) {
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	for n := range 9 {
		d.submission(wish{n: n % 2})
	}
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	var runs, fromQueue []cold
	for range coldRuns {
		// A drawing: the browser has a process for the desk, and nothing else in its cache.
		runs = append(runs, d.openAfter(public.Path("mark.svg"), submissionPath(ref)))
		fromQueue = append(fromQueue, d.openAfter("/queue", submissionPath(ref)))
	}
	for _, c := range append(slices.Clone(runs), fromQueue...) {
		if c.Bytes == 0 || c.Bytes >= coldBytes {
			t.Errorf("scripts and styles have %d bytes in %d files, want less than %d", c.Bytes, c.Files, coldBytes)
		}
		if c.Script == 0 || c.Script >= wholeBytes {
			t.Errorf("all scripts have %d bytes, want less than %d", c.Script, wholeBytes)
		}
		if c.Shift != 0 {
			t.Errorf("the page moves while it loads, by %f: %q", c.Shift, c.Moved)
		}
		if !c.Lit {
			t.Error("the scripts did not open the first item")
		}
	}
	median := tell(t, "cold", runs)
	tell(t, "from the queue", fromQueue)
	if os.Getenv("SHINSA_TIMED") == "1" && median >= coldMillis {
		t.Errorf("interactive after %.0f ms, want less than %d", median, coldMillis)
	}
}

// tell logs what was measured and returns the median of the times.
func tell(t *testing.T, what string, runs []cold) float64 {
	t.Helper()
	slices.SortFunc(runs, func(a, b cold) int { return int(a.interactive() - b.interactive()) })
	m := runs[len(runs)/2]
	t.Logf("%s: interactive after %.0f ms (median of %d, %.0f to %.0f): page %.0f, modules %.0f, both pictures %.0f; %d bytes of script and style in %d files, all scripts %d",
		what, m.interactive(), len(runs), runs[0].interactive(), runs[len(runs)-1].interactive(), m.Response, m.Modules, m.Pictures, m.Bytes, m.Files, m.Script)
	return m.interactive()
}

// openAfter opens a page in a fresh browser context as a signed-in reviewer, after another one, and closes it
// again: pages that stay open would be drawn beside the next one.
func (d *desk) openAfter(before, path string) cold {
	d.t.Helper()
	b := d.tab(wideLook).as("reviewer")
	b.open(before)
	told := b.binding("toldCold")
	b.beforePages(noteCold)
	b.unwatched() // what the test listens to is work that no other browser has
	b.goTo(path)
	select { // asking the page again and again would be work for it, too
	case <-told:
	case <-time.After(patience):
		d.t.Fatal("the page did not come to be worked with")
	}
	b.until("it can be worked with", `window.cold && document.body.dataset.ready && `+whole)
	defer b.close()
	return eval[cold](b, `(() => {
		const all = performance.getEntriesByType('resource').filter((e) => /\.(js|css)$/.test(new URL(e.name).pathname));
		const own = all.filter((e) => window.eager.includes(e.name));
		return {Modules: window.cold.modules, Pictures: window.cold.pictures, Shift: window.shift.sum, Moved: window.shift.moved,
			Response: performance.getEntriesByType('navigation')[0].responseEnd,
			Bytes: own.reduce((n, e) => n + e.decodedBodySize, 0), Files: own.length, Script: all.filter((e) => e.name.endsWith('.js')).reduce((n, e) => n + e.decodedBodySize, 0),
			Lit: document.querySelector('figure.side.lit') !== null};
	})()`)
}

// unwatched lets the browser tell nothing of requests and of the console any more.
func (b *tab) unwatched() {
	b.t.Helper()
	b.call("listen no more", func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, network.Disable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, log.Disable, cdp.Empty{})
		return err
	})
}

// binding gives pages a function of this name, and tells each call of it.
func (b *tab) binding(name string) <-chan struct{} {
	b.t.Helper()
	called := make(chan struct{}, 100)
	b.must(chromedp.Listen(b.ctx, func(event any) {
		if e, ok := event.(*runtime.EventBindingCalled); ok && e.Name == name {
			called <- struct{}{}
		}
	}))
	b.call("binding", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, runtime.AddBinding, runtime.AddBindingParams{Name: name})
		return err
	})
	return called
}

// goTo goes to a page without waiting for it.
func (b *tab) goTo(path string) {
	b.t.Helper()
	b.call("go to "+path, func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: b.desk.url + path})
		return err
	})
}

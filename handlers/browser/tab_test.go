package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a tab waits for something to become true. A slow machine is no fault of a page.
const patience = 45 * time.Second

// look says how a tab shows pages.
type look struct {
	width, height int64
	phone         bool // touch, and a viewport as phones have it
	dark          bool
	lang          string // that the browser asks for; English when empty
	noScripts     bool
	scale         float64 // device pixels for one of CSS; 1 when 0
}

var (
	wideLook  = look{width: 1440, height: 900}
	phoneLook = look{width: 390, height: 844, phone: true}
)

func (l look) in(lang string) look   { l.lang = lang; return l }
func (l look) atNight() look         { l.dark = true; return l }
func (l look) withoutScripts() look  { l.noScripts = true; return l }
func (l look) sized(w, h int64) look { l.width, l.height = w, h; return l }
func (l look) String() string {
	words := []string{fmt.Sprintf("%d×%d", l.width, l.height)}
	if l.lang != "" {
		words = append(words, l.lang)
	}
	if l.dark {
		words = append(words, "dark")
	}
	if l.noScripts {
		words = append(words, "no scripts")
	}
	return strings.Join(words, " ")
}

// tab is a browser's tab with cookies of its own.
type tab struct {
	t    testing.TB
	desk *desk
	ctx  context.Context

	mu        sync.Mutex
	documents map[string]int64 // pages that were loaded, with their status
	trouble   []string         // what must not have happened
	requests  []*network.Request
}

// tab opens a tab in which nobody is signed in. What is wrong with it is told when the test ends.
func (d *desk) tab(l look) *tab {
	d.t.Helper()
	ctx, cancel := chromedp.NewContext(browserContext(d.t), chromedp.WithNewBrowserContext())
	b := &tab{t: d.t, desk: d, ctx: ctx, documents: map[string]int64{}}
	d.t.Cleanup(func() {
		if d.t.Failed() {
			b.keepPicture()
		}
		cancel()
		for _, trouble := range b.troubles() {
			d.t.Errorf("in the tab: %s", trouble)
		}
	})
	b.must(chromedp.Listen(ctx, b.hear))
	b.wear(l)
	if l.noScripts {
		b.call("scripts off", func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		})
	}
	return b
}

// close closes the tab before its test ends.
func (b *tab) close() {
	b.t.Helper()
	b.must(chromedp.Cancel(b.ctx))
}

// beforePages lets a script run in every page before the page's own.
func (b *tab) beforePages(script string) {
	b.t.Helper()
	b.call("script before pages", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

// wear changes how pages are shown.
func (b *tab) wear(l look) {
	b.t.Helper()
	if l.scale == 0 {
		l.scale = 1
	}
	if l.lang == "" {
		l.lang = "en"
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	b.call("look", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: l.width, Height: l.height, DeviceScaleFactor: l.scale, Mobile: l.phone,
		})
		if err != nil {
			return err
		}
		if _, err = chromedp.Call(ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: l.phone}); err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		if err != nil {
			return err
		}
		// Tabs of other tests are open, and only one has the focus by itself.
		_, err = chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l.lang}})
		return err
	})
}

// as signs one of the people in without the page for it.
func (b *tab) as(name string) *tab {
	b.t.Helper()
	token := b.desk.session(name)
	b.call("cookie", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: "shinsa", Value: token, URL: b.desk.url, HTTPOnly: new(true)})
		return err
	})
	return b
}

// hear notes what happens in the tab. It runs in the loop that reads the browser's messages.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request)
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			b.documents[e.Response.URL] = e.Response.Status
		}
	case *runtime.EventExceptionThrown:
		b.trouble = append(b.trouble, "uncaught: "+e.ExceptionDetails.Text+" "+describe(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			var words []string
			for _, a := range e.Args {
				words = append(words, describe(a))
			}
			b.trouble = append(b.trouble, "console: "+strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		if _, isPage := b.documents[e.Entry.URL]; isPage && e.Entry.Source == "network" {
			return // a page whose status says that something was refused; the test looks at it itself
		}
		if strings.HasSuffix(e.Entry.URL, "/favicon.ico") {
			return // asked for by the browser itself where a drawing or a bare text stands alone
		}
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.trouble = append(b.trouble, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *page.EventJavascriptDialogOpening:
		b.trouble = append(b.trouble, "a dialog opened: "+string(e.Type)+" "+e.Message)
		go func() {
			_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	}
}

func describe(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	if o.Description != "" {
		return o.Description
	}
	return string(o.Value)
}

// troubles returns what must not have happened, and forgets it.
func (b *tab) troubles() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.trouble
	b.trouble = nil
	return all
}

// open goes to a page and returns its status.
func (b *tab) open(path string) int64 {
	b.t.Helper()
	var status int64
	b.call("open "+path, func(ctx context.Context) error {
		response, err := chromedp.Run(ctx, chromedp.NavigateResponse(b.desk.url+path))
		if err == nil {
			status = response.Status
		}
		return err
	})
	return status
}

// click clicks in the middle of the first element that the selector finds, once it can be seen.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.call("click "+selector, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
	})
}

// write enters a text into a field, after what is there, at once as an input method does.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.call("write into "+selector, func(ctx context.Context) error {
		if err := chromedp.Do(ctx, chromedp.Focus(chromedp.CSS(selector), chromedp.NodeVisible)); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// empty takes away what is in a field.
func (b *tab) empty(selector string) {
	b.t.Helper()
	b.click(selector)
	eval[bool](b, `(document.querySelector(`+js(selector)+`).select(), true)`)
	b.press(kb.Backspace)
}

// choose puts a file into a field for one.
func (b *tab) choose(selector, file string) {
	b.t.Helper()
	b.call("choose a file in "+selector, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.SetUploadFiles(chromedp.CSS(selector), []string{file}))
	})
}

// press presses keys one after the other, wherever the focus is.
func (b *tab) press(keys string) {
	b.t.Helper()
	for _, key := range keys {
		b.call(fmt.Sprintf("press %q", key), func(ctx context.Context) error { return pressOne(ctx, key, 0) })
	}
}

// hold holds a key down until it has come some more times.
func (b *tab) hold(key rune, more int) {
	b.t.Helper()
	b.call(fmt.Sprintf("hold %q", key), func(ctx context.Context) error { return pressOne(ctx, key, more) })
}

// pressOne presses a key as a keyboard does: the text comes with the key, so that a page that takes the key
// also takes the text. (The library's own way sends them apart.)
func pressOne(ctx context.Context, key rune, more int) error {
	events := kb.Encode(key)
	text := ""
	for _, e := range events {
		if e.Type == kb.KeyChar {
			text = e.Text
		}
	}
	for _, e := range events {
		times := 1
		switch e.Type {
		case kb.KeyChar:
			continue
		case kb.KeyUp:
		default:
			e.Type, e.Text = kb.KeyDown, text
			times += more
		}
		for n := range times {
			if n > 0 {
				e.AutoRepeat = new(true)
			}
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, *e); err != nil {
				return err
			}
		}
	}
	return nil
}

// until waits for an expression to become true, also across pages.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	var last error
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if ok && err == nil {
			return
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("it did not come about that %s (%s), last: %v\non %s", what, expression, last, b.story())
		case <-time.After(20 * time.Millisecond): // the browser is asked again
		}
	}
}

// at waits until a page of this path is there whole, its scripts run and its pictures drawn.
func (b *tab) at(path string) {
	b.t.Helper()
	b.until("the tab is at "+path, `location.pathname === `+js(path)+` && `+whole)
}

// whole is true when a page is there with all that belongs to it. Pictures below the fold wait for their turn.
const whole = `document.readyState === 'complete' && [...document.images].every((i) => i.complete || i.loading === 'lazy')`

// has waits until an element is there and can be seen.
func (b *tab) has(selector string) {
	b.t.Helper()
	b.until(selector+" is to be seen", seen(selector))
}

// hasNone waits until no such element can be seen.
func (b *tab) hasNone(selector string) {
	b.t.Helper()
	b.until(selector+" is not to be seen", "!("+seen(selector)+")")
}

func seen(selector string) string {
	return `document.querySelector(` + js(selector) + `)?.checkVisibility({visibilityProperty: true})`
}

// says waits until the text of an element contains the words.
func (b *tab) says(selector, words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%s says %q", selector, words), `document.querySelector(`+js(selector)+`)?.innerText.includes(`+js(words)+`)`)
}

// text is the text of an element as it is seen.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(`+js(selector)+`)?.innerText ?? ''`)
}

// eval returns the value of an expression; of a promise, what it comes to.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	var value T
	b.call(expression, func(ctx context.Context) (err error) {
		value, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		return err
	})
	return value
}

// js writes a value as JavaScript does.
func js(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// sent lists the requests so far that were sent with this method to a path with this ending.
func (b *tab) sent(method, ending string) []*network.Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []*network.Request
	for _, r := range b.requests {
		if r.Method == method && strings.HasSuffix(r.URL, ending) {
			all = append(all, r)
		}
	}
	return all
}

// picture is a picture of what is in sight, or of the whole page.
func (b *tab) picture(wholePage bool) []byte {
	b.t.Helper()
	var png []byte
	eval[bool](b, `Promise.all([...document.images].filter((i) => i.complete && i.naturalWidth).map((i) => i.decode())).then(() => true)`)
	b.call("picture", func(ctx context.Context) error {
		p := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng}
		if wholePage {
			m, err := chromedp.Call(ctx, page.GetLayoutMetrics, cdp.Empty{})
			if err != nil {
				return err
			}
			p.CaptureBeyondViewport = new(true)
			p.Clip = &page.Viewport{Width: m.CSSContentSize.Width, Height: m.CSSContentSize.Height, Scale: 1}
		}
		r, err := chromedp.Call(ctx, page.CaptureScreenshot, p)
		png = r.Data
		return err
	})
	return png
}

// keepPicture keeps a picture of a failed test in the folder that SHINSA_SCREENSHOTS names.
func (b *tab) keepPicture() {
	dir := os.Getenv("SHINSA_SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	if png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
		_ = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(b.t.Name(), "/", "-")+".png"), png, 0o644)
	}
}

// story tells where the tab is, for the message of a failed test.
func (b *tab) story() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname + ' ' + document.activeElement.tagName + '#' + document.activeElement.id + '=' + JSON.stringify(document.activeElement.value ?? '') + ' ' + document.body.innerText.replace(/\s+/g, ' ').slice(0, 900)`))
	if err != nil {
		return err.Error()
	}
	return text
}

// call does something in the tab that must work, in good time.
func (b *tab) call(what string, f func(context.Context) error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := f(ctx); err != nil {
		b.t.Fatalf("%s: %v\non %s", what, err, b.story())
	}
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

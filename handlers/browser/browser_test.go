// Package browser tests the pages as people use them: in a real Chromium, by keys and clicks, on a whole
// desk with a database, keys and pictures of its own. It leaves to package handlers what can be told from
// an answer alone.
//
// One browser serves all tests; each test has tabs of its own, with cookies of their own. Nothing waits for
// a time to pass: a tab waits until something is true, and fails when that takes too long. Whatever a page
// writes to the console as an error, and whatever its Content-Security-Policy stops, fails the test.
//
// Without Chromium the tests are skipped, and those of accessibility also without axe-core, which
// `npm ci` installs in testdata/axe. With SHINSA_REQUIRE_CHROMIUM=1 what is missing is a failure.
// SHINSA_CHROMIUM names a Chromium that is not found by itself.
//
// Read desk_test.go for the desk and tab_test.go for the tabs first.
package browser

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// updatePictures makes the pictures of the documents again: see pictures_test.go.
var updatePictures = flag.Bool("update-pictures", false, "make the pictures in docs/images again")

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	stopChromium()
	os.Exit(code)
}

// chromium is the one browser. It is started by the first test that needs it.
var chromium struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	err    error
}

var errNoChromium = errors.New("there is no Chromium: install the package chromium, or name one in SHINSA_CHROMIUM")

// missing skips the test, or fails it where nothing may be missing.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SHINSA_REQUIRE_CHROMIUM") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// browserContext is the running browser.
func browserContext(t *testing.T) context.Context {
	t.Helper()
	chromium.once.Do(func() { chromium.err = startChromium() })
	if errors.Is(chromium.err, errNoChromium) {
		missing(t, chromium.err.Error())
	}
	if chromium.err != nil {
		t.Fatalf("Chromium does not start: %v", chromium.err)
	}
	return chromium.ctx
}

func startChromium() error {
	file := findChromium()
	if file == "" {
		return errNoChromium
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], // calls home for nothing
		chromedp.ExecPath(file),
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), // and reaches nothing but us
		chromedp.Flag("hide-scrollbars", false),
		chromedp.Flag("lang", "en"),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to be root's with its sandbox on
	}
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	chromium.ctx = ctx
	chromium.cancel = func() { cancel(); cancelAllocator() }
	return chromedp.Do(ctx)
}

func stopChromium() {
	if chromium.cancel != nil {
		chromium.cancel()
	}
}

func findChromium() string {
	if file := os.Getenv("SHINSA_CHROMIUM"); file != "" {
		return file
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"} {
		if file, err := exec.LookPath(name); err == nil {
			return file
		}
	}
	return ""
}

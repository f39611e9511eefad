package browser

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"shinsa/imaging/specimen"
	"shinsa/views/words"
)

// TestPictures makes the pictures of the documents again, from the demonstration as everybody sees it:
//
//	go test ./handlers/browser -run TestPictures -update-pictures
func TestPictures(t *testing.T) {
	if !*updatePictures {
		t.Skip("the pictures are made again with -update-pictures only")
	}
	demo := startDemo(t)
	keep := func(b *tab, name string) {
		t.Helper()
		b.call("scrollbars", func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, emulation.SetScrollbarsHidden, emulation.SetScrollbarsHiddenParams{Hidden: true})
			return err
		})
		b.until("the page is whole", whole)
		file := filepath.Join("../../docs/images", name)
		b.must(os.WriteFile(file, inFewColours(t, b.picture(false)), 0o644))
		t.Logf("%s has %d KB", name, sizeOf(t, file)/1000)
	}

	reviewer := demo.tab(wideLook)
	reviewer.signIn("reviewer")
	reviewer.at("/queue")
	reviewer.loadAll()
	keep(reviewer, "queue.png")
	reviewer.press("n")
	reviewer.until("it can be reviewed", reviewing)
	reviewer.press("111111")
	reviewer.says("[data-progress]", "6 of")
	reviewer.says("[data-saved]", "Saved")
	reviewer.loadAll()
	keep(reviewer, "desk.png")
	reviewer.press("g")
	reviewer.at("/queue")

	supervisor := demo.tab(wideLook)
	supervisor.signIn("supervisor")
	supervisor.at("/queue")
	supervisor.open("/audit?outcome=reject")
	supervisor.click("[data-testid=decisions] tbody a")
	supervisor.has("[data-testid=audit-decision]")
	keep(supervisor, "audit.png")
	supervisor.open("/stats")
	keep(supervisor, "figures.png")

	phone := phoneLook
	phone.scale = 2
	applicant := demo.tab(phone)
	sp := draw(t, specimen.ResidentCard, 1)
	applicant.open("/apply")
	applicant.click("label[for=kind-resident-card]")
	applicant.click("[data-testid=kind-form] .go button")
	applicant.has("[data-testid=identity-form]")
	for _, field := range []string{"name", "address", "room", "birth_date", "number", "expires_on"} {
		applicant.write("#f-"+field, sp.Truth.Typed[field])
	}
	applicant.click("#f-back_notes label:has([value=yes])")
	applicant.click("[data-testid=identity-form] .go button")
	applicant.has("[data-testid=upload-front]")
	applicant.upload("front", keepFile(t, "IMG_4711.jpg", sp.Front), false)
	eval[bool](applicant, `(document.activeElement.blur(), document.querySelector('.three').scrollIntoView(), true)`)
	keep(applicant, "intake-phone.png")
}

// loadAll lets pictures load that would wait for being scrolled to.
func (b *tab) loadAll() {
	b.t.Helper()
	eval[bool](b, `(document.querySelectorAll('img[loading=lazy]').forEach((i) => { i.loading = 'eager'; }), true)`)
	b.until("all pictures are there", `[...document.images].every((i) => i.complete)`)
}

// signIn signs one of the demonstration's people in.
func (b *tab) signIn(name string) {
	b.t.Helper()
	b.open("/login")
	b.write("#email", name+"@example.com")
	b.press(kb.Tab + password + kb.Enter)
}

// startDemo builds the program, starts its demonstration and waits until it says where it is.
func startDemo(t *testing.T) *desk {
	t.Helper()
	browserContext(t)
	program := filepath.Join(t.TempDir(), "shinsa")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/shinsa")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	demo := exec.CommandContext(t.Context(), program, "demo", "--addr", "127.0.0.1:0")
	demo.Env = append(os.Environ(), "SHINSA_DEMO_PASSWORD="+password)
	demo.Cancel = func() error { return demo.Process.Signal(os.Interrupt) } // so that it takes its folder away
	demo.WaitDelay = 10 * time.Second
	out, err := demo.StdoutPipe()
	if err == nil {
		err = demo.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = demo.Wait() })
	d := &desk{t: t, received: &counter{}}
	if d.words, err = words.Load(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "shinsa demonstration: "); ok {
			d.url = strings.TrimSpace(url)
			go func() {
				for lines.Scan() { // nothing of it is needed, but it must be taken
				}
			}()
			return d
		}
	}
	t.Fatal("the demonstration did not say where it is")
	return nil
}

package browser

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"shinsa/review"
)

// blocked lets nothing load whose address is like one of the patterns; none lifts it.
func (b *tab) blocked(patterns ...string) {
	b.t.Helper()
	if patterns == nil {
		patterns = []string{}
	}
	all := []*network.BlockPattern{}
	for _, p := range patterns {
		all = append(all, &network.BlockPattern{URLPattern: p, Block: true})
	}
	b.call("block", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: all})
		return err
	})
}

const (
	// noteViewed runs before a page does: viewed has the answers to what the page told of pictures that were seen.
	noteViewed = `window.viewed = [];
		const plain = fetch;
		window.fetch = async (...what) => {
			const answer = await plain(...what);
			if (String(what[0]).endsWith('/viewed')) viewed.push(answer.status);
			return answer;
		};`
	failedSides = `document.querySelectorAll('[data-failed]:not([hidden])').length`
	// aMoment is some frames and an answer of the server later.
	aMoment = `(async () => { for (let n = 0; n < 10; n++) await new Promise(requestAnimationFrame); await fetch('/favicon.ico'); return true; })()`
)

// TestWhatDidNotLoadWasNotViewed: a picture that failed to load is not told of as viewed, and neither in the record of
// looking nor in the log; once it is there it is, once, also when the server did not take it at first.
func TestWhatDidNotLoadWasNotViewed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.beforePages(noteViewed)
	b.blocked("*://*:*/submissions/*/images/*")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	b.until("both say that they failed", failedSides+` === 2`)
	eval[bool](b, aMoment)
	if sent := b.sent("POST", "/viewed"); len(sent) > 0 {
		t.Fatalf("%d pictures were told of as viewed", len(sent))
	}
	const told = `new FormData(document.querySelector('[data-decision]')).get('looking')`
	if got := eval[string](b, told); strings.Contains(got, "+front") {
		t.Errorf("recorded as in sight: %q", got)
	}

	// The front comes, and the first telling is refused.
	token := eval[string](b, `document.querySelector('[data-review]').dataset.csrf`)
	eval[string](b, `document.querySelector('[data-review]').dataset.csrf = 'x'`)
	b.blocked()
	b.click("figure[data-side=front] [data-view]")
	b.until("the front is there", failedSides+` === 1`)
	b.until("it was told of, and refused", `viewed.includes(403)`)
	eval[string](b, `document.querySelector('[data-review]').dataset.csrf = `+js(token))
	eval[bool](b, `dispatchEvent(new Event('focus'))`)
	b.until("it was told of again", `viewed.includes(204)`)
	eval[bool](b, `dispatchEvent(new Event('focus'))`)
	eval[bool](b, aMoment)
	got := slices.DeleteFunc(eval[[]int](b, `viewed`), func(status int) bool { return status == 403 })
	if !slices.Equal(got, []int{204}) {
		t.Errorf("it was taken with %v", got)
	}
	b.until("it is recorded as in sight", told+`.includes('+front')`)
	if also := eval[string](b, told); strings.Contains(also, "+back") {
		t.Errorf("recorded as in sight: %q", also)
	}
	b.only("ERR_BLOCKED", "403", "404")
}

// TestDecidingWithoutAPicture: a picture that failed to load is told of before the first decision of each kind, and the
// decision's page says that it was never in sight.
func TestDecidingWithoutAPicture(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.blocked("*://*:*/submissions/*/images/back*")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	b.until("one failed", failedSides+` === 1`)
	b.press("11111111111111")
	b.says("[data-saved]", "Saved")
	b.press("a")
	b.says("[data-saved]", "Back did not load. Press A again to decide without it.")
	if got := d.state(ref); got != review.Waiting {
		t.Errorf("it is %s", got)
	}
	b.press("a")
	b.at("/queue")
	d.settle()
	if rec := d.lastDecision(ref); rec.BackShown() != review.BackNeverShown {
		t.Errorf("the back counts as %v; recorded %q", rec.BackShown(), rec.Looking)
	}
	s := d.tab(wideLook).as("supervisor")
	s.open("/audit/" + string(d.lastDecision(ref).ID))
	s.says("[data-testid=looking]", "Back: never in sight")
	b.only("ERR_BLOCKED")
}

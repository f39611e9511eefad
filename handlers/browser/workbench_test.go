package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"shinsa/review"
	"shinsa/review/kinds"
)

// whatScrolls measures the review page: by how many pixels the page and the panel of fields and items are
// larger than their frames, where the decision bar ends, and how much moved while the page came in.
const whatScrolls = `(async () => {
	const moved = await new Promise((done) => {
		const all = [];
		new PerformanceObserver((list) => all.push(...list.getEntries())).observe({type: 'layout-shift', buffered: true});
		setTimeout(() => done(all.reduce((sum, e) => sum + e.value, 0)), 100);
	});
	const beyond = (selector) => { const e = document.querySelector(selector); return [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]; };
	const stage = document.querySelector('.stage').getBoundingClientRect();
	return {
		page: beyond('html'), panel: beyond('.panel'), moved, items: document.querySelectorAll('[data-item]').length,
		below: Math.round(innerHeight - document.querySelector('.bar').getBoundingClientRect().bottom),
		stage: stage.width * stage.height / innerWidth / innerHeight,
	};
})()`

type scrolls struct {
	Page, Panel  [2]int
	Items, Below int
	Stage, Moved float64
}

// TestEverythingInOneSight: at 1440 × 900 nothing scrolls with 14 items, nor with the one more that a setting adds, the images have
// the most room, and nothing moves while the page comes in or when an answer is given.
func TestEverythingInOneSight(t *testing.T) {
	t.Parallel()
	for items, settings := range map[int][]string{14: nil, 15: {kinds.LapsedInquiry}} {
		t.Run(fmt.Sprint(items), func(t *testing.T) { t.Parallel(); everythingInOneSight(t, items, settings...) })
	}
}

func everythingInOneSight(t *testing.T, items int, settings ...string) {
	d := newDesk(t, settings...)
	ref, _ := d.submission(wish{n: 1})
	for n := range 12 {
		d.submission(wish{n: 1 + n%2})
	}
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	for _, l := range []look{wideLook, wideLook.in("ja").atNight()} {
		b := d.tab(l).as("reviewer")
		b.open(submissionPath(ref))
		b.until("it can be reviewed", reviewing)
		s := eval[scrolls](b, whatScrolls)
		if s.Page != [2]int{} || s.Panel[0] > 0 || s.Panel[1] > 0 || s.Below != 0 {
			t.Errorf("%s: something scrolls: %+v", l, s)
		}
		if s.Items != items || s.Stage < 0.25 {
			t.Errorf("%s: %d items, and the images have %.0f%% of the window", l, s.Items, 100*s.Stage)
		}
		if s.Moved > 0 {
			t.Errorf("%s: the page moves while it comes in, by %f", l, s.Moved)
		}
		const places = `JSON.stringify([...document.querySelectorAll('[data-item]')].map((i) => i.getBoundingClientRect().top))`
		before := eval[string](b, places)
		const answered = `document.querySelectorAll('[data-item] :checked[type=radio]').length`
		n := eval[int](b, answered)
		b.press("1111")
		b.until("four more are answered", answered+` === `+fmt.Sprint(n+4))
		if after := eval[string](b, places); after != before {
			t.Errorf("%s: answering moves the items from\n%s to\n%s", l, before, after)
		}
		b.press(kb.Escape)
		// Two, three "no" and the reasons that go with them push nothing out of sight, whichever they are.
		for n := 1; n <= 3; n++ {
			if grown := eval[[2]float64](b, mostNo+`(`+js(n)+`)`); grown[1] > 0 {
				t.Errorf("%s: with %d answers \"no\" the list is %.0f pixels longer, and %.0f do not fit", l, n, grown[0], grown[1])
			}
		}
	}
}

// mostNo answers "no" to the items, so many of them, that make the list longest, and to nothing else. It gives by how many pixels
// the list is longer then, and how many of the panel do not fit.
const mostNo = `((n) => {
	const list = document.querySelector('[data-items]'), panel = document.querySelector('.panel');
	const no = [...list.querySelectorAll('input[value=no]')], others = [...list.querySelectorAll('input:checked')];
	others.forEach((i) => { i.checked = false; });
	const plain = list.offsetHeight;
	const by = no.map((i) => { i.checked = true; const grown = list.offsetHeight - plain; i.checked = false; return [grown, i]; }).sort((a, b) => b[0] - a[0]).slice(0, n);
	by.forEach(([, i]) => { i.checked = true; });
	const got = [list.offsetHeight - plain, panel.scrollHeight - panel.clientHeight];
	by.forEach(([, i]) => { i.checked = false; });
	others.forEach((i) => { i.checked = true; });
	return got;
})`

// TestTheMessageWasSeen: what the applicant reads stood on the page before it was sent, word for word.
func TestTheMessageWasSeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook.in("ja")).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	b.press("22") // no, and its likeliest reason
	b.says("[data-draft=resubmit] [data-text]", "another document")
	b.hasNone("[data-draft=reject]")
	b.press("r") // its message was not in sight: now it is, and nothing was sent
	b.has("[data-draft=reject]")
	b.says("[data-saved]", "R")
	b.at(submissionPath(ref))
	seen := eval[string](b, `document.querySelector('[data-draft=reject] [data-text]').textContent`)
	b.press("r")
	b.at("/queue")
	d.settle()
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	d.must(err)
	if got := v.History[0]; got.Outcome != review.Reject || got.MessageText != seen {
		t.Errorf("%s went out with\n%q\nand in sight was\n%q", got.Outcome, got.MessageText, seen)
	}
}

// TestAnswersKeepThemselves: what is typed is kept without a button, counts as input, and the page says when
// it could not be kept.
func TestAnswersKeepThemselves(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	d.clock.pass(8 * time.Minute)
	b.press("12")
	b.says("[data-saved]", "Saved")
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	d.must(err)
	if left := v.HolderUntil.Sub(d.clock.now()); len(v.Worksheet.Answers) != 2 || left < 9*time.Minute {
		t.Errorf("kept are %v, and the claim lasts %s", v.Worksheet.Answers, left)
	}
	d.must(d.desk.Claim(t.Context(), d.actor("supervisor"), ref, true))
	b.press("1")
	b.says("[data-saved]", "You no longer hold this submission.")
	for _, trouble := range b.troubles() { // the browser tells of the refusal, too
		if !strings.Contains(trouble, "409") {
			t.Error(trouble)
		}
	}
}

// TestTheStage: a picture is brought closer and turned, shown alone, and follows the open item.
func TestTheStage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("the first item is open", `document.querySelector('figure.side.lit')?.dataset.side === 'front' && `+whole)
	const view = `document.querySelector('[data-side=front] [data-layer]').style.transform`
	b.press("+")
	b.until("it is closer", view+`.includes('scale(1.5)')`)
	b.press("]")
	b.until("it is turned", view+`.includes('rotate(90deg)')`)
	b.press("[0")
	b.until("it is as it was", view+` === ''`)
	b.press("z")
	b.hasNone("[data-side=back] [data-picture]")
	b.press("jjjjjj")
	b.until("the address is lit", `document.querySelector('.field.lit')?.dataset.field === 'address'`)
	b.until("what was typed stands below the images",
		`document.querySelector('[data-lens-typed]').textContent === document.querySelector('.field.lit .typed').textContent`)
	lit := eval[string](b, `document.querySelector('figure.side.lit').dataset.side`)
	b.has("[data-side=" + lit + "] [data-picture]") // the side where it is meant to be found came by itself
	b.press("z")
	b.has("[data-side=front] [data-picture]")
	b.has("[data-side=back] [data-picture]")
}

// TestPicturesTellThatTheyWereSeen: once painted in a tab that is in sight, each says so, once.
func TestPicturesTellThatTheyWereSeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("both have told", `performance.getEntriesByType('resource').filter((r) => r.name.endsWith('/viewed')).length === 2`)
	b.press("zz+0")
	if n := len(b.sent("POST", "/viewed")); n != 2 {
		t.Errorf("told %d times, want 2", n)
	}
}

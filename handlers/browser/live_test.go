package browser

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shinsa/review"
	"shinsa/staff"
)

// beside opens another tab of the same browser, with the same cookies.
func (b *tab) beside(l look) *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	other := &tab{t: b.t, desk: b.desk, ctx: ctx, documents: map[string]int64{}}
	b.t.Cleanup(func() {
		cancel()
		for _, trouble := range other.troubles() {
			b.t.Errorf("in the tab beside: %s", trouble)
		}
	})
	other.must(chromedp.Listen(ctx, other.hear))
	other.wear(l)
	return other
}

// row is the row of a submission in the queue, and its holder's cell.
func row(ref review.Reference) string {
	return fmt.Sprintf(`[...document.querySelectorAll('.rows tbody tr')].find((tr) => tr.querySelector('.row-link').textContent === %s)`, js(ref))
}

func (b *tab) rowSays(ref review.Reference, words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%s says %q", ref, words), row(ref)+`?.querySelector('.holder').innerText.includes(`+js(words)+`)`)
}

// places are where all rows and their cells are.
const places = `JSON.stringify([...document.querySelectorAll('.rows tbody :is(tr, td)')].map((e) => Object.values(e.getBoundingClientRect().toJSON())))`

// streams waits until so many streams are open at the server.
func (b *tab) streams(n int64) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for b.desk.streams.Load() != n {
		if time.Now().After(deadline) {
			b.t.Fatalf("%d streams are open, want %d", b.desk.streams.Load(), n)
		}
		eval[bool](b, `new Promise((done) => requestAnimationFrame(() => done(true)))`)
	}
}

// only passes over troubles that belong to what the test does: the browser tells of every connection that fails.
func (b *tab) only(words ...string) {
	b.t.Helper()
	for _, trouble := range b.troubles() {
		expected := false
		for _, w := range words {
			expected = expected || strings.Contains(trouble, w)
		}
		if !expected {
			b.t.Error(trouble)
		}
	}
}

// TestTheQueueIsLive: a claim, a decision, a withdrawal and what is new come to the open page. No row moves, and none comes
// by itself.
func TestTheQueueIsLive(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	first, _ := d.submission(wish{n: 1})
	second, token := d.submission(wish{n: 1})
	for range 3 {
		d.submission(wish{n: 1})
	}
	d.clock.pass(time.Minute)
	for n, l := range []look{wideLook, phoneLook} {
		b := d.tab(l).as("reviewer")
		b.open("/queue")
		b.streams(int64(1 + n))
		before := eval[string](b, places)
		still := func(what string) {
			t.Helper()
			if now := eval[string](b, places); now != before {
				t.Errorf("%s: rows moved when %s, from\n%s to\n%s", l, what, before, now)
			}
		}
		d.must(d.desk.Claim(ctx, d.actor("reviewer2"), first, false))
		b.rowSays(first, "Ben Mori until")
		still("one was claimed")
		d.must(d.desk.PutBack(ctx, d.actor("reviewer2"), first))
		b.until("nobody holds it", row(first)+`.querySelector('.holder').innerText === ''`)
		d.must(d.desk.Claim(ctx, d.actor("reviewer"), first, false))
		b.rowSays(first, "You until")
		still("one's own was claimed in another browser")
		d.must(d.desk.PutBack(ctx, d.actor("reviewer"), first))

		fresh, freshToken := d.submission(wish{n: 1})
		b.says("[data-live-line]", "1 new")
		b.until("it is counted", `document.querySelector('[data-tab=waiting] .num').textContent === '6'`)
		still("one came")
		if eval[bool](b, "Boolean("+row(fresh)+")") {
			t.Errorf("%s: %s was put among the rows", l, fresh)
		}
		b.click("[data-live-line] button")
		b.until("it is shown", row(fresh))
		d.must(d.desk.Withdraw(ctx, freshToken))
		b.rowSays(fresh, "Withdrawn")
		b.open("/queue")
		b.until("it is gone", "!("+row(fresh)+")")
	}
	b := d.tab(wideLook.in("ja").atNight()).as("supervisor")
	b.open("/queue")
	before := eval[string](b, places)
	d.decision("reviewer2", first, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	b.rowSays(first, "承認")
	d.must(d.desk.Withdraw(ctx, token))
	b.rowSays(second, "取下げ")
	if now := eval[string](b, places); now != before {
		t.Errorf("rows moved from\n%s to\n%s", before, now)
	}
	eval[bool](b, axeSource(t)+"; true")
	for _, fault := range b.axe() {
		t.Error(fault)
	}
}

// TestTabsShareOneStream: one is enough for a browser, whichever of its tabs goes.
func TestTabsShareOneStream(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	other, _ := d.submission(wish{n: 1})
	one := d.tab(wideLook).as("reviewer")
	one.open("/queue")
	one.streams(1)
	two := one.beside(wideLook)
	two.open("/queue?sort=newest")
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer2"), ref, false))
	one.rowSays(ref, "Ben Mori")
	two.rowSays(ref, "Ben Mori")
	one.streams(1)
	elsewhere := d.tab(wideLook).as("reviewer")
	elsewhere.open("/queue")
	elsewhere.streams(2)
	elsewhere.open("/account") // follows nothing
	one.streams(1)
	one.open("/account")
	two.streams(1)
	d.must(d.desk.Claim(t.Context(), d.actor("supervisor"), other, false))
	two.rowSays(other, "Chie Tanaka")
}

// TestTheQueueComesBack after the server was away, with what happened meanwhile.
func TestTheQueueComesBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open("/queue")
	b.streams(1)
	d.stop()
	b.until("it knows that there is no connection", `document.querySelector('[data-live-line]').textContent.includes('No connection')`)
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer2"), ref, false))
	listener, err := net.Listen("tcp", strings.TrimPrefix(d.url, "http://"))
	d.must(err)
	d.serveOn(listener)
	eval[bool](b, `dispatchEvent(new Event('online'))`) // as a browser says it; else it is tried in a while
	b.rowSays(ref, "Ben Mori")
	b.until("the words are gone", `document.querySelector('[data-live-line]').textContent.trim() === ''`)
	b.streams(1)
	b.only("ERR_CONNECTION", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE")
}

// TestAskedWhereStreamsAreRefused: the page asks now and then, and is as right.
func TestAskedWhereStreamsAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	session := d.session("reviewer")
	for range 8 { // all that an account may have
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/desk/events", nil)
		d.must(err)
		req.Header.Set("Accept", "text/event-stream")
		req.AddCookie(&http.Cookie{Name: "shinsa", Value: session})
		answer, err := http.DefaultClient.Do(req)
		d.must(err)
		t.Cleanup(func() { _ = answer.Body.Close() })
	}
	b := d.tab(wideLook).as("reviewer")
	b.open("/queue")
	b.until("it has asked", `performance.getEntriesByType('resource').some((r) => r.initiatorType === 'fetch' && r.name.includes('/desk/events?after='))`)
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer2"), ref, false))
	b.rowSays(ref, "Ben Mori")
	if n := d.streams.Load(); n != 8 {
		t.Errorf("%d streams", n)
	}
	b.only("503")
}

// TestATabOutOfSightFollowsNothing, and is told what it missed when it comes back.
func TestATabOutOfSightFollowsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open("/queue")
	b.streams(1)
	sight := func(state string) {
		eval[bool](b, `(Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => '`+state+`'}), document.dispatchEvent(new Event('visibilitychange')))`)
	}
	sight("hidden")
	b.streams(0)
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer2"), ref, false))
	sight("visible")
	b.rowSays(ref, "Ben Mori")
	sight("hidden")
	b.streams(0)
	d.clock.pass(11 * time.Minute) // the claim ends
	sight("visible")
	b.until("nobody holds it", row(ref)+`.querySelector('.holder').innerText === ''`)
	d.clock.pass(19 * time.Minute)
	sight("hidden")
	b.streams(0)
	d.clock.pass(time.Minute)
	sight("visible") // half an hour after the page was opened: its streams kept no session alive
	b.says("[data-live-line]", "You are signed out")
	if href := eval[string](b, `document.querySelector('[data-live-line] a').getAttribute('href')`); href != "/login?next=%2Fqueue" {
		t.Errorf("the link leads to %q", href)
	}
	b.only("401")
}

// TestWhatWasMissedIsAskedFor: when more has changed than is told, the page asks how what it shows stands.
func TestWhatWasMissedIsAskedFor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	const missed = `(new BroadcastChannel('shinsa-live-' + document.querySelector('[data-live]').dataset.person).postMessage({news: {id: '1', missed: true}}), true)`
	b.open("/queue")
	b.streams(1)
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer2"), ref, false))
	b.rowSays(ref, "Ben Mori")
	eval[bool](b, `(`+row(ref)+`.querySelector('.holder').replaceChildren(), true)`) // as if it had not been told
	eval[bool](b, missed)
	b.rowSays(ref, "Ben Mori")
	b.says("[data-live-line]", "More has changed than is shown here.")
	b.open(submissionPath(ref))
	b.until("it is there", `document.body.dataset.ready && `+whole)
	b.streams(1)
	d.must(d.desk.PutBack(t.Context(), d.actor("reviewer2"), ref))
	b.says(".live-notice", "Nobody holds it")
	b.click(".live-notice .ways > button")
	eval[bool](b, missed)
	b.until("it has asked", `performance.getEntriesByType('resource').some((r) => r.name.includes('/desk/events?refs=`+string(ref)+`'))`)
	b.hasNone(".live-notice") // it stands as it was told
}

// TestASubmissionIsLive: what others do to the submission on screen is told there. What was typed stays, and nothing
// moves.
func TestASubmissionIsLive(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	for name, c := range map[string]struct {
		happens func(d *desk, ref review.Reference, token string)
		says    string
		ways    []string // buttons and links
	}{
		"taken over": {func(d *desk, ref review.Reference, _ string) {
			d.must(d.desk.Claim(context.Background(), d.actor("supervisor"), ref, true))
		}, "Chie Tanaka has taken this submission over. Your answers and notes are kept.", []string{"Next", "Show it as it stands", "Close"}},
		"withdrawn": {func(d *desk, _ review.Reference, token string) {
			d.must(d.desk.Withdraw(context.Background(), token))
		}, "The applicant has withdrawn this submission.", []string{"Next", "Show it as it stands", "Close"}},
		"commented on": {func(d *desk, ref review.Reference, _ string) {
			d.must(d.desk.AddComment(context.Background(), d.actor("supervisor"), ref, "seen before?"))
		}, "A colleague has written a comment.", []string{"Show it as it stands", "Close"}},
		"the claim ended": {func(d *desk, _ review.Reference, _ string) { d.clock.pass(11 * time.Minute) },
			"Your claim has ended, and nobody else holds it.", []string{"Claim", "Close"}},
		"decided elsewhere": {func(d *desk, ref review.Reference, _ string) {
			d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
			d.settle()
		}, "Decided elsewhere meanwhile. It now stands as: Approved", []string{"Show it as it stands", "Next", "Close"}},
		"signed out": {func(d *desk, _ review.Reference, _ string) {
			_, err := d.staff.EndSessions(context.Background(), staff.CommandLine(), staff.AccountID(d.actor("reviewer").ID), "")
			d.must(err)
		}, "You are signed out. What you typed stays on this page", []string{"Sign in", "Close"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			ref, token := d.submission(wish{n: 1})
			for range 3 {
				d.submission(wish{n: 1})
			}
			d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
			b := d.tab(wideLook).as("reviewer")
			b.open(submissionPath(ref))
			b.until("it can be reviewed", reviewing)
			b.streams(1)
			b.write("textarea[name=note]", "half a sentence")
			b.says("[data-saved]", "Saved")
			const where = `JSON.stringify([...document.querySelectorAll('[data-item], .bar button, .field, .strip li, [data-picture]')].map((e) => Object.values(e.getBoundingClientRect().toJSON())))`
			before := eval[string](b, where)
			c.happens(d, ref, token)
			b.says("[data-testid=live-notice]", c.says)
			b.until("it lies over the pictures", `(() => {
				const [n, s] = ['.live-notice', '.stage'].map((e) => document.querySelector(e).getBoundingClientRect());
				return n.top >= s.top && n.bottom < s.bottom && n.left >= s.left && n.right <= s.right;
			})()`)
			if got := eval[string](b, `[...document.querySelectorAll('.live-notice :is(button, a)')].map((e) => e.innerText).join()`); got != strings.Join(c.ways, ",") {
				t.Errorf("the ways on are %q, want %q", got, c.ways)
			}
			if after := eval[string](b, where); after != before {
				t.Errorf("something moved, from\n%s to\n%s", before, after)
			}
			if typed := eval[string](b, `document.querySelector('textarea[name=note]').value`); typed != "half a sentence" {
				t.Errorf("the note is %q", typed)
			}
			eval[bool](b, axe+"; true")
			for _, fault := range b.axe() {
				t.Error(fault)
			}
			b.click(".live-notice .ways > button")
			b.hasNone(".live-notice")
		})
	}
}

// TestAWayOnFromWhatWasLost: what is typed when a submission is taken over is kept before one goes on.
func TestAWayOnFromWhatWasLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	next, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	d.must(d.desk.Claim(t.Context(), d.actor("supervisor"), ref, true))
	b.has(".live-notice")
	b.write("textarea[name=note]", "typed after it was lost")
	b.click(".live-notice .primary")
	b.at(submissionPath(next))
	d.must(d.desk.Release(t.Context(), d.actor("supervisor"), ref))
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	d.must(err)
	if v.Worksheet.Note != "typed after it was lost" {
		t.Errorf("kept is %q", v.Worksheet.Note)
	}
	b.only("409")
}

// TestWhoReadsIsToldWhoHolds: without holding it, one sees who does and that it is free again; beside it, what was taken
// looks so.
func TestWhoReadsIsToldWhoHolds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	other, _ := d.submission(wish{n: 1})
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it is there", `document.body.dataset.ready && `+whole)
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer2"), ref, false))
	b.says("[data-testid=claim]", "Held by Ben Mori")
	b.says(".live-notice", "Held by Ben Mori")
	d.must(d.desk.PutBack(t.Context(), d.actor("reviewer2"), ref))
	b.says(".live-notice", "Nobody holds it")
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer2"), other, false))
	b.until("the one beside looks taken", `document.querySelector('.strip a[href$="`+string(other)+`"]').classList.contains('left')`)
	b.says(`.strip a[href$="`+string(other)+`"] .kind`, "Ben Mori")
	b.click(".live-notice .primary")
	b.until("it is claimed", reviewing)
	if got := d.state(ref); got != review.Waiting {
		t.Errorf("it is %s", got)
	}
}

// TestWhatIsHandedOverIsLive: who gets it hears of it on the queue and on the submission, and who does not is not
// offered it.
func TestWhatIsHandedOverIsLive(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(ctx, d.actor("reviewer2"), ref, false))
	queue, mine, other := d.tab(wideLook).as("reviewer"), d.tab(wideLook).as("reviewer"), d.tab(wideLook).as("supervisor")
	queue.open("/queue")
	for _, b := range []*tab{mine, other} {
		b.open(submissionPath(ref))
		b.until("it is there", `document.body.dataset.ready && `+whole)
	}
	d.must(d.desk.HandOver(ctx, d.actor("reviewer2"), ref, d.actor("reviewer").ID, "Please look at it."))
	queue.says("[data-live-line]", string(ref)+" is for you")
	queue.rowSays(ref, "For you until")
	other.says(".live-notice", "Kept for Aiko Sato")
	other.hasNone(".live-notice form[action$='/claim']")
	mine.says(".live-notice", "Kept for you")
	mine.click(".live-notice .primary")
	mine.until("it is claimed", reviewing)
	mine.says("[data-testid=told]", "Please look at it.")
	queue.until("it is not new any more", `document.querySelector('[data-live-line]').textContent.trim() === ''`)
}

// TestTheNextCaseIsLive: the one that took the place of another in the page is followed as well, from the moment at which
// it was made ready.
func TestTheNextCaseIsLive(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	next, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	b.until("the next is held ready", `performance.getEntriesByType('resource').some((r) => r.name.endsWith(`+js(submissionPath(next))+`))`)
	b.press("y111111111111111a")
	b.at(submissionPath(next))
	b.has("[data-testid=undo]") // the server has answered
	b.hasNone(".live-notice")
	d.must(d.desk.Claim(t.Context(), d.actor("supervisor"), next, true))
	b.says(".live-notice", "Chie Tanaka has taken this submission over.")
	b.only("409")
}

package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// shown is a page as somebody comes to see it.
type shown struct {
	name string
	path string
	then func(b *tab) // what the person does there; nil for nothing
}

// pagesOf lists every page that a person can come to, by person: "" for applicants.
func (o *office) pagesOf(person string) []shown {
	submission := func(ref review.Reference) string { return submissionPath(ref) }
	switch person {
	case "reviewer":
		return []shown{
			{"queue", "/queue", nil},
			{"queue-approved", "/queue?state=approved", nil},
			{"queue-empty", "/queue?state=waiting&kind=alien-registration-certificate", nil},
			{"queue-found-nothing", "/queue", func(b *tab) {
				b.write("#q", "nobody of this name")
				b.press("\r")
				b.has("[data-testid=empty]")
			}},
			{"queue-keys", "/queue", func(b *tab) { b.press("?"); b.has("dialog#keys[open]") }},
			{"review-held", submission(o.held), reviewable},
			{"review-refused", submission(o.held), func(b *tab) {
				reviewable(b)
				b.submit("[data-decision]", "outcome", "approve") // as an old page or none would
				b.has("[data-testid=notice]")
				b.until("it is there", reviewing)
			}},
			{"review-keys", submission(o.held), func(b *tab) { reviewable(b); b.press("?"); b.has("dialog#keys[open]") }},
			{"review-own-words", submission(o.held), func(b *tab) { reviewable(b); b.click("details.own > summary"); b.has("[data-own]") }},
			{"review-free", submission(o.free), nil},
			{"review-given-back", submission(o.held), func(b *tab) {
				reviewable(b)
				b.click("[data-menu=more] > summary")
				b.has("#to")
			}},
			{"review-comments", submission(o.held), func(b *tab) {
				reviewable(b)
				b.click("[data-menu=comments] > summary")
				b.has("#together-comment")
			}},
			{"review-comment-refused", submission(o.free), func(b *tab) {
				b.submit(".together-form[action$='/comments']", "", "")
				b.has("#comment-wrong")
			}},
			{"review-given-to-me", submission(o.given), nil},
			{"review-answered", submission(o.answered), nil},
			{"queue-view-of-others", "/queue", func(b *tab) { b.click("[data-testid=view-menu] > summary"); b.has("#new-view-name") }},
			{"queue-away", "/queue", func(b *tab) { b.click("[data-testid=away-menu] > summary"); b.has("#away-at") }},
			{"review-second-round", submission(o.secondRound), func(b *tab) { b.click(".earlier > summary") }},
			{"review-decided", submission(o.decided), nil},
			{"audit-own", "/audit", nil},
			{"audit-own-decision", "/audit/" + string(o.agreed), nil},
			{"phrases", "/phrases", func(b *tab) { b.click("[data-testid=phrase] summary") }},
			{"phrases-pick", submission(o.held) + "/phrases", nil},
			{"review-phrases", submission(o.held), func(b *tab) { reviewable(b); b.press("w"); b.has("dialog.phrase-finder .found") }},
			{"training", "/training", nil},
			{"training-set", o.trainingSet, nil},
			{"training-case", o.trainingSet + "/cases/2", func(b *tab) { b.until("it can be worked on", practising) }},
			{"training-result", o.trainingSet + "/cases/1/result", nil},
			{"account", "/account", nil},
			{"forbidden", "/stats", nil},
			{"own-verdicts", "/decisions/mine", nil},
			{"not-found", "/submissions/0000-0000", nil},
		}
	case "supervisor":
		return []shown{
			{"audit", "/audit", nil},
			{"audit-filtered", "/audit?outcome=reject&from=2026-11-01", nil},
			{"audit-decision", "/audit/" + string(o.reported), nil},
			{"audit-refused", "/audit/" + string(o.reported), func(b *tab) {
				b.submit("[data-testid=audit-form]", "verdict", "overturn")
				b.has("[data-testid=audit-form] [aria-invalid=true]")
			}},
			{"audit-agreed", "/audit/" + string(o.agreed), nil},
			{"samples", "/audit/samples", openAll},
			{"samples-refused", "/audit/samples", func(b *tab) {
				b.submit("[data-testid=sample-form]", "", "")
				b.has("[data-testid=sample-form] [aria-invalid=true]")
			}},
			{"sample", o.sample, nil},
			{"sample-item", o.sampleItem, nil},
			{"sample-again", o.sample + "/again", nil},
			{"blind-item", o.blindItem, nil},
			{"blind-item-refused", o.blindItem, func(b *tab) {
				b.submit("[data-testid=blind-form]", "outcome", "reject")
				b.has("[data-testid=blind-form] .wrong")
			}},
			{"second-looks", "/audit/second-looks", nil},
			{"stats", "/stats", nil},
			{"team", "/team", func(b *tab) { b.click("[data-testid=member] summary") }},
			{"phrases-refused", "/phrases", func(b *tab) {
				b.submit("[data-testid=add-message]", "", "")
				b.has("[data-testid=add-message] [aria-invalid=true]")
			}},
			{"training-everybody", "/training", nil},
			{"training-refused", "/training", func(b *tab) {
				b.write("#draw-seed", "x")
				b.click("[data-testid=draw-form] button")
				b.has("[data-testid=draw-form] [aria-invalid=true]")
			}},
			{"training-person", "/training/people/" + string(o.actor("reviewer").ID), nil},
			{"queue-due", "/queue?sort=due", nil},
			{"queue-columns", "/queue?sort=due", func(b *tab) {
				b.click("[data-testid=look-menu] > summary")
				b.has("[data-testid=look-menu] [name=density]")
			}},
			{"queue-view-saved", "/queue?kind=resident-card", func(b *tab) {
				b.click("[data-testid=view-menu] > summary")
				b.write("#new-view-name", "Cards")
				b.submit("[data-testid=new-view] form", "shared", "yes")
				b.click("[data-testid=view-menu] > summary")
				b.has("[data-testid=this-view] button.danger")
			}},
			{"queue-view-refused", "/queue", func(b *tab) { b.submit("[data-testid=new-view] form", "", ""); b.has("#new-view-name-wrong") }},
			{"queue-chosen", "/queue?all=1", func(b *tab) { b.has("#batch-to") }},
			{"queue-chosen-refused", "/queue?all=1", func(b *tab) { b.submit("#batch", "act", "first"); b.has("#batch-note-wrong") }},
			{"queue-several-done", "/queue?all=1", func(b *tab) {
				b.write("#batch-note", "leaves tomorrow")
				b.submit("#batch", "act", "first")
				b.has("[data-testid=batch-result]")
			}},
			{"review-disputed", submission(o.disputed), func(b *tab) { b.has("[data-testid=compared] tr.differs") }},
			{"audit-second", "/audit/" + string(o.second), func(b *tab) { b.has("[data-testid=second-review] a") }},
			{"review-escalated", submission(o.escalated), func(b *tab) {
				reviewable(b)
				b.click("[data-menu=answer] > summary")
				b.has("#together-answer")
			}},
			{"review-to-give", submission(o.free), func(b *tab) { b.click("[data-menu=more] > summary"); b.has("#to") }},
			{"audit-asked", "/audit/" + string(o.asked), nil},
			{"skips", "/audit/skips", openAll},
			{"export", "/export", nil},
			{"report", submission(o.decided) + "/report", func(b *tab) { b.has("[data-testid=dossier] h2") }},
			{"roles", "/staff/roles", nil},
			{"lookup", "/lookup", nil},
		}
	case "support":
		return []shown{
			{"lookup-found", "/lookup", func(b *tab) { b.lookUp(string(o.decided)); b.has("main dl.facts") }},
			{"lookup-nothing", "/lookup", func(b *tab) { b.lookUp("0000-0000") }},
		}
	case "admin":
		return []shown{
			{"staff", "/staff", nil},
			{"staff-refused", "/staff", func(b *tab) {
				b.submit("[data-testid=invite-form]", "", "")
				b.has("[data-testid=invite-form] [aria-invalid=true]")
			}},
			{"staff-invited", "/staff", func(b *tab) { b.invites(); b.has("[data-testid=letter]") }},
			{"staff-invited-shown", "/staff", func(b *tab) {
				o.letters.Store(false)
				defer o.letters.Store(true)
				b.invites()
				b.has("[data-testid=issued]")
			}},
			{"staff-form-old", "/staff", func(b *tab) {
				b.write("#invite-email", "somebody@example.com")
				eval[bool](b, `(document.querySelectorAll('[name=csrf]').forEach((i) => { i.value = 'old'; }), true)`)
				b.submit("[data-testid=invite-form]", "", "")
				b.has(".flash.warn")
			}},
			{"staff-account", "/staff/" + string(o.invited), nil},
			{"staff-account-letter", "/staff/" + string(o.written), nil},
			{"forgot-refused", "/forgot", func(b *tab) {
				b.submit("[data-testid=forgot-form]", "", "")
				b.has("[data-testid=forgot-form] [aria-invalid=true]")
			}},
			{"settings", "/settings", nil},
			{"outbox", "/outbox", nil},
		}
	}
	return []shown{
		{"start", "/", nil},
		{"start-refused", "/", func(b *tab) { b.submit("[data-testid=link-form]", "", ""); b.has("#f-link-error") }},
		{"apply", "/apply", func(b *tab) { b.click("label[for=kind-resident-card]") }},
		{"kind", link(o.odd) + "/kind", nil},
		{"identity", link(o.emptyDraft), nil},
		{"identity-refused", link(o.odd) + "/identity", func(b *tab) { b.submit("[data-testid=identity-form]", "", ""); b.has("#problems") }},
		{"images", link(o.noImages) + "/images", nil},
		{"images-refused", link(o.noImages) + "/images", func(b *tab) { b.submit("[data-testid=upload-front]", "", ""); b.has("#problems") }},
		{"images-added", link(o.complete) + "/images", nil},
		{"check", link(o.complete) + "/check", nil},
		{"check-refused", link(o.emptyDraft) + "/check", func(b *tab) { b.submit("[data-testid=submit-form]", "", ""); b.has("#problems") }},
		{"status-waiting", link(o.waiting), openAll},
		{"status-approved", link(o.approved), nil},
		{"status-rejected", link(o.rejected), nil},
		{"status-withdrawn", link(o.withdrawn), nil},
		{"again", link(o.again), nil},
		{"again-images", link(o.again) + "/images", openAll},
		{"unknown-link", "/a/" + strings.Repeat("x", len(o.again)), nil},
		{"login", "/login", nil},
		{"login-refused", "/login", func(b *tab) {
			b.submit("form[action='/login']", "", "")
			b.has("#login-problem")
		}},
		{"forgot", "/forgot", nil},
		{"signed-out", "/login", func(b *tab) { // as with a form that was open for too long
			eval[bool](b, `(() => {
				const form = document.createElement('form');
				Object.assign(form, {method: 'post', action: '/lookup'});
				for (const [name, value] of [['of', 'x'], ['reference', '7K3M-9QXA']]) {
					form.append(Object.assign(document.createElement('input'), {name, value}));
				}
				document.body.append(form);
				form.submit();
				return true;
			})()`)
			b.has("[data-testid=again]")
		}},
		{"welcome", "/welcome/" + o.welcome, nil},
		{"one-time-link-used", "/reset/" + strings.Repeat("x", len(o.welcome)), nil},
	}
}

func reviewable(b *tab) { b.until("it can be reviewed", reviewing) }

// openAll opens everything that can be opened.
func openAll(b *tab) {
	eval[bool](b, `(document.querySelectorAll('main details').forEach((d) => { d.open = true; }), true)`)
	b.until("all is there", whole)
}

// invites fills in the form that invites somebody, and sends it.
func (b *tab) invites() {
	b.t.Helper()
	b.write("#invite-email", fmt.Sprintf("somebody%d@example.com", time.Now().UnixNano()))
	eval[bool](b, `(document.getElementById('invite-role').value = 'support', true)`)
	b.submit("[data-testid=invite-form]", "", "")
}

// submit sends a form without asking the browser or the page's scripts whether it may be, as it stands or
// with one value more.
func (b *tab) submit(form, name, value string) {
	b.t.Helper()
	b.until(form+" is there", `document.querySelector(`+js(form)+`)`)
	eval[bool](b, `(() => {
		const form = document.querySelector(`+js(form)+`);
		if (`+js(name)+`) {
			const more = document.createElement('input');
			Object.assign(more, {type: 'hidden', name: `+js(name)+`, value: `+js(value)+`});
			form.append(more);
		}
		HTMLFormElement.prototype.submit.call(form);
		return true;
	})()`)
}

func (b *tab) lookUp(reference string) {
	b.t.Helper()
	b.write("form[action='/lookup'] input[name=reference]", reference)
	b.press("\r")
	b.until("there is an answer", `document.querySelector('main').innerText.includes(`+js(reference)+`) || document.querySelector('main [role=alert], main .wrong, main .nothing')`)
}

// TestPagesAreAccessible looks at every page in both languages, on a wide screen and a telephone, by day and
// by night: with axe-core's rules for WCAG 2.2 AA, without anything that scrolls sideways (also at 320 px),
// and without an error in the console.
func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	o := newOffice(t)
	for _, person := range []string{"", "reviewer", "supervisor", "support", "admin"} {
		t.Run("as "+person, func(t *testing.T) {
			t.Parallel()
			b := o.tab(wideLook)
			b.t = t
			if person != "" {
				b.as(person)
			}
			for _, page := range o.pagesOf(person) {
				b.inspect(axe, page)
			}
		})
	}
}

// inspect looks at a page in four ways, which cover every pair of language, width and light.
func (b *tab) inspect(axe string, page shown) {
	b.t.Helper()
	for _, looks := range [][]look{
		{wideLook, phoneLook.atNight()},
		{phoneLook.in("ja"), wideLook.in("ja").atNight()},
	} {
		b.wear(looks[0])
		b.open(page.path)
		if page.then != nil {
			page.then(b)
		}
		b.until("the page is whole", whole)
		eval[bool](b, axe+"; true")
		for _, l := range looks {
			b.wear(l)
			where := page.name + " " + l.String()
			b.keepLook(page.name, l)
			for _, fault := range b.axe() {
				b.t.Errorf("%s: %s", where, fault)
			}
			if !l.phone {
				continue
			}
			b.fits(where, l.width)
			b.wear(l.sized(320, l.height))
			b.fits(where, 320)
		}
	}
	for _, trouble := range b.troubles() {
		b.t.Errorf("%s: %s", page.name, trouble)
	}
}

// fits checks that nothing makes the page scroll sideways.
func (b *tab) fits(where string, width int64) {
	b.t.Helper()
	if got := eval[int64](b, `document.scrollingElement.scrollWidth`); got <= width {
		return
	}
	wide := eval[[]string](b, fmt.Sprintf(`(() => {
		const cut = (e) => e && e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || cut(e.parentElement));
		return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > %d + 1 && !cut(e.parentElement))
			.slice(0, 6).map((e) => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right));
	})()`, width))
	b.t.Errorf("%s: wider than %d px: %v", where, width, wide)
}

// axe runs the rules on what is shown and returns what they found. What sticks to an edge of the screen stands in the
// page meanwhile: what it covers can be scrolled from under it, and what it happens to cover is no fault.
func (b *tab) axe() []string {
	b.t.Helper()
	return eval[[]string](b, `(() => {
		for (const e of document.querySelectorAll('body *')) if (getComputedStyle(e).position === 'sticky') e.style.position = 'static';
	})(), axe.run({runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}, resultTypes: ['violations']})
		.then((r) => r.violations.flatMap((v) => v.nodes.slice(0, 4).map((n) =>
			v.id + ' ' + n.target.join(' ') + ' ' + (n.any[0] ?? n.all[0] ?? n.none[0])?.message + ' ' + n.html.slice(0, 160))))`)
}

// TestFaultsAreFound holds the tests to what they look for: a page with every fault must not pass.
func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	b := newDesk(t).tab(phoneLook)
	b.open("/")
	eval[bool](b, `(() => {
		console.error('told');
		setTimeout(() => { throw new Error('thrown'); });
		fetch('/nowhere');
		document.querySelector('main').innerHTML += '<p style="color: red">styled</p><img src="/assets/none.svg" class="bare">';
		const wide = document.createElement('div');
		wide.style.width = '500px';
		wide.style.height = '1px';
		document.querySelector('main').append(wide);
		return true;
	})()`)
	for _, want := range []string{"told", "thrown", "nowhere", "none.svg", "Content Security Policy"} {
		if !b.hears(want) {
			t.Errorf("%q was not heard of", want)
		}
	}
	b.troubles()
	eval[bool](b, axe+"; true")
	if faults := strings.Join(b.axe(), "|"); !strings.Contains(faults, "image-alt") {
		t.Errorf("axe found %q", faults)
	}
	if got := eval[int](b, `document.scrollingElement.scrollWidth`); got <= 390 {
		t.Errorf("a page with something 500 pixels wide has %d", got)
	}
}

// hears waits for some trouble in the tab.
func (b *tab) hears(want string) bool {
	for began := time.Now(); time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
		b.mu.Lock()
		heard := strings.Contains(strings.Join(b.trouble, "|"), want)
		b.mu.Unlock()
		if heard {
			return true
		}
	}
	return false
}

func axeSource(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("testdata/axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		missing(t, "axe-core is not installed: run `npm ci` in handlers/browser/testdata/axe")
	}
	return string(source)
}

var unprintable = regexp.MustCompile(`[^a-z0-9-]+`)

// keepLook keeps a picture of the page in the folder that SHINSA_SCREENSHOTS names, to be looked at.
func (b *tab) keepLook(name string, l look) {
	dir := os.Getenv("SHINSA_SCREENSHOTS")
	if dir == "" {
		return
	}
	file := name + "-" + unprintable.ReplaceAllString(strings.ReplaceAll(l.String(), "×", "x"), "-") + ".png"
	b.must(os.WriteFile(filepath.Join(dir, file), b.picture(l.phone), 0o644))
}

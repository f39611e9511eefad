package browser

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"shinsa/imaging/specimen"
	"shinsa/public"
	"shinsa/review"
)

// again hands in what a specimen types, with pictures of its own.
func (d *desk) again(typed, pictures specimen.Specimen) (review.Reference, string) {
	d.t.Helper()
	ctx := d.t.Context()
	token, err := d.desk.StartDraft(ctx, specimen.ResidentCard, "en", "")
	d.must(err)
	d.must(d.desk.SaveIdentity(ctx, token, "en", typed.Truth.Typed))
	d.must(d.desk.AddImage(ctx, token, "front", "front.jpg", pictures.Front))
	d.must(d.desk.AddImage(ctx, token, "back", "back.jpg", pictures.Back))
	d.must(d.desk.Submit(ctx, token, "en", "yes"))
	v, err := d.desk.OpenLink(ctx, token)
	d.must(err)
	return v.Reference, token
}

// TestWhatElseIsKnown: it is said in one line in the head of the page, with more behind it, and what a picture's
// file says behind its size; with scripts and without.
func TestWhatElseIsKnown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, other := draw(t, specimen.ResidentCard, 1), draw(t, specimen.ResidentCard, 2)
	first, _ := d.again(one, one)
	d.decision("reviewer2", first, review.DecisionForm{Outcome: review.Reject, Reasons: []string{"duplicate-application"}})
	d.settle()
	third, _ := d.again(other, other)
	second, _ := d.again(one, other)
	for _, l := range []look{wideLook, wideLook.in("ja").withoutScripts(), phoneLook} {
		b := d.tab(l).as("reviewer")
		b.open(submissionPath(second))
		b.until("it is there", whole)
		b.says("[data-testid=related] > summary", string(first))
		b.click("[data-testid=related] > summary")
		b.has("[data-testid=related] li a")
		b.says("[data-testid=related]", string(third))
		b.keepLook("related", l)
		b.fits("what else is known", l.width)
		b.click("[data-testid=related] > summary")
		b.click("[data-testid=about-front] > summary")
		b.says("[data-testid=about-front]", "1600")
		b.keepLook("about", l)
		b.fits("what a file says", l.width)
		b.click("[data-testid=about-front] > summary")
		b.click("[data-testid=related] > summary")
		b.click("[data-testid=related] li a")
		b.at(submissionPath(first))
	}
}

// TestRoundsFlicker: two pictures of a side stand beside each other, and one button puts them in one place and
// changes them until it is pressed again, or the case is gone.
func TestRoundsFlicker(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, other := draw(t, specimen.ResidentCard, 1), draw(t, specimen.ResidentCard, 2)
	ref, token := d.again(one, one)
	d.decision("reviewer2", ref, review.DecisionForm{Outcome: review.Resubmit, Reasons: []string{"unreadable"}}, "legible")
	d.settle()
	ctx := t.Context()
	d.must(d.desk.SaveIdentity(ctx, token, "en", other.Truth.Typed))
	d.must(d.desk.AddImage(ctx, token, "front", "front.jpg", other.Front))
	d.must(d.desk.AddImage(ctx, token, "back", "back.jpg", other.Back))
	d.must(d.desk.Submit(ctx, token, "en", "yes"))

	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be worked with", `document.body.dataset.ready && `+whole)
	b.click(".earlier > summary")
	const pair, button = "[data-rounds]", "[data-rounds] [data-action=flicker]"
	b.until("both pictures have come", `[...document.querySelector('[data-rounds]').querySelectorAll('img')].filter((i) => i.complete && i.naturalWidth > 1000).length === 2`)
	b.keepLook("rounds", wideLook)
	both := eval[[]float64](b, `[...document.querySelector('[data-rounds]').querySelectorAll('img')].map((i) => i.getBoundingClientRect().x)`)
	if len(both) != 2 || both[0] >= both[1] {
		t.Errorf("they do not stand beside each other: %v", both)
	}
	shows := func(which string) {
		t.Helper()
		b.until("picture "+which+" is shown", `document.querySelector('`+pair+`').dataset.shown === '`+which+`'
			&& [...document.querySelector('`+pair+`').querySelectorAll('img')].map((i) => i.checkVisibility({visibilityProperty: true})).indexOf(true) === `+which)
	}
	const stopped = `!('shown' in document.querySelector('[data-rounds]').dataset) && document.querySelector('[data-rounds] [data-action=flicker]').getAttribute('aria-pressed') === 'false'`

	// Who wants no motion changes them by hand.
	for _, which := range []string{"0", "1"} {
		b.click(button)
		shows(which)
	}
	placed := eval[[]float64](b, `[...document.querySelector('[data-rounds]').querySelectorAll('img')].map((i) => i.getBoundingClientRect().x)`)
	if placed[0] != placed[1] {
		t.Errorf("they do not stand in one place: %v", placed)
	}
	b.keepLook("flicker", wideLook)
	b.click(button)
	b.until("both are shown", stopped)

	b.call("motion", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "no-preference"}},
		})
		return err
	})
	b.click(button)
	for _, which := range []string{"0", "1", "0"} {
		shows(which)
	}
	b.click(button)
	b.until("it stops", stopped)
	b.press(".")
	b.until("it goes on", `'shown' in document.querySelector('[data-rounds]').dataset`)
	eval[bool](b, `import(`+js(public.Path("case.js"))+`).then((m) => Boolean(m.openCase(document.querySelector('[data-review]'))))`)
	b.until("it ends with the case", stopped)
}

package browser

import (
	"testing"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// Pictures that were chosen and not added are added by what leads away, and a second chosen one outlives the first.
func TestChosenPicturesAreNotLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sp := draw(t, specimen.ResidentCard, 1)
	front, back := keepFile(t, "front.jpg", photo(t, sp.Front)), keepFile(t, "back.jpg", sp.Back)
	begin := func(l look) (*tab, string) {
		token, err := d.desk.StartDraft(t.Context(), specimen.ResidentCard, "en", "")
		d.must(err)
		d.must(d.desk.SaveIdentity(t.Context(), token, "en", sp.Truth.Typed))
		b := d.tab(l)
		b.open(link(token) + "/images")
		return b, token
	}
	has := func(token string, want ...string) {
		t.Helper()
		got := map[string]bool{}
		for _, i := range d.mustOpen(token).Images {
			got[i.Side] = true
		}
		for _, side := range want {
			if !got[side] {
				t.Errorf("the %s is not there", side)
			}
		}
	}

	b, token := begin(phoneLook) // both, and the other language
	b.choose("#image-front", front)
	b.choose("#image-back", back)
	b.click(`.languages [lang=ja]`)
	b.until("the page is in Japanese", `document.documentElement.lang === 'ja' && `+whole)
	b.says("#side-back", "back.jpg")
	has(token, "front", "back")

	b, token = begin(phoneLook) // one added while the other is chosen
	b.choose("#image-back", back)
	b.choose("#image-front", front)
	b.click("[data-testid=upload-front] button")
	b.has("#side-front .added img")
	b.until("the back is still chosen", `document.querySelector('#image-back').files[0]?.name === 'back.jpg'`)
	b.click("main .go .wide")
	b.at(link(token) + "/check")
	has(token, "front", "back")

	b, token = begin(phoneLook) // what is refused stays in sight, and the other picture too
	b.choose("#image-front", keepFile(t, "letter.jpg", []byte("%PDF-1.7 this is no picture")))
	b.choose("#image-back", back)
	b.click(`.steps button, .steps a`)
	b.has("#side-front-error")
	b.until("the back is still chosen", `document.querySelector('#image-back').files[0]?.name === 'back.jpg'`)
	b.click("[data-testid=upload-back] button")
	b.has("#side-back .added img")
	b.choose("#image-front", front)
	b.click("[data-testid=delete-back] button") // and another form of the page
	b.has("#side-front .added img")
	b.has("[data-testid=upload-back]")
	has(token, "front")

	b, token = begin(phoneLook.withoutScripts())
	b.choose("#image-front", front)
	b.click(`.languages [lang=ja]`)
	b.until("the page is in Japanese", `document.documentElement.lang === 'ja' && `+whole)
	has(token, "front")
}

// A reviewer who switches the language has the answers, also without scripts.
func TestAnswersOutliveAnotherLanguage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, l := range []look{wideLook, wideLook.withoutScripts()} {
		ref, _ := d.submission(wish{})
		d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
		b := d.tab(l).as("reviewer")
		b.open("/submissions/" + string(ref))
		if !l.noScripts {
			b.until("it can be reviewed", reviewing)
		}
		b.click("label:has([name='check.kind-matches'][value=yes])")
		b.click(`.languages [lang=ja]`)
		b.until("the page is in Japanese", `document.documentElement.lang === 'ja' && `+whole)
		b.until("the answer is there", `document.querySelector("[name='check.kind-matches'][value=yes]").checked`)
		if got := d.state(ref); got != review.Waiting {
			t.Errorf("it is %s", got)
		}
		b.close()
		d.must(d.desk.Release(t.Context(), d.actor("reviewer"), ref))
	}
}

package browser

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

func TestApplyOnAPhone(t *testing.T) {
	t.Parallel()
	for _, l := range []look{phoneLook, phoneLook.withoutScripts()} {
		t.Run(strings.ReplaceAll(l.String(), " ", "-"), func(t *testing.T) {
			t.Parallel()
			applyOnAPhone(t, l)
		})
	}
}

// applyOnAPhone goes through the whole intake, with the mistakes that people make.
func applyOnAPhone(t *testing.T, l look) {
	d := newDesk(t)
	sp := draw(t, specimen.ResidentCard, 1)
	typed := sp.Truth.Typed
	front := keepFile(t, "IMG_4711.jpg", photo(t, sp.Front))
	back := keepFile(t, "back.jpg", sp.Back)
	b := d.tab(l)

	// Choose the document
	b.open("/")
	b.says(".purpose", d.set.Operator.Purpose)
	b.click(".hero .button.primary")
	b.at("/apply")
	b.click("label[for=kind-resident-card]")
	b.has("#kind-resident-card ~ .reminders")
	b.click("[data-testid=kind-form] .go button")

	// What is printed on it; an expired card is refused beside its field, and nothing typed is lost.
	b.has("[data-testid=identity-form]")
	for _, field := range []string{"name", "address", "room", "number"} {
		b.write("#f-"+field, typed[field])
	}
	b.write("#f-birth_date", strings.ReplaceAll(typed["birth_date"], "-", "/"))
	b.write("#f-expires_on", "2026/1/31")
	b.click("#f-back_notes label:has([value=yes])")
	b.click("[data-testid=identity-form] .go button")
	b.has("#problems")
	b.until("the summary has the focus", `document.activeElement.id === 'problems'`)
	b.says("#problems", "1")
	b.until("what was typed is still there", `document.getElementById('f-name').value === `+js(typed["name"])+
		` && document.querySelector('#f-back_notes [value=yes]').checked`)
	b.click("#problems a")
	b.until("the link leads to the field", `document.querySelector(':target, :focus')?.id === 'f-expires_on'`)
	b.empty("#f-expires_on")
	b.write("#f-expires_on", typed["expires_on"])
	b.click("[data-testid=identity-form] .go button")

	// The pictures
	b.has("[data-testid=upload-front]")
	token := strings.Split(eval[string](b, `location.pathname`), "/")[2]
	b.upload("front", front, !l.noScripts)
	b.says("#side-front", "IMG_4711.jpg")
	b.click("[data-testid=delete-front] button") // and start again
	b.has("[data-testid=upload-front]")
	b.upload("front", front, !l.noScripts)
	b.upload("back", back, false)

	// Another language keeps everything.
	b.click(`.languages a[lang=ja]`)
	b.until("the page is in Japanese", `document.documentElement.lang === 'ja' && `+whole)
	b.says("#side-front", "IMG_4711.jpg")
	b.open(link(token) + "/identity")
	b.until("what was typed is there", `document.getElementById('f-name').value === `+js(typed["name"]))
	b.says("h1", d.words.Text("ja", "apply.identity.heading"))
	b.click(`.languages button[lang=en]`)
	b.until("the page is in English", `document.documentElement.lang === 'en' && `+whole)

	// A last look, and sent
	b.open(link(token))
	b.has("[data-testid=submit-form]")
	b.says("main", typed["name"])
	b.until("both pictures are there", `document.querySelectorAll('.pictures img').length === 2`)
	b.click("[data-testid=submit-form] .go button")
	b.has("[data-testid=reference]")
	b.until("the link is there to keep", `document.querySelector('[data-testid=lookup-link]').value === `+js(d.url+link(token)))
	b.has(".qr svg")
	reference := b.text("[data-testid=reference]")
	b.open(link(token)) // again, as from a bookmark
	b.says("[data-testid=reference]", reference)
	if got := d.state(review.Reference(reference)); got != review.Waiting {
		t.Errorf("%s is %s", reference, got)
	}
	if b.desk.mustOpen(token).Lang != "en" {
		t.Error("the submission has not the language of its applicant")
	}
}

// upload adds a picture. With shrinks, it is a large one and scripts make it smaller and tell how far they
// are.
func (b *tab) upload(side, file string, shrinks bool) {
	b.t.Helper()
	if shrinks {
		// What the form says meanwhile is gone when the picture has arrived, so it is noted down.
		eval[bool](b, `(() => {
			const form = document.querySelector('[data-testid=upload-`+side+`]');
			const notes = window.notes = {said: [], bar: false, preview: false};
			new MutationObserver(() => {
				const said = form.querySelector('[data-said]').textContent;
				if (said && notes.said.at(-1) !== said) notes.said.push(said);
				notes.bar ||= !form.querySelector('[data-progress]').hidden;
				notes.preview ||= !form.querySelector('[data-preview]').hidden;
			}).observe(form, {subtree: true, childList: true, characterData: true, attributes: true});
			return true;
		})()`)
	}
	before := b.desk.received.bytes.Load()
	b.choose("#image-"+side, file)
	b.click("[data-testid=upload-" + side + "] button")
	b.has("#side-" + side + " .added img")
	b.until("the thumbnail is drawn", `document.querySelector('#side-`+side+` .added img').naturalWidth > 0`)
	if !shrinks {
		return
	}
	if sent := b.desk.received.bytes.Load() - before; sent > 700_000 {
		b.t.Errorf("%d bytes were sent of a file of %d", sent, sizeOf(b.t, file))
	}
	notes := eval[struct {
		Said         []string
		Bar, Preview bool
	}](b, `window.notes`)
	sending := b.desk.words.Text("en", "apply.images.js-sending")
	if !notes.Bar || !notes.Preview || !strings.Contains(strings.Join(notes.Said, "|"), sending) {
		b.t.Errorf("while it was sent, the form showed %+v", notes)
	}
	if got := eval[string](b, `document.activeElement.id`); got != "side-"+side {
		b.t.Errorf("the focus is on %q after the upload", got)
	}
}

func (d *desk) mustOpen(token string) *review.ApplicantView {
	d.t.Helper()
	v, err := d.desk.OpenLink(d.t.Context(), token)
	d.must(err)
	return v
}

// photo is what a telephone makes of it: the picture at 12 megapixels, with the noise of a sensor.
func photo(t *testing.T, file []byte) []byte {
	t.Helper()
	from, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	source := from.(*image.YCbCr)
	const width, height = 4000, 3000
	large := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	r := rand.New(rand.NewPCG(1, 2))
	b := source.Bounds()
	for y := range height {
		for x := range width {
			at := source.YOffset(x*b.Dx()/width, y*b.Dy()/height)
			noise := int(r.Uint32()>>24)%17 - 8
			large.Y[y*large.YStride+x] = uint8(min(255, max(0, int(source.Y[at])+noise)))
		}
	}
	for y := range height / 2 {
		for x := range width / 2 {
			at := source.COffset(2*x*b.Dx()/width, 2*y*b.Dy()/height)
			large.Cb[y*large.CStride+x], large.Cr[y*large.CStride+x] = source.Cb[at], source.Cr[at]
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, large, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	if out.Len() < 2_000_000 {
		t.Fatalf("the photo has %d bytes only", out.Len())
	}
	return out.Bytes()
}

func keepFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func sizeOf(t testing.TB, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

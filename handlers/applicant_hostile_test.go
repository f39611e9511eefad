package handlers

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/imaging"
	"shinsa/imaging/specimen"
	"shinsa/review/kinds"
)

func TestWhatIsNoJPEGGetsWordsThatHelp(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	var small bytes.Buffer
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 600, 400))); err != nil {
		t.Fatal(err)
	}
	broken := bytes.Clone(sp.Front)
	copy(broken[2:], "\xff\xc4\x00\x02")
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a PNG":       {small.Bytes(), "PNG file, such as a screenshot"},
		"a HEIC":      {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + strings.Repeat("x", 200)), "Most Compatible"},
		"a PDF":       {[]byte("%PDF-1.7\n" + strings.Repeat("x", 200)), "PDF file"},
		"a text":      {[]byte(strings.Repeat("hello ", 50)), "not a picture"},
		"half a JPEG": {sp.Front[:len(sp.Front)/2], "The end of this file is missing"},
		"nothing":     {nil, "This file is empty"},
	} {
		b.upload(link, "front", "photo.jpg", c.data).is(422).has(c.want, `id="side-front-error"`, `href="#side-front"`)
		if t.Failed() {
			t.Fatalf("that was %s", name)
		}
	}
	b.get(link + "/images").has("front.jpg") // what was there is still there
	b.in("ja").upload(link, "front", "photo.jpg", small.Bytes()).is(422).has("PNG形式")
}

func TestFormsOfPicturesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	two, twoBody := uploadBody("front", "a.jpg", sp.Front, sp.Front)
	b.send(http.MethodPost, link+"/images", two, bytes.NewReader(twoBody)).is(422).has("one picture at a time")
	none, noneBody := uploadBody("front", "")
	b.send(http.MethodPost, link+"/images", none, bytes.NewReader(noneBody)).is(422).has("choose a file first")
	empty, emptyBody := uploadBody("front", "", nil)
	b.send(http.MethodPost, link+"/images", empty, bytes.NewReader(emptyBody)).is(422).has("choose a file first")
	for _, side := range []string{"", "left", "../back", strings.Repeat("x", 9000), "front\x00"} {
		b.upload(link, side, "a.jpg", sp.Front).is(422).has("which side of the document")
	}
	contentType, body := uploadBody("front", "a.jpg", sp.Front)
	b.send(http.MethodPost, link+"/images", contentType, bytes.NewReader(body[:len(body)-40])).is(400).has("did not arrive whole", link+"/images")
	b.send(http.MethodPost, link+"/images", "multipart/form-data", bytes.NewReader(body)).is(400)
	b.post(link+"/images", url.Values{"side": {"front"}, "image": {"x"}}).is(400)
	b.header.Set("Content-Encoding", "gzip")
	b.send(http.MethodPost, link+"/images", contentType, bytes.NewReader(body)).is(415)
}

func TestExtraFieldsAndFilesChangeNothing(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	body := formPart(`name="side"`, "front") + formPart(`name="side"`, "back") + formPart(`name="other"; filename="x.exe"`, "MZ") +
		formPart("name=\"image\"; filename=\"again.jpg\"\r\nContent-Type: image/jpeg", string(sp.Front)) + formPart(`name="csrf"`, "x") + endOfForm
	b.send(http.MethodPost, link+"/images", "multipart/form-data; boundary="+boundary, strings.NewReader(body)).is(303)
	b.get(link + "/images").has("again.jpg")
	b.get(link + "/images/back").is(404)
	// Twice the same field: the first counts. A form sent as multipart is a form, too.
	b.do(http.MethodPost, link+"/identity", strings.NewReader("name=FIRST&name=SECOND&state=approved&round=9")).is(303)
	b.get(link + "/identity").has("FIRST").hasNone("SECOND")
	b.send(http.MethodPost, link+"/identity", "multipart/form-data; boundary="+boundary, strings.NewReader(formPart(`name="name"`, "THIRD")+endOfForm)).is(303)
	b.get(link + "/identity").has("THIRD")
}

func TestNoHostileFormIsAFault(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t, func(c *Config) { c.Unlimited = true }).nobody()
	link := b.begin(specimen.ResidentCard)
	values := []string{
		"", "\x00", "%", "%zz", "%ff%fe", "\xff\xfe", strings.Repeat("%41", 3000), "<script>alert(1)</script>", "' OR 1=1 --", "{{.}}", "${7*7}",
		"%0d%0aSet-Cookie:x=1", "\u202egnp.exe", "𠮷野家", "=cmd|' /C calc'!A0", "%EF%BF%BD", "%C0%AE", "9999-99-99", "-1", "1e999", "NaN", "yes%00",
	}
	fields := []string{"kind", "external_ref", "name", "address", "room", "birth_date", "number", "expires_on", "issued_on", "back_notes", "email", "house", "side", "image", "link"}
	paths := []string{"/apply", "/link", link + "/kind", link + "/identity", link + "/submit", link + "/images", link + "/images/front/delete"}
	for _, path := range paths {
		bodies := []string{"", "&&&&", "====", strings.Repeat("a&", 5000), strings.Repeat("name=x&", 500)}
		for _, v := range values {
			var all []string
			for _, f := range fields {
				all = append(all, f+"="+v, f+"="+v)
			}
			bodies = append(bodies, strings.Join(all, "&"))
		}
		for i, body := range bodies {
			for _, contentType := range []string{"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=shift_jis"} {
				a := b.send(http.MethodPost, path, contentType, strings.NewReader(body))
				if a.status >= 500 {
					t.Errorf("%s as %s, body %d: status %d\n%s", a.what, contentType, i, a.status, a.text())
				}
				if strings.Contains(a.body, "<script>alert") || a.header.Get("X") != "" || len(a.header.Values("Set-Cookie")) > 1 {
					t.Errorf("%s, body %d: the page says what was typed as markup", a.what, i)
				}
			}
		}
	}
	b.get(link + "/identity").is(200).hasNone("<script>alert")
	b.get(link + "/check").is(200).hasNone("<script>alert")
}

func TestEveryRefusalHasWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ids := []string{}
	for _, code := range imaging.RefusalCodes() {
		ids = append(ids, "image.refused."+string(code))
	}
	for _, code := range []string{
		"required", "choose", "too-long", "characters", "my-number", "email-format", "room-or-house", "image-missing", "image-noted", "image-asked", "no-address",
		"date-empty", "date-form", "date-order", "date-year", "date-impossible", "date-era", "date-range", "date-format",
	} {
		ids = append(ids, "field-error."+code)
	}
	for _, rule := range append(kinds.Rules(), "pattern", "specimen") {
		ids = append(ids, kinds.RuleApplicant(rule))
	}
	for _, lang := range []string{"en", "ja"} {
		for _, id := range ids {
			if _, ok := d.words.Lookup(lang, id); !ok {
				t.Errorf("%s has no words in %s", id, lang)
			}
		}
	}
}

func TestUploadsAreThrottledPerLink(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, other := b.begin(specimen.ResidentCard), b.begin(specimen.ResidentCard)
	for i := range uploadLinkLimit {
		if a := b.upload(link, "front", "x.jpg", []byte("no picture")); a.status != 422 {
			t.Fatalf("try %d: status %d", i+1, a.status)
		}
	}
	b.upload(link, "front", "x.jpg", []byte("no picture")).is(429).has("wait", `href="`+link+`/images"`)
	b.upload(other, "front", "x.jpg", []byte("no picture")).is(422)
}

func TestBusyDecodersAreSaidOnTheSamePage(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	budget := imaging.NewBudget(64<<20, time.Millisecond)
	d.desk.Intake = imaging.NewIntake(imaging.DefaultLimits(), budget)
	release, err := budget.Acquire(t.Context(), 64<<20)
	if err != nil {
		t.Fatal(err)
	}
	a := b.upload(link, "front", "new.jpg", sp.Front).is(503).has("Too many pictures are being checked", `id="side-front-error"`, "front.jpg")
	if a.header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
	release()
	b.upload(link, "front", "new.jpg", sp.Front).is(303)
	b.get(link + "/images").has("new.jpg")
}

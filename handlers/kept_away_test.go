package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// addThen sends a picture by a button that leads elsewhere. Nil is what a browser sends where no file was chosen.
func (b *browser) addThen(link, side, then string, data []byte) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	name := "front.jpg"
	if data == nil {
		name = ""
	}
	for _, f := range [][2]string{{"side", side}, {"then", then}} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			b.t.Fatal(err)
		}
	}
	p, err := w.CreateFormFile("image", name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = p.Write(data)
	_ = w.Close()
	return b.send(http.MethodPost, link+"/images", w.FormDataContentType(), &body)
}

// A picture that was chosen and not added is added by what leads away from its form.
func TestAChosenPictureIsKeptWhenOneGoesElsewhere(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	front := specimenOf(t, specimen.ResidentCard, 1).Front
	for then, to := range map[string]string{"lang-ja": "/images#side-front", "check": "/check", "kind": "/kind", "identity#f-room": "/identity#f-room"} {
		b := d.nobody().in("en")
		link := b.begin(specimen.ResidentCard)
		b.get(link+"/images").is(200).has(`form="add-front" name="then" value="lang-ja"`, `form="add-front" name="then" value="check"`)
		b.addThen(link, "front", then, front).leadsTo(link + to)
		b.get(link+"/images").has("front.jpg", `form="add-back" name="then"`)
		if then == "lang-ja" {
			b.get(link + "/images").has(`<html lang="ja">`)
		}
	}
	b := d.nobody().in("en")
	link := b.begin(specimen.ResidentCard)
	b.addThen(link, "front", "lang-ja", nil).leadsTo(link + "/images") // nothing was chosen
	b.get(link + "/images").has(`<html lang="ja">`).hasNone("field-error")
	b.addThen(link, "front", "check", nil).leadsTo(link + "/check")
	b.addThen(link, "front", "lang-en", []byte("%PDF-1.7")).is(422).has(`<html lang="en">`, `id="side-front-error"`, "PDF") // what is refused says so
	for _, then := range []string{"//evil.example", "sent", "check#<b>", strings.Repeat("x", 4000)} {
		a := b.addThen(link, "front", then, nil)
		if a.status == http.StatusSeeOther && a.location != link+"/check" || strings.Contains(a.body, "evil") {
			t.Errorf("%q leads to %q", then, a.location)
		}
	}
}

// A document that was marked stays marked in the other language, and nothing begins by it.
func TestAMarkedDocumentIsKeptWhenOneGoesElsewhere(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody().in("en")
	marked := `id="kind-` + specimen.MattersCertificate + `" checked`
	b.get("/apply?external_ref=A-17").is(200).has(`form="choice" name="then" value="lang-ja"`).hasNone(marked)
	b.post("/apply", url.Values{"kind": {specimen.MattersCertificate}, "external_ref": {"A-17"}, "then": {"lang-ja"}}).is(200).
		has(`<html lang="ja">`, marked, `value="A-17"`)
	b.post("/apply", url.Values{"kind": {"<b>"}, "then": {"lang-en"}}).is(200).has(`<html lang="en">`).hasNone("checked", "<b>")

	link := b.begin(specimen.ResidentCard)
	b.post(link+"/kind", url.Values{"kind": {specimen.MattersCertificate}, "then": {"lang-ja"}}).is(200).has(`<html lang="ja">`, marked)
	kindNow := func() string {
		t.Helper()
		v, err := d.desk.OpenLink(t.Context(), strings.TrimPrefix(link, "/a/"))
		if err != nil {
			t.Fatal(err)
		}
		return v.Kind.ID
	}
	if got := kindNow(); got != specimen.ResidentCard {
		t.Errorf("the switch of languages changed the document to %s", got)
	}
	b.post(link+"/kind", url.Values{"kind": {specimen.MattersCertificate}, "then": {"identity"}}).leadsTo(link + "/identity")
	if got := kindNow(); got != specimen.MattersCertificate {
		t.Errorf("going on keeps %s", got)
	}
	b.post(link+"/kind", url.Values{"then": {"images"}}).leadsTo(link + "/images")
	b.post(link+"/kind", url.Values{"kind": {"nonsense"}, "then": {"images"}}).is(422)
}

// What leads from the last look to what is missing keeps the answer that was given there.
func TestTheHouseIsKeptWhenOneAddsTheRoom(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody().in("en")
	link, _ := b.complete(specimen.ResidentCard, "yes")
	b.fill(b.get(link+"/identity").form("/identity"), map[string]string{"room": ""}).leadsTo(link + "/check")
	page := b.get(link + "/check").is(200).has("/submit?then=identity%23f-room")
	f := page.form("/submit")
	f.action += "?then=identity%23f-room"
	b.fill(f, map[string]string{"house": "no"}).leadsTo(link + "/identity#f-room")
	b.get(link + "/check").has(`value="no" checked`)
}

// Without scripts, too, a reviewer who switches the language keeps what was marked.
func TestTheSwitchOfLanguagesKeepsTheAnswers(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	b := d.as("reviewer").in("en")
	page := "/submissions/" + string(ref)
	b.get(page).is(200).hasNone(`form="decision" name="then"`) // nothing to keep: it is not held
	if err := d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false); err != nil {
		t.Fatal(err)
	}
	f := b.get(page).is(200).has(`form="decision" name="then" value="lang-ja"`).form("/decision")
	f.fields.Del("phrases") // buttons that are not pressed
	f.fields.Del("preview")
	f.fields.Set("then", "lang-ja")
	b.fill(f, map[string]string{"check.legible": "no", "note": "the corner <i>"}).leadsTo(page)
	b.get(page).has(`<html lang="ja">`, "the corner &lt;i&gt;")
	v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
	if err != nil || v.Worksheet.Answers["legible"] != review.No || v.State != review.Waiting || v.Own != nil {
		t.Errorf("kept is %+v, it is %s, %v", v.Worksheet, v.State, err)
	}
}

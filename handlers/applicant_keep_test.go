package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// Whatever leads away from a form that is not sent yet keeps what was typed, half or wrong as it is.
func TestWhatWasTypedIsKeptWhenOneGoesElsewhere(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	half := map[string]string{"name": `<i>MARIA</i> "S`, "address": "東京都新宿区", "birth_date": "31/12/1990"}
	for _, lang := range []string{"en", "ja"} {
		for then, to := range map[string]string{"kind": "kind", "images": "images", "check": "check", "lang-en": "identity", "lang-ja": "identity"} {
			b := d.nobody().in(lang)
			link := b.begin(specimen.ResidentCard)
			page := b.get(link + "/identity").is(200)
			if then != "lang-"+lang && then != "identity" {
				page.has(`form="identity" name="then" value="` + then + `"`)
			}
			f := page.form("/identity")
			f.fields.Set("then", then)
			b.fill(f, half).leadsTo(link + "/" + to)
			a := b.get(link + "/identity").is(200)
			a.has("&lt;i&gt;MARIA&lt;/i&gt; &#34;S", "東京都新宿区", `value="31/12/1990"`, `id="f-birth_date-error"`)
			a.hasNone("<i>MARIA", `id="f-number-error"`, `id="f-back_notes-error"`) // nobody has come to these yet
			if l, switched := strings.CutPrefix(then, "lang-"); switched {
				a.has(`<html lang="` + l + `">`)
			}
		}
	}
	// Another kind has what both have.
	b := d.nobody().in("en")
	link := b.begin(specimen.ResidentCard)
	f := b.get(link + "/identity").form("/identity")
	f.fields.Set("then", "kind")
	b.fill(f, half).leadsTo(link + "/kind")
	b.fill(b.get(link+"/kind").form("/kind"), map[string]string{"kind": specimen.MattersCertificate}).leadsTo(link)
	b.get(link).is(200).has("&lt;i&gt;MARIA", "東京都新宿区", `id="f-issued_on"`).hasNone(`id="f-issued_on-error"`)
	// What is emptied on purpose is empty.
	f = b.get(link + "/identity").form("/identity")
	f.fields.Set("then", "kind")
	b.fill(f, map[string]string{"address": ""}).leadsTo(link + "/kind")
	b.get(link + "/identity").is(200).has("&lt;i&gt;MARIA").hasNone("東京都新宿区")
}

func TestGoingElsewhereFromAHostileForm(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody().in("en")
	link := b.begin(specimen.ResidentCard)
	post := func(then string, typed url.Values) answer {
		typed.Set("then", then)
		return b.post(link+"/identity", typed)
	}
	// Nothing typed begins nothing and calls nothing missing.
	post("lang-ja", url.Values{"name": {""}, "email": {""}}).leadsTo(link + "/identity")
	b.get(link + "/identity").is(200).has(`<html lang="ja">`).hasNone("field-error")
	post("lang-en", url.Values{}).leadsTo(link + "/identity")
	// What cannot be kept whole is shown and not left behind.
	long := strings.Repeat("x", 3000)
	post("kind", url.Values{"name": {long}}).is(422).has(long, `id="f-name-error"`)
	post("kind", url.Values{"number": {"1234-5678-9012"}}).is(422).has("My Number").hasNone("5678")
	post("kind", url.Values{"name": {"A\x00B\xff"}}).is(422)
	// A button that there is not is none: the form is sent as ever.
	for _, then := range []string{"sent", "../../queue", "//evil.example", "lang-xx", "lang-", "KIND"} {
		post(then, url.Values{"name": {"MARIA"}}).is(422).has(`id="f-number-error"`).hasNone("evil")
	}
	b.get(link + "/identity").hasNone("5678")
}

func TestTheHouseIsKeptWhenOneGoesElsewhere(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody().in("en")
	link, _ := b.complete(specimen.ResidentCard, "yes")
	f := b.get(link + "/identity").form("/identity")
	b.fill(f, map[string]string{"room": ""}).leadsTo(link + "/check")
	page := b.get(link + "/check").is(200).has(`form="submit" name="then" value="lang-ja"`)
	f = page.form("/submit")
	f.fields.Set("then", "lang-ja")
	b.fill(f, map[string]string{"house": "yes"}).leadsTo(link + "/check")
	b.get(link+"/check").is(200).has(`<html lang="ja">`, `value="yes" checked`)
}

func TestAComplaintIsKeptInAnotherLanguage(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, token := d.submission()
	d.decided(ref, review.Reject, "expired")
	link := "/a/" + token
	b := d.nobody().in("en")
	page := b.get(link).is(200).has(`form="complaint" name="then" value="lang-ja"`)
	f := page.form("/complaint")
	f.fields.Set("then", "lang-ja")
	b.fill(f, map[string]string{"complaint": "Look <b>again</b>"}).is(200).has(`<html lang="ja">`, "Look &lt;b&gt;again").hasNone(`id="f-complaint-error"`)
	b.get(link).is(200).has(`data-testid="complaint-form"`) // nothing was sent
	b.fill(f, map[string]string{"complaint": ""}).is(200)
}

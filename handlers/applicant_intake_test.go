package handlers

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

func TestIntakeOfEveryKindInBothLanguages(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for _, kind := range specimen.Kinds() {
		for _, lang := range []string{"en", "ja"} {
			t.Run(kind+" "+lang, func(t *testing.T) {
				b := d.nobody().in(lang)
				link, _ := b.complete(kind, "yes")
				check := b.get(link).is(200)
				check.has(`<html lang="` + lang + `">`)
				check.has(link+"/kind", link+"/identity", link+"/images", "front?v=")
				b.fill(check.form("/submit"), nil).leadsTo(link)
				status := b.get(link).is(200)
				if !regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b`).MatchString(status.body) {
					t.Errorf("the status page has no reference\n%s", status.text())
				}
				word := map[string]string{"en": "In review", "ja": "審査中"}[lang]
				status.has(word, b.url+link, "9:00–17:00", "<svg viewBox")
				status.hasNone("Aiko", "reviewer")
			})
		}
	}
}

func TestEveryNoticeStandsWhereItMatters(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for lang, want := range map[string]struct{ choose, kind, identity, images, check []string }{
		"en": {
			choose:   []string{"one of the following documents", "Resident Card", "Special permanent resident certificate", "Alien registration certificate", "Certificate of Registered Matters"},
			kind:     []string{"to test", "Hoshizora Mobile", "0120-000-000"},
			identity: []string{"exactly as it is on your document", "housing complex", "expired or revoked card cannot be used", "My Number"},
			images:   []string{"or scan it", "clear and easy to read", "macro", "complete document", "up to 2 pictures", "JPEG", "500 KB", "“Add”", "file name and the small picture", "“Delete” and start again", "My Number"},
			check:    []string{"name, address and date of birth", "still valid", "picture of the back"},
		},
		"ja": {
			choose:   []string{"いずれか1点", "在留カード", "特別永住者証明書", "外国人登録証明書", "登録原票記載事項証明書"},
			kind:     []string{"to test", "Hoshizora Mobile", "0120-000-000"},
			identity: []string{"記載されているとおりに", "集合住宅", "失効したカードはご利用いただけません", "マイナンバー"},
			images:   []string{"撮影またはスキャン", "鮮明", "マクロ", "全体", "2枚まで", "JPEG", "500KB", "「追加」", "サムネイル", "「削除」", "マイナンバー"},
			check:    []string{"氏名・住所・生年月日", "有効期間内", "裏面の画像"},
		},
	} {
		b := d.nobody().in(lang)
		start := b.get("/").is(200)
		start.has(want.kind...)
		b.get("/apply").is(200).has(want.choose...).has(want.kind...)
		link := b.begin(specimen.ResidentCard)
		b.get(link).is(200).has(want.identity...)
		b.get(link + "/images").is(200).has(want.images...)
		b.get(link + "/check").is(200).has(want.check...)
	}
}

func TestPurposeStandsBeforeTheFirstField(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	for _, path := range []string{"/", "/apply"} {
		body := b.get(path).is(200).body
		purpose, field := strings.Index(body, "to test"), strings.Index(body, "<input")
		if purpose < 0 || field < purpose {
			t.Errorf("%s: the purpose is at %d, the first field at %d", path, purpose, field)
		}
	}
}

// The operator's words are those of the reader's language, where there are such.
func TestTheOperatorSpeaksTheReadersLanguage(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.set.OperatorIn = map[string]review.Operator{"ja": {Name: "ほしぞら", Contact: "窓口", DeskHours: "平日", Purpose: "試験のため"}}
	for lang, c := range map[string]struct{ own, other []string }{
		"en": {[]string{"Hoshizora Mobile", "0120-000-000", "to test"}, []string{"ほしぞら", "窓口", "試験のため"}},
		"ja": {[]string{"ほしぞら", "窓口", "試験のため"}, []string{"Hoshizora Mobile", "0120-000-000", "to test"}},
	} {
		b := d.nobody().in(lang)
		b.get("/apply").is(200).has(c.own...).hasNone(c.other...)
		link := b.begin(specimen.ResidentCard)
		a := b.fill(b.get(link).form("/identity"), map[string]string{"expires_on": "2020-01-01"}).is(422)
		a.has(c.own[1]).hasNone(c.other[1])
	}
	ref, token := d.submission() // in English
	b := d.nobody().in("ja")
	b.get("/a/" + token).is(200).has("平日").hasNone("9:00–17:00")
	d.decided(ref, review.Reject, "expired")
	b.get("/a/" + token).is(200).has("窓口") // beside the message, which is in English
	d.as("admin").get("/settings").is(200).has("試験のため", "--purpose-ja", "SHINSA_PURPOSE_JA", "to test")
}

func TestARefusedIdentityLosesNothing(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link := b.begin(specimen.ResidentCard)
	typed := map[string]string{
		"name": `<b>MARIA</b> "SANTOS"`, "address": "東京都新宿区西新宿2-8-1", "room": "", "birth_date": "31/12/1990",
		"number": "AB12", "expires_on": "2020-01-01", "email": "nobody@nowhere",
	}
	a := b.fill(b.get(link).form("/identity"), typed).is(422)
	a.has("&lt;b&gt;MARIA&lt;/b&gt; &#34;SANTOS&#34;", "東京都新宿区西新宿2-8-1", `value="31/12/1990"`, `value="AB12"`, `value="2020-01-01"`, `value="nobody@nowhere"`)
	a.has(`id="f-number-error"`, `aria-invalid="true"`, `href="#f-birth_date"`, `href="#f-back_notes"`, "special period", "0120-000-000", "Please check:")
	a.hasNone("<b>MARIA")
	// The switch of languages leads to a page that shows the same.
	ja := b.get(link + "/identity?lang=ja").is(200)
	ja.has(`value="31/12/1990"`, `value="AB12"`, `value="nobody@nowhere"`, `id="f-number-error"`, "特例期間")
	// Corrected, it goes on, and the dates are shown in full.
	typed["birth_date"], typed["number"], typed["expires_on"] = "平成2年4月1日", "ab 1234-5678 cd", "２０３１/5/20"
	typed["back_notes"], typed["email"] = "no", "maria@example.org"
	b.fill(b.get(link+"/identity").form("/identity"), typed).leadsTo(link + "/images")
	b.get(link+"/identity").has(`value="1990-04-01"`, `value="AB12345678CD"`, `value="2031-05-20"`, `value="maria@example.org"`).hasNone("field-error")
}

func TestAMyNumberIsNotKept(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link := b.begin(specimen.ResidentCard)
	a := b.fill(b.get(link).form("/identity"), map[string]string{"number": "1234-5678-9012"}).is(422)
	a.has("My Number. We must not keep it").hasNone("5678")
	b.get(link + "/identity").hasNone("5678")
}

func TestAnOverlongValueIsShownWholeAndNotTakenForGood(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, _ := b.complete(specimen.ResidentCard, "no")
	long := strings.Repeat("ABCDE ", 80)
	b.fill(b.get(link+"/identity").form("/identity"), map[string]string{"name": long}).is(422).has(strings.TrimSpace(long))
	b.get(link+"/identity").has(strings.TrimSpace(long), "too long")
	b.fill(b.get(link+"/check").form("/submit"), nil).is(422).has("too long")
}

func TestChangingTheKindKeepsWhatBothHave(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	b.fill(b.get(link+"/kind").form("/kind"), map[string]string{"kind": "alien-registration-matters-certificate"}).leadsTo(link)
	a := b.get(link).is(200)
	a.has(sp.Truth.Typed["name"], `name="issued_on"`).hasNone(`name="expires_on"`)
	b.get(link+"/images").has("front.jpg", "First page")
	b.fill(b.get(link+"/kind").form("/kind"), map[string]string{"kind": specimen.ResidentCard}).leadsTo(link)
	b.get(link+"/identity").has(sp.Truth.Typed["expires_on"], sp.Truth.Typed["number"])
	b.post(link+"/kind", url.Values{"kind": {"passport"}}).is(422).has("choose your document")
}

func TestTheBackIsNeededWhenSomethingIsWrittenOnIt(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	b.get(link + "/images").has("only if something is written or stamped on it")
	b.fill(b.get(link+"/identity").form("/identity"), map[string]string{"back_notes": "yes"}).leadsTo(link + "/images")
	b.get(link + "/images").has("needed, because something is written on it")
	b.fill(b.get(link+"/check").form("/submit"), nil).is(422).has(`href="`+link+`/images#side-back"`, "You said that something is written on the back")
	b.upload(link, "back", "back.jpg", sp.Back).is(303)
	b.fill(b.get(link).form("/submit"), nil).leadsTo(link)
}

func TestTheHouseIsAskedOnceAndOnlyWithoutARoom(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, _ := b.complete(specimen.ResidentCard, "no")
	b.get(link).hasNone(`name="house"`)
	b.fill(b.get(link+"/identity").form("/identity"), map[string]string{"room": ""}).leadsTo(link + "/check")
	f := b.get(link).has("Do you live in a house?").hasNone(`class="field-error"`).form("/submit")
	b.fill(f, nil).is(422).has(`id="house-error"`)
	b.fill(f, map[string]string{"house": "no"}).is(422).has("#house", `value="no" checked`)
	b.fill(f, map[string]string{"house": "yes"}).leadsTo(link)
}

func TestSubmitListsEverythingThatIsMissing(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link := b.begin(specimen.ResidentCard)
	a := b.post(link+"/submit", nil).is(422)
	for _, field := range []string{"name", "address", "birth_date", "number", "expires_on", "back_notes"} {
		a.has(`form="submit" name="then" value="identity#f-` + field + `"`)
	}
	a.has(`form="submit" name="then" value="images#side-front"`, `form="submit" name="then" value="lang-ja"`)
}

func TestSendingTwiceEndsOnTheSamePage(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, _ := b.sent(specimen.ResidentCard)
	b.post(link+"/submit", nil).leadsTo(link)
	b.get(link + "/submit").leadsTo(link)
	for _, step := range []string{"/kind", "/identity", "/images", "/check"} {
		b.get(link + step).leadsTo(link)
	}
	b.post(link+"/identity", url.Values{"name": {"OTHER"}}).is(409).has(`href="` + link + `"`)
	b.upload(link, "front", "x.jpg", []byte("x")).is(409)
	b.post(link+"/images/front/delete", nil).is(409)
	b.post(link+"/kind", url.Values{"kind": {specimen.ResidentCard}}).is(409)
}

func TestAPictureCanBeDeletedAndChosenAgain(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	page := b.get(link+"/images").has("front.jpg", " KB", "Delete")
	img := b.get(link + "/images/front?v=1").is(200)
	if ct := img.header.Get("Content-Type"); ct != "image/jpeg" || !strings.HasPrefix(img.body, "\xff\xd8") {
		t.Errorf("the preview is %s", ct)
	}
	b.get(link + "/images/back").is(404)
	b.get(link + "/images/front?round=x").is(404)
	b.fill(page.form("/images/front/delete"), nil).leadsTo(link + "/images")
	b.get(link+"/images").has("The picture was deleted", `name="image"`).hasNone("front.jpg")
	b.post(link+"/images/front/delete", nil).leadsTo(link + "/images") // twice changes nothing
	b.get(link + "/images/front").is(404)
	b.upload(link, "front", `C:\fake\写真 %221%22.jpg`, sp.Front).is(303)
	b.get(link + "/images").has("写真 &#34;1&#34;.jpg").hasNone("fake")
}

func TestTheOperatorsNumberIsHandedThrough(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	page := b.get("/apply?external_ref=A%26B%2F77").is(200)
	page.has(`name="external_ref" value="A&amp;B/77"`, `name="then" value="lang-ja"`)
	b.post("/apply", url.Values{"external_ref": {"A&B/77"}, "then": {"lang-ja"}}).is(200).has(`name="external_ref" value="A&amp;B/77"`, `<html lang="ja"`)
	b.get("/apply?lang=en")
	b.fill(page.form("/apply"), map[string]string{"kind": specimen.ResidentCard}).is(303)
	b.post("/apply", url.Values{"kind": {specimen.ResidentCard}, "external_ref": {strings.Repeat("x", 101)}}).is(422)
	b.post("/apply", url.Values{"external_ref": {"A77"}}).is(422).has(`value="A77"`, "choose your document")
}

func TestPastedLinks(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	host := strings.TrimPrefix(d.url, "http://")
	for pasted, want := range map[string]string{
		d.url + link:                     link,
		"  " + d.url + link + "/images ": link,
		d.url + link + "?lang=ja#x":      link,
		host + link:                      link,
		link:                             link,
		"https://evil.example" + link:    "",
		"//evil.example" + link:          "",
		"javascript:alert(1)":            "",
		d.url + "/queue":                 "",
		d.url + link + "x":               "",
		string(ref):                      "",
		"":                               "",
		"\xff\xfe":                       "",
	} {
		a := b.post("/link", url.Values{"link": {pasted}})
		if want == "" {
			a.is(422).has(`id="f-link-error"`)
			continue
		}
		a.leadsTo(want)
	}
}

func TestDraftsAreThrottledPerAddress(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	form := url.Values{"kind": {"no-such-kind"}}
	for i := range draftLimit {
		if a := b.post("/apply", form); a.status != 422 {
			t.Fatalf("try %d: status %d", i+1, a.status)
		}
	}
	a := b.post("/apply", form).is(http.StatusTooManyRequests)
	if a.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	d.clock.pass(draftWindow)
	b.post("/apply", form).is(422)
}

func TestNobodyIsThrottledWhereThatIsSwitchedOff(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t, func(c *Config) { c.Unlimited = true }).nobody()
	for range draftLimit + 5 {
		b.post("/apply", url.Values{"kind": {"no-such-kind"}}).is(422)
	}
}

func TestTheBodyOfAnUploadIsBounded(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, func(c *Config) { c.MaxUpload = 1 << 20 })
	b := d.nobody()
	link := b.begin(specimen.ResidentCard)
	contentType, body := uploadBody("front", "big.jpg", bytes.Repeat([]byte{0xff}, 3<<20))
	unknownLength := func() io.Reader { return io.MultiReader(bytes.NewReader(body)) } // sent in chunks
	a := b.send(http.MethodPost, link+"/images", contentType, bytes.NewReader(body)).is(413)
	a.has("1.0 MB", `href="`+link+`/images"`)
	b.send(http.MethodPost, link+"/images", contentType, unknownLength()).is(413)
	b.in("ja").send(http.MethodPost, link+"/images", contentType, bytes.NewReader(body)).is(413).has("サイズが大きすぎます", "解像度", `href="`+link+`/images"`)
	b.in("en").send(http.MethodPost, link+"/identity", "application/x-www-form-urlencoded", strings.NewReader("name="+strings.Repeat("a", maxForm))).is(413).has("too much text")
	b.send(http.MethodPost, "/apply", contentType, bytes.NewReader(body)).is(413) // only an upload may be large
	b.send(http.MethodGet, "/healthz", contentType, strings.NewReader("x")).is(200)
	b.send(http.MethodPost, "/nothing", contentType, unknownLength()).is(413)
}

func TestAnUploadInChunksIsAnUpload(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	contentType, body := uploadBody("front", "chunks.jpg", sp.Front)
	b.send(http.MethodPost, link+"/images", contentType, io.MultiReader(bytes.NewReader(body))).is(303)
	b.get(link + "/images").has("chunks.jpg")
}

// After a request whose body broke off, nothing of it is taken for a request of its own.
func TestABodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for _, head := range []string{
		"POST /apply HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nkind=x",
		"POST /apply HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\nGET /queue HTTP/1.1\r\nHost: HOST\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost: HOST\r\nContent-Length: 49\r\n\r\nGET /queue HTTP/1.1\r\nHost: HOST\r\nX-Pad: 0123\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(d.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		host := strings.TrimPrefix(d.url, "http://")
		_, _ = io.WriteString(conn, strings.ReplaceAll(head, "HOST", host))
		_ = conn.(*net.TCPConn).CloseWrite()
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		read, _ := io.ReadAll(conn)
		_ = conn.Close()
		if n := bytes.Count(read, []byte("HTTP/1.1 ")); n != 1 {
			t.Errorf("%d answers to %q\n%s", n, head, read)
		}
		if bytes.Contains(read, []byte("HTTP/1.1 5")) {
			t.Errorf("a fault for %q\n%s", head, read)
		}
	}
}

func TestALastRoundSaysSo(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.set.MaxRounds = 2
	b := d.nobody()
	link, ref := b.sent(specimen.ResidentCard)
	b.get(link).hasNone("last time that you can send")
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Resubmit, Reasons: []string{"name-mismatch"}, Answers: d.answersWith(ref, "name-mismatch")})
	d.settle()
	b.get(link).has("last time that you can send")
	b.get(link + "/check").has("last time that you can send")
}

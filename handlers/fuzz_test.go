package handlers

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shinsa/review"
)

// fuzzWho are those who ask, by a number.
var fuzzWho = []string{"", "reviewer", "supervisor", "support", "admin"}

// FuzzRoutes sends anything to any address as anybody. In what is sent, REFERENCE, TOKEN, DECISION and CSRF
// stand for those of a submission and of the session. No answer is a fault, leads elsewhere, or has what was
// sent in force on its page.
func FuzzRoutes(f *testing.F) {
	d := newTestDesk(f, func(c *Config) { c.Unlimited = true })
	ref, token := d.submission()
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	held, heldToken := d.submission()
	if err := d.desk.Claim(f.Context(), d.actor("reviewer"), held, false); err != nil {
		f.Fatal(err)
	}
	cookies, csrf := make([]string, len(fuzzWho)), make([]string, len(fuzzWho))
	at, _ := url.Parse(d.url)
	for i, who := range fuzzWho[1:] {
		b := d.as(who)
		cookies[i+1], csrf[i+1] = "shinsa="+b.client.Jar.Cookies(at)[0].Value, b.csrf
	}
	app := New(d.config)

	for _, r := range (&App{}).table() {
		path := strings.NewReplacer(":reference", "REFERENCE", ":token", "TOKEN", ":decision", "DECISION", ":side", "front", ":id", "DECISION").Replace(r.path)
		for who := range fuzzWho {
			f.Add(uint8(who), r.method, path, plainForm, []byte("csrf=CSRF&outcome=approve&version=1-x&verdict=agree&note=n&q=a&kind=resident-card&reference=REFERENCE"))
		}
		f.Add(uint8(1), r.method, path+"?round=1&size=full&state=waiting&sort=newest&days=30&from=2026-01-01&after=AAAA", "multipart/form-data; boundary=x",
			[]byte("--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n\r\nabc\r\n--x\r\nContent-Disposition: form-data; name=\"side\"\r\n\r\nfront\r\n--x--\r\n"))
	}
	for i, path := range hostilePaths("REFERENCE") {
		f.Add(uint8(i%len(fuzzWho)), "GET", path, "", []byte(nil))
	}
	f.Add(uint8(1), "POST", "/submissions/HELD/decision", plainForm, []byte("csrf=CSRF&version=2-x&outcome=reject&reason=expired&check.legible=no&check.legible=%ff"))
	f.Add(uint8(0), "POST", "/a/DRAFT/identity", plainForm, []byte("name=%00%ff&birth_date=%e5%b9%b3%e6%88%90&number=1&email=a@b.c&back_notes=maybe"))

	f.Fuzz(func(t *testing.T, who uint8, method, path, contentType string, body []byte) {
		n := int(who) % len(fuzzWho)
		words := strings.NewReplacer("REFERENCE", string(ref), "HELD", string(held), "TOKEN", token, "DRAFT", heldToken, "DECISION", string(id), "CSRF", url.QueryEscape(csrf[n]))
		path, body = words.Replace(path), []byte(words.Replace(string(body)))
		if strings.HasSuffix(path, "/disable") || strings.Contains(path, "/logout") || strings.Contains(path, "/account/") || strings.HasSuffix(path, "/role") {
			return // would end what the next ones need
		}
		req, err := http.NewRequest(http.MethodGet, d.url, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Method, req.RequestURI = method, path
		req.Header.Set("Content-Type", contentType)
		if cookies[n] != "" {
			req.Header.Set("Cookie", cookies[n])
		}
		res, err := app.Test(req, -1)
		if err != nil {
			return // not HTTP
		}
		defer res.Body.Close()
		page, _ := io.ReadAll(res.Body)
		a := answer{t, method + " " + path, res.StatusCode, res.Header, res.Header.Get("Location"), string(page)}
		if a.status >= 500 {
			t.Fatalf("%s as %q: status %d\n%s", a.what, fuzzWho[n], a.status, a.text())
		}
		if to, err := url.Parse(a.location); err != nil || to.Host != "" || strings.HasPrefix(a.location, "//") || strings.Contains(a.location, `\`) {
			t.Errorf("%s as %q leads to %q", a.what, fuzzWho[n], a.location)
		}
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && method != http.MethodHead {
			inspect(t, a, path, n > 0)
		}
	})
}

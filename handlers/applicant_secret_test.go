package handlers

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"shinsa/imaging/specimen"
)

// safeBuffer is a log that many requests write to.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var resource = regexp.MustCompile(`(?:src|href|action)="([^"]*)"`)

func TestALookupLinkLeaksNowhere(t *testing.T) {
	t.Parallel()
	var log safeBuffer
	d := newTestDesk(t, func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	b := d.nobody()
	link, sp := b.complete(specimen.ResidentCard, "no")
	pages := []answer{
		b.get(link), b.get(link + "/kind"), b.get(link + "/identity"), b.get(link + "/images"), b.get(link + "/check"),
		b.get(link + "/images/front"), b.post(link+"/identity", url.Values{"name": {""}}).is(422),
		b.post(link+"/submit", nil).is(422), b.post(link+"/identity", url.Values{"name": {"MARIA"}}), b.post(link+"/submit", nil),
		b.get(link), b.post(link+"/kind", nil).is(409), b.get(link + "/nothing").is(404),
		b.upload(link, "front", "a.jpg", sp.Front).is(409), b.get("/a/" + strings.Repeat("A", 32)).is(404),
	}
	for _, a := range pages {
		for key, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"} {
			if got := a.header.Get(key); !strings.Contains(got, want) {
				t.Errorf("%s (%d): %s is %q", a.what, a.status, key, got)
			}
		}
		for _, m := range resource.FindAllStringSubmatch(a.body, -1) {
			if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") || strings.HasPrefix(m[1], "//") {
				t.Errorf("%s: the page names %q, which is not ours", a.what, m[1])
			}
		}
		if strings.Contains(a.body, " style=") || strings.Contains(a.body, "<style") || strings.Contains(a.body, " onclick") {
			t.Errorf("%s: there is a style or a script in the page", a.what)
		}
	}
	token := strings.TrimPrefix(link, "/a/")
	if strings.Contains(log.String(), token) {
		t.Error("the token is in the log")
	}
	if !strings.Contains(log.String(), "/a/…/identity") {
		t.Error("the log does not name the masked path")
	}
}

var requestNumber = regexp.MustCompile(`[0-9a-f]{16}`)

func TestAWrongLinkLooksLikeEveryOtherWrongAddress(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	plain := func(a answer, path string) string {
		return requestNumber.ReplaceAllString(strings.ReplaceAll(a.body, path, "PATH"), "N")
	}
	want := plain(b.get("/nothing-here").is(404), "/nothing-here")
	guess := "/a/" + strings.Repeat("Z", 32)
	for _, path := range []string{
		guess, guess + "/identity", guess + "/images", guess + "/images/front", guess + "/check", guess + "/kind", "/a/x", "/a/%00", "/a/..%2fqueue",
	} {
		a := b.get(path).is(404)
		if got := plain(a, path); got != want && !strings.Contains(path, "%") {
			t.Errorf("GET %s answers otherwise than any other address\n%s\n%s", path, got, want)
		}
	}
	for _, path := range []string{"/identity", "/kind", "/submit", "/withdraw", "/recall", "/images/front/delete"} {
		b.post(guess+path, nil).is(404)
	}
	b.upload(guess, "front", "x.jpg", []byte("x")).is(404)
	b.send(http.MethodPost, guess+"/images", "multipart/form-data", strings.NewReader("")).is(404)
}

func TestMethods(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	link := b.begin(specimen.ResidentCard)
	if a := b.send(http.MethodHead, link, "", nil).is(200); a.body != "" {
		t.Error("HEAD has a body")
	}
	b.send(http.MethodDelete, link, "", nil).is(405)
	b.send(http.MethodPut, link+"/identity", "application/x-www-form-urlencoded", strings.NewReader("name=x")).is(405)
}

func TestOldBrowsersSendTheOriginNull(t *testing.T) {
	t.Parallel()
	b := newTestDesk(t).nobody()
	link := b.begin(specimen.ResidentCard)
	b.header.Set("Origin", "null") // because of the page's referrer policy
	b.post(link+"/identity", nil).is(422)
	b.header.Set("Origin", "https://evil.example")
	b.post(link+"/identity", nil).is(403)
	b.header.Set("Origin", "null")
	b.header.Set("Sec-Fetch-Site", "cross-site")
	b.post(link+"/identity", nil).is(403)
}

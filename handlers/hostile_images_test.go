package handlers

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// TestNoImageLeavesUnlogged asks for a picture in every way that could keep it from being logged. Each time
// by a new session, which is a grant of its own.
func TestNoImageLeavesUnlogged(t *testing.T) {
	t.Parallel()
	x := newScene(t, "reviewer", &safeBuffer{})
	x.use("usual", nil)
	x.settleIn()
	views := x.count(`SELECT count(*) FROM image_views`)
	path := x.fill("/submissions/:reference/images/:side")
	size := map[string]int{}
	for _, s := range []string{"thumb", "screen", "full"} {
		size[s] = len(x.b.get(path + "?size=" + s).is(200).body)
	}
	ask := func(words, method, query string, header http.Header) {
		b := x.as("reviewer")
		b.header = header
		before := views()
		a := b.send(method, path+query, "", nil)
		logged := views() - before
		switch {
		case a.status == http.StatusNotModified || a.status == http.StatusPartialContent:
			t.Errorf("%s: status %d", words, a.status)
		case len(a.body) > size["thumb"] && strings.HasPrefix(a.header.Get("Content-Type"), "image/") && logged != 1:
			t.Errorf("%s: %d bytes left with %d entries", words, len(a.body), logged)
		case method == "GET" && query == "?size=screen" && (a.status != 200 || len(a.body) != size["screen"]):
			t.Errorf("%s: status %d, %d bytes, want %d", words, a.status, len(a.body), size["screen"])
		}
		for _, h := range []string{"Etag", "Last-Modified", "Accept-Ranges", "Age", "Expires"} {
			if a.header.Get(h) != "" {
				t.Errorf("%s: there is %s: %s", words, h, a.header.Get(h))
			}
		}
	}
	for words, header := range map[string]http.Header{
		"nothing more":     {},
		"an ETag":          {"If-None-Match": {"*"}},
		"a strong ETag":    {"If-None-Match": {`"1234"`, `W/"1234"`}},
		"a date ahead":     {"If-Modified-Since": {"Tue, 24 Nov 2099 00:00:00 GMT"}},
		"a range":          {"Range": {"bytes=0-"}},
		"ranges":           {"Range": {"bytes=0-1,5-9,-1"}, "If-Range": {"x"}},
		"a cache":          {"Cache-Control": {"only-if-cached"}, "Pragma": {"no-cache"}},
		"fetching ahead":   {"Sec-Purpose": {"prefetch;prerender"}, "Purpose": {"prefetch"}, "X-Moz": {"prefetch"}},
		"another method":   {"X-Http-Method-Override": {"HEAD"}, "X-Method": {"HEAD"}},
		"another address":  {"X-Original-Url": {"/submissions/x/images/front?size=thumb"}, "X-Rewrite-Url": {"/"}},
		"no picture":       {"Accept": {"text/plain"}},
		"a compressed one": {"Accept-Encoding": {"gzip, br"}},
	} {
		ask(words, "GET", "?size=screen", header)
	}
	for _, query := range []string{"", "?size=full", "?size=thumb&size=full", "?size=full&size=thumb", "?size=full&round=1&round=2", "?SIZE=full&size=screen", "?size=screen%00", "?size=thumb;size=full"} {
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST"} {
			ask(method+" "+query, method, query, http.Header{})
		}
	}
}

// TestNothingIsShownThatCannotBeLogged locks the database for others, as a backup or a full disk would. What
// must be written first is refused in words; what is only read goes on, and so does everything afterwards.
func TestNothingIsShownThatCannotBeLogged(t *testing.T) {
	t.Parallel()
	x := newScene(t, "reviewer", &safeBuffer{})
	x.use("usual", func(s *staging) { s.held(x.me) })
	x.settleIn()
	screen, page := x.fill("/submissions/:reference/images/:side?size=screen"), x.fill("/submissions/:reference")
	decide := x.fill("/submissions/:reference/decision")
	form := deciding(review.Approve)(x)
	draft := x.nobody().begin("resident-card")
	x.b.get(page).is(200)

	file, ok := strings.CutPrefix(x.db, "sqlite:")
	if !ok {
		t.Skip("PostgreSQL has no such lock")
	}
	other, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)")
	x.must(err)
	defer other.Close()
	lock, err := other.Conn(t.Context())
	x.must(err)
	defer lock.Close()
	_, err = lock.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	x.must(err)
	before := x.standing()
	refused := make(chan answer, 3)
	go func() { refused <- x.b.get(screen) }()
	go func() { refused <- x.b.post(decide, form).has(matrixNote) }()
	go func() {
		refused <- x.b.post(draft+"/identity", url.Values{"name": {"TYPED MEANWHILE"}}).has("TYPED MEANWHILE")
	}()
	start := time.Now()
	for _, p := range []string{page, "/queue", page + "/images/front?size=thumb", "/a/" + x.paper.token, "/audit"} {
		x.b.get(p).is(200)
	}
	if d := time.Since(start); d > 3*time.Second {
		t.Errorf("reading waits for the lock: %v", d)
	}
	for range 3 {
		a := (<-refused).is(503)
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %v", a.what, a.header)
		}
		a.has("<h1")
	}
	if after := x.standing(); after.Version != before.Version || after.Decision != before.Decision {
		t.Error("half of a decision was written")
	}
	_, err = lock.ExecContext(context.Background(), "ROLLBACK")
	x.must(err)
	x.b.get(screen).is(200)
	x.b.post(decide, form).is(303)
}

// TestOneTimeLinksAreForOne uses each kind of link twice at once.
func TestOneTimeLinksAreForOne(t *testing.T) {
	t.Parallel()
	x := newScene(t, "nobody", &safeBuffer{})
	for kind, words := range map[string]string{"/welcome/": "an invitation", "/reset/": "a reset"} {
		x.begin()
		slicesOf(onOneTimeLink(), words)[0].arrange(x)
		answers := make(chan int, 6)
		for range 6 {
			go func() {
				a := x.nobody().post(kind+x.params["token"], url.Values{"name": {"Ivo Kimura"}, "password": {"another-korrekt-horse"}})
				answers <- a.status
			}()
		}
		used := 0
		for range 6 {
			switch s := <-answers; s {
			case 303:
				used++
			case 404:
			default:
				t.Errorf("%s: status %d", words, s)
			}
		}
		if used != 1 {
			t.Errorf("%s was used %d times", words, used)
		}
	}
}

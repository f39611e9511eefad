package handlers

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/db/dbtest"
	"shinsa/review"
)

// raw sends bytes as they are, as no browser would, and reads what is answered. Status 0 is a connection
// that was closed without an answer.
func (b *browser) raw(head, body string) answer {
	b.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	at, _ := url.Parse(b.url)
	for _, c := range b.client.Jar.Cookies(at) {
		head += "Cookie: " + c.Name + "=" + c.Value + "\r\n"
	}
	if _, err := io.WriteString(conn, head+"Connection: close\r\n\r\n"+body); err != nil {
		return answer{t: b.t, what: head}
	}
	_ = conn.(*net.TCPConn).CloseWrite() // nothing more will come
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return answer{t: b.t, what: head}
	}
	defer res.Body.Close()
	read, _ := io.ReadAll(res.Body)
	return answer{b.t, strings.SplitN(head, "\r\n", 2)[0], res.StatusCode, res.Header, res.Header.Get("Location"), string(read)}
}

// hostilePaths are addresses that no page of ours has. Each is asked for as everybody.
func hostilePaths(ref review.Reference) []string {
	r := string(ref)
	return []string{
		"//evil.example", "///evil.example/x", "/\\evil.example", "/%5Cevil.example", "/%2F%2Fevil.example", "/%2e%2e/%2e%2e/etc/passwd",
		"/submissions/../queue", "/submissions/..%2fqueue", "/submissions/" + r + "/../../staff", "/submissions/" + r + "%00", "/submissions/" + r + "/images/..%2ffront",
		"/submissions/" + r + "/images/front%00", "/submissions/" + r + "/images/thumb", "/submissions/" + r + "/images/front/", "/submissions//images/front",
		"/submissions/" + r + "/images/front?size=original", "/submissions/" + r + "/images/front?size=thumb&size=full&size=", "/submissions/" + r + "/images/front?size=%00",
		"/submissions/" + r + "/images/front?round=-1", "/submissions/" + r + "/images/front?round=0", "/submissions/" + r + "/images/front?round=999999999999",
		"/submissions/" + r + "/images/front?round=99999999999999999999999", "/submissions/" + r + "/images/front?round=abc", "/submissions/" + r + "/images/front?round=1e3",
		"/submissions/" + r + "/images/front?round=2", "/submissions/" + r + "/images/%ff%fe", "/submissions/%F0%9F%92%A9", "/submissions/\xff\xfe", "/submissions/%", "/submissions/%zz",
		"/submissions/' OR 1=1 --", "/submissions/7K3M-9QXA;jsessionid=1", "/submissions/" + strings.Repeat("A", 9000),
		"/audit/..", "/audit/%2e%2e", "/audit/00000000-0000-0000-0000-000000000000", "/audit/{00000000-0000-0000-0000-000000000000}", "/audit/log/checkpoint", "/audit/%00",
		"/audit?after=AAAA", "/audit?after=%00", "/audit?person=%27", "/audit?person=\xff", "/audit?from=9999999999-01-01", "/audit?from=0000-00-00&until=9999-12-31", "/audit?outcome=x",
		"/queue?after=%ff", "/queue?after=MC4wLjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA", "/queue?state[]=draft", "/queue?state=draft", "/queue?state=second_review", "/queue?sort=rank;drop",
		"/queue?q=%00", "/queue?q=" + strings.Repeat("%E3%81%82", 2000), "/queue?search=%27%20OR%201=1", "/queue?search=\xff\xfe", "/queue?kind=../../etc", "/queue?%zz=%zz", "/queue?" + strings.Repeat("a=b&", 2000),
		"/stats?days=-1", "/stats?days=99999999999999999999", "/stats?days=NaN", "/lookup?reference=" + r, "/staff/%2e%2e", "/staff/\x00", "/staff/%00", "/staff/roles/x",
		"/login?next=//evil.example", "/login?next=/%5Cevil.example", "/login?next=https:evil.example", "/login?next=%0d%0aSet-Cookie:x=1", "/?lang=%00", "/?lang=../en", "/?lang=ja&lang=xx",
		"/a/", "/a//", "/a/%2e%2e", "/a/%00", "/a/" + strings.Repeat("A", 31), "/a/" + strings.Repeat("A", 33), "/a/" + strings.Repeat("%41", 32), "/a/" + strings.Repeat("é", 16),
		"/a/x/images/front?round=-1", "/a/x/images/front?round=999999999999", "/a/../queue", "/a/%2e%2e/queue", "/welcome/", "/welcome/%00", "/reset/..", "/reset/" + strings.Repeat("Q", 5000),
		"/assets/", "/assets/x/../../go.mod", "/assets/x/%2e%2e%2fgo.mod", "/assets/..%2f..%2fetc/passwd", "/assets/x/base.css%00.js", "/assets/x/", "/public/base.css", "/.git/config", "/.env", "/debug/pprof/", "/metrics", "/server-status", "/favicon.ico", "/robots.txt",
		"/decisions/x/retract", "/decisions/\xff\xfe/retract", "/decisions/%00/report", "/decisions/\xff/report", "/audit/\xff", "/staff/\xff/role", "/staff/%ff/confirm", "/queue?search=%00",
		"/submissions/" + r + "/images/\xff/purge", "/a/\xff/images/\xff/delete", "/welcome/\xff", "/reset/\xff\x00", "/outbox/", "*", "http://evil.example/queue", "", "x", "?", "#", "/#", "/ HTTP/9.9", "/queue HTTP/1.0",
	}
}

// TestStrangeAddresses asks for what nobody links to, with bytes that no browser sends.
func TestStrangeAddresses(t *testing.T) {
	t.Parallel()
	for on, database := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			var log safeBuffer
			askStrangely(t, newTestDeskOn(t, database(t), logTo(&log)), &log)
		})
	}
}

func askStrangely(t *testing.T, d *testDesk, log *safeBuffer) {
	t.Helper()
	ref, token := d.submission()
	for _, who := range []string{"", "reviewer", "supervisor", "support", "admin"} {
		b := d.nobody()
		if who != "" {
			b = d.as(who)
		}
		for _, path := range hostilePaths(ref) {
			methods := []string{"GET", "POST"}
			if who == "" || who == "supervisor" {
				methods = append(methods, "HEAD", "DELETE", "OPTIONS", "TRACE")
			}
			for _, method := range methods {
				head, body := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, strings.TrimPrefix(d.url, "http://")), ""
				if method == "POST" {
					body = url.Values{"csrf": {b.csrf}, "round": {"1"}, "verdict": {"agree"}, "note": {"n"}, "confirmed": {"yes"}}.Encode()
					head += fmt.Sprintf("Content-Length: %d\r\nContent-Type: %s\r\n", len(body), plainForm)
				}
				a := b.raw(head, body)
				if a.status >= 500 {
					t.Errorf("%s as %q: status %d\n%s", a.what, who, a.status, a.text())
				}
				if a.status == 0 {
					continue // not answered: not HTTP
				}
				if (method == "HEAD" || method == "TRACE") && a.status < 400 && len(a.body) > 0 {
					t.Errorf("%s as %q has a body", a.what, who)
				}
				if to, err := url.Parse(a.location); err != nil || to.Host != "" || strings.HasPrefix(a.location, "//") || strings.Contains(a.location, `\`) {
					t.Errorf("%s as %q leads to %q", a.what, who, a.location)
				}
				if a.header.Get("Set-Cookie") != "" && strings.Contains(a.header.Get("Set-Cookie"), "x=1") || a.header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s as %q (%d): headers %v", a.what, who, a.status, a.header)
				}
				if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && method != "HEAD" {
					if a.status >= 400 && !strings.Contains(a.body, "<h1") {
						t.Errorf("%s as %q (%d) is told in no words:\n%s", a.what, who, a.status, a.body)
					}
					inspect(t, a, a.what, who != "")
				}
			}
		}
	}
	for _, path := range []string{"/A/%s", "//a/%s", "/a//%s", "/a/%s/", "/a/%s%%20", "/%s", "/a/./%s", "/x/../a/%s", "/link/%s", "/a/x/%s", "/a/%s/images/%[1]s"} {
		d.nobody().raw("GET "+fmt.Sprintf(path, token)+" HTTP/1.1\r\nHost: x\r\n", "")
	}
	if strings.Contains(log.String(), token) {
		t.Error("the token is in the log")
	}
	for line := range strings.Lines(log.String()) {
		if !strings.HasPrefix(line, "time=") {
			t.Errorf("a line of the log begins with what was sent: %q", line)
			break
		}
	}
}

// TestStrangeHeads sends requests whose heads are too large, doubled, or of two minds.
func TestStrangeHeads(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	host := strings.TrimPrefix(d.url, "http://")
	b := d.as("reviewer")
	for name, c := range map[string]struct{ head, body string }{
		"a header of 1 MB":         {"GET /queue HTTP/1.1\r\nHost: " + host + "\r\nX-Long: " + strings.Repeat("a", 1<<20) + "\r\n", ""},
		"ten thousand headers":     {"GET /queue HTTP/1.1\r\nHost: " + host + "\r\n" + strings.Repeat("X-Many: a\r\n", 10_000), ""},
		"an address of 1 MB":       {"GET /" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: " + host + "\r\n", ""},
		"no host":                  {"GET /queue HTTP/1.1\r\n", ""},
		"two hosts":                {"GET /queue HTTP/1.1\r\nHost: " + host + "\r\nHost: evil.example\r\n", ""},
		"two lengths":              {"POST /queue/next HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 3\r\nContent-Length: 30\r\n", "a=b"},
		"a length below zero":      {"POST /queue/next HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: -1\r\n", "a=b"},
		"a length that is none":    {"POST /queue/next HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: abc\r\n", "a=b"},
		"a length without end":     {"POST /queue/next HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 99999999999999999999\r\n", "a=b"},
		"a length of 1 GB":         {"POST /queue/next HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1073741824\r\n", "a=b"},
		"length and chunks":        {"POST /queue/next HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nGET /staff HTTP/1.1\r\n\r\n"},
		"chunks that are none":     {"POST /queue/next HTTP/1.1\r\nHost: " + host + "\r\nTransfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n"},
		"a space before a colon":   {"GET /queue HTTP/1.1\r\nHost : " + host + "\r\n", ""},
		"a name with a line in it": {"GET /queue HTTP/1.1\r\nHost: " + host + "\r\nX-A: b\nSet-Cookie: x=1\r\n", ""},
		"a folded header":          {"GET /queue HTTP/1.1\r\nHost: " + host + "\r\nX-A: b\r\n c: d\r\n", ""},
		"bytes":                    {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", ""},
		"half a line":              {"GET", ""},
		"cookies of nonsense":      {"GET /queue HTTP/1.1\r\nHost: " + host + "\r\nCookie: shinsa=; shinsa=\x01; =; ;;; shinsa_flash=ok.<script>; shinsa_undo=a.b.c.d\r\n", ""},
		"languages of nonsense":    {"GET /login HTTP/1.1\r\nHost: " + host + "\r\nAccept-Language: " + strings.Repeat("xx-", 2000) + "\r\n", ""},
	} {
		if a := b.raw(c.head, c.body); a.status >= 500 {
			t.Errorf("%s: status %d\n%s", name, a.status, a.text())
		} else if a.status > 0 && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", name, a.header)
		}
	}
	b.get("/queue").is(200)
}

// TestARequestInABodyIsNone hides a request in the body of another, in the ways in which a proxy and a server
// may come to two minds about where a body ends. There is one answer, and then the connection is as new.
func TestARequestInABodyIsNone(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	host := strings.TrimPrefix(d.url, "http://")
	inner := "GET /hidden HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
	length, longer := fmt.Sprintf("Content-Length: %d\r\n", len(inner)), fmt.Sprintf("Content-Length: %d\r\n", len("0\r\n\r\n")+len(inner))
	for name, c := range map[string]struct{ line, head, body string }{
		"by a method that is none":      {"FOO /", length, inner},
		"by GET":                        {"GET /login", length, inner},
		"by HEAD":                       {"HEAD /login", length, inner},
		"by OPTIONS":                    {"OPTIONS /login", length, inner},
		"to a file":                     {"GET /assets/x/base.css", length, inner},
		"to a route without a body":     {"GET /healthz", length, inner},
		"from another site":             {"POST /login", "Origin: https://evil.example\r\n" + length, inner},
		"by length and chunks":          {"POST /login", longer + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + inner},
		"by chunks and length":          {"POST /login", "Transfer-Encoding: chunked\r\n" + longer, "0\r\n\r\n" + inner},
		"by chunks of another name":     {"POST /login", longer + "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + inner},
		"by chunks of two names":        {"POST /login", "Transfer-Encoding: identity, chunked\r\n", "0\r\n\r\n" + inner},
		"by chunks with a tab":          {"POST /login", longer + "Transfer-Encoding:\tchunked\r\n", "0\r\n\r\n" + inner},
		"by chunks with a space before": {"POST /login", longer + "Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + inner},
		"by two lengths":                {"POST /login", "Content-Length: 0\r\n" + length, inner},
		"by two lengths, the other way": {"POST /login", length + "Content-Length: 0\r\n", inner},
		"by a length with a sign":       {"POST /login", strings.Replace(length, ": ", ": +", 1), inner},
		"by a body that is too large":   {"POST /login", "Content-Length: 300000\r\n", strings.Repeat("a", 300_000-len(inner)) + inner},
	} {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		_, _ = io.WriteString(conn, c.line+" HTTP/1.1\r\nHost: "+host+"\r\n"+c.head+"\r\n"+c.body)
		_ = conn.(*net.TCPConn).CloseWrite()
		got, _ := io.ReadAll(conn)
		conn.Close()
		if n := strings.Count(string(got), "HTTP/1.1 "); n > 1 {
			t.Errorf("hidden %s: %d answers", name, n)
		}
	}
}

// TestADemonstrationIsReachedByLoopbackOnly asks for it under other names.
func TestADemonstrationIsReachedByLoopbackOnly(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, func(c *Config) { c.Demo = true })
	b := d.nobody()
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1": 200, "127.0.0.1:8080": 200, "127.1.2.3": 200, "[::1]": 200, "[::1]:8080": 200, "LOCALHOST": 200,
		"evil.example": 421, "evil.example:8080": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example": 421, "127.0.0.1@evil.example": 421,
		"0.0.0.0": 421, "[::]": 421, "[fe80::1]": 421, "192.168.0.1": 421, "[::1:80": 421, "[": 421, "2130706433": 421, "localhost%00.evil.example": 421,
	} {
		for _, path := range []string{"/", "/login", "/queue", "/nothing"} {
			a := b.raw("GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\n", "")
			if refused := a.status == 421 || a.status == 400 || a.status == 0; refused != (want == 421) {
				t.Errorf("%s of %q: status %d, want %d", path, host, a.status, want)
			}
		}
		a := b.raw("GET / HTTP/1.1\r\nHost: "+host+"\r\nX-Forwarded-Host: localhost\r\n", "")
		if refused := a.status == 421 || a.status == 400 || a.status == 0; refused != (want == 421) {
			t.Errorf("%q, forwarded: status %d, want %d", host, a.status, want)
		}
	}
}

// TestTheAddressIsTheNearestThatIsNotTrusted counts tries to sign in by the address that a proxy tells of.
// What a client says itself must neither spare it the wait nor make somebody else wait.
func TestTheAddressIsTheNearestThatIsNotTrusted(t *testing.T) {
	t.Parallel()
	const limit = 5 // tries a minute
	try := func(b *browser, n int, forwarded ...string) int {
		b.t.Helper()
		body := url.Values{"email": {"reviewer@example.com"}, "password": {fmt.Sprint("wrong", n)}}.Encode()
		head := "POST /login HTTP/1.1\r\nHost: " + strings.TrimPrefix(b.url, "http://") + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		for _, f := range forwarded {
			head += "X-Forwarded-For: " + f + "\r\n"
		}
		return b.raw(head+fmt.Sprintf("Content-Length: %d\r\n", len(body)), body).status
	}
	t.Run("nobody is trusted", func(t *testing.T) {
		t.Parallel()
		b := newTestDesk(t).nobody()
		for n := range limit {
			if got := try(b, n, fmt.Sprintf("192.0.2.%d", n)); got != 401 {
				t.Fatalf("try %d: %d", n, got)
			}
		}
		if got := try(b, limit, "192.0.2.99"); got != 429 {
			t.Errorf("an address that the client made up spares it the wait: %d", got)
		}
	})
	t.Run("a proxy is trusted", func(t *testing.T) {
		t.Parallel()
		d := newTestDesk(t, func(c *Config) {
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
		})
		b := d.nobody()
		for n := range limit {
			if got := try(b, n, fmt.Sprintf("192.0.2.%d, 198.51.100.7, 10.1.2.3", n)); got != 401 {
				t.Fatalf("try %d: %d", n, got)
			}
		}
		for what, forwarded := range map[string][]string{
			"a made up address before it":   {"192.0.2.99, 198.51.100.7"},
			"a line of its own before it":   {"192.0.2.98", "198.51.100.7"}, // as a proxy that adds a line
			"nonsense before it":            {"<script>, 198.51.100.7, 10.0.0.1"},
			"an IPv6 form of the same":      {"::ffff:198.51.100.7"},
			"another trusted proxy between": {"198.51.100.7, 10.9.9.9, 127.0.0.2"},
		} {
			if got := try(b, limit, forwarded...); got != 429 {
				t.Errorf("%s spares it the wait: %d", what, got)
			}
		}
		if got := try(b, 9, "198.51.100.8"); got != 401 {
			t.Errorf("another address waits, too: %d", got)
		}
	})
}

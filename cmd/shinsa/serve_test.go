package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// From nothing to a first decision, as docs/operations.md has it.
func TestServe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, keyFile := filepath.Join(dir, "data"), filepath.Join(dir, "etc", "master.key")
	write(t, filepath.Join(dir, "etc", "shinsa.env"), "")
	shinsa(t, "key", "new", keyFile).fine(t)
	for email, role := range map[string]string{"admin@operator.example": "admin", "chief@operator.example": "supervisor", "aiko@operator.example": "reviewer"} {
		typing(t, staffPassword+"\n", "staff", "add", email, "--role", role, "--password-stdin", "--data", data, "--key-file", keyFile).fine(t)
	}
	p := started(t, serveArgs(data, "--key-file", keyFile)...)
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := status(p.url + path); got != http.StatusOK {
			t.Errorf("%s answers %d", path, got)
		}
	}
	applicant, reviewer := newVisitor(p.url), newVisitor(p.url)
	link, ref, err := applicant.applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := reviewer.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	if err := reviewer.claim(ref); err != nil {
		t.Fatal(err)
	}
	id, err := reviewer.decide(ref, "reject", "cropped")
	if err != nil {
		t.Fatal(err)
	}
	if err := reviewer.retract(id); err != nil {
		t.Fatal(err)
	}
	if _, err := reviewer.decide(ref, "approve"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the applicant reads the outcome", func() bool { return applicant.sees(link, "Your identity document was approved") == nil })
	ended := p.stop().fine(t)
	checkLog(t, ended.err, link, ref)
}

// checkLog reads every line of a server's log and looks for what must not be there.
func checkLog(t *testing.T, log, link, ref string) {
	t.Helper()
	requests := 0
	for line := range strings.Lines(log) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("not a line of JSON: %s", line)
		}
		if entry["msg"] == "request" {
			requests++
		}
		if entry["level"] == "ERROR" {
			t.Errorf("an error: %s", line)
		}
		for _, secret := range []string{strings.TrimPrefix(link, "/a/"), "MARIA", "AB12345678CD", "西新宿", "operator.example", staffPassword} {
			if strings.Contains(line, secret) {
				t.Errorf("the log tells %q: %s", secret, line)
			}
		}
	}
	if requests < 10 || !strings.Contains(log, "/a/…") {
		t.Errorf("%d requests in the log", requests)
	}
}

// A request that is under way when the server is asked to end is answered.
func TestRequestsUnderWayAreAnsweredAtTheEnd(t *testing.T) {
	t.Parallel()
	p := started(t, serveArgs(newStore(t))...)
	applicant := newVisitor(p.url)
	link, err := applicant.draft()
	if err != nil {
		t.Fatal(err)
	}
	if err := applicant.identity(link, nil); err != nil {
		t.Fatal(err)
	}
	// An upload of which half has arrived.
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := fmt.Sprintf("--b\r\nContent-Disposition: form-data; name=\"side\"\r\n\r\nfront\r\n"+
		"--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n%s\r\n--b--\r\n", photo())
	fmt.Fprintf(conn, "POST %s/images HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		link, strings.TrimPrefix(p.url, "http://"), len(body))
	answers := bufio.NewReader(conn)
	// It is under way once the server asks for the rest: before, the connection may still wait to be taken.
	if res, err := http.ReadResponse(answers, nil); err != nil || res.StatusCode != http.StatusContinue {
		t.Fatalf("the server does not ask for the body: %v", err)
	}
	if _, err := conn.Write([]byte(body[:len(body)/2])); err != nil {
		t.Fatal(err)
	}
	ended := make(chan said, 1)
	go func() { ended <- p.stop() }()
	eventually(t, "the server takes no new connection", func() bool { return status(p.url+"/healthz") == 0 })
	if _, err := conn.Write([]byte(body[len(body)/2:])); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Errorf("it was answered %d, want 303", res.StatusCode)
	}
	end := <-ended
	end.fine(t)
}

// A visitor whose browser keeps its connection open does not hold up the end.
func TestIdleConnectionsDoNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	p := started(t, serveArgs(newStore(t))...)
	v := newVisitor(p.url)
	if err := v.sees("/", "html"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan said, 1)
	go func() { ended <- p.stop() }()
	end := <-ended
	end.fine(t)
}

// Everything can be said by the environment, also what a list is.
func TestServeReadsTheEnvironment(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	p := launch(t, append([]string{
		"SHINSA_DATA=" + data, "SHINSA_ADDR=127.0.0.1:0", "SHINSA_KINDS_OFFERED=resident-card,alien-registration-certificate",
		"SHINSA_TIME_ZONE=Europe/Paris", "SHINSA_TRUSTED_PROXIES=127.0.0.1/32,10.0.0.0/8", "SHINSA_SMTP_HOST=localhost",
		"SHINSA_SMTP_TLS=none", "SHINSA_SMTP_FROM=desk@operator.example", "SHINSA_SESSION_IDLE=10m", "SHINSA_MAX_ROUNDS=2",
	}, operatorEnv...), "serve").ready()
	v := newVisitor(p.url)
	pg, err := v.get("/apply")
	if err != nil {
		t.Fatal(err)
	}
	f, err := pg.form("/apply")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.options["kind"]; len(got) != 2 {
		t.Errorf("offered are %q, want two kinds", got)
	}
	for _, text := range []string{"Hoshizora Mobile", "0120-000-000", "to test"} {
		if !strings.Contains(pg.body, text) {
			start, err := v.get("/")
			if err != nil || !strings.Contains(start.body, text) {
				t.Errorf("no page says %q", text)
			}
		}
	}
	p.stop().fine(t)
}

// The throttles count the applicant's address behind a trusted proxy, and the proxy's own behind another.
func TestTrustedProxies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		trusted []string
		limited bool // all share one throttle
	}{
		{"trusted", []string{"--trusted-proxies", "127.0.0.1"}, false},
		{"not trusted", nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := started(t, serveArgs(newStore(t), c.trusted...)...)
			limited := false
			for n := range 125 { // more than one address may begin in an hour
				req, err := http.NewRequest(http.MethodPost, p.url+"/apply", strings.NewReader(url.Values{"kind": {"resident-card"}}.Encode()))
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", n+1))
				res, err := newVisitor("").client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				if res.StatusCode == http.StatusTooManyRequests {
					limited = true
					break
				}
			}
			if limited != c.limited {
				t.Errorf("all share one throttle: %v, want %v", limited, c.limited)
			}
		})
	}
}

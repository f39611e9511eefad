package main

import (
	"bufio"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var oneTimeLink = regexp.MustCompile(`(http://[\w.:-]+)(/(?:welcome|reset)/[\w-]{43})`)

// mailbox is a mail server on this machine that takes everything.
type mailbox struct {
	port  string
	mu    sync.Mutex
	mails []string // head and body, decoded
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	m := &mailbox{}
	_, m.port, _ = net.SplitHostPort(l.Addr().String())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go m.talk(conn)
		}
	}()
	return m
}

// talk speaks SMTP (RFC 5321) for as long as the other side does.
func (m *mailbox) talk(conn net.Conn) {
	defer conn.Close()
	fmt.Fprint(conn, "220 mailbox\r\n")
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case verb == "DATA":
			fmt.Fprint(conn, "354 go on\r\n")
			var text strings.Builder
			for line, err = r.ReadString('\n'); err == nil && line != ".\r\n"; line, err = r.ReadString('\n') {
				text.WriteString(line)
			}
			head, body, _ := strings.Cut(text.String(), "\r\n\r\n")
			plain, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
			m.mu.Lock()
			m.mails = append(m.mails, head+"\n\n"+string(plain))
			m.mu.Unlock()
			fmt.Fprint(conn, "250 taken\r\n")
		case verb == "QUIT":
			fmt.Fprint(conn, "221 bye\r\n")
			return
		default:
			fmt.Fprint(conn, "250 fine\r\n")
		}
	}
}

// mail waits for the n-th mail.
func (m *mailbox) mail(t *testing.T, n int) (text string) {
	t.Helper()
	eventually(t, fmt.Sprintf("mail %d", n), func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		if len(m.mails) < n {
			return false
		}
		text = m.mails[n-1]
		return true
	})
	return text
}

// asks fills in the form of a page and sends it.
func (v *visitor) asks(path, action string, fields url.Values) (page, error) {
	p, err := v.get(path)
	if err != nil {
		return p, err
	}
	f, err := p.form(action)
	if err != nil {
		return p, err
	}
	for name, values := range fields {
		f.fields[name] = values
	}
	return v.post(f.action, f.fields)
}

// With a mail server, who is invited on the page and who forgot the password get their links by mail, and
// nobody else sees them: not the administrator, and not the server's log.
func TestOneTimeLinksGoByMail(t *testing.T) {
	t.Parallel()
	data, box := newStore(t), newMailbox(t)
	p := launch(t, nil, serveArgs(data, "--smtp-host", "127.0.0.1", "--smtp-port", box.port, "--smtp-tls", "none", "--smtp-from", "desk@operator.example")...).ready()
	admin := newVisitor(p.url)
	if err := admin.signIn("admin@operator.example", staffPassword, "/staff"); err != nil {
		t.Fatal(err)
	}
	invited, err := admin.asks("/staff", "/staff/invite", url.Values{"email": {"gen@operator.example"}, "role": {"support"}})
	if err != nil || invited.is(303) != nil {
		t.Fatal(err, invited.text())
	}
	mail := box.mail(t, 1)
	link := oneTimeLink.FindStringSubmatch(mail)
	if link == nil || link[1] != p.url || !strings.Contains(mail, "To: <gen@operator.example>") || !strings.Contains(mail, "Content-Language: ja, en") {
		t.Fatalf("the mail:\n%s", mail)
	}
	eventually(t, "the page says that it went", func() bool { return admin.sees(invited.location, "Sent to gen@operator.example") == nil })
	page, err := admin.get(invited.location)
	if err != nil || oneTimeLink.MatchString(page.body) || strings.Contains(page.body, link[2]) {
		t.Errorf("the page shows the link: %v", err)
	}
	gen := newVisitor(p.url)
	if done, err := gen.post(link[2], url.Values{"name": {"Gen Mori"}, "password": {staffPassword}}); err != nil || done.is(303) != nil {
		t.Fatal(err, done.text())
	}
	if err := gen.signIn("gen@operator.example", staffPassword, "/lookup"); err != nil {
		t.Error(err)
	}

	for _, email := range []string{"nobody@operator.example", "gen@operator.example"} {
		if asked, err := newVisitor(p.url).post("/forgot", url.Values{"email": {email}}); err != nil || asked.is(303) != nil {
			t.Fatal(err, asked.text())
		}
	}
	again := oneTimeLink.FindStringSubmatch(box.mail(t, 2))
	const third = "nine slow rivers east"
	if again == nil || !strings.HasPrefix(again[2], "/reset/") {
		t.Fatalf("the mail:\n%s", box.mail(t, 2))
	}
	if done, err := gen.post(again[2], url.Values{"password": {third}}); err != nil || done.is(303) != nil {
		t.Fatal(err, done.text())
	}
	if err := newVisitor(p.url).signIn("gen@operator.example", third, "/lookup"); err != nil {
		t.Error(err)
	}
	p.stop().fine(t)
	if said := p.out.String() + p.err.String(); strings.Contains(said, link[2]) || strings.Contains(said, again[2]) || strings.Contains(said, "gen@") {
		t.Errorf("the server said too much:\n%s", said)
	}
	box.mu.Lock()
	defer box.mu.Unlock()
	if len(box.mails) != 2 {
		t.Errorf("%d mails, want 2", len(box.mails))
	}
}

// Without one, the page shows the link, and where one signs in it says whom to ask.
func TestOneTimeLinksWithoutMail(t *testing.T) {
	t.Parallel()
	p := launch(t, nil, serveArgs(newStore(t))...).ready()
	admin := newVisitor(p.url)
	if err := admin.signIn("admin@operator.example", staffPassword, "/staff"); err != nil {
		t.Fatal(err)
	}
	invited, err := admin.asks("/staff", "/staff/invite", url.Values{"email": {"gen@operator.example"}, "role": {"support"}})
	if err != nil || invited.is(200) != nil || !oneTimeLink.MatchString(invited.body) || !strings.Contains(invited.body, "No mail is set up here") {
		t.Errorf("%v: %s", err, invited.text())
	}
	if err := newVisitor(p.url).sees("/forgot", "This desk sends no mail"); err != nil {
		t.Error(err)
	}
}

// On a demonstration the letters stand on the page of mails.
func TestADemonstrationShowsItsLetters(t *testing.T) {
	t.Parallel()
	p := launch(t, []string{"SHINSA_DEMO_PASSWORD=" + demoPassword}, "demo", "--submissions", "0", "--addr", "127.0.0.1:0").ready()
	admin := newVisitor(p.url)
	if err := admin.signIn("admin@example.com", demoPassword, "/staff"); err != nil {
		t.Fatal(err)
	}
	invited, err := admin.asks("/staff", "/staff/invite", url.Values{"email": {"gen@example.com"}, "role": {"support"}})
	if err != nil || invited.is(303) != nil {
		t.Fatal(err, invited.text())
	}
	eventually(t, "the letter is on the page of mails", func() bool { return admin.sees("/outbox", "gen@example.com") == nil })
	mails, err := admin.get("/outbox")
	if err != nil {
		t.Fatal(err)
	}
	link := oneTimeLink.FindStringSubmatch(mails.body)
	if link == nil {
		t.Fatal(mails.text())
	}
	if err := newVisitor(p.url).sees(link[2], "You are invited"); err != nil {
		t.Error(err)
	}
}

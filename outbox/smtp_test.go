package outbox_test

import (
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"shinsa/outbox"
)

// settings are those of an operator for a server.
func (s *mailServer) settings() outbox.SMTP {
	return outbox.SMTP{Host: s.host, Port: s.port, From: "Desk <desk@operator.example>", TLS: "required", Roots: s.roots, User: s.user, Password: s.password}
}

// japanese is a mail with everything that a head and a body must encode.
var japanese = outbox.Mail{
	ID: "0199d0c0-0000-7000-8000-000000000001", To: "maria@example.org", Lang: "ja",
	Subject: "お申込み 7K3M-9QXA の再提出のお願い（2026-06-01 まで）に関するご案内と、その続きの長い件名",
	Body:    "お送りいただいた画像では確認できませんでした。\n.\n..二つの点\n\nhttps://desk.example/a/3q2-7wABC_def\n",
}

// read parses a mail as its reader's program does.
func (m delivered) read(t *testing.T) (head mail.Header, subject, body string) {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(m.text))
	if err != nil {
		t.Fatalf("the mail cannot be read: %v\n%s", err, m.text)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	if e := msg.Header.Get("Content-Transfer-Encoding"); e != "quoted-printable" {
		t.Fatalf("encoding %q", e)
	}
	b, err := io.ReadAll(quotedprintable.NewReader(msg.Body))
	if err != nil {
		t.Fatal(err)
	}
	return msg.Header, subject, strings.ReplaceAll(string(b), "\r\n", "\n")
}

func TestMailArrivesWhole(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*mailServer){
		"STARTTLS":                nil,
		"STARTTLS and a password": func(s *mailServer) { s.user, s.password = "desk", "p{ss\"wörd" },
		"TLS from the first byte": func(s *mailServer) { s.implicit, s.startTLS = true, false },
		"that and a password":     func(s *mailServer) { s.implicit, s.startTLS, s.user, s.password = true, false, "desk", "secret" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newMailServer(t, set)
			settings := s.settings()
			if s.implicit {
				settings.TLS = "always"
			}
			if err := settings.Check(); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := settings.Send(t.Context(), japanese); err != nil {
					t.Fatal(err)
				}
			}
			got := s.taken()
			if len(got) != 2 {
				t.Fatalf("%d mails, want 2", len(got))
			}
			if !got[0].tls || got[0].from != "FROM:<desk@operator.example> BODY=8BITMIME" || got[0].to != "TO:<maria@example.org>" {
				t.Errorf("tls %v, from %q, to %q", got[0].tls, got[0].from, got[0].to)
			}
			head, subject, body := got[0].read(t)
			if subject != japanese.Subject || strings.TrimRight(body, "\n") != strings.TrimRight(japanese.Body, "\n") {
				t.Errorf("subject %q\nbody %q", subject, body)
			}
			for name, want := range map[string]string{
				"To": "<maria@example.org>", "From": `"Desk" <desk@operator.example>`, "Auto-Submitted": "auto-generated",
				"Content-Language": "ja", "Content-Type": "text/plain; charset=UTF-8", "Message-ID": "<" + japanese.ID + "@operator.example>",
			} {
				if head.Get(name) != want {
					t.Errorf("%s: %q, want %q", name, head.Get(name), want)
				}
			}
			again, _, _ := got[1].read(t)
			if again.Get("Message-ID") != head.Get("Message-ID") {
				t.Error("the same mail sent again has another Message-ID")
			}
			if head.Get("User-Agent") != "" || head.Get("X-Mailer") != "" {
				t.Error("the head names the program that sent it")
			}
			for line := range strings.Lines(got[0].text) {
				if len(line) > 80 {
					t.Errorf("a line of %d bytes: %q", len(line), line)
				}
			}
		})
	}
}

// Nothing that a person typed, or that words contain, can add a line to the head or another recipient.
func TestNothingCanBeAddedToTheHead(t *testing.T) {
	t.Parallel()
	const evil = "\r\nBcc: victim@example.org\r\nX-Evil: yes"
	for name, change := range map[string]func(*outbox.Mail){
		"the recipient": func(m *outbox.Mail) { m.To = "maria@example.org" + evil },
		"two of them":   func(m *outbox.Mail) { m.To = "maria@example.org, victim@example.org" },
		"the subject":   func(m *outbox.Mail) { m.Subject = "Your application" + evil },
		"the language":  func(m *outbox.Mail) { m.Lang = "en" + evil },
		"the id":        func(m *outbox.Mail) { m.ID = "1" + evil },
		"the body":      func(m *outbox.Mail) { m.Body = evil + "\r\n.\r\nRCPT TO:<victim@example.org>\r\n" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newMailServer(t, nil)
			m := japanese
			change(&m)
			err := s.settings().Send(t.Context(), m)
			for _, got := range s.taken() {
				if !strings.Contains(got.to, "maria") {
					t.Errorf("it went to %q", got.to)
				}
				head, _, _ := got.read(t)
				for name := range head {
					if slices.Contains([]string{"Bcc", "X-Evil"}, name) {
						t.Errorf("the head has %s: %q", name, head.Get(name))
					}
				}
			}
			if n := len(s.taken()); n > 1 || n == 0 && err == nil {
				t.Errorf("%d mails, error %v", n, err)
			}
		})
	}
}

// What the server says decides whether a mail is tried again.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		verb, reply string
		permanent   bool
	}{
		"no such mailbox":         {"RCPT", "550 5.1.1 no such mailbox", true},
		"mailbox full":            {"RCPT", "452 4.2.2 mailbox full", false},
		"greylisted":              {"RCPT", "451 4.7.1 greylisted, try again", false},
		"relaying denied":         {"RCPT", "554 5.7.1 relay access denied", false},
		"not signed in":           {"RCPT", "530 authentication required", false},
		"sender refused":          {"MAIL", "550 5.7.1 sender not allowed", false},
		"sender unknown":          {"MAIL", "553 no such sender", false},
		"text refused":            {"END", "554 5.6.0 refused", true},
		"text refused by policy":  {"END", "550 5.7.1 not from here", false},
		"out of disk":             {"END", "452 4.3.1 no room", false},
		"closing":                 {"MAIL", "421 4.3.2 shutting down", false},
		"RSET refused afterwards": {"RSET", "500 5.5.1 what?", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newMailServer(t, func(s *mailServer) { s.replies[c.verb] = c.reply })
			err := s.settings().Send(t.Context(), japanese)
			if c.verb == "RSET" {
				if err != nil || len(s.taken()) != 1 {
					t.Errorf("%v and %d mails: what was taken has gone", err, len(s.taken()))
				}
				return
			}
			if err == nil || errors.Is(err, outbox.ErrPermanent) != c.permanent {
				t.Errorf("%v, permanent: want %v", err, c.permanent)
			}
			if len(s.taken()) != 0 {
				t.Errorf("%d mails", len(s.taken()))
			}
		})
	}
}

// A server that hangs up as soon as it has taken a mail does not get it again.
func TestAMailThatWasTakenHasGone(t *testing.T) {
	t.Parallel()
	s := newMailServer(t, func(s *mailServer) { s.hangUp = true })
	if err := s.settings().Send(t.Context(), japanese); err != nil || len(s.taken()) != 1 {
		t.Errorf("%v, %d mails", err, len(s.taken()))
	}
}

// Without TLS nothing is told: no address, no password, no text.
func TestNoMailWithoutTLS(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*mailServer, *outbox.SMTP){
		"a server without STARTTLS":     func(s *mailServer, _ *outbox.SMTP) { s.startTLS = false },
		"a certificate of somebody":     func(_ *mailServer, o *outbox.SMTP) { o.Roots = nil },
		"a certificate of another name": func(_ *mailServer, o *outbox.SMTP) { o.Host = "localhost" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newMailServer(t, func(s *mailServer) { s.user, s.password = "desk", "secret" })
			settings := s.settings()
			set(s, &settings)
			err := settings.Send(t.Context(), japanese)
			if err == nil || errors.Is(err, outbox.ErrPermanent) || len(s.taken()) != 0 {
				t.Fatalf("%v, %d mails", err, len(s.taken()))
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			for _, line := range s.plaintext {
				if verb, _, _ := strings.Cut(line, " "); !slices.Contains([]string{"EHLO", "HELO", "STARTTLS", "QUIT", "NOOP", "RSET"}, verb) {
					t.Errorf("in the clear: %q", line)
				}
			}
		})
	}
}

// A mail server of this machine may do without TLS.
func TestAServerOfThisMachine(t *testing.T) {
	t.Parallel()
	s := newMailServer(t, func(s *mailServer) { s.startTLS = false })
	settings := s.settings()
	settings.TLS = "none"
	if err := settings.Check(); err != nil {
		t.Fatal(err)
	}
	if err := settings.Send(t.Context(), japanese); err != nil || len(s.taken()) != 1 {
		t.Errorf("%v, %d mails", err, len(s.taken()))
	}
}

func TestSettingsOfMail(t *testing.T) {
	t.Parallel()
	sound := outbox.SMTP{Host: "mail.operator.example", From: "Desk <desk@operator.example>"}
	for name, change := range map[string]func(*outbox.SMTP){
		"no sender":                       func(s *outbox.SMTP) { s.From = "" },
		"a sender that is no address":     func(s *outbox.SMTP) { s.From = "the desk" },
		"a sender with a line break":      func(s *outbox.SMTP) { s.From = "desk@operator.example\r\nBcc: victim@example.org" },
		"another word for TLS":            func(s *outbox.SMTP) { s.TLS = "maybe" },
		"a port too far":                  func(s *outbox.SMTP) { s.Port = 65536 },
		"no TLS to another machine":       func(s *outbox.SMTP) { s.TLS = "none" },
		"no TLS to an address like local": func(s *outbox.SMTP) { s.TLS, s.Host = "none", "127.0.0.1.example" },
	} {
		s := sound
		change(&s)
		if err := s.Check(); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		s := sound
		s.TLS, s.Host = "none", host
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if err := sound.Check(); err != nil {
		t.Error(err)
	}
}

package outbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wneessen/go-mail"

	"shinsa/review"
)

// Mail is a mail before it is sent.
type Mail struct {
	To, Subject, Body string
	Lang              string
	At                time.Time // when it was handed over; set by the demonstration's mailer
}

// Words gives the words of a language by id.
type Words interface {
	Text(lang, id string, args ...any) string
}

// Composer writes mails in the reader's language. A mail carries the lookup link and what the status page
// says; no picture, and no field that the applicant typed.
type Composer struct {
	Words     Words
	PublicURL string // without a slash at its end
	Operator  func() review.Operator
	Zone      func() *time.Location
}

// Compose writes the mail of a letter.
func (c Composer) Compose(l *review.Letter) Mail {
	op := c.Operator()
	args := []any{
		"reference", string(l.Reference), "link", c.PublicURL + "/a/" + l.Token, "operator", op.Name,
		"contact", op.Contact, "hours", op.DeskHours, "message", l.Message, "round", l.Round,
		"date", l.DueAt.In(c.Zone()).Format(time.DateOnly),
	}
	id := l.Topic
	if l.Topic == review.TopicOutcome {
		id += "." + string(l.Outcome)
	}
	body := c.Words.Text(l.Lang, id+".body", args...) + "\n\n" + c.Words.Text(l.Lang, "mail.foot", args...)
	return Mail{To: l.To, Lang: l.Lang, Subject: c.Words.Text(l.Lang, id+".subject", args...), Body: body}
}

// SMTP are the settings of the operator's mail server.
type SMTP struct {
	Host     string
	Port     int // 0: 587, or 465 with TLS "always"
	User     string
	Password string
	From     string // "Desk <desk@operator.example>"
	TLS      string // "required" (STARTTLS, the default), "always" (from the first byte), "none" (loopback only)
}

// Check says what is missing, before anything is promised to applicants.
func (s SMTP) Check() error {
	if s.From == "" {
		return errors.New("mail: a sender's address is needed beside the server's name")
	}
	if err := mail.NewMsg().From(s.From); err != nil {
		return errors.New("mail: the sender's address is not one")
	}
	switch s.TLS {
	case "", "required", "always":
	case "none":
		if s.Host != "localhost" && s.Host != "127.0.0.1" && s.Host != "::1" {
			return errors.New("mail: without TLS only a server on this machine is used")
		}
	default:
		return fmt.Errorf("mail: TLS is required, always or none, not %q", s.TLS)
	}
	return nil
}

// Send sends a mail through the operator's server.
func (s SMTP) Send(ctx context.Context, m Mail) error {
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(s.From), msg.To(m.To)); err != nil {
		return fmt.Errorf("%w: an address is not one", ErrPermanent)
	}
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageID()
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", m.Lang)
	msg.SetBodyString(mail.TypeTextPlain, m.Body)
	opts := []mail.Option{mail.WithTimeout(30 * time.Second)}
	switch s.TLS {
	case "always":
		opts = append(opts, mail.WithSSL())
	case "none":
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithTLSConfig(&tls.Config{MinVersion: tls.VersionTLS12, ServerName: s.Host}))
	}
	if s.Port != 0 {
		opts = append(opts, mail.WithPort(s.Port))
	}
	if s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, opts...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	var refused *mail.SendError
	if errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500 {
		return fmt.Errorf("%w: refused with %d", ErrPermanent, refused.ErrorCode())
	}
	return err
}

// Memory keeps the last mails in this process, for the demonstration's outbox page. It is safe for
// concurrent use.
type Memory struct {
	Now func() time.Time

	mu    sync.Mutex
	mails []Mail
}

const memoryKeeps = 200

// Send keeps a mail.
func (m *Memory) Send(_ context.Context, mail Mail) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	mail.At = m.Now()
	m.mails = append(m.mails, mail)
	if len(m.mails) > memoryKeeps {
		m.mails = m.mails[len(m.mails)-memoryKeeps:]
	}
	return nil
}

// Mails returns the kept mails, newest first.
func (m *Memory) Mails() []Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]Mail, 0, len(m.mails))
	for i := len(m.mails) - 1; i >= 0; i-- {
		out = append(out, m.mails[i])
	}
	return out
}

package outbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// SMTP sends through the operator's mail server. Its values are safe for concurrent use.
type SMTP struct {
	Host     string
	Port     int // 0: 587, or 465 with TLS "always", or 25 without TLS
	User     string
	Password string
	From     string         // "Desk <desk@operator.example>"
	TLS      string         // "required" (STARTTLS, the default), "always" (from the first byte), "none" (loopback only)
	Roots    *x509.CertPool // whom to trust; the system's when nil
}

// answerWithin bounds how long the mail server may take for the connection and for the mail.
const answerWithin = 30 * time.Second

// Check says what is missing, before anything is promised to applicants.
func (s SMTP) Check() error {
	if s.From == "" {
		return errors.New("mail: a sender's address is needed beside the server's name")
	}
	if err := mail.NewMsg().From(s.From); err != nil || s.domain() == "" {
		return errors.New("mail: the sender's address is not one")
	}
	if s.Port < 0 || s.Port > 65535 {
		return errors.New("mail: the port is from 1 to 65535")
	}
	switch s.TLS {
	case "", "required", "always":
	case "none":
		if ip := net.ParseIP(s.Host); s.Host != "localhost" && !ip.IsLoopback() {
			return errors.New("mail: without TLS only a server on this machine is used")
		}
	default:
		return fmt.Errorf("mail: TLS is required, always or none, not %q", s.TLS)
	}
	return nil
}

// domain is what follows the @ of the sender's address.
func (s SMTP) domain() string {
	_, domain, _ := strings.Cut(strings.TrimRight(strings.TrimSpace(s.From), ">"), "@")
	return domain
}

// Send sends a mail through the operator's server.
func (s SMTP) Send(ctx context.Context, m Mail) error {
	msg, err := s.message(m)
	if err != nil {
		return err
	}
	opts := s.options()
	if s.TLS != "always" { // there the library must know that it dialled TLS itself
		var dialled connections
		defer dialled.close()
		opts = append(opts, mail.WithDialContextFunc(dialled.dial))
	}
	client, err := mail.NewClient(s.Host, opts...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // what went wrong after the server had taken it does not matter
		return nil
	}
	if forever(err) {
		return fmt.Errorf("%w: %w", ErrPermanent, err)
	}
	return fmt.Errorf("mail: %w", err)
}

// connections are closed at the end of a mail: the library leaves one open when the server's greeting,
// STARTTLS or signing in fails.
type connections []net.Conn

func (c *connections) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err == nil {
		*c = append(*c, conn)
	}
	return conn, err
}

func (c *connections) close() {
	for _, conn := range *c {
		_ = conn.Close()
	}
}

// message is the mail with its head. The host's name is nowhere in it.
func (s SMTP) message(m Mail) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := msg.From(s.From); err != nil {
		return nil, fmt.Errorf("mail: the sender's address: %w", err)
	}
	if err := msg.To(m.To); err != nil {
		return nil, fmt.Errorf("%w: the address is not one", ErrPermanent)
	}
	msg.Subject(strings.Join(strings.Fields(m.Subject), " "))
	msg.SetDate()
	if m.ID != "" { // the same each time, so that programs can tell a mail that came twice
		msg.SetMessageIDWithValue(m.ID + "@" + s.domain())
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no vacation answers
	msg.SetGenHeader("Content-Language", m.Lang)
	msg.SetBodyString(mail.TypeTextPlain, m.Body)
	return msg, nil
}

func (s SMTP) options() []mail.Option {
	opts := []mail.Option{
		mail.WithTimeout(answerWithin),
		mail.WithTLSConfig(&tls.Config{MinVersion: tls.VersionTLS12, ServerName: s.Host, RootCAs: s.Roots}),
	}
	port := 587
	switch s.TLS {
	case "always":
		port = 465
		opts = append(opts, mail.WithSSL())
	case "none":
		port = 25
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.Port != 0 {
		port = s.Port
	}
	opts = append(opts, mail.WithPort(port))
	if s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return opts
}

// forever says whether the server will never take this mail: it does not know the recipient, or does not
// want the text. A refusal of the sender, or of us (5.7.x, RFC 3463), is the operator's to mend; the mail
// waits for that.
func forever(err error) bool {
	var refused *mail.SendError
	if !errors.As(err, &refused) || refused.ErrorCode() < 500 || strings.HasPrefix(refused.EnhancedStatusCode(), "5.7.") {
		return false
	}
	switch refused.Reason {
	case mail.ErrSMTPRcptTo:
		return refused.ErrorCode() != 530 // "authentication required", RFC 4954
	case mail.ErrSMTPDataClose:
		return true
	}
	return false
}

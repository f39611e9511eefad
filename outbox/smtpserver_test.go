package outbox_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailServer is a small mail server (RFC 5321) on loopback, with STARTTLS (RFC 3207) or TLS from the first
// byte, and AUTH PLAIN (RFC 4616). It keeps what it is given.
type mailServer struct {
	host      string
	port      int
	roots     *x509.CertPool // trust its certificate
	cert      tls.Certificate
	startTLS  bool
	implicit  bool
	user      string // with a password, it asks for both
	password  string
	replies   map[string]string // a command, such as RCPT, or END for what follows the text → the answer
	hangUp    bool              // it closes the connection as soon as it has taken a mail
	mu        sync.Mutex
	mails     []delivered
	plaintext []string // commands that came before TLS
}

// delivered is a mail as it came.
type delivered struct {
	from, to string
	text     string // head and body, dots unstuffed
	tls      bool
}

// newMailServer starts one; change it before the first mail.
func newMailServer(t *testing.T, set func(*mailServer)) *mailServer {
	t.Helper()
	s := &mailServer{host: "127.0.0.1", startTLS: true, replies: map[string]string{}}
	s.cert, s.roots = certificate(t)
	if set != nil {
		set(s)
	}
	l, err := net.Listen("tcp", s.host+":0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	var talking sync.WaitGroup
	t.Cleanup(func() { l.Close(); talking.Wait() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if s.implicit {
				c = tls.Server(c, s.tlsConfig())
			}
			talking.Go(func() { s.talk(c) })
		}
	}()
	return s
}

func (s *mailServer) tlsConfig() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{s.cert}, MinVersion: tls.VersionTLS12}
}

func (s *mailServer) talk(c net.Conn) {
	defer func() { c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	lines, encrypted, authenticated := bufio.NewReader(c), s.implicit, s.user == ""
	var m delivered
	say := func(reply string) { _, _ = c.Write([]byte(reply + "\r\n")) }
	say("220 mail.test ESMTP")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		verb = strings.ToUpper(verb)
		if !encrypted {
			s.mu.Lock()
			s.plaintext = append(s.plaintext, line)
			s.mu.Unlock()
		}
		if reply, ok := s.replies[verb]; ok {
			say(reply)
			continue
		}
		switch verb {
		case "EHLO", "HELO":
			say("250-mail.test")
			if s.startTLS && !encrypted {
				say("250-STARTTLS")
			}
			if s.user != "" && encrypted {
				say("250-AUTH PLAIN")
			}
			say("250-ENHANCEDSTATUSCODES")
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 2.0.0 go on")
			over := tls.Server(c, s.tlsConfig())
			if over.Handshake() != nil {
				return
			}
			c, lines, encrypted = over, bufio.NewReader(over), true
		case "AUTH":
			_, given, _ := strings.Cut(rest, " ")
			b, _ := base64.StdEncoding.DecodeString(given)
			if string(b) != "\x00"+s.user+"\x00"+s.password {
				say("535 5.7.8 wrong")
				continue
			}
			authenticated = true
			say("235 2.7.0 welcome")
		case "MAIL":
			if !authenticated {
				say("530 5.7.0 authentication required")
				continue
			}
			m = delivered{from: rest, tls: encrypted}
			say("250 2.1.0 ok")
		case "RCPT":
			m.to = rest
			say("250 2.1.5 ok")
		case "DATA":
			say("354 go on")
			m.text = readText(lines)
			if reply, ok := s.replies["END"]; ok {
				say(reply)
				continue
			}
			s.mu.Lock()
			s.mails = append(s.mails, m)
			s.mu.Unlock()
			say("250 2.0.0 taken")
			if s.hangUp {
				return
			}
		case "RSET", "NOOP":
			say("250 2.0.0 ok")
		case "QUIT":
			say("221 2.0.0 bye")
			return
		default:
			say("502 5.5.1 no such command")
		}
	}
}

// readText reads until the line with a single dot.
func readText(lines *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := lines.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func (s *mailServer) taken() []delivered {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivered(nil), s.mails...)
}

// certificate makes one for loopback that only the returned pool trusts.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

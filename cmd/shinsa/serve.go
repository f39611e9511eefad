package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"shinsa/blob"
	"shinsa/outbox"
	"shinsa/review"
	"shinsa/staff"
)

// serveCommand serves the desk. What the operator must say has no default: the program does not start
// without a name, a contact, desk hours and a purpose, because every applicant is told them.
type serveCommand struct {
	storeFlags
	Addr           string   `help:"Address to listen on." default:"127.0.0.1:8080"`
	PublicURL      string   `help:"Address at which people reach the desk: https://desk.example."`
	TrustedProxies []string `help:"Networks of reverse proxies whose X-Forwarded-For is believed: 127.0.0.1/32,10.0.0.0/8." sep:","`
	RateLimit      string   `help:"off switches the throttles off, on a demo store only." enum:"on,off" default:"on"`
	operatorFlags
	mailFlags
	s3Flags
	MemoryLimit int `help:"Soft limit of memory in MiB." default:"900"`
}

// operatorFlags are the operator's words and rules.
type operatorFlags struct {
	OperatorName    string        `help:"Name of the operator, as applicants read it."`
	OperatorContact string        `help:"How to reach a person; stands on every refusal."`
	DeskHours       string        `help:"Hours of the desk, beside waiting times: Mon–Fri 9:00–17:00."`
	Purpose         string        `help:"Why the data is collected; stands before the first field."`
	TimeZone        string        `help:"Time zone of the desk." default:"Asia/Tokyo"`
	KindsOffered    []string      `help:"Kinds offered to applicants; all by default." sep:","`
	SpecialPeriod   bool          `help:"Take in a card up to two months after its end, with a finding."`
	MinAge          int           `help:"Applicants below this age become a finding; 0 for none." default:"0"`
	MaxRounds       int           `help:"How often an applicant may send in all." default:"5"`
	ResubmitDays    int           `help:"Days in which an applicant may send again." default:"14"`
	ClaimMinutes    int           `help:"Minutes that a claim lasts after the last input." default:"10"`
	SessionIdle     time.Duration `help:"A session ends after this long without use." default:"30m"`
	SessionLife     time.Duration `help:"A session ends after this long in any case." default:"12h"`
}

type mailFlags struct {
	SMTPHost         string `name:"smtp-host" help:"Mail server; without it no mail is sent and none is promised."`
	SMTPPort         int    `name:"smtp-port" help:"Its port; 587, or 465 with TLS always."`
	SMTPUser         string `name:"smtp-user" help:"User at the mail server."`
	SMTPPasswordFile string `name:"smtp-password-file" type:"path" help:"File that holds the password."`
	SMTPFrom         string `name:"smtp-from" help:"Sender of the mails."`
	SMTPTLS          string `name:"smtp-tls" help:"required (STARTTLS), always, or none (this machine only)." enum:"required,always,none" default:"required"`
}

type s3Flags struct {
	S3AccessKey string `name:"s3-access-key" help:"Access key of the bucket; better given as SHINSA_S3_ACCESS_KEY."`
	S3SecretKey string `name:"s3-secret-key" help:"Secret key of the bucket; better given as SHINSA_S3_SECRET_KEY."`
}

func (f s3Flags) credentials() blob.Credentials {
	return blob.Credentials{AccessKey: f.S3AccessKey, SecretKey: f.S3SecretKey}
}

// settings checks what the operator said and reports every problem at once.
func (f operatorFlags) settings(mail bool) (review.Settings, error) {
	var wrong []string
	need := func(value, flag string) {
		if strings.TrimSpace(value) == "" {
			wrong = append(wrong, "--"+flag+" is missing")
		}
	}
	need(f.OperatorName, "operator-name")
	need(f.OperatorContact, "operator-contact")
	need(f.DeskHours, "desk-hours")
	need(f.Purpose, "purpose")
	set := review.DefaultSettings()
	zone, err := time.LoadLocation(f.TimeZone)
	if err != nil {
		wrong = append(wrong, fmt.Sprintf("--time-zone %q is not known", f.TimeZone))
	}
	for name, v := range map[string]int{"max-rounds": f.MaxRounds, "resubmit-days": f.ResubmitDays, "claim-minutes": f.ClaimMinutes} {
		if v < 1 {
			wrong = append(wrong, "--"+name+" must be at least 1")
		}
	}
	if len(wrong) > 0 {
		return set, usage("%s", strings.Join(wrong, "; "))
	}
	set.Zone, set.Kinds, set.SpecialPeriod, set.MinAge = zone, f.KindsOffered, f.SpecialPeriod, f.MinAge
	set.MaxRounds, set.ResubmitWithin = f.MaxRounds, time.Duration(f.ResubmitDays)*24*time.Hour
	set.ClaimLease = time.Duration(f.ClaimMinutes) * time.Minute
	set.Operator = review.Operator{Name: f.OperatorName, Contact: f.OperatorContact, DeskHours: f.DeskHours, Purpose: f.Purpose}
	set.MailPromised = mail
	return set, nil
}

// mailer reads the mail settings; nil when there are none.
func (f mailFlags) mailer() (outbox.Mailer, error) {
	if f.SMTPHost == "" {
		return nil, nil
	}
	s := outbox.SMTP{Host: f.SMTPHost, Port: f.SMTPPort, User: f.SMTPUser, From: f.SMTPFrom, TLS: f.SMTPTLS}
	if f.SMTPPasswordFile != "" {
		b, err := os.ReadFile(f.SMTPPasswordFile)
		if err != nil {
			return nil, usage("the mail server's password cannot be read: %v", err)
		}
		s.Password = strings.TrimRight(string(b), "\r\n")
	}
	if err := s.Check(); err != nil {
		return nil, usageError{err}
	}
	return s, nil
}

func parseProxies(networks []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, n := range networks {
		p, err := netip.ParsePrefix(n)
		if addr, err2 := netip.ParseAddr(n); err != nil && err2 == nil {
			p, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			return nil, usage("--trusted-proxies: %q is not a network", n)
		}
		out = append(out, p)
	}
	return out, nil
}

// publicURL checks the address at which people reach the desk; the listening address by default.
func publicURL(given, addr string) (string, error) {
	if given == "" {
		return "http://" + addr, nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return "", usage("--public-url must be an address without a path, such as https://desk.example")
	}
	return u.Scheme + "://" + u.Host, nil
}

func (c serveCommand) Run(ctx context.Context, con console) error {
	mailer, err := c.mailer()
	if err != nil {
		return err
	}
	set, err := c.operatorFlags.settings(mailer != nil)
	if err != nil {
		return err
	}
	proxies, err := parseProxies(c.TrustedProxies)
	if err != nil {
		return err
	}
	public, err := publicURL(c.PublicURL, c.Addr)
	if err != nil {
		return err
	}
	st := staff.DefaultSettings()
	st.IdleLimit, st.AbsoluteLimit = c.SessionIdle, c.SessionLife
	p, err := open(ctx, c.storeFlags, openOptions{
		makeKey: true, settings: func() review.Settings { return set }, staff: func() staff.Settings { return st }, credentials: c.credentials(),
	})
	if err != nil {
		return err
	}
	defer p.close()
	demo, err := p.store.Meta(ctx, markDemo)
	if err != nil && !errors.Is(err, review.ErrNotFound) {
		return err
	}
	if c.RateLimit == "off" && demo == "" {
		return usage("SHINSA_RATE_LIMIT=off works only on a demo store")
	}
	if err := p.store.LockServing(ctx); err != nil {
		return usageError{err}
	}
	logger := slog.New(slog.NewJSONHandler(con.err, nil))
	for _, s := range shortages(ctx, p) {
		logger.Warn("the active staff cannot finish every state", slog.String("missing", s))
	}
	limitMemory(c.MemoryLimit)
	return serve(ctx, con, p, server{
		addr: c.Addr, public: public, proxies: proxies, mailer: mailer, log: logger,
		unlimited: c.RateLimit == "off", demo: demo != "",
	})
}

// shortages says what the active staff cannot do.
func shortages(ctx context.Context, p *parts) []string {
	all, err := p.staff.Shortages(ctx)
	if err != nil {
		return nil
	}
	out := make([]string, 0, len(all))
	for _, s := range all {
		out = append(out, fmt.Sprint(s))
	}
	return out
}

// listen binds the address, so that a port that is taken is told in one line.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, usage("cannot listen on %s: %v", addr, err)
	}
	return l, nil
}

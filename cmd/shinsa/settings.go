package main

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"shinsa/blob"
	"shinsa/outbox"
	"shinsa/review"
	"shinsa/staff"
)

// problems collects what is wrong with the settings, so that all of it is told at once.
type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

// err is a usageError with everything; nil when nothing is wrong.
func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return usage("%s", strings.Join(p, "; "))
}

// operatorFlags are the operator's words and rules. The words have no default: the program does not start
// without a name, a contact, desk hours and a purpose, because every applicant is told them. Each may be
// given for one language; a language without words of its own is told the others.
type operatorFlags struct {
	OperatorName      string `help:"Name of the operator, as applicants read it."`
	OperatorNameEn    string `help:"The same in English."`
	OperatorNameJa    string `help:"The same in Japanese."`
	OperatorContact   string `help:"How to reach a person; stands on every refusal."`
	OperatorContactEn string `help:"The same in English."`
	OperatorContactJa string `help:"The same in Japanese."`
	DeskHours         string `help:"Hours of the desk, beside waiting times: Mon–Fri 9:00–17:00."`
	DeskHoursEn       string `help:"The same in English."`
	DeskHoursJa       string `help:"The same in Japanese."`
	Purpose           string `help:"Why the data is collected; stands before the first field."`
	PurposeEn         string `help:"The same in English."`
	PurposeJa         string `help:"The same in Japanese."`

	TimeZone      string        `help:"Time zone of the desk." default:"Asia/Tokyo"`
	KindsOffered  []string      `help:"Kinds offered to applicants; all by default." sep:","`
	SpecialPeriod bool          `help:"Take in a card up to two months after its end, with a finding."`
	MinAge        int           `help:"Applicants below this age become a finding; 0 for none." default:"0"`
	MaxRounds     int           `help:"How often an applicant may send in all." default:"5"`
	ResubmitDays  int           `help:"Days in which an applicant may send again." default:"14"`
	ComplaintDays int           `help:"Days in which a rejection can be complained of; 0 for not at all." default:"60"`
	AnswerDays    int           `help:"Days in which a complaint is answered, as applicants are told." default:"14"`
	ClaimMinutes  int           `help:"Minutes that a claim lasts after the last input." default:"10"`
	BulkYes       bool          `help:"Offer “the rest: yes” at the checklist; false switches it off." default:"true" negatable:""`
	Looking       bool          `help:"Record with each decision in which order its author looked; false switches it off." default:"true" negatable:""`
	SecondReview  string        `help:"File of rules: which decisions a second person must agree with; none by default." type:"path"`
	SessionIdle   time.Duration `help:"A session ends after this long without use." default:"30m"`
	SessionLife   time.Duration `help:"A session ends after this long in any case." default:"12h"`
	retentionFlags
}

// settings are what the operator said, checked against the kinds that there are.
func (f operatorFlags) settings(known review.Known, wrong *problems) review.Settings {
	operator, operatorIn := f.words(wrong)
	zone, err := timeZone(f.TimeZone)
	if err != nil {
		wrong.add("%v", err)
	}
	for _, number := range []struct {
		flag             string
		value, low, high int
	}{
		{"min-age", f.MinAge, 0, 150}, {"max-rounds", f.MaxRounds, 1, 1000},
		{"resubmit-days", f.ResubmitDays, 1, 3650}, {"claim-minutes", f.ClaimMinutes, 1, 24 * 60},
		{"complaint-days", f.ComplaintDays, 0, 3650}, {"answer-days", f.AnswerDays, 1, 365},
	} {
		if number.value < number.low || number.value > number.high {
			wrong.add("--%s must be from %d to %d", number.flag, number.low, number.high)
		}
	}
	for _, id := range f.KindsOffered {
		if _, ok := known.Kinds.Kind(id); !ok {
			wrong.add("--kinds-offered: there is no kind %q", id)
		}
	}
	s := review.DefaultSettings()
	s.Zone, s.Kinds, s.SpecialPeriod, s.MinAge = zone, f.KindsOffered, f.SpecialPeriod, f.MinAge
	s.MaxRounds, s.ResubmitWithin = f.MaxRounds, time.Duration(f.ResubmitDays)*24*time.Hour
	s.Retention = f.retention(wrong)
	s.ComplainWithin, s.ComplaintAnswerIn = time.Duration(f.ComplaintDays)*review.Day, time.Duration(f.AnswerDays)*review.Day
	s.ClaimLease, s.BulkYes, s.Looking = time.Duration(f.ClaimMinutes)*time.Minute, f.BulkYes, f.Looking
	s.Second = f.secondRules(known, wrong)
	s.Operator, s.OperatorIn = operator, operatorIn
	return s
}

// words are the operator's words for everybody and for each language. Where only a language has them, they
// are for everybody, English first.
func (f operatorFlags) words(wrong *problems) (all review.Operator, in map[string]review.Operator) {
	var en, ja review.Operator
	for _, word := range []struct {
		flag              string
		given, inEn, inJa string
		toAll, toEn, toJa *string
	}{
		{"operator-name", f.OperatorName, f.OperatorNameEn, f.OperatorNameJa, &all.Name, &en.Name, &ja.Name},
		{"operator-contact", f.OperatorContact, f.OperatorContactEn, f.OperatorContactJa, &all.Contact, &en.Contact, &ja.Contact},
		{"desk-hours", f.DeskHours, f.DeskHoursEn, f.DeskHoursJa, &all.DeskHours, &en.DeskHours, &ja.DeskHours},
		{"purpose", f.Purpose, f.PurposeEn, f.PurposeJa, &all.Purpose, &en.Purpose, &ja.Purpose},
	} {
		*word.toEn, *word.toJa = strings.TrimSpace(word.inEn), strings.TrimSpace(word.inJa)
		*word.toAll = cmp.Or(strings.TrimSpace(word.given), *word.toEn, *word.toJa)
		if *word.toAll == "" {
			wrong.add("--%s is missing", word.flag)
		}
	}
	return all, map[string]review.Operator{"en": en, "ja": ja}
}

// secondRules reads the file of rules for second reviews; none when the operator named no file.
func (f operatorFlags) secondRules(known review.Known, wrong *problems) review.SecondRules {
	if f.SecondReview == "" {
		return nil
	}
	data, err := os.ReadFile(f.SecondReview)
	if err != nil {
		wrong.add("--second-review cannot be read: %v", err)
		return nil
	}
	rules, err := review.ParseSecondRules(data, known)
	if err != nil {
		wrong.add("--second-review %s: %v", f.SecondReview, err)
	}
	return rules
}

// staffSettings are the limits of sessions.
func (f operatorFlags) staffSettings(wrong *problems) staff.Settings {
	if f.SessionIdle < 2*time.Minute { // the last use is kept to the minute
		wrong.add("--session-idle must be 2m or more")
	}
	if f.SessionLife < f.SessionIdle {
		wrong.add("--session-life must not be shorter than --session-idle")
	}
	s := staff.DefaultSettings()
	s.IdleLimit, s.AbsoluteLimit = f.SessionIdle, f.SessionLife
	return s
}

type mailFlags struct {
	SMTPHost         string `name:"smtp-host" help:"Mail server; without it no mail is sent and none is promised."`
	SMTPPort         int    `name:"smtp-port" help:"Its port; 587 by default, or 465 with TLS always."`
	SMTPUser         string `name:"smtp-user" help:"User at the mail server."`
	SMTPPasswordFile string `name:"smtp-password-file" type:"path" help:"File that holds the password."`
	SMTPFrom         string `name:"smtp-from" help:"Sender of the mails."`
	SMTPTLS          string `name:"smtp-tls" help:"required (STARTTLS), always, or none (this machine only)." enum:"required,always,none" default:"required"`
}

// mailer is where mail goes; nil when the operator named no mail server.
func (f mailFlags) mailer(wrong *problems) outbox.Mailer {
	if f.SMTPHost == "" {
		if f.SMTPFrom != "" || f.SMTPUser != "" || f.SMTPPasswordFile != "" {
			wrong.add("--smtp-host is missing beside the other settings of mail")
		}
		return nil
	}
	s := outbox.SMTP{Host: f.SMTPHost, Port: f.SMTPPort, User: f.SMTPUser, From: f.SMTPFrom, TLS: f.SMTPTLS}
	if f.SMTPPasswordFile != "" {
		b, err := os.ReadFile(f.SMTPPasswordFile)
		if err != nil {
			wrong.add("--smtp-password-file cannot be read: %v", err)
		}
		s.Password = strings.TrimRight(string(b), "\r\n")
	}
	if err := s.Check(); err != nil {
		wrong.add("%v", err)
	}
	return s
}

type s3Flags struct {
	S3AccessKey string `name:"s3-access-key" help:"Access key of the bucket; better given as SHINSA_S3_ACCESS_KEY."`
	S3SecretKey string `name:"s3-secret-key" help:"Secret key of the bucket; better given as SHINSA_S3_SECRET_KEY."`
}

func (f s3Flags) credentials() blob.Credentials {
	return blob.Credentials{AccessKey: f.S3AccessKey, SecretKey: f.S3SecretKey}
}

// trustedProxies reads networks; a single address is a network of its own.
func trustedProxies(networks []string, wrong *problems) []netip.Prefix {
	var out []netip.Prefix
	for _, n := range networks {
		n = strings.TrimSpace(n)
		p, err := netip.ParsePrefix(n)
		if addr, err2 := netip.ParseAddr(n); err2 == nil {
			p, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			wrong.add("--trusted-proxies: %q is not a network", n)
			continue
		}
		out = append(out, p.Masked())
	}
	return out
}

// publicURL is the address at which people reach the desk. On loopback it may be left out: then it is
// the listening address.
func publicURL(given, addr string, wrong *problems) string {
	if given == "" {
		if !loopback(addr) {
			wrong.add("--public-url is missing: it is needed for links in mails, cookies and redirections")
		}
		return ""
	}
	u, err := url.Parse(given)
	if err != nil || !slices.Contains([]string{"http", "https"}, u.Scheme) || u.Hostname() == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		wrong.add("--public-url must be an address without a path, such as https://desk.example")
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// checkAddr refuses what cannot be listened on, before anything is opened.
func checkAddr(flag, addr string, wrong *problems) {
	if _, port, err := net.SplitHostPort(addr); err != nil || port == "" {
		wrong.add("%s must be an address and a port, such as 127.0.0.1:8080", flag)
	}
}

// loopback says whether an address can be reached from this machine only.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// timeZone is the zone of a name, for every command alike. None and that of the machine are refused: a desk's days must not depend
// on where a command happens to run.
func timeZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, usage("--time-zone %q is not known: give one such as Asia/Tokyo", name)
	}
	return zone, nil
}

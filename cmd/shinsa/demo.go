package main

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/outbox"
	"shinsa/review"
	"shinsa/staff"
)

// demoCommand starts a desk that needs no set-up: its own store, five accounts, and submissions of
// fictional documents that went through the very same intake that applicants use.
type demoCommand struct {
	Addr         string `help:"Address to listen on; loopback only." default:"127.0.0.1:8080"`
	Data         string `help:"Folder to keep the demonstration in; a temporary one by default." type:"path"`
	Database     string `help:"sqlite:FILE or postgres://…; a file in the folder by default."`
	Blobs        string `help:"file:DIR or s3://BUCKET?endpoint=…; a folder in the folder by default."`
	Submissions  int    `help:"How many submissions to make." default:"60"`
	Images       int    `help:"How many distinct pairs of images to draw; more submissions share them." default:"24"`
	Seed         uint64 `help:"The same seed draws the same documents." default:"1"`
	RateLimit    string `help:"off switches the throttles off." enum:"on,off" default:"on"`
	DemoPassword string `help:"Password of the five accounts; a fresh one by default." placeholder:"PASSWORD"`
	MemoryLimit  int    `help:"Soft limit of memory in MiB." default:"700"`
	s3Flags
}

// demoOperator is who runs the demonstration's desk, and demoOperatorIn the same in Japanese.
var demoOperator = review.Operator{
	Name:      "Hoshizora Mobile (demonstration)",
	Contact:   "support@hoshizora.example · 0120-000-000",
	DeskHours: "Mon–Fri 9:00–12:00, 13:00–17:00 (JST)",
	Purpose:   "to check who applies for a data plan, and for nothing else (fictional)",
}

var demoOperatorIn = map[string]review.Operator{"ja": {
	Name:      "ほしぞらモバイル（デモ）",
	Contact:   "support@hoshizora.example・0120-000-000",
	DeskHours: "平日 9:00–12:00、13:00–17:00（日本時間）",
	Purpose:   "データプランの申込者の確認のため（架空のものです。ほかの目的には使いません）",
}}

// demoSecond has a second person agree with the rejections of one old document, so that a second review can
// be seen and is met seldom.
var demoSecond = review.SecondRules{{Kinds: []string{specimen.AlienRegistrationCertificate}, Outcomes: []review.Outcome{review.Reject}}}

// demoAccounts are the five accounts of every demonstration.
var demoAccounts = []staff.NewAccount{
	{Email: "reviewer@example.com", Name: "Aiko Sato", Role: staff.Reviewer},
	{Email: "reviewer2@example.com", Name: "Ben Mori", Role: staff.Reviewer},
	{Email: "supervisor@example.com", Name: "Chie Tanaka", Role: staff.Supervisor},
	{Email: "support@example.com", Name: "Dan Ono", Role: staff.Support},
	{Email: "admin@example.com", Name: "Emi Kato", Role: staff.Admin},
}

func (c demoCommand) Run(ctx context.Context, con console) error {
	var wrong problems
	checkAddr("--addr", c.Addr, &wrong)
	if len(wrong) == 0 && !loopback(c.Addr) {
		wrong.add("--addr: a demonstration listens on loopback only, such as 127.0.0.1:8080")
	}
	if c.Submissions < 0 || c.Images < 1 {
		wrong.add("--submissions must be at least 0 and --images at least 1")
	}
	if err := wrong.err(); err != nil {
		return err
	}
	listener, err := listen(c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	data := c.Data
	if data == "" {
		dir, err := os.MkdirTemp("", "shinsa-demo-")
		if err != nil {
			return usage("no temporary folder can be made: %v", err)
		}
		defer os.RemoveAll(dir)
		data = filepath.Join(dir, "data")
	}
	limitMemory(c.MemoryLimit)
	set := review.DefaultSettings()
	set.Operator, set.OperatorIn, set.MailPromised, set.Second, set.LapsedInquiry = demoOperator, demoOperatorIn, true, demoSecond, true
	queue, err := demoQueue(set.Zone)
	if err != nil {
		return err
	}
	accounts := staff.DefaultSettings()
	accounts.Letters = true // which stand on the outbox page
	clock := &seedClock{}
	p, err := open(ctx, storeFlags{Data: data, Database: c.Database, Blobs: c.Blobs, LapsedInquiry: true}, openOptions{
		create: true, check: demoOnly, settings: func() review.Settings { return queue.in(set) }, staff: func() staff.Settings { return accounts },
		credentials: c.credentials(), now: clock.now,
	})
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.claim(ctx); err != nil {
		return err
	}
	if err := p.store.SetMeta(ctx, markDemo, "1"); err != nil {
		return err
	}
	password, err := p.demoStaff(ctx, c.DemoPassword)
	if err != nil {
		return err
	}
	if err := p.demoSkills(ctx); err != nil {
		return err
	}
	if err := p.demoSubmissions(ctx, con.err, clock, c); err != nil {
		return err
	}
	clock.live()
	memory := &outbox.Memory{Now: time.Now}
	logger := slog.New(slog.NewTextHandler(con.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	url := listeningURL(c.Addr, listener)
	return serve(ctx, con, p, server{
		listener: listener, public: url, memory: memory, log: logger, queue: queue, unlimited: c.RateLimit == "off", demo: true,
		ready: func() { greet(con.out, url, password) },
	})
}

// greet prints the address and the accounts.
func greet(w io.Writer, url, password string) {
	say(w, "\nshinsa demonstration: %s\n", url)
	say(w, "  apply as an applicant   %s/apply", url)
	say(w, "  work as staff           %s/login\n", url)
	for _, a := range demoAccounts {
		say(w, "  %-24s %s", a.Email, a.Role)
	}
	say(w, "  password for all: %s\n", password)
	say(w, "Everything in it is fictional. End it with Ctrl-C.")
}

// demoOnly refuses a store that is not empty and not a demonstration's.
func demoOnly(ctx context.Context, p *parts) error {
	mark, err := p.mark(ctx, markDemo)
	if err != nil {
		return err
	}
	if mark != "" {
		if _, err := os.Lstat(p.flags.keyFile()); errors.Is(err, fs.ErrNotExist) {
			return usage("the keys of this demonstration are in the folder with which it was made: give that as --data, or an empty database")
		}
		return nil
	}
	empty, err := p.store.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return usage("this store is not a demonstration's and not empty: give another folder or database")
	}
	return nil
}

// demoStaff makes the five accounts, or gives them the password of this run.
func (p *parts) demoStaff(ctx context.Context, password string) (string, error) {
	if password == "" {
		b, err := randomBytes(10)
		if err != nil {
			return "", err
		}
		password = strings.ToLower(base32.StdEncoding.EncodeToString(b))
	}
	for _, a := range demoAccounts {
		_, err := p.staff.Add(ctx, staff.CommandLine(), a, password)
		if errors.Is(err, staff.ErrExists) {
			var known staff.Account
			if known, err = p.staff.ByEmail(ctx, staff.CommandLine(), a.Email); err == nil {
				err = p.staff.ReplacePassword(ctx, staff.CommandLine(), known.ID, password)
			}
		}
		if err != nil {
			return "", fmt.Errorf("account %s: %w", a.Email, staffError(err))
		}
	}
	return password, nil
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"

	"shinsa/review"
	"shinsa/staff"
)

// serveCommand serves the desk.
type serveCommand struct {
	storeFlags
	Addr           string   `help:"Address to listen on." default:"127.0.0.1:8080"`
	MetricsAddr    string   `help:"Address of a listener of its own for /metrics and profiles; none by default. It asks for no password."`
	PublicURL      string   `help:"Address at which people reach the desk: https://desk.example. On loopback the listening address by default."`
	TrustedProxies []string `help:"Networks of reverse proxies whose X-Forwarded-For is believed: 127.0.0.1/32,10.0.0.0/8." sep:","`
	RateLimit      string   `help:"off switches the throttles off, on a demo store only." enum:"on,off" default:"on"`
	operatorFlags
	queueFlags
	mailFlags
	s3Flags
	logFlags
	MemoryLimit int `help:"Soft limit of memory in MiB." default:"900"`
}

// check reads the settings and tells everything that is wrong with them at once.
func (c serveCommand) check() (s server, set review.Settings, st staff.Settings, err error) {
	var wrong problems
	catalogue, live, err := loadKinds(c.KindsDir, c.kindSettings()...)
	if err != nil {
		return s, set, st, usageError{err}
	}
	checkAddr("--addr", c.Addr, &wrong)
	if c.MetricsAddr != "" {
		checkAddr("--metrics-addr", c.MetricsAddr, &wrong)
	}
	set, st = c.operatorFlags.settings(review.Known{Kinds: live.Set(), Word: catalogue.Has}, &wrong), c.staffSettings(&wrong)
	set.LapsedInquiry = c.LapsedInquiry
	if set.Zone != nil {
		if s.queue, err = c.queueFlags.load(set.Zone, catalogue, live); err != nil {
			wrong.add("%v", err)
		}
	}
	s.mailer = c.mailer(&wrong)
	set.MailPromised, st.Letters = s.mailer != nil, s.mailer != nil
	s.logCopies = c.logFlags
	c.logFlags.check(s.mailer, &wrong)
	s.proxies = trustedProxies(c.TrustedProxies, &wrong)
	s.public = publicURL(c.PublicURL, c.Addr, &wrong)
	if c.MemoryLimit < 0 {
		wrong.add("--memory-limit must not be below 0")
	}
	return s, set, st, wrong.err()
}

func (c serveCommand) Run(ctx context.Context, con console) error {
	s, set, st, err := c.check()
	if err != nil {
		return err
	}
	if s.listener, err = listen(c.Addr); err != nil {
		return err
	}
	defer s.listener.Close()
	if c.MetricsAddr != "" {
		if s.metrics, err = listen(c.MetricsAddr); err != nil {
			return err
		}
		defer s.metrics.Close()
	}
	if s.public == "" {
		s.public = listeningURL(c.Addr, s.listener)
	}
	p, err := open(ctx, c.storeFlags, openOptions{
		create: true, settings: func() review.Settings { return s.queue.in(set) }, staff: func() staff.Settings { return st }, credentials: c.credentials(),
	})
	if err != nil {
		return err
	}
	defer p.close()
	s.queue.know(p.words, p.kinds)
	demo, err := p.mark(ctx, markDemo)
	switch {
	case err != nil:
		return err
	case demo == "" && c.RateLimit == "off":
		return usage("SHINSA_RATE_LIMIT=off works only on a demo store")
	case demo != "" && !loopback(c.Addr):
		return usage("this is a demonstration's store, whose passwords are known: it is served on loopback only")
	}
	if err := p.claim(ctx); err != nil {
		return err
	}
	s.log = slog.New(slog.NewJSONHandler(con.err, nil))
	c.warn(ctx, p, s.log, s.proxies)
	s.queue.warn(ctx, p, s.log)
	limitMemory(c.MemoryLimit)
	s.unlimited, s.demo = c.RateLimit == "off", demo != ""
	return serve(ctx, con, p, s)
}

// warn tells what works but is probably not meant.
func (c serveCommand) warn(ctx context.Context, p *parts, log *slog.Logger, proxies []netip.Prefix) {
	if strings.HasPrefix(c.PublicURL, "https:") && len(proxies) == 0 {
		log.Warn("TLS ends at a proxy, and none is trusted: all applicants share one throttle", slog.String("flag", "--trusted-proxies"))
	}
	shortages, err := p.staff.Shortages(ctx, p.desk.SecondAsked())
	if err != nil {
		log.Warn("the staff cannot be counted", slog.String("error", err.Error()))
	}
	for _, missing := range shortages {
		log.Warn("the active staff cannot finish every state", slog.String("missing", fmt.Sprint(missing)))
	}
}

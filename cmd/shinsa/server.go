package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/handlers"
	"shinsa/imaging"
	"shinsa/outbox"
	"shinsa/review"
)

// server is how the desk is served.
type server struct {
	addr      string
	public    string
	proxies   []netip.Prefix
	mailer    outbox.Mailer // nil: no mail
	memory    *outbox.Memory
	log       *slog.Logger
	unlimited bool
	demo      bool
	// ready is called when the desk answers.
	ready func()
}

// limitMemory keeps the garbage of decoded pictures from piling up.
func limitMemory(mib int) {
	if os.Getenv("GOMEMLIMIT") == "" && mib > 0 {
		debug.SetMemoryLimit(int64(mib) << 20)
	}
}

// serve answers requests and works off the outbox until the context ends, then finishes what is under
// way.
func serve(ctx context.Context, con console, p *parts, s server) error {
	listener, err := listen(s.addr)
	if err != nil {
		return err
	}
	app := p.app(s)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var jobs sync.WaitGroup
	p.startJobs(ctx, &jobs, s)
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(listener) }()
	if s.ready != nil {
		s.ready()
	} else {
		say(con.out, "shinsa serves %s (listening on %s)", s.public, listener.Addr())
	}
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = app.ShutdownWithTimeout(20 * time.Second)
	}
	cancel()
	jobs.Wait()
	return err
}

// app makes the routes.
func (p *parts) app(s server) *fiber.App {
	c := handlers.Config{
		Desk: p.desk, Staff: p.staff, Throttle: p.store.Throttle(), Words: p.words, Log: s.log, Now: time.Now,
		PublicURL: s.public, TrustedProxies: s.proxies, Demo: s.demo, Unlimited: s.unlimited,
		MaxUpload: imaging.DefaultLimits().MaxBytes, Ready: p.check,
	}
	if s.memory != nil {
		c.Outbox = func() []handlers.Mail {
			var out []handlers.Mail
			for _, m := range s.memory.Mails() {
				out = append(out, handlers.Mail{To: m.To, Subject: m.Subject, Body: m.Body, At: m.At})
			}
			return out
		}
	}
	return handlers.New(c)
}

// check says whether the database, the keys and the images can be reached.
func (p *parts) check() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := p.store.Ping(ctx); err != nil {
		return err
	}
	return p.keyStore.Check(ctx)
}

// startJobs starts what runs beside the requests. Nothing depends on them for correctness: decisions
// settle and drafts end by the clock, whether or not a job has looked.
func (p *parts) startJobs(ctx context.Context, jobs *sync.WaitGroup, s server) {
	every := func(pause time.Duration, name string, f func(context.Context) error) {
		jobs.Go(func() {
			tick := time.NewTicker(pause)
			defer tick.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
				if err := f(ctx); err != nil && ctx.Err() == nil {
					s.log.Error("job", slog.String("job", name), slog.String("error", err.Error()))
				}
			}
		})
	}
	every(time.Second, "settle", p.desk.SettleDue)
	every(time.Minute, "erase drafts", func(ctx context.Context) error {
		_, err := p.desk.EraseGoneDrafts(ctx, p.erasures())
		return err
	})
	every(10*time.Minute, "sweep sessions", func(ctx context.Context) error {
		_, err := p.staff.Sweep(ctx)
		return err
	})
	every(30*time.Second, "kinds", func(context.Context) error {
		changed, err := p.kinds.Reload()
		if changed {
			s.log.Info("kinds were read again")
		}
		return err
	})
	mailer := s.mailer
	if s.memory != nil {
		mailer = s.memory
	}
	if mailer == nil {
		return
	}
	composer := outbox.Composer{
		Words: p.words, PublicURL: s.public,
		Operator: func() review.Operator { return p.desk.Settings().Operator },
		Zone:     func() *time.Location { return p.desk.Settings().Zone },
	}
	runner := &outbox.Runner{
		Store: p.store, Desk: p.desk, Compose: composer.Compose, Mailer: mailer, Recorder: p.recorder, Log: s.log,
		Name: newID(), Hold: 10 * time.Second, Now: time.Now,
	}
	jobs.Go(func() { runner.Run(ctx, 500*time.Millisecond) })
}

// erasures is the list of erased submissions, kept beside the data and apart from its backups.
func (p *parts) erasures() review.Erasures { return erasureList(p.flags.Data + ".erased") }

// erasureList is a file with one id a line, only ever appended to.
type erasureList string

func (f erasureList) Add(_ context.Context, s review.SubmissionID) error {
	file, err := os.OpenFile(string(f), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("list of erasures: %w", err)
	}
	defer file.Close()
	if _, err := fmt.Fprintln(file, s); err != nil {
		return fmt.Errorf("list of erasures: %w", err)
	}
	return file.Sync()
}

package main

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/handlers"
	"shinsa/outbox"
	"shinsa/review"
)

// server is how the desk is served.
type server struct {
	listener  net.Listener
	public    string
	proxies   []netip.Prefix
	mailer    outbox.Mailer // nil: no mail
	memory    *outbox.Memory
	logCopies logFlags
	log       *slog.Logger
	queue     *queueFiles
	unlimited bool
	demo      bool
	metrics   net.Listener // nil: no figures for machines
	// ready is called when the desk answers.
	ready func()
}

// listen takes the address first of all, so that a port that is taken is told before any work is done.
// Who connects before the desk is ready waits.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, usage("cannot listen on %s: %v", addr, err)
	}
	return l, nil
}

// listeningURL is the URL of a loopback address, with the port that was taken.
func listeningURL(addr string, l net.Listener) string {
	host, port, _ := net.SplitHostPort(addr)
	if _, taken, err := net.SplitHostPort(l.Addr().String()); err == nil {
		port = taken
	}
	return "http://" + net.JoinHostPort(host, port)
}

// limitMemory keeps the garbage of decoded pictures from piling up.
func limitMemory(mib int) {
	if os.Getenv("GOMEMLIMIT") == "" && mib > 0 {
		debug.SetMemoryLimit(int64(mib) << 20)
	}
}

// claim makes this process the one that serves the store, and tries whether the images' store can be
// used. What is wrong is a usageError.
func (p *parts) claim(ctx context.Context) error {
	if err := p.store.LockServing(ctx); err != nil {
		return usageError{err}
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := p.blobs.Check(ctx); err != nil {
		return usageError{err}
	}
	return nil
}

// searchesKept is how long what a session searched for can be listed again: as long as the longest session.
const searchesKept = 24 * time.Hour

// shutdownLimit is how long requests that are under way have at the end.
const shutdownLimit = 20 * time.Second

// serve answers requests and works off the outbox until the context ends, then finishes what is under
// way.
func serve(ctx context.Context, con console, p *parts, s server) error {
	jobsCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	var jobs sync.WaitGroup
	var observe func(method, route string, status int, took time.Duration)
	var streams func(n int)
	if s.metrics != nil {
		m := newMetrics(p.store, time.Now)
		observe, streams = m.observe, func(n int) { m.streams.Set(float64(n)) }
		jobs.Go(func() { m.serve(jobsCtx, s.metrics, s.log) })
	}
	if err := p.noteRetention(ctx, s.log); err != nil {
		return err
	}
	if err := p.noteSettings(ctx, s.log); err != nil {
		return err
	}
	if err := p.nameLog(ctx, s.public); err != nil {
		return err
	}
	app := p.app(s, observe, streams)
	p.startJobs(jobsCtx, &jobs, s)
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(s.listener) }()
	if s.ready != nil {
		s.ready()
	} else {
		say(con.out, "shinsa serves %s (listening on %s)", s.public, s.listener.Addr())
	}
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = app.ShutdownWithTimeout(shutdownLimit)
	}
	cancel()
	jobs.Wait()
	return err
}

// app makes the routes.
func (p *parts) app(s server, observe func(method, route string, status int, took time.Duration), streams func(n int)) *fiber.App {
	c := handlers.Config{
		Observe: observe, Streams: streams,
		Desk: p.desk, Staff: p.staff, Training: p.training, Throttle: p.store.Throttle(), Words: p.words, Log: s.log, Now: time.Now,
		PublicURL: s.public, TrustedProxies: s.proxies, Demo: s.demo, Unlimited: s.unlimited,
		LogKeys:   p.publicLogKeys,
		MaxUpload: p.maxUpload, Ready: (&readiness{parts: p}).check,
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

// readiness says whether the database, the keys and the images can be used. The keys and the images are
// tried by writing, so a good answer is kept for a while.
type readiness struct {
	*parts
	mu   sync.Mutex
	good time.Time // until when the last good answer stands
}

const readyFor = 5 * time.Second

func (r *readiness) check() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), readyFor)
	defer cancel()
	if err := r.store.Ping(ctx); err != nil {
		return err
	}
	if time.Now().Before(r.good) {
		return nil
	}
	if err := r.keyStore.Check(ctx); err != nil {
		return err
	}
	if err := r.blobs.Check(ctx); err != nil {
		return err
	}
	r.good = time.Now().Add(readyFor)
	return nil
}

// startJobs starts what runs beside the requests. Nothing depends on them for correctness: decisions
// settle and drafts end by the clock, whether or not a job has looked.
func (p *parts) startJobs(ctx context.Context, jobs *sync.WaitGroup, s server) {
	once := func(name string, f func(context.Context) error) {
		if err := f(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("job", slog.String("job", name), slog.String("error", oneLine(err.Error())))
		}
	}
	every := func(pause time.Duration, name string, f func(context.Context) error) {
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				once(name, f)
			}
		}
	}
	beside := func(pause time.Duration, name string, f func(context.Context) error) {
		jobs.Go(func() { every(pause, name, f) })
	}
	beside(time.Second, "settle", p.desk.SettleDue)
	numbers := &logJob{parts: p, flags: s.logCopies, mailer: s.mailer, name: newID()}
	jobs.Go(func() {
		var both sync.WaitGroup
		both.Go(func() { every(numbering, "number the log", numbers.number) })
		both.Go(func() { every(time.Minute, "publish the log", numbers.publish) })
		both.Wait()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := numbers.end(last); err != nil {
			s.log.Error("job", slog.String("job", "end the log"), slog.String("error", oneLine(err.Error())))
		}
	})
	erasing := eraser{parts: p}
	jobs.Go(func() {
		once("see the clock", func(ctx context.Context) error { _, err := erasing.waits(ctx, s.log); return err })
		every(time.Minute, "erase what is due", func(ctx context.Context) error { return erasing.run(ctx, s.log) })
	})
	beside(10*time.Minute, "sweep sessions", func(ctx context.Context) error {
		_, err := p.staff.Sweep(ctx)
		return err
	})
	beside(10*time.Minute, "forget searches", func(ctx context.Context) error {
		_, err := p.store.DeleteSearches(ctx, time.Now().Add(-searchesKept))
		return err
	})
	beside(30*time.Second, "kinds", func(ctx context.Context) error { return p.readKindsAgain(ctx, s.log) })
	jobs.Go(func() {
		count := func(ctx context.Context) error { return p.desk.RollFigures(ctx, nil) }
		once("figures", count)
		every(time.Minute, "figures", count)
	})
	jobs.Go(func() {
		once("forecast", p.desk.RefreshForecast)
		every(time.Minute, "forecast", p.desk.RefreshForecast)
	})
	jobs.Go(func() {
		look := func(ctx context.Context) error { return p.readQueueAgain(ctx, s.queue, s.log) }
		once("queue", look)
		every(30*time.Second, "queue", look)
	})
	if runner := p.runner(s); runner != nil {
		jobs.Go(func() { runner.Run(ctx, 500*time.Millisecond) })
	}
}

// runner sends what is in the outbox; nil when there is no mail.
func (p *parts) runner(s server) *outbox.Runner {
	mailer := s.mailer
	if s.memory != nil {
		mailer = s.memory
	}
	if mailer == nil {
		return nil
	}
	composer := outbox.Composer{
		Words: p.words, PublicURL: s.public,
		Operator: func(lang string) review.Operator { return p.desk.Settings().OperatorFor(lang) },
		Zone:     func() *time.Location { return p.desk.Settings().Zone },
	}
	return &outbox.Runner{
		Store: p.store, Desk: p.desk, Staff: p.staff, Composer: composer, Mailer: mailer, Recorder: p.recorder, Log: s.log,
		Name: newID(), Hold: 10 * time.Second, Now: time.Now,
	}
}

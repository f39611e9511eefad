package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"shinsa/review"
	"shinsa/staff"
)

// liveCommand measures what open streams cost: the same work in turn with and without browsers that follow. The
// browsers are a process of their own, so that the processor's time is the server's alone.
type liveCommand struct {
	Streams  int           `help:"Browsers that follow." default:"200"`
	Rounds   int           `help:"How often the two take turns." default:"4"`
	Slice    int           `help:"Decisions of each turn." default:"300"`
	Pace     int           `help:"Decisions a second while queue pages and the processor are measured." default:"10"`
	Length   time.Duration `help:"How long pages and processor are measured in each turn." default:"5s"`
	Database string        `help:"postgres://… for the desk; a SQLite file by default."`
}

// streamsOfOne is how many streams an account may have.
const streamsOfOne = 8

func (c liveCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "shinsa-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := newSystem(ctx, dir, c.Database)
	if err != nil {
		return err
	}
	defer s.store.Close()
	base, err := s.serve(ctx)
	if err != nil {
		return err
	}
	a, err := s.account(ctx, "load@example.org", staff.Reviewer)
	if err != nil {
		return err
	}
	client, err := signIn(base, "load@example.org")
	if err != nil {
		return err
	}
	var tokens []string
	for n := 0; n < c.Streams; n += streamsOfOne {
		email := fmt.Sprintf("follower%d@example.org", n)
		if _, err := s.account(ctx, email, staff.Reviewer); err != nil {
			return err
		}
		in, err := s.staff.SignIn(ctx, staff.Attempt{Email: email, Password: loadPassword, Address: "127.0.0.1"})
		if err != nil {
			return err
		}
		for range min(streamsOfOne, c.Streams-n) {
			tokens = append(tokens, string(in.Token))
		}
	}
	steady := int(c.Length.Seconds()+1) * c.Pace
	if err := s.fill(ctx, 0, 500); err != nil { // a page of the queue is full, whatever is decided
		return err
	}
	refs, err := s.sent(ctx, 2*c.Rounds*(c.Slice+2*steady)+1)
	if err != nil {
		return err
	}
	go s.settle(ctx)
	b, err := startBrowsers(ctx, base, tokens)
	if err != nil {
		return err
	}
	defer b.end()

	work := &worker{system: s, actor: a, refs: refs}
	var alone, followed measured
	for range c.Rounds {
		for _, m := range []*measured{&alone, &followed} {
			if m == &followed {
				if err := b.open(); err != nil {
					return err
				}
			}
			if err := m.turn(ctx, c, work, func() error { return fetch(client, base+"/queue", "href=\"/submissions/") }); err != nil {
				return err
			}
			if m == &followed {
				if err := b.shut(); err != nil {
					return err
				}
			}
		}
	}
	fmt.Printf("%d browsers follow, %d accounts; the better of %d turns of each\n", len(tokens), (c.Streams+streamsOfOne-1)/streamsOfOne, c.Rounds)
	fmt.Printf("%-44s %10s %10s %7s\n", "", "alone", "followed", "ratio")
	line := func(what, unit string, x, y float64) {
		fmt.Printf("%-44s %8.2f%-2s %8.2f%-2s %7.2f\n", what, x, unit, y, unit, y/x)
	}
	line("claims and decisions, as fast as can be", "/s", alone.decided, followed.decided)
	line("  processor for one", "ms", alone.decision, followed.decision)
	line(fmt.Sprintf("queue pages, with %d decisions a second", c.Pace), "/s", alone.pages, followed.pages)
	line("  processor for one", "ms", alone.page, followed.page)
	line("  their 99th percentile", "ms", alone.p99, followed.p99)
	line(fmt.Sprintf("processor, with %d decisions a second", c.Pace), "%", alone.busy, followed.busy)
	line("processor, while nothing happens", "%", alone.idle, followed.idle)
	fmt.Printf("events that the browsers were sent: %d, %.1f MB\n", b.events, float64(b.bytes)/1e6)
	return nil
}

// measured is what a desk did, at its best: the most of what is done, the least of what it cost.
type measured struct {
	decided, decision float64 // a second, and milliseconds of the processor for one
	pages, page, p99  float64
	busy, idle        float64 // percent of a core
}

// least is the smaller one, of those that were measured.
func least(have, now float64) float64 {
	if have == 0 {
		return now
	}
	return min(have, now)
}

func (m *measured) turn(ctx context.Context, c liveCommand, w *worker, page func() error) error {
	used, begin := cpu(), time.Now()
	for range c.Slice {
		if err := w.decide(ctx); err != nil {
			return err
		}
	}
	m.decided = max(m.decided, float64(c.Slice)/time.Since(begin).Seconds())
	m.decision = least(m.decision, 1000*(cpu()-used).Seconds()/float64(c.Slice))

	used = cpu()
	r, err := beside(ctx, c, w, func() (rate, error) { return loop(2, c.Length, func(int) error { return page() }) })
	if err != nil {
		return err
	}
	m.page = least(m.page, 1000*(cpu()-used).Seconds()/float64(r.n))
	if r.perSecond() > m.pages {
		m.pages, m.p99 = r.perSecond(), float64(r.p99.Microseconds())/1000
	}
	rest := func() (rate, error) { time.Sleep(c.Length); return rate{}, nil }
	used, begin = cpu(), time.Now()
	if _, err := beside(ctx, c, w, rest); err != nil {
		return err
	}
	m.busy = least(m.busy, 100*(cpu()-used).Seconds()/time.Since(begin).Seconds())
	time.Sleep(w.desk.Settings().TakeBack + 2*time.Second) // until the last decision has taken effect, which is told as well
	used, begin = cpu(), time.Now()
	_, _ = rest()
	m.idle = least(m.idle, 100*(cpu()-used).Seconds()/time.Since(begin).Seconds())
	return nil
}

// beside measures something while decisions are made at a steady pace.
func beside(ctx context.Context, c liveCommand, w *worker, f func() (rate, error)) (rate, error) {
	ended, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		tick := time.NewTicker(time.Second / time.Duration(c.Pace))
		defer tick.Stop()
		for {
			select {
			case <-ended:
				failed <- nil
				return
			case <-tick.C:
				if err := w.decide(ctx); err != nil {
					failed <- err
					return
				}
			}
		}
	}()
	r, err := f()
	close(ended)
	if failure := <-failed; err == nil {
		err = failure
	}
	return r, err
}

// settle lets decisions take effect, as the server's job does.
func (s *system) settle(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = s.desk.SettleDue(ctx)
		}
	}
}

// worker claims and decides one submission after the other.
type worker struct {
	*system
	actor review.Actor
	refs  []review.Reference
}

func (w *worker) decide(ctx context.Context) error {
	if len(w.refs) == 0 {
		return fmt.Errorf("there are too few submissions")
	}
	ref := w.refs[0]
	w.refs = w.refs[1:]
	if err := w.desk.Claim(ctx, w.actor, ref, false); err != nil {
		return err
	}
	v, err := w.desk.Review(ctx, w.actor, ref)
	if err != nil {
		return err
	}
	form := review.DecisionForm{Outcome: review.Approve, Answers: review.Answers{}, Seen: v.Version, Note: "measured"}
	for _, item := range v.Kind.Checklist {
		form.Answers[item.ID] = review.Yes
	}
	_, err = w.desk.Decide(ctx, w.actor, ref, form)
	return err
}

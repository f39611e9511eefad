// Command load measures the desk against baselines in the same run and prints ratios, so that a figure
// means the same on a fast and on a slow machine. It talks to itself on loopback only, and ends by itself.
//
//	go run ./cmd/load queue      the queue page at 1k, 100k and 1M submissions beside a bare page
//	go run ./cmd/load decide     a decision's transaction beside a bare two-insert transaction
//	go run ./cmd/load claim      claim-next under 16 parallel reviewers, without a double claim
//	go run ./cmd/load live       200 browsers that follow the desk, and the same work without them
//	go run ./cmd/load log        a verification of a million leaves, with the rows of which they tell
//	go run ./cmd/load logcost    decisions with the log and without it
//	go run ./cmd/load stats      the page of figures at 1M submissions and 3M decisions
//	go run ./cmd/load upload     32 parallel uploads of 40-megapixel photos, and a page meanwhile
//
// docs/performance.md has the figures of a run.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/pprof"
	"time"

	"github.com/alecthomas/kong"
)

type commands struct {
	Profile string        `help:"File for a CPU profile of the whole run." type:"path"`
	Queue   queueCommand  `cmd:"" help:"The queue page beside a bare page."`
	Decide  decideCommand `cmd:"" help:"A decision beside a bare transaction."`
	Claim   claimCommand  `cmd:"" help:"Claim-next under parallel reviewers."`
	Upload  uploadCommand `cmd:"" help:"Parallel uploads of large photos."`
	Live    liveCommand   `cmd:"" help:"What 200 browsers cost that follow the desk."`
	Log     logCommand    `cmd:"" help:"A verification of a whole log."`
	Logcost costCommand   `cmd:"" help:"Decisions with the log and without it."`
	Stats   statsCommand  `cmd:"" help:"The page of figures after two years."`
	Follow  followCommand `cmd:"" hidden:"" help:"The browsers of live."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var c commands
	k := kong.Parse(&c, kong.Name("load"), kong.BindTo(ctx, (*context.Context)(nil)))
	end, err := profile(c.Profile)
	if err == nil {
		err = errors.Join(k.Run(), end())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// profile writes a CPU profile until the returned function is called; nothing when no file is named.
func profile(file string) (end func() error, err error) {
	if file == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// rate is what a measured loop reached.
type rate struct {
	n        int
	took     time.Duration
	p50, p99 time.Duration
}

func (r rate) perSecond() float64 {
	if r.took == 0 {
		return 0
	}
	return float64(r.n) / r.took.Seconds()
}

func (r rate) String() string {
	return fmt.Sprintf("%8.0f/s   p50 %8s   p99 %8s", r.perSecond(), r.p50.Round(10*time.Microsecond), r.p99.Round(10*time.Microsecond))
}

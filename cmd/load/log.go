package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"shinsa/audit"
)

// logCommand measures how long a verification of a whole log takes, with every row of which it tells.
type logCommand struct {
	Leaves   int    `help:"Leaves of the log." default:"1000000"`
	Times    int    `help:"How often it is verified." default:"3"`
	Database string `help:"postgres://… (empty); a SQLite file by default."`
}

func (c logCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "shinsa-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := newSystem(ctx, dir, c.Database)
	if err != nil {
		return err
	}
	defer s.store.Close()
	key, err := audit.NewLogKey("load.example/log", make([]byte, 32))
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := s.fillLog(ctx, dir, c.Database, c.Leaves, key.Signer); err != nil {
		return err
	}
	fmt.Printf("filled in %s; peak memory %d MiB so far\n", time.Since(begin).Round(time.Second), peakMiB())
	debug.FreeOSMemory()
	keys, err := audit.Verifiers(key.Verifier)
	if err != nil {
		return err
	}
	for range c.Times {
		peak, used := watchMemory(), cpu()
		begin = time.Now()
		source, err := s.store.LogSource(ctx)
		if err != nil {
			return err
		}
		found, rows, err := audit.Verification{Source: source, Keys: keys}.RunWithRows(ctx, source, source.Size())
		if err != nil {
			return err
		}
		took := time.Since(begin)
		var compared int64
		for _, n := range rows {
			compared += n
		}
		fmt.Printf("%d leaves, %d checkpoints and %d rows in %.1f s, %.1f s of processor: %.0f leaves/s; resident memory %d MiB at most\n",
			found.Leaves, found.Checkpoints, compared, took.Seconds(), (cpu() - used).Seconds(), float64(found.Leaves)/took.Seconds(), peak())
	}
	return nil
}

// watchMemory looks ten times a second how much memory the process has, in MiB, until the returned function asks for the most.
func watchMemory() func() int {
	stop, most := make(chan struct{}), make(chan int)
	go func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		seen := 0
		for {
			seen = max(seen, residentMiB())
			select {
			case <-stop:
				most <- seen
				return
			case <-tick.C:
			}
		}
	}()
	return func() int { close(stop); return <-most }
}

// residentMiB is this process's resident memory now on Linux; 0 elsewhere.
func residentMiB() int {
	var size, resident int
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	if n, _ := fmt.Sscanf(string(text), "%d %d", &size, &resident); n != 2 {
		return 0
	}
	return resident * os.Getpagesize() >> 20
}

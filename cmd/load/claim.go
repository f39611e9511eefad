package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"shinsa/review"
	"shinsa/staff"
)

// claimCommand lets parallel reviewers claim until nothing waits, and counts who got what.
type claimCommand struct {
	Size     int    `help:"Waiting submissions." default:"20000"`
	Claims   int    `help:"Claims to make in all." default:"8000"`
	People   int    `help:"Parallel reviewers." default:"16"`
	Database string `help:"postgres://… for the desk; a SQLite file by default."`
}

func (c claimCommand) Run(ctx context.Context) error {
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
	if err := s.fill(ctx, 0, c.Size); err != nil {
		return err
	}
	people := make([]review.Actor, c.People)
	for i := range people {
		if people[i], err = s.account(ctx, fmt.Sprintf("load%d@example.org", i), staff.Reviewer); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	taken := map[review.Reference]int{}
	var wg sync.WaitGroup
	var first error
	begin := time.Now()
	for _, a := range people {
		wg.Go(func() {
			for range c.Claims / c.People {
				ref, err := s.desk.Next(ctx, a)
				if errors.Is(err, review.ErrNotFound) {
					return
				}
				mu.Lock()
				if err != nil && first == nil {
					first = err
				}
				taken[ref]++
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	if first != nil {
		return first
	}
	took, double := time.Since(begin), 0
	for _, n := range taken {
		if n > 1 {
			double++
		}
	}
	fmt.Printf("%d claims by %d people in %s: %.0f/s, %d double\n", len(taken), c.People, took.Round(time.Millisecond), float64(len(taken))/took.Seconds(), double)
	if double > 0 {
		return errors.New("a submission was given to two people")
	}
	return nil
}

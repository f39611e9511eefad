package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/staff"
)

// costCommand measures what the log costs a decision: decisions with their entries, and a sequencer that numbers, hashes and
// signs them meanwhile, beside the same decisions without any entry, in turn.
type costCommand struct {
	Count    int    `help:"Decisions to make, half of them without the log." default:"6000"`
	People   int    `help:"Parallel reviewers." default:"8"`
	Turns    int    `help:"In how many turns." default:"24"`
	Database string `help:"postgres://… for the desk; a SQLite file by default."`
}

func (c costCommand) Run(ctx context.Context) error {
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
	a, err := s.account(ctx, "load@example.org", staff.Reviewer)
	if err != nil {
		return err
	}
	refs, err := s.sent(ctx, c.Count)
	if err != nil {
		return err
	}
	forms, err := s.claimed(ctx, a, refs)
	if err != nil {
		return err
	}
	key, err := audit.NewLogKey("load.example/log", make([]byte, 32))
	if err != nil {
		return err
	}
	q := audit.Sequencer{Store: s.store, Key: key.Signer, Name: "load", Now: time.Now, Term: time.Minute, Batch: 512}
	if _, err := q.Step(ctx); err != nil { // what preparing has left
		return err
	}
	lot := len(refs) / c.Turns / 2
	clock := second{time.Second}
	measure := func(logged bool, from int) (took, used time.Duration, err error) {
		begin, before := time.Now(), cpu()
		if s.desk.Store = s.store; !logged {
			s.desk.Store = silent{s.store}
		}
		stop, ended := make(chan struct{}), make(chan error, 1)
		if logged {
			go func() { ended <- clock.number(ctx, &q, stop) }()
		} else {
			ended <- nil
		}
		err = decideAll(ctx, s.desk, a, refs[from:from+lot], forms[from:from+lot], c.People)
		close(stop)
		err = errors.Join(err, <-ended)
		return time.Since(begin), cpu() - before, err
	}
	var times, processor []float64 // without the log, of with it, in each turn
	var with, without time.Duration
	for turn := range c.Turns {
		from, first := 2*turn*lot, turn%2 == 0
		took1, used1, err := measure(first, from)
		if err != nil {
			return err
		}
		took2, used2, err := measure(!first, from+lot)
		if err != nil {
			return err
		}
		if first {
			took1, used1, took2, used2 = took2, used2, took1, used1
		}
		without, with = without+took1, with+took2
		times, processor = append(times, took1.Seconds()/took2.Seconds()), append(processor, used1.Seconds()/used2.Seconds())
	}
	begin := time.Now()
	if _, err := q.Step(ctx); err != nil { // what is left
		return err
	}
	with += time.Since(begin)
	n := float64(lot * c.Turns)
	slices.Sort(times)
	slices.Sort(processor)
	fmt.Printf("without the log  %8.0f/s\nwith the log     %8.0f/s, numbered, hashed and signed: %.2f\nratio of each turn: median %.2f, quarters %.2f and %.2f; of this process's processor time %.2f\n",
		n/without.Seconds(), n/with.Seconds(), without.Seconds()/with.Seconds(), times[len(times)/2], times[len(times)/4], times[len(times)*3/4], processor[len(processor)/2])
	return nil
}

// claimed claims submissions for a person and fills in the form of each.
func (s *system) claimed(ctx context.Context, a review.Actor, refs []review.Reference) ([]review.DecisionForm, error) {
	forms := make([]review.DecisionForm, len(refs))
	for i, ref := range refs {
		if err := s.desk.Claim(ctx, a, ref, false); err != nil {
			return nil, err
		}
		v, err := s.desk.Review(ctx, a, ref)
		if err != nil {
			return nil, err
		}
		forms[i] = review.DecisionForm{Outcome: review.Approve, Answers: review.Answers{}, Seen: v.Version, Note: "measured"}
		for _, item := range v.Kind.Checklist {
			forms[i].Answers[item.ID] = review.Yes
		}
	}
	return forms, nil
}

// second is one of the time in which there is a log: what of it has passed is kept between turns.
type second struct{ left time.Duration }

// number numbers once in such a second, as a server does.
func (s *second) number(ctx context.Context, q *audit.Sequencer, stop <-chan struct{}) error {
	for {
		begin := time.Now()
		timer := time.NewTimer(s.left)
		select {
		case <-stop:
			timer.Stop()
			s.left -= time.Since(begin)
			return nil
		case <-timer.C:
			s.left = time.Second
			if _, err := q.Step(ctx); err != nil {
				return err
			}
		}
	}
}

func decideAll(ctx context.Context, d *review.Desk, a review.Actor, refs []review.Reference, forms []review.DecisionForm, people int) error {
	var wg sync.WaitGroup
	failed := make([]error, people)
	for p := range people {
		wg.Go(func() {
			for i := p; i < len(refs) && failed[p] == nil; i += people {
				_, failed[p] = d.Decide(ctx, a, refs[i], forms[i])
			}
		})
	}
	wg.Wait()
	return errors.Join(failed...)
}

// silent is a store that keeps no entries of the log. There is none like it in the product.
type silent struct{ review.Store }

func (s silent) Write(ctx context.Context, f func(review.Tx) error) error {
	return s.Store.Write(ctx, func(tx review.Tx) error { return f(silentTx{tx}) })
}

type silentTx struct{ review.Tx }

func (silentTx) Log(context.Context, audit.Entry) error { return nil }

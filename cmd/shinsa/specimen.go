package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"shinsa/imaging/specimen"
)

// specimenCommand draws fictional documents with a truth file beside each.
type specimenCommand struct {
	Dir     string   `arg:"" type:"path" help:"Folder to write into; made when missing."`
	Count   int      `help:"How many documents." default:"12"`
	Seed    uint64   `help:"The same seed draws the same documents." default:"1"`
	Kind    string   `help:"Kind of document; drawn by lot by default."`
	Defects []string `help:"Defects to put in; none by default." sep:","`
	Today   string   `help:"Day to which validity dates refer, 2026-01-31; today by default."`
}

func (c specimenCommand) Run(ctx context.Context, con console) error {
	r := specimen.Request{Kind: c.Kind, Today: time.Now()}
	for _, d := range c.Defects {
		if !slices.Contains(specimen.Defects(), specimen.Defect(d)) {
			return usage("%q is not a defect; there are %v", d, specimen.Defects())
		}
		r.Defects = append(r.Defects, specimen.Defect(d))
	}
	if c.Today != "" {
		day, err := time.Parse(time.DateOnly, c.Today)
		if err != nil {
			return usage("--today is a day such as 2026-01-31")
		}
		r.Today = day
	}
	if c.Count < 1 {
		return usage("--count must be at least 1")
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return usage("the folder cannot be made: %v", err)
	}
	for n := range c.Count {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s, err := specimen.Draw(c.Seed, n, r)
		if err != nil {
			return usageError{err}
		}
		name := fmt.Sprintf("specimen-%d-%03d", c.Seed, n)
		if err := specimen.Write(c.Dir, s, name); err != nil {
			return usageError{err}
		}
		fmt.Fprintf(con.err, "\r%d of %d", n+1, c.Count)
	}
	fmt.Fprintln(con.err)
	say(con.out, "Drew %d fictional documents into %s.", c.Count, c.Dir)
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"shinsa/review"
)

// auditProveCommand writes the proof of a decision.
type auditProveCommand struct {
	storeFlags
	Reference string `arg:"" help:"Submission whose newest decision is proved."`
	Decision  string `help:"Another decision on it, by its id."`
	Out       string `help:"File to write; REFERENCE.tlog-proof by default." type:"path"`
}

func (c auditProveCommand) Run(ctx context.Context, con console) error {
	p, err := open(ctx, c.storeFlags, openOptions{})
	if err != nil {
		return err
	}
	defer p.close()
	ref, err := review.ParseReference(c.Reference)
	if err != nil {
		return usage("%q is not a reference", c.Reference)
	}
	decision, err := p.decisionOf(ctx, ref, review.DecisionID(c.Decision))
	if err != nil {
		return err
	}
	entry, _, err := p.store.DecisionEntry(ctx, decision)
	if errors.Is(err, review.ErrNotFound) {
		return fmt.Errorf("the log cannot tell which entry is of this decision: the data of %s were erased, and what names them in the log with them", ref)
	}
	if err != nil {
		return err
	}
	proof, err := p.store.Prove(ctx, entry)
	if errors.Is(err, review.ErrNotFound) {
		return fmt.Errorf("the decision has no number in the log yet: a server that runs gives it one within a second")
	}
	if err != nil {
		return err
	}
	file := c.Out
	if file == "" {
		file = string(ref) + ".tlog-proof"
	}
	if err := writeDurably(file, proof.Bytes()); errors.Is(err, fs.ErrExist) {
		return usage("%s exists already", file)
	} else if err != nil {
		return usage("the proof cannot be written: %v", err)
	}
	say(con.out, "%s proves the decision of %s on %s: leaf %d.", file, decision.DecidedAt.Format("2006-01-02 15:04:05 MST"), ref, proof.Index)
	keys, err := p.logKeys(ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		say(con.out, "Check it anywhere: shinsa audit verify %s --key '%s'", filepath.Base(file), k.Verifier)
	}
	return nil
}

// decisionOf is the newest decision on a submission, or the one of an id.
func (p *parts) decisionOf(ctx context.Context, ref review.Reference, id review.DecisionID) (*review.DecisionRecord, error) {
	s, err := p.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	if errors.Is(err, review.ErrNotFound) {
		return nil, usage("there is no submission %s", ref)
	}
	if err != nil {
		return nil, err
	}
	all, err := p.store.Decisions(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	for n := len(all) - 1; n >= 0; n-- {
		if id == "" || all[n].ID == id {
			return &all[n], nil
		}
	}
	if id != "" {
		return nil, usage("%s has no decision %s", ref, id)
	}
	return nil, usage("nobody has decided on %s", ref)
}

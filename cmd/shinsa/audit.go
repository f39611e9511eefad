package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

type auditCommands struct {
	Verify auditVerifyCommand `cmd:"" help:"Recompute the whole log, or check a proof."`
	Prove  auditProveCommand  `cmd:"" help:"Write the proof of a decision."`
	Key    auditKeyCommand    `cmd:"" help:"Show the public key of the log, or change the key."`
}

// auditVerifyCommand verifies the store's log, or a proof without any store.
type auditVerifyCommand struct {
	storeFlags
	Key       []string `help:"Public key of the log, as “shinsa audit key” shows it; the store's own by default. May be given several times." sep:"none"`
	Published string   `help:"Folder of checkpoints that were kept elsewhere: each must be in the log." type:"path"`
	File      string   `arg:"" optional:"" help:"Proof to check, on a machine that needs no store." type:"path"`
}

func (c auditVerifyCommand) Run(ctx context.Context, con console) error {
	if c.File != "" {
		return c.proof(con)
	}
	p, err := open(ctx, c.storeFlags, openOptions{})
	if err != nil {
		return err
	}
	defer p.close()
	keys, err := p.verifiers(ctx, c.Key)
	if err != nil {
		return err
	}
	var published []audit.SignedHead
	if c.Published != "" {
		if published, err = publishedCheckpoints(c.Published); err != nil {
			return err
		}
	}
	source, err := p.store.LogSource(ctx)
	if err != nil {
		return err
	}
	rows := decisionRows{ctx: ctx, store: p.store}
	bar := newBar(con)
	found, err := audit.Verification{Source: source, Keys: keys, Published: published, Each: rows.match, Progress: bar.show}.Run(ctx)
	bar.end()
	if err == nil {
		err = rows.end()
	}
	if d := (*audit.Difference)(nil); errors.As(err, &d) {
		return fmt.Errorf("the log is NOT sound. The first thing that differs: %w", d)
	}
	if err != nil {
		return err
	}
	c.tell(con, found, rows)
	return nil
}

func (c auditVerifyCommand) tell(con console, v audit.Verified, rows decisionRows) {
	say(con.out, "The log is sound: %d leaves, %d checkpoints, %d decisions that say what their leaves say.", v.Leaves, v.Checkpoints, rows.n)
	if v.Erased > 0 {
		say(con.out, "Of %d leaves the salts were erased with the data of whom they were about; they are sound and name nobody any more.", v.Erased)
	}
	if c.Published == "" {
		say(con.out, "It was not compared with checkpoints kept elsewhere (--published): who holds the master key could have written it anew as a whole.")
	} else {
		say(con.out, "It holds all %d checkpoints of %s.", v.Published, c.Published)
	}
	if v.Head.Size > 0 {
		say(con.out, "Head: %d leaves, root %s, signed by %s.", v.Head.Size, v.Head.Root, v.Head.Origin)
	}
}

// proof checks the proof of a file with the keys that were given.
func (c auditVerifyCommand) proof(con console) error {
	if len(c.Key) == 0 {
		return usage("to check a proof, give the public key of the log: --key")
	}
	keys, err := audit.Verifiers(c.Key...)
	if err != nil {
		return usageError{err}
	}
	file, err := os.ReadFile(c.File)
	if err != nil {
		return usage("the proof cannot be read: %v", err)
	}
	proof, err := audit.ParseProof(file)
	if err != nil {
		return usageError{fmt.Errorf("%s is no proof: %w", filepath.Base(c.File), err)}
	}
	_, head, err := proof.Check(keys)
	if err != nil {
		return err
	}
	say(con.out, "The proof holds: leaf %d of %d in the log %s.", proof.Index, head.Size, head.Origin)
	fmt.Fprint(con.out, string(proof.Leaf))
	return nil
}

// decisionRows compares the decisions of the database with the leaves that tell of them.
type decisionRows struct {
	ctx   context.Context
	store interface {
		DecisionsAt(ctx context.Context, at time.Time) ([]review.DecisionRecord, error)
		DecisionsOfLog(ctx context.Context, until time.Time) (int64, review.DecisionID, error)
	}
	n    int64
	last time.Time
}

// match is called with each leaf. A leaf of a decision must have a row that says the same.
func (d *decisionRows) match(n audit.Numbered, leaf audit.Leaf) error {
	if leaf.Act != audit.DecisionMade {
		return nil
	}
	rows, err := d.store.DecisionsAt(d.ctx, leaf.At)
	if err != nil {
		return err
	}
	nearest := ""
	for _, r := range rows {
		differs := r.DiffersFrom(leaf, n.Salt)
		if differs == "" {
			d.n++
			if leaf.At.After(d.last) {
				d.last = leaf.At
			}
			return nil
		}
		nearest = differs
	}
	if nearest == "" {
		return &audit.Difference{Leaf: n.N, ID: n.ID, What: "the decision that it tells of is not in the database"}
	}
	return &audit.Difference{Leaf: n.N, ID: n.ID, What: fmt.Sprintf("the decision that it tells of says something else in the database (%s)", nearest)}
}

// end looks for decisions of which no leaf tells.
func (d *decisionRows) end() error {
	if d.last.IsZero() {
		return nil
	}
	n, stray, err := d.store.DecisionsOfLog(d.ctx, d.last)
	switch {
	case err != nil:
		return err
	case stray != "":
		return &audit.Difference{Leaf: -1, What: fmt.Sprintf("the log tells nothing of decision %s", stray)}
	case n > d.n:
		return &audit.Difference{Leaf: -1, What: fmt.Sprintf("there are %d decisions in the database, and the log tells of %d", n, d.n)}
	}
	return nil
}

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

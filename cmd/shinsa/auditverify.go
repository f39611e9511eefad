package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"shinsa/audit"
	"shinsa/db"
)

// auditVerifyCommand verifies the store's log, or a proof without any store.
type auditVerifyCommand struct {
	storeFlags
	Key       []string `help:"Public key of the log, as “shinsa audit key” shows it; the store's own by default. With it the master key is not needed. May be given several times." sep:"none"`
	Published string   `help:"Folder of checkpoints that were kept elsewhere: each must be in the log." type:"path"`
	File      string   `arg:"" optional:"" help:"Proof to check, on a machine that needs no store." type:"path"`
}

func (c auditVerifyCommand) Run(ctx context.Context, con console) error {
	if c.File != "" {
		return c.proof(con)
	}
	store, keys, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	var published []audit.SignedHead
	if c.Published != "" {
		if published, err = publishedCheckpoints(c.Published); err != nil {
			return err
		}
	}
	source, err := store.LogSource(ctx)
	if err != nil {
		return err
	}
	bar := newBar(con, source.Size())
	found, rows, err := audit.Verification{Source: source, Keys: keys, Published: published, Progress: bar.show}.RunWithRows(ctx, source, source.Size())
	bar.end()
	if d := (*audit.Difference)(nil); errors.As(err, &d) {
		return fmt.Errorf("the log is NOT sound. The first thing that differs: %w", d)
	}
	if err != nil {
		return err
	}
	c.tell(con, found, rows)
	return nil
}

// open opens the store's database and the keys to check with. Where public keys are given, nothing else is needed: neither the
// master key, nor the wrapped keys, nor the images, and the database is not brought up to date.
func (c auditVerifyCommand) open(ctx context.Context) (*db.Store, note.Verifiers, error) {
	if len(c.Key) == 0 {
		p, err := open(ctx, c.storeFlags, openOptions{})
		if err != nil {
			if known := (usageError{}); errors.As(err, &known) {
				err = usageError{fmt.Errorf("%w; with the log's public key alone the log can be verified, too: --key", err)}
			}
			return nil, nil, err
		}
		keys, err := p.verifiers(ctx)
		if err != nil {
			p.close()
			return nil, nil, err
		}
		return p.store, keys, nil
	}
	keys, err := audit.Verifiers(c.Key...)
	if err != nil {
		return nil, nil, usageError{err}
	}
	if err := c.prepare(false); err != nil {
		return nil, nil, err
	}
	store, err := db.Open(ctx, c.databaseURL(), db.Options{NoMigrate: true})
	if errors.Is(err, db.ErrPending) {
		return nil, nil, usage("this store was made by an older program: verify it with that one, or start a server of this one on it first")
	} else if err != nil {
		return nil, nil, usageError{err}
	}
	return store, keys, nil
}

func (c auditVerifyCommand) tell(con console, v audit.Verified, compared map[string]int64) {
	var rows int64
	for _, n := range compared {
		rows += n
	}
	say(con.out, "The log is sound: %d leaves, %d checkpoints, and %d rows of the database that say what their leaves say, %d decisions among them.", v.Leaves, v.Checkpoints, rows, compared["decision"])
	if v.Erased > 0 {
		say(con.out, "Of %d leaves the salts were erased with the data of whom they were about; they are sound and name nobody any more.", v.Erased)
	}
	if c.Published == "" {
		say(con.out, "It was not compared with checkpoints kept elsewhere (--published): who holds the master key could have written it anew as a whole.")
	} else {
		say(con.out, "It holds all %d checkpoints of %s.", v.Published, c.Published)
	}
	if len(c.Key) > 0 {
		say(con.out, "It was checked with the public keys that were given and without the master key: that they are this desk's, only where you have them from tells, and nothing sealed was opened.")
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

package main

import (
	"crypto/rand"

	"shinsa/seal"
)

type keyCommands struct {
	New keyNewCommand `cmd:"" help:"Make a master key in a new file."`
}

type keyNewCommand struct {
	File string `arg:"" type:"path" help:"File to make; it must not exist."`
}

func (c keyNewCommand) Run(con console) error {
	master, err := seal.NewMasterKey(rand.Reader)
	if err != nil {
		return err
	}
	if err := seal.WriteKeyFile(c.File, master); err != nil {
		return usageError{err}
	}
	say(con.out, "Made the master key %s (fingerprint %s).", c.File, master.Fingerprint())
	say(con.out, "Keep a copy apart from every backup of the data: without it nothing can be read, with it and a backup everything can.")
	return nil
}

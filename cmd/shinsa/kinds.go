package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"shinsa/review/kinds"
)

type kindsCommands struct {
	Check kindsCheckCommand `cmd:"" help:"Check the kinds and their words; name what is broken."`
	List  kindsListCommand  `cmd:"" help:"List the kinds with their versions."`
}

type kindsCheckCommand struct {
	Dir string `arg:"" optional:"" type:"path" env:"SHINSA_KINDS_DIR" help:"Folder of the operator's own kinds."`
}

func (c kindsCheckCommand) Run(con console) error {
	if c.Dir != "" {
		if _, err := os.Stat(c.Dir); err != nil {
			return usage("the folder of kinds cannot be read: %v", err)
		}
	}
	_, live, err := loadKinds(c.Dir)
	if err != nil {
		return usageError{err}
	}
	say(con.out, "%d kinds are sound.", len(live.Set().All()))
	return nil
}

type kindsListCommand struct {
	KindsDir string `type:"path" help:"Folder of the operator's own kinds."`
}

func (c kindsListCommand) Run(con console) error {
	catalogue, live, err := loadKinds(c.KindsDir)
	if err != nil {
		return usageError{err}
	}
	w := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
	for _, k := range live.Set().All() {
		historic := ""
		if k.Historic {
			historic = "out of use"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", k.ID, k.Version, catalogue.Text("en", kinds.KindName(k.ID)), historic)
	}
	return w.Flush()
}

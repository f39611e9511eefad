package main

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"shinsa/review/kinds"
	"shinsa/views/words"
)

type kindsCommands struct {
	Check kindsCheckCommand `cmd:"" help:"Check the kinds and their words; name what is broken."`
	List  kindsListCommand  `cmd:"" help:"List the kinds with their versions."`
}

type kindsCheckCommand struct {
	Dir string `arg:"" optional:"" type:"path" env:"SHINSA_KINDS_DIR" help:"Folder of the operator's own kinds."`
}

// Run prints every problem on a line of its own, as file:line: reason.
func (c kindsCheckCommand) Run(con console) error {
	if c.Dir != "" {
		if _, err := os.Stat(c.Dir); err != nil {
			return usage("the folder of kinds cannot be read: %v", err)
		}
	}
	catalogue, err := loadWords(c.Dir)
	var broken *words.LoadError
	if errors.As(err, &broken) {
		for _, p := range broken.Problems {
			say(con.out, "words/%s", p)
		}
		return usage("%d problems in the words", len(broken.Problems))
	} else if err != nil {
		return usageError{err}
	}
	set, problems := kinds.Check(catalogue, kindsFolder(c.Dir))
	for _, p := range problems {
		say(con.out, "%s", p)
	}
	if len(problems) > 0 {
		return usage("%d problems in the kinds", len(problems))
	}
	say(con.out, "%d kinds are sound.", len(set.All()))
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

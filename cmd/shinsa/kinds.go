package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"shinsa/review/kinds"
	"shinsa/views/words"
)

type kindsCommands struct {
	Check kindsCheckCommand `cmd:"" help:"Check the kinds and their words; name what is broken."`
	List  kindsListCommand  `cmd:"" help:"List the kinds with their versions."`
}

type kindsCheckCommand struct {
	Dir string `arg:"" optional:"" type:"path" env:"SHINSA_KINDS_DIR" help:"Folder of the operator's own kinds, or one file of it."`
}

// Run prints every problem on a line of its own, as file:line: reason.
func (c kindsCheckCommand) Run(con console) error {
	dir, folder, err := c.folder()
	if err != nil {
		return err
	}
	catalogue, err := loadWords(dir)
	var broken *words.LoadError
	if errors.As(err, &broken) {
		for _, p := range broken.Problems {
			say(con.out, "words/%s", p)
		}
		return usage("%d problems in the words", len(broken.Problems))
	} else if err != nil {
		return usageError{err}
	}
	set, problems := kinds.Check(catalogue, folder)
	for _, p := range problems {
		say(con.out, "%s", p)
	}
	if len(problems) > 0 {
		return usage("%d problems in the kinds", len(problems))
	}
	say(con.out, "%d kinds are sound.", len(set.All()))
	return nil
}

// folder is where words are looked for, and the kinds: of a single file, that one with the words of its folder.
func (c kindsCheckCommand) folder() (dir string, kinds fs.FS, err error) {
	if c.Dir == "" {
		return "", nil, nil
	}
	info, err := os.Stat(c.Dir)
	switch {
	case err != nil:
		return "", nil, usage("the folder of kinds cannot be read: %v", err)
	case info.IsDir():
		return c.Dir, kindsFolder(c.Dir), nil
	case filepath.Ext(c.Dir) != ".yaml":
		return "", nil, usage("%s is neither a folder of kinds nor a .yaml file of one", c.Dir)
	}
	dir = filepath.Dir(c.Dir)
	return dir, oneFile{os.DirFS(dir), filepath.Base(c.Dir)}, nil
}

// oneFile is a folder in which there is a single file.
type oneFile struct {
	fs.FS
	name string
}

func (f oneFile) ReadDir(dir string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, dir)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() != f.name }), err
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

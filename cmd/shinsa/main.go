// Command shinsa is the review desk: the server, the demonstration, and the tools of its operator.
//
// Each subcommand is a file. What several need is in parts.go (opening the store, the keys, the desk) and
// settings.go (flags and what they may say). A command returns a usageError for a setting, key or file
// that is wrong; run turns every error into one line and an exit code.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the desk's time zone is known on machines without that database, too

	"github.com/alecthomas/kong"
)

// commands are the subcommands.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Start a demonstration with fictional documents; needs no set-up."`
	Serve    serveCommand    `cmd:"" help:"Serve the desk."`
	Staff    staffCommands   `cmd:"" help:"Manage the accounts of the staff."`
	Kinds    kindsCommands   `cmd:"" help:"Check and list the kinds of documents."`
	Key      keyCommands     `cmd:"" help:"Make the master key."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database's schema up to date."`
	Purge    purgeCommand    `cmd:"" help:"Erase drafts whose time is over and what nothing refers to any more."`
	Audit    auditCommands   `cmd:"" help:"Verify the log, prove a decision."`
	Figures  figuresCommands `cmd:"" help:"Count again what the page of figures shows."`
	Policy   policyCommands  `cmd:"" help:"Explain what the policy allows."`
	Backup   backupCommand   `cmd:"" help:"Copy the store into a folder."`
	Restore  restoreCommand  `cmd:"" help:"Put a backup into an empty store."`
	Specimen specimenCommand `cmd:"" help:"Draw fictional documents with known truth."`
}

// console is where commands speak.
type console struct {
	out, err io.Writer
	in       io.Reader
	environ  []string // NAME=VALUE, to tell of names that set nothing
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], console{out: os.Stdout, err: os.Stderr, in: os.Stdin, environ: os.Environ()})
	stop()
	os.Exit(code)
}

// usageError is a wrong flag, setting, key or file: one clear line and exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run parses the arguments, runs the command and returns its exit code: 0, 1 for a failure while it
// worked, 2 for a setting that is wrong.
func run(ctx context.Context, args []string, con console) (code int) {
	exit := -1
	parser, err := newParser(ctx, con, func(code int) { exit = code })
	if err != nil {
		complain(con, err)
		return 2
	}
	k, err := parser.Parse(args)
	if exit >= 0 { // help was shown
		return exit
	}
	if err != nil {
		complain(con, err)
		return 2
	}
	if line := unknownVariables(parser, con.environ); line != "" {
		fmt.Fprintln(con.err, "shinsa:", line)
	}
	if err = k.Run(); err == nil {
		return 0
	}
	complain(con, err)
	if wrong := (usageError{}); errors.As(err, &wrong) {
		return 2
	}
	return 1
}

func newParser(ctx context.Context, con console, exit func(int)) (*kong.Kong, error) {
	return kong.New(new(commands), kong.Name("shinsa"), kong.Description("A review desk for identity documents."),
		environment(prefix), kong.Writers(con.out, con.err), kong.Exit(exit),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(con))
}

// prefix begins the name of every variable of the environment that sets a flag.
const prefix = "SHINSA_"

// environment gives every flag its variable: the prefix and the flag's name in capitals, with underscores
// for hyphens. (kong.DefaultEnvars would make SHINSA_S_3_ACCESS_KEY of s3-access-key.)
func environment(prefix string) kong.Option {
	return kong.PostBuild(func(k *kong.Kong) error {
		return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
			if f, ok := node.(*kong.Flag); ok && f.Name != "help" && len(f.Envs) == 0 {
				name := prefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
				f.Envs = append(f.Envs, name)
				f.Value.Tag.Envs = append(f.Value.Tag.Envs, name)
			}
			return next(nil)
		})
	})
}

// complain writes an error as one line, also one that was joined of several.
func complain(con console, err error) {
	fmt.Fprintln(con.err, "shinsa:", oneLine(err.Error()))
}

func oneLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

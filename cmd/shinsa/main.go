// Command shinsa is the review desk: the server, the demonstration, and the tools of its operator.
//
// Each subcommand is a file. What several need (opening the store, the keys, the desk) is in parts.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands are the subcommands. Every flag has its environment variable: SHINSA_ and the flag's name.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Start a demonstration with fictional documents; needs no set-up."`
	Serve    serveCommand    `cmd:"" help:"Serve the desk."`
	Staff    staffCommands   `cmd:"" help:"Manage the accounts of the staff."`
	Kinds    kindsCommands   `cmd:"" help:"Check and list the kinds of documents."`
	Key      keyCommands     `cmd:"" help:"Make the master key."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database's schema up to date."`
	Purge    purgeCommand    `cmd:"" help:"Erase drafts whose time is over and what nothing refers to any more."`
	Policy   policyCommands  `cmd:"" help:"Explain what the policy allows."`
	Backup   backupCommand   `cmd:"" help:"Copy the store into a folder."`
	Restore  restoreCommand  `cmd:"" help:"Put a backup into an empty store."`
	Specimen specimenCommand `cmd:"" help:"Draw fictional documents with known truth."`
}

// console is where commands speak.
type console struct {
	out, err io.Writer
	in       io.Reader
	getenv   func(string) string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], console{out: os.Stdout, err: os.Stderr, in: os.Stdin, getenv: os.Getenv}))
}

// usageError is a wrong flag, setting, key or file: one clear line and exit code 2.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run parses the arguments, runs the command and returns its exit code: 0, 1 for a failure while it
// worked, 2 for a setting that is wrong.
func run(ctx context.Context, args []string, con console) (code int) {
	var c commands
	exit := -1
	parser, err := kong.New(&c, kong.Name("shinsa"), kong.Description("A review desk for identity documents."),
		kong.DefaultEnvars("SHINSA"), kong.Writers(con.out, con.err), kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(con), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(con.err, "shinsa:", err)
		return 2
	}
	k, err := parser.Parse(args)
	if exit >= 0 { // help was shown
		return exit
	}
	if err != nil {
		fmt.Fprintln(con.err, "shinsa:", err)
		return 2
	}
	err = k.Run()
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintln(con.err, "shinsa:", wrong.error)
		return 2
	}
	fmt.Fprintln(con.err, "shinsa:", err)
	return 1
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"shinsa/staff"
)

// staffCommands are the root of trust: who can run them can read the key and the database anyway.
type staffCommands struct {
	Add     staffAddCommand     `cmd:"" help:"Make an account; with --password-stdin it can be used at once, else a one-time link is printed."`
	List    staffListCommand    `cmd:"" help:"List the accounts."`
	Role    staffRoleCommand    `cmd:"" help:"Change a role."`
	Disable staffDisableCommand `cmd:"" help:"Disable an account: its sessions end and its claims are free at once."`
	Enable  staffEnableCommand  `cmd:"" help:"Enable a disabled account."`
	Reset   staffResetCommand   `cmd:"" help:"Print a one-time link to set a new password."`
}

type staffAddCommand struct {
	storeFlags
	s3Flags
	Email         string `arg:""`
	Name          string `help:"Name, as colleagues read it."`
	Role          string `help:"reviewer, supervisor, support or admin." enum:"reviewer,supervisor,support,admin" required:""`
	PasswordStdin bool   `help:"Read the password from the first line of standard input."`
	PublicURL     string `help:"Address at which people reach the desk, for the link."`
}

func (c staffAddCommand) Run(ctx context.Context, con console) error {
	return withStaff(ctx, c.storeFlags, c.s3Flags, true, func(s *staff.Service) error {
		n := staff.NewAccount{Email: c.Email, Name: c.Name, Role: staff.Role(c.Role)}
		if !c.PasswordStdin {
			issued, err := s.Invite(ctx, staff.CommandLine(), n)
			if err != nil {
				return staffError(err)
			}
			say(con.out, "Made the account of %s (%s). One-time link, good until %s:", c.Email, c.Role, issued.ExpiresAt.Format("2006-01-02 15:04 MST"))
			say(con.out, "%s", oneTimeURL(c.PublicURL, issued))
			return nil
		}
		password, err := bufio.NewReader(io.LimitReader(con.in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if n.Name == "" {
			n.Name, _, _ = strings.Cut(c.Email, "@")
		}
		if _, err := s.Add(ctx, staff.CommandLine(), n, strings.TrimRight(password, "\r\n")); err != nil {
			return staffError(err)
		}
		say(con.out, "Made the account of %s (%s).", c.Email, c.Role)
		return nil
	})
}

type staffListCommand struct {
	storeFlags
	s3Flags
}

func (c staffListCommand) Run(ctx context.Context, con console) error {
	return withStaff(ctx, c.storeFlags, c.s3Flags, false, func(s *staff.Service) error {
		all, err := s.List(ctx, staff.CommandLine())
		if err != nil {
			return staffError(err)
		}
		w := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
		for _, a := range all {
			role := string(a.Role)
			if a.PendingRole != staff.NoRole {
				role += " (waits: " + string(a.PendingRole) + ")"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Email, a.Name, role, a.Status)
		}
		return w.Flush()
	})
}

type staffRoleCommand struct {
	storeFlags
	s3Flags
	Email string `arg:""`
	Role  string `enum:"reviewer,supervisor,support,admin" required:"" help:"The new role."`
}

func (c staffRoleCommand) Run(ctx context.Context, con console) error {
	return onAccount(ctx, c.storeFlags, c.s3Flags, c.Email, func(s *staff.Service, a staff.Account) error {
		if _, err := s.ChangeRole(ctx, staff.CommandLine(), a.ID, staff.Role(c.Role)); err != nil {
			return err
		}
		say(con.out, "%s is %s now.", c.Email, c.Role)
		return nil
	})
}

type staffDisableCommand struct {
	storeFlags
	s3Flags
	Email string `arg:""`
}

func (c staffDisableCommand) Run(ctx context.Context, con console) error {
	return onAccount(ctx, c.storeFlags, c.s3Flags, c.Email, func(s *staff.Service, a staff.Account) error {
		if _, err := s.Disable(ctx, staff.CommandLine(), a.ID); err != nil {
			return err
		}
		say(con.out, "%s is disabled; sessions have ended and claims are free.", c.Email)
		return nil
	})
}

type staffEnableCommand struct {
	storeFlags
	s3Flags
	Email string `arg:""`
}

func (c staffEnableCommand) Run(ctx context.Context, con console) error {
	return onAccount(ctx, c.storeFlags, c.s3Flags, c.Email, func(s *staff.Service, a staff.Account) error {
		if _, err := s.Enable(ctx, staff.CommandLine(), a.ID); err != nil {
			return err
		}
		say(con.out, "%s is enabled.", c.Email)
		return nil
	})
}

type staffResetCommand struct {
	storeFlags
	s3Flags
	Email     string `arg:""`
	PublicURL string `help:"Address at which people reach the desk, for the link."`
}

func (c staffResetCommand) Run(ctx context.Context, con console) error {
	return onAccount(ctx, c.storeFlags, c.s3Flags, c.Email, func(s *staff.Service, a staff.Account) error {
		issued, err := s.RequestReset(ctx, staff.CommandLine(), a.ID)
		if err != nil {
			return err
		}
		say(con.out, "%s", oneTimeURL(c.PublicURL, issued))
		return nil
	})
}

// oneTimeURL is the address of a one-time link.
func oneTimeURL(public string, i staff.Issued) string {
	path := "/reset/"
	if i.Purpose == staff.Invitation {
		path = "/welcome/"
	}
	return strings.TrimSuffix(public, "/") + path + string(i.Token)
}

// withStaff opens the store, or makes it for its first account, and calls run with the staff's service.
func withStaff(ctx context.Context, f storeFlags, s3 s3Flags, create bool, run func(*staff.Service) error) error {
	p, err := open(ctx, f, openOptions{create: create, credentials: s3.credentials()})
	if err != nil {
		return err
	}
	defer p.close()
	return run(p.staff)
}

func onAccount(ctx context.Context, f storeFlags, s3 s3Flags, email string, run func(*staff.Service, staff.Account) error) error {
	return withStaff(ctx, f, s3, false, func(s *staff.Service) error {
		a, err := s.ByEmail(ctx, staff.CommandLine(), email)
		if err != nil {
			return staffError(err)
		}
		return staffError(run(s, a))
	})
}

// staffError says what a person at the console should know.
func staffError(err error) error {
	var password *staff.PasswordError
	var input *staff.InputError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, staff.ErrNotFound):
		return usage("there is no account with this e-mail address")
	case errors.Is(err, staff.ErrExists):
		return usage("there is an account with this e-mail address already")
	case errors.Is(err, staff.ErrLastAdmin):
		return usage("the last administrator stays: make another one first")
	case errors.Is(err, staff.ErrDisabled):
		return usage("the account is disabled: enable it first")
	case errors.As(err, &password):
		return usage("the password cannot be used: %s", strings.ReplaceAll(password.Code, "_", " "))
	case errors.As(err, &input):
		return usage("the %s cannot be used: %s", input.Field, strings.ReplaceAll(input.Code, "_", " "))
	}
	return err
}

package staff

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

const newPassword = "two herons on a wet roof"

func TestInvitation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	n := d.entries()
	issued, err := d.Invite(d.ctx, ActorOf(admin), NewAccount{Email: "Aoi@Example.com", Role: Support, Lang: "ja"})
	d.want(err, nil)
	if issued.Purpose != Invitation || !issued.ExpiresAt.Equal(d.clock.Add(72*time.Hour)) || issued.Account.Status != Invited {
		t.Errorf("issued %+v", issued)
	}
	link, account, err := d.OpenLink(d.ctx, issued.Token)
	d.want(err, nil)
	if link.Purpose != Invitation || account.Email != "Aoi@Example.com" {
		t.Errorf("opened %+v for %+v", link, account)
	}

	// What is wrong with name or password does not use the link up.
	_, err = d.Accept(d.ctx, issued.Token, " ", newPassword)
	if e := (*InputError)(nil); !errors.As(err, &e) || e.Field != "name" {
		t.Errorf("no name: %v", err)
	}
	_, err = d.Accept(d.ctx, issued.Token, "Aoi", "short")
	if e := (*PasswordError)(nil); !errors.As(err, &e) || e.Code != PasswordTooShort {
		t.Errorf("short password: %v", err)
	}
	_, err = d.Accept(d.ctx, issued.Token, "Wintergreen", "wintergreen2026")
	if e := (*PasswordError)(nil); !errors.As(err, &e) || e.Code != PasswordOwn {
		t.Errorf("own name as password: %v", err)
	}
	_, err = d.Reset(d.ctx, issued.Token, newPassword)
	d.want(err, ErrLinkInvalid)

	account, err = d.Accept(d.ctx, issued.Token, " Specimen  Aoi ", newPassword)
	d.want(err, nil)
	if account.Status != Active || account.Name != "Specimen Aoi" || account.Role != Support || account.Lang != "ja" {
		t.Errorf("accepted as %+v", account)
	}
	_, err = d.Accept(d.ctx, issued.Token, "Aoi", newPassword)
	d.want(err, ErrLinkInvalid)
	_, err = d.SignIn(d.ctx, Attempt{Email: "aoi@example.com", Password: newPassword})
	d.want(err, nil)
	if got, want := d.logged(n, ""), []string{"staff.invited", "staff.password-set", "staff.signed-in"}; !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
}

func TestInviteRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	reviewer := d.add(Reviewer, "reviewer@example.com")
	n := d.entries()
	for _, c := range []struct {
		actor Actor
		in    NewAccount
		field string
		want  error
	}{
		{ActorOf(admin), NewAccount{Email: "ＲＥＶＩＥＷＥＲ@example.com", Role: Support}, "", ErrExists},
		{ActorOf(reviewer), NewAccount{Email: "x@example.com", Role: Support}, "", ErrDenied},
		{Actor{}, NewAccount{Email: "x@example.com", Role: Support}, "", ErrDenied},
		{ActorOf(admin), NewAccount{Email: "x", Role: Support}, "email", nil},
		{ActorOf(admin), NewAccount{Email: "x@example.com", Role: NoRole}, "role", nil},
		{ActorOf(admin), NewAccount{Email: "x@example.com", Role: "root"}, "role", nil},
		{ActorOf(admin), NewAccount{Email: "x@example.com", Role: Support, Lang: "<script>"}, "lang", nil},
		{ActorOf(admin), NewAccount{Email: "x@example.com", Role: Support, Name: "a\x00"}, "name", nil},
	} {
		issued, err := d.Invite(d.ctx, c.actor, c.in)
		if e := (*InputError)(nil); c.field != "" && (!errors.As(err, &e) || e.Field != c.field) {
			t.Errorf("%+v: got %v, want an error of %s", c.in, err, c.field)
		}
		if c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%+v: got %v, want %v", c.in, err, c.want)
		}
		if issued.Token != "" {
			t.Errorf("%+v: a link beside the error", c.in)
		}
	}
	if d.entries() != n {
		t.Errorf("logged %q", d.logged(n, ""))
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	open := d.signIn("a@example.com")
	n := d.entries()
	issued, err := d.RequestReset(d.ctx, CommandLine(), a.ID)
	d.want(err, nil)
	if issued.Purpose != Reset || !issued.ExpiresAt.Equal(d.clock.Add(time.Hour)) {
		t.Errorf("issued %+v", issued)
	}
	if !d.signedIn(open.Token) {
		t.Error("asking for a link ended a session")
	}
	_, err = d.Accept(d.ctx, issued.Token, "Mallory", newPassword)
	d.want(err, ErrLinkInvalid)
	account, err := d.Reset(d.ctx, issued.Token, newPassword)
	d.want(err, nil)
	if account.Name != a.Name {
		t.Errorf("the name became %q", account.Name)
	}
	if d.signedIn(open.Token) {
		t.Error("a session outlived the reset")
	}
	_, err = d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: goodPassword})
	d.want(err, ErrBadCredentials)
	_, err = d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: newPassword})
	d.want(err, nil)
	_, err = d.Reset(d.ctx, issued.Token, goodPassword)
	d.want(err, ErrLinkInvalid)
	want := []string{"staff.reset", "staff.password-set reset", "staff.sign-in-failed", "staff.signed-in"}
	if got := d.logged(n, "by"); !slices.Equal(got, []string{"staff.reset command-line", want[1], want[2], want[3]}) {
		t.Errorf("logged %q", got)
	}
}

func TestLinksThatNoLongerOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(d *desk, a Account, issued *Issued)
	}{
		{"never made", func(d *desk, _ Account, issued *Issued) { issued.Token, _, _ = d.newToken() }},
		{"not a token", func(_ *desk, _ Account, issued *Issued) { issued.Token = "x" }},
		{"too old", func(d *desk, _ Account, _ *Issued) { d.clock = d.clock.Add(time.Hour) }},
		{"followed by a newer one", func(d *desk, a Account, _ *Issued) {
			_, err := d.RequestReset(d.ctx, CommandLine(), a.ID)
			d.want(err, nil)
		}},
		{"account disabled", func(d *desk, a Account, _ *Issued) {
			_, err := d.Disable(d.ctx, CommandLine(), a.ID)
			d.want(err, nil)
		}},
		{"account disabled and enabled again", func(d *desk, a Account, _ *Issued) {
			_, err := d.Disable(d.ctx, CommandLine(), a.ID)
			d.want(err, nil)
			_, err = d.Enable(d.ctx, CommandLine(), a.ID)
			d.want(err, nil)
		}},
		{"password set otherwise", func(d *desk, _ Account, _ *Issued) {
			d.want(d.SetPassword(d.ctx, d.signIn("a@example.com").Session, goodPassword, "three herons on a roof"), nil)
		}},
		{"used", func(d *desk, _ Account, issued *Issued) {
			_, err := d.Reset(d.ctx, issued.Token, "three herons on a roof")
			d.want(err, nil)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			a := d.add(Reviewer, "a@example.com")
			issued, err := d.RequestReset(d.ctx, CommandLine(), a.ID)
			d.want(err, nil)
			c.do(d, a, &issued)
			if _, _, err := d.OpenLink(d.ctx, issued.Token); !errors.Is(err, ErrLinkInvalid) {
				t.Errorf("opened: %v", err)
			}
			if _, err := d.Reset(d.ctx, issued.Token, newPassword); !errors.Is(err, ErrLinkInvalid) {
				t.Errorf("used: %v", err)
			}
		})
	}
}

func TestALinkIsUsedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	issued, err := d.RequestReset(d.ctx, CommandLine(), a.ID)
	d.want(err, nil)
	var wg sync.WaitGroup
	var mu sync.Mutex
	used := 0
	for range 8 {
		wg.Go(func() {
			_, err := d.Reset(d.ctx, issued.Token, newPassword)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				used++
			} else if !errors.Is(err, ErrLinkInvalid) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if used != 1 {
		t.Errorf("used %d times", used)
	}
}

func TestInviteAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first, err := d.Invite(d.ctx, CommandLine(), NewAccount{Email: "a@example.com", Role: Support})
	d.want(err, nil)
	d.clock = d.clock.Add(100 * time.Hour)
	_, err = d.Accept(d.ctx, first.Token, "Aoi", newPassword)
	d.want(err, ErrLinkInvalid)
	second, err := d.RequestReset(d.ctx, CommandLine(), first.Account.ID)
	d.want(err, nil)
	if second.Purpose != Invitation {
		t.Errorf("issued a link for %s", second.Purpose)
	}
	_, err = d.Accept(d.ctx, second.Token, "Aoi", newPassword)
	d.want(err, nil)
}

func TestWhoMayAskForAReset(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	a := d.add(Reviewer, "a@example.com")
	supervisor := d.add(Supervisor, "s@example.com")
	_, err := d.RequestReset(d.ctx, ActorOf(a), a.ID)
	d.want(err, ErrDenied)
	_, err = d.RequestReset(d.ctx, ActorOf(supervisor), a.ID)
	d.want(err, ErrDenied)
	_, err = d.RequestReset(d.ctx, ActorOf(admin), "nobody")
	d.want(err, ErrNotFound)
	_, err = d.RequestReset(d.ctx, ActorOf(admin), a.ID)
	d.want(err, nil)
	_, err = d.Disable(d.ctx, ActorOf(admin), a.ID)
	d.want(err, nil)
	_, err = d.RequestReset(d.ctx, ActorOf(admin), a.ID)
	d.want(err, ErrDisabled)
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	here, elsewhere := d.signIn("a@example.com"), d.signIn("a@example.com")
	n := d.entries()
	d.want(d.SetPassword(d.ctx, here.Session, "a wrong password", newPassword), ErrBadCredentials)
	if e := (*PasswordError)(nil); !errors.As(d.SetPassword(d.ctx, here.Session, goodPassword, "passwordpassword"), &e) {
		t.Error("a common password was set")
	}
	d.want(d.SetPassword(d.ctx, here.Session, goodPassword, newPassword), nil)
	if !d.signedIn(here.Token) || d.signedIn(elsewhere.Token) {
		t.Error("only the session that set it stays")
	}
	_, err := d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: newPassword})
	d.want(err, nil)
	if got, want := d.logged(n, ""), []string{"staff.sign-in-failed", "staff.password-set", "staff.signed-in"}; !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
	for range 9 {
		d.want(d.SetPassword(d.ctx, here.Session, "a wrong password", newPassword), ErrBadCredentials)
	}
	if e := (*ThrottledError)(nil); !errors.As(d.SetPassword(d.ctx, here.Session, newPassword, goodPassword), &e) {
		t.Error("an eleventh guess at the present password was looked at")
	}
}

// What an administrator could do with a link that he was shown must not be more than he may do anyway.
func TestHandedResetWaitsForASupervisor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		role          Role
		agreement     bool
		commandLine   bool
		wantRole      Role
		wantPending   Role
		wantLogs      []string
		pendingBefore Role
	}{
		{name: "Reviewer", role: Reviewer, agreement: true, wantPending: Reviewer, wantLogs: []string{"staff.role-changed", "staff.password-set"}},
		{name: "Supervisor", role: Supervisor, agreement: true, wantPending: Supervisor, wantLogs: []string{"staff.role-changed", "staff.password-set"}},
		{name: "ReviewerToBeSupervisor", role: Reviewer, agreement: true, pendingBefore: Supervisor, wantPending: Supervisor, wantLogs: []string{"staff.role-changed", "staff.password-set"}},
		{name: "SupportHasNothingToLose", role: Support, agreement: true, wantRole: Support, wantLogs: []string{"staff.password-set"}},
		{name: "NoAgreementAsked", role: Reviewer, wantRole: Reviewer, wantLogs: []string{"staff.password-set"}},
		{name: "CommandLine", role: Reviewer, agreement: true, commandLine: true, wantRole: Reviewer, wantLogs: []string{"staff.password-set"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			admin := d.add(Admin, "admin@example.com")
			supervisor := d.add(Supervisor, "chief@example.com")
			person := d.add(c.role, "person@example.com")
			d.settings.Agreement = true
			if c.pendingBefore != NoRole {
				_, err := d.ChangeRole(d.ctx, ActorOf(admin), person.ID, c.pendingBefore)
				d.want(err, nil)
			}
			d.settings.Agreement = c.agreement
			actor := ActorOf(admin)
			if c.commandLine {
				actor = CommandLine()
			}
			in := d.signIn("person@example.com")
			issued, err := d.RequestReset(d.ctx, actor, person.ID)
			d.want(err, nil)
			if got := d.account(person.ID); got.Role != c.role || !d.signedIn(in.Token) {
				t.Fatalf("asking alone changed the account: %+v", got)
			}
			n := d.entries()
			_, err = d.Accept(d.ctx, issued.Token, "Somebody", newPassword)
			d.want(err, ErrLinkInvalid)
			_, err = d.Reset(d.ctx, issued.Token, newPassword)
			d.want(err, nil)
			got := d.account(person.ID)
			if got.Role != c.wantRole || got.PendingRole != c.wantPending || got.Status != Active {
				t.Errorf("after the reset role %q, pending %q; want %q, %q", got.Role, got.PendingRole, c.wantRole, c.wantPending)
			}
			if logs := d.logged(n, ""); !slices.Equal(logs, c.wantLogs) {
				t.Errorf("logged %q, want %q", logs, c.wantLogs)
			}
			if c.wantPending == NoRole {
				return
			}
			_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), person.ID, c.wantPending)
			d.want(err, nil)
			if got := d.account(person.ID); got.Role != c.wantPending || got.PendingRole != NoRole {
				t.Errorf("after the agreement role %q, pending %q", got.Role, got.PendingRole)
			}
		})
	}
}

// An administrator who renews the invitation of somebody whom the command line gave a desk role has the
// link, and could become that person himself.
func TestARenewedInvitationCostsADeskRole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	supervisor := d.add(Supervisor, "chief@example.com")
	invited, err := d.Invite(d.ctx, CommandLine(), NewAccount{Email: "person@example.com", Role: Reviewer})
	d.want(err, nil)
	id := invited.Account.ID
	again, err := d.RequestReset(d.ctx, CommandLine(), id)
	d.want(err, nil)
	if got := d.account(id); got.Role != Reviewer {
		t.Errorf("renewed by the command line: %+v", got)
	}
	renewed, err := d.RequestReset(d.ctx, ActorOf(admin), id)
	d.want(err, nil)
	_, err = d.Accept(d.ctx, again.Token, "Somebody", newPassword)
	d.want(err, ErrLinkInvalid)
	_, err = d.Accept(d.ctx, renewed.Token, "Somebody", newPassword)
	d.want(err, nil)
	if got := d.account(id); got.Role != NoRole || got.PendingRole != Reviewer {
		t.Errorf("after a renewed invitation role %q, pending %q", got.Role, got.PendingRole)
	}
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), id, Reviewer)
	d.want(err, nil)
}

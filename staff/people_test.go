package staff

import (
	"errors"
	"slices"
	"testing"
)

func TestOnlyTheCommandLineSetsPasswords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	n := NewAccount{Email: "a@example.com", Name: "Aoi", Role: Reviewer}
	_, err := d.Add(d.ctx, ActorOf(admin), n, goodPassword)
	d.want(err, ErrDenied)
	d.want(d.ReplacePassword(d.ctx, ActorOf(admin), admin.ID, newPassword), ErrDenied)

	_, err = d.Add(d.ctx, CommandLine(), n, "short")
	if e := (*PasswordError)(nil); !errors.As(err, &e) {
		t.Errorf("a short password: %v", err)
	}
	a, err := d.Add(d.ctx, CommandLine(), n, goodPassword)
	d.want(err, nil)
	if a.Status != Active || a.Role != Reviewer || a.PendingRole != NoRole || a.PasswordHash != "" {
		t.Errorf("added %+v", a)
	}
	_, err = d.Add(d.ctx, CommandLine(), n, goodPassword)
	d.want(err, ErrExists)
	in := d.signIn("a@example.com")
	d.want(d.ReplacePassword(d.ctx, CommandLine(), a.ID, newPassword), nil)
	if d.signedIn(in.Token) {
		t.Error("a session outlived the password")
	}
	_, err = d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: newPassword})
	d.want(err, nil)
	d.want(d.ReplacePassword(d.ctx, CommandLine(), "nobody", newPassword), ErrNotFound)
	_, err = d.Disable(d.ctx, CommandLine(), a.ID)
	d.want(err, nil)
	d.want(d.ReplacePassword(d.ctx, CommandLine(), a.ID, goodPassword), ErrDisabled)
}

func TestReplacePasswordActivatesSomebodyInvited(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	issued, err := d.Invite(d.ctx, CommandLine(), NewAccount{Email: "a@example.com", Role: Support})
	d.want(err, nil)
	d.want(d.ReplacePassword(d.ctx, CommandLine(), issued.Account.ID, goodPassword), nil)
	d.signIn("a@example.com")
	_, err = d.Accept(d.ctx, issued.Token, "Aoi", newPassword)
	d.want(err, ErrLinkInvalid)
}

func TestList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "b@example.com")
	reviewer := d.add(Reviewer, "a@example.com")
	_, err := d.List(d.ctx, ActorOf(reviewer))
	d.want(err, ErrDenied)
	_, err = d.List(d.ctx, Actor{})
	d.want(err, ErrDenied)
	for _, actor := range []Actor{ActorOf(admin), CommandLine()} {
		all, err := d.List(d.ctx, actor)
		d.want(err, nil)
		if len(all) != 2 || all[0].ID != reviewer.ID || all[0].PasswordHash != "" {
			t.Errorf("listed %+v", all)
		}
	}
	got, err := d.ByEmail(d.ctx, CommandLine(), " A@EXAMPLE.com")
	d.want(err, nil)
	if got.ID != reviewer.ID || got.PasswordHash != "" {
		t.Errorf("found %+v", got)
	}
	_, err = d.ByEmail(d.ctx, CommandLine(), "nobody@example.com")
	d.want(err, ErrNotFound)
}

func TestSetLang(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	d.want(d.SetLang(d.ctx, a.ID, "ja"), nil)
	if got := d.account(a.ID).Lang; got != "ja" {
		t.Errorf("lang %q", got)
	}
	if e := (*InputError)(nil); !errors.As(d.SetLang(d.ctx, a.ID, "ja\n"), &e) {
		t.Error("not a language, yet set")
	}
}

func TestShortages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts Counts
		want   []Shortage
	}{
		{Counts{Admin: 1, Supervisor: 2}, nil},
		{Counts{Admin: 1, Supervisor: 2, Reviewer: 5, Support: 1}, nil},
		{Counts{}, []Shortage{NoAdmin, NoDesk, NoSupervisor}},
		{Counts{Admin: 1, Reviewer: 3}, []Shortage{NoSupervisor}},
		{Counts{Admin: 1, Reviewer: 1}, []Shortage{NoSupervisor, OneDesk}},
		{Counts{Admin: 1, Supervisor: 1}, []Shortage{OneDesk, OneSupervisor}},
		{Counts{Admin: 1, Supervisor: 1, Reviewer: 1}, []Shortage{OneSupervisor}},
		{Counts{Supervisor: 2}, []Shortage{NoAdmin}},
		{Counts{Support: 9, NoRole: 9}, []Shortage{NoAdmin, NoDesk, NoSupervisor}},
	} {
		if got := Shortages(c.counts, false); !slices.Equal(got, c.want) {
			t.Errorf("%v: got %q, want %q", c.counts, got, c.want)
		}
	}
	for _, c := range []struct {
		counts Counts
		want   []Shortage
	}{
		{Counts{Admin: 1}, []Shortage{NoDesk, NoSupervisor}},
		{Counts{Admin: 1, Reviewer: 1}, []Shortage{NoSupervisor, OneDesk, NoSecond}},
		{Counts{Admin: 1, Reviewer: 2}, []Shortage{NoSupervisor, NoThird}},
		{Counts{Admin: 1, Supervisor: 2}, []Shortage{NoThird}},
		{Counts{Admin: 1, Supervisor: 2, Reviewer: 1}, nil},
	} {
		if got := Shortages(c.counts, true); !slices.Equal(got, c.want) {
			t.Errorf("%v with second reviews: got %q, want %q", c.counts, got, c.want)
		}
	}
	d := newDesk(t)
	d.add(Admin, "admin@example.com")
	d.add(Supervisor, "s1@example.com")
	gone := d.add(Supervisor, "s2@example.com")
	got, err := d.Service.Shortages(d.ctx, false)
	d.want(err, nil)
	if len(got) != 0 {
		t.Errorf("got %q", got)
	}
	_, err = d.Disable(d.ctx, CommandLine(), gone.ID)
	d.want(err, nil)
	if got, err = d.Service.Shortages(d.ctx, false); err != nil || !slices.Equal(got, []Shortage{OneDesk, OneSupervisor}) {
		t.Errorf("got %q, %v", got, err)
	}
}

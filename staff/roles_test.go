package staff

import (
	"errors"
	"slices"
	"sync"
	"testing"
)

// TestGivingARole walks who gives which role to whom, and what comes of it.
func TestGivingARole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		commandLine   bool
		noAgreement   bool
		from, to      Role
		role, pending Role // afterwards
		ends          bool // sessions
	}{
		{name: "support to admin is at once", from: Support, to: Admin, role: Admin, ends: true},
		{name: "support to reviewer waits", from: Support, to: Reviewer, role: Support, pending: Reviewer},
		{name: "support to supervisor waits", from: Support, to: Supervisor, role: Support, pending: Supervisor},
		{name: "reviewer to supervisor waits", from: Reviewer, to: Supervisor, role: Reviewer, pending: Supervisor},
		{name: "supervisor to reviewer is at once: it gives nothing new", from: Supervisor, to: Reviewer, role: Reviewer, ends: true},
		{name: "supervisor to support is at once", from: Supervisor, to: Support, role: Support, ends: true},
		{name: "the same role changes nothing", from: Reviewer, to: Reviewer, role: Reviewer},
		{name: "by setting nothing waits", noAgreement: true, from: Support, to: Supervisor, role: Supervisor, ends: true},
		{name: "from the command line nothing waits", commandLine: true, from: Support, to: Supervisor, role: Supervisor, ends: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			admin := d.add(Admin, "admin@example.com")
			a := d.add(c.from, "a@example.com")
			in := d.signIn("a@example.com")
			d.store.tables.claims[a.ID] = 2
			d.settings.Agreement = !c.noAgreement
			actor := ActorOf(admin)
			if c.commandLine {
				actor = CommandLine()
			}
			n := d.entries()
			got, err := d.ChangeRole(d.ctx, actor, a.ID, c.to)
			d.want(err, nil)
			if stored := d.account(a.ID).shown(); got != stored || got.Role != c.role || got.PendingRole != c.pending {
				t.Errorf("got role %q, pending %q; want %q, %q", got.Role, got.PendingRole, c.role, c.pending)
			}
			if d.signedIn(in.Token) == c.ends {
				t.Errorf("session ended: %v, want %v", !c.ends, c.ends)
			}
			if freed := d.store.tables.claims[a.ID] == 0; freed != (c.ends && !c.role.Desk()) {
				t.Errorf("claims freed: %v", freed)
			}
			want := []string{"staff.role-changed now"}
			if c.pending != NoRole {
				want = []string{"staff.role-changed pending"}
			} else if c.from == c.to {
				want = nil
			}
			if got := d.logged(n, "effect"); !slices.Equal(got, want) {
				t.Errorf("logged %q, want %q", got, want)
			}
		})
	}
}

func TestAgreement(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	supervisor := d.add(Supervisor, "supervisor@example.com")
	reviewer := d.add(Reviewer, "reviewer@example.com")
	issued, err := d.Invite(d.ctx, ActorOf(admin), NewAccount{Email: "new@example.com", Role: Reviewer})
	d.want(err, nil)
	id := issued.Account.ID
	if issued.Account.Role != NoRole || issued.Account.PendingRole != Reviewer {
		t.Fatalf("invited as %+v", issued.Account)
	}
	// The administrator has the link: what is agreed to before it is answered would be his.
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), id, Reviewer)
	d.want(err, ErrNotPending)
	_, err = d.Accept(d.ctx, issued.Token, "Specimen New", newPassword)
	d.want(err, nil)
	in, err := d.SignIn(d.ctx, Attempt{Email: "new@example.com", Password: newPassword})
	d.want(err, nil)
	if in.Account.Role != NoRole {
		t.Errorf("signed in as %q", in.Account.Role)
	}
	pending, err := d.Pending(d.ctx, ActorOf(supervisor))
	d.want(err, nil)
	if len(pending) != 1 || pending[0].ID != id {
		t.Errorf("pending: %+v", pending)
	}
	_, err = d.Pending(d.ctx, ActorOf(admin))
	d.want(err, ErrDenied)

	_, err = d.ConfirmRole(d.ctx, ActorOf(admin), id, Reviewer)
	d.want(err, ErrDenied)
	_, err = d.ConfirmRole(d.ctx, ActorOf(reviewer), id, Reviewer)
	d.want(err, ErrDenied)
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), id, Supervisor)
	d.want(err, ErrNotPending) // not the role that he was shown
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), reviewer.ID, NoRole)
	d.want(err, ErrNotPending)
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), "nobody", Reviewer)
	d.want(err, ErrNotFound)

	n := d.entries()
	got, err := d.ConfirmRole(d.ctx, ActorOf(supervisor), id, Reviewer)
	d.want(err, nil)
	if got.Role != Reviewer || got.PendingRole != NoRole {
		t.Errorf("confirmed as %+v", got)
	}
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), id, Reviewer)
	d.want(err, ErrNotPending)

	_, err = d.ChangeRole(d.ctx, ActorOf(admin), id, Supervisor)
	d.want(err, nil)
	got, err = d.RefuseRole(d.ctx, ActorOf(supervisor), id, Supervisor)
	d.want(err, nil)
	if got.Role != Reviewer || got.PendingRole != NoRole {
		t.Errorf("refused as %+v", got)
	}
	want := []string{"staff.role-confirmed", "staff.role-changed pending", "staff.role-changed refused"}
	if got := d.logged(n, "effect"); !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
}

func TestAPendingRoleIsTakenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	supervisor := d.add(Supervisor, "supervisor@example.com")
	a := d.add(Support, "a@example.com")
	pend := func() {
		t.Helper()
		got, err := d.ChangeRole(d.ctx, ActorOf(admin), a.ID, Reviewer)
		d.want(err, nil)
		if got.PendingRole != Reviewer {
			t.Fatalf("got %+v", got)
		}
	}
	pend()
	pend() // twice is once
	got, err := d.ChangeRole(d.ctx, ActorOf(admin), a.ID, Support)
	d.want(err, nil)
	if got.Role != Support || got.PendingRole != NoRole {
		t.Errorf("taken back: %+v", got)
	}
	pend()
	got, err = d.ChangeRole(d.ctx, CommandLine(), a.ID, Reviewer)
	d.want(err, nil)
	if got.Role != Reviewer || got.PendingRole != NoRole {
		t.Errorf("given from the command line: %+v", got)
	}
	_, err = d.ChangeRole(d.ctx, ActorOf(admin), a.ID, Supervisor)
	d.want(err, nil)
	got, err = d.Disable(d.ctx, ActorOf(admin), a.ID)
	d.want(err, nil)
	if got.PendingRole != NoRole {
		t.Errorf("disabled with a role that waits: %+v", got)
	}
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), a.ID, Supervisor)
	d.want(err, ErrNotPending)
}

func TestNobodyChangesHisOwnRole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	d.add(Admin, "admin2@example.com")
	supervisor := d.add(Supervisor, "supervisor@example.com")
	_, err := d.ChangeRole(d.ctx, ActorOf(admin), admin.ID, Supervisor)
	d.want(err, ErrOwnRole)
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), supervisor.ID, Supervisor)
	d.want(err, ErrOwnRole)
	_, err = d.ChangeRole(d.ctx, ActorOf(supervisor), admin.ID, Support)
	d.want(err, ErrDenied)
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	last := d.add(Admin, "admin@example.com")
	supervisor := d.add(Supervisor, "supervisor@example.com")
	// Neither an invited nor a disabled one counts: they cannot sign in.
	_, err := d.Invite(d.ctx, CommandLine(), NewAccount{Email: "invited@example.com", Role: Admin})
	d.want(err, nil)
	gone := d.add(Admin, "gone@example.com")
	_, err = d.Disable(d.ctx, CommandLine(), gone.ID)
	d.want(err, nil)

	n := d.entries()
	_, err = d.Disable(d.ctx, CommandLine(), last.ID)
	d.want(err, ErrLastAdmin)
	_, err = d.Disable(d.ctx, ActorOf(last), last.ID)
	d.want(err, ErrLastAdmin)
	_, err = d.ChangeRole(d.ctx, CommandLine(), last.ID, Supervisor)
	d.want(err, ErrLastAdmin)
	if d.entries() != n || d.account(last.ID).Status != Active || d.account(last.ID).Role != Admin {
		t.Error("something changed")
	}
	_, err = d.ChangeRole(d.ctx, CommandLine(), last.ID, Admin)
	d.want(err, nil)

	// A role that waits is looked at again when it takes effect.
	second := d.add(Admin, "second@example.com")
	_, err = d.ChangeRole(d.ctx, ActorOf(second), last.ID, Reviewer)
	d.want(err, nil)
	_, err = d.Disable(d.ctx, CommandLine(), second.ID)
	d.want(err, nil)
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), last.ID, Reviewer)
	d.want(err, ErrLastAdmin)
	_, err = d.Enable(d.ctx, CommandLine(), second.ID)
	d.want(err, nil)
	_, err = d.ConfirmRole(d.ctx, ActorOf(supervisor), last.ID, Reviewer)
	d.want(err, nil)
}

func TestTwoAdminsDisableEachOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a, b := d.add(Admin, "a@example.com"), d.add(Admin, "b@example.com")
	var wg sync.WaitGroup
	errs := make([]error, 2)
	wg.Go(func() { _, errs[0] = d.Disable(d.ctx, ActorOf(a), b.ID) })
	wg.Go(func() { _, errs[1] = d.Disable(d.ctx, ActorOf(b), a.ID) })
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), ErrLastAdmin) {
		t.Errorf("got %v; want one success and one ErrLastAdmin", errs)
	}
}

func TestDisable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	admin := d.add(Admin, "admin@example.com")
	a := d.add(Reviewer, "a@example.com")
	other := d.add(Reviewer, "other@example.com")
	in, otherIn := d.signIn("a@example.com"), d.signIn("other@example.com")
	d.store.tables.claims[a.ID], d.store.tables.claims[other.ID] = 3, 1
	n := d.entries()
	_, err := d.Disable(d.ctx, ActorOf(other), a.ID)
	d.want(err, ErrDenied)
	got, err := d.Disable(d.ctx, ActorOf(admin), a.ID)
	d.want(err, nil)
	if got.Status != Disabled || !got.DisabledAt.Equal(d.clock) {
		t.Errorf("got %+v", got)
	}
	if d.signedIn(in.Token) || !d.signedIn(otherIn.Token) {
		t.Error("sessions: his end, others stay")
	}
	if c := d.store.read().claims; c[a.ID] != 0 || c[other.ID] != 1 {
		t.Errorf("claims left: %v", c)
	}
	_, err = d.Disable(d.ctx, ActorOf(admin), a.ID)
	d.want(err, nil) // twice is once
	_, err = d.ChangeRole(d.ctx, ActorOf(admin), a.ID, Support)
	d.want(err, ErrDisabled)
	_, err = d.Disable(d.ctx, ActorOf(admin), "nobody")
	d.want(err, ErrNotFound)

	got, err = d.Enable(d.ctx, ActorOf(admin), a.ID)
	d.want(err, nil)
	if got.Status != Active || !got.DisabledAt.IsZero() {
		t.Errorf("enabled: %+v", got)
	}
	_, err = d.Enable(d.ctx, ActorOf(admin), a.ID)
	d.want(err, nil)
	if d.signedIn(in.Token) {
		t.Error("an old session opens again")
	}
	d.signIn("a@example.com")
	if got, want := d.logged(n, "claims"), []string{"staff.disabled 3", "staff.enabled", "staff.signed-in"}; !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
}

func TestDisableIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	d.add(Admin, "admin@example.com")
	in := d.signIn("a@example.com")
	d.store.tables.claims[a.ID] = 3
	d.recorder.Salt = func() ([]byte, error) { return nil, errors.New("no randomness") }
	if _, err := d.Disable(d.ctx, CommandLine(), a.ID); err == nil {
		t.Fatal("disabled without an entry")
	}
	if !d.signedIn(in.Token) || d.account(a.ID).Status != Active || d.store.read().claims[a.ID] != 3 {
		t.Error("half of it happened")
	}
}

func TestEnableOfSomebodyInvited(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	issued, err := d.Invite(d.ctx, CommandLine(), NewAccount{Email: "a@example.com", Role: Support})
	d.want(err, nil)
	_, err = d.Disable(d.ctx, CommandLine(), issued.Account.ID)
	d.want(err, nil)
	got, err := d.Enable(d.ctx, CommandLine(), issued.Account.ID)
	d.want(err, nil)
	if got.Status != Invited {
		t.Errorf("status %s", got.Status)
	}
	_, err = d.Accept(d.ctx, issued.Token, "Aoi", newPassword)
	d.want(err, ErrLinkInvalid)
}

package policy

import (
	"errors"
	"slices"
	"testing"

	"shinsa/review"
	"shinsa/staff"
)

func TestMay(t *testing.T) {
	t.Parallel()
	g := DeskGuard{newGuard(t)}
	actor := func(r staff.Role) staff.Actor { return staff.ActorOf(staff.Account{ID: "me", Role: r}) }
	for _, c := range []struct {
		name   string
		actor  staff.Actor
		action string
		want   error
	}{
		{"an administrator manages the staff", actor(staff.Admin), "staff.manage", nil},
		{"a supervisor does not", actor(staff.Supervisor), "staff.manage", staff.ErrDenied},
		{"a supervisor agrees to roles", actor(staff.Supervisor), "role.confirm", nil},
		{"an administrator does not", actor(staff.Admin), "role.confirm", staff.ErrDenied},
		{"a role that waits gives nothing", actor(staff.NoRole), "queue.see", staff.ErrDenied},
		{"the command line may all", staff.CommandLine(), "staff.manage", nil},
		{"an action that is about a submission", actor(staff.Reviewer), "submission.see", ErrQuestion},
		{"nobody", staff.Actor{}, "staff.manage", ErrQuestion},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := g.May(t.Context(), c.actor, c.action, nil); !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestAllow(t *testing.T) {
	t.Parallel()
	g := DeskGuard{newGuard(t)}
	for _, c := range []struct {
		name   string
		role   staff.Role
		action review.Action
		obj    review.Object
		want   error
	}{
		{"the holder decides", staff.Reviewer, review.DoDecide, review.Object{State: review.Waiting, Holder: "me"}, nil},
		{"nobody else", staff.Reviewer, review.DoDecide, review.Object{State: review.Waiting, Holder: "other"}, review.ErrDenied},
		{"who decided last does not", staff.Supervisor, review.DoDecide, review.Object{State: review.Waiting, Holder: "me", Barred: true}, review.ErrDenied},
		{"the author takes back", staff.Reviewer, review.DoRetract, review.Object{Author: "me"}, nil},
		{"nobody audits himself", staff.Supervisor, review.DoAudit, review.Object{Author: "me"}, review.ErrDenied},
		{"an administrator sees no image", staff.Admin, review.SeeImage, review.Object{State: review.Waiting}, review.ErrDenied},
		{"no state, no answer", staff.Supervisor, review.SeeSubmission, review.Object{}, ErrQuestion},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := g.Allow(t.Context(), review.Actor{ID: "me", Role: string(c.role)}, c.action, c.obj)
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// TestOtherListsAgree holds the words that the policy repeats against the packages that own them.
func TestOtherListsAgree(t *testing.T) {
	t.Parallel()
	var roles, stages []string
	for _, r := range staff.Roles() {
		roles = append(roles, string(r))
	}
	for _, s := range review.States() {
		stages = append(stages, string(s))
	}
	if !slices.Equal(roles, Roles()) {
		t.Errorf("staff has the roles %q, the policy %q", roles, Roles())
	}
	if !slices.Equal(stages, states) {
		t.Errorf("review has the states %q, the policy %q", stages, states)
	}
}

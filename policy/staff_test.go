package policy

import (
	"errors"
	"slices"
	"testing"

	"shinsa/staff"
)

func TestMay(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	actor := func(r staff.Role) staff.Actor { return staff.ActorOf(staff.Account{ID: "me", Role: r}) }
	for _, c := range []struct {
		name   string
		actor  staff.Actor
		action string
		object any
		want   error
	}{
		{"an administrator manages the staff", actor(staff.Admin), "staff.manage", nil, nil},
		{"a supervisor does not", actor(staff.Supervisor), "staff.manage", nil, staff.ErrDenied},
		{"a supervisor agrees to roles", actor(staff.Supervisor), "role.confirm", nil, nil},
		{"an administrator does not", actor(staff.Admin), "role.confirm", nil, staff.ErrDenied},
		{"a role that waits gives nothing", actor(staff.NoRole), "queue.see", nil, staff.ErrDenied},
		{"with an object", actor(staff.Reviewer), "submission.see", Object{State: "waiting"}, nil},
		{"without the object that it needs", actor(staff.Reviewer), "submission.see", nil, ErrQuestion},
		{"with something else", actor(staff.Reviewer), "submission.see", "waiting", ErrQuestion},
		{"nobody", staff.Actor{}, "staff.manage", nil, ErrQuestion},
		{"the command line is no account", staff.CommandLine(), "staff.manage", nil, ErrQuestion},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := g.May(t.Context(), c.actor, c.action, c.object); !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// TestRolesAreTheStaffs holds the two lists of roles together.
func TestRolesAreTheStaffs(t *testing.T) {
	t.Parallel()
	var roles []string
	for _, r := range staff.Roles() {
		roles = append(roles, string(r))
	}
	if !slices.Equal(roles, Roles()) {
		t.Errorf("staff has %q, the policy %q", roles, Roles())
	}
}

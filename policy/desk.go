package policy

import (
	"context"
	"fmt"

	"shinsa/review"
	"shinsa/staff"
)

// A DeskGuard answers the desk and the staff's service from the one table. It is safe for concurrent use.
type DeskGuard struct{ *Guard }

var (
	_ review.Guard = DeskGuard{}
	_ staff.Guard  = DeskGuard{}
)

// Allow answers the desk: nil, review.ErrDenied, or another error when there is no answer.
func (g DeskGuard) Allow(_ context.Context, a review.Actor, action review.Action, o review.Object) error {
	answer, err := g.Allowed(Subject{ID: string(a.ID), Role: a.Role}, string(action), Object{
		State: string(o.State), Holder: string(o.Holder), Author: string(o.Author), Barred: o.Barred, Blind: o.Blind,
	})
	if err != nil {
		return err
	}
	if !answer.Allowed {
		return fmt.Errorf("%w: %s: %s", review.ErrDenied, action, answer.Why)
	}
	return nil
}

// May answers the staff's service, whose actions concern the desk as a whole. The command line is the
// root of trust: who can run it can read the key file and the database anyway.
func (g DeskGuard) May(_ context.Context, actor staff.Actor, action string, _ any) error {
	if actor.IsCommandLine() {
		return nil
	}
	answer, err := g.Allowed(Subject{ID: string(actor.ID), Role: string(actor.Role)}, action, Object{})
	if err != nil {
		return err
	}
	if !answer.Allowed {
		return fmt.Errorf("%w: %s: %s", staff.ErrDenied, action, answer.Why)
	}
	return nil
}

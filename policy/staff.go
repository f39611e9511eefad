package policy

import (
	"context"
	"fmt"

	"shinsa/staff"
)

var _ staff.Guard = (*Guard)(nil)

// May answers as a staff.Guard. The object is an Object, or nil for an action that needs none; anything
// else cannot be answered and is refused.
func (g *Guard) May(_ context.Context, actor staff.Actor, action string, object any) error {
	obj, ok := object.(Object)
	if !ok && object != nil {
		return fmt.Errorf("policy: %s: an object of type %T %w", action, object, ErrQuestion)
	}
	answer, err := g.Allowed(Subject{ID: string(actor.ID), Role: string(actor.Role)}, action, obj)
	if err != nil {
		return err
	}
	if !answer.Allowed {
		return fmt.Errorf("policy: %s: %s: %w", action, answer.Why, staff.ErrDenied)
	}
	return nil
}

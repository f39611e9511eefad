package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// setStay handles POST /submissions/{reference}/stay: a supervisor keeps a submission from erasure.
func (a *App) setStay(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	reason := typed(c.Request().PostArgs().Peek("reason"))
	err = a.Desk.KeepFromErasure(c.UserContext(), actor(c), ref, reason)
	var wrong review.FieldErrors
	if id := string(c.Request().PostArgs().Peek("decision")); errors.As(err, &wrong) && isID(id) {
		back := views.AuditForm{Reason: clipped(reason), Wrong: wordsBelow("stay.error.", wrong)}
		return a.showDecisionOf(c, review.DecisionID(id), fiber.StatusUnprocessableEntity, noFilter, back)
	} else if err != nil {
		return err
	}
	a.flash(c, "ok", "stay-set")
	return a.backToDecision(c, ref)
}

// endStay handles POST /submissions/{reference}/stay/end.
func (a *App) endStay(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	if err := a.Desk.EndStay(c.UserContext(), actor(c), ref); err != nil {
		return err
	}
	a.flash(c, "ok", "stay-ended")
	return a.backToDecision(c, ref)
}

// backToDecision leads to the decision from whose page something was asked for.
func (a *App) backToDecision(c *fiber.Ctx, ref review.Reference) error {
	if id := string(c.Request().PostArgs().Peek("decision")); isID(id) {
		return c.Redirect("/audit/"+id, fiber.StatusSeeOther)
	}
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

func (a *App) staleStay(c *fiber.Ctx) error {
	id := string(c.Request().PostArgs().Peek("decision"))
	if !isID(id) {
		return errCSRF
	}
	again := views.AuditForm{Reason: clipped(typed(c.Request().PostArgs().Peek("reason"))), Wrong: map[string]string{"reason": "flash.form-old"}}
	return a.showDecisionOf(c, review.DecisionID(id), fiber.StatusForbidden, noFilter, again)
}

package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
)

// claim handles POST /submissions/{reference}/claim. `take` takes it over from somebody else.
func (a *App) claim(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	take := string(c.Request().PostArgs().Peek("take")) == "1"
	if err := a.Desk.Claim(c.UserContext(), actor(c), ref, take); err != nil {
		return a.refuse(c, ref, nil, err)
	}
	if outside, err := a.Desk.OutsideSkills(c.UserContext(), actor(c), ref); err != nil {
		return err
	} else if outside {
		a.flash(c, "warn", "outside-skills")
	}
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

// release handles POST /submissions/{reference}/release. Sent with the form of a decision, it keeps the
// answers that stand in it.
func (a *App) release(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	ctx, who := c.UserContext(), actor(c)
	if c.Request().PostArgs().Has("version") {
		form, err := decisionForm(c)
		if err != nil {
			return err
		}
		err = a.Desk.SaveWorksheet(ctx, who, ref, worksheetOf(form))
		if holder := (*review.NotHolderError)(nil); err != nil && !errors.As(err, &holder) {
			return a.refuse(c, ref, &form, err)
		}
	}
	if err := a.Desk.Release(ctx, who, ref); err != nil {
		return a.refuse(c, ref, nil, err)
	}
	a.flash(c, "ok", "given-back")
	return c.Redirect("/queue", fiber.StatusSeeOther)
}

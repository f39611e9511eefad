package handlers

import (
	"github.com/gofiber/fiber/v2"
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

package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// viewed handles POST /submissions/{reference}/viewed: the page's script tells that a picture was painted
// and in sight.
func (a *App) viewed(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	form := c.Request().PostArgs()
	round, err := roundOf(string(form.Peek("round")))
	if err != nil {
		return err
	}
	if err := a.Desk.Viewed(c.UserContext(), actor(c), ref, string(form.Peek("side")), round); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// purge handles POST /submissions/{reference}/images/{side}/purge. It cannot be undone, so it must be
// confirmed.
func (a *App) purge(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	form := c.Request().PostArgs()
	round, err := roundOf(string(form.Peek("round")))
	if err != nil {
		return err
	}
	if string(form.Peek("confirmed")) != "yes" {
		return a.showReview(c, fiber.StatusUnprocessableEntity, ref, reviewed{explain: func(_ *review.ReviewView, p views.Page) views.Notice {
			return views.Notice{Kind: "bad", Heading: p.T("purge.not-confirmed"), Lines: []string{p.T("purge.text")}}
		}})
	}
	if err := a.Desk.Purge(c.UserContext(), actor(c), ref, c.Params("side"), round); err != nil {
		return err
	}
	a.flash(c, "ok", "purged")
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

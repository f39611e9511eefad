package handlers

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
)

// search handles POST /queue/search. What was searched for stays out of the URL; only a reference may stand
// in it, and only one that exists: many a name of eight letters could be one.
func (a *App) search(c *fiber.Ctx) error {
	q := typed(c.Request().PostArgs().Peek("q"))
	rows, err := a.findReference(c, q)
	var erased *review.ErasedError
	if errors.As(err, &erased) {
		return c.Redirect("/queue?q="+string(erased.Reference), fiber.StatusSeeOther)
	} else if err != nil {
		return err
	}
	if len(rows) == 1 {
		return c.Redirect("/queue?q="+string(rows[0].Reference), fiber.StatusSeeOther)
	}
	id, err := a.Desk.Search(c.UserContext(), actor(c), q)
	var empty review.FieldErrors
	if errors.As(err, &empty) {
		a.flash(c, "warn", "search-empty")
		return c.Redirect("/queue", fiber.StatusSeeOther)
	} else if err != nil {
		return err
	}
	return c.Redirect("/queue?search="+url.QueryEscape(id), fiber.StatusSeeOther)
}

// next handles POST /queue/next.
func (a *App) next(c *fiber.Ctx) error { return a.goOn(c) }

// goOn claims the next submission that the person may take and leads to it, or to the queue.
func (a *App) goOn(c *fiber.Ctx) error {
	ref, err := a.Desk.Next(c.UserContext(), actor(c))
	if errors.Is(err, review.ErrNotFound) {
		word, err := a.nothingWord(c)
		if err != nil {
			return err
		}
		a.flash(c, "ok", word)
		return c.Redirect("/queue", fiber.StatusSeeOther)
	} else if err != nil {
		return err
	}
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

// nothingWord says why there is nothing for the person: nothing waits, or only what others take on.
func (a *App) nothingWord(c *fiber.Ctx) (string, error) {
	others, err := a.Desk.WaitsForOthers(c.UserContext(), actor(c))
	if others {
		return "nothing-for-you", err
	}
	return "nothing-waits", err
}

// goOnInHand leads to what the person already holds, and else to the next one.
func (a *App) goOnInHand(c *fiber.Ctx) error {
	ref, err := a.Desk.InHand(c.UserContext(), actor(c))
	if errors.Is(err, review.ErrNotFound) {
		return a.goOn(c)
	} else if err != nil {
		return err
	}
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

// reviewPath is where a submission is reviewed.
func reviewPath(ref review.Reference) string { return "/submissions/" + string(ref) }

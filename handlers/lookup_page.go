package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// lookupPage handles GET /lookup: an empty field for a reference.
func (a *App) lookupPage(c *fiber.Ctx) error {
	if err := a.mayLookUp(c); err != nil {
		return err
	}
	return a.showLookup(c, fiber.StatusOK, views.LookupModel{})
}

// lookup handles POST /lookup. The answer is shown at once and not behind a redirection: it is for the
// moment of a call, and its look is logged.
func (a *App) lookup(c *fiber.Ctx) error {
	return a.answerLookup(c, "")
}

// resendLink handles POST /lookup/resend: the lookup link goes to the stored address once more.
func (a *App) resendLink(c *fiber.Ctx) error {
	ref, err := review.ParseReference(string(c.Request().PostArgs().Peek("reference")))
	if err == nil {
		err = a.Desk.ResendLink(c.UserContext(), actor(c), ref)
	}
	var none review.FieldErrors
	switch {
	case errors.As(err, &none):
		return &statusError{status: fiber.StatusConflict, word: "no-address"}
	case errors.Is(err, review.ErrNotFound):
		return a.answerLookup(c, "")
	case err != nil:
		return err
	}
	return a.answerLookup(c, "lookup.resent")
}

// answerLookup shows what may be said about the reference of the form, or that there is none.
func (a *App) answerLookup(c *fiber.Ctx, done string) error {
	if err := a.mayLookUp(c); err != nil {
		return err
	}
	entered := oneLine(string(c.Request().PostArgs().Peek("reference")))
	m := views.LookupModel{Typed: entered, Done: done}
	if entered == "" {
		m.Problem = "lookup.empty"
		return a.showLookup(c, fiber.StatusUnprocessableEntity, m)
	}
	ref, err := review.ParseReference(entered)
	if err != nil {
		m.Problem = "lookup.no-reference"
		return a.showLookup(c, fiber.StatusNotFound, m)
	}
	v, err := a.Desk.Lookup(c.UserContext(), actor(c), ref)
	if errors.Is(err, review.ErrNotFound) {
		m.Problem = "lookup.not-found"
		return a.showLookup(c, fiber.StatusNotFound, m)
	} else if err != nil {
		return err
	}
	m.Typed = string(ref)
	page := a.sheet(c, "lookup", "lookup.title")
	m.Found = views.NewLookupFound(page, v, a.Now(), a.Desk.Settings())
	return a.showLookup(c, fiber.StatusOK, m)
}

// mayLookUp asks the guard before anything is looked up, so that an empty field is refused as well.
func (a *App) mayLookUp(c *fiber.Ctx) error {
	return a.Desk.Guard.Allow(c.UserContext(), actor(c), review.DoLookup, review.Object{})
}

func (a *App) showLookup(c *fiber.Ctx, status int, m views.LookupModel) error {
	m.Page = a.sheet(c, "lookup", "lookup.title")
	m.CanSend = a.Desk.Settings().MailPromised
	return render(c, status, views.LookupPage(m))
}

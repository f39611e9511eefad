package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/views"
)

// pickPhrase handles GET /submissions/{reference}/phrases: the phrases in the applicant's language, each with a
// button that puts it into what the person has written. The review page's script shows this list in the page.
func (a *App) pickPhrase(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	all, err := a.Desk.Phrases(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	row, err := a.Desk.FindReference(c.UserContext(), actor(c), ref)
	if err != nil {
		return err
	}
	page := a.sheet(c, "queue", "phrases.pick-title", "reference", string(row.Reference))
	page.Styles = append(page.Styles, "phrases.css")
	return render(c, fiber.StatusOK, views.PickPhrasePage(views.NewPickPhraseModel(page, all, string(row.Reference), row.Lang)))
}

// insertPhrase handles POST /submissions/{reference}/phrases and leads back to the case.
func (a *App) insertPhrase(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	id, ok := single(c.Request().PostArgs(), "phrase")
	if !ok {
		return errNoSense
	}
	if !isID(id) {
		id = "none"
	}
	if err := a.Desk.InsertPhrase(c.UserContext(), actor(c), ref, id); err != nil {
		return a.refuse(c, ref, nil, err)
	}
	a.flash(c, "ok", "phrase-inserted")
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

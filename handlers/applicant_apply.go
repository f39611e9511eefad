package handlers

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// Drafts that one address may begin. An office or a shop behind one address stays far below it.
const (
	draftWindow = 10 * time.Minute
	draftLimit  = 120
)

// applyPage handles GET /apply, the first screen.
func (a *App) applyPage(c *fiber.Ctx) error {
	return a.showApply(c, fiber.StatusOK, "", c.Query("external_ref"), nil)
}

func (a *App) showApply(c *fiber.Ctx, status int, chosen, external string, wrong review.FieldErrors) error {
	p := a.page(c, "apply.kind.title")
	if wrong != nil {
		p.Title = p.T("apply.problem-title", "title", p.Title)
	}
	p.NoIndex = p.NoIndex || external != "" || wrong != nil
	return render(c, status, views.KindPage(views.NewApply(p, a.Desk.OfferedKinds(), a.Desk.Settings(), chosen, external, wrong)))
}

// apply handles POST /apply: it begins a draft and leads to its lookup link.
func (a *App) apply(c *fiber.Ctx) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	if _, ok := a.onward(c, f, views.StepKind); ok { // in the other language, and nothing has begun
		return a.showApply(c, fiber.StatusOK, f["kind"], f["external_ref"], nil)
	}
	if err := a.throttle(c, "draft", a.network(c), draftWindow, draftLimit); err != nil {
		return err
	}
	token, err := a.Desk.StartDraft(c.UserContext(), f["kind"], langOf(c), f["external_ref"])
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		return a.showApply(c, fiber.StatusUnprocessableEntity, f["kind"], f["external_ref"], kindWords(wrong))
	}
	if err != nil {
		return err
	}
	return c.Redirect("/a/"+token, fiber.StatusSeeOther)
}

// kindWords says "choose your document" in place of "choose an answer".
func kindWords(wrong review.FieldErrors) review.FieldErrors {
	for i, w := range wrong {
		if w.Field == "kind" {
			wrong[i].Word = "field-error.kind"
		}
	}
	return wrong
}

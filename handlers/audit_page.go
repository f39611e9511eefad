package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// auditDecision handles GET /audit/{decision}: the decision as its author saw it.
func (a *App) auditDecision(c *fiber.Ctx) error {
	return a.showDecision(c, fiber.StatusOK, urlValues(c), views.AuditForm{})
}

// noFilter is for the list beside a decision that was not opened from one.
func noFilter(string) string { return "" }

// showDecision shows a decision, and what was sent and refused. The values are those of the list beside it.
func (a *App) showDecision(c *fiber.Ctx, status int, values func(string) string, form views.AuditForm) error {
	return a.showDecisionOf(c, decisionOf(c), status, values, form)
}

func (a *App) showDecisionOf(c *fiber.Ctx, id review.DecisionID, status int, values func(string) string, form views.AuditForm) error {
	v, err := a.Desk.AuditView(c.UserContext(), actor(c), id)
	if err != nil {
		return err
	}
	filter, q, err := a.auditQuery(values)
	if err != nil {
		return err
	}
	filter.Wrong = nil // told on the list's own page
	list, in, err := a.auditPage(c, filter, q)
	if err != nil {
		return err
	}
	in.Current = v.Decision.ID
	page := a.sheet(c, "audit", "audit.title-one", "reference", string(v.Decision.Reference))
	page.Styles = append(page.Styles, "context.css", "together.css")
	page.Scripts = append(page.Scripts, "audit-stage.js")
	page.Styles = append(page.Styles, "reading.css")
	page.Path = "/audit/" + string(v.Decision.ID) // also below the address of a form that was refused
	m := views.NewAuditModel(page, v, views.NewAuditList(page, list, in), in, form)
	return render(c, status, views.AuditPage(m))
}

// decisionOf is the decision that the path names. What has not the form of an id names none.
func decisionOf(c *fiber.Ctx) review.DecisionID {
	if id := c.Params("decision"); isID(id) {
		return review.DecisionID(id)
	}
	return "none"
}

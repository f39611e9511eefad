package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/staff"
	"shinsa/views"
)

// auditList handles GET /audit: everybody's decisions for supervisors, one's own for reviewers.
func (a *App) auditList(c *fiber.Ctx) error {
	filter, q, err := a.auditQuery(urlValues(c))
	if err != nil {
		return err
	}
	list, in, err := a.auditPage(c, filter, q)
	if err != nil {
		return err
	}
	status := fiber.StatusOK
	if len(filter.Wrong) > 0 {
		status = fiber.StatusUnprocessableEntity
	}
	if in.Pending, err = a.pendingRoles(c); err != nil {
		return err
	}
	page := a.sheet(c, "audit", auditTitle(list))
	return render(c, status, views.AuditListPage(views.NewAuditList(page, list, in)))
}

// auditPage reads a page of decisions.
func (a *App) auditPage(c *fiber.Ctx, f views.AuditFilter, q review.DecisionQuery) (*review.AuditPage, views.AuditInput, error) {
	in := views.AuditInput{
		Me: actor(c), Now: a.Now(), Zone: a.Desk.Settings().Zone, Filter: f, Kinds: a.Desk.Kinds.Set().All(),
	}
	list, err := a.Desk.AuditList(c.UserContext(), actor(c), q)
	if err != nil {
		return nil, in, err
	}
	if list.Next != nil {
		in.Older = encodeDecisionCursor(*list.Next)
	}
	return list, in, nil
}

// pendingRoles counts the roles that wait for the person's agreement; none for who cannot agree.
func (a *App) pendingRoles(c *fiber.Ctx) (int, error) {
	if signedIn(c).Account.Role != staff.Supervisor {
		return 0, nil
	}
	waiting, err := a.Staff.Pending(c.UserContext(), staff.ActorOf(signedIn(c).Account))
	return len(waiting), err
}

func auditTitle(list *review.AuditPage) string {
	if list.All {
		return "audit.title"
	}
	return "audit.title-own"
}

// urlValues reads the parameters of the URL.
func urlValues(c *fiber.Ctx) func(string) string {
	return func(name string) string { return c.Query(name) }
}

// sheet is the frame of a page of the supervisors', support's and administrators'.
func (a *App) sheet(c *fiber.Ctx, section, titleID string, args ...any) views.Page {
	p := a.deskPage(c, section, titleID, args...)
	p.Styles = append(p.Styles, "audit.css")
	p.Scripts = append(p.Scripts, "audit.js")
	return p
}

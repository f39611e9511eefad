package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// addressTable has a row for the address of every action that is no page itself. Somebody opens it all the same: by
// a reload of what was refused, by "back", or because a browser opens its tabs again. It leads to the page that the
// action belongs to, and does nothing.
func (a *App) addressTable(pages []route) []route {
	var rows []route
	for _, r := range pages {
		isPage := func(p route) bool { return p.method == fiber.MethodGet && p.path == r.path }
		if r.method != fiber.MethodPost || slices.ContainsFunc(pages, isPage) {
			continue
		}
		handler := a.actionAddress
		switch {
		case strings.HasPrefix(r.path, "/a/:token/"):
			handler = a.linkAddress
		case strings.HasPrefix(r.path, "/submissions/:reference/"):
			handler = a.submissionAddress
		case strings.HasPrefix(r.path, "/decisions/:decision/"):
			handler = a.decisionAddress
		}
		rows = append(rows, route{fiber.MethodGet, r.path, r.access, handler})
	}
	return rows
}

// actionAddress leads to the nearest page above the action.
func (a *App) actionAddress(c *fiber.Ctx) error {
	path := string(c.Request().URI().Path())
	above := path[:strings.LastIndexByte(path, '/')]
	return c.Redirect(a.pageAt(c, above), fiber.StatusSeeOther)
}

// linkAddress leads to the page of a lookup link. Below a link that opens nothing there is nothing.
func (a *App) linkAddress(c *fiber.Ctx) error {
	if _, err := a.Desk.OpenLink(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return a.toLink(c)
}

// submissionAddress leads to a submission, if the person may open it.
func (a *App) submissionAddress(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	if err := a.Desk.MayOpen(c.UserContext(), actor(c), ref); err != nil {
		return err
	}
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

// decisionAddress leads to a decision; its page asks the guard.
func (a *App) decisionAddress(c *fiber.Ctx) error {
	return c.Redirect("/audit/"+string(decisionOf(c)), fiber.StatusSeeOther)
}

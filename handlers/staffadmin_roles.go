package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
	"shinsa/views"
)

// rolesPage handles GET /staff/roles: the roles that wait for a supervisor's agreement.
func (a *App) rolesPage(c *fiber.Ctx) error {
	waiting, err := a.Staff.Pending(c.UserContext(), staffActor(c))
	if err != nil {
		return staffRefusal(err)
	}
	page := a.sheet(c, "roles", "staffadmin.roles-title")
	return render(c, fiber.StatusOK, views.RolesPage(views.NewRolesModel(page, waiting, signedIn(c).Account.ID)))
}

// confirmRole handles POST /staff/{id}/confirm, refuseRole POST /staff/{id}/refuse. The form names the role
// again, so that nobody agrees to another than he saw.
func (a *App) confirmRole(c *fiber.Ctx) error {
	return a.answerRole(c, "role-confirmed", a.Staff.ConfirmRole)
}

func (a *App) refuseRole(c *fiber.Ctx) error {
	return a.answerRole(c, "role-refused", a.Staff.RefuseRole)
}

func (a *App) answerRole(c *fiber.Ctx, flash string,
	answer func(context.Context, staff.Actor, staff.AccountID, staff.Role) (staff.Account, error),
) error {
	id, role := c.Params("id"), staff.Role(c.Request().PostArgs().Peek("role"))
	if !isID(id) {
		id = "none"
	}
	if _, err := answer(c.UserContext(), staffActor(c), staff.AccountID(id), role); err != nil {
		return staffRefusal(err)
	}
	a.flash(c, "ok", flash)
	return c.Redirect("/staff/roles", fiber.StatusSeeOther)
}

package handlers

import (
	"context"
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
	"shinsa/views"
)

// staffAccount handles GET /staff/{id}.
func (a *App) staffAccount(c *fiber.Ctx) error {
	return a.showAccount(c, fiber.StatusOK, "", "", nil)
}

// changeRole handles POST /staff/{id}/role.
func (a *App) changeRole(c *fiber.Ctx) error {
	role := staff.Role(c.Request().PostArgs().Peek("role"))
	before, err := a.account(c)
	if err != nil {
		return err
	}
	after, err := a.Staff.ChangeRole(c.UserContext(), staffActor(c), before.ID, role)
	var wrong *staff.InputError
	switch {
	case errors.As(err, &wrong):
		return a.showAccount(c, fiber.StatusUnprocessableEntity, "role", "staffadmin.wrong.role-invalid", nil)
	case err != nil:
		return staffRefusal(err)
	case after.PendingRole != staff.NoRole:
		a.flash(c, "warn", "role-waits")
	case after.Role != before.Role || before.PendingRole != staff.NoRole:
		a.flash(c, "ok", "role-changed")
	}
	return c.Redirect(accountPath(before.ID), fiber.StatusSeeOther)
}

// disableStaff handles POST /staff/{id}/disable.
func (a *App) disableStaff(c *fiber.Ctx) error {
	return a.confirmed(c, "disable", func(ctx context.Context, account staff.Account) error {
		if _, err := a.Staff.Disable(ctx, staffActor(c), account.ID); err != nil {
			return err
		}
		if account.ID == signedIn(c).Account.ID { // and with it this session
			a.setCookie(c, a.sessionCookie(), "", -1)
			return c.Redirect("/login", fiber.StatusSeeOther)
		}
		a.flash(c, "ok", "staff-disabled")
		return c.Redirect(accountPath(account.ID), fiber.StatusSeeOther)
	})
}

// enableStaff handles POST /staff/{id}/enable.
func (a *App) enableStaff(c *fiber.Ctx) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	if _, err := a.Staff.Enable(c.UserContext(), staffActor(c), account.ID); err != nil {
		return staffRefusal(err)
	}
	a.flash(c, "ok", "staff-enabled")
	return c.Redirect(accountPath(account.ID), fiber.StatusSeeOther)
}

// resetStaff handles POST /staff/{id}/reset. The one-time link goes by letter to the account's address; where
// no mail is set up it is shown in the answer and nowhere again.
func (a *App) resetStaff(c *fiber.Ctx) error {
	return a.confirmed(c, "reset", func(ctx context.Context, account staff.Account) error {
		issued, err := a.Staff.RequestReset(ctx, staffActor(c), account.ID)
		if err != nil {
			return err
		}
		if issued.Mailed {
			return a.letterWritten(c, account.ID)
		}
		return a.showAccount(c, fiber.StatusOK, "", "", &issued)
	})
}

// letterWritten leads to the account's page, which says how far the letter has come.
func (a *App) letterWritten(c *fiber.Ctx, id staff.AccountID) error {
	a.flash(c, "ok", "letter-written")
	return c.Redirect(accountPath(id), fiber.StatusSeeOther)
}

// confirmed runs an act on the account of the path if its box was ticked, and asks again if it was not.
func (a *App) confirmed(c *fiber.Ctx, where string, act func(context.Context, staff.Account) error) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	if string(c.Request().PostArgs().Peek("confirmed")) != "yes" {
		return a.showAccount(c, fiber.StatusUnprocessableEntity, where, "staffadmin.wrong.confirm", nil)
	}
	return staffRefusal(act(c.UserContext(), account))
}

// account is the account that the path names, for who may manage the staff.
func (a *App) account(c *fiber.Ctx) (staff.Account, error) {
	all, err := a.Staff.List(c.UserContext(), staffActor(c))
	if err != nil {
		return staff.Account{}, staffRefusal(err)
	}
	i := slices.IndexFunc(all, func(one staff.Account) bool { return string(one.ID) == c.Params("id") })
	if i < 0 {
		return staff.Account{}, staff.ErrNotFound
	}
	return all[i], nil
}

func (a *App) showAccount(c *fiber.Ctx, status int, where, problem string, issued *staff.Issued) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	in, err := a.staffInput(c)
	if err != nil {
		return err
	}
	title := account.Name
	if title == "" {
		title = account.Email
	}
	m := views.NewStaffAccount(a.sheet(c, "staff", "staffadmin.title-one", "name", title), account, in)
	m.Where, m.Problem = where, problem
	if issued != nil {
		m.Issued = views.NewIssuedLink(*issued, a.PublicURL, in)
	}
	return render(c, status, views.StaffAccountPage(m))
}

func accountPath(id staff.AccountID) string { return "/staff/" + string(id) }

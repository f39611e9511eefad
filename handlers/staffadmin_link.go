package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
	"shinsa/views"
)

// welcomePage handles GET /welcome/{token}, resetPage GET /reset/{token}: whoever has the link sets a
// password. A link that was never made, was used, is too old or is of the other kind looks like any page
// that is not there.
func (a *App) welcomePage(c *fiber.Ctx) error {
	return a.showOneTime(c, fiber.StatusOK, true, views.OneTimeModel{})
}

func (a *App) resetPage(c *fiber.Ctx) error {
	return a.showOneTime(c, fiber.StatusOK, false, views.OneTimeModel{})
}

// welcome handles POST /welcome/{token}.
func (a *App) welcome(c *fiber.Ctx) error {
	return a.redeem(c, true, func(name, password string) error {
		_, err := a.Staff.Accept(c.UserContext(), staff.Token(c.Params("token")), name, password)
		return err
	})
}

// reset handles POST /reset/{token}.
func (a *App) reset(c *fiber.Ctx) error {
	return a.redeem(c, false, func(_, password string) error {
		_, err := a.Staff.Reset(c.UserContext(), staff.Token(c.Params("token")), password)
		return err
	})
}

// redeem uses a one-time link and leads to signing in. What is refused is asked for again; the link is not
// used up by it.
func (a *App) redeem(c *fiber.Ctx, invited bool, set func(name, password string) error) error {
	form := c.Request().PostArgs()
	name, password, again := typed(form.Peek("name")), string(form.Peek("password")), string(form.Peek("again"))
	m := views.OneTimeModel{Name: clippedLine(name), Wrong: map[string]string{}}
	if again != "" && again != password {
		m.Wrong["again"] = "staffadmin.wrong.again"
		return a.showOneTime(c, fiber.StatusUnprocessableEntity, invited, m)
	}
	err := set(name, password)
	var (
		input  *staff.InputError
		secret *staff.PasswordError
	)
	switch {
	case errors.As(err, &input):
		m.Wrong[input.Field] = "staffadmin.wrong." + input.Field + "-" + input.Code
	case errors.As(err, &secret):
		m.Wrong["password"] = passwordWord(secret)
		m.Args = passwordArgs
	case err != nil:
		return staffRefusal(err)
	default:
		a.flash(c, "ok", "password-set")
		return c.Redirect("/login", fiber.StatusSeeOther)
	}
	return a.showOneTime(c, fiber.StatusUnprocessableEntity, invited, m)
}

// passwordArgs are what the words about a refused password may name.
var passwordArgs = []any{"min", staff.MinPassword, "max", staff.MaxPassword}

func passwordWord(e *staff.PasswordError) string { return "password.error." + e.Code }

func (a *App) showOneTime(c *fiber.Ctx, status int, invited bool, m views.OneTimeModel) error {
	link, account, err := a.Staff.OpenLink(c.UserContext(), staff.Token(c.Params("token")))
	if err != nil {
		return staffRefusal(err)
	}
	if invited != (link.Purpose == staff.Invitation) {
		return staffRefusal(staff.ErrLinkInvalid)
	}
	title := "staffadmin.reset.title"
	if m.Invited = invited; invited {
		title = "staffadmin.welcome.title"
	}
	m.Page = a.page(c, title)
	m.NoIndex, m.Styles = true, append(m.Styles, "audit.css")
	m.Scripts = append(m.Scripts, "audit.js")
	m.Action, m.Email = c.Path(), account.Email
	if m.Name == "" && m.Wrong == nil {
		m.Name = account.Name
	}
	switch {
	case account.PendingRole != staff.NoRole:
		m.Waits = m.T("role." + string(account.PendingRole))
	case link.Purpose == staff.Handed && account.Role.Desk() && a.Staff.Settings().Agreement:
		m.Waits = m.T("role." + string(account.Role))
	}
	return render(c, status, views.OneTimePage(m))
}

package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/staff"
	"shinsa/views"
)

// ownAccount handles GET /account.
func (a *App) ownAccount(c *fiber.Ctx) error {
	return a.showOwn(c, fiber.StatusOK, nil)
}

// ownPassword handles POST /account/password. All other sessions end with it.
func (a *App) ownPassword(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	current, password, again := string(form.Peek("current")), string(form.Peek("new")), string(form.Peek("again"))
	if again != "" && again != password {
		return a.showOwn(c, fiber.StatusUnprocessableEntity, map[string]string{"again": "staffadmin.wrong.again"})
	}
	s := signedIn(c)
	err := a.Staff.SetPassword(c.UserContext(), staff.Session{ID: s.ID, Account: s.Account.ID}, current, password)
	var secret *staff.PasswordError
	switch {
	case errors.Is(err, staff.ErrBadCredentials):
		return a.showOwn(c, fiber.StatusUnprocessableEntity, map[string]string{"current": "staffadmin.wrong.current"})
	case errors.As(err, &secret):
		return a.showOwn(c, fiber.StatusUnprocessableEntity, map[string]string{"new": passwordWord(secret)})
	case err != nil:
		return err
	}
	a.flash(c, "ok", "password-changed")
	return c.Redirect("/account", fiber.StatusSeeOther)
}

// ownLanguage handles POST /account/language. The choice goes with the account to other browsers, and takes
// the place of what this one remembered.
func (a *App) ownLanguage(c *fiber.Ctx) error {
	lang := string(c.Request().PostArgs().Peek("lang"))
	if lang != "" && lang != "en" && lang != "ja" {
		return errNoSense
	}
	if err := a.Staff.SetLang(c.UserContext(), signedIn(c).Account.ID, lang); err != nil {
		return err
	}
	a.setCookie(c, langCookie, "", -1)
	a.flash(c, "ok", "language-set")
	return c.Redirect("/account", fiber.StatusSeeOther)
}

// ownSessions handles POST /account/sessions: everywhere, and so here.
func (a *App) ownSessions(c *fiber.Ctx) error {
	if _, err := a.Staff.EndSessions(c.UserContext(), staffActor(c), signedIn(c).Account.ID, ""); err != nil {
		return staffRefusal(err)
	}
	a.setCookie(c, a.sessionCookie(), "", -1)
	a.flash(c, "ok", "signed-out-everywhere")
	return c.Redirect("/login", fiber.StatusSeeOther)
}

func (a *App) showOwn(c *fiber.Ctx, status int, wrong map[string]string) error {
	s := signedIn(c)
	page := a.sheet(c, "account", "staffadmin.account-title")
	set := a.Staff.Settings()
	m := views.NewAccountModel(page, s.Account, set)
	m.Wrong, m.Args = wrong, passwordArgs
	away, err := a.Desk.Away(c.UserContext(), s.Actor())
	if err != nil && !errors.Is(err, review.ErrDenied) {
		return err
	}
	if m.Desk = err == nil; m.Desk {
		m.Away = page.NewAwayModel(away, "account", a.Now(), a.Desk.Settings().Zone)
		if typed, ok := wrong["until"]; ok {
			m.Away.At, m.Away.Wrong = typed, page.T("together.wrong.until-choose")
		}
	}
	return render(c, status, views.AccountPage(m))
}

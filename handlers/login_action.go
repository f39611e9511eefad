package handlers

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
	"shinsa/views"
)

// typed reads a line that a person typed, without what no database keeps.
func typed(b []byte) string {
	return strings.ReplaceAll(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00", "")
}

// maxTyped bounds what is shown back of a field that was refused, in bytes.
const maxTyped = 254

// login handles POST /login. The session that the browser had, if any, ends with a successful attempt.
func (a *App) login(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	email, next := typed(form.Peek("email")), localPath(string(form.Peek("next")))
	in, err := a.Staff.SignIn(c.UserContext(), staff.Attempt{
		Email: email, Password: string(form.Peek("password")), Address: a.clientAddr(c).String(),
		Former: staff.Token(c.Cookies(a.sessionCookie())),
	})
	if len(email) > maxTyped {
		email = ""
	}
	var throttled *staff.ThrottledError
	switch {
	case errors.Is(err, staff.ErrBadCredentials):
		return a.showLogin(c, fiber.StatusUnauthorized, views.LoginModel{Email: email, Next: next, Problem: "login.wrong"})
	case errors.As(err, &throttled):
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int((throttled.RetryAfter+time.Second-1)/time.Second)))
		return a.showLogin(c, fiber.StatusTooManyRequests, views.LoginModel{
			Email: email, Next: next, Problem: "login.throttled", ProblemArgs: []any{"wait", waitText(throttled.RetryAfter)},
		})
	case err != nil:
		return err
	}
	// The cookie lasts for the visit: how long the session itself lasts is the server's to know.
	a.setCookie(c, a.sessionCookie(), string(in.Token), 0)
	if next == "" {
		next = home(in.Account.Role)
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// logout handles POST /logout. Who is signed out already ends on the same page.
func (a *App) logout(c *fiber.Ctx) error {
	if s := signedIn(c); s != nil {
		if !staff.ValidCSRF(s.Token, formCSRF(c)) {
			return errCSRF
		}
		if err := a.Staff.SignOut(c.UserContext(), s.Token); err != nil {
			return err
		}
	}
	a.setCookie(c, a.sessionCookie(), "", -1)
	a.setCookie(c, undoCookie, "", -1)
	return c.Redirect("/login", fiber.StatusSeeOther)
}

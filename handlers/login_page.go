package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/views"
)

// loginPage handles GET /login. Who is signed in already has nothing to do here.
func (a *App) loginPage(c *fiber.Ctx) error {
	if s := signedIn(c); s != nil {
		return c.Redirect(home(s.Account.Role), fiber.StatusSeeOther)
	}
	return a.showLogin(c, fiber.StatusOK, views.LoginModel{Next: localPath(c.Query("next"))})
}

// showLogin shows the page with what was typed, except the password.
func (a *App) showLogin(c *fiber.Ctx, status int, m views.LoginModel) error {
	m.Page = a.page(c, "login.title")
	m.Page.NoIndex = true
	m.Page.Styles = []string{"desk.css", "queue.css"}
	return render(c, status, views.LoginPage(m))
}

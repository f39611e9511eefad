package handlers

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
	"shinsa/views"
)

// forgotPage handles GET /forgot: where mail is set up one can ask for a letter with a link, elsewhere the
// page says whom to ask.
func (a *App) forgotPage(c *fiber.Ctx) error {
	return a.showForgot(c, fiber.StatusOK, func(*views.ForgotModel) {})
}

// forgotTakes is how long an answer takes at least. The work for an address with an account is a few
// statements more, a fraction of a millisecond that somebody with patience could tell.
const forgotTakes = 100 * time.Millisecond

// forgot handles POST /forgot. The answer is the same, and takes the same time, whether or not the address
// has an account.
func (a *App) forgot(c *fiber.Ctx) error {
	start := time.Now()
	email := typed(c.Request().PostArgs().Peek("email"))
	err := a.Staff.Forgot(c.UserContext(), email, a.clientAddr(c).String())
	var (
		input     *staff.InputError
		throttled *staff.ThrottledError
	)
	switch {
	case errors.As(err, &input):
		return a.showForgot(c, fiber.StatusUnprocessableEntity, func(m *views.ForgotModel) {
			m.Email, m.Wrong = clippedLine(email), "staffadmin.wrong."+input.Field+"-"+input.Code
		})
	case errors.As(err, &throttled):
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(retryAfter(err)))
		return a.showForgot(c, fiber.StatusTooManyRequests, func(m *views.ForgotModel) {
			m.Email, m.Problem, m.ProblemArgs = clippedLine(email), "login.throttled", []any{"wait", waitText(throttled.RetryAfter)}
		})
	case errors.Is(err, staff.ErrNoLetters):
		return a.showForgot(c, fiber.StatusConflict, func(*views.ForgotModel) {})
	case err != nil:
		return err
	}
	time.Sleep(forgotTakes - time.Since(start))
	a.flash(c, "ok", "forgot-asked")
	return c.Redirect("/login", fiber.StatusSeeOther)
}

func (a *App) showForgot(c *fiber.Ctx, status int, fill func(*views.ForgotModel)) error {
	page := a.page(c, "forgot.title")
	page.Path = "/forgot"
	page.NoIndex = true
	page.Styles = []string{"desk.css", "queue.css"}
	m := views.NewForgotModel(page, a.Staff.Settings())
	fill(&m)
	return render(c, status, views.ForgotPage(m))
}

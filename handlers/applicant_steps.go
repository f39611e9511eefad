package handlers

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// kindPage handles GET /a/:token/kind.
func (a *App) kindPage(c *fiber.Ctx) error {
	v, done, err := a.open(c)
	if done {
		return err
	}
	return a.showKind(c, fiber.StatusOK, v, "", nil)
}

func (a *App) showKind(c *fiber.Ctx, status int, v *review.ApplicantView, chosen string, wrong review.FieldErrors) error {
	m := views.NewKind(a.applicant(c, v, views.StepKind), v, a.Desk.OfferedKinds(), chosen, wrong)
	m.Title = problemTitle(m.Page, wrong)
	return render(c, status, views.KindPage(m))
}

// saveKind handles POST /a/:token/kind.
func (a *App) saveKind(c *fiber.Ctx) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	to, away := a.onward(c, f, views.StepKind)
	if away {
		v, done, err := a.open(c)
		switch {
		case done:
			return err
		case to == views.StepKind: // in the other language, and nothing is saved yet
			return a.showKind(c, fiber.StatusOK, v, f["kind"], nil)
		case f["kind"] == "" || f["kind"] == v.Kind.ID:
			return c.Redirect(link(c)+"/"+string(to), fiber.StatusSeeOther)
		}
	}
	err = a.Desk.SaveKind(c.UserContext(), c.Params("token"), f["kind"])
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		v, done, err := a.open(c)
		if done {
			return err
		}
		return a.showKind(c, fiber.StatusUnprocessableEntity, v, "", kindWords(wrong))
	}
	if err != nil {
		return err
	}
	if away {
		return c.Redirect(link(c)+"/"+string(to), fiber.StatusSeeOther)
	}
	return a.toLink(c)
}

// identityPage handles GET /a/:token/identity.
func (a *App) identityPage(c *fiber.Ctx) error {
	v, done, err := a.open(c)
	if done {
		return err
	}
	m := views.NewIdentity(a.applicant(c, v, views.StepIdentity), v, nil, nil, a.Desk.Settings())
	return render(c, fiber.StatusOK, views.IdentityPage(m))
}

// saveIdentity handles POST /a/:token/identity. What was typed is kept, right or wrong.
func (a *App) saveIdentity(c *fiber.Ctx) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	if to, ok := a.onward(c, f, views.StepIdentity); ok {
		return a.keepAndGo(c, f, to)
	}
	err = a.Desk.SaveIdentity(c.UserContext(), c.Params("token"), langOf(c), f)
	wrong, busy := (review.FieldErrors)(nil), errors.Is(err, review.ErrBusy)
	if err != nil && !errors.As(err, &wrong) && !busy {
		return err
	}
	v, done, err := a.open(c)
	if done {
		return err
	}
	if busy {
		return a.identityNotSaved(c, v, f)
	}
	if wrong != nil {
		return a.identityRefused(c, v, f, wrong)
	}
	next := views.FirstStep(v)
	if next == views.StepIdentity { // changed meanwhile, in another window
		return a.toLink(c)
	}
	return c.Redirect(link(c)+"/"+string(next), fiber.StatusSeeOther)
}

// identityRefused shows the form with what is wrong in it.
func (a *App) identityRefused(c *fiber.Ctx, v *review.ApplicantView, typed map[string]string, wrong review.FieldErrors) error {
	m := views.NewIdentity(a.applicant(c, v, views.StepIdentity), v, typed, wrong, a.Desk.Settings())
	m.Title = problemTitle(m.Page, wrong)
	return render(c, fiber.StatusUnprocessableEntity, views.IdentityPage(m))
}

// identityNotSaved shows the form again when nothing could be kept: what was typed is nowhere but in the
// request.
func (a *App) identityNotSaved(c *fiber.Ctx, v *review.ApplicantView, typed map[string]string) error {
	clean, wrong := review.Clean(v.Kind, typed)
	for id, value := range clean {
		v.Fields[id] = value
	}
	if email, given := clean[review.FieldEmail]; given {
		v.Email = email
	}
	if wrong == nil {
		wrong = review.FieldErrors{}
	}
	m := views.NewIdentity(a.applicant(c, v, views.StepIdentity), v, typed, wrong, a.Desk.Settings())
	m.Flash = views.Flash{Kind: "bad", Text: m.T("apply.identity.busy")}
	c.Set(fiber.HeaderRetryAfter, retryAfterSeconds)
	return render(c, fiber.StatusServiceUnavailable, views.IdentityPage(m))
}

// checkPage handles GET /a/:token/check, the last look.
func (a *App) checkPage(c *fiber.Ctx) error {
	v, done, err := a.open(c)
	if done {
		return err
	}
	return render(c, fiber.StatusOK, views.CheckPage(a.check(c, v, nil, false)))
}

func (a *App) check(c *fiber.Ctx, v *review.ApplicantView, wrong review.FieldErrors, sent bool) views.CheckModel {
	today := review.Today(a.Now(), a.Desk.Settings().Zone)
	m := views.NewCheck(a.applicant(c, v, views.StepCheck), v, wrong, sent, today)
	m.Title = problemTitle(m.Page, wrong)
	return m
}

// submit handles POST /a/:token/submit. Sending twice ends on the same status page.
func (a *App) submit(c *fiber.Ctx) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	house := strings.TrimSpace(f[review.FieldHouse])
	if to, ok := a.onward(c, f, views.StepCheck); ok {
		return a.keepHouse(c, house, to)
	}
	err = a.Desk.Submit(c.UserContext(), c.Params("token"), langOf(c), house)
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		v, done, err := a.open(c)
		if done {
			return err
		}
		if house == "yes" || house == "no" { // not kept, since nothing was sent
			v.Fields[review.FieldHouse] = house
		}
		return render(c, fiber.StatusUnprocessableEntity, views.CheckPage(a.check(c, v, wrong, true)))
	}
	if err != nil {
		return err
	}
	return a.toLink(c)
}

// recall handles POST /a/:token/recall.
func (a *App) recall(c *fiber.Ctx) error {
	if err := a.Desk.Recall(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	a.flash(c, "ok", "apply-recalled")
	return c.Redirect(link(c)+"/check", fiber.StatusSeeOther)
}

// withdraw handles POST /a/:token/withdraw.
func (a *App) withdraw(c *fiber.Ctx) error {
	if err := a.Desk.Withdraw(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return a.toLink(c)
}

func (a *App) showStatus(c *fiber.Ctx, v *review.ApplicantView) error {
	return a.showStatusWith(c, fiber.StatusOK, v, views.ComplaintInput{}, views.Flash{})
}

// problemTitle is the title of a page that was refused: a screen reader says it first.
func problemTitle(p views.Page, wrong review.FieldErrors) string {
	if len(wrong) == 0 {
		return p.Title
	}
	return p.T("apply.problem-title", "title", p.Title)
}

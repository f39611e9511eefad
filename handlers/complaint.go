package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// complain handles POST /a/:token/complaint: an applicant asks for another look at a rejection. Whatever is refused
// comes back on the status page with what was written.
func (a *App) complain(c *fiber.Ctx) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	text := f["complaint"]
	if _, ok := a.onward(c, f, views.StepSent); ok { // in the other language, and nothing is sent yet
		return a.complaintAgain(c, text)
	}
	err = a.Desk.Complain(c.UserContext(), c.Params("token"), langOf(c), text)
	if err == nil {
		return a.toLink(c)
	}
	in, status, flash := views.ComplaintInput{Typed: clipped(typed([]byte(text)))}, fiber.StatusUnprocessableEntity, views.Flash{}
	var refused *review.ComplaintError
	switch {
	case errors.As(err, &in.Wrong):
	case errors.As(err, &refused):
		status = fiber.StatusConflict
		contact := a.Desk.Settings().OperatorFor(langOf(c)).Contact
		flash = views.Flash{Kind: "warn", Text: a.Words.Text(langOf(c), "complaint.error."+refused.Code, "contact", contact)}
	case errors.Is(err, review.ErrBusy):
		status = fiber.StatusServiceUnavailable
		flash = views.Flash{Kind: "bad", Text: a.Words.Text(langOf(c), "apply.complaint.busy")}
		c.Set(fiber.HeaderRetryAfter, retryAfterSeconds)
	default:
		return err
	}
	v, openErr := a.Desk.OpenLink(c.UserContext(), c.Params("token"))
	switch {
	case openErr != nil:
		return openErr
	case v.State.Open(): // there is no status page to show it on
		return err
	}
	return a.showStatusWith(c, status, v, in, flash)
}

// complaintAgain shows the status page with what was written of a complaint that is not sent yet.
func (a *App) complaintAgain(c *fiber.Ctx, text string) error {
	v, err := a.Desk.OpenLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	if v.ComplainUntil.IsZero() {
		return a.toLink(c)
	}
	return a.showStatusWith(c, fiber.StatusOK, v, views.ComplaintInput{Typed: clipped(typed([]byte(text)))}, views.Flash{})
}

// showStatusWith shows the status page, with what was refused of a complaint.
func (a *App) showStatusWith(c *fiber.Ctx, status int, v *review.ApplicantView, in views.ComplaintInput, flash views.Flash) error {
	page := a.applicant(c, v, views.StepSent)
	if c.Method() == fiber.MethodPost {
		page.Path = link(c)
	}
	m := views.NewStatus(page, v, a.Desk.Settings(), a.Now(), in)
	if flash.Kind != "" {
		m.Flash = flash
	}
	m.Title = problemTitle(m.Page, in.Wrong)
	return render(c, status, views.StatusPage(m))
}

// passComplaint handles POST /lookup/complaint: what an applicant says on the telephone is passed on.
func (a *App) passComplaint(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	said := typed(form.Peek("complaint"))
	ref, err := review.ParseReference(string(form.Peek("reference")))
	if err == nil {
		err = a.Desk.PassComplaint(c.UserContext(), actor(c), ref, said)
	} else if err := a.mayLookUp(c); err != nil {
		return err
	} else {
		return a.answerLookup(c, "")
	}
	var wrong review.FieldErrors
	switch {
	case errors.As(err, &wrong):
		return a.lookupAgain(c, fiber.StatusUnprocessableEntity, ref, said, wrong)
	case errors.Is(err, review.ErrNotFound):
		return a.answerLookup(c, "")
	case err != nil:
		return err
	}
	return a.answerLookup(c, "lookup.complaint.passed")
}

// lookupAgain shows a complaint that was refused, with what was typed.
func (a *App) lookupAgain(c *fiber.Ctx, status int, ref review.Reference, said string, wrong review.FieldErrors) error {
	v, err := a.Desk.Lookup(c.UserContext(), actor(c), ref)
	if err != nil {
		return err
	}
	page := a.sheet(c, "lookup", "lookup.title")
	m := views.LookupModel{Typed: string(ref), Said: clipped(said), Wrong: page.ComplaintWrong(wrong)}
	m.Found = views.NewLookupFound(page, v, a.Now(), a.Desk.Settings())
	return a.showLookup(c, status, m)
}

// answerComplaint handles POST /audit/{decision}/complaint.
func (a *App) answerComplaint(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	f := review.ComplaintForm{
		Verdict: review.Verdict(form.Peek("verdict")), Severity: review.Severity(form.Peek("severity")), Note: typed(form.Peek("note")), Message: typed(form.Peek("message")),
	}
	err := a.Desk.AnswerComplaint(c.UserContext(), actor(c), decisionOf(c), f)
	var wrong review.FieldErrors
	if errors.As(err, &wrong) {
		back := views.AuditForm{Note: clipped(f.Note), Message: clipped(f.Message), Severity: string(f.Severity), Sent: true, Wrong: wordsBelow("complaint.error.", wrong)}
		return a.showDecision(c, fiber.StatusUnprocessableEntity, noFilter, back)
	} else if err != nil {
		return err
	}
	if f.Verdict == review.Overturn {
		a.flash(c, "ok", "complaint-overturned")
	} else {
		a.flash(c, "ok", "complaint-upheld")
	}
	return c.Redirect("/audit", fiber.StatusSeeOther)
}

func (a *App) stalePassed(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	ref, err := review.ParseReference(string(form.Peek("reference")))
	if err != nil {
		return a.staleLookup(c)
	}
	a.tell(c, "warn", "form-old")
	return a.lookupAgain(c, fiber.StatusForbidden, ref, typed(form.Peek("complaint")), nil)
}

func (a *App) staleComplaint(c *fiber.Ctx) error {
	again := noteAgain(c)
	args := c.Request().PostArgs()
	again.Message, again.Severity, again.Sent = clipped(typed(args.Peek("message"))), clippedLine(typed(args.Peek("severity"))), true
	return a.showDecision(c, fiber.StatusForbidden, noFilter, again)
}

package handlers

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// decide handles POST /submissions/{reference}/decision and leads to the next submission.
func (a *App) decide(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	if a.switchesLanguage(c) {
		return a.saveWorksheet(c)
	}
	form, err := decisionForm(c)
	if err == nil && form.Outcome == "" {
		err = &review.DecisionError{Code: "outcome-missing"}
	}
	if err != nil {
		return a.refuseForm(c, ref, form, err)
	}
	if menu := unsent(c); menu != "" {
		return a.refuseUnsent(c, ref, form, menu)
	}
	id, err := a.Desk.Decide(c.UserContext(), actor(c), ref, form)
	if err != nil && wantsJSON(c) {
		return a.refuseScript(c, ref, err)
	} else if err != nil {
		return a.refuse(c, ref, &form, err)
	}
	a.offerUndo(c, id, ref, form.Outcome)
	if wantsJSON(c) {
		return a.answerDecided(c, id, ref, form.Outcome)
	}
	if err := a.goOnInHand(c); err != nil { // the decision stands, whatever hinders the next one
		return c.Redirect("/queue", fiber.StatusSeeOther)
	}
	return nil
}

// switchesLanguage says whether a form of the staff was sent by the switch of languages: what stands in it is kept,
// and the rest of the request speaks the language that was chosen.
func (a *App) switchesLanguage(c *fiber.Ctx) bool {
	lang, ok := strings.CutPrefix(string(c.Request().PostArgs().Peek(views.Onward)), views.OnwardLanguage)
	if ok = ok && (lang == "en" || lang == "ja"); ok {
		a.setLanguage(c, lang)
	}
	return ok
}

// unsent is the menu in which something was written that deciding would lose, and of which the person has not been
// told; empty for none. A script tells it itself, and asks for JSON.
func unsent(c *fiber.Ctx) string {
	if wantsJSON(c) || c.Request().PostArgs().Has("unsent") {
		return ""
	}
	sent := togetherForm(c, "")
	for _, m := range []struct{ menu, text string }{{"comment", sent.Comment}, {"answer", sent.Answer}, {"skip", sent.SkipNote}, {"hand", sent.HandNote}} {
		if strings.TrimSpace(m.text) != "" {
			return m.menu
		}
	}
	return ""
}

// refuseUnsent shows what was written and not sent, once.
func (a *App) refuseUnsent(c *fiber.Ctx, ref review.Reference, form review.DecisionForm, menu string) error {
	_ = a.Desk.KeepWorksheet(c.UserContext(), actor(c), ref, form.Worksheet())
	sent := togetherForm(c, menu)
	sent.Unsent = true
	return a.showReview(c, fiber.StatusUnprocessableEntity, ref, reviewed{form: &form, together: sent, explain: func(_ *review.ReviewView, p views.Page) views.Notice {
		return views.Notice{Kind: "warn", Heading: p.T("together.not-decided.heading"), Lines: []string{p.T("together.unsent", "menu", p.TogetherMenu(menu))}}
	}})
}

// refuseForm answers a form that asks for nothing that could be done, and keeps what it says.
func (a *App) refuseForm(c *fiber.Ctx, ref review.Reference, form review.DecisionForm, cause error) error {
	var rule *review.DecisionError
	if !errors.As(cause, &rule) {
		return cause
	}
	// It stands on the page in any case; it is kept beyond that, too, where the person may.
	_ = a.Desk.KeepWorksheet(c.UserContext(), actor(c), ref, form.Worksheet())
	return a.refuse(c, ref, &form, cause)
}

// retract handles POST /decisions/{id}/retract and leads back to the submission, with all answers as they
// were. `back` names the case on which the person has not begun, and which is given back for it.
func (a *App) retract(c *fiber.Ctx) error {
	ref, err := a.Desk.Retract(c.UserContext(), actor(c), decisionOf(c))
	if err != nil {
		return err
	}
	if back, err := review.ParseReference(string(c.Request().PostArgs().Peek("back"))); err == nil && back != ref {
		if err := a.Desk.PutBack(c.UserContext(), actor(c), back); err != nil {
			a.Log.Warn("not put back", "request", c.Locals(localRequest), "error", err.Error())
		}
	}
	a.setCookie(c, undoCookie, "", -1)
	a.flash(c, "ok", "taken-back")
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

// report handles POST /decisions/{id}/report. Reporting twice is one report.
func (a *App) report(c *fiber.Ctx) error {
	note, ok := single(c.Request().PostArgs(), "note")
	if !ok {
		return errNoSense
	}
	ref, err := a.Desk.ReportMistake(c.UserContext(), actor(c), decisionOf(c), note)
	var wrong review.FieldErrors
	if errors.As(err, &wrong) {
		return a.showDecision(c, fiber.StatusUnprocessableEntity, urlValues(c), views.AuditForm{Note: clipped(note), Wrong: wrongWords(wrong)})
	}
	if err != nil && !(errors.Is(err, review.ErrAlreadyDecided) && ref != "") {
		return err
	}
	a.flash(c, "ok", "reported")
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

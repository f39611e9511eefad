package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// saveWorksheet handles POST /submissions/{reference}/worksheet: it keeps the answers as they stand, which
// counts as input. `preview` names the outcome whose message is to be seen; `phrases` leads to the saved phrases.
func (a *App) saveWorksheet(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	form, err := decisionForm(c)
	if err != nil && !wantsJSON(c) {
		return a.refuseForm(c, ref, form, err)
	}
	if err == nil {
		err = a.Desk.SaveWorksheet(c.UserContext(), actor(c), ref, form.Worksheet())
	}
	if wantsJSON(c) {
		return a.answerScript(c, ref, form, err)
	}
	if err != nil {
		return a.refuse(c, ref, &form, err)
	}
	if c.Request().PostArgs().Has("phrases") {
		return c.Redirect(reviewPath(ref)+"/phrases", fiber.StatusSeeOther)
	}
	if shown, ok := review.ParseOutcome(string(c.Request().PostArgs().Peek("preview"))); ok {
		return c.Redirect(reviewPath(ref)+"?message="+string(shown), fiber.StatusSeeOther)
	}
	a.flash(c, "ok", "saved")
	return c.Redirect(reviewPath(ref), fiber.StatusSeeOther)
}

// worksheetAnswer is what the page's script learns: how long the claim lasts now, and what the applicant
// would read.
type worksheetAnswer struct {
	Left     int                  `json:"left"` // seconds
	Messages []views.MessageDraft `json:"messages"`
}

func (a *App) answerScript(c *fiber.Ctx, ref review.Reference, form review.DecisionForm, err error) error {
	if err != nil {
		if r := refusal(err); r.status < fiber.StatusInternalServerError {
			return c.SendStatus(r.status) // the script has its words in the page
		}
		return err
	}
	row, err := a.Desk.FindReference(c.UserContext(), actor(c), ref)
	if err != nil {
		return err
	}
	p := views.Page{Lang: langOf(c), Words: a.Words}
	return c.JSON(worksheetAnswer{
		Left:     int(a.Desk.Settings().ClaimLease / time.Second),
		Messages: p.Messages(row.Lang, form.Reasons, a.composer(row.Kind)),
	})
}

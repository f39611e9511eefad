package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/training"
	"shinsa/views"
)

// casePath is where a case of a training set is worked on.
func casePath(set string, n int) string { return "/training/sets/" + set + "/cases/" + strconv.Itoa(n) }

// caseOf is the number of the case that the path names; 0 for what is no number.
func caseOf(c *fiber.Ctx) int {
	n, err := strconv.Atoi(c.Params("n"))
	if err != nil || n < 1 || strconv.Itoa(n) != c.Params("n") {
		return 0
	}
	return n
}

// nextCase handles POST /training/sets/{id}/next: it opens the next case, and leads to the set when there is none.
func (a *App) nextCase(c *fiber.Ctx) error {
	set := setOf(c)
	n, err := a.Training.Next(c.UserContext(), actor(c), set)
	if err != nil {
		return err
	}
	if n == 0 {
		return c.Redirect("/training/sets/"+set, fiber.StatusSeeOther)
	}
	return c.Redirect(casePath(set, n), fiber.StatusSeeOther)
}

// trainingCase handles GET /training/sets/{id}/cases/{n}: the desk's own review page on a drawn case. One that is
// decided leads to what became of it.
func (a *App) trainingCase(c *fiber.Ctx) error {
	v, err := a.Training.Open(c.UserContext(), actor(c), setOf(c), caseOf(c))
	if err != nil {
		return err
	}
	if v.Record.Answered() {
		return c.Redirect(casePath(setOf(c), v.N)+"/result", fiber.StatusSeeOther)
	}
	shown, _ := review.ParseOutcome(c.Query("message"))
	if shown == review.Escalate {
		shown = ""
	}
	return a.showCase(c, fiber.StatusOK, v, reviewed{shown: shown})
}

func (a *App) showCase(c *fiber.Ctx, status int, v *training.CaseView, show reviewed) error {
	set := a.Desk.Settings()
	p := a.deskPage(c, "training", "training.case-title", "n", v.N, "of", v.Set.Size)
	p.Training, p.Path, p.Query = true, casePath(v.Set.ID, v.N), ""
	p.Styles = []string{"desk.css", "reading.css", "context.css", "training.css"}
	p.Scripts = append(p.Scripts, "training.js", "case.js", "stage.js", "items.js")
	in := views.ReviewInput{
		Me: actor(c), Now: a.Now(), Zone: set.Zone, Kinds: a.Desk.Kinds.Set().All(), Sent: show.form, Refused: show.refused, Shown: show.shown,
		Compose: a.composer(v.Review.Kind.ID), BulkYes: set.BulkYes,
	}
	if show.explain != nil {
		in.Notice = show.explain(v.Review, p)
	}
	return render(c, status, views.ReviewPage(views.NewTrainingCase(p, v, in)))
}

// casePicture handles GET /training/sets/{id}/cases/{n}/images/{side}. It is a drawing and nobody's document, so
// nothing is logged.
func (a *App) casePicture(c *fiber.Ctx) error {
	size := c.Query("size", review.SizeScreen)
	if size != review.SizeThumb && size != review.SizeScreen && size != review.SizeFull {
		return errNoSense
	}
	data, err := a.Training.Picture(c.UserContext(), actor(c), setOf(c), caseOf(c), c.Params("side"), size)
	if err != nil {
		return err
	}
	return sendPicture(c, data)
}

// caseViewed handles POST /training/sets/{id}/cases/{n}/viewed, which the review page's script sends of every
// picture that was in sight. Of a drawing nobody needs to know.
func (a *App) caseViewed(c *fiber.Ctx) error {
	if _, err := a.Training.Open(c.UserContext(), actor(c), setOf(c), caseOf(c)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// saveCase handles POST /training/sets/{id}/cases/{n}/worksheet, as saveWorksheet does for a submission.
func (a *App) saveCase(c *fiber.Ctx) error {
	form, err := decisionForm(c)
	if err != nil && !wantsJSON(c) {
		return a.refuseCase(c, form, err)
	}
	if err == nil {
		err = a.Training.Save(c.UserContext(), actor(c), setOf(c), caseOf(c), workOf(form))
	}
	if wantsJSON(c) {
		return a.answerCaseScript(c, form, err)
	}
	if err != nil {
		return a.refuseCase(c, form, err)
	}
	path := casePath(setOf(c), caseOf(c))
	if shown, ok := review.ParseOutcome(string(c.Request().PostArgs().Peek("preview"))); ok {
		return c.Redirect(path+"?message="+string(shown), fiber.StatusSeeOther)
	}
	a.flash(c, "ok", "saved")
	return c.Redirect(path, fiber.StatusSeeOther)
}

func (a *App) answerCaseScript(c *fiber.Ctx, form review.DecisionForm, err error) error {
	if err != nil {
		if r := refusal(err); r.status < fiber.StatusInternalServerError {
			return c.SendStatus(r.status)
		}
		return err
	}
	v, err := a.Training.Open(c.UserContext(), actor(c), setOf(c), caseOf(c))
	if err != nil {
		return err
	}
	p := views.Page{Lang: langOf(c), Words: a.Words}
	return c.JSON(worksheetAnswer{Messages: p.Messages(v.Review.Round.Lang, form.Reasons, a.composer(v.Review.Kind.ID))})
}

// decideCase handles POST /training/sets/{id}/cases/{n}/decision and leads to what became of it.
func (a *App) decideCase(c *fiber.Ctx) error {
	form, err := decisionForm(c)
	if err == nil && form.Outcome == "" {
		err = &review.DecisionError{Code: "outcome-missing"}
	}
	if err == nil {
		err = a.Training.Decide(c.UserContext(), actor(c), setOf(c), caseOf(c), form)
	}
	result := casePath(setOf(c), caseOf(c)) + "/result"
	switch {
	case err != nil && wantsJSON(c):
		return a.refuseCaseScript(c, err)
	case err != nil:
		return a.refuseCase(c, form, err)
	case wantsJSON(c):
		return c.JSON(decidedAnswer{Outcome: string(form.Outcome), Next: result})
	}
	return c.Redirect(result, fiber.StatusSeeOther)
}

// refuseCase shows the case with why it was not decided and all that was sent; anything else is returned as it is.
func (a *App) refuseCase(c *fiber.Ctx, form review.DecisionForm, cause error) error {
	var rule *review.DecisionError
	if !errors.As(cause, &rule) {
		return cause
	}
	v, err := a.Training.Open(c.UserContext(), actor(c), setOf(c), caseOf(c))
	if err != nil {
		return err
	}
	if v.Record.Answered() {
		return review.ErrAlreadyDecided
	}
	return a.showCase(c, fiber.StatusUnprocessableEntity, v, reviewed{form: &form, refused: rule})
}

func (a *App) refuseCaseScript(c *fiber.Ctx, err error) error {
	r := refusal(err)
	if r.status >= fiber.StatusInternalServerError {
		return err
	}
	return c.Status(r.status).JSON(refusedAnswer{Words: a.Words.Text(langOf(c), "error."+r.word+".heading", r.args...), Path: casePath(setOf(c), caseOf(c))})
}

// staleCase keeps the answers of a form whose token was old, and shows them; nothing is decided.
func (a *App) staleCase(c *fiber.Ctx) error {
	if wantsJSON(c) {
		return a.saveCase(c)
	}
	form, err := decisionForm(c)
	if err != nil {
		return a.refuseCase(c, form, err)
	}
	if err := a.Training.Save(c.UserContext(), actor(c), setOf(c), caseOf(c), workOf(form)); err != nil {
		return a.refuseCase(c, form, err)
	}
	v, err := a.Training.Open(c.UserContext(), actor(c), setOf(c), caseOf(c))
	if err != nil {
		return err
	}
	return a.showCase(c, fiber.StatusForbidden, v, reviewed{form: &form, explain: func(_ *review.ReviewView, p views.Page) views.Notice {
		return views.Notice{Kind: "warn", Heading: p.T("refused.form-old.heading"), Lines: []string{p.T("refused.form-old.text")}}
	}})
}

// leaveCase handles POST /training/sets/{id}/cases/{n}/release: the answers are kept, and the case waits.
func (a *App) leaveCase(c *fiber.Ctx) error {
	if c.Request().PostArgs().Has("version") {
		form, err := decisionForm(c)
		if err == nil {
			err = a.Training.Save(c.UserContext(), actor(c), setOf(c), caseOf(c), workOf(form))
		}
		if err != nil {
			return a.refuseCase(c, form, err)
		}
	} else if _, err := a.Training.Open(c.UserContext(), actor(c), setOf(c), caseOf(c)); err != nil {
		return err
	}
	return c.Redirect("/training/sets/"+setOf(c), fiber.StatusSeeOther)
}

// caseResult handles GET /training/sets/{id}/cases/{n}/result: what was right and what was missed, with its place.
func (a *App) caseResult(c *fiber.Ctx) error {
	v, err := a.Training.Result(c.UserContext(), actor(c), setOf(c), caseOf(c))
	if err != nil {
		return err
	}
	page := a.trainingSheet(c, "training.result-title")
	return render(c, fiber.StatusOK, views.TrainingResultPage(views.NewTrainingResultModel(page, v, a.trainingInput(c))))
}

// workOf is the part of a form that is kept of an undecided case.
func workOf(f review.DecisionForm) training.Work {
	w := training.Work{Answers: map[string]string{}, Bulk: f.Bulk, Reasons: f.Reasons}
	for item, answer := range f.Answers {
		w.Answers[item] = string(answer)
	}
	return w
}

package handlers

import (
	"crypto/hmac"
	"encoding/base64"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/staff"
	"shinsa/views"
)

// Who signs in again, in another tab too, has a new session and with it a new token for forms. A form that
// was open before carries the old one and is refused, but what was typed into it is not lost: it is shown
// again, and the answers of a review are kept. Every form therefore also names the person for whom it was
// made, by a mark that only this server can make. The mark is the same in all sessions of the person and
// allows nothing else. Another site does not know it; and what somebody else typed who used this browser
// before is not taken for this person's.

// formOf is the mark of a person's forms.
func (a *App) formOf(id staff.AccountID) string {
	return base64.RawURLEncoding.EncodeToString(a.Desk.CounterKey("form", string(id)))
}

// typedForms are the routes whose forms people type into, each with the answer to one whose token is old.
// What the other forms ask for is a click, and can be asked for again.
func (a *App) typedForms() map[string]fiber.Handler {
	return map[string]fiber.Handler{
		"/queue/search":                         a.staleSearch,
		"/queue/views":                          a.staleView,
		"/queue/views/:view":                    a.staleView,
		"/queue/batch":                          a.staleBatch,
		"/submissions/:reference/worksheet":     a.staleAnswers,
		"/submissions/:reference/decision":      a.staleDecision,
		"/submissions/:reference/release":       a.staleTogether("skip"),
		"/submissions/:reference/hand":          a.staleTogether("hand"),
		"/submissions/:reference/answer":        a.staleTogether("answer"),
		"/submissions/:reference/comments":      a.staleTogether("comment"),
		"/decisions/:decision/report":           a.staleReport,
		"/audit/:decision":                      a.staleVerdict,
		"/audit/:decision/answer":               a.staleVerdictAnswer,
		"/audit/second-looks":                   a.staleLooks,
		"/audit/samples":                        a.staleSample,
		"/lookup":                               a.staleLookup,
		"/lookup/complaint":                     a.stalePassed,
		"/export/:what":                         a.staleExport,
		"/audit/:decision/complaint":            a.staleComplaint,
		"/submissions/:reference/stay":          a.staleStay,
		"/staff/invite":                         a.staleInvite,
		"/account/password":                     a.stalePassword,
		"/phrases":                              a.stalePhrase,
		"/training/sets":                        a.staleSet,
		"/training/sets/:id/cases/:n/worksheet": a.staleCase,
		"/training/sets/:id/cases/:n/decision":  a.staleCase,
		"/phrases/:id":                          a.stalePhrase,
	}
}

// stale answers a form with an old token.
func (a *App) stale(c *fiber.Ctx) error {
	again, ok := a.typedForms()[c.Route().Path]
	mark, one := single(c.Request().PostArgs(), "of")
	if !ok || !one || !hmac.Equal([]byte(mark), []byte(a.formOf(signedIn(c).Account.ID))) {
		return errCSRF
	}
	return again(c)
}

// typedBefore is what was typed into a form that was sent signed out, to be sent once more; nil for other
// forms and for what is no form of ours. It still carries its old token, so that it is shown then and does
// nothing.
func (a *App) typedBefore(c *fiber.Ctx) *views.AgainForm {
	args := c.Request().PostArgs()
	if _, ok := a.typedForms()[c.Route().Path]; !ok || c.Method() != fiber.MethodPost || !args.Has("of") || args.Has("current") {
		return nil // a password is never shown again
	}
	again := &views.AgainForm{Action: c.Path()}
	args.VisitAll(func(name, value []byte) {
		again.Fields = append(again.Fields, views.Choice{Value: typed(name), Word: typed(value)})
	})
	return again
}

// staleDecision shows the answers of a decision once more. The page's script has them still, and gets the token of the
// new session: the decision is the same person's, and carries the id that keeps it from being made twice.
func (a *App) staleDecision(c *fiber.Ctx) error {
	if !wantsJSON(c) {
		return a.staleAnswers(c)
	}
	ref, err := reference(c)
	if err != nil {
		return err
	}
	words := a.Words.Text(langOf(c), "error.csrf.heading")
	return c.Status(fiber.StatusForbidden).JSON(refusedAnswer{Words: words, Path: reviewPath(ref), CSRF: staff.CSRFToken(signedIn(c).Token)})
}

// staleAnswers keeps the answers of a review for the person, as if they were saved, and shows them. Nothing
// is decided. The page's script, which saves while one types, is answered as ever.
func (a *App) staleAnswers(c *fiber.Ctx) error {
	if wantsJSON(c) {
		return a.saveWorksheet(c)
	}
	ref, err := reference(c)
	if err != nil {
		return err
	}
	form, err := decisionForm(c)
	if err != nil {
		return a.refuseForm(c, ref, form, err)
	}
	if err := a.Desk.SaveWorksheet(c.UserContext(), actor(c), ref, form.Worksheet()); err != nil {
		return a.refuse(c, ref, &form, err)
	}
	return a.showReview(c, fiber.StatusForbidden, ref, reviewed{form: &form, explain: func(v *review.ReviewView, p views.Page) views.Notice {
		n := views.Notice{Kind: "warn", Heading: p.T("refused.form-old.heading"), Lines: []string{p.T("refused.form-old.text")}}
		if form.Seen != v.Version { // as the decision itself would have been refused for
			n.Lines = append(n.Lines, staleNotice(&form)(v, p).Lines...)
		}
		return n
	}})
}

func (a *App) staleSearch(c *fiber.Ctx) error {
	l, err := a.queueList(c, url.Values{"state": {string(review.Waiting)}})
	if err != nil {
		return err
	}
	a.tell(c, "warn", "form-old")
	page := a.queueFrame(c)
	page.Path, page.Query = "/queue", ""
	m, err := a.queueModel(c, a.query(l), page, views.QueueInput{QueueList: l})
	if err != nil {
		return err
	}
	m.Typed = clippedLine(typed(c.Request().PostArgs().Peek("q")))
	return render(c, fiber.StatusForbidden, views.QueuePage(m))
}

func (a *App) staleReport(c *fiber.Ctx) error {
	return a.showDecision(c, fiber.StatusForbidden, urlValues(c), noteAgain(c))
}

func (a *App) staleVerdict(c *fiber.Ctx) error {
	args := c.Request().PostArgs()
	form := noteAgain(c)
	form.Severity = clippedLine(typed(args.Peek("severity")))
	if place := samplePlaceOf(args); place.sample != "" {
		return a.showItem(c, fiber.StatusForbidden, place, form)
	}
	list := auditListOf(string(args.Peek("list")))
	return a.showDecision(c, fiber.StatusForbidden, list.Get, form)
}

// noteAgain shows a note again, with the words beside it.
func noteAgain(c *fiber.Ctx) views.AuditForm {
	return views.AuditForm{
		Note: clipped(typed(c.Request().PostArgs().Peek("note"))), Wrong: map[string]string{"note": "flash.form-old"},
	}
}

func (a *App) staleLookup(c *fiber.Ctx) error {
	if err := a.mayLookUp(c); err != nil {
		return err
	}
	a.tell(c, "warn", "form-old")
	return a.showLookup(c, fiber.StatusForbidden, views.LookupModel{Typed: oneLine(string(c.Request().PostArgs().Peek("reference")))})
}

func (a *App) staleInvite(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	a.tell(c, "warn", "form-old")
	again := views.InviteForm{Email: clippedLine(typed(form.Peek("email"))), Name: clippedLine(typed(form.Peek("name")))}
	return a.showStaff(c, fiber.StatusForbidden, chosenRole(again, staff.Role(form.Peek("role"))), nil)
}

// stalePassword shows the page anew: a password is never shown again.
func (a *App) stalePassword(c *fiber.Ctx) error {
	a.tell(c, "warn", "form-old-password")
	return a.showOwn(c, fiber.StatusForbidden, nil)
}

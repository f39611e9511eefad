package handlers

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// auditVerdict handles POST /audit/{decision}. It leads to the next decision of the list from which the
// supervisor came, or back to that list.
func (a *App) auditVerdict(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	verdict, note := review.Verdict(form.Peek("verdict")), typed(form.Peek("note"))
	list := auditListOf(string(form.Peek("list")))
	err := a.Desk.AuditDecision(c.UserContext(), actor(c), decisionOf(c), verdict, note)
	var wrong review.FieldErrors
	switch {
	case errors.As(err, &wrong):
		return a.showDecision(c, fiber.StatusUnprocessableEntity, list.Get, views.AuditForm{Note: clipped(note), Wrong: wrongWords(wrong)})
	case errors.Is(err, review.ErrAlreadyDecided):
		return &statusError{status: fiber.StatusConflict, word: "overturned"}
	case err != nil:
		return err
	}
	if verdict == review.Overturn {
		a.flash(c, "ok", "audit-overturned")
	} else {
		a.flash(c, "ok", "audit-agreed")
	}
	path := "/audit"
	if next := string(form.Peek("next")); isID(next) {
		path += "/" + next
	}
	if q := list.Encode(); q != "" {
		path += "?" + q
	}
	return c.Redirect(path, fiber.StatusSeeOther)
}

// auditListOf reads the list's filter that a form kept. What could not have come from the list is left out,
// so that the verdict does not fail over it.
func auditListOf(kept string) url.Values {
	all, err := url.ParseQuery(kept)
	out := url.Values{}
	if err != nil || len(kept) > 2000 {
		return out
	}
	for _, name := range []string{"person", "kind", "outcome", "from", "until", "after"} {
		if v := all.Get(name); v != "" {
			out.Set(name, v)
		}
	}
	return out
}

// wrongWords gives the words about each field that was refused.
func wrongWords(errs review.FieldErrors) map[string]string { return wordsBelow("audit.error.", errs) }

// wordsBelow gives, by field, the id of words about what is wrong with it.
func wordsBelow(prefix string, errs review.FieldErrors) map[string]string {
	out := map[string]string{}
	for _, e := range errs {
		out[e.Field] = prefix + e.Field + "-" + strings.TrimPrefix(e.Word, "field-error.")
	}
	return out
}

// clipped bounds what is shown again of a text that was too long to take.
func clipped(s string) string {
	const most = 20_000 // bytes; a note has at most 4000 characters
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "")
	}
	return s
}

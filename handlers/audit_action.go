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
	f := review.VerdictForm{
		Verdict: review.Verdict(form.Peek("verdict")), Severity: review.Severity(form.Peek("severity")), Note: typed(form.Peek("note")),
	}
	list, place := auditListOf(string(form.Peek("list"))), samplePlaceOf(form)
	f.Sample = place.sample
	again := func(status int, wrong map[string]string) error {
		sent := views.AuditForm{Note: clipped(f.Note), Severity: string(f.Severity), Wrong: wrong}
		if place.sample != "" {
			return a.showItem(c, status, place, sent)
		}
		return a.showDecision(c, status, list.Get, sent)
	}
	err := a.Desk.AuditDecision(c.UserContext(), actor(c), decisionOf(c), f)
	var wrong review.FieldErrors
	switch {
	case errors.As(err, &wrong):
		return again(fiber.StatusUnprocessableEntity, wrongWords(wrong))
	case errors.Is(err, review.ErrAlreadyDecided):
		a.tell(c, "warn", "audit-overtaken")
		return again(fiber.StatusConflict, nil)
	case err != nil:
		return err
	}
	if f.Verdict == review.Overturn {
		a.flash(c, "ok", "audit-overturned")
	} else {
		a.flash(c, "ok", "audit-agreed")
	}
	if place.sample != "" {
		return a.goOnInSample(c, place)
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
	for _, name := range []string{"person", "kind", "outcome", "language", "finding", "from", "until", "after"} {
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

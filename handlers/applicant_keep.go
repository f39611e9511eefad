package handlers

import (
	"errors"
	"maps"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// onward reads which button of an applicant's form was pressed that leads away from it (views.Onward): to
// another step, to a place on its page, or to the same page in another language, which the rest of the request then speaks. ok is false
// for every other value, and for the form's own button. The value is taken out of the fields.
func (a *App) onward(c *fiber.Ctx, f map[string]string, here views.StepID) (to views.StepID, ok bool) {
	then := f[views.Onward]
	if then == "" {
		then = c.Query(views.Onward) // of a button within the form
	}
	delete(f, views.Onward)
	if lang, switched := strings.CutPrefix(then, views.OnwardLanguage); switched && (lang == "en" || lang == "ja") {
		a.setLanguage(c, lang)
		return here, true
	}
	step, place, placed := strings.Cut(then, "#")
	switch to = views.StepID(step); to {
	case views.StepKind, views.StepIdentity, views.StepImages, views.StepCheck:
		if placed && isPlace.MatchString(place) {
			to += views.StepID("#" + place)
		}
		return to, true
	}
	return "", false
}

// isPlace is how the places on our pages are called.
var isPlace = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// keepAndGo keeps what was typed and leads on. What could not be kept whole is shown first.
func (a *App) keepAndGo(c *fiber.Ctx, f map[string]string, to views.StepID) error {
	err := a.Desk.KeepTyped(c.UserContext(), c.Params("token"), langOf(c), f)
	wrong, busy := (review.FieldErrors)(nil), errors.Is(err, review.ErrBusy)
	if err != nil && !errors.As(err, &wrong) && !busy {
		return err
	}
	if err == nil {
		return c.Redirect(link(c)+"/"+string(to), fiber.StatusSeeOther)
	}
	v, done, err := a.open(c)
	switch {
	case done:
		return err
	case busy:
		return a.identityNotSaved(c, v, f)
	}
	return a.identityRefused(c, v, f, wrong)
}

// keepHouse keeps the answer of the last page, and leads on.
func (a *App) keepHouse(c *fiber.Ctx, house string, to views.StepID) error {
	f := map[string]string{review.FieldHouse: house}
	maps.DeleteFunc(f, func(_, v string) bool { return v != "yes" && v != "no" })
	return a.keepAndGo(c, f, to)
}

package handlers

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// release handles POST /submissions/{reference}/release. `skip` and `skip-note` say why. Sent with the form of a
// decision, it keeps the answers that stand in it.
func (a *App) release(c *fiber.Ctx) error {
	return a.together(c, "skip", func(ref review.Reference, sent views.TogetherForm) error {
		return a.Desk.SkipOver(c.UserContext(), actor(c), ref, review.SkipReason(sent.Skip), sent.SkipNote)
	}, "given-back", "/queue")
}

// handOver handles POST /submissions/{reference}/hand (`to`, `hand-note`).
func (a *App) handOver(c *fiber.Ctx) error {
	return a.together(c, "hand", func(ref review.Reference, sent views.TogetherForm) error {
		return a.Desk.HandOver(c.UserContext(), actor(c), ref, review.StaffID(sent.To), sent.HandNote)
	}, "handed", "/queue")
}

// answerQuestion handles POST /submissions/{reference}/answer (`answer`, `version`).
func (a *App) answerQuestion(c *fiber.Ctx) error {
	seen := review.ParseSeenVersion(string(c.Request().PostArgs().Peek("version")))
	return a.together(c, "answer", func(ref review.Reference, sent views.TogetherForm) error {
		return a.Desk.AnswerQuestion(c.UserContext(), actor(c), ref, sent.Answer, seen)
	}, "answered", "/queue")
}

// addComment handles POST /submissions/{reference}/comments (`comment`).
func (a *App) addComment(c *fiber.Ctx) error {
	return a.together(c, "comment", func(ref review.Reference, sent views.TogetherForm) error {
		return a.Desk.AddComment(c.UserContext(), actor(c), ref, sent.Comment)
	}, "comment-added", "")
}

// together does something with colleagues on a submission. What stood in the form of a decision is kept first, and
// what is refused is shown again where it was written. done names the sentence on the next page, to where that is:
// the submission's own page when it is empty.
func (a *App) together(c *fiber.Ctx, menu string, do func(review.Reference, views.TogetherForm) error, done, to string) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	sent := togetherForm(c, menu)
	form, err := a.keepBeside(c, ref)
	if err == nil {
		err = do(ref, sent)
	}
	if err != nil {
		return a.refuseTogether(c, ref, form, sent, err)
	}
	a.flash(c, "ok", done)
	if to == "" {
		to = reviewPath(ref)
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// keepBeside keeps the answers of a decision's form that was sent for something else; nil when none was sent.
func (a *App) keepBeside(c *fiber.Ctx, ref review.Reference) (*review.DecisionForm, error) {
	args := c.Request().PostArgs()
	if !args.Has("version") || !args.Has("note") {
		return nil, nil
	}
	form, err := decisionForm(c)
	if err != nil {
		_ = a.Desk.KeepWorksheet(c.UserContext(), actor(c), ref, form.Worksheet()) // it stands on the page in any case
		return &form, err
	}
	err = a.Desk.SaveWorksheet(c.UserContext(), actor(c), ref, form.Worksheet())
	if holder := (*review.NotHolderError)(nil); errors.As(err, &holder) {
		err = nil // kept for the person all the same
	}
	return &form, err
}

// refuseTogether shows the submission as it stands, with what was written in its place.
func (a *App) refuseTogether(c *fiber.Ctx, ref review.Reference, form *review.DecisionForm, sent views.TogetherForm, cause error) error {
	if errors.As(cause, &sent.Wrong) {
		return a.showReview(c, fiber.StatusUnprocessableEntity, ref, reviewed{form: form, together: sent})
	}
	return a.refuseWith(c, ref, reviewed{form: form, together: sent}, cause)
}

// togetherForm reads what was sent from a menu. A choice that says two things is none.
func togetherForm(c *fiber.Ctx, menu string) views.TogetherForm {
	args := c.Request().PostArgs()
	one := func(name string) string {
		value, ok := single(args, name)
		if !ok {
			return "two"
		}
		return clippedLine(value)
	}
	text := func(name string) string { return clipped(both(args, name)) }
	return views.TogetherForm{
		Open: menu, Skip: one("skip"), To: one("to"), SkipNote: text("skip-note"), HandNote: text("hand-note"), Answer: text("answer"), Comment: text("comment"),
	}
}

// staleTogether shows again what was written into a menu in a former session.
func (a *App) staleTogether(menu string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ref, err := reference(c)
		if err != nil {
			return err
		}
		form, err := a.keepBeside(c, ref)
		if err != nil {
			return a.refuseTogether(c, ref, form, togetherForm(c, menu), err)
		}
		return a.showReview(c, fiber.StatusForbidden, ref, reviewed{form: form, together: togetherForm(c, menu), explain: formOldNotice})
	}
}

func formOldNotice(_ *review.ReviewView, p views.Page) views.Notice {
	return views.Notice{Kind: "warn", Heading: p.T("refused.form-old.heading"), Lines: []string{p.T("refused.form-old.text")}}
}

// away handles POST /account/away (`for` minutes, `back` or `at` with a time of day in `at`).
func (a *App) away(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	how, typedAt := string(form.Peek("for")), typed(form.Peek("at"))
	until, ok := awayUntil(how, typedAt, a.Now(), a.Desk.Settings().Zone)
	if !ok {
		return a.showAwayWrong(c, typedAt)
	}
	freed, err := a.Desk.GoAway(c.UserContext(), actor(c), until)
	var wrong review.FieldErrors
	switch {
	case errors.As(err, &wrong):
		return a.showAwayWrong(c, typedAt)
	case err != nil:
		return err
	case freed > 0:
		a.flash(c, "ok", "away-freed")
	default:
		a.flash(c, "ok", "away")
	}
	return c.Redirect(awayPage(c), fiber.StatusSeeOther)
}

// showAwayWrong shows the account's page again with what was typed as a time.
func (a *App) showAwayWrong(c *fiber.Ctx, typedAt string) error {
	if err := a.Desk.MaySeeQueue(c.UserContext(), actor(c)); err != nil {
		return err
	}
	return a.showOwn(c, fiber.StatusUnprocessableEntity, map[string]string{"until": clipped(typedAt)})
}

// back handles POST /account/back.
func (a *App) back(c *fiber.Ctx) error {
	if err := a.Desk.ComeBack(c.UserContext(), actor(c)); err != nil {
		return err
	}
	a.flash(c, "ok", "back")
	return c.Redirect(awayPage(c), fiber.StatusSeeOther)
}

// awayPage is the page on which the form stood.
func awayPage(c *fiber.Ctx) string {
	if string(c.Request().PostArgs().Peek("on")) == "queue" {
		return "/queue"
	}
	return "/account"
}

// awayUntil reads until when somebody is away: the zero time for until he is back. A time of day is the next one
// in the desk's zone.
func awayUntil(how, at string, now time.Time, zone *time.Location) (time.Time, bool) {
	switch how {
	case "15", "30", "60":
		minutes := map[string]time.Duration{"15": 15, "30": 30, "60": 60}[how]
		return now.Add(minutes * time.Minute), true
	case "back":
		return time.Time{}, true
	case "at":
		// As people type it: full-width letters of a Japanese keyboard too.
		at = strings.NewReplacer("：", ":", "．", ":", ".", ":", " ", "").Replace(foldDigits(at))
		t, err := time.Parse("15:04", at)
		if err != nil {
			return time.Time{}, false
		}
		day := now.In(zone)
		until := time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, zone)
		if !now.Before(until) {
			until = time.Date(day.Year(), day.Month(), day.Day()+1, t.Hour(), t.Minute(), 0, 0, zone)
		}
		return until, true
	}
	return time.Time{}, false
}

// foldDigits turns full-width digits into the usual ones.
func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

// foldNumber turns a number as a Japanese keyboard may write it, with full-width digits, point and percent sign, into the
// usual one.
func foldNumber(s string) string {
	return strings.TrimSpace(strings.NewReplacer("．", ".", "％", "%", "　", " ").Replace(foldDigits(s)))
}

// skipsPage handles GET /audit/skips: what was given back lately.
func (a *App) skipsPage(c *fiber.Ctx) error {
	cases, err := a.Desk.HardCases(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	page := a.sheet(c, "audit", "skips.title")
	page.Styles = append(page.Styles, "together.css")
	return render(c, fiber.StatusOK, views.SkipsPage(views.NewSkipsModel(page, cases, a.Now(), a.Desk.Settings().Zone)))
}

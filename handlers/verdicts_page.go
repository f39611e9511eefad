package handlers

import (
	"errors"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// unreadFor is how long the number of unread overturns in the head may be old: it is a quiet word, and every page has it.
const unreadFor = 30 * time.Second

// unreadCounts keeps that number by person. It may be lost at any time. It is safe for concurrent use.
type unreadCounts struct {
	mu  sync.Mutex
	all map[review.StaffID]unreadCount
}

type unreadCount struct {
	n  int
	at time.Time
}

func (u *unreadCounts) find(who review.StaffID, now time.Time) (int, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	c, ok := u.all[who]
	if age := now.Sub(c.at); !ok || age < 0 || age >= unreadFor {
		return 0, false
	}
	return c.n, true
}

func (u *unreadCounts) keep(who review.StaffID, c unreadCount) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == nil || len(u.all) > 10_000 {
		u.all = map[review.StaffID]unreadCount{}
	}
	u.all[who] = c
}

func (u *unreadCounts) forget(who review.StaffID) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.all, who)
}

// unread is how many overturns of the person's decisions he has not read. The page is of use without it.
func (a *App) unread(c *fiber.Ctx) int {
	who, now := actor(c), a.Now()
	if n, ok := a.unreads.find(who.ID, now); ok {
		return n
	}
	n, err := a.Desk.UnreadVerdicts(c.UserContext(), who)
	if err != nil {
		a.Log.Warn("unread verdicts", "request", c.Locals(localRequest), "error", err.Error())
		return 0
	}
	a.unreads.keep(who.ID, unreadCount{n, now})
	return n
}

// verdictsPage handles GET /decisions/mine: what was said of one's own decisions.
func (a *App) verdictsPage(c *fiber.Ctx) error {
	return a.showVerdicts(c, fiber.StatusOK, views.AnswerForm{})
}

func (a *App) showVerdicts(c *fiber.Ctx, status int, form views.AnswerForm) error {
	all, err := a.Desk.OwnVerdicts(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	a.unreads.forget(actor(c).ID)
	page := a.sampleSheet(c, "verdicts.title")
	page.Path, page.Query = "/decisions/mine", ""
	return render(c, status, views.VerdictsPage(views.NewVerdicts(page, all, a.Desk.Settings().Zone, form)))
}

// readVerdicts handles POST /decisions/mine/read.
func (a *App) readVerdicts(c *fiber.Ctx) error {
	if err := a.Desk.ReadVerdicts(c.UserContext(), actor(c)); err != nil {
		return err
	}
	a.unreads.forget(actor(c).ID)
	return c.Redirect("/decisions/mine", fiber.StatusSeeOther)
}

// answerVerdict handles POST /audit/{decision}/answer (answer): what the author of a decision says to the verdict on it.
func (a *App) answerVerdict(c *fiber.Ctx) error {
	text, ok := single(c.Request().PostArgs(), "answer")
	if !ok {
		return errNoSense
	}
	err := a.Desk.AnswerVerdict(c.UserContext(), actor(c), decisionOf(c), typed([]byte(text)))
	var wrong review.FieldErrors
	switch {
	case errors.As(err, &wrong):
		return a.showVerdicts(c, fiber.StatusUnprocessableEntity, views.AnswerForm{Decision: string(decisionOf(c)), Text: clipped(typed([]byte(text))), Wrong: a.fieldWords(c, wrong)["answer"]})
	case errors.Is(err, review.ErrAlreadyDecided):
		return &statusError{status: fiber.StatusConflict, word: "answered"}
	case err != nil:
		return err
	}
	a.flash(c, "ok", "verdict-answered")
	return c.Redirect("/decisions/mine", fiber.StatusSeeOther)
}

// staleVerdictAnswer shows an answer again whose form's token was old.
func (a *App) staleVerdictAnswer(c *fiber.Ctx) error {
	text := clipped(typed(c.Request().PostArgs().Peek("answer")))
	return a.showVerdicts(c, fiber.StatusForbidden, views.AnswerForm{Decision: string(decisionOf(c)), Text: text, Wrong: a.Words.Text(langOf(c), "flash.form-old")})
}

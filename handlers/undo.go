package handlers

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"shinsa/review"
	"shinsa/views"
)

// undoCookie carries to the next page what was decided and until when it can be taken back. It gives no
// right: the desk asks who made the decision, and when.
const undoCookie = "shinsa_undo"

func (a *App) offerUndo(c *fiber.Ctx, id review.DecisionID, ref review.Reference, o review.Outcome) {
	lasts := a.Desk.Settings().TakeBack
	value := fmt.Sprintf("%s.%s.%s.%d", id, ref, o, a.Now().Add(lasts).UnixMilli())
	a.setCookie(c, undoCookie, value, max(1, int(lasts/time.Second)))
}

// undo is what the person decided a moment ago; nil when there is nothing, or nothing any more.
func (a *App) undo(c *fiber.Ctx, lang string) *views.Undo {
	parts := strings.Split(c.Cookies(undoCookie), ".")
	if len(parts) != 4 {
		return nil
	}
	id, err1 := uuid.Parse(parts[0])
	ref, err2 := review.ParseReference(parts[1])
	outcome, ok := review.ParseOutcome(parts[2])
	ms, err3 := strconv.ParseInt(parts[3], 10, 64)
	left := time.UnixMilli(ms).Sub(a.Now())
	if err1 != nil || err2 != nil || err3 != nil || !ok || left <= 0 || left > a.Desk.Settings().TakeBack {
		return nil
	}
	return &views.Undo{
		Ref: string(ref), Href: reviewPath(ref), Outcome: string(outcome), OutcomeWord: a.Words.Text(lang, "outcome.done."+string(outcome)),
		Action: "/decisions/" + id.String() + "/retract", Seconds: int((left + time.Second - 1) / time.Second),
	}
}

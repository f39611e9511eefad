package handlers

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
)

// wantsJSON says whether a page's script asks, and wants to go on in the page that it has.
func wantsJSON(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON)
}

// refusedAnswer tells a script in words why something was not done, and where the whole story stands.
type refusedAnswer struct {
	Words string `json:"words"`
	Path  string `json:"path"`
	CSRF  string `json:"csrf,omitempty"` // with which it can be sent again
}

// refuseScript answers a script's act on a submission that could not be done.
func (a *App) refuseScript(c *fiber.Ctx, ref review.Reference, err error) error {
	r := refusal(err)
	if r.status >= fiber.StatusInternalServerError {
		return err
	}
	lang := langOf(c)
	words := a.Words.Text(lang, "error."+r.word+".heading", r.args...)
	if more := "error." + r.word + ".text"; a.Words.Has(more) {
		words += ". " + a.Words.Text(lang, more, r.args...)
	}
	return c.Status(r.status).JSON(refusedAnswer{Words: words, Path: reviewPath(ref)})
}

// aheadAnswer names the submission that is kept ready, and for how many seconds.
type aheadAnswer struct {
	Ref  string `json:"ref"`
	Path string `json:"path"`
	Left int    `json:"left"`
}

// ahead handles POST /queue/ahead: a script at one case asks for the next to be kept ready. 204 when nothing
// is left to take.
func (a *App) ahead(c *fiber.Ctx) error {
	next, err := a.Desk.Reserve(c.UserContext(), actor(c))
	if refusal(err).status == fiber.StatusNotFound && err != nil {
		return c.SendStatus(fiber.StatusNoContent)
	} else if err != nil {
		return err
	}
	return c.JSON(aheadAnswer{string(next.Reference), reviewPath(next.Reference), int(next.Until.Sub(a.Now()) / time.Second)})
}

// decidedAnswer tells a script what was decided, until when it can be taken back, and how long the next case
// is held now.
type decidedAnswer struct {
	Ref     string `json:"ref"`
	Href    string `json:"href"`
	Outcome string `json:"outcome"`
	Word    string `json:"word"`
	Retract string `json:"retract"` // where taking back is sent
	Seconds int    `json:"seconds"` // how long it can be taken back
	Next    string `json:"next"`    // path of the next case; "/queue" when nothing waits
	Left    int    `json:"left"`    // how many seconds the next case is held; 0 when it is not
}

// answerDecided begins the next case, the one that the script has ready if it can still be had.
func (a *App) answerDecided(c *fiber.Ctx, id review.DecisionID, ref review.Reference, o review.Outcome) error {
	lasts := a.Desk.Settings().TakeBack
	out := decidedAnswer{
		Ref: string(ref), Href: reviewPath(ref), Outcome: string(o), Word: a.Words.Text(langOf(c), "undo.done", "outcome", a.Words.Text(langOf(c), "outcome.done."+string(o))),
		Retract: "/decisions/" + string(id) + "/retract", Seconds: int(lasts / time.Second), Next: "/queue",
	}
	ctx, who := c.UserContext(), actor(c)
	lease := int(a.Desk.Settings().ClaimLease / time.Second)
	if next, err := review.ParseReference(string(c.Request().PostArgs().Peek("next"))); err == nil {
		if a.Desk.Claim(ctx, who, next, false) == nil {
			out.Next, out.Left = reviewPath(next), lease
			return c.JSON(out)
		}
	}
	next, err := a.Desk.InHand(ctx, who)
	if err != nil {
		next, err = a.Desk.Next(ctx, who)
	}
	if err == nil { // the decision stands, whatever hinders the next one
		out.Next, out.Left = reviewPath(next), lease
	}
	return c.JSON(out)
}

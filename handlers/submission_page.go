package handlers

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// stripLength is how many of the next submissions stand beside a submission.
const stripLength = 9

// reference reads the reference in the path. What cannot be one is as little there as what is not.
func reference(c *fiber.Ctx) (review.Reference, error) {
	return review.ParseReference(c.Params("reference"))
}

// reviewPage handles GET /submissions/{reference}. `message` asks to see the message of an outcome.
func (a *App) reviewPage(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	shown, _ := review.ParseOutcome(c.Query("message"))
	if shown == review.Escalate {
		shown = ""
	}
	return a.showReview(c, fiber.StatusOK, ref, reviewed{shown: shown})
}

// reviewed is what a review page is to show beside the submission as it stands.
type reviewed struct {
	form    *review.DecisionForm                                  // what was sent, when it was refused
	refused *review.DecisionError                                 // for which rule
	explain func(v *review.ReviewView, p views.Page) views.Notice // a notice that depends on how it stands
	shown   review.Outcome
	// together is what was sent from a menu of working together, when it was refused.
	together views.TogetherForm
}

// showReview shows a submission to the signed-in person.
func (a *App) showReview(c *fiber.Ctx, status int, ref review.Reference, show reviewed) error {
	ctx, who, live := c.UserContext(), actor(c), a.upToNow()
	v, err := a.Desk.Review(ctx, who, ref)
	if err != nil {
		return err
	}
	// What else is known helps, and the page is of use without it.
	known, err := a.Desk.Context(ctx, who, v)
	knownFailed := errors.Is(err, review.ErrBusy)
	if err != nil && !knownFailed {
		return err
	}
	beside, err := a.Desk.UpNext(ctx, who, stripLength)
	if err != nil {
		return err
	}
	set, now := a.Desk.Settings(), a.Now()
	p := a.deskPage(c, "queue", "review.title", "reference", string(v.Reference))
	p.Live, p.Finds = live, true
	p.Path, p.Query = reviewPath(v.Reference), "" // also below the address of a form that was refused
	if v.CanDecide {
		p.Keeps, p.KeepsEnter = "decision", p.Path+"/worksheet"
	}
	p.Styles = []string{"desk.css", "reading.css"}
	if v.Compared != nil {
		p.Styles = append(p.Styles, "second.css")
	}
	p.Scripts = append(p.Scripts, "review.js", "case.js", "stage.js", "items.js")
	own, err := a.ownDay(c)
	if err != nil {
		return err
	}
	p.Staff.Glance = p.Glance(beside.Counts, own, now)
	if u := p.Staff.Undo; u != nil && u.Ref == string(v.Reference) {
		p.Staff.Undo = nil // the page itself offers it
	}
	in := views.ReviewInput{
		Me: who, Now: now, Zone: set.Zone, Kinds: a.Desk.Kinds.Set().All(), Beside: beside, Sent: show.form, Refused: show.refused, Shown: show.shown,
		Compose: a.composer(v.Round.Kind), Attempt: a.Desk.NewID(), BulkYes: set.BulkYes,
		Context: known, ContextFailed: knownFailed, Settings: set, Together: show.together, LeaseMinutes: int(set.ClaimLease / time.Minute),
	}
	if show.explain != nil {
		in.Notice = show.explain(v, p)
	}
	m := views.NewReviewModel(p, v, in)
	// The sheets of what is in sight at first come with it, or it would move.
	wear(&m.Page, "context.css", len(m.Context.Lines) > 0)
	wear(&m.Page, "together.css", m.Together.Seen())
	return render(c, status, views.ReviewPage(m))
}

// wear adds a style sheet to a page, now or after its first frame.
func wear(p *views.Page, sheet string, now bool) {
	if now {
		p.Styles = append(p.Styles, sheet)
	} else {
		p.LateStyles = append(p.LateStyles, sheet)
	}
}

// composer gives the usual words of a decision made now on a kind.
func (a *App) composer(kind string) func(lang string, o review.Outcome, reasons []string) string {
	set := a.Desk.Settings()
	until := a.Now().Add(set.TakeBack + set.ResubmitWithin)
	return func(lang string, o review.Outcome, reasons []string) string {
		return a.Desk.Message(lang, kind, o, reasons, until)
	}
}

// refuse answers an act on a submission that could not be done: the submission's page as it stands now, with
// what happened on top and everything that was sent kept. What cannot be shown so is returned as it is.
func (a *App) refuse(c *fiber.Ctx, ref review.Reference, form *review.DecisionForm, cause error) error {
	return a.refuseWith(c, ref, reviewed{form: form}, cause)
}

func (a *App) refuseWith(c *fiber.Ctx, ref review.Reference, show reviewed, cause error) error {
	var (
		rule   *review.DecisionError
		holder *review.NotHolderError
		turn   *review.OutOfTurnError
	)
	form, status := show.form, fiber.StatusConflict
	say := func(id string, args ...any) {
		show.explain = func(_ *review.ReviewView, p views.Page) views.Notice {
			return views.Notice{Kind: "bad", Heading: p.T(id+".heading", args...), Lines: []string{p.T(id+".text", args...)}}
		}
	}
	switch {
	case errors.As(cause, &rule):
		status, show.refused = fiber.StatusUnprocessableEntity, rule
	case errors.Is(cause, review.ErrStale):
		show.explain = staleNotice(form)
	case errors.As(cause, &holder) && holder.Holder == "":
		say("refused.not-held")
	case errors.As(cause, &holder) && holder.Kept:
		say("refused.kept", "name", holder.Name)
	case errors.As(cause, &holder):
		say("refused.held", "name", holder.Name)
	case errors.Is(cause, review.ErrAlreadyDecided):
		say("refused.decided")
		show.form = nil // the answers that count are those of the decision
	case errors.As(cause, &turn):
		say("refused.out-of-turn")
	case errors.Is(cause, review.ErrBusy):
		status = fiber.StatusServiceUnavailable
		c.Set(fiber.HeaderRetryAfter, retryAfterSeconds)
		say("refused.busy")
	case errors.Is(cause, review.ErrDenied):
		status = fiber.StatusForbidden
		say("refused.denied")
	default:
		return cause
	}
	err := a.showReview(c, status, ref, show)
	if errors.Is(err, review.ErrNotFound) || errors.Is(err, review.ErrDenied) {
		return cause // it is gone meanwhile, or was never to be seen
	}
	return err
}

// staleNotice says what changed between the version that a person saw and the one in force.
func staleNotice(form *review.DecisionForm) func(*review.ReviewView, views.Page) views.Notice {
	return func(v *review.ReviewView, p views.Page) views.Notice {
		n := views.Notice{Kind: "warn", Heading: p.T("refused.stale.heading")}
		if form != nil && form.Seen.Submission == v.Version.Submission {
			n.Lines = append(n.Lines, p.T("refused.stale.kind"))
		}
		for _, i := range v.Round.Images {
			if i.Purged {
				n.Lines = append(n.Lines, p.T("refused.stale.purged", "side", p.T("side."+i.Side+".name")))
			}
		}
		if len(n.Lines) == 0 {
			n.Lines = append(n.Lines, p.T("refused.stale.other"))
		}
		n.Lines = append(n.Lines, p.T("refused.stale.text"))
		return n
	}
}

package handlers

import (
	"errors"
	"log/slog"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// batch handles POST /queue/batch: `act` on each `reference`, with `to` for whom they are assigned to and `note`. It leads
// back to the list, on top of which stands what came of each.
func (a *App) batch(c *fiber.Ctx) error {
	l, err := a.formList(c)
	if err != nil {
		return err
	}
	form, err := batchForm(c)
	if err != nil {
		return err
	}
	id, err := a.Desk.Batch(c.UserContext(), actor(c), form)
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		if _, ok := wrong.Of("act"); ok {
			return errNoSense
		}
		return a.showQueue(c, fiber.StatusUnprocessableEntity, l, func(in *views.QueueInput) { in.Batched = batchAgain(form, wrong) })
	} else if id == "" {
		return err
	} else if err != nil { // some of it is done, and the page tells what
		number, _ := c.Locals(localRequest).(string)
		a.Log.Error("batch ended on its way", slog.String("request", number), slog.String("error", err.Error()))
	}
	query := l.Query()
	if query != "" {
		query += "&"
	}
	return c.Redirect("/queue?"+query+"batch="+url.QueryEscape(string(id)), fiber.StatusSeeOther)
}

// batchForm reads what should be done. What no form of ours would send makes no sense.
func batchForm(c *fiber.Ctx) (review.BatchForm, error) {
	args := c.Request().PostArgs()
	f := review.BatchForm{Act: review.BatchAct(args.Peek("act")), Note: both(args, "note")}
	to, one := single(args, "to")
	act, oneAct := single(args, "act")
	if !one || !oneAct || act != string(f.Act) {
		return f, errNoSense
	}
	if isID(to) { // what no database takes for one is nobody
		f.To = review.StaffID(to)
	}
	for _, text := range all(c, "reference") {
		ref, err := review.ParseReference(text)
		if err != nil {
			return f, errNoSense
		}
		f.Refs = append(f.Refs, ref)
	}
	return f, nil
}

// batchAgain is what was asked for, to be shown once more.
func batchAgain(f review.BatchForm, wrong review.FieldErrors) *views.BatchTyped {
	return &views.BatchTyped{Refs: f.Refs, To: f.To, Note: strings.Join(strings.Fields(clipped(typed([]byte(f.Note)))), " "), Wrong: wrong}
}

// staleBatch shows again what was chosen in a form whose token is old.
func (a *App) staleBatch(c *fiber.Ctx) error {
	l, err := a.formList(c)
	if err != nil {
		return err
	}
	form, err := batchForm(c)
	if err != nil {
		return err
	}
	a.tell(c, "warn", "form-old")
	return a.showQueue(c, fiber.StatusForbidden, l, func(in *views.QueueInput) { in.Batched = batchAgain(form, nil) })
}

// doneBatch is what came of the batch that an address names; nil for none that is the person's and can still be read.
func (a *App) doneBatch(c *fiber.Ctx) (*review.Batch, error) {
	id := c.Query("batch")
	if !isID(id) {
		return nil, nil
	}
	b, err := a.Desk.BatchOf(c.UserContext(), actor(c), review.BatchID(id))
	if errors.Is(err, review.ErrNotFound) {
		return nil, nil
	}
	return b, err
}

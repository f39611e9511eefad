package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// saveView handles POST /queue/views: the list from which it is sent is saved as `name`; with `shared` for everybody,
// with `look` together with the columns and the density in which it is seen.
func (a *App) saveView(c *fiber.Ctx) error {
	l, err := a.formList(c)
	if err != nil {
		return err
	}
	form := viewForm(c, l)
	id, err := a.Desk.SaveView(c.UserContext(), actor(c), form)
	if err != nil {
		return a.refuseView(c, l, views.ViewTyped{Name: form.Name, Shared: form.Shared, Look: form.Look.Columns != nil}, err)
	}
	a.flash(c, "ok", "view-saved")
	return c.Redirect("/queue?view="+string(id), fiber.StatusSeeOther)
}

// changeView handles POST /queue/views/{id}: `name`, `shared` and `look` as in saveView, `filters` takes those of the list from
// which it is sent in the place of the view's own.
func (a *App) changeView(c *fiber.Ctx) error {
	l, view, version, err := a.formView(c)
	if err != nil {
		return err
	}
	form := viewForm(c, l)
	if string(c.Request().PostArgs().Peek("filters")) != "yes" {
		form.Listing = view.Listing
	}
	l.View = view
	if form.Look.Columns != nil && view.Columns != nil {
		form.Look = view.Look
	}
	if err := a.Desk.ChangeView(c.UserContext(), actor(c), view.ID, version, form); err != nil {
		return a.refuseView(c, l, views.ViewTyped{ID: view.ID, Name: form.Name, Shared: form.Shared, Look: form.Look.Columns != nil}, err)
	}
	a.flash(c, "ok", "view-saved")
	return c.Redirect("/queue?view="+string(view.ID), fiber.StatusSeeOther)
}

// deleteView handles POST /queue/views/{id}/delete.
func (a *App) deleteView(c *fiber.Ctx) error {
	l, view, version, err := a.formView(c)
	if err != nil {
		return err
	}
	if err := a.Desk.DeleteView(c.UserContext(), actor(c), view.ID, version); err != nil {
		return a.refuseView(c, l, views.ViewTyped{ID: view.ID, Name: view.Name, Shared: view.Shared, Look: view.Columns != nil}, err)
	}
	a.flash(c, "ok", "view-deleted")
	return c.Redirect("/queue", fiber.StatusSeeOther)
}

// openFirst handles POST /queue/views/{id}/default: with `on` the view is what opens first, without it the plain queue.
func (a *App) openFirst(c *fiber.Ctx) error {
	_, view, _, err := a.formView(c)
	if err != nil {
		return err
	}
	id, word := view.ID, "view-first"
	if string(c.Request().PostArgs().Peek("on")) != "yes" {
		id, word = "", "view-not-first"
	}
	if err := a.Desk.OpenFirst(c.UserContext(), actor(c), id); err != nil {
		return err
	}
	a.flash(c, "ok", word)
	return c.Redirect("/queue?view="+string(view.ID), fiber.StatusSeeOther)
}

// chooseLook handles POST /queue/look: `column` for each column and `density`, or `usual` for the usual ones; for the
// person's lists, or with `view` and `version` for everybody who opens that view.
func (a *App) chooseLook(c *fiber.Ctx) error {
	l, err := a.formList(c)
	if err != nil {
		return err
	}
	args := c.Request().PostArgs()
	look := review.Look{Density: review.Density(args.Peek("density"))}
	for _, column := range all(c, "column") {
		look.Columns = append(look.Columns, review.Column(column))
	}
	usual := string(args.Peek("usual")) == "yes"
	switch id := review.ViewID(args.Peek("view")); {
	case look.Columns == nil && !usual:
		return a.showQueue(c, fiber.StatusUnprocessableEntity, l, func(in *views.QueueInput) { in.LookWrong = "queue.look.none" })
	case id != "":
		version, ok := versionOf(c)
		if !ok {
			return errNoSense
		}
		if usual {
			look = review.UsualLook()
		}
		err = a.Desk.LookOfView(c.UserContext(), actor(c), id, version, look)
	case usual:
		err = a.Desk.ChooseLook(c.UserContext(), actor(c), review.Look{})
	default:
		err = a.Desk.ChooseLook(c.UserContext(), actor(c), look)
	}
	if errors.Is(err, review.ErrStale) {
		return a.showQueue(c, fiber.StatusConflict, l, func(in *views.QueueInput) { in.Notice = "queue.view-changed" })
	} else if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		return errNoSense // no form of ours
	} else if err != nil {
		return err
	}
	a.flash(c, "ok", "look-saved")
	return c.Redirect(l.Href(), fiber.StatusSeeOther)
}

// viewForm reads what a view should be: the list from which the form is sent.
func viewForm(c *fiber.Ctx, l views.QueueList) review.ViewForm {
	args := c.Request().PostArgs()
	f := review.ViewForm{
		Name: clippedLine(string(args.Peek("name"))), Shared: string(args.Peek("shared")) == "yes", Listing: l.Listing,
	}
	if string(args.Peek("look")) == "yes" {
		f.Look = l.Look()
	}
	return f
}

// formView reads which view of those that the person sees a form is about, and the version that it was made from.
func (a *App) formView(c *fiber.Ctx) (views.QueueList, *review.QueueView, int64, error) {
	l, err := a.formList(c)
	if err != nil {
		return l, nil, 0, err
	}
	view := l.Setup.View(review.ViewID(c.Params("view")))
	if view == nil {
		return l, nil, 0, &statusError{status: fiber.StatusNotFound, word: "view-gone"}
	}
	version, ok := versionOf(c)
	if !ok {
		return l, nil, 0, errNoSense
	}
	return l, view, version, nil
}

// versionOf is the version from which a form was made; false when it says none.
func versionOf(c *fiber.Ctx) (int64, bool) {
	text, one := single(c.Request().PostArgs(), "version")
	n, err := strconv.ParseInt(text, 10, 64)
	return n, one && err == nil
}

// refuseView shows the form of a view again, with what was typed and why it was refused.
func (a *App) refuseView(c *fiber.Ctx, l views.QueueList, again views.ViewTyped, err error) error {
	again.Name = typed([]byte(again.Name))
	var wrong review.FieldErrors
	switch {
	case errors.Is(err, review.ErrStale):
		if again.ID != "" { // as it is now: what was read before may be older
			setup, err := a.Desk.QueueSetup(c.UserContext(), actor(c))
			if err != nil {
				return err
			}
			l.Setup, l.View = setup, setup.View(again.ID)
		}
		return a.showQueue(c, fiber.StatusConflict, l, func(in *views.QueueInput) { in.ViewTyped, in.Notice = &again, "queue.view-changed" })
	case errors.As(err, &wrong):
		again.Wrong = wrong
		return a.showQueue(c, fiber.StatusUnprocessableEntity, l, func(in *views.QueueInput) { in.ViewTyped = &again })
	case errors.Is(err, review.ErrNotFound):
		return &statusError{status: fiber.StatusNotFound, word: "view-gone"}
	}
	return err
}

// staleView shows the form of a view again whose token is old.
func (a *App) staleView(c *fiber.Ctx) error {
	l, err := a.formList(c)
	if err != nil {
		return err
	}
	form := viewForm(c, l)
	again := views.ViewTyped{Name: typed([]byte(form.Name)), Shared: form.Shared, Look: form.Look.Columns != nil}
	if view := l.Setup.View(review.ViewID(c.Params("view"))); view != nil {
		l.View, again.ID = view, view.ID
	}
	a.tell(c, "warn", "form-old")
	return a.showQueue(c, fiber.StatusForbidden, l, func(in *views.QueueInput) { in.ViewTyped = &again })
}

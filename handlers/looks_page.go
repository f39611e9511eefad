package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"shinsa/review"
	"shinsa/views"
)

// looksPage handles GET /audit/second-looks: which decisions a supervisor has looked at a second time, and the form for
// that. The filters of GET /audit and count in the URL fill the form in.
func (a *App) looksPage(c *fiber.Ctx) error {
	form, _, err := a.lookForm(c, c.Context().QueryArgs())
	if err != nil {
		return err
	}
	form.Wrong, form.WrongDay = nil, nil
	return a.showLooks(c, fiber.StatusOK, form)
}

// orderLooks handles POST /audit/second-looks.
func (a *App) orderLooks(c *fiber.Ctx) error {
	form, order, err := a.lookForm(c, c.Request().PostArgs())
	if err != nil {
		return err
	}
	if len(form.Wrong)+len(form.WrongDay) == 0 {
		err = a.Desk.OrderLooks(c.UserContext(), actor(c), order)
		var wrong review.FieldErrors
		if errors.As(err, &wrong) {
			form.Wrong = a.fieldWords(c, wrong)
		} else if err != nil {
			return err
		}
	}
	if len(form.Wrong)+len(form.WrongDay) > 0 {
		return a.showLooks(c, fiber.StatusUnprocessableEntity, form)
	}
	a.flash(c, "ok", "looks-ordered")
	return c.Redirect("/audit/second-looks", fiber.StatusSeeOther)
}

// endLooks handles POST /audit/second-looks/{id}/end.
func (a *App) endLooks(c *fiber.Ctx) error {
	id := c.Params("id")
	if !isID(id) {
		id = "none"
	}
	if err := a.Desk.EndLooks(c.UserContext(), actor(c), review.LookOrderID(id)); err != nil {
		return err
	}
	a.flash(c, "ok", "looks-ended")
	return c.Redirect("/audit/second-looks", fiber.StatusSeeOther)
}

// staleLooks shows the form again whose token was old.
func (a *App) staleLooks(c *fiber.Ctx) error {
	form, _, err := a.lookForm(c, c.Request().PostArgs())
	if err != nil {
		return err
	}
	a.tell(c, "warn", "form-old")
	return a.showLooks(c, fiber.StatusForbidden, form)
}

// lookForm reads which decisions are to be looked at a second time.
func (a *App) lookForm(c *fiber.Ctx, args *fasthttp.Args) (views.SampleForm, review.LookOrderForm, error) {
	sure := true
	value := func(name string) string {
		v, ok := single(args, name)
		sure = sure && ok
		if name == "from" { // what is decided already is not looked at
			return ""
		}
		return oneLine(v)
	}
	filter, q, err := a.auditQuery(value)
	f := views.SampleForm{Filter: filter, Count: value("count"), Wrong: map[string]string{}}
	if err != nil || !sure {
		return f, review.LookOrderForm{}, errNoSense
	}
	f.WrongDay = filter.Wrong
	o := review.LookOrderForm{Filter: review.SampleFilter{By: q.By, Kind: q.Kind, Outcome: q.Outcome, Lang: q.Lang, Finding: q.Finding, Until: q.Until}}
	if o.Count, err = strconv.Atoi(foldNumber(f.Count)); err != nil {
		f.Wrong["count"] = a.Words.Text(langOf(c), "field-error.sample-count", "max", review.MostLooks)
	}
	return f, o, nil
}

func (a *App) showLooks(c *fiber.Ctx, status int, form views.SampleForm) error {
	all, people, err := a.Desk.LookOrders(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	page := a.sampleSheet(c, "looks.title")
	page.Path, page.Query = "/audit/second-looks", ""
	in := views.SampleInput{Me: actor(c), Zone: a.Desk.Settings().Zone, Now: a.Now(), Kinds: a.Desk.Kinds.Set().All(), People: people, Form: form}
	return render(c, status, views.LooksPage(views.NewLooks(page, all, in)))
}

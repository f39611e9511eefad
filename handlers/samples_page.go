package handlers

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"shinsa/review"
	"shinsa/views"
)

// samplesPage handles GET /audit/samples: what was drawn, and the form to draw. The filters of GET /audit, share,
// count, seed, draw, by and blind in the URL fill the form in.
func (a *App) samplesPage(c *fiber.Ctx) error {
	form, _, err := a.sampleForm(c, c.Context().QueryArgs())
	if err != nil {
		return err
	}
	form.Wrong, form.WrongDay = nil, nil
	return a.showSamples(c, fiber.StatusOK, form)
}

// drawSample handles POST /audit/samples: it draws and leads to the sample.
func (a *App) drawSample(c *fiber.Ctx) error {
	form, order, err := a.sampleForm(c, c.Request().PostArgs())
	if err != nil {
		return err
	}
	if len(form.Wrong)+len(form.WrongDay) > 0 {
		return a.showSamples(c, fiber.StatusUnprocessableEntity, form)
	}
	id, err := a.Desk.DrawSample(c.UserContext(), actor(c), order)
	var wrong review.FieldErrors
	switch {
	case errors.As(err, &wrong):
		form.Wrong = a.fieldWords(c, wrong)
		return a.showSamples(c, fiber.StatusUnprocessableEntity, form)
	case err != nil:
		return err
	}
	return c.Redirect(samplePath(id), fiber.StatusSeeOther)
}

// staleSample shows the form again whose token was old.
func (a *App) staleSample(c *fiber.Ctx) error {
	form, _, err := a.sampleForm(c, c.Request().PostArgs())
	if err != nil {
		return err
	}
	a.tell(c, "warn", "form-old")
	return a.showSamples(c, fiber.StatusForbidden, form)
}

// fieldWords gives the sentence about each field that was refused.
func (a *App) fieldWords(c *fiber.Ctx, errs review.FieldErrors) map[string]string {
	out := map[string]string{}
	for _, e := range errs {
		out[e.Field] = a.Words.Text(langOf(c), e.Word, e.Args...)
	}
	return out
}

// sampleForm reads what sample is wanted. What cannot be read is told beside its field; a filter that means nothing is
// no question at all, as in the list.
func (a *App) sampleForm(c *fiber.Ctx, args *fasthttp.Args) (views.SampleForm, review.SampleOrder, error) {
	sure := true
	value := func(name string) string {
		v, ok := single(args, name)
		sure = sure && ok
		return oneLine(v)
	}
	filter, q, err := a.auditQuery(value)
	f := views.SampleForm{
		Filter: filter, Share: value("share"), Count: value("count"), Seed: value("seed"), Draw: value("draw"), Blind: value("blind") == "yes", Wrong: map[string]string{},
	}
	o := review.SampleOrder{
		Filter: review.SampleFilter{By: q.By, Kind: q.Kind, Outcome: q.Outcome, Lang: q.Lang, Finding: q.Finding, From: q.From, Until: q.Until},
		Seed:   f.Seed, Draw: review.Draw(f.Draw), Blind: f.Blind,
	}
	for _, b := range args.PeekMulti("by") {
		f.By = append(f.By, string(b))
		o.By = append(o.By, review.Trait(b))
	}
	if err != nil || !sure || len(f.By) > 10 {
		return f, o, errNoSense
	}
	f.WrongDay = filter.Wrong
	unread := func(field string) {
		f.Wrong[field] = a.Words.Text(langOf(c), "field-error.sample-"+field, "max", review.MostSampled)
	}
	if f.Share != "" {
		if o.Share, err = strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(foldNumber(f.Share), "%")), 64); err != nil || !(o.Share > 0 && o.Share <= 100) {
			unread("share")
		}
	}
	if f.Count != "" {
		if o.Count, err = strconv.Atoi(foldNumber(f.Count)); err != nil || o.Count < 1 {
			unread("count")
		}
	}
	return f, o, nil
}

func (a *App) showSamples(c *fiber.Ctx, status int, form views.SampleForm) error {
	all, err := a.Desk.Samples(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	page := a.sampleSheet(c, "sample.title")
	page.Path, page.Query = "/audit/samples", "" // also below the address of a form that was refused
	in := views.SampleInput{Me: actor(c), Zone: a.Desk.Settings().Zone, Now: a.Now(), Kinds: a.Desk.Kinds.Set().All(), People: all.People, Form: form}
	return render(c, status, views.SamplesPage(views.NewSamples(page, all.Lines, in)))
}

// sampleSheet is the frame of a page about samples.
func (a *App) sampleSheet(c *fiber.Ctx, titleID string, args ...any) views.Page {
	p := a.sheet(c, "audit", titleID, args...)
	p.Styles = append(p.Styles, "samples.css")
	return p
}

package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"shinsa/review"
	"shinsa/views"
)

// samplePlace is an item of a sample.
type samplePlace struct {
	sample review.SampleID
	n      int
}

// samplePath is where a sample is shown.
func samplePath(id review.SampleID) string { return "/audit/samples/" + string(id) }

// itemPath is where one of its decisions is judged.
func itemPath(p samplePlace) string { return samplePath(p.sample) + "/items/" + strconv.Itoa(p.n) }

// placeOf is the item, or the sample with 0, that the path names. What has not the form of an id names none.
func placeOf(c *fiber.Ctx) samplePlace {
	p := samplePlace{sample: "none"}
	if id := c.Params("sample"); isID(id) {
		p.sample = review.SampleID(id)
	}
	if n, err := strconv.Atoi(c.Params("n")); err == nil && n > 0 && strconv.Itoa(n) == c.Params("n") {
		p.n = n
	}
	return p
}

// samplePlaceOf is the item that a verdict's form names; none when it was no item's form.
func samplePlaceOf(form *fasthttp.Args) samplePlace {
	id, n := string(form.Peek("sample")), string(form.Peek("n"))
	if !isID(id) {
		return samplePlace{}
	}
	p := samplePlace{sample: review.SampleID(id)}
	p.n, _ = strconv.Atoi(n)
	return p
}

// samplePage handles GET /audit/samples/{sample}: what was drawn, how far it is, and what was found.
func (a *App) samplePage(c *fiber.Ctx) error {
	v, err := a.Desk.Sample(c.UserContext(), actor(c), placeOf(c).sample)
	if err != nil {
		return err
	}
	page := a.sampleSheet(c, "sample.title-one", "date", v.At.In(a.Desk.Settings().Zone).Format("2006-01-02 15:04"))
	return render(c, fiber.StatusOK, views.SamplePage(views.NewSample(page, v, a.sampleInput(c, v))))
}

func (a *App) sampleInput(c *fiber.Ctx, v *review.SampleView) views.SampleInput {
	return views.SampleInput{Me: actor(c), Zone: a.Desk.Settings().Zone, Now: a.Now(), Kinds: a.Desk.Kinds.Set().All(), People: v.People}
}

// sampleAgain handles GET /audit/samples/{sample}/again: it draws the sample once more and compares.
func (a *App) sampleAgain(c *fiber.Ctx) error {
	again, err := a.Desk.DrawAgain(c.UserContext(), actor(c), placeOf(c).sample)
	if err != nil {
		return err
	}
	page := a.sampleSheet(c, "sample.again")
	return render(c, fiber.StatusOK, views.SampleAgainPage(views.NewSampleAgain(page, again, a.Desk.Settings().Zone)))
}

// sampleItem handles GET /audit/samples/{sample}/items/{n}: a decision of a sample, with the workbench's pictures. In a
// blind sample nothing of the decision is shown before the own outcome is given.
func (a *App) sampleItem(c *fiber.Ctx) error {
	return a.showItem(c, fiber.StatusOK, placeOf(c), views.AuditForm{})
}

// showItem shows an item of a sample, and what was sent and refused.
func (a *App) showItem(c *fiber.Ctx, status int, place samplePlace, form views.AuditForm) error {
	s, err := a.Desk.Sample(c.UserContext(), actor(c), place.sample)
	if err != nil {
		return err
	}
	item := s.Item(place.n)
	if item == nil {
		return review.ErrNotFound
	}
	if item.Masked {
		return a.showBlind(c, status, s, place.n, views.BlindForm{})
	}
	v, err := a.Desk.AuditView(c.UserContext(), actor(c), item.Decision)
	if err != nil {
		return err
	}
	page := a.itemSheet(c, place, string(v.Decision.Reference))
	in := views.AuditInput{Me: actor(c), Now: a.Now(), Zone: a.Desk.Settings().Zone, Kinds: a.Desk.Kinds.Set().All(), Current: v.Decision.ID}
	list := views.AuditListModel{Page: page, All: true}
	m := views.NewAuditModel(page, v, list, in, form)
	m.PlaceIn(views.NewSampleBeside(page, s, place.n, a.sampleInput(c, s)))
	return render(c, status, views.AuditPage(m))
}

// itemSheet is the frame of an item's page.
func (a *App) itemSheet(c *fiber.Ctx, place samplePlace, ref string) views.Page {
	page := a.sampleSheet(c, "audit.title-one", "reference", ref)
	page.Styles = append(page.Styles, "context.css", "together.css", "reading.css")
	page.Scripts = append(page.Scripts, "audit-stage.js")
	page.Path, page.Query = itemPath(place), ""
	return page
}

func (a *App) showBlind(c *fiber.Ctx, status int, s *review.SampleView, n int, form views.BlindForm) error {
	v, err := a.Desk.BlindItem(c.UserContext(), actor(c), s, n)
	if err != nil {
		return err
	}
	page := a.itemSheet(c, samplePlace{s.ID, n}, string(v.Reference))
	return render(c, status, views.BlindPage(views.NewBlind(page, v, views.NewSampleBeside(page, s, n, a.sampleInput(c, s)), a.Desk.Settings().Zone, form)))
}

// answerBlind handles POST /audit/samples/{sample}/items/{n} (outcome, reason): what the auditor would have decided. It
// leads to the same item, which then shows the decision.
func (a *App) answerBlind(c *fiber.Ctx) error {
	place, form := placeOf(c), blindForm(c)
	err := a.Desk.AnswerBlind(c.UserContext(), actor(c), place.sample, place.n, review.Outcome(form.Outcome), form.Reasons)
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		form.Wrong = a.fieldWords(c, wrong)
		s, err := a.Desk.Sample(c.UserContext(), actor(c), place.sample)
		if err != nil {
			return err
		}
		return a.showBlind(c, fiber.StatusUnprocessableEntity, s, place.n, form)
	}
	if err != nil {
		return err
	}
	return c.Redirect(itemPath(place), fiber.StatusSeeOther)
}

func blindForm(c *fiber.Ctx) views.BlindForm {
	args := c.Request().PostArgs()
	form := views.BlindForm{Outcome: string(args.Peek("outcome"))}
	for _, r := range args.PeekMulti("reason") {
		if len(form.Reasons) < 100 {
			form.Reasons = append(form.Reasons, string(r))
		}
	}
	return form
}

// goOnInSample leads from a verdict to the next item that the person judges, and to the sample when there is none.
func (a *App) goOnInSample(c *fiber.Ctx, place samplePlace) error {
	s, err := a.Desk.Sample(c.UserContext(), actor(c), place.sample)
	if err != nil {
		return err
	}
	if n := s.Next(place.n); n > 0 {
		return c.Redirect(itemPath(samplePlace{place.sample, n}), fiber.StatusSeeOther)
	}
	return c.Redirect(samplePath(place.sample), fiber.StatusSeeOther)
}

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

// phrasesPage handles GET /phrases: the desk's saved phrases and the person's own.
func (a *App) phrasesPage(c *fiber.Ctx) error {
	return a.showPhrases(c, fiber.StatusOK, nil)
}

// addPhrase handles POST /phrases.
func (a *App) addPhrase(c *fiber.Ctx) error {
	form, err := a.phraseForm(c, "")
	if err != nil {
		return err
	}
	return a.keptPhrase(c, form, a.Desk.AddPhrase(c.UserContext(), actor(c), form.Phrase), "phrase-added")
}

// changePhrase handles POST /phrases/{id}.
func (a *App) changePhrase(c *fiber.Ctx) error {
	form, err := a.phraseForm(c, phraseOf(c))
	if err != nil {
		return err
	}
	return a.keptPhrase(c, form, a.Desk.ChangePhrase(c.UserContext(), actor(c), form.Phrase), "phrase-changed")
}

// removePhrase handles POST /phrases/{id}/remove: as it was seen, so that nobody removes what a colleague has
// just put right.
func (a *App) removePhrase(c *fiber.Ctx) error {
	version, err := strconv.ParseInt(string(c.Request().PostArgs().Peek("version")), 10, 64)
	if err != nil {
		return errNoSense
	}
	err = a.Desk.RemovePhrase(c.UserContext(), actor(c), phraseOf(c), version)
	if errors.Is(err, review.ErrStale) {
		a.tell(c, "warn", "phrase-stale-removed")
		return a.showPhrases(c, fiber.StatusConflict, nil)
	}
	return a.keptPhrase(c, views.PhraseForm{}, err, "phrase-removed")
}

// keptPhrase answers what was done with a phrase, and shows what could not be done with all that was typed.
func (a *App) keptPhrase(c *fiber.Ctx, form views.PhraseForm, err error, done string) error {
	var wrong review.FieldErrors
	switch {
	case err == nil:
		a.flash(c, "ok", done)
		return c.Redirect("/phrases", fiber.StatusSeeOther)
	case errors.As(err, &wrong):
		form.Wrong = wrong
		return a.showPhrases(c, fiber.StatusUnprocessableEntity, &form)
	case errors.Is(err, review.ErrStale):
		a.tell(c, "warn", "phrase-stale")
		return a.showPhrases(c, fiber.StatusConflict, &form)
	case errors.Is(err, review.ErrNotFound) && len(form.Texts) > 0:
		form.ID = "" // it can be added anew
		a.tell(c, "warn", "phrase-gone")
		return a.showPhrases(c, fiber.StatusNotFound, &form)
	}
	return err
}

// stalePhrase shows a form whose token is old again, with what was typed.
func (a *App) stalePhrase(c *fiber.Ctx) error {
	id := ""
	if c.Params("id") != "" {
		id = phraseOf(c)
	}
	form, err := a.phraseForm(c, id)
	if err != nil {
		return err
	}
	a.tell(c, "warn", "form-old")
	return a.showPhrases(c, fiber.StatusForbidden, &form)
}

// phraseOf is the phrase that the path names. What has not the form of an id names none.
func phraseOf(c *fiber.Ctx) string {
	if id := c.Params("id"); isID(id) {
		return id
	}
	return "none"
}

// phraseForm reads the form of a phrase. One that says two things at once makes no sense.
func (a *App) phraseForm(c *fiber.Ctx, id string) (views.PhraseForm, error) {
	args, sure := c.Request().PostArgs(), true
	value := func(name string) string {
		v, ok := single(args, name)
		sure = sure && ok
		return clipped(typed([]byte(v)))
	}
	p := review.Phrase{ID: id, Use: review.PhraseUse(value("use")), Reason: value("reason"), Texts: map[string]string{}}
	for _, lang := range append(a.Words.Languages(), "") {
		p.Texts[lang] = value(strings.TrimSuffix("text."+lang, "."))
	}
	if value("whose") != "desk" {
		p.Owner = actor(c).ID
	}
	p.Version, _ = strconv.ParseInt(value("version"), 10, 64) // one that is none was never current
	if !sure || tooMany(args) {
		return views.PhraseForm{}, errNoSense
	}
	return views.PhraseForm{Phrase: p}, nil
}

// tooMany says whether a form has more fields than any of ours.
func tooMany(args *fasthttp.Args) bool { return args.Len() > mostValues }

func (a *App) showPhrases(c *fiber.Ctx, status int, form *views.PhraseForm) error {
	who := actor(c)
	all, err := a.Desk.Phrases(c.UserContext(), who)
	if err != nil {
		return err
	}
	page := a.sheet(c, "phrases", "phrases.title")
	page.Path, page.Query = "/phrases", "" // also below the address of a form that was refused
	page.Styles = append(page.Styles, "phrases.css")
	return render(c, status, views.PhrasesPage(views.NewPhrasesModel(page, all, views.PhrasesInput{
		Kinds: a.Desk.Kinds.Set().All(), Langs: a.Words.Languages(), Manages: a.Desk.ManagesPhrases(c.UserContext(), who),
		Zone: a.Desk.Settings().Zone, Form: form,
	})))
}

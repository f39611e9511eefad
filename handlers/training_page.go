package handlers

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/training"
	"shinsa/views"
)

// trainingPage handles GET /training: one's own sets and how they went, and for supervisors everybody's.
func (a *App) trainingPage(c *fiber.Ctx) error {
	return a.showTraining(c, fiber.StatusOK, views.DrawForm{})
}

// drawSet handles POST /training/sets. It leads to the set that was drawn for oneself, and back to the page when
// it was drawn for somebody else.
func (a *App) drawSet(c *fiber.Ctx) error {
	form, order, err := drawForm(c)
	if err != nil {
		return err
	}
	id, err := a.Training.Draw(c.UserContext(), actor(c), order)
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		form.Wrong = wrong
		return a.showTraining(c, fiber.StatusUnprocessableEntity, form)
	} else if err != nil {
		return err
	}
	if order.Person != "" && order.Person != actor(c).ID {
		a.flash(c, "ok", "training-drawn")
		return c.Redirect("/training", fiber.StatusSeeOther)
	}
	return c.Redirect("/training/sets/"+id, fiber.StatusSeeOther)
}

// staleSet shows the form again whose token was old.
func (a *App) staleSet(c *fiber.Ctx) error {
	form, _, err := drawForm(c)
	if err != nil {
		return err
	}
	a.tell(c, "warn", "form-old")
	return a.showTraining(c, fiber.StatusForbidden, form)
}

// drawForm reads what set is wanted. A seed that is no number is one that is out of range.
func drawForm(c *fiber.Ctx) (views.DrawForm, training.Order, error) {
	args, sure := c.Request().PostArgs(), true
	value := func(name string) string {
		v, ok := single(args, name)
		sure = sure && ok
		return clippedLine(typed([]byte(v)))
	}
	form := views.DrawForm{Sent: true, Seed: value("seed"), Size: value("size"), Mix: value("mix"), Person: value("person")}
	order := training.Order{Mix: training.Mix(form.Mix)}
	order.Size, _ = strconv.Atoi(form.Size)
	if seed := strings.TrimSpace(form.Seed); seed != "" {
		n, err := strconv.ParseInt(seed, 10, 64)
		if err != nil || n == 0 {
			n = -1
		}
		order.Seed = n
	}
	if form.Person != "" {
		if order.Person = review.StaffID(form.Person); !isID(form.Person) {
			order.Person = "none"
		}
	}
	if !sure {
		return form, order, errNoSense
	}
	return form, order, nil
}

func (a *App) showTraining(c *fiber.Ctx, status int, form views.DrawForm) error {
	ctx, who := c.UserContext(), actor(c)
	own, err := a.Training.Person(ctx, who, who.ID)
	if err != nil {
		return err
	}
	in := a.trainingInput(c)
	in.Form = form
	if a.Training.Manages(ctx, who) {
		if in.People, err = a.Training.People(ctx, who); err != nil {
			return err
		}
		if in.Members, err = a.members(c); err != nil {
			return err
		}
	}
	page := a.trainingSheet(c, "training.title")
	page.Path, page.Query = "/training", "" // also below the address of a form that was refused
	return render(c, status, views.TrainingPage(views.NewTrainingModel(page, own, in)))
}

// members are those who review, with their names.
func (a *App) members(c *fiber.Ctx) ([]review.Member, error) {
	team, err := a.Desk.Team(c.UserContext(), actor(c))
	if err != nil {
		return nil, err
	}
	return team.Members, nil
}

// trainingPerson handles GET /training/people/{id}: how it went for one person.
func (a *App) trainingPerson(c *fiber.Ctx) error {
	id := c.Params("id")
	if !isID(id) {
		id = "none"
	}
	who := actor(c)
	v, err := a.Training.Person(c.UserContext(), who, review.StaffID(id))
	if err != nil {
		return err
	}
	if len(v.Sets) == 0 {
		return review.ErrNotFound
	}
	in := a.trainingInput(c)
	if a.Training.Manages(c.UserContext(), who) {
		if in.Members, err = a.members(c); err != nil {
			return err
		}
	}
	return render(c, fiber.StatusOK, views.TrainingPersonPage(views.NewTrainingPersonModel(a.trainingSheet(c, "training.title"), v, in)))
}

// trainingSet handles GET /training/sets/{id}: what a set is, and how it went so far.
func (a *App) trainingSet(c *fiber.Ctx) error {
	v, err := a.Training.Set(c.UserContext(), actor(c), setOf(c))
	if err != nil {
		return err
	}
	return render(c, fiber.StatusOK, views.TrainingSetPage(views.NewTrainingSetModel(a.trainingSheet(c, "training.set-title"), v, a.trainingInput(c))))
}

// trainingSheet is a page of training that is no case.
func (a *App) trainingSheet(c *fiber.Ctx, titleID string) views.Page {
	p := a.sheet(c, "training", titleID)
	p.Styles, p.Training = append(p.Styles, "training.css"), true
	return p
}

func (a *App) trainingInput(c *fiber.Ctx) views.TrainingInput {
	set := a.Desk.Settings()
	return views.TrainingInput{Me: actor(c).ID, Zone: set.Zone, Now: a.Now(), Kinds: a.Desk.Kinds.Set().All()}
}

// setOf is the set that the path names. What has not the form of an id names none.
func setOf(c *fiber.Ctx) string {
	if id := c.Params("id"); isID(id) {
		return id
	}
	return "none"
}

package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// teamPage handles GET /team: who is there, what each takes on and holds.
func (a *App) teamPage(c *fiber.Ctx) error {
	return a.showTeam(c, fiber.StatusOK, "", review.Skills{})
}

// saveSkills handles POST /team/{id}/skills: what somebody takes on.
func (a *App) saveSkills(c *fiber.Ctx) error {
	id := c.Params("id")
	if !isID(id) { // what no database takes for one is none
		id = "none"
	}
	person, skills := review.StaffID(id), review.Skills{Kinds: all(c, "kind"), Langs: all(c, "lang"), Groups: all(c, "group")}
	err := a.Desk.SetSkills(c.UserContext(), actor(c), person, skills)
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		return a.showTeam(c, fiber.StatusUnprocessableEntity, person, skills)
	} else if err != nil {
		return err
	}
	a.flash(c, "ok", "skills-saved")
	return c.Redirect("/team", fiber.StatusSeeOther)
}

// all are the values of a check box that was ticked several times.
func all(c *fiber.Ctx, name string) []string {
	var out []string
	for _, v := range c.Request().PostArgs().PeekMulti(name) {
		out = append(out, string(v))
	}
	return out
}

func (a *App) showTeam(c *fiber.Ctx, status int, refused review.StaffID, skills review.Skills) error {
	v, err := a.Desk.Team(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	set := a.Desk.Settings()
	return render(c, status, views.TeamPage(views.NewTeamModel(a.sheet(c, "team", "team.title"), v, views.TeamInput{
		Me: actor(c).ID, Zone: set.Zone, Kinds: a.Desk.Kinds.Set().All(), Settings: set, Refused: refused, RefusedSkills: skills,
	})))
}

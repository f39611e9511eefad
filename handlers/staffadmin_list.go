package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
	"shinsa/views"
)

// staffList handles GET /staff.
func (a *App) staffList(c *fiber.Ctx) error {
	return a.showStaff(c, fiber.StatusOK, views.InviteForm{}, nil)
}

// inviteStaff handles POST /staff/invite. The one-time link goes by letter to the address that was typed;
// where no mail is set up it is shown in the answer and nowhere again: only its hash is kept. Which language
// the person reads is not known yet.
func (a *App) inviteStaff(c *fiber.Ctx) error {
	form := c.Request().PostArgs()
	n := staff.NewAccount{
		Email: typed(form.Peek("email")), Name: typed(form.Peek("name")), Role: staff.Role(form.Peek("role")),
	}
	issued, err := a.Staff.Invite(c.UserContext(), staffActor(c), n)
	var wrong *staff.InputError
	again := views.InviteForm{Email: clippedLine(n.Email), Name: clippedLine(n.Name), Wrong: map[string]string{}}
	switch {
	case errors.As(err, &wrong):
		again.Wrong[wrong.Field] = "staffadmin.wrong." + wrong.Field + "-" + wrong.Code
		return a.showStaff(c, fiber.StatusUnprocessableEntity, chosenRole(again, n.Role), nil)
	case errors.Is(err, staff.ErrExists):
		again.Wrong["email"] = "staffadmin.wrong.email-exists"
		return a.showStaff(c, fiber.StatusUnprocessableEntity, chosenRole(again, n.Role), nil)
	case err != nil:
		return staffRefusal(err)
	}
	if issued.Mailed {
		return a.letterWritten(c, issued.Account.ID)
	}
	return a.showStaff(c, fiber.StatusOK, views.InviteForm{}, &issued)
}

// chosenRole keeps the role that was chosen in a form that was refused.
func chosenRole(f views.InviteForm, r staff.Role) views.InviteForm {
	f.Roles = []views.Choice{{Value: string(r)}}
	return f
}

func (a *App) showStaff(c *fiber.Ctx, status int, form views.InviteForm, issued *staff.Issued) error {
	all, err := a.Staff.List(c.UserContext(), staffActor(c))
	if err != nil {
		return staffRefusal(err)
	}
	in, err := a.staffInput(c)
	if err != nil {
		return err
	}
	page := a.sheet(c, "staff", "staffadmin.title")
	page.Path, page.Query = "/staff", "" // also below the address of a form that was refused
	chosen := staff.NoRole
	if len(form.Roles) > 0 {
		chosen = staff.Role(form.Roles[0].Value)
	}
	form.Roles = page.RoleChoices(chosen)
	m := views.NewStaffList(page, all, in, form)
	if issued != nil {
		m.Issued = views.NewIssuedLink(*issued, a.PublicURL, in)
	}
	return render(c, status, views.StaffListPage(m))
}

// staffInput is what the pages about accounts need beside them.
func (a *App) staffInput(c *fiber.Ctx) (views.StaffInput, error) {
	shortages, err := a.Staff.Shortages(c.UserContext(), a.Desk.SecondAsked())
	if err != nil {
		return views.StaffInput{}, err
	}
	letters, err := a.Staff.Letters(c.UserContext(), staffActor(c))
	return views.StaffInput{
		Me: signedIn(c).Account.ID, Zone: a.Desk.Settings().Zone, Shortages: shortages, Settings: a.Staff.Settings(),
		Letters: letters, Now: a.Now(),
	}, staffRefusal(err)
}

// staffActor is the signed-in person as the staff's service knows him.
func staffActor(c *fiber.Ctx) staff.Actor { return staff.ActorOf(signedIn(c).Account) }

// clippedLine bounds what is shown again of a line.
func clippedLine(s string) string {
	if len(s) > 4*maxTyped {
		return ""
	}
	return s
}

package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/views"
)

// dossierPage handles GET /submissions/{reference}/report: all about one submission, to be printed. `pictures` asks for the
// pictures as well, each of which is then logged as delivered.
func (a *App) dossierPage(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	r, err := a.Desk.Dossier(c.UserContext(), actor(c), ref)
	if err != nil {
		return err
	}
	page := a.sheet(c, "audit", "dossier.title", "reference", string(ref))
	page.Styles = append(page.Styles, "dossier.css")
	set := a.Desk.Settings()
	page.Operator = set.OperatorFor(langOf(c)).Name
	m := views.NewDossierModel(page, r, views.DossierInput{Zone: set.Zone, Pictures: c.Query("pictures") == "yes"})
	return render(c, fiber.StatusOK, views.DossierPage(m))
}

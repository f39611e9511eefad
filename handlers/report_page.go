package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/views"
)

// reportPage handles GET /submissions/{reference}/report: all about one submission, to be printed. `pictures` asks for the
// pictures as well, each of which is then logged as delivered.
func (a *App) reportPage(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	r, err := a.Desk.Report(c.UserContext(), actor(c), ref)
	if err != nil {
		return err
	}
	page := a.sheet(c, "audit", "dossier.title", "reference", string(ref))
	page.Styles = append(page.Styles, "report.css")
	set := a.Desk.Settings()
	page.Operator = set.OperatorFor(langOf(c)).Name
	m := views.NewReportModel(page, r, views.ReportInput{Zone: set.Zone, Pictures: c.Query("pictures") == "yes"})
	return render(c, fiber.StatusOK, views.ReportPage(m))
}

package handlers

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/views"
)

// statsDays is the period when none is asked for.
const statsDays = 30

// statsPage handles GET /stats: today's figures and those of a period that ends today.
func (a *App) statsPage(c *fiber.Ctx) error {
	days := statsDays
	if asked := c.Query("days"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || !slices.Contains(views.StatsPeriods(), n) {
			return errNoSense
		}
		days = n
	}
	in := views.StatsInput{Now: a.Now(), Zone: a.Desk.Settings().Zone, Days: days}
	today := in.Now.In(in.Zone)
	midnight := func(before int) time.Time {
		return time.Date(today.Year(), today.Month(), today.Day()-before, 0, 0, 0, 0, in.Zone)
	}
	var err error
	if in.Today, err = a.Desk.Figures(c.UserContext(), actor(c), midnight(0), midnight(-1)); err != nil {
		return err
	}
	if in.Period, err = a.Desk.Figures(c.UserContext(), actor(c), midnight(days-1), midnight(-1)); err != nil {
		return err
	}
	if in.Outlook, err = a.Desk.Outlook(c.UserContext(), actor(c)); err != nil {
		return err
	}
	return render(c, fiber.StatusOK, views.StatsPage(views.NewStatsModel(a.sheet(c, "stats", "stats.title"), in)))
}

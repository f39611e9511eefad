package handlers

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// statsDays is the period when none is asked for.
const statsDays = 30

// mostStatsDays bounds the days of a period: ten years.
const mostStatsDays = 3660

// statsPage handles GET /stats: today's figures and those of a period.
func (a *App) statsPage(c *fiber.Ctx) error {
	filter, q, err := a.statsQuery(urlValues(c))
	if err != nil {
		return err
	}
	in := views.StatsInput{Now: a.Now(), Zone: a.Desk.Settings().Zone, Filter: filter, Kinds: a.Desk.Kinds.Set().All(), Languages: a.Words.Languages()}
	if err := a.readFigures(c.UserContext(), actor(c), &in, q); err != nil {
		return err
	}
	status := fiber.StatusOK
	if len(filter.Wrong) > 0 {
		status = fiber.StatusUnprocessableEntity
	}
	return render(c, status, views.StatsPage(views.NewStatsModel(a.sheet(c, "stats", "stats.title"), in)))
}

// readFigures reads what the page shows.
func (a *App) readFigures(ctx context.Context, who review.Actor, in *views.StatsInput, q review.FiguresQuery) (err error) {
	if len(in.Filter.Wrong) == 0 { // those of another period would be taken for what was asked
		if in.Period, err = a.Desk.Figures(ctx, who, q); err != nil {
			return err
		}
	}
	today := in.Now.In(in.Zone)
	q.From = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, in.Zone)
	q.Until = q.From.AddDate(0, 0, 1)
	if in.Today, err = a.Desk.Figures(ctx, who, q); err != nil {
		return err
	}
	if in.People, err = a.Desk.FiguresPeople(ctx, who); err != nil {
		return err
	}
	in.Outlook, err = a.Desk.Outlook(ctx, who)
	return err
}

// statsQuery reads the period and what is filtered. A period that cannot be read is told beside its field and has no
// figures; any other word that means nothing is no question at all.
func (a *App) statsQuery(values func(string) string) (views.StatsFilter, review.FiguresQuery, error) {
	decisions, asked, err := a.auditQuery(values)
	f := views.StatsFilter{Person: decisions.Person, Kind: decisions.Kind, Lang: decisions.Language, From: decisions.From, Until: decisions.Until, Wrong: decisions.Wrong}
	q := review.FiguresQuery{Kind: asked.Kind, By: asked.By, Lang: asked.Lang}
	if err != nil {
		return f, q, err
	}
	zone := a.Desk.Settings().Zone
	today := a.Now().In(zone)
	midnight := func(before int) time.Time {
		return time.Date(today.Year(), today.Month(), today.Day()-before, 0, 0, 0, 0, zone)
	}
	f.Days = statsDays
	if days := values("days"); days != "" {
		n, err := strconv.Atoi(days)
		if err != nil || !slices.Contains(views.StatsPeriods(), n) {
			return f, q, errNoSense
		}
		f.Days = n
	}
	q.From, q.Until = midnight(f.Days-1), midnight(-1)
	switch {
	case len(f.Wrong) > 0:
		f.Days = 0
		return f, q, nil
	case f.From == "" && f.Until == "":
		return f, q, nil
	}
	f.Days = 0
	// Days from until: what is open ends today, or is as long as the usual period.
	q.From, q.Until = asked.From, asked.Until
	if q.Until.IsZero() || q.Until.After(midnight(-1)) {
		q.Until = midnight(-1)
	}
	if q.From.IsZero() {
		q.From = q.Until.AddDate(0, 0, -statsDays)
	}
	switch {
	case !q.From.Before(q.Until):
		f.Wrong["from"] = "stats.error.future"
	case q.From.AddDate(0, 0, mostStatsDays).Before(q.Until):
		f.Wrong["from"] = "stats.error.long"
	}
	return f, q, nil
}

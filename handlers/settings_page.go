package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// manageSettings is the policy's name of the right to see the settings.
const manageSettings review.Action = "settings.manage"

// settingsPage handles GET /settings: what is in force, and where each is set.
func (a *App) settingsPage(c *fiber.Ctx) error {
	if err := a.Desk.Guard.Allow(c.UserContext(), actor(c), manageSettings, review.Object{}); err != nil {
		return err
	}
	shortages, err := a.Staff.Shortages(c.UserContext(), a.Desk.SecondAsked())
	if err != nil {
		return err
	}
	in := views.SettingsInput{
		Desk: a.Desk.Settings(), Staff: a.Staff.Settings(), Kinds: a.Desk.Kinds.Set().All(), Offered: a.Desk.OfferedKinds(),
		Policy: a.Desk.Guard.Version(), PublicURL: a.PublicURL, MaxUpload: a.MaxUpload, Unlimited: a.Unlimited, Demo: a.Demo,
		Shortages: shortages,
	}
	for _, p := range a.TrustedProxies {
		in.Proxies = append(in.Proxies, p.String())
	}
	if a.LogKeys != nil {
		if in.LogKeys, err = a.LogKeys(c.UserContext()); err != nil {
			return err
		}
	}
	page := a.sheet(c, "settings", "settings.title")
	return render(c, fiber.StatusOK, views.SettingsPage(views.NewSettingsModel(page, in)))
}

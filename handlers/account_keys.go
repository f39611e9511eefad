package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/views"
)

// keysPage handles GET /account/keys.
func (a *App) keysPage(c *fiber.Ctx) error {
	return a.showKeys(c, fiber.StatusOK, views.ParseKeys(signedIn(c).Account.Keys), nil)
}

// setKeys handles POST /account/keys: `key.{action}` for each key, `off` for none, `usual` for the usual ones.
func (a *App) setKeys(c *fiber.Ctx) error {
	args := c.Request().PostArgs()
	chosen := views.Keys{Off: string(args.Peek("off")) == "yes", Own: map[string]string{}}
	if string(args.Peek("usual")) != "yes" {
		for _, action := range views.KeyActions() {
			if key, ok := single(args, "key."+action.ID); !ok {
				return errNoSense
			} else if args.Has("key." + action.ID) {
				chosen.Own[action.ID] = strings.ToLower(typed([]byte(key)))
			}
		}
	}
	if wrong := views.CheckKeys(chosen.Own); len(wrong) > 0 {
		return a.showKeys(c, fiber.StatusUnprocessableEntity, chosen, wrong)
	}
	if err := a.Staff.SetKeys(c.UserContext(), signedIn(c).Account.ID, chosen.String()); err != nil {
		return err
	}
	a.flash(c, "ok", "keys-set")
	return c.Redirect("/account/keys", fiber.StatusSeeOther)
}

func (a *App) showKeys(c *fiber.Ctx, status int, chosen views.Keys, wrong map[string]string) error {
	page := a.sheet(c, "account", "keys.page-title")
	return render(c, status, views.KeysPage(views.NewKeysModel(page, chosen, wrong)))
}

package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// pagePath is the address under which the page of a request can be opened again, as the switch of languages
// does: its own, or for an action the nearest page above it.
func (a *App) pagePath(c *fiber.Ctx) string {
	path := string(c.Request().URI().Path())
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		return path
	}
	return a.pageAt(c, path)
}

// pageAt is the page at a path or the nearest above it, and where there is none the person's first page.
func (a *App) pageAt(c *fiber.Ctx, path string) string {
	for ; path != ""; path = path[:strings.LastIndexByte(path, '/')] {
		for _, page := range a.pages {
			if matchesPath(page, path) {
				return path
			}
		}
	}
	if s := signedIn(c); s != nil {
		return home(s.Account.Role)
	}
	return "/"
}

// matchesPath says whether a path is one of a route's.
func matchesPath(pattern, path string) bool {
	want, is := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(is) {
		return false
	}
	for i := range want {
		if want[i] != is[i] && !(strings.HasPrefix(want[i], ":") && is[i] != "") {
			return false
		}
	}
	return true
}

package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/public"
)

// access says who may come to a route at all. What the desk allows is asked there again, for the
// submission at hand.
type access string

const (
	everybody access = "public"    // no account is needed
	byLink    access = "link"      // the secret in the path is the right
	signedOn  access = "signed-in" // any account; the desk asks the guard
)

// route is a line of the table of routes.
type route struct {
	method, path string
	access       access
	handler      fiber.Handler
}

// routes registers everything: the tables are in routes_applicant.go, routes_staff.go and
// routes_supervision.go.
func (a *App) routes() {
	a.fiber.Get("/healthz", leaveBody, a.health)
	a.fiber.Get("/readyz", leaveBody, a.ready)
	a.fiber.Use(a.begin, a.language, a.takeBody, a.guardHost, a.sameOrigin)
	a.fiber.Get("/assets/:set/:name", a.asset)
	a.fiber.Use(a.withSession)
	pages := a.pageTable()
	for _, r := range pages {
		if r.method == fiber.MethodGet && !strings.HasSuffix(r.path, "/images/:side") {
			a.pages = append(a.pages, r.path)
		}
	}
	// The addresses of actions come first: /staff/invite is not an account.
	for _, r := range append(a.addressTable(pages), pages...) {
		handlers := []fiber.Handler{r.handler}
		switch r.access {
		case signedOn:
			handlers = []fiber.Handler{a.needSession, r.handler}
		case byLink:
			handlers = []fiber.Handler{a.secretPage, r.handler}
		}
		a.fiber.Add(r.method, r.path, handlers...)
		if r.method == fiber.MethodGet {
			a.fiber.Add(fiber.MethodHead, r.path, handlers...)
		}
	}
}

// table lists every page and action, and the addresses of actions.
func (a *App) table() []route {
	pages := a.pageTable()
	return append(pages, a.addressTable(pages)...)
}

func (a *App) pageTable() []route {
	return slices.Concat(a.applicantTable(), a.staffTable(), a.supervisionTable())
}

// health answers as long as the process serves requests; ready also asks the parts.
func (a *App) health(c *fiber.Ctx) error { return c.SendString("ok\n") }

func (a *App) ready(c *fiber.Ctx) error {
	if a.Ready != nil {
		if err := a.Ready(); err != nil {
			a.Log.Error("not ready", "error", err.Error())
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
		}
	}
	return c.SendString("ready\n")
}

// asset serves a file of package public; its path changes with its bytes, so it may be kept for ever.
func (a *App) asset(c *fiber.Ctx) error {
	file, ok := public.File(c.Params("name"))
	if !ok {
		return fiber.NewError(fiber.StatusNotFound)
	}
	if "/assets/"+c.Params("set") == public.Prefix() {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	c.Set(fiber.HeaderContentType, file.Type)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if file.Gzip != nil && c.Get(fiber.HeaderAcceptEncoding) != "" && c.AcceptsEncodings("gzip") != "" {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.Gzip)
	}
	return c.Send(file.Data)
}

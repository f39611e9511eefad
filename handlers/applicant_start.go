package handlers

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// startPage handles GET /.
func (a *App) startPage(c *fiber.Ctx) error { return a.showStart(c, fiber.StatusOK, "", "") }

func (a *App) showStart(c *fiber.Ctx, status int, pasted, problem string) error {
	p := a.page(c, "apply.start.title")
	if status != fiber.StatusOK {
		p.Path, p.Query, p.NoIndex = "/", "", true
		p.Title = p.T("apply.problem-title", "title", p.Title)
	}
	m := views.NewStart(p, a.Desk.OfferedKinds(), a.Desk.Settings())
	m.Pasted = pasted
	if problem != "" {
		m.Problem = m.T(problem, "example", a.PublicURL+"/a/…")
	}
	return render(c, status, views.StartPage(m))
}

// pasteLink handles POST /link: it leads to a lookup link of ours and to nothing else. The link comes in
// the body, because an address would be kept by browsers and logs.
func (a *App) pasteLink(c *fiber.Ctx) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	pasted := strings.TrimSpace(strings.ToValidUTF8(f["link"], "\uFFFD"))
	token, problem := a.tokenOf(pasted, c.Hostname())
	if problem != "" {
		if len(pasted) > 500 {
			pasted = ""
		}
		return a.showStart(c, fiber.StatusUnprocessableEntity, pasted, problem)
	}
	return c.Redirect("/a/"+token, fiber.StatusSeeOther)
}

// lookupPath is the path of a lookup link: 192 random bits as unpadded base64url.
var lookupPath = regexp.MustCompile(`^/a/([A-Za-z0-9_-]{32})(/[a-z]*)?$`)

// tokenOf takes the token out of a pasted link, with or without its scheme and host; the problem is the id
// of words.
func (a *App) tokenOf(pasted, host string) (token, problem string) {
	if pasted == "" {
		return "", "apply.start.link.missing"
	}
	if _, err := review.ParseReference(pasted); err == nil {
		return "", "apply.start.link.reference"
	}
	if !strings.HasPrefix(pasted, "/") && !strings.Contains(pasted, "://") {
		pasted = "//" + pasted // copied without https:
	}
	u, err := url.Parse(pasted)
	if err != nil {
		return "", "apply.start.link.other"
	}
	ours, _ := url.Parse(a.PublicURL)
	if u.Host != "" && u.Host != host && (ours == nil || u.Host != ours.Host) {
		return "", "apply.start.link.other"
	}
	m := lookupPath.FindStringSubmatch(u.Path)
	if m == nil {
		return "", "apply.start.link.other"
	}
	return m[1], ""
}

package handlers

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// secretPage sets what pages below a lookup link must say, so that the link leaks nowhere: their address
// goes along to no other page, into no index and into no cache.
func (a *App) secretPage(c *fiber.Ctx) error {
	c.Set("Referrer-Policy", "no-referrer")
	c.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	c.Set("Cache-Control", "no-store")
	return c.Next()
}

// link is the path of the lookup link of a request.
func link(c *fiber.Ctx) string { return "/a/" + url.PathEscape(c.Params("token")) }

// toLink leads from the address of an action to the page of its submission.
func (a *App) toLink(c *fiber.Ctx) error { return c.Redirect(link(c), fiber.StatusSeeOther) }

// linkPage handles GET /a/:token: the first step that is not complete, or the status.
func (a *App) linkPage(c *fiber.Ctx) error {
	v, err := a.Desk.OpenLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	if !v.State.Open() {
		return a.showStatus(c, v)
	}
	switch views.FirstStep(v) {
	case views.StepIdentity:
		m := views.NewIdentity(a.applicant(c, v, views.StepIdentity), v, nil, nil, a.Desk.Settings())
		return render(c, fiber.StatusOK, views.OpenIdentityPage(m))
	case views.StepImages:
		m := views.NewImages(a.applicant(c, v, views.StepImages), v, nil, a.MaxUpload)
		return render(c, fiber.StatusOK, views.OpenImagesPage(m))
	}
	return render(c, fiber.StatusOK, views.OpenCheckPage(a.check(c, v, nil, false)))
}

// open finds the submission behind a link for a page of a step. A submission that is no longer open has no
// steps: done is true, and the answer leads to its status.
func (a *App) open(c *fiber.Ctx) (v *review.ApplicantView, done bool, err error) {
	v, err = a.Desk.OpenLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return nil, true, err
	}
	if !v.State.Open() {
		return nil, true, a.toLink(c)
	}
	return v, false, nil
}

// applicant is the common part of a page of a step. The switch of languages leads to the step's own page,
// also from the answer to a refused form.
func (a *App) applicant(c *fiber.Ctx, v *review.ApplicantView, here views.StepID) views.Applicant {
	title := "apply.status.title"
	p := a.page(c, title)
	if here != views.StepSent {
		p.Title = p.T("apply." + string(here) + ".title")
	}
	if c.Method() == fiber.MethodPost {
		p.Path, p.Query = link(c)+"/"+string(here), ""
	}
	set := a.Desk.Settings()
	return views.NewApplicant(p, v, link(c), strings.TrimSuffix(a.PublicURL, "/")+link(c), here, set)
}

// backToLink lets the page of an error below a lookup link lead back to the submission. A link that opens
// nothing gets the same page as every other address.
func (a *App) backToLink(c *fiber.Ctx, m *views.ErrorModel) {
	token, below := strings.CutPrefix(c.Path(), "/a/")
	if !below || m.Status == fiber.StatusNotFound || m.Status == fiber.StatusMethodNotAllowed {
		return
	}
	token, step, _ := strings.Cut(token, "/")
	m.Staff, m.CSRF = nil, ""
	m.Styles = []string{"applicant.css"}
	m.BackTo, m.BackText = "/a/"+url.PathEscape(token), m.T("apply.back")
	if step == "images" || strings.HasPrefix(step, "images/") {
		m.BackTo += "/images"
	}
	if c.Method() == fiber.MethodPost {
		m.Path, m.Query = m.BackTo, ""
	}
}

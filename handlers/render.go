package handlers

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
	"shinsa/views"
	"shinsa/views/words"
)

// render writes a page. It is rendered to a buffer first, so that a failing view becomes an error page
// and not half a page.
func render(c *fiber.Ctx, status int, page templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := page.Render(c.UserContext(), buf); err != nil {
		return err
	}
	c.Status(status).Type("html", "utf-8")
	return c.Send(bytes.Clone(buf.Bytes())) // the buffer goes back to its pool
}

// page fills in what every page has.
func (a *App) page(c *fiber.Ctx, titleID string, args ...any) views.Page {
	lang := langOf(c)
	op := a.Desk.Settings().OperatorFor(lang)
	p := views.Page{
		Lang: lang, Title: a.Words.Text(lang, titleID, args...), Words: a.Words, Path: a.pagePath(c),
		Query: keptQuery(c), Demo: a.Demo, Operator: op.Name, Contact: op.Contact,
	}
	if s := signedIn(c); s != nil {
		p.CSRF, p.FormOf, p.NoIndex, p.Keys = s.CSRF, a.formOf(s.Account.ID), true, views.ParseKeys(s.Account.Keys)
		p.Staff = &views.StaffBar{
			Name: s.Account.Name, Role: roleID(s.Account.Role), Links: a.navLinks(lang, s), Home: home(s.Account.Role),
			Undo: a.undo(c, lang), Unread: a.unread(c),
		}
		p.Styles = []string{"desk.css", "queue.css"}
	} else {
		p.Styles = []string{"applicant.css"}
	}
	p.Flash = a.takeFlash(c, lang)
	return p
}

// roleID is a role as the words below `role.` name it.
func roleID(r staff.Role) string {
	if r == staff.NoRole {
		return "none"
	}
	return string(r)
}

// keptQuery is the page's query without the language; an action has none.
func keptQuery(c *fiber.Ctx) string {
	if c.Method() == fiber.MethodPost {
		return ""
	}
	q := c.Context().QueryArgs()
	var parts []string
	q.VisitAll(func(k, v []byte) {
		if key := string(k); key != "lang" && len(parts) < 16 {
			parts = append(parts, url.QueryEscape(key)+"="+url.QueryEscape(string(v)))
		}
	})
	return strings.Join(parts, "&")
}

// flashCookie carries the id of one sentence to the next page: ids of words only, never text.
const flashCookie = "shinsa_flash"

// flash shows a sentence on the next page. kind is "ok", "warn" or "bad"; id is below `flash.`.
func (a *App) flash(c *fiber.Ctx, kind, id string) {
	a.setCookie(c, flashCookie, kind+"."+id, 60)
}

// tell shows a sentence on the page that answers this request.
func (a *App) tell(c *fiber.Ctx, kind, id string) {
	c.Locals(localFlash, views.Flash{Kind: kind, Text: a.Words.Text(langOf(c), "flash."+id)})
}

func (a *App) takeFlash(c *fiber.Ctx, lang string) views.Flash {
	if f, ok := c.Locals(localFlash).(views.Flash); ok {
		return f
	}
	v := c.Cookies(flashCookie)
	if v == "" || !wantsPage(c) { // a picture that is refused is no page on which a sentence is read
		return views.Flash{}
	}
	a.setCookie(c, flashCookie, "", -1)
	kind, id, _ := strings.Cut(v, ".")
	text, ok := a.Words.Lookup(lang, "flash."+id)
	if !ok || kind != "ok" && kind != "warn" && kind != "bad" {
		return views.Flash{}
	}
	return views.Flash{Kind: kind, Text: text}
}

// setCookie sets a cookie for this site only; seconds below zero delete it, zero lasts for the visit.
func (a *App) setCookie(c *fiber.Ctx, name, value string, seconds int) {
	c.Cookie(&fiber.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds, SessionOnly: seconds == 0,
		HTTPOnly: true, Secure: a.secure(), SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// secure says whether people reach the server over HTTPS.
func (a *App) secure() bool { return strings.HasPrefix(a.PublicURL, "https://") }

const langCookie = "shinsa_lang"

// language finds the reader's language: chosen on a page, chosen before, or as the browser wishes.
func (a *App) language(c *fiber.Ctx) error {
	a.findLanguage(c)
	return c.Next()
}

func (a *App) findLanguage(c *fiber.Ctx) {
	lang := c.Query("lang")
	if lang == "en" || lang == "ja" {
		a.setLanguage(c, lang)
		return
	} else if lang = c.Cookies(langCookie); lang != "en" && lang != "ja" {
		lang = words.Match(c.Get(fiber.HeaderAcceptLanguage))
	}
	c.Locals(localLang, lang)
}

// setLanguage has the answer, and what the browser asks for later, in a language.
func (a *App) setLanguage(c *fiber.Ctx, lang string) {
	a.setCookie(c, langCookie, lang, 365*24*3600)
	c.Locals(localLang, lang)
}

func langOf(c *fiber.Ctx) string {
	if lang, ok := c.Locals(localLang).(string); ok {
		return lang
	}
	return "en"
}

type local string

const (
	localLang       local = "lang"
	localSession    local = "session"
	localRequest    local = "request"
	localGeneration local = "generation"
	localFlash      local = "flash"
)

package handlers

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/staff"
	"shinsa/views"
)

// session is who is signed in with this browser.
type session struct {
	ID      staff.SessionID
	Account staff.Account
	Token   staff.Token
	CSRF    string // what every form of the session carries
}

// Actor is the signed-in person as the desk knows him.
func (s *session) Actor() review.Actor {
	return review.Actor{
		ID: review.StaffID(s.Account.ID), Role: string(s.Account.Role), Name: s.Account.Name, Session: string(s.ID),
	}
}

// sessionCookie names the cookie. The prefix __Host- makes browsers refuse one that another host of the
// same domain, or an insecure page, has set (RFC 6265bis, section 4.1.3.2).
func (a *App) sessionCookie() string {
	if a.secure() {
		return "__Host-shinsa"
	}
	return "shinsa"
}

// withSession finds out who asks. A cookie that opens nothing is nobody's.
func (a *App) withSession(c *fiber.Ctx) error {
	token := staff.Token(c.Cookies(a.sessionCookie()))
	if token == "" {
		return c.Next()
	}
	s, err := a.sessionOf(c, token)
	if errors.Is(err, staff.ErrNoSession) {
		return c.Next()
	} else if err != nil {
		return err
	}
	c.Locals(localSession, &s)
	if lang := s.Account.Lang; lang != "" && c.Query("lang") == "" && c.Cookies(langCookie) == "" {
		c.Locals(localLang, lang)
	}
	return c.Next()
}

// sessionOf is the session of a token as it stands. A page and its pictures ask for it dozens of times in
// a row; ending a session, a new role or a disabled account is a commit, after which it is read anew.
func (a *App) sessionOf(c *fiber.Ctx, token staff.Token) (session, error) {
	generation, err := a.generation(c)
	if err != nil {
		return session{}, err
	}
	now := a.Now()
	if s, ok := a.sessions.find(token, generation, now); ok {
		return s, nil
	}
	unused := c.Path() == eventsPath
	ask := a.Staff.Session
	if unused {
		ask = a.Staff.Unused
	}
	found, account, err := ask(c.UserContext(), token)
	if err != nil {
		return session{}, err
	}
	s := session{ID: found.ID, Account: account, Token: token, CSRF: staff.CSRFToken(token)}
	if unused {
		return s, nil // what is kept counts as used
	}
	a.sessions.keep(token, generation, now, s)
	return s, nil
}

// signedIn is the session of the request; nil when nobody is signed in.
func signedIn(c *fiber.Ctx) *session {
	s, _ := c.Locals(localSession).(*session)
	return s
}

// actor is the signed-in person. Only routes behind needSession may ask.
func actor(c *fiber.Ctx) review.Actor { return signedIn(c).Actor() }

// needSession lets signed-in people pass, and their forms only with the session's token. Who opens a page
// without a session is sent to sign in and then back to it.
func (a *App) needSession(c *fiber.Ctx) error {
	s := signedIn(c)
	get := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
	switch {
	case s == nil && get && wantsPage(c):
		return c.Redirect("/login?next="+url.QueryEscape(c.OriginalURL()), fiber.StatusSeeOther)
	case s == nil:
		return &statusError{status: fiber.StatusUnauthorized, word: "401"}
	case !get && !staff.ValidCSRF(s.Token, formCSRF(c)):
		return a.stale(c)
	}
	return c.Next()
}

// wantsPage says whether the browser asks for a page, and not for a picture or a script's answer.
func wantsPage(c *fiber.Ctx) bool {
	switch c.Get("Sec-Fetch-Dest") {
	case "", "document":
		return true
	}
	return false
}

// formCSRF is the token that a form carries in its field `csrf`. Staff's forms send no files, so a
// multipart body is not looked into.
func formCSRF(c *fiber.Ctx) string { return string(c.Request().PostArgs().Peek("csrf")) }

// localPath returns a path of this server to go on with, and "" for everything that could lead elsewhere.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return ""
	}
	if u.Path == "/login" || u.Path == "/logout" {
		return ""
	}
	return u.RequestURI()
}

// home is where a role begins its work.
func home(role staff.Role) string {
	switch role {
	case staff.Admin:
		return "/staff"
	case staff.Support:
		return "/lookup"
	case staff.NoRole:
		return "/account"
	}
	return "/queue"
}

// sections are the entries of the staff's bar, in their order, and what one must be allowed for each.
var sections = []struct {
	name, href string
	action     review.Action
}{
	{"queue", "/queue", review.SeeQueue},
	{"audit", "/audit", review.SeeDecision},
	{"stats", "/stats", review.SeeFigures},
	{"export", "/export", review.DoExport},
	{"team", "/team", review.SeeTeam},
	{"phrases", "/phrases", review.UsePhrases},
	{"training", "/training", review.UseTraining},
	{"lookup", "/lookup", review.DoLookup},
	{"roles", "/staff/roles", "role.confirm"},
	{"staff", "/staff", "staff.manage"},
	{"settings", "/settings", manageSettings},
	{"outbox", "/outbox", ""},
}

// navLinks lists the sections that the person may open. The policy does not change while the program
// runs, so its answer is asked for once a role.
func (a *App) navLinks(lang string, s *session) []views.NavLink {
	allowed, ok := a.nav.Load(s.Account.Role)
	if !ok {
		allowed = a.allowedSections(s)
		a.nav.Store(s.Account.Role, allowed)
	}
	var links []views.NavLink
	for _, i := range allowed.([]int) {
		links = append(links, views.NavLink{
			Section: sections[i].name, Href: sections[i].href, Word: a.Words.Text(lang, "nav."+sections[i].name),
		})
	}
	return links
}

func (a *App) allowedSections(s *session) []int {
	who := s.Actor()
	var allowed []int
	for i, section := range sections {
		if section.name == "outbox" {
			if a.Demo && a.Outbox != nil {
				allowed = append(allowed, i)
			}
			continue
		}
		if a.Desk.Guard.Allow(context.Background(), who, section.action, review.Object{Author: who.ID}) == nil {
			allowed = append(allowed, i)
		}
	}
	return allowed
}

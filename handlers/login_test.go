package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shinsa/staff"
)

func TestSigningIn(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for name, leads := range map[string]string{
		"reviewer": "/queue", "supervisor": "/queue", "support": "/lookup", "admin": "/staff",
	} {
		b := d.nobody()
		b.get("/login").is(200).has(`action="/login"`, `name="email"`, `name="password"`)
		a := b.post("/login", url.Values{"email": {strings.ToUpper(name) + "@example.com"}, "password": {testPassword}}).leadsTo(leads)
		cookie := a.header.Get("Set-Cookie")
		for _, part := range []string{"shinsa=", "HttpOnly", "SameSite=Lax", "path=/"} {
			if !strings.Contains(strings.ToLower(cookie), strings.ToLower(part)) {
				t.Errorf("%s: the cookie %q lacks %q", name, cookie, part)
			}
		}
		b.get(leads).is(200)
		b.get("/login").leadsTo(leads)
	}
}

func TestAWrongPasswordKeepsTheAddress(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for _, email := range []string{"reviewer@example.com", "nobody@example.com", `"><script>alert(1)</script>`, "a\x00b\xff"} {
		b := d.nobody()
		a := b.post("/login", url.Values{"email": {email}, "password": {"wrong"}}).is(401)
		a.has("This did not work").hasNone("<script>alert", "wrong\"")
		if strings.HasSuffix(email, "example.com") {
			a.has(`value="` + email + `"`)
		}
		b.get("/queue").leadsTo("/login?next=%2Fqueue")
	}
	d.nobody().in("ja").post("/login", url.Values{"email": {"a@example.com"}, "password": {"x"}}).is(401).has("ログインできませんでした")
}

func TestGuessingIsThrottled(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	form := url.Values{"email": {"reviewer@example.com"}, "password": {"wrong"}}
	for range 5 {
		b.post("/login", form).is(401)
	}
	a := b.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {testPassword}}).is(429)
	a.has("Too many tries", `value="reviewer@example.com"`)
	if a.header.Get("Retry-After") == "" {
		t.Error("there is no Retry-After")
	}
	d.clock.pass(time.Minute)
	b.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {testPassword}}).leadsTo("/queue")
}

func TestSigningInLeadsBackOnlyHere(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for next, leads := range map[string]string{
		"/queue?state=approved":     "/queue?state=approved",
		"/submissions/7K3M-9QXA":    "/submissions/7K3M-9QXA",
		"":                          "/queue",
		"https://evil.example":      "/queue",
		"//evil.example/x":          "/queue",
		`/\evil.example`:            "/queue",
		"javascript:alert(1)":       "/queue",
		"queue":                     "/queue",
		"/login?next=/login":        "/queue",
		"/queue\r\nSet-Cookie: a=b": "/queue",
		"/%0d%0aSet-Cookie:%20a=b":  "/%0d%0aSet-Cookie:%20a=b",
	} {
		b := d.nobody()
		b.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {testPassword}, "next": {next}}).leadsTo(leads)
	}
	d.nobody().get("/queue?kind=resident-card").leadsTo("/login?next=%2Fqueue%3Fkind%3Dresident-card")
}

func TestSignedOut(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, form := b.held()
	b.post("/logout", url.Values{"csrf": {"not it"}}).is(403)
	b.get("/queue").is(200)
	b.post("/logout", nil).leadsTo("/login")
	b.get("/queue").leadsTo("/login?next=%2Fqueue")
	// A form that was open is refused in words; a picture is not answered with a page.
	b.post(reviewPath(ref)+"/decision", form.answered("approve")).is(401).has("Please sign in")
	b.header.Set("Sec-Fetch-Dest", "image")
	b.get(reviewPath(ref) + "/images/front").is(401)
	b.header.Del("Sec-Fetch-Dest")
	b.post("/logout", nil).leadsTo("/login")
}

func TestASessionEnds(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	d.clock.pass(29 * time.Minute)
	b.get("/queue").is(200)
	d.clock.pass(31 * time.Minute)
	b.get("/queue").leadsTo("/login?next=%2Fqueue")

	// Whose account is disabled is out at once, and what he held is free.
	b = d.as("reviewer")
	ref, _ := b.held()
	if _, err := d.staff.Disable(t.Context(), staff.CommandLine(), d.people["reviewer"].ID); err != nil {
		t.Fatal(err)
	}
	b.get("/queue").leadsTo("/login?next=%2Fqueue")
	d.as("reviewer2").get(reviewPath(ref)).is(200).has("Nobody holds it")
}

func TestFormsNeedTheSessionsToken(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b, other := d.as("reviewer"), d.as("reviewer2")
	ref, form := b.held()
	for _, r := range d.staffRoutes() {
		if r.method != http.MethodPost || r.access != signedOn {
			continue
		}
		path := strings.NewReplacer(":reference", string(ref), ":side", "front", ":decision", "x", ":account", "x", ":token", "x").Replace(r.path)
		for _, token := range []string{"", "x", other.csrf} {
			sent := form.answered("approve")
			sent.Set("csrf", token)
			sent.Del("of") // with it a form of this person's own is shown again, see stale.go
			b.post(path, sent).is(403).has("The page was open for too long")
		}
	}
	b.header.Set("Sec-Fetch-Site", "cross-site")
	b.post(reviewPath(ref)+"/decision", form.answered("approve")).is(403)
	b.header.Del("Sec-Fetch-Site")
	b.post(reviewPath(ref)+"/decision", form.answered("approve")).is(303)
}

// staffRoutes is the table of the staff's routes.
func (d *testDesk) staffRoutes() []route {
	return (&App{Config: d.config}).staffTable()
}

func TestTheBarShowsWhatARoleMayOpen(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, func(c *Config) { c.Demo, c.Outbox = true, func() []Mail { return nil } })
	links := func(a answer) string {
		doc := a.body[strings.Index(a.body, `class="sections"`):]
		doc = doc[:strings.Index(doc, "</nav>")]
		var out []string
		for _, part := range strings.Split(doc, `href="`)[1:] {
			out = append(out, part[:strings.IndexByte(part, '"')])
		}
		return strings.Join(out, " ")
	}
	for name, want := range map[string]string{
		"reviewer":   "/queue /audit /phrases /training /lookup /outbox /account",
		"supervisor": "/queue /audit /stats /export /team /phrases /training /lookup /staff/roles /outbox /account",
		"support":    "/lookup /outbox /account",
		"admin":      "/staff /settings /outbox /account",
	} {
		// The page of a refusal has the bar, too.
		if got := links(d.as(name).get("/nothing-here").is(404)); got != want {
			t.Errorf("%s may open %q, want %q", name, got, want)
		}
	}
}

package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/staff"
)

// TestOtherSitesChangeNothing sends every form as another site's page would.
func TestOtherSitesChangeNothing(t *testing.T) {
	t.Parallel()
	x := newScene(t, "reviewer", &safeBuffer{})
	foreign := x.as("reviewer2").csrf
	headers := map[string]http.Header{
		"from another site":                {"Sec-Fetch-Site": {"cross-site"}},
		"from a neighbour":                 {"Sec-Fetch-Site": {"same-site"}},
		"from nonsense":                    {"Sec-Fetch-Site": {"same-origin, cross-site"}},
		"by its origin":                    {"Origin": {"https://evil.example"}},
		"by an origin that begins as ours": {"Origin": {x.url + ".evil.example"}},
		"by an origin with ours in it":     {"Origin": {"https://evil.example/" + x.url}},
		"by an origin that is none":        {"Origin": {"null null"}},
		"by another port":                  {"Origin": {"http://127.0.0.1:1"}},
	}
	for _, r := range matrixRoutes(t) {
		if r.method != http.MethodPost {
			continue
		}
		ask := func(form url.Values) answer {
			x.begin()
			x.use("usual", func(s *staging) { s.held(x.me) })
			x.settleIn()
			x.params["what"] = "decisions"
			x.params["decision"], x.params["id"] = "019ab000-0000-7000-8000-000000000000", "019ab000-0000-7000-8000-000000000000"
			before := x.standing()
			a := x.b.post(x.fill(r.path), form)
			if after := x.standing(); before.Version != after.Version || before.State != after.State || before.Claim != after.Claim {
				t.Errorf("%s: another site changes the submission", r.words)
			}
			return a
		}
		for words, header := range headers {
			x.b.header = header
			if a := ask(nil); a.status != http.StatusForbidden {
				t.Errorf("%s %s: status %d, want 403", r.words, words, a.status)
			}
		}
		x.b.header = http.Header{}
		if r.access != signedOn {
			continue
		}
		for words, token := range map[string]string{"no token": "", "a colleague's token": foreign, "a token cut short": x.b.csrf[:20], "a token and more": x.b.csrf + "A", "the other case": strings.ToUpper(x.b.csrf)} {
			if a := ask(url.Values{"csrf": {token}}); a.status != http.StatusForbidden {
				t.Errorf("%s with %s: status %d, want 403", r.words, words, a.status)
			}
		}
	}
	// A token in the address is none, nor is one in a header.
	x.b.header.Set("X-CSRF-Token", x.b.csrf)
	x.b.post("/queue/next?csrf="+url.QueryEscape(x.b.csrf), url.Values{"csrf": {""}}).is(403)
}

// TestCookies looks at what a browser is given to keep.
func TestCookies(t *testing.T) {
	t.Parallel()
	for public, name := range map[string]string{"http://desk.example": "shinsa", "https://desk.example": "__Host-shinsa"} {
		d := newTestDesk(t, func(c *Config) { c.PublicURL = public })
		b := d.nobody()
		at, _ := url.Parse(d.url)
		const chosen = "QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
		b.client.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: chosen, Path: "/"}})
		a := b.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {testPassword}}).is(303)
		found := false
		for _, c := range (&http.Response{Header: a.header}).Cookies() {
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != strings.HasPrefix(public, "https") {
				t.Errorf("at %s the cookie is %v", public, c)
			}
			if c.Name == name {
				found = true
				if c.Value == chosen || len(c.Value) < 40 || c.MaxAge != 0 || !c.Expires.IsZero() {
					t.Errorf("at %s the session's cookie is %v", public, c)
				}
			}
		}
		if !found {
			t.Errorf("at %s there is no %s in %v", public, name, a.header.Values("Set-Cookie"))
		}
		if got := a.header.Get("Strict-Transport-Security"); (got != "") != strings.HasPrefix(public, "https") {
			t.Errorf("at %s: Strict-Transport-Security is %q", public, got)
		}
	}
}

// TestASessionIsNewAtEverySignIn holds that nobody goes on with a session that another may know.
func TestASessionIsNewAtEverySignIn(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	at, _ := url.Parse(d.url)
	before := b.client.Jar.Cookies(at)
	b.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {testPassword}}).leadsTo("/queue")
	if after := b.client.Jar.Cookies(at); after[0].Value == before[0].Value {
		t.Error("the session goes on with the token of the one before")
	}
	old := d.nobody()
	old.client.Jar.SetCookies(at, before)
	old.get("/queue").leadsTo("/login?next=%2Fqueue")
}

// TestSessionsEnd lets each act end the sessions that it must end, also the one in another browser.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	acts := map[string]func(d *testDesk, admin *browser, id string){
		"another role": func(d *testDesk, admin *browser, id string) {
			admin.post("/staff/"+id+"/role", url.Values{"role": {"support"}}).is(303)
		},
		"disabling": func(d *testDesk, admin *browser, id string) {
			admin.post("/staff/"+id+"/disable", url.Values{"confirmed": {"yes"}}).is(303)
		},
		"a reset that was used": func(d *testDesk, admin *browser, id string) {
			issued, err := d.staff.RequestReset(d.t.Context(), staff.CommandLine(), staff.AccountID(id))
			d.must(err)
			d.nobody().post("/reset/"+string(issued.Token), url.Values{"password": {"another-korrekt-horse"}}).is(303)
		},
		"signing out everywhere": func(d *testDesk, admin *browser, id string) { d.as("reviewer").post("/account/sessions", nil).is(303) },
		"a new password": func(d *testDesk, admin *browser, id string) {
			d.as("reviewer").post("/account/password", url.Values{"current": {testPassword}, "new": {"another-korrekt-horse"}}).is(303)
		},
		"half a day": func(d *testDesk, admin *browser, id string) { d.clock.pass(12*time.Hour + time.Second) },
	}
	for words, act := range acts {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			d := newTestDesk(t)
			b, admin := d.as("reviewer"), d.as("admin")
			ref, form := b.held()
			b.get(reviewPath(ref)).is(200)
			act(d, admin, string(d.people["reviewer"].ID))
			b.get(reviewPath(ref)).is(303)
			b.get(reviewPath(ref) + "/images/front?size=thumb").is(303)
			b.post(reviewPath(ref)+"/decision", form.answered("approve")).is(401)
			if v, err := d.desk.Review(t.Context(), d.actor("supervisor"), ref); err != nil || len(v.History) != 0 {
				t.Errorf("%v, %v: a session that ended decides", v.History, err)
			}
		})
	}
}

// TestWhoHasAnAccountIsNotTold compares refused tries to sign in, and how the pages of one-time links and
// accounts answer to guesses.
func TestWhoHasAnAccountIsNotTold(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	if _, err := d.staff.Invite(t.Context(), staff.CommandLine(), staff.NewAccount{Email: "invited@example.com", Name: "Gen Ueda", Role: staff.Support}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.staff.Disable(t.Context(), staff.CommandLine(), d.people["reviewer2"].ID); err != nil {
		t.Fatal(err)
	}
	say := func(email, password string) string {
		a := d.nobody().post("/login", url.Values{"email": {email}, "password": {password}})
		header := a.header.Clone()
		for _, h := range []string{"Date", "X-Request-Id", "Content-Length"} {
			header.Del(h)
		}
		names := make([]string, 0, len(header))
		for n := range header {
			names = append(names, n+": "+strings.Join(header[n], ","))
		}
		slices.Sort(names)
		return http.StatusText(a.status) + strings.Join(names, "\n") + strings.ReplaceAll(a.body, email, "ADDRESS")
	}
	want := say("reviewer@example.com", "wrong")
	for email, password := range map[string]string{
		"nobody@example.com": "wrong", "invited@example.com": testPassword, "reviewer2@example.com": testPassword, "admin@example.com": "wrong", "REVIEWER@EXAMPLE.COM": "wrong", "": "",
	} {
		if got := say(email, password); got != want && email != "" {
			t.Errorf("%s is told\n%s\na wrong password\n%s", email, got, want)
		}
	}
	// Too many tries look the same whether there is an account or not.
	throttled := func(email string) string {
		b := d.nobody()
		for range 5 {
			b.post("/login", url.Values{"email": {email}, "password": {"wrong"}})
		}
		return strings.ReplaceAll(b.post("/login", url.Values{"email": {email}, "password": {"wrong"}}).is(429).body, email, "ADDRESS")
	}
	if a, b := throttled("support@example.com"), throttled("nobody2@example.com"); a != b {
		t.Errorf("too many tries are told differently:\n%s", difference(a, b))
	}
}

var thisPage = regexp.MustCompile(`"[^"]*\?lang=(en|ja)"`) // the switch of languages

// TestWhatIsNotThereLooksAlike compares the answers to links that open nothing with the answer to any other
// address that is not there, with everything that they say but the address itself and the request's number.
func TestWhatIsNotThereLooksAlike(t *testing.T) {
	t.Parallel()
	x := newScene(t, "nobody", &safeBuffer{})
	say := func(method, path string) string {
		a := x.b.send(method, path, plainForm, strings.NewReader("")).is(http.StatusNotFound)
		var header []string
		for name, values := range a.header {
			if name != "Date" && name != "X-Request-Id" && name != "Content-Length" {
				header = append(header, name+": "+strings.Join(values, ", "))
			}
		}
		slices.Sort(header)
		body := thisPage.ReplaceAllString(a.body, `"HERE?lang=$1"`)
		return strings.Join(header, "\n") + "\n" + requestNumber.ReplaceAllString(body, "N")
	}
	want, posted := say("GET", "/nothing"), ""
	for _, s := range append(slicesOf(onLink(), "unknown link", "another's link with a letter more", "draft whose time is over", "erased"), onOneTimeLink()...) {
		x.begin()
		s.arrange(x)
		x.settleIn()
		for _, path := range []string{"/a/:token", "/a/:token/identity", "/a/:token/images/front", "/a/:token/submit", "/welcome/:token", "/reset/:token"} {
			if strings.HasPrefix(path, "/welcome") && s.words == "an invitation" || strings.HasPrefix(path, "/reset") && s.words == "a reset" {
				continue
			}
			if got := say("GET", x.fill(path)); got != want {
				t.Errorf("%s, %s is told apart:\n%s", path, s.words, difference(want, got))
			}
			if path == "/a/:token/images/front" {
				continue // nothing is posted there
			}
			if path == "/a/:token" {
				path += "/withdraw"
			}
			got := say("POST", x.fill(path))
			if posted == "" {
				posted = got
			}
			if got != posted {
				t.Errorf("POST %s, %s is told apart:\n%s", path, s.words, difference(posted, got))
			}
		}
	}
}

package handlers

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shinsa/staff"
)

// linkOn finds the one-time link that a page shows, as a path.
func linkOn(t *testing.T, page answer) string {
	t.Helper()
	m := regexp.MustCompile(`value="http://[^"/]+(/(?:welcome|reset)/[A-Za-z0-9_-]{43})"`).FindStringSubmatch(page.body)
	if m == nil {
		t.Fatalf("the page shows no one-time link\n%s", page.text())
	}
	return m[1]
}

// staffPath is the page of one of the people.
func (d *testDesk) staffPath(name string) string { return "/staff/" + string(d.people[name].ID) }

func TestStaffList(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	page := d.as("admin").get("/staff").is(200)
	for name, a := range d.people {
		page.has(a.Name, a.Email, d.staffPath(name))
	}
	page.has("6 accounts, 6 active", `action="/staff/invite"`, "(you)").hasNone(`data-testid="shortages"`)

	if _, err := d.staff.Disable(t.Context(), staff.CommandLine(), d.people["supervisor2"].ID); err != nil {
		t.Fatal(err)
	}
	d.as("admin").get("/staff").is(200).has(`data-testid="shortages"`, "There is only one supervisor", "disabled")
	d.as("admin").in("ja").get("/staff").is(200).has("統括が1人だけのため", "停止")
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	admin := d.as("admin")
	page := admin.post("/staff/invite", url.Values{"email": {"gen@example.com"}, "name": {""}, "role": {"reviewer"}}).is(200)
	page.has("The account of gen@example.com is made", "the role waits for a supervisor")
	if got := page.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q, want no-store: the page shows a secret", got)
	}
	link := linkOn(t, page)
	// It is shown this once.
	admin.get("/staff").is(200).has("gen@example.com", "invited", "waits: reviewer").hasNone(link)

	guest := d.nobody()
	guest.get(link).is(200).has("You are invited to the review desk of Hoshizora Mobile", "gen@example.com", `action="`+link+`"`,
		"Afterwards your role (reviewer) waits")
	// What is refused is told, keeps what was typed, and does not use the link up.
	guest.post(link, url.Values{"name": {"Gen <Mori>"}, "password": {"short"}}).is(422).has("at least 12 characters", `value="Gen &lt;Mori&gt;"`)
	guest.post(link, url.Values{"name": {"Gen Mori"}, "password": {"sixteen red herons"}, "again": {"sixteen red heron"}}).is(422).has("do not match").hasNone("sixteen red herons")
	guest.post(link, url.Values{"name": {""}, "password": {"sixteen red herons"}}).is(422).has("Type a name.")
	guest.post(link, url.Values{"name": {"Gen\x00\u202e"}, "password": {"sixteen red herons"}}).is(422).has("cannot be kept")
	guest.post(link, url.Values{"name": {"Gen Mori"}, "password": {"gen@example.com!"}}).is(422).has("mostly your own name")
	guest.post(link, url.Values{"name": {"Gen Mori"}, "password": {"sixteen red herons"}, "again": {"sixteen red herons"}}).leadsTo("/login")
	guest.get("/login").is(200).has("The password is set. Sign in with it.")
	guest.get(link).is(404)
	guest.post(link, url.Values{"name": {"Gen Mori"}, "password": {"another red heron"}}).is(404)

	// Until a supervisor agrees the person can only sign in.
	guest.post("/login", url.Values{"email": {"gen@example.com"}, "password": {"sixteen red herons"}}).leadsTo("/account")
	guest.get("/account").is(200).has("Gen Mori", "no role yet", "waits until a supervisor agrees")
	guest.get("/queue").is(403)
	id := accountID(t, d, "gen@example.com")
	sup := d.as("supervisor")
	sup.get("/audit").is(200).has("A role waits for your agreement", `href="/staff/roles"`)
	sup.get("/staff/roles").is(200).has("Gen Mori", "gen@example.com", `action="/staff/`+id+`/confirm"`, `action="/staff/`+id+`/refuse"`)
	admin.post("/staff/"+id+"/confirm", url.Values{"role": {"reviewer"}}).is(403)
	sup.post("/staff/"+id+"/confirm", url.Values{"role": {"supervisor"}}).is(409).has("does not wait for agreement")
	sup.post("/staff/"+id+"/confirm", url.Values{"role": {"reviewer"}}).leadsTo("/staff/roles")
	sup.post("/staff/"+id+"/confirm", url.Values{"role": {"reviewer"}}).is(409)
	sup.get("/staff/roles").is(200).has("No role waits for agreement.")
	guest.post("/login", url.Values{"email": {"gen@example.com"}, "password": {"sixteen red herons"}}).leadsTo("/queue")
}

func accountID(t *testing.T, d *testDesk, email string) string {
	t.Helper()
	a, err := d.staff.ByEmail(t.Context(), staff.CommandLine(), email)
	if err != nil {
		t.Fatal(err)
	}
	return string(a.ID)
}

func TestInviteRefuses(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	admin := d.as("admin")
	for _, c := range []struct {
		email, name, role string
		words             string
	}{
		{"", "", "reviewer", "Type the e-mail address."},
		{"no address", "", "reviewer", "This is not an e-mail address."},
		{"a@b\r\nBcc: c@d.example", "", "reviewer", "This is not an e-mail address."},
		{strings.Repeat("a", 300) + "@example.com", "", "reviewer", "too long for an e-mail address"},
		{"ＲＥＶＩＥＷＥＲ@example.com", "", "reviewer", "has an account already"},
		{"x@example.com", strings.Repeat("あ", 101), "reviewer", "at most 100 characters"},
		{"x@example.com", "a\u202eb", "reviewer", "cannot be kept"},
		{"x@example.com", "\xff\xfe<script>", "root", "Choose one of the roles."},
		{"x@example.com", "Kept Name", "", "Choose one of the roles."},
	} {
		page := admin.post("/staff/invite", url.Values{"email": {c.email}, "name": {c.name}, "role": {c.role}}).is(422)
		page.has(c.words, `aria-invalid="true"`).hasNone("<script>", `data-testid="issued"`)
		if c.name == "Kept Name" {
			page.has(`value="Kept Name"`, `value="x@example.com"`)
		}
	}
	admin.get("/staff").is(200).has("6 accounts").hasNone("x@example.com")
	for _, name := range []string{"reviewer", "supervisor", "support"} {
		d.as(name).post("/staff/invite", url.Values{"email": {"x@example.com"}, "role": {"admin"}}).is(403)
		d.as(name).get("/staff").is(403)
		d.as(name).get(d.staffPath("admin")).is(403)
		d.as(name).get("/settings").is(403)
	}
	d.as("admin").get("/staff/roles").is(403)
}

// Twice the same field, unknown fields and files change nothing.
func TestInviteTakesTheFirstOfTwo(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.as("admin").post("/staff/invite", url.Values{
		"email": {"gen@example.com", "eve@example.com"}, "role": {"support", "admin"}, "status": {"active"}, "password_hash": {"x"},
	}).is(200)
	a, err := d.staff.ByEmail(t.Context(), staff.CommandLine(), "gen@example.com")
	if err != nil || a.Role != staff.Support || a.Status != staff.Invited {
		t.Errorf("made %+v, %v", a, err)
	}
	if _, err := d.staff.ByEmail(t.Context(), staff.CommandLine(), "eve@example.com"); err == nil {
		t.Error("a second account was made")
	}
}

func TestResetWaitsForASupervisor(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	reviewer := d.as("reviewer")
	admin, path := d.as("admin"), d.staffPath("reviewer")
	admin.get(path).is(200).has("Aiko Sato", `action="`+path+`/reset"`, "waits for a supervisor")
	admin.post(path+"/reset", nil).is(422).has("Tick the box to confirm.")
	link := linkOn(t, admin.post(path+"/reset", url.Values{"confirmed": {"yes"}}).is(200).has("A link for Aiko Sato is made"))
	newer := linkOn(t, admin.post(path+"/reset", url.Values{"confirmed": {"yes"}}).is(200))
	reviewer.get("/queue").is(200) // asking alone ends nothing

	holder := d.nobody()
	holder.get(link).is(404) // a newer one took its place
	holder.get(strings.Replace(newer, "/reset/", "/welcome/", 1)).is(404)
	holder.get(newer).is(200).has("Set a new password", "Afterwards your role (reviewer) waits").hasNone(`name="name"`)
	holder.post(newer, url.Values{"password": {"nine slow rivers east"}}).leadsTo("/login")
	reviewer.get("/queue").leadsTo("/login?next=%2Fqueue") // signed out everywhere
	holder.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {"nine slow rivers east"}}).leadsTo("/account")
	holder.get("/queue").is(403)
	sup := d.as("supervisor")
	sup.post(path+"/confirm", url.Values{"role": {"reviewer"}}).leadsTo("/staff/roles")
	holder.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {"nine slow rivers east"}}).leadsTo("/queue")
}

func TestOneTimeLinksGrowOld(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	link := linkOn(t, d.as("admin").post(d.staffPath("support")+"/reset", url.Values{"confirmed": {"yes"}}).is(200))
	wrong := d.nobody().get("/reset/" + strings.Repeat("A", 43)).is(404)
	d.clock.pass(61 * time.Minute)
	old := d.nobody().get(link).is(404)
	if strip(wrong.body) != strip(old.body) {
		t.Error("an old link looks other than a wrong one")
	}
	for _, path := range []string{"/reset/x", "/welcome/%00", "/welcome/" + strings.Repeat("A", 5000), "/reset/%ff", "/welcome/" + strings.Repeat("-", 43)} {
		if page := d.nobody().get(path); page.status != 404 {
			t.Errorf("%.30s: status %d, want 404", path, page.status)
		}
		if page := d.nobody().post(path, url.Values{"password": {"nine slow rivers east"}}); page.status != 404 {
			t.Errorf("POST %.30s: status %d, want 404", path, page.status)
		}
	}
}

// strip takes out of a page what differs from request to request.
func strip(body string) string {
	body = regexp.MustCompile(`Request number [0-9a-f]+`).ReplaceAllString(body, "")
	return regexp.MustCompile(`href="/[^"]*lang=[^"]*"`).ReplaceAllString(body, "")
}

func TestOneTimePagesKeepTheirSecret(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	link := linkOn(t, d.as("admin").post(d.staffPath("support")+"/reset", url.Values{"confirmed": {"yes"}}).is(200))
	page := d.nobody().get(link).is(200)
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"} {
		if got := page.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	page.has("noindex")
	if got := maskPath(link); strings.Contains(got, link[len("/reset/"):]) {
		t.Errorf("the log would have %q", got)
	}
}

func TestChangeRole(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	admin := d.as("admin")
	path := d.staffPath("support")
	admin.post(path+"/role", url.Values{"role": {"reviewer"}}).leadsTo(path)
	admin.get(path).is(200).has("A supervisor must agree", "waits: reviewer", "support")
	d.as("supervisor").post(path+"/refuse", url.Values{"role": {"reviewer"}}).leadsTo("/staff/roles")
	admin.get(path).is(200).hasNone("waits: reviewer")
	admin.post(path+"/role", url.Values{"role": {"admin"}}).leadsTo(path)
	admin.get(path).is(200).has("The role is changed.")
	for _, role := range []string{"", "root", "Reviewer", "reviewer\x00"} {
		admin.post(path+"/role", url.Values{"role": {role}}).is(422).has("Choose one of the roles.")
	}
	admin.post(d.staffPath("admin")+"/role", url.Values{"role": {"support"}}).is(403).has("Nobody changes his own role")
	admin.get(d.staffPath("admin")).is(200).has("This is your own account.").hasNone("/role\"", "/reset\"")
	admin.post("/staff/019aaaaa-0000-7000-8000-000000000000/role", url.Values{"role": {"support"}}).is(404)
	admin.get("/staff/%00").is(404)
	admin.get("/staff/nobody").is(404)
}

func TestDisableAndEnable(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	admin, path := d.as("admin"), d.staffPath("reviewer")
	reviewer := d.as("reviewer")
	admin.post(path+"/disable", nil).is(422).has("Tick the box to confirm.")
	reviewer.get("/queue").is(200)
	admin.post(path+"/disable", url.Values{"confirmed": {"yes"}}).leadsTo(path)
	reviewer.get("/queue").leadsTo("/login?next=%2Fqueue")
	admin.get(path).is(200).has("The account is disabled.", `action="`+path+`/enable"`).hasNone(`action="`+path+`/role"`, `action="`+path+`/reset"`)
	admin.post(path+"/reset", url.Values{"confirmed": {"yes"}}).is(409).has("Enable it first.")
	admin.post(path+"/role", url.Values{"role": {"support"}}).is(409)
	admin.post(path+"/disable", url.Values{"confirmed": {"yes"}}).leadsTo(path) // again: as it is
	admin.post(path+"/enable", nil).leadsTo(path)
	d.as("reviewer").get("/queue").is(200)
	admin.post(d.staffPath("admin")+"/disable", url.Values{"confirmed": {"yes"}}).is(409).has("The last administrator stays")
}

func TestOwnPassword(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	here, elsewhere := d.as("support"), d.as("support")
	here.get("/account").is(200).has("Dan Ono", "support@example.com", `action="/account/password"`)
	here.post("/account/password", url.Values{"current": {"wrong"}, "new": {"nine slow rivers east"}}).is(422).has("This is not your present password.")
	here.post("/account/password", url.Values{"current": {testPassword}, "new": {"password1234"}}).is(422).has("among the first that are guessed")
	here.post("/account/password", url.Values{"current": {testPassword}, "new": {"nine slow rivers east"}, "again": {"x"}}).is(422).has("do not match")
	here.post("/account/password", url.Values{"current": {testPassword}, "new": {strings.Repeat("a1!é", 200)}}).is(422).has("up to 128 characters")
	here.post("/account/password", nil).is(422)
	elsewhere.get("/account").is(200)
	here.post("/account/password", url.Values{"current": {testPassword}, "new": {"nine slow rivers east"}, "again": {"nine slow rivers east"}}).leadsTo("/account")
	here.get("/account").is(200).has("The password is changed.")
	elsewhere.get("/account").leadsTo("/login?next=%2Faccount")
}

func TestOwnPasswordIsNotGuessedAtLength(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("support")
	for range 10 {
		b.post("/account/password", url.Values{"current": {"wrong"}, "new": {"nine slow rivers east"}}).is(422)
	}
	page := b.post("/account/password", url.Values{"current": {testPassword}, "new": {"nine slow rivers east"}}).is(429)
	if page.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestOwnLanguageAndSessions(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b, other := d.as("support"), d.as("support")
	b.post("/account/language", url.Values{"lang": {"ja"}}).leadsTo("/account")
	b.get("/account").is(200).has(`<html lang="ja">`, "アカウント")
	other.get("/account").is(200).has(`<html lang="ja">`)
	b.post("/account/language", url.Values{"lang": {"../en"}}).is(400)
	b.post("/account/language", url.Values{"lang": {""}}).leadsTo("/account")
	b.get("/account").is(200).has(`<html lang="en">`)
	b.post("/account/sessions", nil).leadsTo("/login")
	b.get("/login").is(200).has("You are signed out everywhere.")
	other.get("/account").leadsTo("/login?next=%2Faccount")
}

func TestEverybodyMayChangeHisOwnAccountOnly(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	for name, a := range d.people {
		d.as(name).get("/account").is(200).has(a.Email)
	}
	d.nobody().get("/account").leadsTo("/login?next=%2Faccount")
	d.nobody().post("/account/password", url.Values{"current": {testPassword}, "new": {"nine slow rivers east"}}).is(401)
}

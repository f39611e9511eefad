package handlers

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/db/dbtest"
	"shinsa/staff"
)

// anyLink is a one-time link, or what looks like one.
var anyLink = regexp.MustCompile(`(welcome|reset)/[\w-]{43}`)

// deliver lets every letter that waits go, as the outbox does, and returns them by address. refused ones
// do not arrive.
func (d *testDesk) deliver(refused ...string) map[string]*staff.OpenedLetter {
	d.t.Helper()
	ctx, out := context.Background(), map[string]*staff.OpenedLetter{}
	parcels, err := d.store.OpenParcels(ctx, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range parcels {
		if p.Staff == "" {
			continue
		}
		if ok, err := d.store.LeaseParcel(ctx, p.ID, "test", d.clock.now(), d.clock.now().Add(time.Minute)); err != nil || !ok {
			d.t.Fatal(ok, err)
		}
		o, err := d.staff.OpenLetter(ctx, staff.AccountID(p.Staff), p.ID)
		if err != nil {
			d.t.Fatal(err)
		}
		entry, err := d.recorder.Entry("mail.sent", d.clock.now(), "")
		if err != nil {
			d.t.Fatal(err)
		}
		switch {
		case slices.Contains(refused, o.To+" for now"):
			err = d.store.RetryParcel(ctx, p.ID, "test", d.clock.now().Add(time.Minute))
		case slices.Contains(refused, o.To):
			err = d.store.DropParcel(ctx, p.ID, "test", d.clock.now(), entry)
		default:
			out[o.To] = o
			err = d.store.FinishParcel(ctx, p.ID, "test", d.clock.now(), entry)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	return out
}

// withLetters is a desk where mail is set up, on each database, and its log.
func withLetters(t *testing.T, f func(t *testing.T, d *testDesk, log *safeBuffer)) {
	t.Helper()
	for name, database := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log safeBuffer
			d := newTestDeskOn(t, database(t), logTo(&log))
			d.office.Letters = true
			f(t, d, &log)
		})
	}
}

func TestAnInvitationGoesToItsHolderAlone(t *testing.T) {
	t.Parallel()
	withLetters(t, func(t *testing.T, d *testDesk, log *safeBuffer) {
		admin := d.as("admin")
		list := admin.get("/staff").is(200).has("A letter with a one-time link goes to the address", "Send the invitation").hasNone("you are shown")
		made := admin.post("/staff/invite", url.Values{"email": {"gen@example.com"}, "name": {""}, "role": {"reviewer"}})
		path := "/staff/" + accountID(t, d, "gen@example.com")
		made.leadsTo(path)
		waits := admin.get(path).is(200).has("A letter with the link goes to the account", `data-state="waiting"`, "It goes to gen@example.com in a moment",
			"valid until 2026-11-27 10:00", "Send the letter again")
		admin.get("/staff").is(200).has("letter waits")
		letter := d.deliver()["gen@example.com"]
		if letter == nil || letter.Lang != "" || letter.Purpose != staff.Invitation {
			t.Fatalf("the letter: %+v", letter)
		}
		sent := admin.get(path).is(200).has(`data-state="sent"`, "Sent to gen@example.com at 2026-11-24 10:00. The link is valid until 2026-11-27 10:00.")
		again := admin.get("/staff").is(200).has("letter sent")
		for _, a := range []answer{list, made, waits, sent, again} {
			if anyLink.MatchString(a.body) || strings.Contains(a.body+a.header.Get("Set-Cookie")+a.location, string(letter.Token)) {
				t.Errorf("%s shows the link", a.what)
			}
		}
		link := "/welcome/" + string(letter.Token)
		guest := d.nobody()
		guest.get(link).is(200).has("Afterwards your role (reviewer) waits")
		guest.post(link, url.Values{"name": {"Gen Mori"}, "password": {"sixteen red herons"}}).leadsTo("/login")
		admin.get(path).is(200).hasNone(`data-testid="letter"`)
		d.as("supervisor").post(path+"/confirm", url.Values{"role": {"reviewer"}}).leadsTo("/staff/roles")
		guest.post("/login", url.Values{"email": {"gen@example.com"}, "password": {"sixteen red herons"}}).leadsTo("/queue")
		if strings.Contains(log.String(), string(letter.Token)) {
			t.Error("the link is in the log")
		}
	})
}

func TestAResetGoesToItsHolderAlone(t *testing.T) {
	t.Parallel()
	withLetters(t, func(t *testing.T, d *testDesk, _ *safeBuffer) {
		reviewer, admin, path := d.as("reviewer"), d.as("admin"), d.staffPath("reviewer")
		admin.get(path).is(200).has("You do not see the link", "Send the letter").hasNone("waits for a supervisor", `data-testid="letter"`)
		admin.post(path+"/reset", nil).is(422).has("Tick the box to confirm.")
		yes := url.Values{"confirmed": {"yes"}}
		admin.post(path+"/reset", yes).leadsTo(path)
		admin.get(path).is(200).has("It goes to Aiko Sato&#39;s address in a moment")
		admin.in("ja").get(path).is(200).has("まもなくAiko Satoのアドレスに送信されます")
		admin.in("en")

		// What the mail server does not take is told, and can be sent again.
		d.deliver("reviewer@example.com for now")
		admin.get(path).is(200).has(`data-state="waiting"`, "has not taken it yet (1 try)")
		d.clock.pass(time.Minute)
		d.deliver("reviewer@example.com")
		admin.get(path).is(200).has(`data-state="failed"`, "It could not be sent to Aiko Sato&#39;s address, and was given up at 2026-11-24 10:01")
		admin.get("/staff").is(200).has("letter failed")
		admin.post(path+"/reset", yes).leadsTo(path)
		first := d.deliver()["reviewer@example.com"]
		d.clock.pass(time.Minute)
		admin.post(path+"/reset", yes).leadsTo(path)
		admin.post(path+"/reset", yes).leadsTo(path) // a doubled click
		second := d.deliver()
		d.nobody().get("/reset/" + string(first.Token)).is(404)
		reviewer.get("/queue").is(200) // asking alone ends nothing
		link := "/reset/" + string(second["reviewer@example.com"].Token)
		holder := d.nobody()
		holder.get(strings.Replace(link, "/reset/", "/welcome/", 1)).is(404)
		holder.get(link).is(200).has("Set a new password").hasNone("Afterwards your role")
		holder.post(link, url.Values{"password": {"nine slow rivers east"}}).leadsTo("/login")
		reviewer.get("/queue").leadsTo("/login?next=%2Fqueue")
		holder.post("/login", url.Values{"email": {"reviewer@example.com"}, "password": {"nine slow rivers east"}}).leadsTo("/queue")

		// Too many are refused in words; after the link's end the page says so.
		for range 2 {
			d.clock.pass(time.Minute)
			admin.post(path+"/reset", yes).leadsTo(path)
		}
		d.deliver()
		for range 3 {
			d.clock.pass(time.Minute)
			admin.post(path+"/reset", yes)
		}
		if a := admin.post(path+"/reset", yes).is(429); a.header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
	})
}

func TestALetterIsShownUntilItsLinkIsOver(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.office.Letters = true
	admin, yes := d.as("admin"), url.Values{"confirmed": {"yes"}}
	admin.post(d.staffPath("support")+"/reset", yes).is(303)
	letter := d.deliver()["support@example.com"]
	admin.post(d.staffPath("reviewer")+"/reset", yes).is(303) // which nobody delivers
	admin.post(d.staffPath("reviewer2")+"/reset", yes).is(303)
	admin.post(d.staffPath("reviewer2")+"/disable", yes).is(303)
	d.clock.pass(time.Hour)
	admin = d.as("admin")
	admin.get(d.staffPath("support")).is(200).has("was valid until 2026-11-24 11:00 and opens nothing any more")
	admin.get(d.staffPath("reviewer")).is(200).has(`data-state="failed"`, "given up at 2026-11-24 11:00")
	admin.get(d.staffPath("reviewer2")).is(200).hasNone(`data-testid="letter"`)
	admin.get("/staff").is(200).has("letter failed").hasNone("letter sent", "letter waits")
	d.nobody().get("/reset/" + string(letter.Token)).is(404)
}

func TestForgot(t *testing.T) {
	t.Parallel()
	withLetters(t, func(t *testing.T, d *testDesk, log *safeBuffer) {
		b := d.nobody()
		b.get("/login").is(200).has(`href="/forgot"`, "Forgot your password?")
		b.get("/forgot").is(200).has(`action="/forgot"`, "review desk of Hoshizora Mobile", "valid for 1 h", "noindex")
		b.in("ja").get("/forgot").is(200).has("パスワードの再設定", "有効期間は1時間")
		b.in("en")
		b.post("/forgot", url.Values{"email": {""}}).is(422).has("Type the e-mail address.", `aria-invalid="true"`)
		b.post("/forgot", url.Values{"email": {"no <address>"}}).is(422).has("not an e-mail address", `value="no &lt;address&gt;"`)
		b.post("/forgot", url.Values{"email": {"Support@example.com"}}).leadsTo("/login")
		b.get("/login").is(200).has("If this address has an account, a letter with a link is on its way")
		letter := d.deliver()["support@example.com"]
		link := "/reset/" + string(letter.Token)
		b.post(link, url.Values{"password": {"nine slow rivers east"}}).leadsTo("/login")
		b.post("/login", url.Values{"email": {"support@example.com"}, "password": {"nine slow rivers east"}}).leadsTo("/lookup")
		b.get("/forgot").is(200) // also for who is signed in, and does not know the password any more
		for _, secret := range []string{string(letter.Token), "support@example.com"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("%s is in the log", secret)
			}
		}
	})
}

// Nothing in the answer tells whether an address has an account, or what became of it.
func TestForgotTellsNothing(t *testing.T) {
	t.Parallel()
	withLetters(t, func(t *testing.T, d *testDesk, _ *safeBuffer) {
		if _, err := d.staff.Disable(t.Context(), staff.CommandLine(), d.people["supervisor2"].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := d.staff.Invite(t.Context(), staff.CommandLine(), staff.NewAccount{Email: "gen@example.com", Role: staff.Support}); err != nil {
			t.Fatal(err)
		}
		asks := func(email string) (all []string) {
			b := d.nobody()
			for range 6 { // until it is refused
				a := b.post("/forgot", url.Values{"email": {email}})
				header := a.header.Clone()
				header.Del("X-Request-Id")
				header.Del("Date")
				said := strings.ReplaceAll(a.body, email, "…")
				all = append(all, http.StatusText(a.status)+a.location+strip(said))
				for name, v := range header {
					if name != "Content-Length" {
						all = append(all, name+strings.Join(v, ","))
					}
				}
				slices.Sort(all)
			}
			return all
		}
		want := asks("nobody@example.com")
		d.clock.pass(time.Hour)
		for _, email := range []string{"reviewer@example.com", "admin@example.com", "supervisor2@example.com", "gen@example.com"} {
			if got := asks(email); !slices.Equal(got, want) {
				t.Errorf("%s:\n%q\nwant as for nobody's:\n%q", email, got, want)
			}
			d.clock.pass(time.Hour)
		}
	})
}

func TestForgotWithoutMail(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.nobody()
	b.get("/login").is(200).has(`href="/forgot"`)
	b.get("/forgot").is(200).has(`data-testid="no-mail"`, "Ask an administrator").hasNone(`action="/forgot"`)
	b.post("/forgot", url.Values{"email": {"support@example.com"}}).is(409).has("Ask an administrator")
	d.as("admin").get("/staff").is(200).has("No mail is set up here, so you are shown a one-time link")
	d.as("admin").get(d.staffPath("reviewer")).is(200).has("No mail is set up here", "waits for a supervisor")
	if got := d.deliver(); len(got) != 0 {
		t.Errorf("letters %v", got)
	}
}

func TestForgotFromAnotherSite(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.office.Letters = true
	b := d.nobody()
	b.header.Set("Sec-Fetch-Site", "cross-site")
	b.post("/forgot", url.Values{"email": {"support@example.com"}}).is(403)
	if got := d.deliver(); len(got) != 0 {
		t.Errorf("letters %v", got)
	}
}

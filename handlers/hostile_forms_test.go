package handlers

import (
	"bytes"
	"database/sql"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shinsa/db/dbtest"
)

// formsAsked says who sends which form in which situation, so that it would be taken if it were not hostile.
var formsAsked = []struct{ who, route, situation string }{
	{"nobody", "POST /link", "always"},
	{"nobody", "POST /apply", "always"},
	{"nobody", "POST /a/:token/kind", "draft"},
	{"nobody", "POST /a/:token/identity", "draft"},
	{"nobody", "POST /a/:token/identity", "resubmission"},
	{"nobody", "POST /a/:token/images/:side/delete", "resubmission"},
	{"nobody", "POST /a/:token/submit", "draft"},
	{"nobody", "POST /a/:token/recall", "waiting, free"},
	{"nobody", "POST /a/:token/withdraw", "waiting, free"},
	{"nobody", "POST /a/:token/complaint", "rejected"},
	{"nobody", "POST /login (wrong password)", "always"},
	{"nobody", "POST /forgot (an account's address)", "mail is set up"},
	{"nobody", "POST /welcome/:token", "an invitation"},
	{"nobody", "POST /reset/:token", "a reset"},
	{"reviewer", "POST /queue/search", "always"},
	{"reviewer", "POST /queue/next", "one waits"},
	{"reviewer", "POST /submissions/:reference/images/:side/purge (unconfirmed)", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/viewed", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/claim", "waiting, free"},
	{"reviewer", "POST /submissions/:reference/release", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/release (for a reason)", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/hand (to a colleague)", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/comments", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/worksheet", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/decision (approve)", "waiting, mine"},
	{"reviewer", "POST /submissions/:reference/decision (reject)", "waiting, mine"},
	{"reviewer", "POST /decisions/:decision/retract", "mine, made 3 s ago"},
	{"reviewer", "POST /decisions/:decision/report", "mine, in effect"},
	{"supervisor", "POST /submissions/:reference/hand (to a colleague)", "waiting, a colleague's"},
	{"supervisor", "POST /submissions/:reference/answer", "escalated, mine"},
	{"supervisor", "POST /account/away (until no time)", "always"},
	{"supervisor", "POST /account/back", "always"},
	{"supervisor", "POST /audit/:decision (agree)", "a colleague's, in effect"},
	{"supervisor", "POST /audit/:decision (overturn)", "a colleague's, in effect"},
	{"supervisor", "POST /audit/:decision/answer (an answer)", "mine, overturned"},
	{"supervisor", "POST /decisions/mine/read", "always"},
	{"supervisor", "POST /audit/samples (a number of somebody who decided nothing)", "always"},
	{"supervisor", "POST /audit/samples/:sample/items/:n (approve)", "a blind sample of a colleague's"},
	{"supervisor", "POST /audit/second-looks (of a person)", "always"},
	{"supervisor", "POST /audit/second-looks/:id/end", "unknown order"},
	{"supervisor", "POST /audit/:decision/complaint (agree)", "a colleague's, complained of"},
	{"supervisor", "POST /audit/:decision/complaint (overturn)", "a colleague's, complained of"},
	{"supervisor", "POST /submissions/:reference/stay", "approved by a colleague"},
	{"supervisor", "POST /submissions/:reference/stay/end", "approved by a colleague"},
	{"supervisor", "POST /export/:what", "decisions"},
	{"supervisor", "POST /team/:id/skills (a kind)", "a reviewer"},
	{"supervisor", "POST /phrases (the desk's)", "always"},
	{"supervisor", "POST /training/sets (for a colleague)", "always"},
	{"reviewer", "POST /training/sets/:id/next", "my set, a case open"},
	{"reviewer", "POST /training/sets/:id/cases/:n/viewed", "my set, a case open"},
	{"reviewer", "POST /training/sets/:id/cases/:n/worksheet", "my set, a case open"},
	{"reviewer", "POST /training/sets/:id/cases/:n/decision (escalate)", "my set, a case open"},
	{"reviewer", "POST /training/sets/:id/cases/:n/release", "my set, a case open"},
	{"reviewer", "POST /phrases (an own one)", "always"},
	{"reviewer", "POST /phrases/:id", "an own phrase"},
	{"reviewer", "POST /phrases/:id/remove", "an own phrase"},
	{"reviewer", "POST /submissions/:reference/phrases (the desk's)", "waiting, mine"},
	{"supervisor", "POST /staff/:id/confirm", "a desk role waits"},
	{"supervisor", "POST /staff/:id/refuse", "a desk role waits"},
	{"support", "POST /lookup", "waiting, free"},
	{"support", "POST /lookup/resend", "waiting, free"},
	{"support", "POST /lookup/complaint", "rejected"},
	{"support", "POST /account/password (wrong one)", "always"},
	{"support", "POST /account/language", "always"},
	{"reviewer", "POST /account/keys", "always"},
	{"reviewer", "POST /queue/ahead", "one waits"},
	{"reviewer", "POST /queue/batch (release)", "waiting, mine"},
	{"supervisor", "POST /queue/batch (assign)", "waiting, free"},
	{"supervisor", "POST /queue/batch (first)", "waiting, a colleague's"},
	{"reviewer", "POST /queue/look (one's own)", "always"},
	{"reviewer", "POST /queue/look (of a view)", "mine"},
	{"reviewer", "POST /queue/views (one's own)", "always"},
	{"supervisor", "POST /queue/views (for everybody)", "always"},
	{"reviewer", "POST /queue/views/:view", "mine"},
	{"supervisor", "POST /queue/views/:view (for everybody)", "a colleague's, shared"},
	{"reviewer", "POST /queue/views/:view/delete", "mine"},
	{"reviewer", "POST /queue/views/:view/default", "mine"},
	{"admin", "POST /staff/invite (a reviewer)", "always"},
	{"admin", "POST /staff/:id/role (support)", "a reviewer"},
	{"admin", "POST /staff/:id/disable", "a reviewer"},
	{"admin", "POST /staff/:id/enable", "disabled"},
	{"admin", "POST /staff/:id/reset", "a reviewer"},
	{"admin", "POST /staff/invite (by letter)", "mail is set up"},
	{"admin", "POST /staff/:id/reset (by letter)", "a reviewer, mail is set up"},
}

// A hostileForm is a form with something wrong in it.
type hostileForm struct {
	words       string
	contentType string
	body        string
	status      int // that it must have; 0 for any that is no fault
}

const plainForm = "application/x-www-form-urlencoded"

// hostileForms are what can be wrong with a form.
func hostileForms(base url.Values) []hostileForm {
	all := []hostileForm{
		{"nothing", plainForm, "", 0},
		{"nothing of no type", "", "", 0},
		{"JSON", "application/json", `{"csrf":"` + base.Get("csrf") + `","outcome":"approve"}`, 0},
		{"JSON that is none", "application/json", `{"a":`, 0},
		{"as text", "text/plain", base.Encode(), 0},
		{"as XML", "text/xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`, 0},
		{"of two types", plainForm + ", multipart/form-data; boundary=x", base.Encode(), 0},
		{"in another charset", plainForm + "; charset=utf-16", base.Encode(), 0},
		{"in parts without a boundary", "multipart/form-data", base.Encode(), 0},
		{"percent signs", plainForm, base.Encode() + "&%&%%&=%&%zz=%zz&%=", 0},
		{"no values", plainForm, strings.ReplaceAll(base.Encode(), "=", ""), 0},
		{"many fields", plainForm, base.Encode() + strings.Repeat("&a=b", 20_000), 0},
		{"many of one field", plainForm, base.Encode() + strings.Repeat("&check.legible=yes&reason=expired", 500), 0},
		{"a body of 300 KB", plainForm, base.Encode() + "&x=" + strings.Repeat("a", 300<<10), http.StatusRequestEntityTooLarge},
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range base {
		_ = w.WriteField(name, values[0])
	}
	p, _ := w.CreateFormFile("extra", "../../extra.php")
	_, _ = p.Write(bytes.Repeat([]byte("<?php"), 1000))
	_ = w.Close()
	all = append(all, hostileForm{"in parts, with a file", w.FormDataContentType(), b.String(), 0})
	names := make([]string, 0, len(base))
	for name := range base {
		names = append(names, name)
	}
	slices.Sort(names)
	checks := 0
	for _, name := range names {
		if strings.HasPrefix(name, "check.") {
			if checks++; checks > 2 {
				continue // one item is like another
			}
		}
		without := url.Values{}
		for n, v := range base {
			if n != name {
				without[n] = v
			}
		}
		rest := without.Encode()
		with := func(words, value string, status int) {
			all = append(all, hostileForm{name + ": " + words, plainForm, rest + "&" + url.QueryEscape(name) + "=" + value, status})
		}
		all = append(all, hostileForm{name + " missing", plainForm, rest, 0},
			hostileForm{name + " twice", plainForm, base.Encode() + "&" + url.QueryEscape(name) + "=another", 0},
			hostileForm{name + " as a list", plainForm, rest + "&" + url.QueryEscape(name) + "[]=a&" + url.QueryEscape(name) + "[0]=b", 0})
		with("nothing", "", 0)
		with("1 MB", strings.Repeat("a", 1<<20), http.StatusRequestEntityTooLarge)
		with("100 KB", strings.Repeat("%E3%81%82", 11_000), 0)
		with("no UTF-8", "%ff%fe%80", 0)
		with("no UTF-8, as it is", "\xff\xfe\x80", 0)
		with("no escape", "%zz%", 0)
		with("zero bytes", "a%00b%00", 0)
		with("new lines", "a%0d%0aSet-Cookie:%20x=1%0d%0a%0d%0a<script>", 0)
		with("marks", "%E2%80%AE%EF%BB%BF%F0%9F%8F%B4%CC%81%CC%81%CC%81", 0)
		with("code", "%27%20OR%201=1;--%20{{.}}${7*7}../../etc/passwd", 0)
		with("a number", "-9223372036854775809", 0)
	}
	return all
}

// TestHostileForms sends every form with something wrong in it. No answer is a fault; what is refused is
// refused in words and changes nothing.
func TestHostileForms(t *testing.T) {
	t.Parallel()
	var log safeBuffer
	routes := map[string]matrixRoute{}
	for _, r := range matrixRoutes(t) {
		routes[r.words] = r
		if r.method == http.MethodPost && !slices.ContainsFunc(formsAsked, func(f struct{ who, route, situation string }) bool {
			return strings.HasPrefix(f.route+" ", "POST "+r.path+" ")
		}) && !slices.Contains([]string{"/logout", "/account/sessions", "/a/:token/images"}, r.path) { // without fields; the last has tests of its own
			t.Errorf("no hostile form is sent to %s", r.words)
		}
	}
	type asked struct{ who, on string }
	var all []asked
	for _, who := range []string{"nobody", "reviewer", "supervisor", "support", "admin"} {
		all = append(all, asked{who, "sqlite"}, asked{who, "postgres"})
	}
	for _, of := range all {
		who := of.who
		t.Run("as "+who+" on "+of.on, func(t *testing.T) {
			t.Parallel()
			database := dbtest.SQLite
			if of.on == "postgres" { // takes no text that is no UTF-8 or has a zero byte
				database = dbtest.Postgres
			}
			x := newSceneOn(t, newTestDeskOn(t, database(t), logTo(&log)), who, &log)
			rows := x.rows()
			for _, f := range formsAsked {
				if f.who != who {
					continue
				}
				r, ok := routes[f.route]
				if !ok {
					t.Fatalf("there is no %s", f.route)
				}
				x.sendHostile(r, f.situation, rows)
			}
			for _, secret := range x.secrets {
				if strings.Contains(log.String(), secret) {
					t.Errorf("%q is in the log", secret)
				}
			}
		})
	}
}

func (x *scene) sendHostile(r matrixRoute, words string, rows func() map[string]int) {
	x.t.Helper()
	found := slicesOf(r.situations, words)
	if len(found) != 1 {
		x.t.Fatalf("%s: there is no situation %q", r.words, words)
	}
	arrange := func() {
		x.begin()
		if found[0].arrange != nil {
			found[0].arrange(x)
		}
		x.settleIn()
	}
	arrange()
	base := url.Values{}
	if r.form.form != nil {
		base = r.form.form(x)
	}
	if x.b.csrf != "" {
		base.Set("csrf", x.b.csrf)
	}
	for i, h := range hostileForms(base) {
		if i > 0 {
			arrange()
		}
		before, counted := x.standing(), rows()
		send := func() answer {
			return x.b.send(r.method, x.fill(r.path), h.contentType, strings.NewReader(h.body))
		}
		a := send()
		if a.status == http.StatusTooManyRequests { // a try like another: what is asked here is what comes of this one
			x.clock.pass(15 * time.Minute)
			a = send()
		}
		where := fmt.Sprintf("%s, %s", r.words, h.words)
		if a.status >= 500 {
			x.t.Errorf("%s: status %d\n%s\n%s", where, a.status, a.text(), lastLine(x.log.String()))
		}
		if h.status != 0 && a.status != h.status {
			x.t.Errorf("%s: status %d, want %d", where, a.status, h.status)
		}
		if a.status >= 400 && !(strings.Contains(a.body, "<h1") && strings.HasPrefix(a.header.Get("Content-Type"), "text/html")) {
			x.t.Errorf("%s: %d without words: %q", where, a.status, a.body)
		}
		if a.header.Get("X") != "" || strings.Contains(fmt.Sprint(a.header.Values("Set-Cookie")), "x=1") || strings.Contains(a.body, "<script>") {
			x.t.Errorf("%s: what was sent is in force: %v", where, a.header)
		}
		if after := x.standing(); a.status >= 400 && !strings.HasSuffix(r.path, "/identity") { // which keeps what was typed, right or wrong
			if !reflect.DeepEqual(before, after) {
				x.t.Errorf("%s: %d, and the submission changes\n%+v\n%+v", where, a.status, before, after)
			}
			if now := rows(); !reflect.DeepEqual(counted, now) {
				x.t.Errorf("%s: %d, and rows come or go\n%v\n%v", where, a.status, counted, now)
			}
		}
		if x.account != "" && x.b.get("/account").status != 200 {
			x.signIn()
			base.Set("csrf", x.b.csrf)
		}
	}
}

// query opens the database beside the server and returns a way to ask it for texts.
func (x *scene) query() func(text string) []string {
	x.t.Helper()
	driver, source := "pgx", x.db
	if file, ok := strings.CutPrefix(x.db, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+file+"?mode=ro"
	}
	database, err := sql.Open(driver, source)
	x.must(err)
	x.t.Cleanup(func() { _ = database.Close() })
	return func(text string) (out []string) {
		rows, err := database.QueryContext(x.t.Context(), text)
		x.must(err)
		defer rows.Close()
		for rows.Next() {
			var s string
			x.must(rows.Scan(&s))
			out = append(out, s)
		}
		x.must(rows.Err())
		return out
	}
}

// count returns a way to ask for one number.
func (x *scene) count(text string) func() int {
	query := x.query()
	return func() int {
		n, err := strconv.Atoi(query(text)[0])
		x.must(err)
		return n
	}
}

// rows counts the rows of every table but those that tell of tries.
func (x *scene) rows() func() map[string]int {
	x.t.Helper()
	query := x.query()
	var parts []string
	list := `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	if strings.HasPrefix(x.db, "sqlite:") {
		list = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	}
	for _, t := range query(list) {
		// The log tells of refused tries to sign in, and of the fields on the page that tells of a refusal;
		// worksheets keep the answers of a refused decision.
		if !slices.Contains([]string{"log_entries", "log_pending", "throttles", "counts", "worksheets", "field_views"}, t) {
			parts = append(parts, `SELECT '`+t+` ' || count(*) FROM `+t)
		}
	}
	if len(parts) < 12 {
		x.t.Fatalf("only %v are counted", parts)
	}
	return func() map[string]int {
		out := map[string]int{}
		for _, row := range query(strings.Join(parts, " UNION ALL ")) {
			out[row]++
		}
		return out
	}
}

// TestEveryMethod asks for every address with every method: what is no way to ask is refused in words.
func TestEveryMethod(t *testing.T) {
	t.Parallel()
	x := newScene(t, "supervisor", &safeBuffer{})
	for _, r := range matrixRoutes(t) {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"} {
			x.begin()
			x.stands("waiting", "", nil)
			x.settleIn()
			x.params["what"] = "decisions"
			x.params["decision"], x.params["id"], x.params["entry"] = "019ab000-0000-7000-8000-000000000000", "019ab000-0000-7000-8000-000000000000", "019ab000-0000-7000-8000-000000000000"
			a := x.b.send(method, x.fill(r.path), plainForm, strings.NewReader(""))
			if a.status >= 500 {
				t.Errorf("%s: status %d", a.what, a.status)
			}
			if method == "HEAD" && a.body != "" {
				t.Errorf("%s has a body", a.what)
			}
			if method == "HEAD" && r.method == "GET" {
				if got := x.b.get(x.fill(r.path)); got.status != a.status || got.header.Get("Content-Type") != a.header.Get("Content-Type") {
					t.Errorf("%s: %d %s, GET: %d %s", a.what, a.status, a.header.Get("Content-Type"), got.status, got.header.Get("Content-Type"))
				}
			}
			if method != "GET" && method != "HEAD" && method != "POST" && method != "PROPFIND" { // which Fiber does not know
				if a.status != 405 && a.status != 404 && a.status != 403 {
					t.Errorf("%s: status %d, want 405", a.what, a.status)
				}
				if !strings.Contains(a.body, "<h1") {
					t.Errorf("%s: %d without words", a.what, a.status)
				}
			}
			if r.method == "POST" && method == "GET" && (a.status == 405 || a.status == 303 && a.location == x.fill(r.path)) {
				t.Errorf("%s: status %d to %q, want the page that the action belongs to", a.what, a.status, a.location)
			}
		}
	}
}

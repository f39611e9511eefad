package handlers

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/staff"
)

// hostileText becomes an element, an attribute or a figure where a page does not escape it.
const hostileText = `"'><xss-a onxss=1>{{7*7}}${7*7}<%=7*7%></title></textarea>`

// hostileDesk is a desk on which everything that anybody can type is hostile.
func hostileDesk(t *testing.T) (d *testDesk, links []string) {
	t.Helper()
	mails := func() []Mail {
		return []Mail{{To: "a@example.org", Subject: hostileText, Body: hostileText + "\nhttps://evil.example/\n", At: testStart}}
	}
	d = newTestDesk(t, func(c *Config) { c.Demo, c.Outbox, c.Unlimited = true, mails, true })
	d.set.Operator = review.Operator{Name: "Op " + hostileText, Contact: hostileText, DeskHours: hostileText, Purpose: hostileText}
	ctx := t.Context()
	if _, err := d.staff.Add(ctx, staff.CommandLine(), staff.NewAccount{Email: "hostile@example.com", Name: `<xss-a onxss=1>{{7*7}}`, Role: staff.Supervisor}, testPassword); err != nil {
		t.Fatal(err)
	}
	if _, err := d.staff.Invite(ctx, staff.ActorOf(d.people["admin"]), staff.NewAccount{Email: "pending@example.com", Name: `<xss-a onxss=1>`, Role: staff.Reviewer}); err != nil {
		t.Fatal(err)
	}
	hostile := review.Actor{ID: d.hostileID(), Role: "supervisor", Name: "hostile", Session: "test"}
	for i, o := range []review.Outcome{"", review.Approve, review.Reject, review.Resubmit, review.Escalate, "held", "draft"} {
		token, err := d.desk.StartDraft(ctx, specimen.ResidentCard, "en", hostileText[:40])
		if err != nil {
			t.Fatal(err)
		}
		links = append(links, "/a/"+token)
		typed := map[string]string{
			"name": hostileText, "address": hostileText, "room": `<xss-a>`, "birth_date": "1990-04-01", "number": "QX73519264ZY",
			"expires_on": "2031-05-20", "back_notes": "yes", "email": "a@example.org",
		}
		if o == "draft" {
			typed["birth_date"], typed["number"], typed["email"] = hostileText, hostileText, hostileText
		}
		_ = d.desk.SaveIdentity(ctx, token, "en", typed) // of the draft it is refused, and kept
		d.must(d.desk.AddImage(ctx, token, "front", hostileText+".jpg", smallPictures()[0]))
		d.must(d.desk.AddImage(ctx, token, "back", hostileText+".jpg", smallPictures()[1]))
		if o == "draft" {
			continue
		}
		d.must(d.desk.Submit(ctx, token, "en", ""))
		v, err := d.desk.OpenLink(ctx, token)
		d.must(err)
		d.must(d.desk.AddComment(ctx, hostile, v.Reference, hostileText))
		if o == "" { // given back with a note, and handed on with another
			d.must(d.desk.Claim(ctx, hostile, v.Reference, false))
			d.must(d.desk.SkipOver(ctx, hostile, v.Reference, review.OtherSkip, hostileText))
			d.must(d.desk.HandOver(ctx, hostile, v.Reference, d.actor("reviewer").ID, hostileText))
			continue
		}
		d.must(d.desk.Claim(ctx, hostile, v.Reference, false))
		seen, err := d.desk.Review(ctx, hostile, v.Reference)
		d.must(err)
		f := review.DecisionForm{Outcome: o, Answers: review.Answers{}, Note: hostileText, Message: hostileText, Seen: seen.Version}
		for _, item := range seen.Kind.Checklist {
			f.Answers[item.ID] = review.Yes
		}
		if o == "held" {
			d.must(d.desk.SaveWorksheet(ctx, hostile, v.Reference, f.Worksheet()))
			continue
		}
		if o == review.Reject || o == review.Resubmit {
			f.Reasons = []string{"unreadable"}
		}
		id, err := d.desk.Decide(ctx, hostile, v.Reference, f)
		d.must(err)
		d.clock.pass(time.Duration(20+i) * time.Second)
		if _, err := d.desk.ReportMistake(ctx, hostile, id, hostileText); err != nil {
			t.Fatal(err)
		}
		if o == review.Approve {
			d.must(d.desk.AuditDecision(ctx, d.actor("supervisor"), id, review.VerdictForm{Verdict: review.Agree, Note: hostileText}))
		}
	}
	d.settle()
	d.answeredHostile(hostile)
	return d, links
}

// answeredHostile lets a hostile question be answered in the same way.
func (d *testDesk) answeredHostile(hostile review.Actor) {
	d.t.Helper()
	ctx := d.t.Context()
	ref, _ := d.submission()
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Escalate, Note: hostileText})
	d.settle()
	d.must(d.desk.Claim(ctx, hostile, ref, false))
	seen, err := d.desk.Review(ctx, hostile, ref)
	d.must(err)
	d.must(d.desk.AnswerQuestion(ctx, hostile, ref, hostileText, seen.Version))
}

func (d *testDesk) hostileID() review.StaffID {
	d.t.Helper()
	all, err := d.staff.List(d.t.Context(), staff.ActorOf(d.people["admin"]))
	d.must(err)
	i := slices.IndexFunc(all, func(a staff.Account) bool { return a.Email == "hostile@example.com" })
	return review.StaffID(all[i].ID)
}

// TestEveryLinkOfEveryPage opens everything that every role can reach by links, on a desk where all that was
// typed is hostile, and looks at each page as a browser reads it.
func TestEveryLinkOfEveryPage(t *testing.T) {
	t.Parallel()
	d, links := hostileDesk(t)
	starts := map[string][]string{
		"":           append([]string{"/", "/apply?external_ref=" + url.QueryEscape(hostileText), "/login?next=" + url.QueryEscape("/queue?q="+hostileText), "/outbox", "/nothing/" + url.PathEscape(hostileText)}, links...),
		"reviewer":   {"/queue?q=" + url.QueryEscape(hostileText), "/account", "/audit"},
		"hostile":    {"/queue?state=escalated", "/audit?from=" + url.QueryEscape(hostileText), "/stats", "/staff/roles"},
		"supervisor": {"/queue?state=approved", "/audit", "/lookup"},
		"support":    {"/lookup"},
		"admin":      {"/staff", "/settings"},
	}
	for who, from := range starts {
		t.Run("as "+who, func(t *testing.T) {
			t.Parallel()
			c := &crawl{browser: d.nobody(), t: t, seen: map[string]bool{}, refusals: map[string]bool{}, staff: who != ""}
			if who != "" {
				c.browser = d.as(who)
			}
			for _, path := range from {
				c.follow(path, "the start")
			}
			c.refused(links)
			if c.pages < 4 || who != "admin" && c.hostile == 0 {
				t.Errorf("%d pages were read, on %d of them stands what was typed", c.pages, c.hostile)
			}
		})
	}
}

// A crawl is a visit of everything that is linked.
type crawl struct {
	*browser
	t              *testing.T
	seen           map[string]bool
	refusals       map[string]bool // by path
	staff          bool
	pages, hostile int
}

const mostCrawled = 400

func (c *crawl) follow(href, from string) {
	href, _, _ = strings.Cut(href, "#")
	u, err := url.Parse(href)
	if err != nil {
		c.t.Errorf("on %s there is the link %q: %v", from, href, err)
		return
	}
	if u.IsAbs() || u.Host != "" || href == "" || c.seen[href] || strings.HasPrefix(href, "/assets/") || len(c.seen) >= mostCrawled {
		return
	}
	c.seen[href] = true
	a := c.browser.get(href)
	// A page that was refused is refused in the other language, too.
	if a.status >= 400 && from != "the start" && (a.status == 405 || !c.refusals[pathOf(from)]) {
		c.t.Errorf("%s links to %s, which answers %d", from, href, a.status)
	}
	if a.status >= 400 {
		c.refusals[pathOf(href)] = true
	}
	if a.location != "" {
		c.follow(a.location, href)
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		c.read(a, href)
	}
}

// read looks at a page and follows what it links to.
func (c *crawl) read(a answer, path string) {
	c.pages++
	if strings.Contains(a.body, "{{7*7}}") {
		c.hostile++
	}
	for _, l := range inspect(c.t, a, path, c.staff) {
		c.follow(l, path)
	}
}

func pathOf(href string) string {
	path, _, _ := strings.Cut(href, "?")
	return path
}

var voidURL = regexp.MustCompile(`^(/|#|\?|mailto:|sms:|tel:|https://)`)

// inspect reads a page as a browser does: nothing that was typed may be in force on it, nothing may come
// from elsewhere, and nothing may need what its policy forbids. It returns what is linked.
func inspect(t *testing.T, a answer, path string, staff bool) (links []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	bad := func(what string, n *html.Node) { t.Errorf("%s: %s: <%s %v>", path, what, n.Data, n.Attr) }
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if strings.HasPrefix(n.Data, "xss") || n.Data == "style" || n.Data == "iframe" || n.Data == "object" || n.Data == "base" {
			bad("there is an element", n)
		}
		if n.Data == "script" && (attr(n, "src") == "" || n.FirstChild != nil) {
			bad("there is a script in the page", n)
		}
		for _, at := range n.Attr {
			if strings.HasPrefix(at.Key, "on") || at.Key == "style" {
				bad("there is an attribute "+at.Key, n)
			}
			switch at.Key {
			case "id":
				if ids[at.Val] {
					bad("there are two of the id", n)
				}
				ids[at.Val] = true
			case "href", "src", "action", "formaction":
				if !voidURL.MatchString(at.Val) || strings.HasPrefix(at.Val, "//") {
					bad("it leads to "+at.Val, n)
				}
				if n.Data != "a" && strings.HasPrefix(at.Val, "http") {
					bad("it is not ours", n)
				}
			}
		}
		switch n.Data {
		case "a", "img":
			if l := attr(n, "href") + attr(n, "src"); strings.HasPrefix(l, "/") || strings.HasPrefix(l, "?") {
				if strings.HasPrefix(l, "?") {
					l = path + l
				}
				links = append(links, l)
			}
			if _, named := attrOK(n, "alt"); n.Data == "img" && !named {
				bad("it has no words", n)
			}
		case "form":
			inspectForm(t, n, path, staff)
		}
	}
	return links
}

// inspectForm checks that a form leads to an action that exists, with what the action needs.
func inspectForm(t *testing.T, form *html.Node, path string, staff bool) {
	t.Helper()
	action, _, _ := strings.Cut(attr(form, "action"), "?")
	method := strings.ToUpper(attr(form, "method"))
	if method == "DIALOG" { // is sent nowhere
		return
	}
	if method == "" {
		method = "GET"
	}
	if !slices.ContainsFunc((&App{}).table(), func(r route) bool { return r.method == method && matchesPath(r.path, action) }) {
		t.Errorf("%s: there is no %s %s for its form", path, method, action)
	}
	if method == "GET" || !staff {
		return
	}
	for n := range form.Descendants() {
		if attr(n, "name") == "csrf" && attr(n, "value") != "" {
			return
		}
	}
	if !strings.HasPrefix(action, "/a/") && action != "/apply" && action != "/link" && action != "/login" {
		t.Errorf("%s: the form of %s has no token", path, action)
	}
}

// refused reads the pages that show again what was sent and refused.
func (c *crawl) refused(links []string) {
	for path, form := range map[string]url.Values{
		"/apply":                {"kind": {hostileText}, "external_ref": {hostileText}},
		"/link":                 {"link": {hostileText}},
		"/login":                {"email": {hostileText}, "password": {hostileText}, "next": {hostileText}},
		"/queue/search":         {"q": {hostileText}},
		"/lookup":               {"reference": {hostileText}},
		"/lookup/resend":        {"reference": {hostileText}},
		"/staff/invite":         {"email": {hostileText}, "name": {hostileText}, "role": {hostileText}},
		"/account/password":     {"current": {hostileText}, "new": {hostileText}},
		links[0] + "/withdraw2": {"x": {hostileText}},
		links[6] + "/identity":  {"name": {hostileText}, "birth_date": {hostileText}, "number": {hostileText}, "email": {hostileText}, "back_notes": {hostileText}},
		links[6] + "/kind":      {"kind": {hostileText}},
		links[6] + "/submit":    {"house": {hostileText}},
	} {
		if a := c.browser.post(path, form); strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && a.status >= 400 {
			c.refusals[path] = a.status != 422 && a.status != 401 // the form again: its page can be opened
			c.read(a, path)
		}
	}
	contentType, body := uploadBody("front", strings.ReplaceAll(hostileText, `"`, "%22"), []byte("no picture"))
	c.read(c.browser.send("POST", links[6]+"/images", contentType, strings.NewReader(string(body))).is(422), links[6]+"/images")
}

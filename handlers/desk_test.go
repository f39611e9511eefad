package handlers

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/desktest"
	"shinsa/imaging"
	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/staff"
	"shinsa/training"
	"shinsa/views/words"
)

// testDesk is a whole server on loopback, with a database, keys and pictures of its own and a clock that
// stands still. Its five accounts are those of a demonstration; their names are in people.
type testDesk struct {
	t        testing.TB
	url      string // http://127.0.0.1:PORT
	db       string // the database's URL
	clock    *testClock
	store    *db.Store
	desk     *review.Desk
	staff    *staff.Service
	training *training.Room
	words    *words.Catalogue

	recorder *audit.Recorder
	set      *review.Settings // in force; change it before the first request
	office   *staff.Settings  // in force; no mail is set up for the staff unless a test says so
	config   Config
	people   map[string]staff.Account // by the part of the address before the @
	stop     func(within time.Duration) error
}

// testPassword opens every account of a testDesk.
const testPassword = "korrekt-horse-battery"

// testPeople are the accounts of a testDesk.
var testPeople = []staff.NewAccount{
	{Email: "reviewer@example.com", Name: "Aiko Sato", Role: staff.Reviewer},
	{Email: "reviewer2@example.com", Name: "Ben Mori", Role: staff.Reviewer},
	{Email: "supervisor@example.com", Name: "Chie Tanaka", Role: staff.Supervisor},
	{Email: "supervisor2@example.com", Name: "Fumi Abe", Role: staff.Supervisor},
	{Email: "support@example.com", Name: "Dan Ono", Role: staff.Support},
	{Email: "admin@example.com", Name: "Emi Kato", Role: staff.Admin},
}

// testClock is the time of a testDesk.
type testClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *testClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pass lets time go by.
func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// testStart is when every testDesk begins: a Tuesday, 10:00 in Tokyo.
var testStart = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

var onPostgres = flag.Bool("postgres", false, "give every server a database in a real PostgreSQL in the place of SQLite")

// newTestDesk starts a server on a SQLite database. The options change its configuration before that.
func newTestDesk(t testing.TB, options ...func(*Config)) *testDesk {
	t.Helper()
	if *onPostgres {
		return newTestDeskOn(t, dbtest.Postgres(t), options...)
	}
	return newTestDeskOn(t, dbtest.SQLite(t), options...)
}

// newTestDeskOn starts a server on a database.
func newTestDeskOn(t testing.TB, database string, options ...func(*Config)) *testDesk {
	t.Helper()
	d := &testDesk{t: t, clock: &testClock{at: testStart}, people: map[string]staff.Account{}}
	set := review.DefaultSettings()
	set.Operator = review.Operator{Name: "Hoshizora Mobile", Contact: "0120-000-000", DeskHours: "9:00–17:00", Purpose: "to test"}
	set.MailPromised = true
	d.set = &set
	office := staff.DefaultSettings()
	d.office = &office

	whole := desktest.New(t, desktest.Options{
		Database: database, Now: d.clock.now, Settings: func() review.Settings { return *d.set },
		StaffSettings: func() staff.Settings { return *d.office },
	})
	d.training = whole.Training
	d.db, d.store, d.words, d.desk, d.staff, d.recorder = database, whole.Store, whole.Words, whole.Desk, whole.Staff, whole.Recorder
	for _, n := range testPeople {
		account, err := d.staff.Add(t.Context(), staff.CommandLine(), n, testPassword)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(n.Email, "@")
		d.people[name] = account
	}
	d.serve(options)
	return d
}

func (d *testDesk) serve(options []func(*Config)) {
	d.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	d.url = "http://" + listener.Addr().String()
	d.config = Config{
		Desk: d.desk, Staff: d.staff, Training: d.training, Throttle: d.store.Throttle(), Words: d.words, Log: slog.New(slog.DiscardHandler),
		Now: d.clock.now, PublicURL: d.url, MaxUpload: imaging.DefaultLimits().MaxBytes,
	}
	for _, option := range options {
		option(&d.config)
	}
	app := New(d.config)
	go func() { _ = app.Listener(listener) }()
	d.stop = app.ShutdownWithTimeout
	d.t.Cleanup(func() { _ = d.stop(5 * time.Second) })
}

// actor is one of the people as the desk knows them.
func (d *testDesk) actor(name string) review.Actor {
	a, ok := d.people[name]
	if !ok {
		d.t.Fatalf("nobody is called %q", name)
	}
	return review.Actor{ID: review.StaffID(a.ID), Role: string(a.Role), Name: a.Name, Session: "test"}
}

// testSpecimen is drawn once for all tests: a resident card, with both sides.
var testSpecimen = sync.OnceValues(func() (specimen.Specimen, error) {
	return specimen.Draw(1, 1, specimen.Request{Kind: specimen.ResidentCard, Today: testStart})
})

// submission hands in a resident card as an applicant does. It returns its reference and the token of its
// lookup link. An e-mail address was given with it.
func (d *testDesk) submission() (review.Reference, string) {
	d.t.Helper()
	ctx := d.t.Context()
	sp, err := testSpecimen()
	if err != nil {
		d.t.Fatal(err)
	}
	token, err := d.desk.StartDraft(ctx, specimen.ResidentCard, "en", "")
	if err != nil {
		d.t.Fatal(err)
	}
	typed := map[string]string{review.FieldEmail: "applicant@example.org"}
	for id, v := range sp.Truth.Typed {
		typed[id] = v
	}
	typed[review.FieldBackNotes] = "yes"
	for _, err := range []error{
		d.desk.SaveIdentity(ctx, token, "en", typed),
		d.desk.AddImage(ctx, token, "front", "front.jpg", sp.Front),
		d.desk.AddImage(ctx, token, "back", "back.jpg", sp.Back),
		d.desk.Submit(ctx, token, "en", "yes"),
	} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
	v, err := d.desk.OpenLink(ctx, token)
	if err != nil {
		d.t.Fatal(err)
	}
	return v.Reference, token
}

// decision lets one of the people claim a submission and decide on it. It has not taken effect yet.
func (d *testDesk) decision(name string, ref review.Reference, f review.DecisionForm) review.DecisionID {
	d.t.Helper()
	ctx, a := d.t.Context(), d.actor(name)
	if err := d.desk.Claim(ctx, a, ref, false); err != nil {
		d.t.Fatal(err)
	}
	v, err := d.desk.Review(ctx, a, ref)
	if err != nil {
		d.t.Fatal(err)
	}
	f.Seen = v.Version
	if f.Answers == nil {
		f.Answers = review.Answers{}
		for _, item := range v.Kind.Checklist {
			f.Answers[item.ID] = review.Yes
		}
	}
	d.clock.pass(48 * time.Second)
	id, err := d.desk.Decide(ctx, a, ref, f)
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// approved is a submission with a decision in effect, made by reviewer@.
func (d *testDesk) approved() (review.Reference, review.DecisionID) {
	d.t.Helper()
	ref, _ := d.submission()
	d.clock.pass(40 * time.Minute)
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve, Note: "looked twice"})
	d.settle()
	return ref, id
}

// settle lets ten seconds go by and what was decided take effect.
func (d *testDesk) settle() {
	d.t.Helper()
	d.clock.pass(11 * time.Second)
	if err := d.desk.SettleDue(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// browser is somebody with a cookie jar. Redirections are not followed.
type browser struct {
	*testDesk
	client *http.Client
	csrf   string
	header http.Header
}

// nobody is a browser in which nobody is signed in.
func (d *testDesk) nobody() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{testDesk: d, header: http.Header{}, client: &http.Client{
		Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as is a browser in which one of the people is signed in.
func (d *testDesk) as(name string) *browser {
	d.t.Helper()
	b := d.nobody()
	in, err := d.staff.SignIn(d.t.Context(), staff.Attempt{Email: name + "@example.com", Password: testPassword, Address: "127.0.0.1"})
	if err != nil {
		d.t.Fatal(err)
	}
	at, _ := url.Parse(d.url)
	b.client.Jar.SetCookies(at, []*http.Cookie{{Name: "shinsa", Value: string(in.Token), Path: "/"}})
	b.csrf = staff.CSRFToken(in.Token)
	return b
}

// in sets the language that the browser asks for.
func (b *browser) in(lang string) *browser {
	b.header.Set("Accept-Language", lang)
	return b
}

// answer is a response that was read.
type answer struct {
	t        testing.TB
	what     string
	status   int
	header   http.Header
	location string
	body     string
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil)
}

// post sends a form with the session's token.
func (b *browser) post(path string, form url.Values) answer {
	b.t.Helper()
	sent := url.Values{}
	for k, v := range form {
		sent[k] = v
	}
	if b.csrf != "" && !sent.Has("csrf") {
		sent.Set("csrf", b.csrf)
	}
	return b.do(http.MethodPost, path, strings.NewReader(sent.Encode()))
}

func (b *browser) do(method, path string, body io.Reader) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, b.url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for k, v := range b.header {
		req.Header[k] = v
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{b.t, method + " " + path, res.StatusCode, res.Header, res.Header.Get("Location"), string(read)}
}

// is checks the status.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d\n%s", a.what, a.status, status, a.text())
	}
	return a
}

// leadsTo checks that the answer is 303 to a path.
func (a answer) leadsTo(path string) answer {
	a.t.Helper()
	if a.is(http.StatusSeeOther); a.location != path {
		a.t.Fatalf("%s: leads to %q, want %q", a.what, a.location, path)
	}
	return a
}

// has checks that the body has every one of the texts.
func (a answer) has(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			a.t.Errorf("%s: the page lacks %q\n%s", a.what, text, a.text())
		}
	}
	return a
}

// hasNone checks that the body has none of the texts.
func (a answer) hasNone(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.t.Errorf("%s: the page has %q", a.what, text)
		}
	}
	return a
}

var markup = regexp.MustCompile(`(?s)<head>.*?</head>|<[^>]*>|\s+`)

// text is the page's text for a failing test's message.
func (a answer) text() string {
	text := strings.TrimSpace(markup.ReplaceAllString(a.body, " "))
	if len(text) > 1500 {
		text = text[:1500] + " …"
	}
	return text
}

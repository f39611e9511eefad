package browser

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/desktest"
	"shinsa/handlers"
	"shinsa/imaging"
	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/staff"
	"shinsa/training"
	"shinsa/views/words"
)

// desk is a whole server on loopback, with a database, keys and pictures of its own.
type desk struct {
	t        *testing.T
	url      string // http://127.0.0.1:PORT
	clock    *clock
	desk     *review.Desk
	staff    *staff.Service
	training *training.Room
	store    *db.Store
	words    *words.Catalogue
	set      review.Settings
	// letters says that mail is set up for the staff, whose links then go by letter.
	letters atomic.Bool

	// received counts what browsers sent, streams those that follow the desk.
	received *counter
	streams  atomic.Int64
	stop     func()

	mu    sync.Mutex
	mails []handlers.Mail
	// first has, for each sort of specimen, the submission whose images later ones share.
	first map[string]review.Reference
}

// password opens every account of a desk.
const password = "korrekt-horse-battery"

var people = []staff.NewAccount{
	{Email: "reviewer@example.com", Name: "Aiko Sato", Role: staff.Reviewer},
	{Email: "reviewer2@example.com", Name: "Ben Mori", Role: staff.Reviewer},
	{Email: "supervisor@example.com", Name: "Chie Tanaka", Role: staff.Supervisor},
	{Email: "support@example.com", Name: "Dan Ono", Role: staff.Support},
	{Email: "admin@example.com", Name: "Emi Kato", Role: staff.Admin},
}

// clock goes on from a certain moment, and can be advanced. The browser has a clock of its own, so it must
// not stand still: countdowns on the pages go on, too.
type clock struct {
	mu     sync.Mutex
	began  time.Time
	passed time.Duration
}

// start is when every desk begins: a Tuesday, 10:00 in Tokyo.
var start = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return start.Add(time.Since(c.began) + c.passed)
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
}

// newDesk builds one, with the kinds' settings that are on.
func newDesk(t *testing.T, settings ...string) *desk {
	t.Helper()
	browserContext(t) // nothing is built for a test that is skipped
	d := &desk{t: t, clock: &clock{began: time.Now()}, first: map[string]review.Reference{}}
	d.set = review.DefaultSettings()
	promise(t, &d.set)
	d.set.MailPromised = true
	d.set.Operator = review.Operator{
		Name: "Hoshizora Mobile", Contact: "support@hoshizora.example · 0120-000-000",
		DeskHours: "Mon–Fri 9:00–17:00 (JST)", Purpose: "to check who applies for a data plan, and for nothing else (fictional)",
	}
	whole := desktest.New(t, desktest.Options{
		KindSettings: settings, Now: d.clock.now, Settings: func() review.Settings { return d.set },
		StaffSettings: func() staff.Settings {
			set := staff.DefaultSettings()
			set.Letters = d.letters.Load()
			return set
		},
	})
	d.training = whole.Training
	d.store, d.words, d.desk, d.staff = whole.Store, whole.Words, whole.Desk, whole.Staff
	for _, p := range people {
		if _, err := d.staff.Add(t.Context(), staff.CommandLine(), p, password); err != nil {
			t.Fatal(err)
		}
	}
	d.serve()
	return d
}

// counter counts the bytes that come in.
type counter struct {
	net.Listener
	bytes atomic.Int64
}

func (c *counter) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	return counted{conn, &c.bytes}, err
}

type counted struct {
	net.Conn
	bytes *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.bytes.Add(int64(n))
	return n, err
}

func (d *desk) serve() {
	d.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	d.serveOn(listener)
}

// serveOn serves until stop, or the test's end.
func (d *desk) serveOn(listener net.Listener) {
	d.url = "http://" + listener.Addr().String()
	d.received = &counter{Listener: listener}
	app := handlers.New(handlers.Config{
		Desk: d.desk, Staff: d.staff, Training: d.training, Throttle: d.store.Throttle(), Words: d.words, Log: slog.New(slog.DiscardHandler),
		Now: d.clock.now, PublicURL: d.url, MaxUpload: imaging.DefaultLimits().MaxBytes, Unlimited: true, Demo: true,
		Streams: func(n int) { d.streams.Store(int64(n)) },
		Outbox: func() []handlers.Mail {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.mails
		},
	})
	go func() { _ = app.Listener(d.received) }()
	d.stop = func() { _ = app.ShutdownWithTimeout(5 * time.Second) }
	d.t.Cleanup(d.stop)
}

// actor is one of the people as the desk knows them, by the part of the address before the @.
func (d *desk) actor(name string) review.Actor {
	d.t.Helper()
	a, err := d.staff.ByEmail(context.Background(), staff.CommandLine(), name+"@example.com")
	if err != nil {
		d.t.Fatal(err)
	}
	return review.Actor{ID: review.StaffID(a.ID), Role: string(a.Role), Name: a.Name, Session: "test"}
}

// session signs one of the people in and returns the value of the cookie.
func (d *desk) session(name string) string {
	d.t.Helper()
	in, err := d.staff.SignIn(d.t.Context(), staff.Attempt{Email: name + "@example.com", Password: password, Address: "127.0.0.1"})
	if err != nil {
		d.t.Fatal(err)
	}
	return string(in.Token)
}

// drawn keeps specimens: each is drawn once for all tests.
var drawn sync.Map // of func() (specimen.Specimen, error), by kind and number

func draw(t *testing.T, kind string, n int) specimen.Specimen {
	t.Helper()
	once, _ := drawn.LoadOrStore(fmt.Sprintf("%s %d", kind, n), sync.OnceValues(func() (specimen.Specimen, error) {
		return specimen.Draw(3, n, specimen.Request{Kind: kind, Today: start})
	}))
	sp, err := once.(func() (specimen.Specimen, error))()
	if err != nil {
		t.Fatal(err)
	}
	return sp
}

// wish says what a submission is like.
type wish struct {
	kind  string            // the resident card when empty
	n     int               // which specimen of the kind
	lang  string            // of the applicant; English when empty
	typed map[string]string // instead of what the specimen has
}

func (w wish) language() string {
	if w.lang == "" {
		return "en"
	}
	return w.lang
}

// draft begins a submission and fills it in, and returns its reference and the token of its lookup link.
func (d *desk) draft(w wish) (review.Reference, string) {
	d.t.Helper()
	ctx := d.t.Context()
	if w.kind == "" {
		w.kind = specimen.ResidentCard
	}
	sp := draw(d.t, w.kind, w.n)
	token, err := d.desk.StartDraft(ctx, w.kind, w.language(), "")
	d.must(err)
	v, err := d.desk.OpenLink(ctx, token)
	d.must(err)
	typed := map[string]string{review.FieldEmail: "applicant@example.org"}
	for id, value := range sp.Truth.Typed {
		typed[id] = value
	}
	maps.Copy(typed, w.typed)
	d.must(d.desk.SaveIdentity(ctx, token, w.language(), typed))
	sort := fmt.Sprintf("%s %d", w.kind, w.n)
	if first, known := d.first[sort]; known {
		d.must(d.desk.ShareImages(ctx, token, first, 1))
		return v.Reference, token
	}
	d.must(d.desk.AddImage(ctx, token, "front", "front.jpg", sp.Front))
	if sp.Back != nil {
		d.must(d.desk.AddImage(ctx, token, "back", "back.jpg", sp.Back))
	}
	d.first[sort] = v.Reference
	return v.Reference, token
}

// submission hands in what draft made.
func (d *desk) submission(w wish) (review.Reference, string) {
	d.t.Helper()
	ref, token := d.draft(w)
	d.must(d.desk.Submit(d.t.Context(), token, w.language(), "yes"))
	return ref, token
}

// decision lets one of the people claim a submission and decide on it. Unless the form has answers, each is
// yes. It has not taken effect yet.
func (d *desk) decision(name string, ref review.Reference, f review.DecisionForm, no ...string) review.DecisionID {
	d.t.Helper()
	ctx, a := d.t.Context(), d.actor(name)
	d.must(d.desk.Claim(ctx, a, ref, false))
	v, err := d.desk.Review(ctx, a, ref)
	d.must(err)
	f.Seen, f.Answers = v.Version, review.Answers{}
	for _, item := range v.Kind.Checklist {
		f.Answers[item.ID] = review.Yes
	}
	for _, item := range no {
		f.Answers[item] = review.No
	}
	d.clock.pass(48 * time.Second)
	id, err := d.desk.Decide(ctx, a, ref, f)
	d.must(err)
	return id
}

// settle lets ten seconds go by and what was decided take effect.
func (d *desk) settle() {
	d.t.Helper()
	d.clock.pass(11 * time.Second)
	d.must(d.desk.SettleDue(d.t.Context()))
}

// link is the address of a lookup link, without the host.
func link(token string) string { return "/a/" + token }

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// state is where a submission stands.
func (d *desk) state(ref review.Reference) review.State {
	d.t.Helper()
	s, err := d.store.Submission(d.t.Context(), review.SubmissionKey{Reference: ref})
	d.must(err)
	return s.State
}

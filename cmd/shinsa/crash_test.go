package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// crashRounds is how often the server is killed; many times in `task check:long`.
func crashRounds(t *testing.T) int {
	t.Helper()
	n := 10
	if s := os.Getenv("SHINSA_CRASH_ROUNDS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil || n < 1 {
			t.Fatalf("SHINSA_CRASH_ROUNDS=%q is no number of rounds", s)
		}
	}
	return n
}

const (
	crashApplicants = 4
	readyWithin     = 5 * time.Second
)

// The server is killed at any moment while applicants draft, type, upload and send, and reviewers claim,
// look, decide and take back. After each start everything that anybody was told is still true, and nothing
// is half.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	made := launch(t, []string{"SHINSA_DEMO_PASSWORD=" + demoPassword}, "demo", "--data", data, "--submissions", "0", "--addr", "127.0.0.1:0").ready()
	c := &crashed{t: t, all: &told{apps: map[string]*application{}, decisions: map[string]*decision{}}}
	for _, email := range []string{"reviewer@example.com", "reviewer2@example.com"} {
		r := &colleague{visitor: newVisitor(made.url), email: email}
		if err := r.signIn(email, demoPassword, "/queue"); err != nil {
			t.Fatal(err)
		}
		c.reviewers = append(c.reviewers, r)
	}
	made.stop().fine(t)

	began, slowest := time.Now(), time.Duration(0)
	rounds := crashRounds(t)
	for round := range rounds {
		start := time.Now()
		server := started(t, serveArgs(data, "--rate-limit", "off")...)
		took := time.Since(start)
		if slowest = max(slowest, took); took > readyWithin {
			t.Errorf("round %d: ready after %v, want %v", round, took, readyWithin)
		}
		c.check(server.url)
		i := inspect(t, data)
		i.whole(began)
		c.checkDecisions(i)
		i.close()
		if t.Failed() {
			t.Fatalf("after %d kills", round)
		}
		began = time.Now()
		c.load(server)
	}

	server := started(t, serveArgs(data, "--rate-limit", "off")...)
	c.check(server.url)
	server.stop().fine(t)
	i := inspect(t, data)
	i.whole(time.Time{})
	c.checkDecisions(i)
	shinsa(t, "purge", "--data", data, "--grace", "0s").fine(t)
	i.images(time.Time{})
	i.rounds(time.Time{})
	i.swept()
	t.Logf("%d kills, the slowest start took %v; %s", rounds, slowest.Round(time.Millisecond), c.all)
	if c.all.count() == 0 || rounds >= 10 && (c.all.sent() == 0 || len(c.all.decisions) == 0) {
		t.Error("nobody was told anything of what matters, so nothing was checked")
	}
}

// crashed is a desk that is killed again and again, with the people who use it.
type crashed struct {
	t         *testing.T
	reviewers []*colleague
	all       *told
}

// colleague is a reviewer, with what he was told that he holds.
type colleague struct {
	*visitor
	email string
	holds string // a reference; empty as soon as he has asked for anything else
}

// told is what the server has acknowledged.
type told struct {
	mu        sync.Mutex
	apps      map[string]*application // by link
	decisions map[string]*decision    // by id
	views     int
}

// application is what an applicant was told. What was asked for last may be true without an answer.
type application struct {
	link, ref string
	room      string // typed and saved
	sides     []string
	sent      bool
	unsure    string // what was under way when the server was killed
	old       bool   // checked after a start before
}

type decision struct {
	outcome   string
	retracted bool
	unsure    bool // whether it was taken back
}

func (o *told) with(f func()) { o.mu.Lock(); defer o.mu.Unlock(); f() }

func (o *told) count() (n int) { o.with(func() { n = len(o.apps) + len(o.decisions) }); return n }

// sent counts the applications that were sent.
func (o *told) sent() (n int) {
	o.with(func() {
		for _, a := range o.apps {
			if a.sent {
				n++
			}
		}
	})
	return n
}

func (o *told) String() string {
	sent := o.sent()
	o.mu.Lock()
	defer o.mu.Unlock()
	images, retracted := 0, 0
	for _, a := range o.apps {
		images += len(a.sides)
	}
	for _, d := range o.decisions {
		if d.retracted {
			retracted++
		}
	}
	return fmt.Sprintf("%d drafts, %d images, %d sent, %d images looked at, %d decisions, %d taken back", len(o.apps), images, sent, o.views, len(o.decisions), retracted)
}

// load lets everybody work until the server is killed.
func (c *crashed) load(server *program) {
	var working sync.WaitGroup
	for n := range crashApplicants {
		working.Go(func() {
			for v, i := newVisitor(server.url), 0; c.apply(v, fmt.Sprintf("%d%02d", n+1, i%100)) == nil; i++ {
			}
		})
	}
	for _, r := range c.reviewers {
		r.base, r.holds = server.url, ""
		working.Go(func() {
			for c.review(r) == nil {
			}
		})
	}
	if before := c.all.sent(); rand.N(4) > 0 { // on a busy machine, too, something is to be lost
		eventually(c.t, "work goes on", func() bool { return c.all.sent() > before })
	}
	<-time.After(rand.N(800 * time.Millisecond)) // any moment
	server.kill()
	working.Wait()
}

// apply goes through intake and remembers each answer.
func (c *crashed) apply(v *visitor, room string) error {
	link, err := v.draft()
	if err != nil {
		return err
	}
	a := &application{link: link}
	c.all.with(func() { c.all.apps[link] = a })
	step := func(name string, do func() error, true_ func()) bool {
		c.all.with(func() { a.unsure = name })
		if err = do(); err != nil {
			return false
		}
		c.all.with(func() { a.unsure = ""; true_() })
		return true
	}
	more := url.Values{"room": {room}}
	if rand.N(3) == 0 {
		more.Set("email", "maria@example.org")
	}
	_ = step("identity", func() error { return v.identity(link, more) }, func() { a.room = room }) &&
		step("front", func() error { return v.add(link, "front", photo()) }, func() { a.sides = append(a.sides, "front") }) &&
		step("back", func() error { return v.add(link, "back", photo()) }, func() { a.sides = append(a.sides, "back") }) &&
		step("front", func() error { return v.add(link, "front", photo()) }, func() {}) && // another one in its place
		step("submit", func() error {
			f, err := v.formOn("/submit", link+"/check")
			if err != nil {
				return err
			}
			return v.sends(f, http.StatusSeeOther)
		}, func() { a.sent = true }) &&
		step("", func() (err error) { a.ref, err = v.reference(link); return err }, func() {})
	return err
}

// review takes the next one and decides.
func (c *crashed) review(v *colleague) error {
	p, err := v.get("/queue")
	if err != nil {
		return err
	}
	f, err := p.form("/queue/next")
	if err == nil {
		p, err = v.post(f.action, f.fields)
	}
	if err != nil {
		return err
	}
	ref, ok := strings.CutPrefix(p.location, "/submissions/")
	if !ok {
		return nil // nothing waits
	}
	v.holds = ref
	if err := v.picture("/submissions/" + ref + "/images/front?size=screen"); err != nil {
		return err
	}
	c.all.with(func() { c.all.views++ })
	outcome := []string{"approve", "reject", "resubmit"}[rand.N(3)]
	var reasons []string
	if outcome != "approve" {
		reasons = []string{"cropped"}
	}
	v.holds = ""
	id, err := v.decide(ref, outcome, reasons...)
	if err != nil {
		return err
	}
	d := &decision{outcome: outcome}
	c.all.with(func() { c.all.decisions[id] = d })
	if rand.N(3) > 0 {
		return nil
	}
	c.all.with(func() { d.unsure = true })
	if err := v.retract(id); err != nil {
		return err
	}
	c.all.with(func() { d.unsure, d.retracted = false, true })
	return nil
}

// check asks the server about everything that an applicant was told since the last start, and about some
// of what was told before.
func (c *crashed) check(base string) {
	c.t.Helper()
	v, again := newVisitor(base), 20
	for _, a := range c.all.apps {
		if a.old {
			if again--; again < 0 {
				continue
			}
		}
		a.old = true
		if err := c.checkApplication(v, a); err != nil {
			c.t.Errorf("told %+v: %v", *a, err)
		}
	}
	for _, r := range c.reviewers {
		r.base = base
		if p, err := r.get("/queue"); err != nil || p.status != http.StatusOK {
			c.t.Errorf("who was signed in is not any more: %d, %v", p.status, err)
		}
	}
}

func (c *crashed) checkApplication(v *visitor, a *application) error {
	p, err := v.get(a.link)
	if err == nil {
		err = p.is(http.StatusOK)
	}
	if err != nil {
		return err
	}
	for _, side := range a.sides {
		if err := v.picture(a.link + "/images/" + side + "?round=1"); err != nil {
			return err
		}
	}
	switch shown := referenceText.FindString(p.body); {
	case a.sent && (shown == "" || a.ref != "" && shown != a.ref):
		return fmt.Errorf("it was sent as %q, and the page has %q: %s", a.ref, shown, p.text())
	case a.sent, a.unsure == "submit":
		return nil
	case a.room != "":
		f, err := v.formOn("/identity", a.link+"/identity")
		if err == nil && f.fields.Get("room") != a.room {
			err = fmt.Errorf("room %s was saved, and the page has %q", a.room, f.fields.Get("room"))
		}
		return err
	}
	return nil
}

// checkDecisions looks into the store for everything that a reviewer was told.
func (c *crashed) checkDecisions(i *inspection) {
	c.t.Helper()
	stored := map[string][2]string{}
	for _, row := range i.rows(`SELECT d.id, d.outcome, r.decision_id FROM decisions AS d LEFT JOIN retractions AS r ON r.decision_id = d.id`) {
		stored[row[0]] = [2]string{row[1], row[2]}
	}
	for id, d := range c.all.decisions {
		is, ok := stored[id]
		if !ok || is[0] != d.outcome || !d.unsure && d.retracted != (is[1] != "") {
			c.t.Errorf("decision %s was told as %+v, and stored is %q", id, *d, is)
		}
	}
	for _, r := range c.reviewers {
		if r.holds != "" && len(i.rows(`SELECT s.id FROM submissions AS s JOIN staff AS p ON p.id = s.claim_by
WHERE s.reference = $1 AND p.email = $2 AND s.claim_until > $3 AND s.next_state = ''`, r.holds, r.email, time.Now().UnixMicro())) != 1 {
			c.t.Errorf("%s was told to hold %s, and does not", r.email, r.holds)
		}
		r.holds = ""
	}
	var views int
	if err := i.db.QueryRow(`SELECT count(*) FROM image_views`).Scan(&views); err != nil || views < c.all.views {
		c.t.Errorf("%d images were looked at, and %d are recorded (%v)", c.all.views, views, err)
	}
}

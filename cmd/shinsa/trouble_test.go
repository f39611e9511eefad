package main

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// scene is a desk in the middle of its work: an applicant who is about to add an image, and a reviewer who
// is about to decide.
type scene struct {
	t                   *testing.T
	data                string
	server              *program
	applicant, reviewer *visitor
	link                string // of a draft
	waiting             string // link of what waits
	ref                 string // of the same, which the reviewer holds
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{t: t, data: newStore(t)}
	addStaff(t, s.data, "aiko@operator.example", "reviewer")
	s.server = started(t, serveArgs(s.data)...)
	s.applicant, s.reviewer = newVisitor(s.server.url), newVisitor(s.server.url)
	var err error
	check := func(e error) {
		t.Helper()
		if e != nil {
			t.Fatal(e)
		}
	}
	s.waiting, s.ref, err = s.applicant.applies(nil)
	check(err)
	s.link, err = s.applicant.draft()
	check(err)
	check(s.applicant.identity(s.link, nil))
	check(s.reviewer.signIn("aiko@operator.example", staffPassword, "/queue"))
	check(s.reviewer.claim(s.ref))
	check(s.reviewer.sees("/submissions/"+s.ref, "MARIA"))
	check(s.reviewer.picture("/submissions/" + s.ref + "/images/front?size=screen"))
	return s
}

var tryAgain = regexp.MustCompile(`[Tt]ry again|in a moment`)

// refuses checks that what would change something answers 503 with words, at once enough, and that what
// was there can still be read.
func (s *scene) refuses() {
	s.t.Helper()
	decision, err := s.reviewer.formOn("/decision", "/submissions/"+s.ref)
	if err != nil {
		s.t.Fatal(err)
	}
	for name, options := range decision.options {
		if strings.HasPrefix(name, "check.") {
			decision.fields.Set(name, options[0])
		}
	}
	decision.fields.Set("outcome", "approve")
	decision.fields.Set("note", "looked at twice")
	var asking sync.WaitGroup
	for name, ask := range map[string]func() (page, error){
		"an upload": func() (page, error) {
			return newVisitor(s.server.url).upload(s.link+"/images", map[string][]string{"side": {"front"}}, photo())
		},
		"a decision": func() (page, error) { return s.reviewer.post(decision.action, decision.fields) },
		"a draft": func() (page, error) {
			return newVisitor(s.server.url).post("/apply", map[string][]string{"kind": {"resident-card"}})
		},
		"an image for the staff": func() (page, error) {
			v := *s.reviewer
			return v.get("/submissions/" + s.ref + "/images/back?size=full")
		},
	} {
		asking.Go(func() {
			start := time.Now()
			p, err := ask()
			switch took := time.Since(start); {
			case err != nil || p.status != http.StatusServiceUnavailable:
				s.t.Errorf("%s answers %d, %v, want 503: %s", name, p.status, err, p.text())
			case !tryAgain.MatchString(p.body) || p.header.Get("Retry-After") == "":
				s.t.Errorf("%s is refused without saying what to do: %s", name, p.text())
			case name == "a decision" && !strings.Contains(p.body, "looked at twice"):
				s.t.Errorf("the note of the decision is lost: %s", p.text())
			case took > 10*time.Second:
				s.t.Errorf("%s was refused after %v", name, took)
			}
		})
	}
	asking.Wait()
	if got := status(s.server.url + "/healthz"); got != http.StatusOK {
		s.t.Errorf("/healthz answers %d", got)
	}
	for _, c := range []struct {
		v          *visitor
		path, text string
	}{
		{s.applicant, "/", "html"}, {s.applicant, "/apply", "html"}, {s.applicant, s.link + "/identity", "MARIA"}, {s.applicant, s.waiting, s.ref},
		{s.reviewer, "/queue", s.ref}, {s.reviewer, "/submissions/" + s.ref, "MARIA"},
	} {
		if err := c.v.sees(c.path, c.text); err != nil {
			s.t.Errorf("a page cannot be read: %v", err)
		}
	}
	if err := s.applicant.picture(s.waiting + "/images/front"); err != nil {
		s.t.Errorf("an image that is the applicant's own cannot be seen: %v", err)
	}
}

// works checks that everything works again without a restart, and that nothing half was left.
func (s *scene) works() {
	s.t.Helper()
	eventually(s.t, "the server is ready again", func() bool { return status(s.server.url+"/readyz") == http.StatusOK })
	for _, side := range []string{"front", "back"} {
		if err := s.applicant.add(s.link, side, photo()); err != nil {
			s.t.Fatal(err)
		}
	}
	if _, err := s.applicant.send(s.link); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.reviewer.decide(s.ref, "approve"); err != nil {
		s.t.Fatal(err)
	}
	if s.server.ended() {
		s.t.Error("the server ended")
	}
	s.server.stop().fine(s.t)
	i := inspect(s.t, s.data)
	i.whole(time.Time{})
	if n := len(i.rows(`SELECT id FROM decisions`)); n != 1 {
		s.t.Errorf("%d decisions, want 1", n)
	}
}

// Another process, such as a copy made by hand, holds the database for longer than anybody waits.
func TestALockedDatabase(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	other, err := sql.Open("sqlite", "file:"+filepath.Join(s.data, "shinsa.db")+"?_pragma=busy_timeout(5000)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.refuses()
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	s.works()
}

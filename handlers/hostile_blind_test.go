package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"
	"time"

	"shinsa/review"
)

// A view is everything that one person could look at to learn of a decision.
type view struct {
	b     *browser
	paths []string
	posts map[string]url.Values
}

// attemptID is the id that a form proposes for its decision.
var attemptID = regexp.MustCompile(`name="attempt" value="[^"]*"`)

// look reads it all. Numbers of requests and proposed ids differ always and are left out.
func (v view) look() map[string]string {
	seen := map[string]string{}
	keep := func(what string, a answer) {
		seen[what] = attemptID.ReplaceAllString(requestNumber.ReplaceAllString(a.body, "N"), "A")
		if a.status >= 500 {
			a.t.Errorf("%s: status %d", what, a.status)
		}
		seen[what+" (answer)"] = a.header.Get("Content-Length") + " " + a.header.Get("Etag") + " " + a.header.Get("Last-Modified") + " " + a.location
		seen[what+" (status)"] = http.StatusText(a.status)
	}
	for _, p := range v.paths {
		keep("GET "+p, v.b.get(p))
	}
	for p, form := range v.posts {
		keep("POST "+p, v.b.post(p, form))
	}
	return seen
}

// Until a decision takes effect, every page shows everybody but its author what it showed before, to the
// byte: the clock of this test stands still meanwhile.
func TestNobodyLearnsOfADecisionBeforeItTakesEffect(t *testing.T) {
	t.Parallel()
	for _, o := range review.Outcomes() {
		t.Run(string(o), func(t *testing.T) {
			t.Parallel()
			d := newTestDesk(t)
			ref, token := d.submission()
			other, otherToken := d.submission()
			third, _ := d.approved() // so that there are figures to compare
			d.clock.pass(time.Minute)
			if err := d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false); err != nil {
				t.Fatal(err)
			}
			d.clock.pass(30 * time.Second)

			colleague := d.as("reviewer2")
			found := colleague.post("/queue/search", url.Values{"q": {"resident"}}).location
			queue := []string{
				"/queue", "/queue?sort=newest", "/queue?kind=resident-card", "/queue?q=" + string(ref), "/queue?q=" + string(third),
				"/queue?state=approved", "/queue?state=rejected", "/queue?state=resubmission", "/queue?state=escalated", "/queue?state=expired",
			}
			cases := []string{
				reviewPath(ref), reviewPath(ref) + "?message=reject", reviewPath(other), reviewPath(ref) + "/images/front?size=thumb",
				reviewPath(ref) + "/images/back?size=screen", "/audit", "/audit?outcome=" + string(o), "/audit?person=" + string(d.people["reviewer"].ID),
				"/stats", "/stats?days=90", "/account", "/lookup", "/outbox",
			}
			telephone := map[string]url.Values{"/lookup": {"reference": {string(ref)}}}
			acts := map[string]url.Values{
				"/lookup": {"reference": {string(ref)}}, reviewPath(ref) + "/claim": nil, reviewPath(ref) + "/release": nil,
				reviewPath(ref) + "/worksheet": {"version": {"1-x"}}, reviewPath(ref) + "/decision": {"version": {"1-x"}, "outcome": {"approve"}},
			}
			link, otherLink := "/a/"+token, "/a/"+otherToken
			views := map[string]view{
				"a colleague":    {colleague, slices.Concat(queue, cases, []string{found}), acts},
				"a supervisor":   {d.as("supervisor"), slices.Concat(queue, cases), acts},
				"support":        {d.as("support"), []string{"/lookup", "/queue"}, telephone},
				"admin":          {d.as("admin"), []string{"/staff", "/settings", "/stats"}, nil},
				"its applicant":  {d.nobody(), []string{link, link + "?lang=ja", link + "/check", link + "/images/front", link + "/images/back?round=1"}, map[string]url.Values{link + "/recall": nil, link + "/kind": {"kind": {"resident-card"}}, link + "/submit": nil}},
				"an applicant":   {d.nobody(), []string{otherLink}, nil},
				"a machine":      {d.nobody(), []string{"/healthz", "/readyz"}, nil},
				"the next start": {d.nobody(), []string{"/", "/apply", "/login"}, nil},
			}
			before := map[string]map[string]string{}
			for who, v := range views {
				v.look() // what looks for the first time may set something
				before[who] = v.look()
			}
			id := decideNow(t, d, "reviewer", ref, o)
			for who, v := range views {
				after := v.look()
				for what, was := range before[who] {
					if is := after[what]; is != was {
						t.Errorf("%s sees %s change with the decision:\n%s", who, what, difference(was, is))
					}
				}
			}
			for _, name := range []string{"reviewer2", "supervisor", "support", "admin"} {
				b := d.as(name)
				if a := b.get("/audit/" + string(id)); a.status == 200 {
					t.Errorf("%s opens the decision", name)
				}
				b.post("/audit/"+string(id), url.Values{"verdict": {"agree"}})
				if a := b.post("/decisions/"+string(id)+"/retract", nil); a.status < 400 {
					t.Errorf("%s takes it back: %d", name, a.status)
				}
			}
			if mails := waitingMails(t, d, ref); mails != 0 {
				t.Errorf("%d mails could go out already", mails)
			}
			// With the last moment over it is seen by everybody whom it concerns.
			d.clock.pass(d.set.TakeBack - time.Microsecond)
			views["its applicant"].b.get(link + "?lang=en").is(200).has("In review")
			d.clock.pass(time.Microsecond)
			colleague.get(reviewPath(ref)).is(200).has("Aiko Sato")
		})
	}
}

// decideNow decides on what is held already, and lets no time pass.
func decideNow(t *testing.T, d *testDesk, name string, ref review.Reference, o review.Outcome) review.DecisionID {
	t.Helper()
	v, err := d.desk.Review(t.Context(), d.actor(name), ref)
	if err != nil {
		t.Fatal(err)
	}
	f := review.DecisionForm{Outcome: o, Answers: review.Answers{}, Seen: v.Version}
	for _, item := range v.Kind.Checklist {
		f.Answers[item.ID] = review.Yes
	}
	if o == review.Reject || o == review.Resubmit {
		f.Reasons = []string{"unreadable"}
	}
	id, err := d.desk.Decide(t.Context(), d.actor(name), ref, f)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// waitingMails counts the mails about an outcome that could be sent now.
func waitingMails(t *testing.T, d *testDesk, ref review.Reference) (n int) {
	t.Helper()
	s, err := d.store.Submission(t.Context(), review.SubmissionKey{Reference: ref})
	if err != nil {
		t.Fatal(err)
	}
	parcels, err := d.store.Parcels(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parcels {
		if p.Topic == review.TopicOutcome && !p.NotBefore.After(d.clock.now()) {
			n++
		}
	}
	return n
}

// difference shows where two texts begin to differ.
func difference(was, is string) string {
	i := 0
	for i < len(was) && i < len(is) && was[i] == is[i] {
		i++
	}
	part := func(s string) string { return s[max(0, i-200):min(len(s), i+200)] }
	return "was … " + part(was) + " …\n is … " + part(is) + " …"
}

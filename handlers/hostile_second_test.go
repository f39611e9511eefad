package handlers

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"shinsa/review"
)

// While a second opinion is awaited, every page shows everybody but the author of the first decision what it
// would show of a submission that nobody has touched, to the byte; and until the second one takes effect, it
// shows nobody anything else than before, the first author included. The clock is turned back in between, so
// that only the decision makes a difference.
func TestNobodyLearnsOfAFirstDecision(t *testing.T) {
	t.Parallel()
	for _, o := range []review.Outcome{review.Approve, review.Reject} {
		for _, second := range review.Outcomes() {
			t.Run(string(o)+", then "+string(second), func(t *testing.T) {
				t.Parallel()
				d := newTestDesk(t)
				ref, token := d.submission()
				other, otherToken := d.submission()
				d.approved()
				d.set.Second = review.SecondRules{{Outcomes: []review.Outcome{review.Approve, review.Reject}}}
				d.clock.pass(time.Minute)

				lists := []string{
					"/queue", "/queue?sort=newest", "/queue?kind=resident-card", "/queue?q=" + string(ref), "/queue?state=approved",
					"/queue?state=rejected", "/queue?state=escalated", "/audit", "/audit?outcome=" + string(o), "/audit?person=" + string(d.people["reviewer"].ID),
					"/stats", "/stats?days=90", "/account", "/lookup", "/outbox",
				}
				pages := []string{reviewPath(ref), reviewPath(ref) + "?message=reject", reviewPath(other), reviewPath(ref) + "/images/back?size=screen"}
				telephone := map[string]url.Values{"/lookup": {"reference": {string(ref)}}}
				views := map[string]view{
					"a colleague":  {d.as("reviewer2"), slices.Concat(lists, pages), telephone},
					"a supervisor": {d.as("supervisor"), slices.Concat(lists, pages), telephone},
					"support":      {d.as("support"), []string{"/lookup"}, telephone},
					"admin":        {d.as("admin"), []string{"/staff", "/settings"}, nil},
					"an applicant": {d.nobody(), []string{"/a/" + otherToken}, nil},
				}
				colleague := views["a colleague"].b
				claim := func() map[string]string {
					t.Helper()
					colleague.post(reviewPath(ref)+"/claim", nil).is(303)
					seen := views["a colleague"].look()
					return seen
				}
				same := func(who, when string, before, after map[string]string) {
					t.Helper()
					for what, was := range before {
						if is := after[what]; is != was {
							t.Errorf("%s sees %s differ %s:\n%s", who, what, when, difference(was, is))
						}
					}
				}

				const later = 2 * time.Minute
				d.clock.pass(later)
				free := map[string]map[string]string{}
				for who, v := range views {
					v.look() // what looks for the first time may set something
					free[who] = v.look()
				}
				claim()
				held := claim()
				colleague.post(reviewPath(ref)+"/release", nil).is(303)
				colleague.get("/queue").has("Given back")
				applicant := d.nobody().get("/a/" + token).is(200)
				d.clock.pass(-later)

				if err := d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false); err != nil {
					t.Fatal(err)
				}
				first := decideNow(t, d, "reviewer", ref, o)
				d.clock.pass(later)
				if err := d.desk.SettleDue(t.Context()); err != nil {
					t.Fatal(err)
				}
				for who, v := range views {
					same(who, "by the first decision", free[who], v.look())
				}
				same("who holds it", "by the first decision", held, claim())
				for _, name := range []string{"reviewer2", "supervisor", "supervisor2"} {
					b := d.as(name)
					for _, a := range []answer{b.get("/audit/" + string(first)), b.post("/audit/"+string(first), url.Values{"verdict": {"agree"}})} {
						if a.status != 404 && a.status != 403 {
							t.Errorf("%s: %s answers %d", name, a.what, a.status)
						}
					}
				}
				// Its applicant has the same place in line, and cannot take it back to correct it, as if somebody held it.
				ahead := d.words.Text("en", "apply.wait.ahead-none")
				applicant.has(ahead, "In review").form("/recall")
				d.nobody().get("/a/"+token).is(200).has(ahead, "In review").hasNone("pproved", "/recall", "second")

				author := view{d.as("reviewer"), slices.Concat(lists, pages, []string{"/audit/" + string(first)}), telephone}
				author.look()
				before := map[string]map[string]string{"the first author": author.look()}
				for who, v := range views {
					before[who] = v.look()
				}
				views["the first author"] = author
				decideNow(t, d, "reviewer2", ref, second)
				for who, v := range views {
					if who != "a colleague" {
						same(who, "by the second decision", before[who], v.look())
					}
				}
				colleague.get(reviewPath(ref)).is(200).has("You decided").
					hasNone("Aiko Sato", "second review", "second person", "first decision", "Two reviewers")
				if mails := waitingMails(t, d, ref); mails != 0 {
					t.Errorf("%d mails could go out already", mails)
				}

				// With the last moment over everybody is told whom it concerns.
				d.clock.pass(d.set.TakeBack)
				colleague.get(reviewPath(ref)).is(200).has("Aiko Sato", "second review")
				supervisor := views["a supervisor"].b
				supervisor.get("/audit/" + string(first)).is(200).has("A second person had to agree")
				switch {
				case second == o:
					colleague.get(reviewPath(ref)).has("Agrees with the first decision").hasNone("Two reviewers disagree")
					if mails := waitingMails(t, d, ref); mails != 1 {
						t.Errorf("%d mails could go out", mails)
					}
				default:
					supervisor.get(reviewPath(ref)).is(200).has("Two reviewers disagree", "Aiko Sato", "Ben Mori")
					colleague.get(reviewPath(ref)).has("Differs from the first decision").hasNone("Two reviewers disagree")
				}
			})
		}
	}
}

package browser

import (
	"strings"
	"testing"

	"shinsa/review"
)

// lastDecision is the newest decision on a submission.
func (d *desk) lastDecision(ref review.Reference) *review.DecisionRecord {
	d.t.Helper()
	s, err := d.store.Submission(d.t.Context(), review.SubmissionKey{Reference: ref})
	d.must(err)
	all, err := d.store.Decisions(d.t.Context(), s.ID)
	d.must(err)
	if len(all) == 0 {
		d.t.Fatalf("nothing is decided on %s", ref)
	}
	return &all[len(all)-1]
}

// TestTheOrderOfLooking: what was in sight and when items were answered comes with the decision, stands on its page, and the
// person is told.
func TestTheOrderOfLooking(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, c := range []struct {
		name string
		look look
		keys string // before the rest is answered
		want review.BackShown
	}{
		{"side by side", wideLook, "", review.BackWasShown},
		{"the front alone", wideLook, "z", review.BackNeverShown},
	} {
		ref, _ := d.submission(wish{n: 1})
		d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
		b := d.tab(c.look).as("reviewer")
		if c.want == review.BackNeverShown { // the pictures are alone from the first moment, as the session before left them
			b.open("/queue")
			eval[bool](b, `(sessionStorage.setItem('stage', JSON.stringify({alone: 'front', stack: false, link: false, follow: false})), true)`)
		}
		b.open(submissionPath(ref))
		b.until("it can be reviewed", reviewing)
		// What is recorded is said in the help.
		if help := eval[string](b, `document.querySelector('#keys').textContent`); !strings.Contains(help, d.words.Text("en", "looking.told")[:60]) {
			t.Errorf("%s: the help does not say what is recorded", c.name)
		}
		b.press("3") // an answer, so that it is saved
		eval[bool](b, `(document.querySelector('[name="check.`+eval[string](b, `document.querySelector('[data-item]').dataset.item`)+`"][value=no]').click(), true)`)
		b.says("[data-saved]", "Saved")
		v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref)
		d.must(err)
		if len(v.Worksheet.Visits) != 1 {
			t.Fatalf("%s: %d visits are kept", c.name, len(v.Worksheet.Visits))
		}
		f := review.DecisionForm{Outcome: review.Reject, Reasons: []string{"cropped"}, Answers: v.Worksheet.Answers, Seen: v.Version}
		for id := range v.Worksheet.Visits {
			f.Looked.Visit = id
		}
		told := eval[string](b, `new FormData(document.querySelector('[data-decision]')).get('looking')`)
		f.Looked.Told = told
		id, err := d.desk.Decide(t.Context(), d.actor("reviewer"), ref, f)
		d.must(err)
		rec := d.lastDecision(ref)
		if rec.BackShown() != c.want {
			t.Errorf("%s: back shown %d, want %d; recorded %q", c.name, rec.BackShown(), c.want, rec.Looking)
		}
		if !strings.Contains(rec.Looking, "="+v.Kind.Checklist[0].ID) {
			t.Errorf("%s: no answer is recorded: %q", c.name, rec.Looking)
		}
		d.settle()
		s := d.tab(wideLook).as("supervisor")
		s.open("/audit/" + string(id))
		s.has("[data-testid=looking] svg")
		s.says("[data-testid=looking]", map[review.BackShown]string{review.BackWasShown: "Back: in sight for", review.BackNeverShown: "Back: never in sight"}[c.want])
	}
}

// TestNoOrderOfLooking: where it is switched off, nothing is sent and nobody is told that it were.
func TestNoOrderOfLooking(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Looking = false
	ref, _ := d.submission(wish{n: 1})
	d.must(d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false))
	b := d.tab(wideLook).as("reviewer")
	b.open(submissionPath(ref))
	b.until("it can be reviewed", reviewing)
	if told := eval[bool](b, `new FormData(document.querySelector('[data-decision]')).has('looking')`); told {
		t.Error("the page tells of looking")
	}
	if help := eval[string](b, `document.querySelector('#keys').textContent`); strings.Contains(help, d.words.Text("en", "looking.told")[:60]) {
		t.Error("the help says that it is recorded")
	}
}

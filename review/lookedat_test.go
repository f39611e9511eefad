package review_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"shinsa/audit"
	"shinsa/review"
)

// TestTheOrderOfLookingIsKeptWithTheDecision takes what a page tells through saves and a decision.
func TestTheOrderOfLookingIsKeptWithTheDecision(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		_, ref := d.sent()
		d.must(d.Claim(ctx, reviewer, ref, false))
		f := d.form(reviewer, ref, review.Reject, "cropped")
		first, second := uuid.NewString(), uuid.NewString()
		v, err := d.Review(ctx, reviewer, ref)
		d.must(err)
		one, two := v.Kind.Checklist[0].ID, v.Kind.Checklist[1].ID
		w := review.WorksheetContent{Answers: f.Answers, Looked: review.Looked{Visit: first, Told: "0+ 0+front 30"}}
		d.must(d.SaveWorksheet(ctx, reviewer, ref, w))
		d.pass(2 * time.Second)
		w.Looked.Told = "0+ 0+front 25=" + one + " 50" // the same visit tells more
		d.must(d.SaveWorksheet(ctx, reviewer, ref, w))
		d.pass(time.Minute)
		f.Attempt = review.DecisionID(second)
		f.Looked = review.Looked{Visit: second, Told: "0+ 0+front 2+back 90-back 95=" + two + " 100"}
		id, err := d.Decide(ctx, reviewer, ref, f)
		d.must(err)
		rec, err := d.store.Decision(ctx, id)
		d.must(err)
		lines := strings.Split(rec.Looking, "\n")
		if len(lines) != 2 || !strings.HasSuffix(lines[0], " 50 0+ 0+front 25="+one) || !strings.HasSuffix(lines[1], " 100 0+ 0+front 2+back 90-back 95="+two) {
			t.Fatalf("kept: %q", rec.Looking)
		}
		if rec.BackShown() != review.BackWasShown {
			t.Errorf("the back was shown: %d", rec.BackShown())
		}
		if at := rec.AnsweredAt()[two]; at != d.now().Add(-500*time.Millisecond) {
			t.Errorf("it was answered at %s", at)
		}
		leaf := d.leaves(audit.DecisionMade)[0]
		if !strings.Contains(string(leaf.Bytes()), "\nlooking=sha256:") {
			t.Errorf("the log does not commit to it:\n%s", leaf.Bytes())
		}
		// Who takes it back has looked at what he has looked at.
		if _, err := d.Retract(ctx, reviewer, id); err != nil {
			t.Fatal(err)
		}
		g := d.form(reviewer, ref, review.Reject, "cropped")
		g.Looked = review.Looked{Visit: uuid.NewString(), Told: "0+ 0+front 7"}
		id, err = d.Decide(ctx, reviewer, ref, g)
		d.must(err)
		if rec, err = d.store.Decision(ctx, id); err != nil || strings.Count(rec.Looking, "\n") != 2 || rec.BackShown() != review.BackWasShown {
			t.Errorf("after taking back: %v, %q", err, rec.Looking)
		}
	})
}

func TestWhatIsCountedOfLooking(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, told string
		off        bool
		want       review.BackShown
		kept       bool
	}{
		{name: "no scripts", want: review.BackUnknown},
		{name: "switched off", told: "0+front 0+back 100", off: true, want: review.BackUnknown},
		{name: "the front alone", told: "0+front 100", want: review.BackNeverShown, kept: true},
		{name: "nothing that can be read", told: "0+front <script>", want: review.BackUnknown},
		{name: "both", told: "0+front 0+back 100", want: review.BackWasShown, kept: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.set.Looking = !c.off
			_, ref := d.sent()
			d.must(d.Claim(ctx, reviewer, ref, false))
			f := d.form(reviewer, ref, review.Approve)
			f.Looked = review.Looked{Visit: uuid.NewString(), Told: c.told}
			id, err := d.Decide(ctx, reviewer, ref, f)
			d.must(err)
			rec, err := d.store.Decision(ctx, id)
			d.must(err)
			if rec.BackShown() != c.want || (rec.Looking != "") != c.kept {
				t.Errorf("back shown %d, want %d; kept %q", rec.BackShown(), c.want, rec.Looking)
			}
			if n := d.count(`SELECT count(*) FROM decisions WHERE back_shown = $1 AND answered = $2 AND in_bulk = 0`, int(c.want), len(rec.Answers)); n != 1 {
				t.Error("the columns say something else")
			}
		})
	}
}

// TestOnlySoManyVisitsAreKept: a page that makes visits up fills no database.
func TestOnlySoManyVisitsAreKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	for n := range 40 {
		w := review.WorksheetContent{Looked: review.Looked{Visit: fmt.Sprint("visit ", n), Told: strings.Repeat("0+front ", 300) + "1"}}
		d.must(d.SaveWorksheet(ctx, reviewer, ref, w))
	}
	d.must(d.SaveWorksheet(ctx, reviewer, ref, review.WorksheetContent{Looked: review.Looked{Visit: strings.Repeat("x", 65), Told: "1"}}))
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	if n := len(v.Worksheet.Visits); n != 16 {
		t.Errorf("%d visits are kept", n)
	}
}

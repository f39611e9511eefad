package review_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/seal"
)

func TestMarksGoWithTheDecision(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	marks := []review.Mark{{Reason: "cropped", Side: "front", X: 100, Y: 200, W: 3000, H: 400}, {Reason: "cropped", Side: "back", X: 1, Y: 2, W: 3, H: 4}}
	f := d.form(reviewer, ref, review.Resubmit, "cropped")
	f.Marks = append(marks[:2:2], marks[0])
	id, err := d.Decide(ctx, reviewer, ref, f)
	d.must(err)
	rec, err := d.store.Decision(ctx, id)
	d.must(err)
	if rec.MarkCount != 2 || len(rec.Marks) == 0 || strings.Contains(string(rec.Marks), "cropped") {
		t.Errorf("stored are %d marks as %q", rec.MarkCount, rec.Marks)
	}
	if v, err := d.OpenLink(ctx, token); err != nil || v.Outcome != nil {
		t.Errorf("the applicant sees them before the time: %v, %v", v.Outcome, err)
	}

	_, err = d.Retract(ctx, reviewer, id)
	d.must(err)
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	if !reflect.DeepEqual(v.Worksheet.Marks, marks) {
		t.Errorf("after taking back the worksheet has %v", v.Worksheet.Marks)
	}

	f = d.form(reviewer, ref, review.Resubmit, "cropped")
	f.Marks = marks
	_, err = d.Decide(ctx, reviewer, ref, f)
	d.must(err)
	d.pass(time.Minute)
	a, err := d.OpenLink(ctx, token)
	d.must(err)
	if a.Outcome == nil || !reflect.DeepEqual(a.Outcome.Marks, marks) {
		t.Fatalf("the applicant sees %+v", a.Outcome)
	}
	if data, err := d.LinkImage(ctx, token, "front", a.Outcome.Round); err != nil || len(data) == 0 {
		t.Errorf("the picture of the round that was decided: %d bytes, %v", len(data), err)
	}
	v, err = d.Review(ctx, reviewer2, ref)
	d.must(err)
	if len(v.History) != 2 || !reflect.DeepEqual(v.History[0].Marks, marks) || !reflect.DeepEqual(v.History[1].Marks, marks) {
		t.Errorf("the history has %+v", v.History)
	}
	d.must(d.Erase(ctx, v.ID))
	rec, err = d.store.Decision(ctx, v.History[0].ID)
	d.must(err)
	if _, err := d.Keys.Open(ctx, rec.Key, seal.Bind("decision", string(rec.ID), "marks"), rec.Marks); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("of an erased submission they are opened with %v", err)
	}
}

func TestMarksThatCannotStandAreKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	f := d.form(reviewer, ref, review.Resubmit, "cropped")
	f.Marks = []review.Mark{{Reason: "unreadable", Side: "front", X: 1, Y: 2, W: 3, H: 4}}
	var rule *review.DecisionError
	if _, err := d.Decide(ctx, reviewer, ref, f); !errors.As(err, &rule) || rule.Code != "mark-reason" || rule.Items[0] != "unreadable" {
		t.Fatalf("a mark whose reason was not chosen: %v", err)
	}
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	if !reflect.DeepEqual(v.Worksheet.Marks, f.Marks) || len(v.Worksheet.Reasons) != 1 {
		t.Errorf("kept is %+v", v.Worksheet)
	}
	// A worksheet with what no page makes is refused.
	for _, m := range []review.Mark{{Reason: "hair", Side: "front", W: 1, H: 1}, {Reason: "cropped", Side: "edge", W: 1, H: 1}, {Reason: "cropped", Side: "front"}} {
		if err := d.SaveWorksheet(ctx, reviewer, ref, review.WorksheetContent{Marks: []review.Mark{m}}); !errors.As(err, &rule) {
			t.Errorf("%v is kept: %v", m, err)
		}
	}
}

package review_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

func (d *desk) looks() []review.LookLine {
	d.t.Helper()
	all, _, err := d.LookOrders(ctx, supervisor)
	d.must(err)
	return all
}

// The next decisions of a person need a second opinion, as many as were asked for; that it is one nobody sees in the
// queue, and who asked learns what came of it when it is there.
func TestASupervisorAsksForSecondLooks(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, reviewer2, reviewer3, supervisor, supervisor2)
		d.must(d.OrderLooks(ctx, supervisor, review.LookOrderForm{Count: 2, Filter: review.SampleFilter{By: reviewer.ID, Outcome: review.Approve}}))
		if n := len(d.leaves(audit.LookOrdered)); n != 1 {
			t.Errorf("%d orders are in the log", n)
		}
		nothing := d.looks()
		if len(nothing) != 1 || !nothing[0].Open || nothing[0].Wanted != 2 || nothing[0].Until.Sub(d.now()) != review.UsualLookDays*24*time.Hour {
			t.Fatalf("listed %+v", nothing)
		}
		// Somebody else's, and another outcome, go their way.
		for _, c := range []struct {
			by review.Actor
			o  review.Outcome
		}{{reviewer2, review.Approve}, {reviewer, review.Reject}} {
			token, ref := d.sent()
			reasons := map[review.Outcome][]string{review.Reject: {"cropped"}}[c.o]
			d.decidedFor(c.by, ref, c.o, reasons...)
			if s := d.state(token); !s.Final() {
				t.Errorf("%s of %s: the applicant reads %s", c.o, c.by.ID, s)
			}
		}
		// Taking back makes room again.
		token, ref := d.sent()
		taken := d.decided(reviewer, ref, review.Approve)
		if _, err := d.Retract(ctx, reviewer, taken); err != nil {
			t.Fatal(err)
		}
		first := d.decided(reviewer, ref, review.Approve)
		d.takesEffect()
		if rec, err := d.store.Decision(ctx, first); err != nil || !slices.Equal(rec.SecondAsked, []string{review.AskedByOrder}) {
			t.Errorf("%v, asked by %v", err, rec.SecondAsked)
		}
		if s := d.state(token); s != review.Waiting {
			t.Errorf("the applicant reads %s", s)
		}
		rows, err := d.store.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 9, Now: d.now()})
		if err != nil || len(rows) != 1 || rows[0].Reference != ref || rows[0].State != review.Waiting {
			t.Errorf("the queue has %+v, %v", rows, err)
		}
		if got := d.looks(); !reflect.DeepEqual(got, nothing) {
			t.Errorf("before the second opinion the list tells %+v", got)
		}
		d.decidedFor(reviewer2, ref, review.Approve)
		if s := d.state(token); s != review.Approved {
			t.Errorf("after both the applicant reads %s", s)
		}
		if got := d.looks(); got[0].Agreed != 1 || len(got[0].Differed) != 0 {
			t.Errorf("one agreed: %+v", got)
		}
		// The second differs: the supervisor compares.
		token2, ref2 := d.sent()
		d.decidedFor(reviewer, ref2, review.Approve)
		d.decidedFor(reviewer3, ref2, review.Reject, "cropped")
		if s := d.state(token2); s != review.Escalated && s != review.Waiting {
			t.Errorf("after a difference the applicant reads %s", s)
		}
		got := d.looks()
		if got[0].Agreed != 1 || len(got[0].Differed) != 1 || got[0].Differed[0].Reference != ref2 || got[0].Differed[0].Settled {
			t.Errorf("one differed: %+v", got)
		}
		v, err := d.Review(ctx, supervisor2, ref2)
		d.must(err)
		if v.Compared == nil || v.Compared.First.Outcome != review.Approve || v.Compared.Second.Outcome != review.Reject {
			t.Errorf("the supervisor compares %+v", v.Compared)
		}
		d.decidedFor(supervisor2, ref2, review.Approve)
		if got := d.looks(); !got[0].Differed[0].Settled {
			t.Errorf("settled: %+v", got)
		}
		// The order is served: the next is as any other.
		token3, ref3 := d.sent()
		d.decidedFor(reviewer, ref3, review.Approve)
		if s := d.state(token3); s != review.Approved {
			t.Errorf("the third: the applicant reads %s", s)
		}
	})
}

func TestWhatLooksCannotBeAsked(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		if err := d.OrderLooks(ctx, supervisor, review.LookOrderForm{Count: 1}); !refusedFor(err, "count", "look-nobody") {
			t.Errorf("with nobody at the desk: %v", err)
		}
		d.employ(reviewer, supervisor)
		for _, c := range []struct {
			words       string
			f           review.LookOrderForm
			field, word string
		}{
			{"none", review.LookOrderForm{}, "count", "sample-count"},
			{"too many", review.LookOrderForm{Count: review.MostLooks + 1}, "count", "sample-count"},
			{"the past", review.LookOrderForm{Count: 1, Filter: review.SampleFilter{Until: d.now()}}, "until", "look-over"},
			{"for ever", review.LookOrderForm{Count: 1, Filter: review.SampleFilter{Until: d.now().AddDate(1, 0, 0)}}, "until", "look-far"},
			{"what nobody confirms", review.LookOrderForm{Count: 1, Filter: review.SampleFilter{Outcome: review.Escalate}}, "outcome", "look-outcome"},
		} {
			if err := d.OrderLooks(ctx, supervisor, c.f); !refusedFor(err, c.field, c.word) {
				t.Errorf("%s: %v", c.words, err)
			}
		}
		for _, a := range []review.Actor{reviewer, support, admin} {
			if err := d.OrderLooks(ctx, a, review.LookOrderForm{Count: 1}); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s asks: %v", a.Role, err)
			}
			if _, _, err := d.LookOrders(ctx, a); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s lists: %v", a.Role, err)
			}
			if err := d.EndLooks(ctx, a, "none"); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s ends: %v", a.Role, err)
			}
		}
		if err := d.EndLooks(ctx, supervisor, "none"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("no order ends: %v", err)
		}
		// One that ended asks no more; a finding and a language are filters, too.
		d.must(d.OrderLooks(ctx, supervisor, review.LookOrderForm{Count: 5, Filter: review.SampleFilter{Lang: "ja"}}))
		d.must(d.OrderLooks(ctx, supervisor, review.LookOrderForm{Count: 5, Filter: review.SampleFilter{Finding: review.FindingYoung}}))
		d.must(d.OrderLooks(ctx, supervisor, review.LookOrderForm{Count: 5}))
		id := d.looks()[slices.IndexFunc(d.looks(), func(l review.LookLine) bool { return l.Filter == review.SampleFilter{} })].ID
		d.must(d.EndLooks(ctx, supervisor, id))
		d.must(d.EndLooks(ctx, supervisor, id)) // a doubled click
		if n := len(d.leaves(audit.LookEnded)); n != 1 {
			t.Errorf("%d endings are in the log", n)
		}
		token, ref := d.sent()
		d.decidedFor(reviewer, ref, review.Approve)
		if s := d.state(token); s != review.Approved {
			t.Errorf("the applicant reads %s", s)
		}
	})
}

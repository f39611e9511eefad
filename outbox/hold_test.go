package outbox_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shinsa/outbox"
	"shinsa/review"
)

// early is the number of mails before any outcome: the link, and that it was received.
const early = 2

// An outcome leaves ten seconds after this process first saw it, whatever the wall clock says meanwhile.
func TestAnOutcomeIsHeldByTheMonotonicClock(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"steady": 0, "an hour ahead": time.Hour, "an hour back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, to := newDesk(t), &post{}
			r := d.runner(to)
			_, ref := d.sent("en")
			d.runs(r)
			if to.count() != early {
				t.Fatalf("%d mails before the decision, want the link and the receipt", to.count())
			}
			d.decided(ref, review.Approve)
			d.runs(r)
			d.jump(jump)
			d.runs(r)
			d.pass(10*time.Second - time.Millisecond)
			d.runs(r)
			if to.count() != early {
				t.Fatalf("the outcome left before its time: %q", to.mails[early].Subject)
			}
			d.pass(time.Millisecond)
			d.runs(r)
			d.runs(r)
			if to.count() != early+1 {
				t.Fatalf("%d mails after ten seconds, want %d", to.count(), early+1)
			}
			if subject := to.mails[early].Subject; !strings.Contains(subject, "approved") {
				t.Errorf("subject %q", subject)
			}
		})
	}
}

func TestARestartBeginsTheHoldAgain(t *testing.T) {
	t.Parallel()
	d, to := newDesk(t), &post{}
	_, ref := d.sent("en")
	first := d.runner(to)
	d.decided(ref, review.Approve)
	d.runs(first)
	d.pass(9 * time.Second)

	second := d.runner(to) // knows nothing of the nine seconds
	d.runs(second)
	d.pass(9 * time.Second)
	d.runs(second)
	if to.count() != early {
		t.Fatalf("%d mails nine seconds after the restart, want %d", to.count(), early)
	}
	d.pass(time.Second)
	d.runs(second)
	if to.count() != early+1 {
		t.Fatalf("%d mails ten seconds after the restart, want %d", to.count(), early+1)
	}
}

func TestADecisionThatWasTakenBackIsNeverMailed(t *testing.T) {
	t.Parallel()
	d, to := newDesk(t), &post{}
	_, ref := d.sent("en")
	r := d.runner(to)
	id := d.decided(ref, review.Reject, "cropped")
	d.runs(r)
	d.pass(9 * time.Second)
	if _, err := d.Retract(t.Context(), reviewer, id); err != nil {
		t.Fatal(err)
	}
	d.runs(r)
	d.pass(time.Hour)
	d.runs(r)
	d.runs(d.runner(to))
	if to.count() != early {
		t.Fatalf("it was mailed: %q", to.mails[early].Subject)
	}
	if left := d.parcels(ref); len(left) != 0 {
		t.Errorf("its parcel is still there: %+v", left)
	}
}

// A clock that jumps back makes the decision seem young again while its mail leaves.
func TestADecisionWhoseMailIsOnItsWayIsNotTakenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent("en")
	var during, after error
	var id review.DecisionID
	to := &post{before: func(m outbox.Mail) {
		if strings.Contains(m.Subject, "approved") {
			_, during = d.Retract(t.Context(), reviewer, id)
		}
	}}
	r := d.runner(to)
	d.runs(r)
	id = d.decided(ref, review.Approve)
	d.runs(r)
	d.pass(10 * time.Second)
	d.jump(-time.Hour)
	d.runs(r)
	_, after = d.Retract(t.Context(), reviewer, id)
	if to.count() != early+1 {
		t.Fatalf("%d mails, want %d", to.count(), early+1)
	}
	if !errors.Is(during, review.ErrTooLate) || !errors.Is(after, review.ErrTooLate) {
		t.Errorf("taking it back: %v while it was on its way, %v afterwards; want %v", during, after, review.ErrTooLate)
	}
	if rec, err := d.store.Decision(t.Context(), id); err != nil || rec.Retraction != nil {
		t.Errorf("the decision does not stand: %+v, %v", rec.Retraction, err)
	}
}

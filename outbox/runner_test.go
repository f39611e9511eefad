package outbox_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/outbox"
	"shinsa/review"
)

func TestAMailThatDidNotGoIsTriedAgainLaterAndLater(t *testing.T) {
	t.Parallel()
	d, to := newDesk(t), &post{err: errTrouble}
	r := d.runner(to)
	_, ref := d.sent("en")
	id := d.decided(ref, review.Approve)
	d.runs(r)
	d.pass(10 * time.Second)
	d.runs(r)
	var total time.Duration
	for attempt, pause := 1, time.Minute; ; attempt++ {
		p := d.parcels(ref)
		if len(p) != 1 || p[0].Attempts != attempt {
			t.Fatalf("after attempt %d: %+v", attempt, p)
		}
		if !p[0].FailedAt.IsZero() {
			if total < 4*24*time.Hour {
				t.Errorf("given up after %v and %d attempts, want four days (RFC 5321 section 4.5.4.1)", total, attempt)
			}
			break
		}
		if wait := p[0].NotBefore.Sub(d.now()); wait != pause {
			t.Fatalf("after attempt %d the next is in %v, want %v", attempt, wait, pause)
		}
		d.pass(pause - time.Second)
		d.runs(r)
		if again := d.parcels(ref); again[0].Attempts != attempt {
			t.Fatalf("attempt %d came before its time", attempt+1)
		}
		d.pass(time.Second)
		d.runs(r)
		total += pause
		pause = min(2*pause, 6*time.Hour)
	}
	if got := d.acts(audit.MailFailed); got != 3 { // link, receipt, outcome
		t.Errorf("%d log entries of mails given up, want 3", got)
	}
	to.refuse(nil)
	d.pass(24 * time.Hour)
	d.runs(r)
	if to.count() != 0 {
		t.Errorf("a mail that was given up went all the same: %q", to.mails[0].Subject)
	}
	if _, err := d.store.Decision(t.Context(), id); err != nil {
		t.Error(err)
	}
}

// acts counts the log's entries of an act.
func (d *desk) acts(act audit.Act) (n int) {
	d.t.Helper()
	file, err := sql.Open("sqlite", "file:"+d.file)
	d.must(err)
	defer file.Close()
	d.must(file.QueryRowContext(d.t.Context(), `SELECT count(*) FROM log_entries WHERE act = $1`, string(act)).Scan(&n))
	return n
}

func TestAMailGoesWhenTheServerIsBack(t *testing.T) {
	t.Parallel()
	d, to := newDesk(t), &post{err: errTrouble}
	r := d.runner(to)
	_, ref := d.sent("en")
	d.decided(ref, review.Approve)
	d.runs(r)
	d.pass(10 * time.Second)
	d.runs(r)
	to.refuse(nil)
	d.pass(time.Minute)
	d.runs(r) // no second hold for what was held once
	if to.count() != early+1 {
		t.Fatalf("%d mails, want %d", to.count(), early+1)
	}
	if p := d.parcels(ref); p[0].SentAt.IsZero() || p[0].Attempts != 2 {
		t.Errorf("the parcel: %+v", p[0])
	}
}

func TestAPermanentRefusalIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	d, to := newDesk(t), &post{err: fmt.Errorf("%w: no such mailbox", outbox.ErrPermanent)}
	r := d.runner(to)
	_, ref := d.sent("en")
	d.decided(ref, review.Approve)
	d.runs(r)
	d.pass(10 * time.Second)
	d.runs(r)
	to.refuse(nil)
	d.pass(24 * time.Hour)
	d.runs(r)
	if to.count() != 0 {
		t.Errorf("it was tried again: %d mails", to.count())
	}
	if p := d.parcels(ref); p[0].FailedAt.IsZero() || p[0].Attempts != 1 {
		t.Errorf("the parcel: %+v", p[0])
	}
}

// Several processes look at the same moment; each parcel goes once.
func TestSeveralRunnersSendEachParcelOnce(t *testing.T) {
	t.Parallel()
	const submissions, runners = 6, 4
	d, to := newDesk(t), &post{}
	for range submissions {
		_, ref := d.sent("en")
		d.decided(ref, review.Approve)
	}
	var all []*outbox.Runner
	for range runners {
		r := d.runner(to)
		d.runs(r)
		all = append(all, r)
	}
	d.pass(10 * time.Second)
	var looking sync.WaitGroup
	for _, r := range all {
		looking.Go(func() {
			if err := r.Once(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	looking.Wait()
	sent := map[string]int{}
	for _, m := range to.mails {
		sent[m.ID]++
	}
	if len(sent) != submissions*(early+1) || to.count() != len(sent) {
		t.Errorf("%d mails of %d parcels, want %d of as many", to.count(), len(sent), submissions*(early+1))
	}
}

// A process that dies with a parcel leaves it leased; another one takes it when the lease is over.
func TestAnotherRunnerTakesOverWhenALeaseIsOver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sent("en")
	dying, cancel := context.WithCancel(t.Context())
	defer cancel()
	died := &post{before: func(outbox.Mail) { cancel() }, err: context.Canceled}
	broken := d.runner(died)
	broken.Store = losing{d.store}
	if err := broken.Once(dying); err == nil {
		t.Fatal("it did not die")
	}
	to := &post{}
	next := d.runner(to)
	d.runs(next)
	if to.count() != early-1 {
		t.Fatalf("%d mails while one is leased, want %d", to.count(), early-1)
	}
	d.pass(2 * time.Minute)
	d.runs(next)
	if to.count() != early {
		t.Fatalf("%d mails after the lease, want %d", to.count(), early)
	}
}

// losing is a store that does not hear what became of a parcel.
type losing struct{ outbox.Store }

func (losing) RetryParcel(context.Context, string, string, time.Time) error {
	return fmt.Errorf("%w: the connection is lost", review.ErrBusy)
}

func (losing) FinishParcel(context.Context, string, string, time.Time, audit.Entry) error {
	return fmt.Errorf("%w: the connection is lost", review.ErrBusy)
}

// What has gone and could not be recorded is recorded later, and does not go again meanwhile.
func TestAMailIsNotSentAgainBecauseTheDatabaseIsBusy(t *testing.T) {
	t.Parallel()
	d, to := newDesk(t), &post{}
	r := d.runner(to)
	_, ref := d.sent("en")
	d.runs(r)
	d.decided(ref, review.Approve)
	d.runs(r)
	d.pass(10 * time.Second)
	r.Store = losing{d.store}
	for range 5 {
		if err := r.Once(t.Context()); err == nil {
			t.Fatal("no error from a store that hears nothing")
		}
	}
	r.Store = d.store
	d.runs(r)
	if to.count() != early+1 {
		t.Errorf("%d mails, want %d", to.count(), early+1)
	}
	if p := d.parcels(ref); p[0].SentAt.IsZero() {
		t.Errorf("the parcel: %+v", p[0])
	}
}

// A server that is being ended while a mail is on its way still records that it went.
func TestAMailThatWentIsRecordedWhileTheServerEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sent("en")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	to := &post{before: func(outbox.Mail) { cancel() }}
	_ = d.runner(to).Once(ctx)
	d.pass(3 * time.Minute) // any lease is over
	d.runs(d.runner(to))
	if to.count() != early {
		t.Errorf("%d mails, want %d", to.count(), early)
	}
}

func TestAnErasedSubmissionGetsNoMail(t *testing.T) {
	t.Parallel()
	d, to := newDesk(t), &post{}
	token, ref := d.sent("en")
	d.decided(ref, review.Approve)
	s, err := d.store.Submission(t.Context(), review.SubmissionKey{Reference: ref})
	d.must(err)
	d.must(d.Erase(t.Context(), s.ID))
	r := d.runner(to)
	d.runs(r)
	d.pass(10 * time.Second)
	d.runs(r)
	if to.count() != 0 {
		t.Errorf("mail about what was erased: %q", to.mails[0].Subject)
	}
	if _, err := d.OpenLink(t.Context(), token); err == nil {
		t.Error("the link opens something")
	}
}

// Run looks again by itself and ends with its context.
func TestRunLooksAgainUntilItsContextEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.sent("en")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var n atomic.Int32
	to := &post{before: func(outbox.Mail) {
		if n.Add(1) == early {
			cancel()
		}
	}}
	done := make(chan struct{})
	go func() { defer close(done); d.runner(to).Run(ctx, time.Millisecond) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("it did not end; %d mails", n.Load())
	}
}

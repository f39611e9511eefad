package outbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/staff"
)

// Store is what the runner needs of the database.
type Store interface {
	// OpenParcels lists what has neither gone nor been given up, whether or not its time has come.
	OpenParcels(ctx context.Context, limit int) ([]review.Parcel, error)
	// LeaseParcel keeps other runners, and the author who takes a decision back, from a parcel until a
	// time. It is false when somebody has it, it has gone, or it was cancelled.
	LeaseParcel(ctx context.Context, id, by string, now, until time.Time) (bool, error)
	// FinishParcel records that a leased parcel has gone, RetryParcel that it is to be tried again not
	// before a time, DropParcel that it is given up.
	FinishParcel(ctx context.Context, id, by string, at time.Time, e audit.Entry) error
	RetryParcel(ctx context.Context, id, by string, next time.Time) error
	DropParcel(ctx context.Context, id, by string, at time.Time, e audit.Entry) error
}

// Desk opens parcels.
type Desk interface {
	Letter(ctx context.Context, p review.Parcel) (*review.Letter, error)
}

// Staff opens letters to people of the staff.
type Staff interface {
	OpenLetter(ctx context.Context, account staff.AccountID, letter string) (*staff.OpenedLetter, error)
}

// Mailer sends one mail. An error that is ErrPermanent is not tried again.
type Mailer interface {
	Send(ctx context.Context, m Mail) error
}

// ErrPermanent is for mail that will never be taken, such as for an address that does not exist.
var ErrPermanent = errors.New("outbox: it will never be taken")

// Runner sends what is in the outbox. Several may run, in one process or in many.
type Runner struct {
	Store    Store
	Desk     Desk
	Staff    Staff
	Composer Composer
	Mailer   Mailer
	Recorder *audit.Recorder
	Log      *slog.Logger
	Name     string        // for leases; of this runner alone
	Hold     time.Duration // how long an outcome waits, by the monotonic clock
	Now      func() time.Time
	// Mono is a clock that only goes forward, for the hold; the time since Run began when nil.
	Mono func() time.Duration

	seen map[string]time.Duration // when this process first saw an outcome
	gone map[string]time.Time     // what has gone, but could not be recorded yet
}

const (
	batch    = 100
	leaseFor = 2 * time.Minute // longer than a mail server may take
	// maxAttempts with the pauses of fail makes four days, as RFC 5321 section 4.5.4.1 asks for.
	maxAttempts = 25
	firstPause  = time.Minute
	lastPause   = 6 * time.Hour
)

// Run works until the context ends, looking again after each pause, after a longer one when something went
// wrong. Errors are logged, never fatal.
func (r *Runner) Run(ctx context.Context, pause time.Duration) {
	start := time.Now()
	if r.Mono == nil {
		r.Mono = func() time.Duration { return time.Since(start) }
	}
	for {
		wait := pause
		if err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("outbox", slog.String("error", err.Error()))
			wait = 10 * pause
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Once sends whatever may go now. Only one call may be under way. Its error joins those of all parcels:
// one that fails does not keep the others, unless the store cannot serve.
func (r *Runner) Once(ctx context.Context) error {
	parcels, err := r.Store.OpenParcels(ctx, batch)
	if err != nil {
		return err
	}
	r.look(parcels)
	var errs []error
	for _, p := range parcels {
		if ctx.Err() != nil {
			return errors.Join(append(errs, ctx.Err())...)
		}
		if r.waits(p) {
			continue
		}
		if err := r.deliver(ctx, p); err != nil {
			errs = append(errs, err)
			if errors.Is(err, review.ErrBusy) {
				break
			}
		}
	}
	return errors.Join(errs...)
}

// look starts the hold of outcomes that were not seen before, and forgets those that are not open any
// more.
func (r *Runner) look(parcels []review.Parcel) {
	still := make(map[string]time.Duration, len(parcels))
	for _, p := range parcels {
		if p.Topic != review.TopicOutcome {
			continue
		}
		first, ok := r.seen[p.ID]
		if !ok {
			first = r.Mono()
		}
		still[p.ID] = first
	}
	r.seen = still
}

// waits says whether a parcel's time has not come: an outcome is held, or a next try is set for later.
func (r *Runner) waits(p review.Parcel) bool {
	if p.Topic == review.TopicOutcome && r.Mono()-r.seen[p.ID] < r.Hold {
		return true
	}
	return p.Attempts > 0 && r.Now().Before(p.NotBefore)
}

// deliver sends one parcel and records what became of it.
func (r *Runner) deliver(ctx context.Context, p review.Parcel) error {
	now := r.Now()
	mine, err := r.Store.LeaseParcel(ctx, p.ID, r.Name, now, now.Add(leaseFor))
	if err != nil || !mine {
		return err
	}
	// From here on also when the server is being ended: what has gone must be recorded, or it goes twice.
	record := context.WithoutCancel(ctx)
	if at, gone := r.gone[p.ID]; gone {
		return r.finish(record, p, at)
	}
	m, err := r.open(ctx, p)
	if errors.Is(err, review.ErrNotFound) || errors.Is(err, staff.ErrNotFound) {
		return r.fail(record, p, ErrPermanent) // nobody to write to any more
	} else if err != nil {
		return errors.Join(err, r.fail(record, p, err))
	}
	m.ID = p.ID
	if err := r.Mailer.Send(ctx, m); err != nil {
		// The text of a mail server's answer may hold the address: it is not logged.
		r.Log.Warn("mail not sent", slog.String("parcel", p.ID), slog.String("topic", p.Topic), slog.Int("attempt", p.Attempts+1),
			slog.Bool("permanent", errors.Is(err, ErrPermanent)))
		return r.fail(record, p, err)
	}
	return r.finish(record, p, r.Now())
}

// open writes the mail of a parcel, at the moment at which it goes.
func (r *Runner) open(ctx context.Context, p review.Parcel) (Mail, error) {
	if p.Staff != "" {
		letter, err := r.Staff.OpenLetter(ctx, staff.AccountID(p.Staff), p.ID)
		if err != nil {
			return Mail{}, err
		}
		return r.Composer.Letter(letter), nil
	}
	letter, err := r.Desk.Letter(ctx, p)
	if err != nil {
		return Mail{}, err
	}
	return r.Composer.Compose(letter), nil
}

// finish records that a parcel has gone. Until that is done the parcel is remembered, so that a database
// that cannot be written to does not make it go again.
func (r *Runner) finish(ctx context.Context, p review.Parcel, at time.Time) error {
	if r.gone == nil {
		r.gone = map[string]time.Time{}
	}
	r.gone[p.ID] = at
	e, err := r.entry(audit.MailSent, at, p)
	if err != nil {
		return err
	}
	err = r.Store.FinishParcel(ctx, p.ID, r.Name, at, e)
	if err == nil || errors.Is(err, review.ErrNotFound) { // erased meanwhile
		delete(r.gone, p.ID)
		return nil
	}
	return err
}

// entry is the log's of what became of a parcel.
func (r *Runner) entry(act audit.Act, at time.Time, p review.Parcel) (audit.Entry, error) {
	subject, of := string(p.Submission), audit.Committed("submission", string(p.Submission))
	if p.Staff != "" {
		subject, of = audit.StaffSubject(string(p.Staff)), audit.Committed("account", string(p.Staff))
	}
	return r.Recorder.Entry(act, at, subject, audit.Public("topic", p.Topic), of)
}

// fail puts a parcel back for later: after a minute, doubling up to six hours, for four days in all; a
// letter only for as long as its link would be good.
func (r *Runner) fail(ctx context.Context, p review.Parcel, cause error) error {
	now := r.Now()
	pause := min(firstPause<<min(p.Attempts, 10), lastPause)
	tooLate := !p.ExpiresAt.IsZero() && !now.Add(pause).Before(p.ExpiresAt)
	if !errors.Is(cause, ErrPermanent) && p.Attempts+1 < maxAttempts && !tooLate {
		return erased(r.Store.RetryParcel(ctx, p.ID, r.Name, now.Add(pause)))
	}
	e, err := r.entry(audit.MailFailed, now, p)
	if err != nil {
		return err
	}
	return erased(r.Store.DropParcel(ctx, p.ID, r.Name, now, e))
}

// erased passes over a parcel that went with its submission meanwhile.
func erased(err error) error {
	if errors.Is(err, review.ErrNotFound) {
		return nil
	}
	return err
}

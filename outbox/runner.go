package outbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"shinsa/audit"
	"shinsa/review"
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
	Compose  func(*review.Letter) Mail
	Mailer   Mailer
	Recorder *audit.Recorder
	Log      *slog.Logger
	Name     string        // of this process, for leases
	Hold     time.Duration // how long an outcome waits, by the monotonic clock
	Now      func() time.Time
	// Mono is a clock that only goes forward, for the hold; time.Since of the process start when nil.
	Mono func() time.Duration

	seen map[string]time.Duration // when this process first saw an outcome
}

const (
	batch       = 100
	leaseFor    = 2 * time.Minute // longer than a mail server may take
	maxAttempts = 10
)

// Run works until the context ends, looking again after each pause. Errors are logged, never fatal.
func (r *Runner) Run(ctx context.Context, pause time.Duration) {
	start := time.Now()
	if r.Mono == nil {
		r.Mono = func() time.Duration { return time.Since(start) }
	}
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		if err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("outbox", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once sends whatever may go now. Only one call may be under way.
func (r *Runner) Once(ctx context.Context) error {
	parcels, err := r.Store.OpenParcels(ctx, batch)
	if err != nil {
		return err
	}
	if r.seen == nil {
		r.seen = map[string]time.Duration{}
	}
	still := make(map[string]time.Duration, len(parcels))
	for _, p := range parcels {
		if p.Attempts > 0 && r.Now().Before(p.NotBefore) {
			continue // it waits for its next try
		}
		if p.Topic == review.TopicOutcome {
			first, ok := r.seen[p.ID]
			if !ok {
				first = r.Mono()
			}
			still[p.ID] = first
			if r.Mono()-first < r.Hold {
				continue
			}
		}
		if err := r.deliver(ctx, p); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	r.seen = still
	return nil
}

// deliver sends one parcel and records what became of it.
func (r *Runner) deliver(ctx context.Context, p review.Parcel) error {
	now := r.Now()
	mine, err := r.Store.LeaseParcel(ctx, p.ID, r.Name, now, now.Add(leaseFor))
	if err != nil || !mine {
		return err
	}
	letter, err := r.Desk.Letter(ctx, p)
	if errors.Is(err, review.ErrNotFound) {
		return r.fail(ctx, p, ErrPermanent) // nobody to write to any more
	} else if err != nil {
		return errors.Join(err, r.fail(ctx, p, err))
	}
	if err := r.Mailer.Send(ctx, r.Compose(letter)); err != nil {
		// The text of a mail server's answer may hold the address: it is not logged.
		r.Log.Warn("mail not sent", slog.String("parcel", p.ID), slog.String("topic", p.Topic), slog.Int("attempt", p.Attempts+1))
		return r.fail(ctx, p, err)
	}
	e, err := r.Recorder.Entry(audit.MailSent, r.Now(), string(p.Submission),
		audit.Public("topic", p.Topic), audit.Committed("submission", string(p.Submission)))
	if err != nil {
		return err
	}
	return r.Store.FinishParcel(ctx, p.ID, r.Name, r.Now(), e)
}

// fail puts a parcel back for later: after a minute, doubling up to six hours, ten times in all.
func (r *Runner) fail(ctx context.Context, p review.Parcel, cause error) error {
	now := r.Now()
	if !errors.Is(cause, ErrPermanent) && p.Attempts+1 < maxAttempts {
		wait := min(time.Minute<<min(p.Attempts, 9), 6*time.Hour)
		return r.Store.RetryParcel(ctx, p.ID, r.Name, now.Add(wait))
	}
	e, err := r.Recorder.Entry(audit.MailFailed, now, string(p.Submission),
		audit.Public("topic", p.Topic), audit.Committed("submission", string(p.Submission)))
	if err != nil {
		return err
	}
	return r.Store.DropParcel(ctx, p.ID, r.Name, now, e)
}

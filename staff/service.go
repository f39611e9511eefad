package staff

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"shinsa/audit"
)

// Settings are what an operator can change while the program runs.
type Settings struct {
	// IdleLimit ends a session that was not used for so long, AbsoluteLimit one that is so old. The time of
	// the last use is kept to the minute, so a session can end up to a minute before IdleLimit.
	IdleLimit     time.Duration
	AbsoluteLimit time.Duration
	// InvitationLife and ResetLife are how long the one-time links can be used.
	InvitationLife time.Duration
	ResetLife      time.Duration
	// Letters says that mail is set up. A link that is asked for on the page then goes by letter to the
	// account's address and is shown to nobody; without it, the administrator is shown the link.
	Letters bool
	// Agreement makes a desk role given on the page wait for a supervisor.
	Agreement bool
}

// DefaultSettings are 30 minutes, 12 hours, 72 hours, 1 hour, no mail, and yes.
func DefaultSettings() Settings {
	return Settings{
		IdleLimit: 30 * time.Minute, AbsoluteLimit: 12 * time.Hour,
		InvitationLife: 72 * time.Hour, ResetLife: time.Hour,
		Agreement: true,
	}
}

// Config is what a Service is made of. Store, Throttle, Recorder, Guard, Now, Random, NewID and
// ThrottleKey are required; its functions must be safe for concurrent use.
type Config struct {
	Store    Store
	Throttle Throttle
	Recorder *audit.Recorder
	Guard    Guard
	Now      func() time.Time
	// Random returns n bytes of a cryptographic random source.
	Random func(n int) ([]byte, error)
	// NewID returns a new UUID of version 7.
	NewID func() string
	// ThrottleKey hides what the throttle counts: at least 32 secret bytes, the same in every process.
	ThrottleKey []byte
	// Settings returns those in force; DefaultSettings when nil.
	Settings func() Settings

	// Cost is of one password; DefaultCost when zero. Parallel is how many are worked on at once, the number
	// of cores when zero. Wait is how long one waits for its turn before ErrBusy; 5 seconds when zero.
	Cost     Cost
	Parallel int
	Wait     time.Duration
}

// A Service is the use-cases of the staff. Each is one sentence and at most one transaction. It is safe
// for concurrent use.
//
// Every method may return ErrBusy, and those that change an account by an Actor return ErrDenied when the
// guard says no. Accounts that are returned have no PasswordHash.
type Service struct {
	store       Store
	throttle    Throttle
	recorder    *audit.Recorder
	guard       Guard
	clock       func() time.Time
	random      func(int) ([]byte, error)
	newID       func() string
	throttleKey []byte
	settings    func() Settings
	hasher      *hasher
}

// New returns a Service, or an error that names what is missing or out of range.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Throttle == nil || c.Recorder == nil || c.Guard == nil || c.Now == nil || c.Random == nil || c.NewID == nil {
		return nil, errors.New("staff: a part of the configuration is missing")
	}
	if len(c.ThrottleKey) < 32 {
		return nil, fmt.Errorf("staff: a throttle key of %d bytes, want 32 or more", len(c.ThrottleKey))
	}
	if c.Settings == nil {
		c.Settings = DefaultSettings
	}
	if c.Cost == (Cost{}) {
		c.Cost = DefaultCost()
	}
	if c.Parallel == 0 {
		c.Parallel = runtime.GOMAXPROCS(0)
	}
	if c.Wait == 0 {
		c.Wait = 5 * time.Second
	}
	h, err := newHasher(c.Cost, c.Parallel, c.Wait, c.Random)
	if err != nil {
		return nil, err
	}
	return &Service{
		store: c.Store, throttle: c.Throttle, recorder: c.Recorder, guard: c.Guard, clock: c.Now, random: c.Random,
		newID: c.NewID, throttleKey: c.ThrottleKey, settings: c.Settings, hasher: h,
	}, nil
}

// Settings returns those in force, for pages that show them.
func (s *Service) Settings() Settings { return s.settings() }

// now is the time as the store keeps it.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// may asks the guard. The command line is not asked about: who can run it can read the store.
func (s *Service) may(ctx context.Context, actor Actor, action string) error {
	if actor.commandLine {
		return nil
	}
	return s.guard.May(ctx, actor, action, nil)
}

// The actions that this package asks about; the policy's table uses the same names.
const (
	manageStaff = "staff.manage"
	confirmRole = "role.confirm"
)

// log writes the entry of an act on an account.
func (s *Service) log(ctx context.Context, tx Tx, act audit.Act, at time.Time, a AccountID, facts ...audit.Fact) error {
	facts = append(facts, audit.Committed("account", string(a)))
	e, err := s.recorder.Entry(act, at, audit.StaffSubject(string(a)), facts...)
	if err != nil {
		return err
	}
	return tx.Log(ctx, e)
}

// logState writes the entry of an act that has changed an account, with how that stands now.
func (s *Service) logState(ctx context.Context, tx Tx, act audit.Act, at time.Time, a Account, facts ...audit.Fact) error {
	return s.log(ctx, tx, act, at, a.ID, append(facts, AccountFacts(a)...)...)
}

// by is the fact of who acted on somebody's account.
func by(actor Actor) audit.Fact {
	if actor.commandLine {
		return audit.Public("by", "command-line")
	}
	return audit.Committed("actor", string(actor.ID))
}

// wrap names the use-case of an error once, and keeps what callers branch on.
func wrap(operation string, err *error) {
	if *err != nil {
		*err = fmt.Errorf("staff: %s: %w", operation, *err)
	}
}

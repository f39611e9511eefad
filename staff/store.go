package staff

import (
	"context"
	"time"

	"shinsa/audit"
)

// Store keeps accounts, sessions, links and letters. It decides nothing: a use-case reads rows inside Write, asks
// the rules, and writes what they said, in one transaction.
//
// Every method returns ErrNotFound when a named row is not there and ErrBusy when the database cannot
// serve now. It is safe for concurrent use. What it returns is the caller's own.
type Store interface {
	Reader
	// Write runs f in one transaction that is durable when Write returns nil, and undone when f or the
	// commit fails. f may be run again after a serialisation failure.
	Write(ctx context.Context, f func(Tx) error) error
	// TryWrite is Write for what may as well be left undone: it waits neither for a database that another
	// holds nor long for anything, but returns ErrBusy.
	TryWrite(ctx context.Context, f func(Tx) error) error
}

// Reader is what can be read without a transaction.
type Reader interface {
	Account(ctx context.Context, id AccountID) (*Account, error)
	// AccountByEmail finds an account by Account.Folded.
	AccountByEmail(ctx context.Context, folded string) (*Account, error)
	// Accounts lists every account by Folded.
	Accounts(ctx context.Context) ([]Account, error)
	// Session returns a session and its account as both stand now, whatever their age or status.
	Session(ctx context.Context, h Hash) (*Session, *Account, error)
	// Link returns a link and its account, whatever its age.
	Link(ctx context.Context, h Hash) (*Link, *Account, error)
	// Letters lists the letter of every account that has one, in the order of the accounts' ids.
	Letters(ctx context.Context) ([]Letter, error)
}

// Tx is what a use-case may do inside a transaction.
type Tx interface {
	// LockAccount reads an account and keeps others from changing it until the transaction ends.
	LockAccount(ctx context.Context, id AccountID) (*Account, error)
	// LockAccounts does so for every account, in the order of their ids. Two acts that each leave one
	// administrator would leave none together; who counts therefore locks what is counted.
	LockAccounts(ctx context.Context) ([]Account, error)
	// InsertAccount returns ErrExists when Folded is in use.
	InsertAccount(ctx context.Context, a *Account) error
	// SaveAccount writes the whole row of a locked account but its e-mail address and CreatedAt.
	SaveAccount(ctx context.Context, a *Account) error

	InsertSession(ctx context.Context, s *Session) error
	// TouchSession sets SeenAt of a session that still is there, and is no error when it is not.
	TouchSession(ctx context.Context, h Hash, at time.Time) error
	// DeleteSession ends one session and returns it.
	DeleteSession(ctx context.Context, h Hash) (*Session, error)
	// DeleteSessions ends all of an account's sessions but the one with the id except, which may be empty,
	// and says how many that were.
	DeleteSessions(ctx context.Context, a AccountID, except SessionID) (int, error)

	InsertLink(ctx context.Context, l *Link) error
	// TakeLink deletes a link and returns it: of two that take it at once, one gets ErrNotFound.
	TakeLink(ctx context.Context, h Hash) (*Link, error)
	DeleteLinks(ctx context.Context, a AccountID) error

	// Letter reads the letter of a locked account. Who delivers records beside that how far it has come.
	Letter(ctx context.Context, a AccountID) (*Letter, error)
	// InsertLetter puts a letter into the outbox.
	InsertLetter(ctx context.Context, l *Letter) error
	// DeleteLetters takes an account's letter out of the outbox, whether or not it has gone.
	DeleteLetters(ctx context.Context, a AccountID) error

	// FreeClaims frees whatever submissions an account has claimed, and says how many. It is here, so that
	// an account cannot be disabled with its claims left over.
	FreeClaims(ctx context.Context, a AccountID, at time.Time) (int, error)

	// DeleteStale deletes sessions made or last seen before the given times, links that expired by now, and
	// letters whose link expired a month before that.
	DeleteStale(ctx context.Context, made, seen, now time.Time) (int, error)

	Log(ctx context.Context, e audit.Entry) error
}

// A Throttle counts attempts for all processes together. Keys are keyed hashes: what is counted cannot be
// read from them.
type Throttle interface {
	// Hit counts one attempt at now under key, in the window that it falls in, and reports whether it is
	// within limit. If not, it is not counted, so that trying on does not prolong the wait; retryAfter is
	// then above zero and at most window. Windows need not begin with the first attempt. One key is used
	// with several windows, each counted by itself.
	Hit(ctx context.Context, key []byte, window time.Duration, limit int, now time.Time) (allowed bool, retryAfter time.Duration, err error)
	// Refund takes back one Hit that was allowed at the same now.
	Refund(ctx context.Context, key []byte, window time.Duration, now time.Time) error
}

// Guard answers whether an actor may do something, by the names of package policy's list. It returns an
// error with ErrDenied in its chain when not, and any other error when it cannot tell, which is a denial
// as well. The object is nil for acts on the staff.
type Guard interface {
	May(ctx context.Context, actor Actor, action string, object any) error
}

package staff

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// A Session is somebody signed in with one browser. What its token is, only the browser knows.
type Session struct {
	ID      SessionID
	Hash    Hash // of the token
	Account AccountID
	MadeAt  time.Time
	SeenAt  time.Time // the last use, to the minute
}

// touchEvery is how often the last use of a session is written at most. A page with its images is a dozen
// requests; writing at each would cost more than the page.
const touchEvery = time.Minute

// live reports whether the session can be used at now. A clock that was set back ends no session.
func (s Session) live(now time.Time, set Settings) bool {
	return now.Sub(s.SeenAt) < set.IdleLimit && now.Sub(s.MadeAt) < set.AbsoluteLimit
}

// Session returns the session of a token and whose it is, as both stand now, and notes the use. It
// returns ErrNoSession for a token that opens nothing: not one, ended, too old, unused for too long, or of
// an account that is not active.
func (s *Service) Session(ctx context.Context, token Token) (_ Session, _ Account, err error) {
	defer wrap("session", &err)
	session, account, now, err := s.session(ctx, token)
	if err != nil {
		return Session{}, Account{}, err
	}
	if now.Sub(session.SeenAt) >= touchEvery {
		err := s.store.TryWrite(ctx, func(tx Tx) error { return tx.TouchSession(ctx, session.Hash, now) })
		if err == nil {
			session.SeenAt = now
		}
		// Otherwise the session is as good as before. A store that cannot write now must neither close the
		// pages that only read nor keep them waiting; the next request tries again.
	}
	return *session, account.shown(), nil
}

// Unused returns the same as Session without noting a use: what a page asks by itself, and nobody by hand, must
// not keep a session alive.
func (s *Service) Unused(ctx context.Context, token Token) (_ Session, _ Account, err error) {
	defer wrap("session", &err)
	session, account, _, err := s.session(ctx, token)
	if err != nil {
		return Session{}, Account{}, err
	}
	return *session, account.shown(), nil
}

// session reads a session that can be used now, and whose it is.
func (s *Service) session(ctx context.Context, token Token) (*Session, *Account, time.Time, error) {
	now := s.now()
	hash, ok := token.hash()
	if !ok {
		return nil, nil, now, ErrNoSession
	}
	session, account, err := s.store.Session(ctx, hash)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, now, ErrNoSession
	} else if err != nil {
		return nil, nil, now, err
	}
	if account.Status != Active || !session.live(now, s.settings()) {
		return nil, nil, now, ErrNoSession
	}
	return session, account, now, nil
}

// SignOut ends the session of a token. It is no error when there is none.
func (s *Service) SignOut(ctx context.Context, token Token) (err error) {
	defer wrap("sign out", &err)
	hash, ok := token.hash()
	if !ok {
		return nil
	}
	now := s.now()
	return s.store.Write(ctx, func(tx Tx) error { return s.endSession(ctx, tx, hash, now) })
}

// endSession deletes one session, if it is there, and logs that.
func (s *Service) endSession(ctx context.Context, tx Tx, hash Hash, now time.Time) error {
	session, err := tx.DeleteSession(ctx, hash)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.log(ctx, tx, audit.SignedOut, now, session.Account, audit.Committed("session", string(session.ID)))
}

// EndSessions ends all of an account's sessions, but the one named except if it is not empty, and says
// how many that were. An account may do it for itself; for another's the guard is asked.
func (s *Service) EndSessions(ctx context.Context, actor Actor, id AccountID, except SessionID) (n int, err error) {
	defer wrap("end sessions", &err)
	if actor.commandLine || actor.ID != id {
		if err := s.may(ctx, actor, manageStaff); err != nil {
			return 0, err
		}
	}
	now := s.now()
	err = s.store.Write(ctx, func(tx Tx) error {
		if _, err := tx.LockAccount(ctx, id); err != nil {
			return err
		}
		n, err = tx.DeleteSessions(ctx, id, except)
		if err != nil || n == 0 {
			return err
		}
		return s.log(ctx, tx, audit.SignedOut, now, id, by(actor), count("sessions", n))
	})
	return n, err
}

// Sweep deletes sessions and links that can no longer be used, and says how many. Nothing depends on it
// but the size of the store.
func (s *Service) Sweep(ctx context.Context) (n int, err error) {
	defer wrap("sweep", &err)
	now, set := s.now(), s.settings()
	err = s.store.Write(ctx, func(tx Tx) error {
		n, err = tx.DeleteStale(ctx, now.Add(-set.AbsoluteLimit), now.Add(-set.IdleLimit), now)
		return err
	})
	return n, err
}

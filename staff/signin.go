package staff

import (
	"context"
	"errors"
	"strconv"

	"shinsa/audit"
)

// An Attempt is one try to sign in.
type Attempt struct {
	Email    string
	Password string
	// Address is where it comes from, as the trusted proxies have it.
	Address string
	// Former is the token that the browser sent, if any. Its session ends when the attempt succeeds: who
	// signs in never goes on with a session that existed before.
	Former Token
}

// SignedIn is what a successful attempt leads to. Token goes into the cookie and nowhere else.
type SignedIn struct {
	Session Session
	Account Account
	Token   Token
}

// SignIn checks an attempt and begins a session. It returns ErrBadCredentials, a *ThrottledError when the
// attempt was not looked at, or ErrBusy.
//
// An attempt on an account that does not exist, or that cannot be used, does the same work as one with a
// wrong password and ends in the same error.
func (s *Service) SignIn(ctx context.Context, a Attempt) (_ SignedIn, err error) {
	defer wrap("sign in", &err)
	now := s.now()
	if len(a.Email) > 4*maxEmail {
		a.Email = "" // nobody's, and too long to be worth folding
	}
	folded := FoldEmail(a.Email)
	tries := &attempts{throttle: s.throttle, key: s.throttleKey, now: now}
	if err := tries.hit(ctx, signInLimits, folded, a.Address); err != nil {
		return SignedIn{}, err
	}
	account, err := s.store.AccountByEmail(ctx, folded)
	if errors.Is(err, ErrNotFound) {
		account, err = &Account{}, nil
	}
	if err != nil {
		tries.refund(ctx)
		return SignedIn{}, err
	}
	ok, stale, err := s.hasher.check(ctx, account.PasswordHash, a.Password)
	if err != nil {
		tries.refund(ctx) // the password was not looked at
		return SignedIn{}, err
	}
	if !ok || account.Status != Active {
		if err := s.logFailure(ctx, *account, ok, a.Address); err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, ErrBadCredentials
	}
	in, err := s.begin(ctx, account, stale, a)
	if err != nil {
		return SignedIn{}, err
	}
	tries.refund(ctx)
	return in, nil
}

// begin makes the session of somebody whose password was right a moment ago, unless the account has
// changed since.
func (s *Service) begin(ctx context.Context, seen *Account, stale bool, a Attempt) (SignedIn, error) {
	hash := seen.PasswordHash
	if stale {
		// The cost was raised since the password was set. If there is no turn for the work, the next sign-in
		// does it.
		if h, err := s.hasher.make(ctx, a.Password); err == nil {
			hash = h
		}
	}
	token, tokenHash, err := s.newToken()
	if err != nil {
		return SignedIn{}, err
	}
	now := s.now()
	session := Session{ID: SessionID(s.newID()), Hash: tokenHash, Account: seen.ID, MadeAt: now, SeenAt: now}
	var account *Account
	err = s.store.Write(ctx, func(tx Tx) error {
		var err error
		account, err = tx.LockAccount(ctx, seen.ID)
		if errors.Is(err, ErrNotFound) || err == nil && (account.Status != Active || account.PasswordHash != seen.PasswordHash) {
			return ErrBadCredentials
		}
		if err != nil {
			return err
		}
		if former, ok := a.Former.hash(); ok {
			if err := s.endSession(ctx, tx, former, now); err != nil {
				return err
			}
		}
		account.PasswordHash, account.SignedInAt = hash, now
		if err := tx.SaveAccount(ctx, account); err != nil {
			return err
		}
		if err := tx.InsertSession(ctx, &session); err != nil {
			return err
		}
		facts := []audit.Fact{
			audit.Public("role", account.Role.code()), audit.Committed("session", string(session.ID)), audit.Committed("address", a.Address),
		}
		facts = append(facts, SessionLaterFacts(session)...)
		if hash != seen.PasswordHash {
			facts = append(facts, AccountFacts(*account)...)
		}
		return s.log(ctx, tx, audit.SignedIn, now, account.ID, facts...)
	})
	if err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Session: session, Account: account.shown(), Token: token}, nil
}

// logFailure records a refused attempt. On an address that no account has, there is nobody whose data
// the entry could be erased with, so it says only that it happened.
func (s *Service) logFailure(ctx context.Context, a Account, passwordRight bool, address string) error {
	why := "password"
	switch {
	case a.ID == "":
		why = "no-account"
	case a.Status != Active:
		why = string(a.Status)
		if passwordRight {
			why += "-password-right"
		}
	}
	now := s.now()
	return s.store.Write(ctx, func(tx Tx) error {
		if a.ID == "" {
			e, err := s.recorder.Entry(audit.SignInFailed, now, "", audit.Public("why", why))
			if err != nil {
				return err
			}
			return tx.Log(ctx, e)
		}
		return s.log(ctx, tx, audit.SignInFailed, now, a.ID, audit.Public("why", why), audit.Committed("address", address))
	})
}

func count(name string, n int) audit.Fact { return audit.Public(name, strconv.Itoa(n)) }

package staff

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// ErrNoLetters is an act that needs mail where none is set up.
var ErrNoLetters = errors.New("no mail is set up")

// forgotPause is how soon somebody who forgot the password gets a second letter. It is longer than for an
// administrator's, because anybody can ask, and each letter ends the link of the one before.
const forgotPause = 5 * time.Minute

// Forgot writes a letter to the address of an account whose holder has forgotten the password, or has not
// answered the invitation. Anybody may ask; address is where he asks from. Whether there is such an
// account, nobody learns: nil is returned, after the same work, for an address that has none, for an
// account that is disabled, and when a letter was written a moment ago. It returns *InputError for what
// is no e-mail address, a *ThrottledError, or ErrNoLetters.
func (s *Service) Forgot(ctx context.Context, email, address string) (err error) {
	defer wrap("forgot", &err)
	if !s.settings().Letters {
		return ErrNoLetters
	}
	if len(email) > 4*maxEmail {
		return &InputError{"email", "too_long"} // and too long to be worth normalising
	}
	email, err = checkEmail(email)
	if err != nil {
		return err
	}
	now, folded := s.now(), FoldEmail(email)
	// What is counted is what was typed, whether or not it is anybody's address.
	tries := &attempts{throttle: s.throttle, key: s.throttleKey, now: now}
	if err := tries.hit(ctx, forgotLimits, folded, address); err != nil {
		return err
	}
	seen, err := s.store.AccountByEmail(ctx, folded)
	if errors.Is(err, ErrNotFound) {
		seen, err = &Account{}, nil
	}
	if err == nil {
		err = s.store.Write(ctx, func(tx Tx) error { return s.answerForgot(ctx, tx, seen.ID, address, now) })
	}
	if err != nil {
		tries.refund(ctx) // nothing came of it
	}
	return err
}

// answerForgot writes the letter, if one is due, and in any case one entry of the log.
func (s *Service) answerForgot(ctx context.Context, tx Tx, id AccountID, address string, now time.Time) error {
	a, err := tx.LockAccount(ctx, id) // also of nobody, to do the same work
	if errors.Is(err, ErrNotFound) {
		e, err := s.recorder.Entry(audit.StaffForgot, now, "", audit.Public("answer", "no-account"))
		if err != nil {
			return err
		}
		return tx.Log(ctx, e)
	}
	if err != nil {
		return err
	}
	answer := string(a.Status)
	if a.Status != Disabled {
		l, posted, err := s.post(ctx, tx, a, forgotPause, now)
		if err != nil {
			return err
		}
		answer = "recent-letter"
		if posted {
			answer = string(l.Purpose)
		}
	}
	return s.log(ctx, tx, audit.StaffForgot, now, id, audit.Public("answer", answer), audit.Committed("address", address))
}

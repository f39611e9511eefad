package staff

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// Purpose is what a one-time link is for.
type Purpose string

// The purposes. Each ends with its holder setting a password.
const (
	Invitation Purpose = "invitation" // to somebody who has no password yet
	Reset      Purpose = "reset"      // one that its holder alone got: by letter, or from the command line
	// Handed is a reset whose link an administrator was shown, to hand it on, where no mail is set up. He
	// could use it himself, so a desk role waits for a supervisor's agreement again once it was used.
	Handed Purpose = "handed"
)

// resets reports whether the link is for somebody who had a password before.
func (p Purpose) resets() bool { return p == Reset || p == Handed }

// A Link is a one-time link. An account has one at most: a newer one replaces it, and disabling the
// account ends it.
type Link struct {
	Hash      Hash // of the token
	Account   AccountID
	Purpose   Purpose
	MadeAt    time.Time
	ExpiresAt time.Time
}

// An Issued link is for its holder alone: who opens it can sign in as the account from then on. Asked for
// on the page it goes by letter to the account's address, and there is no Token here. Otherwise it is
// printed by the command line or, where no mail is set up, shown once to the administrator who asked for
// it; what he could gain by keeping it waits for a supervisor (PendingRole, Handed).
type Issued struct {
	Token     Token // empty when the link goes by letter
	Mailed    bool
	Purpose   Purpose
	Account   Account
	ExpiresAt time.Time
}

// due is what a link of an account made at now is for, and until when it is good. reset is the purpose
// that it has unless it is an invitation.
func (s *Service) due(a *Account, reset Purpose, now time.Time) (Purpose, time.Time) {
	if a.Status == Invited {
		return Invitation, now.Add(s.settings().InvitationLife)
	}
	return reset, now.Add(s.settings().ResetLife)
}

// issue makes the only valid link of a locked account, or writes the only letter that will bring one.
// fresh is false when a letter was written a moment ago, which stands.
func (s *Service) issue(ctx context.Context, tx Tx, a *Account, by way, now time.Time) (_ Issued, fresh bool, err error) {
	if by == mailed {
		l, posted, err := s.post(ctx, tx, a, letterPause, now)
		if err == nil && posted {
			err = tx.DeleteLinks(ctx, a.ID)
		}
		return Issued{Mailed: true, Purpose: l.Purpose, Account: a.shown(), ExpiresAt: l.ExpiresAt}, posted, err
	}
	token, hash, err := s.newToken()
	if err != nil {
		return Issued{}, false, err
	}
	reset := Reset
	if by == shown {
		reset = Handed
	}
	link := Link{Hash: hash, Account: a.ID, MadeAt: now}
	link.Purpose, link.ExpiresAt = s.due(a, reset, now)
	if err := endLinks(ctx, tx, a.ID); err != nil {
		return Issued{}, false, err
	}
	if err := tx.InsertLink(ctx, &link); err != nil {
		return Issued{}, false, err
	}
	return Issued{Token: token, Purpose: link.Purpose, Account: a.shown(), ExpiresAt: link.ExpiresAt}, true, nil
}

// RequestReset makes a new one-time link for an account, which ends any before it: a reset, or again an
// invitation for somebody who has not yet answered the first. The old password stays valid until the link
// is used. Asked for on the page, it goes by letter; asked for twice within a minute, that is one letter.
// Where no mail is set up it is to be handed on: see Handed. It returns ErrDisabled for an account that is
// disabled, or a *ThrottledError after too many letters.
func (s *Service) RequestReset(ctx context.Context, actor Actor, id AccountID) (issued Issued, err error) {
	defer wrap("request reset", &err)
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return Issued{}, err
	}
	now, way := s.now(), s.way(actor)
	tries := &attempts{throttle: s.throttle, key: s.throttleKey, now: now}
	if way == mailed {
		if err := tries.hit(ctx, letterLimits, string(id), ""); err != nil {
			return Issued{}, err
		}
	}
	fresh := false
	err = s.store.Write(ctx, func(tx Tx) error {
		a, err := tx.LockAccount(ctx, id)
		if err != nil {
			return err
		}
		if a.Status == Disabled {
			return ErrDisabled
		}
		if way == shown && a.Status == Invited { // as an invitation it cannot be told from one by the command line
			if err := s.suspend(ctx, tx, a, now); err != nil {
				return err
			}
			if err := tx.SaveAccount(ctx, a); err != nil {
				return err
			}
		}
		if issued, fresh, err = s.issue(ctx, tx, a, way, now); err != nil || !fresh {
			return err
		}
		facts := linkFacts(issued)
		if len(facts) == 0 {
			facts = []audit.Fact{audit.Public("link", string(issued.Purpose))}
		}
		return s.log(ctx, tx, audit.StaffReset, now, id, append(facts, by(actor), audit.Public("way", string(way)))...)
	})
	if err != nil || !fresh {
		tries.refund(ctx)
	}
	if err != nil {
		return Issued{}, err
	}
	return issued, nil
}

// OpenLink returns whose a link is and what for, so that a page can ask for the password. It uses nothing
// up. It returns ErrLinkInvalid.
func (s *Service) OpenLink(ctx context.Context, token Token) (_ Link, _ Account, err error) {
	defer wrap("open link", &err)
	hash, ok := token.hash()
	if !ok {
		return Link{}, Account{}, ErrLinkInvalid
	}
	link, account, err := s.store.Link(ctx, hash)
	if errors.Is(err, ErrNotFound) {
		return Link{}, Account{}, ErrLinkInvalid
	}
	if err != nil {
		return Link{}, Account{}, err
	}
	if !link.fits(account, s.now()) {
		return Link{}, Account{}, ErrLinkInvalid
	}
	return *link, account.shown(), nil
}

// fits reports whether the link can be used for the account as it stands.
func (l Link) fits(a *Account, now time.Time) bool {
	return now.Before(l.ExpiresAt) &&
		(l.Purpose == Invitation && a.Status == Invited || l.Purpose.resets() && a.Status == Active)
}

// Accept uses an invitation: its holder says how he is called and sets a password, and the account is
// active. It returns ErrLinkInvalid, *PasswordError or *InputError; the link can be used again after
// the last two.
func (s *Service) Accept(ctx context.Context, token Token, name, password string) (Account, error) {
	return s.redeem(ctx, token, Invitation, name, password)
}

// Reset uses a reset link: its holder sets a new password, and all sessions of the account end. After a
// Handed one a desk role waits for a supervisor again (setting). It returns what Accept returns.
func (s *Service) Reset(ctx context.Context, token Token, password string) (Account, error) {
	return s.redeem(ctx, token, Reset, "", password)
}

func (s *Service) redeem(ctx context.Context, token Token, purpose Purpose, name, password string) (_ Account, err error) {
	defer wrap(string(purpose), &err)
	link, seen, err := s.OpenLink(ctx, token)
	if err != nil {
		return Account{}, err
	}
	if (link.Purpose == Invitation) != (purpose == Invitation) {
		return Account{}, ErrLinkInvalid
	}
	if purpose == Invitation {
		if seen.Name, err = checkName(name); err != nil {
			return Account{}, err
		}
	}
	if err := checkPassword(password, seen); err != nil {
		return Account{}, err
	}
	// The slow work comes before the transaction, which looks again at what it rests on.
	hash, err := s.hasher.make(ctx, password)
	if err != nil {
		return Account{}, err
	}
	now := s.now()
	var account *Account
	err = s.store.Write(ctx, func(tx Tx) error {
		var err error
		if account, err = tx.LockAccount(ctx, seen.ID); err != nil {
			return err
		}
		taken, err := tx.TakeLink(ctx, link.Hash)
		if errors.Is(err, ErrNotFound) || err == nil && !taken.fits(account, now) {
			return ErrLinkInvalid
		}
		if err != nil {
			return err
		}
		if err := tx.DeleteLetters(ctx, account.ID); err != nil {
			return err
		}
		account.Name, account.Status, account.PasswordHash, account.PasswordAt = seen.Name, Active, hash, now
		if taken.Purpose == Handed {
			if err := s.suspend(ctx, tx, account, now); err != nil {
				return err
			}
		}
		if err := tx.SaveAccount(ctx, account); err != nil {
			return err
		}
		n, err := tx.DeleteSessions(ctx, account.ID, "")
		if err != nil {
			return err
		}
		return s.logState(ctx, tx, audit.StaffPasswordSet, now, *account, audit.Public("by", string(purpose)), count("sessions", n))
	})
	if err != nil {
		return Account{}, err
	}
	return account.shown(), nil
}

// suspend lets a desk role wait for a supervisor's agreement again, where roles do, and frees the claims
// that came with it. The caller saves the account.
func (s *Service) suspend(ctx context.Context, tx Tx, a *Account, now time.Time) error {
	from := a.Role
	if !from.Desk() || !s.settings().Agreement {
		return nil
	}
	if !a.PendingRole.includes(from) {
		a.PendingRole = from
	}
	a.Role = NoRole
	if _, err := tx.FreeClaims(ctx, a.ID, now); err != nil {
		return err
	}
	return s.logState(ctx, tx, audit.StaffRoleChanged, now, *a, audit.Public("from", from.code()),
		audit.Public("to", a.PendingRole.code()), audit.Public("effect", "pending"))
}

// SetPassword sets a new password for somebody signed in who knows the present one, and ends all other
// sessions of the account. It returns ErrBadCredentials when the present one is wrong, *PasswordError for
// the new one, or *ThrottledError.
func (s *Service) SetPassword(ctx context.Context, session Session, current, password string) (err error) {
	defer wrap("set password", &err)
	seen, err := s.store.Account(ctx, session.Account)
	if err != nil {
		return err
	}
	tries := &attempts{throttle: s.throttle, key: s.throttleKey, now: s.now()}
	if err := tries.hit(ctx, currentLimits, string(seen.ID), ""); err != nil {
		return err
	}
	ok, _, err := s.hasher.check(ctx, seen.PasswordHash, current)
	if err != nil {
		tries.refund(ctx)
		return err
	}
	if !ok {
		if err := s.logFailure(ctx, *seen, false, ""); err != nil {
			return err
		}
		return ErrBadCredentials
	}
	tries.refund(ctx)
	if err := checkPassword(password, *seen); err != nil {
		return err
	}
	hash, err := s.hasher.make(ctx, password)
	if err != nil {
		return err
	}
	now := s.now()
	return s.store.Write(ctx, func(tx Tx) error {
		a, err := tx.LockAccount(ctx, seen.ID)
		if err != nil {
			return err
		}
		if a.Status != Active || a.PasswordHash != seen.PasswordHash {
			return ErrBadCredentials
		}
		return s.replacePassword(ctx, tx, a, hash, now, session.ID, audit.Public("by", "holder"))
	})
}

// replacePassword sets the hash of a locked account, and ends its links and its sessions but one.
func (s *Service) replacePassword(ctx context.Context, tx Tx, a *Account, hash string, now time.Time, except SessionID, by audit.Fact) error {
	a.PasswordHash, a.PasswordAt = hash, now
	if err := tx.SaveAccount(ctx, a); err != nil {
		return err
	}
	if err := endLinks(ctx, tx, a.ID); err != nil {
		return err
	}
	n, err := tx.DeleteSessions(ctx, a.ID, except)
	if err != nil {
		return err
	}
	return s.logState(ctx, tx, audit.StaffPasswordSet, now, *a, by, count("sessions", n))
}

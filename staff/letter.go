package staff

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// A Letter is a mail that carries a one-time link to the address of an account. An account has one at
// most: a newer one takes its place, and whatever ends the account's link ends it, too. The link itself
// is in no letter that is kept: OpenLetter makes it when the letter leaves.
type Letter struct {
	ID        string
	Account   AccountID
	Purpose   Purpose // Invitation or Reset
	CreatedAt time.Time
	ExpiresAt time.Time // of the link, whenever the letter leaves
	SentAt    time.Time // zero while it has not gone
	FailedAt  time.Time // zero unless it was given up
	Attempts  int       // how often it was handed to the mail server
}

// LetterState says how far a letter has come.
type LetterState string

// The states of a letter.
const (
	LetterWaiting LetterState = "waiting"
	LetterSent    LetterState = "sent"
	LetterFailed  LetterState = "failed"
)

// State says how far the letter has come. What the mail server has taken counts as sent.
func (l Letter) State() LetterState {
	switch {
	case !l.SentAt.IsZero():
		return LetterSent
	case !l.FailedAt.IsZero():
		return LetterFailed
	}
	return LetterWaiting
}

// Topic names what the letter is about among all mails.
func (l Letter) Topic() string { return "mail." + string(l.Purpose) }

// An OpenedLetter is a letter with its link, at the moment at which it leaves.
type OpenedLetter struct {
	To        string
	Lang      string // the account's; empty when it is not known
	Purpose   Purpose
	Token     Token
	ExpiresAt time.Time
}

// way is how a one-time link gets to its holder.
type way string

const (
	printed way = "printed" // by the command line
	shown   way = "shown"   // to an administrator, who hands it on
	mailed  way = "mailed"  // to the account's address alone
)

// way is how the link that an actor asks for gets to its holder.
func (s *Service) way(actor Actor) way {
	switch {
	case actor.commandLine:
		return printed
	case s.settings().Letters:
		return mailed
	}
	return shown
}

// letterPause is how soon after one letter another is written for the same account. Asked for twice, as
// by a doubled click, it is one letter.
const letterPause = time.Minute

// post puts a letter for a locked account into the outbox, in the place of any before it; not when one
// was written within the pause, which stands then, and posted is false.
func (s *Service) post(ctx context.Context, tx Tx, a *Account, pause time.Duration, now time.Time) (_ Letter, posted bool, err error) {
	former, err := tx.Letter(ctx, a.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Letter{}, false, err
	}
	if err == nil && former.State() != LetterFailed && now.Before(former.CreatedAt.Add(pause)) && !now.Before(former.CreatedAt) {
		return *former, false, nil
	}
	l := Letter{ID: s.newID(), Account: a.ID, CreatedAt: now}
	l.Purpose, l.ExpiresAt = s.due(a, Reset, now)
	if err := tx.DeleteLetters(ctx, a.ID); err != nil {
		return Letter{}, false, err
	}
	return l, true, tx.InsertLetter(ctx, &l)
}

// OpenLetter makes the link of a letter that leaves now, which ends any link before it. It returns
// ErrNotFound for a letter that should not go any more: it was replaced, the account was disabled, the
// password set meanwhile, or the link would be too old. It is for who delivers, and for nobody else: the
// link is the holder's.
func (s *Service) OpenLetter(ctx context.Context, id AccountID, letter string) (_ *OpenedLetter, err error) {
	defer wrap("open letter", &err)
	token, hash, err := s.newToken()
	if err != nil {
		return nil, err
	}
	now := s.now()
	var opened OpenedLetter
	err = s.store.Write(ctx, func(tx Tx) error {
		a, err := tx.LockAccount(ctx, id)
		if err != nil {
			return err
		}
		l, err := tx.Letter(ctx, id)
		if err != nil {
			return err
		}
		link := Link{Hash: hash, Account: id, Purpose: l.Purpose, MadeAt: now, ExpiresAt: l.ExpiresAt}
		if l.ID != letter || l.State() != LetterWaiting || !link.fits(a, now) {
			return ErrNotFound
		}
		if err := tx.DeleteLinks(ctx, id); err != nil {
			return err
		}
		if err := tx.InsertLink(ctx, &link); err != nil {
			return err
		}
		opened = OpenedLetter{To: a.Email, Lang: a.Lang, Purpose: l.Purpose, Token: token, ExpiresAt: l.ExpiresAt}
		return s.log(ctx, tx, audit.StaffLinkMade, now, id, append(LinkLaterFacts(link), audit.Public("way", string(mailed)))...)
	})
	if err != nil {
		return nil, err
	}
	return &opened, nil
}

// Letters returns the last letter of each account that has one. A letter whose link was used is gone.
func (s *Service) Letters(ctx context.Context, actor Actor) (_ map[AccountID]Letter, err error) {
	defer wrap("letters", &err)
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return nil, err
	}
	all, err := s.store.Letters(ctx)
	if err != nil {
		return nil, err
	}
	of := make(map[AccountID]Letter, len(all))
	for _, l := range all {
		of[l.Account] = l
	}
	return of, nil
}

// endLinks ends what would let an account's password be set: its link, and a letter that would bring one.
func endLinks(ctx context.Context, tx Tx, id AccountID) error {
	if err := tx.DeleteLetters(ctx, id); err != nil {
		return err
	}
	return tx.DeleteLinks(ctx, id)
}

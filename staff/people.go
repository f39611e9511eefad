package staff

import (
	"context"
	"fmt"

	"shinsa/audit"
)

// A NewAccount is what is known of somebody who is to get an account. Name may be empty for one who is
// invited and says it himself.
type NewAccount struct {
	Email string
	Name  string
	Role  Role
	Lang  string
}

// Invite makes an account for somebody, who sets his password by a one-time link: see Issued for how he
// gets it. On the page, a desk role waits in PendingRole for a supervisor (setting). It returns ErrExists or *InputError.
func (s *Service) Invite(ctx context.Context, actor Actor, n NewAccount) (issued Issued, err error) {
	defer wrap("invite", &err)
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return Issued{}, err
	}
	account, err := s.prepare(n, n.Name == "")
	if err != nil {
		return Issued{}, err
	}
	account.Status = Invited
	way := s.way(actor)
	if s.waits(actor, NoRole, n.Role) {
		account.PendingRole = n.Role
	} else {
		account.Role = n.Role
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		if err := tx.InsertAccount(ctx, &account); err != nil {
			return err
		}
		if issued, _, err = s.issue(ctx, tx, &account, way, account.CreatedAt); err != nil {
			return err
		}
		return s.logNew(ctx, tx, actor, account, append(linkFacts(issued), audit.Public("way", string(way)))...)
	})
	if err != nil {
		return Issued{}, err
	}
	return issued, nil
}

// Add makes an account that can be used at once, with a password that was chosen for it. Only the command
// line may; anybody else gets ErrDenied. It returns ErrExists, *InputError or *PasswordError.
func (s *Service) Add(ctx context.Context, actor Actor, n NewAccount, password string) (_ Account, err error) {
	defer wrap("add", &err)
	if !actor.commandLine {
		return Account{}, ErrDenied
	}
	account, err := s.prepare(n, false)
	if err != nil {
		return Account{}, err
	}
	if err := checkPassword(password, account); err != nil {
		return Account{}, err
	}
	account.Status, account.Role, account.PasswordAt = Active, n.Role, account.CreatedAt
	if account.PasswordHash, err = s.hasher.make(ctx, password); err != nil {
		return Account{}, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		if err := tx.InsertAccount(ctx, &account); err != nil {
			return err
		}
		return s.logNew(ctx, tx, actor, account)
	})
	if err != nil {
		return Account{}, err
	}
	return account.shown(), nil
}

// ReplacePassword sets a password without knowing the one before, and ends all sessions. Only the command
// line may; anybody else gets ErrDenied. An invited account becomes active by it. It returns ErrDisabled,
// ErrNotFound or *PasswordError.
func (s *Service) ReplacePassword(ctx context.Context, actor Actor, id AccountID, password string) (err error) {
	defer wrap("replace password", &err)
	if !actor.commandLine {
		return ErrDenied
	}
	seen, err := s.store.Account(ctx, id)
	if err != nil {
		return err
	}
	if err := checkPassword(password, *seen); err != nil {
		return err
	}
	hash, err := s.hasher.make(ctx, password)
	if err != nil {
		return err
	}
	now := s.now()
	return s.store.Write(ctx, func(tx Tx) error {
		a, err := tx.LockAccount(ctx, id)
		if err != nil {
			return err
		}
		if a.Status == Disabled {
			return ErrDisabled
		}
		a.Status = Active
		return s.replacePassword(ctx, tx, a, hash, now, "", by(actor))
	})
}

// prepare checks what an account is made from.
func (s *Service) prepare(n NewAccount, nameLater bool) (Account, error) {
	email, err := checkEmail(n.Email)
	if err != nil {
		return Account{}, err
	}
	name := ""
	if !nameLater {
		if name, err = checkName(n.Name); err != nil {
			return Account{}, err
		}
	}
	if err := checkRole(n.Role); err != nil {
		return Account{}, err
	}
	if err := checkLang(n.Lang); err != nil {
		return Account{}, err
	}
	return Account{
		ID: AccountID(s.newID()), Email: email, Folded: FoldEmail(email), Name: name, Lang: n.Lang, CreatedAt: s.now(),
	}, nil
}

func (s *Service) logNew(ctx context.Context, tx Tx, actor Actor, a Account, more ...audit.Fact) error {
	return s.logState(ctx, tx, audit.StaffInvited, a.CreatedAt, a, append(more, by(actor), audit.Public("role", a.Role.code()),
		audit.Public("pending", a.PendingRole.code()), audit.Public("status", string(a.Status)))...)
}

// SetLang sets the language in which somebody reads the pages; empty for the browser's wish. It is one's
// own choice and no act of the desk, so it is not logged.
func (s *Service) SetLang(ctx context.Context, id AccountID, lang string) (err error) {
	defer wrap("set language", &err)
	if err := checkLang(lang); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx Tx) error {
		a, err := tx.LockAccount(ctx, id)
		if err != nil {
			return err
		}
		a.Lang = lang
		return tx.SaveAccount(ctx, a)
	})
}

// maxKeys bounds what is kept of a person's keys, in bytes.
const maxKeys = 4000

// SetKeys keeps which keys somebody chose for the pages, in the pages' own form; empty for the usual ones. It
// is one's own choice and no act of the desk, so it is not logged.
func (s *Service) SetKeys(ctx context.Context, id AccountID, keys string) (err error) {
	defer wrap("set keys", &err)
	if len(keys) > maxKeys {
		return fmt.Errorf("more than %d bytes", maxKeys)
	}
	return s.store.Write(ctx, func(tx Tx) error {
		a, err := tx.LockAccount(ctx, id)
		if err != nil {
			return err
		}
		a.Keys = keys
		return tx.SaveAccount(ctx, a)
	})
}

// List returns every account by e-mail address.
func (s *Service) List(ctx context.Context, actor Actor) (_ []Account, err error) {
	defer wrap("list", &err)
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return nil, err
	}
	return s.accounts(ctx, func(Account) bool { return true })
}

// Pending returns the accounts whose role waits for agreement, for supervisors. Somebody who is invited is
// among them when he has answered: until then the administrator who was shown the link could still become
// that person, with a role that was agreed to.
func (s *Service) Pending(ctx context.Context, actor Actor) (_ []Account, err error) {
	defer wrap("pending", &err)
	if err := s.may(ctx, actor, confirmRole); err != nil {
		return nil, err
	}
	return s.accounts(ctx, func(a Account) bool { return a.PendingRole != NoRole && a.Status == Active })
}

// ByEmail finds an account by its address, however that is written. It is for the command line; anybody
// else needs the right to manage the staff.
func (s *Service) ByEmail(ctx context.Context, actor Actor, email string) (_ Account, err error) {
	defer wrap("by e-mail", &err)
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return Account{}, err
	}
	a, err := s.store.AccountByEmail(ctx, FoldEmail(email))
	if err != nil {
		return Account{}, err
	}
	return a.shown(), nil
}

func (s *Service) accounts(ctx context.Context, keep func(Account) bool) ([]Account, error) {
	all, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	kept := make([]Account, 0, len(all))
	for _, a := range all {
		if keep(a) {
			kept = append(kept, a.shown())
		}
	}
	return kept, nil
}

package staff

import (
	"context"
	"time"

	"shinsa/audit"
)

// ChangeRole gives an account another role. On the page, a desk role that the account does not have
// already waits in PendingRole for a supervisor (setting); every other change takes effect at once, ends
// the account's sessions, and frees its claims if it leaves the desk. It returns ErrOwnRole, ErrLastAdmin,
// ErrDisabled, ErrNotFound or *InputError.
func (s *Service) ChangeRole(ctx context.Context, actor Actor, id AccountID, role Role) (_ Account, err error) {
	defer wrap("change role", &err)
	if err := checkRole(role); err != nil {
		return Account{}, err
	}
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return Account{}, err
	}
	if !actor.commandLine && actor.ID == id {
		return Account{}, ErrOwnRole
	}
	now := s.now()
	var account *Account
	err = s.store.Write(ctx, func(tx Tx) error {
		var all []Account
		var err error
		if all, account, err = lockStaff(ctx, tx, id); err != nil {
			return err
		}
		if account.Status == Disabled {
			return ErrDisabled
		}
		from := account.Role
		waits := s.waits(actor, from, role)
		if !waits && from == role && account.PendingRole == NoRole || waits && account.PendingRole == role {
			return nil // as it is already; nothing to record
		}
		if waits {
			account.PendingRole = role
			if err := tx.SaveAccount(ctx, account); err != nil {
				return err
			}
			return s.logState(ctx, tx, audit.StaffRoleChanged, now, *account, by(actor), audit.Public("from", from.code()),
				audit.Public("to", role.code()), audit.Public("effect", "pending"))
		}
		if err := s.effect(ctx, tx, all, account, role, now); err != nil {
			return err
		}
		return s.logState(ctx, tx, audit.StaffRoleChanged, now, *account, by(actor), audit.Public("from", from.code()),
			audit.Public("to", role.code()), audit.Public("effect", "now"))
	})
	if err != nil {
		return Account{}, err
	}
	return account.shown(), nil
}

// waits reports whether giving role to who has from needs a supervisor's agreement.
func (s *Service) waits(actor Actor, from, role Role) bool {
	return !actor.commandLine && s.settings().Agreement && role.Desk() && !from.includes(role)
}

// effect puts a role into force for a locked account.
func (s *Service) effect(ctx context.Context, tx Tx, all []Account, a *Account, role Role, now time.Time) error {
	if role != Admin {
		if err := keepsAdmin(all, a.ID); err != nil {
			return err
		}
	}
	from := a.Role
	a.Role, a.PendingRole = role, NoRole
	if err := tx.SaveAccount(ctx, a); err != nil {
		return err
	}
	if from == role {
		return nil
	}
	if _, err := tx.DeleteSessions(ctx, a.ID, ""); err != nil {
		return err
	}
	if role.Desk() {
		return nil
	}
	_, err := tx.FreeClaims(ctx, a.ID, now)
	return err
}

// ConfirmRole is a supervisor's agreement to the role that waits for it. The role is named again, so that
// nobody agrees to another than he saw. It returns ErrNotPending, ErrOwnRole, ErrLastAdmin or ErrNotFound.
func (s *Service) ConfirmRole(ctx context.Context, actor Actor, id AccountID, role Role) (Account, error) {
	return s.answerRole(ctx, actor, id, role, true)
}

// RefuseRole is a supervisor's refusal: the account keeps the role that it has. It returns what
// ConfirmRole returns but ErrLastAdmin.
func (s *Service) RefuseRole(ctx context.Context, actor Actor, id AccountID, role Role) (Account, error) {
	return s.answerRole(ctx, actor, id, role, false)
}

func (s *Service) answerRole(ctx context.Context, actor Actor, id AccountID, role Role, agreed bool) (_ Account, err error) {
	defer wrap("answer role", &err)
	if err := s.may(ctx, actor, confirmRole); err != nil {
		return Account{}, err
	}
	if !actor.commandLine && actor.ID == id {
		return Account{}, ErrOwnRole
	}
	now := s.now()
	var account *Account
	err = s.store.Write(ctx, func(tx Tx) error {
		var all []Account
		var err error
		if all, account, err = lockStaff(ctx, tx, id); err != nil {
			return err
		}
		if role == NoRole || account.PendingRole != role || account.Status == Disabled {
			return ErrNotPending
		}
		if agreed && account.Status != Active {
			return ErrNotPending // see Pending
		}
		if agreed {
			from := account.Role
			if err := s.effect(ctx, tx, all, account, role, now); err != nil {
				return err
			}
			return s.logState(ctx, tx, audit.StaffRoleConfirmed, now, *account, by(actor), audit.Public("from", from.code()),
				audit.Public("to", role.code()))
		}
		account.PendingRole = NoRole
		if err := tx.SaveAccount(ctx, account); err != nil {
			return err
		}
		return s.logState(ctx, tx, audit.StaffRoleChanged, now, *account, by(actor), audit.Public("from", account.Role.code()),
			audit.Public("to", role.code()), audit.Public("effect", "refused"))
	})
	if err != nil {
		return Account{}, err
	}
	return account.shown(), nil
}

// Disable ends the use of an account at once: its sessions, its link, a letter that would bring one, and
// its claims go in the same
// transaction. It returns ErrLastAdmin or ErrNotFound, and is no error for an account that is disabled.
func (s *Service) Disable(ctx context.Context, actor Actor, id AccountID) (_ Account, err error) {
	defer wrap("disable", &err)
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return Account{}, err
	}
	now := s.now()
	var account *Account
	err = s.store.Write(ctx, func(tx Tx) error {
		var all []Account
		var err error
		if all, account, err = lockStaff(ctx, tx, id); err != nil {
			return err
		}
		if account.Status == Disabled {
			return nil
		}
		if err := keepsAdmin(all, id); err != nil {
			return err
		}
		account.Status, account.PendingRole, account.DisabledAt = Disabled, NoRole, now
		if err := tx.SaveAccount(ctx, account); err != nil {
			return err
		}
		if err := endLinks(ctx, tx, id); err != nil {
			return err
		}
		sessions, err := tx.DeleteSessions(ctx, id, "")
		if err != nil {
			return err
		}
		claims, err := tx.FreeClaims(ctx, id, now)
		if err != nil {
			return err
		}
		return s.logState(ctx, tx, audit.StaffDisabled, now, *account, by(actor), count("sessions", sessions), count("claims", claims))
	})
	if err != nil {
		return Account{}, err
	}
	return account.shown(), nil
}

// Enable makes a disabled account usable again, with the password and role that it had. An account that
// never had a password is invited again and needs a new link (RequestReset). It returns ErrNotFound, and
// is no error for an account that is not disabled.
func (s *Service) Enable(ctx context.Context, actor Actor, id AccountID) (_ Account, err error) {
	defer wrap("enable", &err)
	if err := s.may(ctx, actor, manageStaff); err != nil {
		return Account{}, err
	}
	now := s.now()
	var account *Account
	err = s.store.Write(ctx, func(tx Tx) error {
		var err error
		if account, err = tx.LockAccount(ctx, id); err != nil {
			return err
		}
		if account.Status != Disabled {
			return nil
		}
		account.Status, account.DisabledAt = Active, time.Time{}
		if account.PasswordHash == "" {
			account.Status = Invited
		}
		if err := tx.SaveAccount(ctx, account); err != nil {
			return err
		}
		return s.logState(ctx, tx, audit.StaffEnabled, now, *account, by(actor), audit.Public("status", string(account.Status)))
	})
	if err != nil {
		return Account{}, err
	}
	return account.shown(), nil
}

// lockStaff locks every account and picks one of them.
func lockStaff(ctx context.Context, tx Tx, id AccountID) ([]Account, *Account, error) {
	all, err := tx.LockAccounts(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range all {
		if a.ID == id {
			return all, &a, nil
		}
	}
	return nil, nil, ErrNotFound
}

// keepsAdmin returns ErrLastAdmin when, of all, no active administrator would be left without one of them
// who is an active administrator now.
func keepsAdmin(all []Account, without AccountID) error {
	one, others := false, false
	for _, a := range all {
		if a.Role == Admin && a.Status == Active {
			one = one || a.ID == without
			others = others || a.ID != without
		}
	}
	if one && !others {
		return ErrLastAdmin
	}
	return nil
}

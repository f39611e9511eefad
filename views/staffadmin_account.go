package views

import (
	"shinsa/staff"
)

// StaffAccountModel is one account, with what an administrator can do about it.
type StaffAccountModel struct {
	Page
	StaffRow
	Made, PasswordAt, DisabledAt string
	Roles                        []Choice
	CanRole, CanReset            bool
	CanDisable, CanEnable        bool
	Mailed                       bool // a link goes by letter, and is not shown
	ResetWaits                   bool // after a reset by a link that is handed on the role waits again
	Invited                      bool
	// Problem is the id of words about what was refused, Where the form it concerns: "role", "reset",
	// "disable" or "enable".
	Problem, Where string
	Issued         *IssuedLink
}

// NewStaffAccount turns an account into what its page shows.
func NewStaffAccount(page Page, a staff.Account, in StaffInput) StaffAccountModel {
	m := StaffAccountModel{
		Page: page, StaffRow: page.staffRow(a, in), Made: clock(a.CreatedAt, in.Zone), PasswordAt: clock(a.PasswordAt, in.Zone),
		DisabledAt: clock(a.DisabledAt, in.Zone), Invited: a.Status == staff.Invited,
	}
	chosen := a.Role
	if a.PendingRole != staff.NoRole {
		chosen = a.PendingRole
	}
	m.Roles = page.RoleChoices(chosen)
	m.CanRole = a.Status != staff.Disabled && !m.Own
	m.CanReset = a.Status != staff.Disabled && !m.Own // one's own password is changed on one's own page
	m.CanDisable, m.CanEnable = a.Status != staff.Disabled, a.Status == staff.Disabled
	m.Mailed = in.Settings.Letters
	m.ResetWaits = !m.Mailed && a.Status == staff.Active && a.Role.Desk() && in.Settings.Agreement
	return m
}

// ways is the id of words that differ by how a link gets to its holder.
func ways(id string, mailed bool) string {
	if mailed {
		return id
	}
	return id + "-shown"
}

// resetWords are the words of the box to tick and of the button that asks for a link.
func (m StaffAccountModel) resetWords() (confirm, submit string) {
	switch {
	case !m.Mailed:
		return m.T("staffadmin.reset-confirm-shown"), m.T("staffadmin.reset-submit-shown")
	case m.Invited:
		confirm = m.T("staffadmin.invite-again-confirm")
	default:
		confirm = m.T("staffadmin.reset-confirm")
	}
	if m.Letter != nil {
		return confirm, m.T("staffadmin.reset-submit-again")
	}
	return confirm, m.T("staffadmin.reset-submit")
}

// problemAt gives the words about a form; empty when nothing was refused there.
func (m StaffAccountModel) problemAt(where string) string {
	if m.Where != where || m.Problem == "" {
		return ""
	}
	return m.T(m.Problem)
}

// RolesModel are the roles that wait for a supervisor's agreement.
type RolesModel struct {
	Page
	Rows []PendingRow
}

// PendingRow is an account whose role waits.
type PendingRow struct {
	ID, Name, Email string
	From, To        string // words
	Role            string // the role's id, which the answer names again
	Status          string
	Invited         bool
	Own             bool
}

// NewRolesModel turns the accounts whose role waits into what is shown.
func NewRolesModel(page Page, waiting []staff.Account, me staff.AccountID) RolesModel {
	m := RolesModel{Page: page}
	for _, a := range waiting {
		m.Rows = append(m.Rows, PendingRow{
			ID: string(a.ID), Name: or(a.Name, page.T("staffadmin.nameless")), Email: a.Email, From: page.roleWord(a.Role),
			To: page.roleWord(a.PendingRole), Role: string(a.PendingRole), Invited: a.Status == staff.Invited, Own: a.ID == me,
			Status: page.T("staffadmin.status." + string(a.Status)),
		})
	}
	return m
}

// OneTimeModel is the page behind a one-time link: its holder sets a password.
type OneTimeModel struct {
	Page
	Action  string // the page's own path, which carries the secret and goes nowhere else
	Invited bool   // an invitation, and not a reset
	Email   string
	Name    string
	Wrong   map[string]string // by the field "name", "password" or "again"
	Args    []any             // for the words about the password
	Waits   string            // the role that waits for agreement afterwards, as a word; empty for none
}

// AccountModel is the page of one's own account.
type AccountModel struct {
	Page
	Name, Email, Role, Pending string
	Langs                      []Choice
	Wrong                      map[string]string // by the field "current", "new" or "again"
	Args                       []any             // for the words about the new password
	Sessions                   string            // how long a session lasts, in words
	Desk                       bool              // a person of the desk, who can be away
	Away                       AwayModel
}

// NewAccountModel turns one's own account into what is shown of it.
func NewAccountModel(page Page, a staff.Account, set staff.Settings) AccountModel {
	m := AccountModel{Page: page, Name: or(a.Name, page.T("staffadmin.nameless")), Email: a.Email, Role: page.roleWord(a.Role)}
	if a.PendingRole != staff.NoRole {
		m.Pending = page.roleWord(a.PendingRole)
	}
	m.Langs = []Choice{{"", page.T("staffadmin.language-browser"), a.Lang == ""}}
	for _, l := range page.Languages() {
		m.Langs = append(m.Langs, Choice{l.Code, l.Name, a.Lang == l.Code})
	}
	m.Sessions = page.T("staffadmin.sessions-help", "idle", page.exactly(set.IdleLimit), "life", page.exactly(set.AbsoluteLimit))
	return m
}

package views

import (
	"time"

	"shinsa/staff"
)

// StaffInput is what is needed to show accounts beside the accounts themselves.
type StaffInput struct {
	Me        staff.AccountID
	Zone      *time.Location
	Shortages []staff.Shortage
	Settings  staff.Settings
	Letters   map[staff.AccountID]staff.Letter
	Now       time.Time
}

// StaffListModel is the list of accounts, with the form that invites somebody.
type StaffListModel struct {
	Page
	Rows      []StaffRow
	Counts    string
	Shortages []string
	Invite    InviteForm
	Mailed    bool        // a link goes by letter, and is not shown
	Issued    *IssuedLink // shown once, right after it was made; nil when it went by letter
}

// StaffRow is an account in the list.
type StaffRow struct {
	ID, Href      string
	Name, Email   string
	Role          string // a word
	Pending       string // the role that waits for agreement, as a word; empty for none
	Status        string
	StatusWord    string
	StatusShape   string
	SignedIn      string
	Letter        *LetterLine // nil for none
	Own, Nameless bool
}

// InviteForm is what was typed to invite somebody.
type InviteForm struct {
	Email, Name string
	Roles       []Choice
	// Wrong has, by field, the id of words about it.
	Wrong map[string]string
}

// IssuedLink is a one-time link that is shown to be handed on, where no mail is set up.
type IssuedLink struct {
	URL     string
	Purpose string // "invitation" or "reset"
	Name    string
	Until   string
	Waits   bool // the role waits for a supervisor once it was used
}

// NewStaffList turns the accounts into what is shown of them.
func NewStaffList(page Page, all []staff.Account, in StaffInput, form InviteForm) StaffListModel {
	m := StaffListModel{Page: page, Invite: form, Shortages: page.shortages(in.Shortages), Mailed: in.Settings.Letters}
	active := 0
	for _, a := range all {
		m.Rows = append(m.Rows, page.staffRow(a, in))
		if a.Status == staff.Active {
			active++
		}
	}
	m.Counts = page.T("staffadmin.counts", "n", len(all), "active", active)
	return m
}

func (p Page) staffRow(a staff.Account, in StaffInput) StaffRow {
	row := StaffRow{
		ID: string(a.ID), Href: "/staff/" + string(a.ID), Name: a.Name, Email: a.Email, Role: p.roleWord(a.Role),
		Status: string(a.Status), StatusWord: p.T("staffadmin.status." + string(a.Status)), SignedIn: clock(a.SignedInAt, in.Zone),
		StatusShape: map[staff.Status]string{staff.Active: "●", staff.Invited: "◇", staff.Disabled: "✕"}[a.Status],
		Own:         a.ID == in.Me, Nameless: a.Name == "", Letter: p.letterLine(a, in),
	}
	if row.Nameless {
		row.Name = p.T("staffadmin.nameless")
	}
	if a.PendingRole != staff.NoRole {
		row.Pending = p.roleWord(a.PendingRole)
	}
	return row
}

// roleWord is a role in words; an account whose first role waits has none.
func (p Page) roleWord(r staff.Role) string {
	if r == staff.NoRole {
		return p.T("role.none")
	}
	return p.T("role." + string(r))
}

// shortages are sentences about what the active staff cannot finish.
func (p Page) shortages(all []staff.Shortage) []string {
	var out []string
	for _, s := range all {
		out = append(out, p.T("staff.shortage."+string(s)))
	}
	return out
}

// RoleChoices are the roles that can be given, with the chosen one marked.
func (p Page) RoleChoices(chosen staff.Role) []Choice {
	var out []Choice
	for _, r := range staff.Roles() {
		out = append(out, Choice{string(r), p.roleWord(r), r == chosen})
	}
	return out
}

// NewIssuedLink is a link to be shown once.
func NewIssuedLink(i staff.Issued, publicURL string, in StaffInput) *IssuedLink {
	l := &IssuedLink{Purpose: "reset", Name: or(i.Account.Name, i.Account.Email), Until: clock(i.ExpiresAt, in.Zone)}
	path := "/reset/"
	if i.Purpose == staff.Invitation {
		l.Purpose, path = "invitation", "/welcome/"
	}
	l.URL = publicURL + path + string(i.Token)
	l.Waits = i.Purpose == staff.Handed && i.Account.Role.Desk() && in.Settings.Agreement ||
		i.Purpose == staff.Invitation && i.Account.PendingRole != staff.NoRole
	return l
}

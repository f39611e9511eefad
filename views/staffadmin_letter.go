package views

import (
	"shinsa/staff"
)

// LetterLine says how far the letter has come that carries a one-time link to an account's address. The
// link is not in it: nobody but its holder sees that.
type LetterLine struct {
	State string // "waiting", "sent" or "failed"
	Shape string // beside the colour
	Tag   string // a word or two for the list; empty when the link of a letter that went is over
	Text  string // a sentence
}

// letterLine is what is shown of an account's letter; nil when there is none.
func (p Page) letterLine(a staff.Account, in StaffInput) *LetterLine {
	l, ok := in.Letters[a.ID]
	if !ok {
		return nil
	}
	state, over := l.State(), !in.Now.Before(l.ExpiresAt)
	if state == staff.LetterWaiting && over { // nobody has tried since: mail is not set up any more, or was out of order
		state, l.FailedAt = staff.LetterFailed, l.ExpiresAt
	}
	line := &LetterLine{State: string(state), Shape: map[staff.LetterState]string{
		staff.LetterWaiting: "◇", staff.LetterSent: "✓", staff.LetterFailed: "✕",
	}[state]}
	to := a.Email
	if a.Name != "" {
		to = p.T("staffadmin.letter.to", "name", a.Name)
	}
	id, at := string(state), l.SentAt
	switch {
	case state == staff.LetterFailed:
		at = l.FailedAt
	case state == staff.LetterSent && over:
		id = "over"
	case state == staff.LetterWaiting && l.Attempts > 0:
		id = "tried"
	}
	line.Text = p.T("staffadmin.letter."+id, "to", to, "time", clock(at, in.Zone), "until", clock(l.ExpiresAt, in.Zone), "n", l.Attempts)
	if id != "over" {
		line.Tag = p.T("staffadmin.letter.tag." + string(state))
	}
	return line
}

// letterLevel is the class that colours a letter's state.
func letterLevel(state string) string {
	return map[string]string{"waiting": "warn", "sent": "ok", "failed": "bad"}[state]
}

package views

import (
	"time"

	"shinsa/review"
)

// LookupModel is the page for the telephone: a field for a reference, and what may be said about it.
type LookupModel struct {
	Page
	Typed   string // what was typed
	Problem string // id of words about it; empty for none
	Found   *LookupFound
	Done    string // id of words about what was just done; empty for nothing
	CanSend bool   // mail is set up
	Said    string // a complaint that was refused, and what is wrong with it
	Wrong   string
}

// MaxComplaint is how many characters a complaint may have.
func (m LookupModel) MaxComplaint() string { return itoa(review.MaxComplaint) }

// LookupFound is what may be said: no document, no name, no address.
type LookupFound struct {
	Ref           string
	State         string
	StateWord     string
	Say           string // what to tell the applicant
	Since, Ago    string
	Round         string
	Due           string // until when something is to be sent; empty where nothing is
	HasMail       bool
	Erased        bool // only the bare facts are left
	Messages      []LookupMessage
	Complaint     string // what may be said of one; empty for none
	ComplainUntil string // until when one can be passed on; empty when not
	AnswerBy      string // when it would be answered at the latest
}

// LookupMessage is a mail: what about, and whether it has gone.
type LookupMessage struct{ Topic, At, State, Level string }

// NewLookupFound turns what the desk answers into what is shown.
func NewLookupFound(p Page, v *review.LookupView, now time.Time, set review.Settings) *LookupFound {
	zone := set.Zone
	state := v.State.Listed()
	f := &LookupFound{
		Ref: string(v.Reference), State: string(state), StateWord: p.lookupState(state),
		Say: p.T("lookup.say." + string(state)), Since: clock(v.Since, zone), Ago: p.took(now.Sub(v.Since)),
		Round: p.T("audit.round", "n", v.Round), HasMail: v.HasMail,
	}
	if !v.ErasedAt.IsZero() {
		f.Erased, f.Say = true, p.T("lookup.say.erased", "date", day(v.ErasedAt, zone))
	} else if !v.DueAt.IsZero() {
		f.Due = clock(v.DueAt, zone)
		f.Say = p.T("lookup.say."+string(state), "date", v.DueAt.In(zone).Format(time.DateOnly))
	}
	if c := v.Complaint; c != nil {
		f.Complaint = p.T("lookup.complaint.waiting", "time", clock(c.At, zone), "date", day(c.AnswerBy, zone))
		if c.Verdict != "" {
			f.Complaint = p.T("lookup.complaint."+string(c.Verdict), "time", clock(c.AnsweredAt, zone))
		}
	}
	if !v.ComplainUntil.IsZero() {
		f.ComplainUntil, f.AnswerBy = day(v.ComplainUntil, zone), day(now.Add(set.ComplaintAnswerIn), zone)
	}
	for i := len(v.Parcels) - 1; i >= 0; i-- { // the newest first: it is the one that is asked about
		f.Messages = append(f.Messages, p.lookupMessage(v.Parcels[i], zone))
	}
	return f
}

// lookupState is the word of a state. A draft has none at the desk, which does not see it.
func (p Page) lookupState(s review.State) string {
	if s == review.Draft {
		return p.T("lookup.draft")
	}
	return p.T("state." + string(s))
}

func (p Page) lookupMessage(m review.Parcel, zone *time.Location) LookupMessage {
	line := LookupMessage{Topic: p.T("lookup.topic." + m.Topic), At: clock(m.CreatedAt, zone)}
	switch {
	case !m.FailedAt.IsZero():
		line.State, line.Level = p.T("lookup.failed", "time", clock(m.FailedAt, zone)), "bad"
	case m.SentAt.IsZero():
		line.State, line.Level = p.T("lookup.not-yet"), "warn"
	default:
		line.State, line.Level = p.T("lookup.sent", "time", clock(m.SentAt, zone)), "ok"
	}
	return line
}

// stateShape is the shape beside the word of a state.
func stateShape(state string) string {
	switch state {
	case "approved":
		return "✓"
	case "rejected", "withdrawn", "expired":
		return "✕"
	case "resubmission":
		return "↻"
	case "escalated":
		return "▲"
	case "draft":
		return "◇"
	}
	return "●"
}

// stateTone is the class of the state's tag.
func stateTone(state string) string {
	switch state {
	case "approved":
		return "ok"
	case "rejected":
		return "bad"
	case "resubmission", "expired":
		return "warn"
	}
	return ""
}

// levelShape is the shape of a message's state.
func levelShape(level string) string {
	switch level {
	case "ok":
		return "✓"
	case "bad":
		return "✕"
	}
	return "…"
}

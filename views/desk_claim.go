package views

import (
	"time"

	"shinsa/review"
)

// ClaimModel says who holds the submission and what the person can do about it.
type ClaimModel struct {
	Text     string // one sentence
	Until    string // time of day; empty when nobody holds it
	Left     string // how much is left, in words
	Seconds  int    // the same for the script
	Mine     bool
	Holds    bool   // the person holds it, also while his decision can be taken back
	Holder   string // the name of somebody else who holds it
	Kept     string // the name of whom it is kept for while nobody holds it
	CanClaim bool
	CanTake  bool
	// Own is the person's decision that can still be taken back.
	Own *OwnDecision
}

// OwnDecision is a decision that its author can take back for a few seconds.
type OwnDecision struct {
	Action      string // where the form goes
	OutcomeWord string
	Seconds     int // how long
}

func (p Page) claimModel(v *review.ReviewView, in ReviewInput) ClaimModel {
	m := ClaimModel{Mine: v.Mine, Holds: v.Mine, CanClaim: v.CanClaim, CanTake: v.CanTake}
	if own := v.Own; own != nil {
		left := own.EffectiveAt.Sub(in.Now)
		m.Own = &OwnDecision{
			Action: "/decisions/" + string(own.ID) + "/retract", OutcomeWord: p.T("outcome.done." + string(own.Outcome)),
			Seconds: secondsUp(left),
		}
		m.Mine = false
		return m
	}
	if v.HolderID != "" {
		left := v.HolderUntil.Sub(in.Now)
		m.Until, m.Left, m.Seconds = hour(v.HolderUntil, in.Zone), p.left(left), secondsUp(left)
	}
	if v.Keep.For != "" {
		m.Until, m.Kept = hour(v.Keep.Until, in.Zone), v.KeptFor
	}
	if v.HolderID != "" && !v.Mine {
		m.Holder = v.HolderName
	}
	switch {
	case !v.State.Decidable():
		m.Text = p.T("claim.closed." + string(v.State))
	case v.Barred:
		m.Text = p.T("claim.barred")
	case v.Mine && !v.CanDecide:
		m.Text = p.T("claim.yours-not-to-decide")
	case v.Mine:
		m.Text = p.T("claim.yours")
	case v.HolderID != "":
		m.Text = p.T("claim.held", "name", v.HolderName)
	case v.Keep.For == in.Me.ID && v.Keep.For != "":
		m.Text = p.T("claim.kept-you")
	case v.Keep.For != "":
		m.Text = p.T("claim.kept", "name", v.KeptFor)
	case v.State == review.Escalated && !v.CanClaim:
		m.Text = p.T("claim.for-supervisors")
	default:
		m.Text = p.T("claim.free")
	}
	return m
}

// Undo is the strip that offers to take back what was decided a moment ago.
type Undo struct {
	Ref, Href   string
	OutcomeWord string
	Outcome     string
	Action      string
	Seconds     int // how long it can still be taken back
}

// secondsUp is a length of time in whole seconds, rounded up. Pages carry how long something still lasts, and
// not until when: the clocks of browsers differ from the server's.
func secondsUp(d time.Duration) int { return max(0, int((d+time.Second-1)/time.Second)) }

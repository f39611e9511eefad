package views

import (
	"slices"

	"shinsa/review"
	"shinsa/review/kinds"
)

// MessageModel is what the applicant will read, shown before it is sent.
type MessageModel struct {
	Own    string // the person's own words, which replace the usual ones
	Shown  string // the outcome whose message is in sight
	Drafts []MessageDraft
	Lang   string // code of the applicant's language
	Both   bool   // it is shown in the reviewer's language too
	// Mend says that a rejection is in sight whose reasons a new photo would mend, so that sending again may be
	// meant. CanMend is false on the last round, when nobody can send again.
	Mend, CanMend bool
}

// MessageDraft is the message of one outcome.
type MessageDraft struct {
	Outcome string `json:"outcome"`
	Word    string `json:"-"`
	Text    string `json:"text"` // in the applicant's language: this is sent
	Read    string `json:"read"` // the same in the reviewer's language; empty when it is the same language
	Off     bool   `json:"-"`
}

// Messages composes the message of every outcome for the reasons that are chosen.
func (p Page) Messages(lang string, reasons []string, compose func(string, review.Outcome, []string) string) []MessageDraft {
	reasons = slices.Compact(slices.Sorted(slices.Values(reasons)))
	var out []MessageDraft
	for _, o := range []review.Outcome{review.Approve, review.Resubmit, review.Reject} {
		d := MessageDraft{Outcome: string(o), Word: p.T("outcome." + string(o))}
		with := reasons
		if o == review.Approve {
			with = nil // an approval has none
		}
		d.Text = compose(lang, o, with)
		if lang != p.Lang {
			d.Read = compose(p.Lang, o, with)
		}
		out = append(out, d)
	}
	return out
}

func (p Page) messageModel(v *review.ReviewView, work review.WorksheetContent, in ReviewInput) MessageModel {
	m := MessageModel{Own: work.Message, Lang: v.Round.Lang, Both: v.Round.Lang != p.Lang, Shown: string(review.Likely(work, v.LastRound))}
	if in.Shown != "" {
		m.Shown = string(in.Shown)
	}
	m.CanMend = !v.LastRound
	m.Mend = m.CanMend && mendable(v.Kind, work.Reasons) && (m.Shown == string(review.Reject) || in.Sent != nil && in.Sent.Outcome == review.Reject)
	m.Drafts = p.Messages(v.Round.Lang, work.Reasons, in.Compose)
	for i := range m.Drafts {
		m.Drafts[i].Off = m.Drafts[i].Outcome == string(review.Resubmit) && v.LastRound
	}
	return m
}

// mendable says whether a new photo would mend everything that is wrong.
func mendable(k *kinds.Kind, reasons []string) bool {
	for _, id := range reasons {
		if r, ok := k.Reason(id); !ok || r.Mends != kinds.NewImage || !slices.Contains(r.Outcomes, kinds.Resubmit) {
			return false
		}
	}
	return len(reasons) > 0
}

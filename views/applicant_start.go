package views

import (
	"shinsa/review"
	"shinsa/review/kinds"
)

// StartModel is the first page of all.
type StartModel struct {
	Page
	Purpose string
	Kinds   []string // names of the documents that are taken
	Pasted  string   // what was typed as a link, to be corrected
	Problem string   // what is wrong with it
	Days    int      // how long a draft is kept
}

// NewStart makes the start page's model.
func NewStart(p Page, offered []*kinds.Kind, set review.Settings) StartModel {
	p.Staff, p.CSRF = nil, ""
	p.Styles = []string{"applicant.css"}
	m := StartModel{Page: p, Purpose: set.OperatorFor(p.Lang).Purpose, Days: int(set.DraftLife.Hours()) / 24}
	for _, k := range offered {
		m.Kinds = append(m.Kinds, k.Text(p.Lang, k.NameID()))
	}
	return m
}

// KindModel is the page on which the document is chosen: for a new submission, or for one that is open.
type KindModel struct {
	Applicant
	Action   string
	New      bool
	Purpose  string
	External string // the operator's own number, handed through
	Choices  []KindChoice
	Problems []Problem
}

// KindChoice is a card of the choice.
type KindChoice struct {
	ID, Name, Note string
	Drawing        string // "card" or "sheet"
	Historic       bool
	Chosen         bool
	Reminders      []string
}

// NewApply makes the first screen, before there is a submission.
func NewApply(p Page, offered []*kinds.Kind, set review.Settings, chosen, external string, wrong review.FieldErrors) KindModel {
	p.Staff, p.CSRF = nil, ""
	p.Styles = []string{"applicant.css"}
	m := KindModel{
		Applicant: Applicant{Page: p, Steps: firstSteps(p), zone: set.Zone},
		Action:    "/apply", New: true, Purpose: set.OperatorFor(p.Lang).Purpose, External: external,
		Choices: choices(p, offered, chosen),
	}
	m.Keeps = keptKind
	m.Problems = m.problems(wrong, m.kindHref)
	return m
}

// keptKind is the id of the form in which the document is chosen.
const keptKind = "choice"

// NewKind makes the page on which the document of an open submission is changed.
func NewKind(a Applicant, v *review.ApplicantView, offered []*kinds.Kind, chosen string, wrong review.FieldErrors) KindModel {
	if chosen == "" {
		chosen = v.Kind.ID
	}
	m := KindModel{Applicant: a, Action: a.Link + "/kind", Choices: choices(a.Page, offered, chosen)}
	m.Keeps = keptKind
	m.Problems = m.problems(wrong, m.kindHref)
	return m
}

func (m KindModel) kindHref(string) string {
	if len(m.Choices) == 0 {
		return "#main"
	}
	return "#kind-" + m.Choices[0].ID
}

func choices(p Page, offered []*kinds.Kind, chosen string) []KindChoice {
	out := make([]KindChoice, 0, len(offered))
	for _, k := range offered {
		c := KindChoice{
			ID: k.ID, Name: k.Text(p.Lang, k.NameID()), Note: k.Text(p.Lang, k.NoteID()),
			Historic: k.Historic, Chosen: k.ID == chosen, Drawing: "card",
		}
		if len(k.Sides) > 0 && k.Sides[0].Aspect.Ratio < 1 {
			c.Drawing = "sheet"
		}
		for _, r := range k.Reminders {
			c.Reminders = append(c.Reminders, k.Text(p.Lang, kinds.Reminder(r)))
		}
		out = append(out, c)
	}
	return out
}

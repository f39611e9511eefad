package views

import (
	"slices"
	"strings"

	"shinsa/review"
	"shinsa/review/kinds"
)

// earlierWords counts what came before.
func (m ReviewModel) earlierWords() string {
	var parts []string
	if n := len(m.Earlier); n > 0 {
		parts = append(parts, m.T("earlier.rounds", "n", n))
	}
	if n := len(m.History); n > 0 {
		parts = append(parts, m.T("earlier.decisions", "n", n))
	}
	return strings.Join(parts, " · ")
}

// DecisionLine is a decision made before.
type DecisionLine struct {
	Outcome, Word string
	By, At        string
	Round         string
	Stage         string
	Reasons       []string
	No            []string // questions that were answered with "no"
	Note, Message string
	MessageWord   string   // what the message is
	Fate          []string // what became of it: taken back, overturned, reported
	Report        string   // where its author can report a mistake; empty when he cannot
	Erased        bool
	Marked        []MarkedPicture
}

func (p Page) decisionLines(v *review.ReviewView, in ReviewInput) []DecisionLine {
	var out []DecisionLine
	for _, d := range v.History {
		line := DecisionLine{
			Outcome: string(d.Outcome), Word: p.T("outcome.done." + string(d.Outcome)), By: d.ByName, At: clock(d.DecidedAt, in.Zone),
			Round: p.T("round.n", "n", d.Round), Note: d.NoteText, Message: or(d.SentText, d.MessageText), Erased: d.Erased,
		}
		if d.Stage != review.StageFirst {
			line.Stage = p.T("stage." + string(d.Stage))
		}
		for _, id := range d.Reasons {
			line.Reasons = append(line.Reasons, p.T(kinds.ReasonStaff(id)))
		}
		for _, item := range v.Kind.Checklist {
			if d.Answers[item.ID] == review.No {
				line.No = append(line.No, v.Kind.Text(p.Lang, item.QuestionID()))
			}
		}
		line.MessageWord = p.T("message.label")
		if !d.Concludes() {
			line.MessageWord = p.T("compare.message")
		}
		line.Fate = p.fate(d, in)
		line.Marked = p.markedPictures(v, d)
		effective := d.Retraction == nil && !in.Now.Before(d.EffectiveAt)
		if effective && d.By == in.Me.ID && d.Report == nil {
			line.Report = "/decisions/" + string(d.ID) + "/report"
		}
		out = append(out, line)
	}
	return out
}

// fate says what became of a decision after it was made.
func (p Page) fate(d review.DecisionView, in ReviewInput) []string {
	out := p.secondFate(d)
	if r := d.Retraction; r != nil {
		out = append(out, p.T("fate.retracted", "time", clock(r.At, in.Zone)))
	}
	if r := d.Report; r != nil {
		out = append(out, p.T("fate.reported", "time", clock(r.At, in.Zone)))
		if d.ReportText != "" {
			out = append(out, "“"+d.ReportText+"”")
		}
	}
	for i, a := range d.Audits {
		name := ""
		if i < len(d.AuditNames) {
			name = d.AuditNames[i]
		}
		out = append(out, p.T("fate."+string(a.Verdict), "name", name, "time", clock(a.At, in.Zone)))
		if i < len(d.AuditTexts) && d.AuditTexts[i] != "" {
			out = append(out, "“"+d.AuditTexts[i]+"”")
		}
	}
	return slices.Clip(out)
}

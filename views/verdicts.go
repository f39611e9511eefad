package views

import (
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// AnswerForm is an answer to a verdict that was refused, on which decision, and the sentence about it.
type AnswerForm struct{ Decision, Text, Wrong string }

// VerdictsModel is what was said of a person's own decisions.
type VerdictsModel struct {
	Page
	Rows   []VerdictRow
	Unread int
	Form   AnswerForm
}

// VerdictRow is a verdict on an own decision.
type VerdictRow struct {
	ID, Href, Ref, Kind  string
	Outcome, OutcomeWord string
	Decided              string
	Said                 AuditSaid
	Unread, CanAnswer    bool
}

// NewVerdicts turns verdicts into what is shown of them.
func NewVerdicts(page Page, all []review.OwnVerdict, zone *time.Location, form AnswerForm) VerdictsModel {
	m := VerdictsModel{Page: page, Form: form}
	for _, v := range all {
		d := v.Decision
		row := VerdictRow{
			ID: string(d.ID), Href: "/audit/" + string(d.ID), Ref: string(d.Reference), Kind: page.T(kinds.KindName(d.Kind)), Outcome: string(d.Outcome),
			OutcomeWord: page.T("audit.outcome." + string(d.Outcome)), Decided: clock(d.DecidedAt, zone), Said: page.auditSaid(d, v.N, zone),
			Unread: v.Unread, CanAnswer: v.CanAnswer,
		}
		if v.Unread {
			m.Unread++
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// auditSaid is the n-th verdict on a decision, and what was answered.
func (p Page) auditSaid(d review.DecisionView, n int, zone *time.Location) AuditSaid {
	a := d.Audits[n]
	said := AuditSaid{Verdict: string(a.Verdict), Word: p.T("audit.verdict." + string(a.Verdict)), At: clock(a.At, zone)}
	if a.Severity != "" {
		said.Severity, said.Means = p.T("severity."+string(a.Severity)), p.T("severity."+string(a.Severity)+".means")
	}
	if n < len(d.AuditNames) {
		said.By = or(d.AuditNames[n], p.T("audit.nameless"))
	}
	if n < len(d.AuditTexts) {
		said.Text = d.AuditTexts[n]
	}
	if a.Answer != nil {
		said.Answered = p.T("verdicts.answered", "name", or(d.ByName, p.T("audit.nameless")), "time", clock(a.Answer.At, zone))
		if n < len(d.AnswerTexts) {
			said.Answer = d.AnswerTexts[n]
		}
	}
	return said
}

func (m VerdictsModel) wrong(id string) string {
	if m.Form.Decision == id {
		return m.Form.Wrong
	}
	return ""
}

func (m VerdictsModel) text(id string) string {
	if m.Form.Decision == id {
		return m.Form.Text
	}
	return ""
}

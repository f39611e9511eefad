package views

import (
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// AuditInput is what is needed to show decisions beside the decisions themselves.
type AuditInput struct {
	Me      review.Actor
	Now     time.Time
	Zone    *time.Location
	Filter  AuditFilter
	Kinds   []*kinds.Kind
	Older   string            // cursor of the next page; empty on the last
	Pending int               // roles that wait for this person's agreement
	Current review.DecisionID // the one that is open beside the list; empty for none
}

// AuditListModel is the list of decisions, on a page of its own or beside an open decision.
type AuditListModel struct {
	Page
	All        bool // everybody's decisions and not only one's own
	Filter     AuditFilter
	Choices    AuditChoices
	Reported   []DecisionRow
	Complaints []ComplaintLine
	Purges     []PurgeRow
	Pending    int
	Rows       []DecisionRow
	Empty      string // the sentence in place of rows
	Older      string // address of the next page; empty on the last
	Newest     string // address of the first page; empty on it
	Clear      string // address of the list without filters; empty when nothing is filtered
}

// DecisionRow is a line of the list.
type DecisionRow struct {
	Href, Ref    string
	Kind, Round  string
	By           string
	At, ISO      string
	Handling     string
	Outcome      string
	OutcomeWord  string
	Stage        string // empty for the usual review
	Verdict      string // "agree", "overturn", or empty when nobody audited it
	VerdictWord  string
	Reported     bool
	ReportedAt   string
	Own, Current bool
}

// PurgeRow tells of an image that was destroyed.
type PurgeRow struct{ Ref, Href, Side, Round, By, At string }

// NewAuditList turns a page of decisions into what is shown of it.
func NewAuditList(page Page, a *review.AuditPage, in AuditInput) AuditListModel {
	m := AuditListModel{Page: page, All: a.All, Filter: in.Filter, Pending: in.Pending}
	m.Choices = page.auditChoices(in.Filter, a.People, in.Kinds)
	m.Complaints = page.complaintLines(a.Complaints, in)
	for _, r := range a.Reported {
		m.Reported = append(m.Reported, page.decisionRow(r, in))
	}
	for _, r := range a.Rows {
		m.Rows = append(m.Rows, page.decisionRow(r, in))
	}
	for _, g := range a.Purges {
		m.Purges = append(m.Purges, PurgeRow{
			Ref: string(g.Reference), Href: "/submissions/" + string(g.Reference), Side: page.T("audit.side", "side", g.Side),
			Round: page.T("audit.round", "n", g.Round), By: g.ByName, At: clock(g.At, in.Zone),
		})
		if id := "side." + g.Side + ".name"; page.Words.Has(id) {
			m.Purges[len(m.Purges)-1].Side = page.T(id)
		}
	}
	if in.Older != "" {
		older := in.Filter
		older.After = in.Older
		m.Older = older.href("/audit", false)
	}
	if in.Filter.After != "" {
		m.Newest = in.Filter.href("/audit", true)
	}
	if in.Filter.Any() {
		m.Clear = "/audit"
	}
	if len(m.Rows) == 0 {
		switch {
		case in.Filter.After != "":
			m.Empty = page.T("audit.no-more")
		case in.Filter.Any():
			m.Empty = page.T("audit.none-found")
		case a.All:
			m.Empty = page.T("audit.none")
		default:
			m.Empty = page.T("audit.none-own")
		}
	}
	return m
}

func (p Page) decisionRow(r review.DecisionRecord, in AuditInput) DecisionRow {
	row := DecisionRow{
		Href: in.Filter.href("/audit/"+string(r.ID), false), Ref: string(r.Reference), Kind: p.T(kinds.KindName(r.Kind)),
		Round: p.T("audit.round", "n", r.Round), By: or(r.ByName, p.T("audit.nameless")), At: clock(r.DecidedAt, in.Zone),
		ISO: r.DecidedAt.UTC().Format(time.RFC3339), Handling: p.took(r.Handling), Outcome: string(r.Outcome),
		OutcomeWord: p.T("audit.outcome." + string(r.Outcome)), Stage: p.stageWord(r.Stage),
		Reported: r.Report != nil, Own: r.By == in.Me.ID, Current: r.ID == in.Current,
	}
	if r.Report != nil {
		row.ReportedAt = clock(r.Report.At, in.Zone)
	}
	if n := len(r.Audits); n > 0 {
		row.Verdict = string(r.Audits[n-1].Verdict)
		row.VerdictWord = p.T("audit.verdict." + row.Verdict)
	}
	return row
}

// stageWord says as what a decision was made, where that was not the usual review.
func (p Page) stageWord(s review.Stage) string {
	if s == review.StageFirst {
		return ""
	}
	return p.T("stage." + string(s))
}

// neighbours finds the addresses of the rows before and after the open one; empty where there is none.
func neighbours(rows []DecisionRow) (before, after string) {
	for i, r := range rows {
		if !r.Current {
			continue
		}
		if i > 0 {
			before = rows[i-1].Href
		}
		if i+1 < len(rows) {
			after = rows[i+1].Href
		}
		break
	}
	return before, after
}

package views

import (
	"encoding/hex"
	"net/url"
	"strconv"
	"time"

	"shinsa/review"
)

// ExportForm is what was sent to export something.
type ExportForm struct {
	Purpose string
	Format  string
	BOM     bool
	// Wrong has, by the field, the id of words about it.
	Wrong map[string]string
}

// FormatOf is the format that was chosen; CSV when none was.
func (f ExportForm) FormatOf() review.ExportFormat {
	if f.Format == "" {
		return review.ExportCSV
	}
	return review.ExportFormat(f.Format)
}

// ExportModel is the page of exports.
type ExportModel struct {
	Page
	What    string
	Whats   []ExportTab
	Filters AuditListModel // its choices and days
	// Person, Decisions and Period say which filters count.
	Person, Decisions, Places, Period bool
	Form                              ExportForm
	Rows                              []ExportRow
	Running                           bool // one of them is being written
}

// ExportTab leads to the form of one sort of export.
type ExportTab struct {
	Word, Href string
	Here       bool
}

// ExportRow is an export that was made.
type ExportRow struct {
	At, ISO, By     string
	What, Format    string
	Filter, Purpose string
	Rows            string
	State, Level    string // as words and as a class
	Digest          string // whole, of a whole file
	Running         bool
}

// NewExportModel turns the page of exports into what is shown of it.
func NewExportModel(page Page, list *review.ExportPage, what review.ExportWhat, form ExportForm, in AuditInput) ExportModel {
	m := ExportModel{Page: page, What: string(what), Form: form}
	m.Filters = AuditListModel{Page: page, Filter: in.Filter}
	m.Filters.Choices = page.auditChoices(in.Filter, list.People, in.Kinds)
	m.Period = what != review.ExportLog
	m.Person = m.Period
	m.Decisions = what == review.ExportDecisions || what == review.ExportAudits
	m.Places = m.Decisions || what == review.ExportFigures
	for _, w := range review.ExportWhats() {
		q := url.Values{"what": {string(w)}}
		m.Whats = append(m.Whats, ExportTab{Word: page.T("export.what." + string(w)), Href: "/export?" + q.Encode(), Here: w == what})
	}
	for _, x := range list.Rows {
		m.Rows = append(m.Rows, page.exportRow(x, in.Zone, list.People))
		m.Running = m.Running || m.Rows[len(m.Rows)-1].Running
	}
	return m
}

func (p Page) exportRow(x review.ExportView, zone *time.Location, people map[review.StaffID]string) ExportRow {
	row := ExportRow{
		At: clock(x.At, zone), ISO: machine(x.At), By: or(x.ByName, p.T("audit.nameless")), What: p.T("export.what." + string(x.What)), Format: string(x.Format),
		Filter: p.exportFilter(x.Filter, people), Purpose: x.Purpose, Rows: strconv.FormatInt(x.Rows, 10),
	}
	if x.By == "" {
		row.By = p.T("export.command-line")
	}
	switch {
	case x.Whole:
		row.State, row.Level, row.Digest = p.T("export.whole"), "ok", hex.EncodeToString(x.Digest)
	case x.Broken:
		row.State, row.Level = p.T("export.broken"), "bad"
	default:
		row.State, row.Level, row.Running = p.T("export.running"), "warn", true
	}
	return row
}

// exportFilter says in words what was filtered.
func (p Page) exportFilter(query string, people map[review.StaffID]string) string {
	q, err := url.ParseQuery(query)
	if err != nil {
		return query
	}
	out := ""
	for _, name := range []string{"from", "until", "person", "kind", "outcome", "language", "finding"} {
		v := q.Get(name)
		switch {
		case v == "":
			continue
		case name == "person":
			v = or(people[review.StaffID(v)], v)
		case name == "kind" && p.Words.Has("kind."+v+".name"):
			v = p.T("kind." + v + ".name")
		case name == "outcome" && p.Words.Has("audit.outcome."+v):
			v = p.T("audit.outcome." + v)
		case name == "language":
			v = p.langName(v)
		case name == "finding":
			v = p.findingWord(v)
		case name == "from":
			v += " –"
		case name == "until":
			v = "– " + v
		}
		if out != "" {
			out += ", "
		}
		out += v
	}
	return out
}

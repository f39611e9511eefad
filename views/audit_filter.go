package views

import (
	"cmp"
	"net/url"
	"slices"

	"shinsa/review"
	"shinsa/review/kinds"
)

// AuditFilter is what the list of decisions was asked for, as it was typed. It stands in the URL and in the
// forms that lead back to the list.
type AuditFilter struct {
	Person, Kind, Outcome string
	Language, Finding     string
	From, Until           string // days
	After                 string // cursor of the page; empty on the first
	// Wrong has, by the field "from" or "until", the id of words about what cannot be read.
	Wrong map[string]string
}

// Query is the filter as the query of a URL, without the page's place when newest is set.
func (f AuditFilter) Query(newest bool) string {
	q := url.Values{}
	for name, v := range map[string]string{
		"person": f.Person, "kind": f.Kind, "outcome": f.Outcome, "language": f.Language, "finding": f.Finding, "from": f.From, "until": f.Until, "after": f.After,
	} {
		if v != "" && !(newest && name == "after") {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

// Any says whether anything is filtered out.
func (f AuditFilter) Any() bool { return f.Query(true) != "" }

// href is an address with the filter behind it.
func (f AuditFilter) href(path string, newest bool) string {
	if q := f.Query(newest); q != "" {
		return path + "?" + q
	}
	return path
}

// AuditChoices are the filter's select boxes.
type AuditChoices struct{ People, Kinds, Outcomes, Languages, Findings []Choice }

// auditChoices fills the filter's select boxes.
func (p Page) auditChoices(f AuditFilter, names map[review.StaffID]string, all []*kinds.Kind) (c AuditChoices) {
	type person struct{ id, name string }
	var list []person
	for id, name := range names {
		list = append(list, person{string(id), name})
	}
	slices.SortFunc(list, func(a, b person) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id)) })
	c.People = []Choice{{"", p.T("audit.everybody"), f.Person == ""}}
	for _, one := range list {
		c.People = append(c.People, Choice{one.id, or(one.name, p.T("audit.nameless")), f.Person == one.id})
	}
	c.Kinds = []Choice{{"", p.T("audit.every-kind"), f.Kind == ""}}
	for _, k := range all {
		c.Kinds = append(c.Kinds, Choice{k.ID, p.T(k.NameID()), f.Kind == k.ID})
	}
	c.Outcomes = []Choice{{"", p.T("audit.every-outcome"), f.Outcome == ""}}
	for _, o := range review.Outcomes() {
		c.Outcomes = append(c.Outcomes, Choice{string(o), p.T("audit.outcome." + string(o)), f.Outcome == string(o)})
	}
	c.Languages = []Choice{{"", p.T("audit.every-language"), f.Language == ""}}
	for _, l := range p.Languages() {
		c.Languages = append(c.Languages, Choice{l.Code, l.Name, f.Language == l.Code})
	}
	c.Findings = []Choice{{"", p.T("audit.any-finding"), f.Finding == ""}}
	for _, code := range review.FindingCodes() {
		c.Findings = append(c.Findings, Choice{code, p.findingWord(code), f.Finding == code})
	}
	return c
}

// findingWord is a finding in a word or two, whatever its kind; a code that no words name stays as it is.
func (p Page) findingWord(code string) string {
	if p.Words.Has("finding-tag." + code) {
		return p.T("finding-tag." + code)
	}
	return code
}

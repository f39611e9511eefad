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
	From, Until           string // days
	After                 string // cursor of the page; empty on the first
	// Wrong has, by the field "from" or "until", the id of words about what cannot be read.
	Wrong map[string]string
}

// Query is the filter as the query of a URL, without the page's place when newest is set.
func (f AuditFilter) Query(newest bool) string {
	q := url.Values{}
	for name, v := range map[string]string{
		"person": f.Person, "kind": f.Kind, "outcome": f.Outcome, "from": f.From, "until": f.Until, "after": f.After,
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

// auditChoices fills the filter's select boxes.
func (p Page) auditChoices(f AuditFilter, page *review.AuditPage, all []*kinds.Kind) (people, kindsOf, outcomes []Choice) {
	type person struct{ id, name string }
	var list []person
	for id, name := range page.People {
		list = append(list, person{string(id), name})
	}
	slices.SortFunc(list, func(a, b person) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id)) })
	people = []Choice{{"", p.T("audit.everybody"), f.Person == ""}}
	for _, one := range list {
		people = append(people, Choice{one.id, or(one.name, p.T("audit.nameless")), f.Person == one.id})
	}
	kindsOf = []Choice{{"", p.T("audit.every-kind"), f.Kind == ""}}
	for _, k := range all {
		kindsOf = append(kindsOf, Choice{k.ID, p.T(k.NameID()), f.Kind == k.ID})
	}
	outcomes = []Choice{{"", p.T("audit.every-outcome"), f.Outcome == ""}}
	for _, o := range review.Outcomes() {
		outcomes = append(outcomes, Choice{string(o), p.T("audit.outcome." + string(o)), f.Outcome == string(o)})
	}
	return people, kindsOf, outcomes
}

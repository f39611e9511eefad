package views

import (
	"slices"

	"shinsa/review"
)

// ViewTyped is a view's form that was refused, to be shown once more.
type ViewTyped struct {
	ID           review.ViewID // of the view that was to be changed; empty for a new one
	Name         string
	Shared, Look bool
	Wrong        review.FieldErrors
}

// ViewTab leads to a saved view.
type ViewTab struct {
	Href, Name, Count string // Count is empty where it is not known without counting
	Shared            bool
	By                string // who shared it
	First             bool   // it opens first
	Current           bool
}

// ViewsModel is what can be done with saved views.
type ViewsModel struct {
	Open     bool // something in a form is wrong
	MayShare bool
	List     string // names the list in the forms
	New      ViewFields
	// Of the view that is looked at; Path is empty where there is none.
	Path       string
	Name       string
	May        bool // it can be changed by the person
	Shared     bool
	First      bool
	Changed    bool // the filters are others than the view's
	Version    string
	Now        ViewFields
	SharedByMe bool
}

// ViewFields are the values of a view's form.
type ViewFields struct {
	Name, Wrong  string
	Shared, Look bool
}

// LookModel is the form in which columns and density are chosen.
type LookModel struct {
	Open      bool
	Wrong     string
	List      string
	Columns   []Choice
	Densities []Choice
	View      string // the view whose look it is, its name; empty for the person's own
	ViewID    string
	Version   string
	Fixed     bool // the view has a look of its own that the person may not change
}

// viewTabs are the saved views that the person sees.
func (p Page) viewTabs(q *review.QueuePage, in QueueInput) []ViewTab {
	if in.Setup == nil {
		return nil
	}
	var tabs []ViewTab
	for _, v := range in.Setup.Views {
		tab := ViewTab{
			Href: "/queue?view=" + string(v.ID), Name: v.Name, Shared: v.Shared, By: v.ByName, First: v.ID == in.Setup.Choice.View,
			Current: in.View != nil && v.ID == in.View.ID && in.Found == "",
		}
		if n, ok := countOf(q.Counts, v.Listing); ok {
			tab.Count = grouped(n)
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

// countOf is how many submissions a list has, where the counts tell.
func countOf(c review.Counts, l review.Listing) (int, bool) {
	switch {
	case l.Kind == "":
		return c.ByState[l.State], true
	case l.State == review.Waiting:
		return c.Waiting[l.Kind], true
	}
	return 0, false
}

// viewsModel fills in the forms of saved views.
func (p Page) viewsModel(in QueueInput) *ViewsModel {
	if in.Setup == nil || in.Found != "" {
		return nil
	}
	m := &ViewsModel{MayShare: in.Setup.MayShare, List: in.Query(), New: ViewFields{Look: true}}
	if v := in.View; v != nil {
		m.Path, m.Name, m.May, m.Shared, m.Version = "/queue/views/"+string(v.ID), v.Name, in.Setup.May(v), v.Shared, itoa(int(v.Version))
		m.First, m.Changed = v.ID == in.Setup.Choice.View, in.Changed()
		m.Now = ViewFields{Name: v.Name, Shared: v.Shared, Look: v.Columns != nil}
	}
	if t := in.ViewTyped; t != nil {
		again := ViewFields{Name: t.Name, Shared: t.Shared, Look: t.Look, Wrong: p.wrongIn(t.Wrong, "name")}
		if m.Open = true; t.ID == "" {
			m.New = again
		} else {
			m.Now = again
		}
	}
	return m
}

// wrongIn is what is wrong with a field of a form; empty when it is fine.
func (p Page) wrongIn(all review.FieldErrors, field string) string {
	e, ok := all.Of(field)
	if !ok {
		return ""
	}
	return p.wrong(e)
}

// lookModel fills in the form of columns and density.
func (p Page) lookModel(in QueueInput) *LookModel {
	if in.Setup == nil {
		return nil
	}
	look, promised := in.Look(), in.Settings.Service.Promised()
	m := &LookModel{List: in.Query(), Open: in.LookWrong != ""}
	if m.Open {
		m.Wrong = p.T(in.LookWrong)
	}
	for _, c := range review.Columns() {
		if c != review.ColumnDue || promised {
			m.Columns = append(m.Columns, Choice{string(c), p.T("queue.col." + string(c)), look.Shows(c) && !m.Open})
		}
	}
	for _, d := range []review.Density{review.Comfortable, review.Compact} {
		m.Densities = append(m.Densities, Choice{string(d), p.T("queue.density." + string(d)), d == look.Density})
	}
	if v := in.View; v != nil && v.Columns != nil {
		m.View, m.ViewID, m.Version, m.Fixed = v.Name, string(v.ID), itoa(int(v.Version)), !in.Setup.May(v)
	}
	return m
}

// Shows says whether the list has a column.
func (m QueueModel) Shows(column string) bool {
	return slices.Contains(m.Look.Columns, review.Column(column))
}

// Tight says whether the rows stand close.
func (m QueueModel) Tight() bool { return m.Look.Density == review.Compact }

package views

import (
	"testing"

	"shinsa/review"
)

func TestAListHasOneAddress(t *testing.T) {
	t.Parallel()
	usual := review.Listing{State: review.Waiting, Sort: review.SortOldest}
	cards := review.Listing{State: review.Escalated, Kind: "resident-card", Sort: review.SortNewest}
	view := &review.QueueView{ID: "v1", Listing: cards}
	first := &review.QueueSetup{Choice: review.QueueChoice{View: "v1"}}
	for _, c := range []struct {
		list QueueList
		want string
	}{
		{QueueList{Listing: usual}, "/queue"},
		{QueueList{Listing: usual, Setup: first}, "/queue?state=waiting"}, // else the view that opens first would
		{QueueList{Listing: usual, Setup: first, After: "x"}, "/queue?after=x"},
		{QueueList{Listing: cards}, "/queue?kind=resident-card&sort=newest&state=escalated"},
		{QueueList{Listing: cards, View: view, Setup: first}, "/queue?view=v1"},
		{QueueList{Listing: usual, View: view}, "/queue?kind=&sort=oldest&state=waiting&view=v1"},
		{QueueList{Listing: cards, View: view, After: "x"}, "/queue?after=x&view=v1"},
		{QueueList{Listing: usual, Search: "s"}, "/queue?search=s"},
		{QueueList{Listing: usual, Asked: "7K3M-9QXA"}, "/queue?q=7K3M-9QXA"},
		{QueueList{Listing: review.Listing{State: review.Approved, Sort: review.SortDue}}, "/queue?state=approved"}, // nothing decided is due
		{QueueList{Listing: cards, View: view, After: "x"}.plain(review.Waiting), "/queue?kind=resident-card&sort=newest"},
		{QueueList{Listing: usual, Search: "s", After: "x"}.page("y"), "/queue?after=y"},
	} {
		if got := c.list.Href(); got != c.want {
			t.Errorf("%+v is at %s, want %s", c.list.Listing, got, c.want)
		}
	}
	if l := (QueueList{Listing: cards, View: view}); l.Changed() {
		t.Error("a view as it was saved is said to be changed")
	}
}

func TestWhoseLookAListHas(t *testing.T) {
	t.Parallel()
	age, kind := []review.Column{review.ColumnAge}, []review.Column{review.ColumnKind}
	own := &review.QueueSetup{Choice: review.QueueChoice{Look: review.Look{Columns: age, Density: review.Compact}}}
	for _, c := range []struct {
		what    string
		list    QueueList
		column  review.Column
		density review.Density
	}{
		{"nobody's", QueueList{}, review.ColumnImages, review.Comfortable},
		{"the person's", QueueList{Setup: own}, review.ColumnAge, review.Compact},
		{"the view's", QueueList{Setup: own, View: &review.QueueView{Look: review.Look{Columns: kind, Density: review.Comfortable}}}, review.ColumnKind, review.Comfortable},
		{"the person's in a view without", QueueList{Setup: own, View: &review.QueueView{}}, review.ColumnAge, review.Compact},
		{"the view's columns alone", QueueList{Setup: own, View: &review.QueueView{Look: review.Look{Columns: kind}}}, review.ColumnKind, review.Compact},
	} {
		if look := c.list.Look(); !look.Shows(c.column) || look.Density != c.density {
			t.Errorf("%s: %+v", c.what, look)
		}
	}
}

package views

import (
	"net/url"

	"shinsa/review"
)

// QueueList is which list of the queue somebody looks at.
type QueueList struct {
	review.Listing
	View   *review.QueueView // whose filters these are, or were before they were changed; nil for the plain queue
	Setup  *review.QueueSetup
	After  string // the place at which the page begins; empty for the first
	Search string // the id of a search of this session; never its words
	Asked  string // a reference that was asked for
}

// Changed says whether the filters are others than those of the view.
func (l QueueList) Changed() bool { return l.View != nil && l.Listing != l.View.Listing }

// Look is how the list is shown: by the view, else by the person's choice, else as usual.
func (l QueueList) Look() review.Look {
	look := review.Look{}
	if l.View != nil {
		look = l.View.Look
	}
	if l.Setup != nil {
		look = look.Over(l.Setup.Choice.Look)
	}
	return look.Over(review.UsualLook())
}

// Query names the list in an address. No words of a search are ever in it.
func (l QueueList) Query() string {
	q := url.Values{}
	usual := review.Listing{State: review.Waiting, Sort: review.SortOldest}
	if l.View != nil {
		q.Set("view", string(l.View.ID))
		usual = l.View.Listing
	}
	sort := l.Sort
	if sort == "" || sort == review.SortDue && !l.State.Decidable() {
		sort = review.SortOldest
	}
	for name, value := range map[string][2]string{
		"state": {string(l.State), string(usual.State)}, "kind": {l.Kind, usual.Kind}, "sort": {string(sort), string(usual.Sort)},
	} {
		if value[0] != value[1] {
			q.Set(name, value[0])
		}
	}
	for name, value := range map[string]string{"after": l.After, "search": l.Search, "q": l.Asked} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 && l.Setup != nil && l.Setup.Choice.View != "" {
		q.Set("state", string(l.State)) // without a word another view would open
	}
	return q.Encode()
}

// Href is the address of the list.
func (l QueueList) Href() string {
	if q := l.Query(); q != "" {
		return "/queue?" + q
	}
	return "/queue"
}

// plain is a list of a state by the filters of this one, under no name and from its first page.
func (l QueueList) plain(state review.State) QueueList {
	return QueueList{Listing: review.Listing{State: state, Kind: l.Kind, Sort: l.Sort}, Setup: l.Setup}
}

// page is a page of this list; empty for the first.
func (l QueueList) page(after string) QueueList {
	l.After, l.Search, l.Asked = after, "", ""
	return l
}

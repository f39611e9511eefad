package handlers

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// queueSetup is how the person has the queue. It is asked for with every page and hardly ever changes.
func (a *App) queueSetup(c *fiber.Ctx) (*review.QueueSetup, error) {
	who := actor(c)
	generation, err := a.generation(c)
	if err != nil {
		return nil, err
	}
	now := a.Now()
	if s, ok := a.setups.find(who.ID, generation, now); ok {
		return s, nil
	}
	s, err := a.Desk.QueueSetup(c.UserContext(), who)
	if err == nil {
		a.setups.keep(who.ID, generation, now, s)
	}
	return s, err
}

// queueList reads which list is asked for; a word that means nothing is refused rather than passed over. Filters that
// stand in the address come before those of the view that it names, and without any the view opens that the person
// wants to see first.
func (a *App) queueList(c *fiber.Ctx, values url.Values) (views.QueueList, error) {
	setup, err := a.queueSetup(c)
	if err != nil {
		return views.QueueList{}, err
	}
	l := views.QueueList{
		Listing: review.Listing{State: review.Waiting, Sort: review.SortOldest}, Setup: setup,
		After: values.Get("after"), Search: values.Get("search"), Asked: values.Get("q"),
	}
	view := review.ViewID(values.Get("view"))
	if !slices.ContainsFunc([]string{"view", "state", "kind", "sort", "after", "search", "q"}, values.Has) {
		view = setup.Choice.View
	}
	if view != "" {
		if l.View = setup.View(view); l.View == nil {
			return l, &statusError{status: fiber.StatusNotFound, word: "view-gone"}
		}
		l.Listing = l.View.Listing
	}
	if s := values.Get("state"); s != "" {
		if l.State = review.State(s); !slices.Contains(review.ListStates(), l.State) {
			return l, errNoSense
		}
	}
	if values.Has("kind") {
		if l.Kind = values.Get("kind"); l.Kind != "" {
			if _, ok := a.Desk.Kinds.Set().Kind(l.Kind); !ok {
				return l, errNoSense
			}
		}
	}
	switch s := review.Sort(values.Get("sort")); s {
	case "":
	case review.SortOldest, review.SortNewest, review.SortDue:
		l.Sort = s
	default:
		return l, errNoSense
	}
	return l, nil
}

// query is what the desk is asked for a list. Where nothing is promised, everything is in the queue's own order.
func (a *App) query(l views.QueueList) review.QueueQuery {
	q := review.QueueQuery{State: l.State, Kind: l.Kind, Sort: l.Sort}
	if q.Sort == review.SortDue && !(a.Desk.Settings().Service.Promised() && q.State.Decidable()) {
		q.Sort = review.SortOldest
	}
	return q
}

// askedList reads the list of the address.
func (a *App) askedList(c *fiber.Ctx) (views.QueueList, error) {
	values, err := url.ParseQuery(string(c.Context().URI().QueryString()))
	if err != nil {
		values = url.Values{}
		c.Context().QueryArgs().VisitAll(func(k, v []byte) { values.Add(string(k), string(v)) })
	}
	return a.queueList(c, values)
}

// formList reads the list from which a form was sent, in its field `list`.
func (a *App) formList(c *fiber.Ctx) (views.QueueList, error) {
	text, one := single(c.Request().PostArgs(), "list")
	values, err := url.ParseQuery(text)
	if !one || err != nil {
		text, values = "", url.Values{} // who may not see the queue is told so first
	}
	l, err2 := a.queueList(c, values)
	if err2 == nil && (err != nil || !one) {
		err2 = errNoSense
	}
	if _, ok := decodeCursor(l.After); !ok {
		l.After = ""
	}
	return l, err2
}

// showQueue answers a form with the list from which it was sent, and what change says about it.
func (a *App) showQueue(c *fiber.Ctx, status int, l views.QueueList, change func(*views.QueueInput)) error {
	page := a.queueFrame(c)
	page.Path, page.Query = "/queue", l.Query()
	query := a.query(l)
	if cursor, ok := decodeCursor(l.After); ok {
		query.After = &cursor
	}
	in := views.QueueInput{QueueList: l}
	change(&in)
	m, err := a.queueModel(c, query, page, in)
	if err != nil {
		return err
	}
	return render(c, status, views.QueuePage(m))
}

// queueFrame is the frame of the queue's page. It is made before anything is read for it.
func (a *App) queueFrame(c *fiber.Ctx) views.Page {
	page := a.deskPage(c, "queue", "queue.title")
	page.Styles, page.Scripts = append(page.Styles, "list.css"), append(page.Scripts, "list.js")
	page.Live = a.upToNow()
	return page
}

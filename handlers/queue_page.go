package handlers

import (
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// errNoSense is for a question that cannot be answered as it was asked.
var errNoSense = &statusError{status: fiber.StatusBadRequest, word: "400"}

// queuePage handles GET /queue: a page of a state, one reference, or what a search of this session finds.
func (a *App) queuePage(c *fiber.Ctx) error {
	query, err := a.queueQuery(c)
	if err != nil {
		return err
	}
	status, notice := fiber.StatusOK, ""
	if after := c.Query("after"); after != "" {
		cursor, ok := decodeCursor(after)
		if ok {
			query.After = &cursor
		} else {
			status, notice = fiber.StatusBadRequest, "queue.bad-place"
		}
	}
	page := a.deskPage(c, "queue", "queue.title")
	page.Live = a.upToNow()
	own, err := a.ownDay(c)
	if err != nil {
		return err
	}
	page.Staff.Glance = page.OwnDay(own)
	if c.Query("q") == "" && c.Query("search") == "" && notice == "" {
		m, err := a.queueAgain(c, query, page)
		if err != nil {
			return err
		}
		return render(c, status, views.QueuePage(m))
	}
	m, err := a.queueModel(c, query, page, notice)
	if err != nil {
		return err
	}
	return render(c, status, views.QueuePage(m))
}

// queueModel asks the desk for what the page shows.
func (a *App) queueModel(c *fiber.Ctx, query review.QueueQuery, page views.Page, notice string) (m views.QueueModel, err error) {
	p, err := a.Desk.Queue(c.UserContext(), actor(c), query)
	if err != nil {
		return m, err
	}
	q := views.QueueInput{
		Me: actor(c).ID, Now: a.Now(), Zone: a.Desk.Settings().Zone, State: query.State, Kind: query.Kind, Sort: query.Sort,
		Kinds: a.Desk.Kinds.Set().All(), Paged: query.After != nil, Notice: notice, Settings: a.Desk.Settings(),
	}
	if p.Next != nil {
		q.Next = encodeCursor(*p.Next)
	}
	switch reference, search := c.Query("q"), c.Query("search"); {
	case reference != "":
		q.Found, p.Next = views.FoundReference, nil
		var erased *review.ErasedError
		if p.Rows, err = a.findReference(c, reference); err == nil && len(p.Rows) == 1 {
			q.Typed = string(p.Rows[0].Reference)
		} else if errors.As(err, &erased) {
			q.Typed, q.Erased, err = string(erased.Reference), erased.At, nil
		}
	case search != "":
		q.Found, p.Next = views.FoundSearch, nil
		if !isID(search) { // what no database takes for one is none
			search = "none"
		}
		p.Rows, err = a.Desk.SearchResult(c.UserContext(), actor(c), search)
	}
	if errors.Is(err, review.ErrNotFound) {
		return m, &statusError{status: fiber.StatusNotFound, word: "search-gone"}
	} else if err != nil {
		return m, err
	}
	if q.Found == views.FoundReference && q.Typed == "" {
		page.Query = "" // what was typed and is no reference of ours goes no further
	}
	return views.NewQueueModel(page, p, q), nil
}

// queueQuery reads what is asked for; a word that means nothing is refused rather than passed over.
func (a *App) queueQuery(c *fiber.Ctx) (review.QueueQuery, error) {
	q := review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Kind: c.Query("kind")}
	if s := c.Query("state"); s != "" {
		if q.State = review.State(s); !slices.Contains(views.QueueStates(), q.State) {
			return q, errNoSense
		}
	}
	switch s := review.Sort(c.Query("sort")); s {
	case "":
	case review.SortOldest, review.SortNewest:
		q.Sort = s
	case review.SortDue:
		if a.Desk.Settings().Service.Promised() && q.State.Decidable() { // else everything is in the queue's own order
			q.Sort = s
		}
	default:
		return q, errNoSense
	}
	if q.Kind != "" {
		if _, ok := a.Desk.Kinds.Set().Kind(q.Kind); !ok {
			return q, errNoSense
		}
	}
	return q, nil
}

// findReference finds the row of a reference; none is no error, but for a *review.ErasedError.
func (a *App) findReference(c *fiber.Ctx, typed string) ([]review.QueueRow, error) {
	ref, err := review.ParseReference(typed)
	if err == nil {
		var row *review.QueueRow
		if row, err = a.Desk.FindReference(c.UserContext(), actor(c), ref); err == nil {
			return []review.QueueRow{*row}, nil
		}
	}
	if errors.Is(err, review.ErrNotFound) {
		return nil, nil
	}
	return nil, err
}

// deskPage is the frame of a page of the desk's.
func (a *App) deskPage(c *fiber.Ctx, section, titleID string, args ...any) views.Page {
	p := a.page(c, titleID, args...)
	p.Staff.Section = section
	p.Scripts = []string{"desk.js"}
	return p
}

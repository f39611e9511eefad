package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// errNoSense is for a question that cannot be answered as it was asked.
var errNoSense = &statusError{status: fiber.StatusBadRequest, word: "400"}

// queuePage handles GET /queue: a page of a list, one reference, or what a search of this session finds. `batch` names an
// act on several submissions of which is told, `all` chooses every row.
func (a *App) queuePage(c *fiber.Ctx) error {
	l, err := a.askedList(c)
	if err != nil {
		return err
	}
	in, query, status := views.QueueInput{QueueList: l, All: c.Query("all") == "1"}, a.query(l), fiber.StatusOK
	if l.After != "" {
		cursor, ok := decodeCursor(l.After)
		if ok {
			query.After = &cursor
		} else {
			status, in.Notice, in.After = fiber.StatusBadRequest, "queue.bad-place", ""
		}
	}
	if in.Done, err = a.doneBatch(c); err != nil {
		return err
	}
	page := a.queueFrame(c)
	own, err := a.ownDay(c)
	if err != nil {
		return err
	}
	page.Staff.Glance = page.OwnDay(own)
	answer := a.queueModel
	if l.Asked == "" && l.Search == "" && in.Notice == "" && in.Done == nil && !in.All {
		answer = a.queueAgain
	}
	m, err := answer(c, query, page, in)
	if err != nil {
		return err
	}
	return render(c, status, views.QueuePage(m))
}

// queueModel asks the desk for what the page shows.
func (a *App) queueModel(c *fiber.Ctx, query review.QueueQuery, page views.Page, q views.QueueInput) (m views.QueueModel, err error) {
	p, err := a.Desk.Queue(c.UserContext(), actor(c), query)
	if err != nil {
		return m, err
	}
	set := a.Desk.Settings()
	q.Me, q.Now, q.Zone, q.Settings, q.Kinds, q.Paged = actor(c).ID, a.Now(), set.Zone, set, a.Desk.Kinds.Set().All(), query.After != nil
	q.Sort = query.Sort // where nothing is promised, nothing is listed by it
	if p.Next != nil {
		q.Next = encodeCursor(*p.Next)
	}
	switch reference, search := q.Asked, q.Search; {
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
		page.Query, q.Asked = "", "" // what was typed and is no reference of ours goes no further
	}
	if q.Found != "" {
		if p.Selection, err = a.Desk.Selection(c.UserContext(), actor(c), p.Rows); err != nil {
			return m, err
		}
	}
	return views.NewQueueModel(page, p, q), nil
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
	p.Looking = a.Desk.Settings().Looking
	return p
}

package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// keptQueue names a page of the queue: each session and each language has its own.
type keptQueue struct {
	person review.StaffID
	csrf   string
	lang   string
	state  review.State
	kind   string
	sort   review.Sort
	view   review.ViewID
	after  review.QueueCursor
}

// queueAgain is the model of a page of the queue, as it was kept or made anew.
func (a *App) queueAgain(c *fiber.Ctx, query review.QueueQuery, page views.Page, in views.QueueInput) (m views.QueueModel, err error) {
	person := actor(c)
	if err := a.Desk.MaySeeQueue(c.UserContext(), person); err != nil {
		return m, err
	}
	generation, err := a.generation(c)
	if err != nil {
		return m, err
	}
	key := keptQueue{person: person.ID, csrf: page.CSRF, lang: page.Lang, state: query.State, kind: query.Kind, sort: query.Sort}
	if in.View != nil {
		key.view = in.View.ID
	}
	if query.After != nil {
		key.after = *query.After
	}
	now := a.Now()
	if m, ok := a.queues.find(key, generation, now); ok {
		m.Page = page
		return m, nil
	}
	if m, err = a.queueModel(c, query, page, in); err != nil {
		return m, err
	}
	again, err := m.Again(c.UserContext())
	if err != nil {
		return m, err
	}
	a.queues.keep(key, generation, now, again)
	again.Page = page
	return again, nil
}

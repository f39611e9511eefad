package handlers

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

// keptFor is how long a page of the queue is shown again while nothing was committed: ages are in
// minutes, and claims end by the clock.
const keptFor = time.Second

// mostKept bounds the memory of kept pages: some 30 KB each.
const mostKept = 256

// keptQueues remembers pages of the queue as they were rendered. A page is shown again only to the same
// person, in the same language, within a second, and while the store says that nothing at all has been
// committed since, by any process; so nobody sees an older state than without it.
type keptQueues struct {
	mu   sync.Mutex
	kept map[keptKey]keptQueue
}

type keptKey struct {
	person review.StaffID
	lang   string
	state  review.State
	kind   string
	sort   review.Sort
	after  review.QueueCursor
}

type keptQueue struct {
	generation string
	at         time.Time
	model      views.QueueModel
}

// keptQueue is the model of a page, kept or new.
func (a *App) keptQueue(c *fiber.Ctx, query review.QueueQuery, page views.Page) (views.QueueModel, error) {
	person := actor(c)
	generation, err := a.Desk.QueueGeneration(c.UserContext(), person)
	if err != nil {
		return views.QueueModel{}, err
	}
	key := keptKey{person: person.ID, lang: page.Lang, state: query.State, kind: query.Kind, sort: query.Sort}
	if query.After != nil {
		key.after = *query.After
	}
	now := a.Now()
	if m, ok := a.queues.find(key, generation, now); ok {
		m.Page = page
		return m, nil
	}
	m, err := a.queueModel(c, query, page, "")
	if err != nil {
		return m, err
	}
	if err := m.KeepTable(c.UserContext()); err != nil {
		return m, err
	}
	a.queues.keep(key, keptQueue{generation: generation, at: now, model: m})
	return m, nil
}

func (k *keptQueues) find(key keptKey, generation string, now time.Time) (views.QueueModel, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	q, ok := k.kept[key]
	if age := now.Sub(q.at); !ok || q.generation != generation || age < 0 || age >= keptFor {
		return views.QueueModel{}, false
	}
	return q.model, true
}

func (k *keptQueues) keep(key keptKey, q keptQueue) {
	q.model.Page, q.model.Rows = views.Page{}, nil // of a request, and rendered
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.kept) >= mostKept || k.kept == nil {
		k.kept = map[keptKey]keptQueue{}
	}
	k.kept[key] = q
}

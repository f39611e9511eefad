package handlers

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// keptFor is how long something that was read is used again while nothing was committed: ages are in
// minutes, and claims and sessions end by the clock.
const keptFor = time.Second

// kept remembers what was read or rendered. It is used again only within a second, and only while the
// store says that nothing at all has been committed since, by any process; so nobody sees an older state
// than without it. It is safe for concurrent use.
type kept[K comparable, V any] struct {
	most int // bounds the memory: beyond it all is forgotten

	mu  sync.Mutex
	all map[K]keptValue[V]
}

type keptValue[V any] struct {
	generation string
	at         time.Time
	value      V
}

func (k *kept[K, V]) find(key K, generation string, now time.Time) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.all[key]
	if age := now.Sub(v.at); !ok || v.generation != generation || age < 0 || age >= keptFor {
		var none V
		return none, false
	}
	return v.value, true
}

func (k *kept[K, V]) keep(key K, generation string, now time.Time, value V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.all) >= k.most || k.all == nil {
		k.all = map[K]keptValue[V]{}
	}
	k.all[key] = keptValue[V]{generation, now, value}
}

// generation names the state of the store at the beginning of the request. What the request reads later
// is of that state or a newer one, so keeping it under this name is safe.
func (a *App) generation(c *fiber.Ctx) (string, error) {
	if g, ok := c.Locals(localGeneration).(string); ok {
		return g, nil
	}
	g, err := a.Desk.Generation(c.UserContext())
	if err == nil {
		c.Locals(localGeneration, g)
	}
	return g, err
}

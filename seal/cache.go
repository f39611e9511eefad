package seal

import (
	"container/list"
	"crypto/cipher"
	"sync"
	"time"
)

// cache holds the keys that were unwrapped last, for a short time: a key that another process destroyed
// must be gone here soon as well.
type cache struct {
	size int
	ttl  time.Duration
	now  func() time.Time

	mu    sync.Mutex
	byID  map[KeyID]*list.Element
	order *list.List // of *cached, the last used in front
	// epoch counts the keys that were dropped. Who read a key from the store before a drop must not put it
	// here afterwards, or a destroyed key would come back.
	epoch uint64
}

type cached struct {
	id    KeyID
	aead  cipher.AEAD
	since time.Time
}

func newCache(size int, ttl time.Duration, now func() time.Time) *cache {
	return &cache{size: size, ttl: ttl, now: now, byID: map[KeyID]*list.Element{}, order: list.New()}
}

// get returns a key that was put less than ttl ago, or nil and the epoch to give to put. Use does not
// prolong a key's time.
func (c *cache) get(id KeyID) (cipher.AEAD, uint64) {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[id]
	if !ok {
		return nil, c.epoch
	}
	k := e.Value.(*cached)
	// A clock that was set back gives a negative age, which says nothing, so the key is read again.
	if age := now.Sub(k.since); age < 0 || age >= c.ttl {
		c.remove(e)
		return nil, c.epoch
	}
	c.order.MoveToFront(e)
	return k.aead, c.epoch
}

func (c *cache) put(id KeyID, aead cipher.AEAD, epoch uint64) {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch != c.epoch || c.size < 1 {
		return
	}
	if e, ok := c.byID[id]; ok {
		c.remove(e)
	}
	c.byID[id] = c.order.PushFront(&cached{id: id, aead: aead, since: now})
	for c.order.Len() > c.size {
		c.remove(c.order.Back())
	}
}

func (c *cache) drop(id KeyID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	if e, ok := c.byID[id]; ok {
		c.remove(e)
	}
}

func (c *cache) remove(e *list.Element) {
	c.order.Remove(e)
	delete(c.byID, e.Value.(*cached).id)
}

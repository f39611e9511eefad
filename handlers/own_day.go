package handlers

import (
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
)

// settledAfter is how long after it was made a decision is surely stored, and in effect or taken back. What is
// older changes no more.
const settledAfter = 2 * time.Minute

// ownDays keeps what each person decided today, so that a page asks only for what came since. It may be lost
// at any time: then the day is read once more. It is safe for concurrent use.
type ownDays struct {
	mu  sync.Mutex
	all map[review.StaffID]ownDay
}

type ownDay struct {
	midnight time.Time
	settled  []review.Handled // made before until
	until    time.Time
	// The count as it was read, good for as long as kept values are.
	count      review.OwnDay
	generation string
	at         time.Time
}

func (o *ownDays) of(person review.StaffID) ownDay {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all[person]
}

func (o *ownDays) keep(person review.StaffID, d ownDay) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all == nil {
		o.all = map[review.StaffID]ownDay{}
	}
	o.all[person] = d
}

// ownDay counts what the signed-in person decided since midnight in the operator's zone.
func (a *App) ownDay(c *fiber.Ctx) (review.OwnDay, error) {
	who, now, zone := actor(c), a.Now(), a.Desk.Settings().Zone
	generation, err := a.generation(c)
	if err != nil {
		return review.OwnDay{}, err
	}
	today := now.In(zone)
	midnight := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, zone)
	d := a.days.of(who.ID)
	if !d.midnight.Equal(midnight) || d.at.After(now) {
		d = ownDay{midnight: midnight, until: midnight}
	} else if d.generation == generation && now.Sub(d.at) < keptFor {
		return d.count, nil
	}
	handled, err := a.Desk.OwnHandled(c.UserContext(), who, d.until, now.Add(time.Microsecond))
	if err != nil {
		return review.OwnDay{}, err
	}
	all := slices.Concat(d.settled, handled)
	if until := now.Add(-settledAfter); until.After(d.until) {
		n := len(d.settled)
		for n < len(all) && all[n].At.Before(until) {
			n++
		}
		d.settled, d.until = all[:n:n], until
	}
	d.count, d.generation, d.at = review.DayOf(all), generation, now
	a.days.keep(who.ID, d)
	return d.count, nil
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"shinsa/audit"
)

// markClock is the store's mark of what its clock was seen to say.
const markClock = "clock"

// What erases by its period goes by the clock, and what is erased does not come back. A clock that is far ahead, by a wrong
// setting or a bad source of time, would erase what has years to go. So a leap ahead is noticed: erasing waits a day, in which
// somebody reads the warning, and after a leap of more than a month until somebody says that the clock is right.
const (
	leapAhead  = 24 * time.Hour
	leapFar    = 30 * 24 * time.Hour
	waitLeap   = 24 * time.Hour
	noteClock  = 10 * time.Minute // how often it is noted when nothing is wrong
	warnedEach = time.Hour
)

// clockSeen is what the clock was seen to say last, and the leap ahead on which erasing waits.
type clockSeen struct {
	At time.Time `json:"at"`
	// LeapAt is when the clock had leapt, by that clock; zero when erasing does not wait. LeapBy is by how far.
	LeapAt time.Time     `json:"leapAt"`
	LeapBy time.Duration `json:"leapBy"`
}

// next is what is known when the clock says now.
func (c clockSeen) next(now time.Time) clockSeen {
	switch {
	case c.At.IsZero():
		return clockSeen{At: now}
	case now.Before(c.At):
		// It was set back, or was ahead before: then what leapt has ended. Nothing is due sooner by it.
		return clockSeen{At: now}
	case now.Sub(c.At) > leapAhead:
		return clockSeen{At: now, LeapAt: now, LeapBy: c.LeapBy + now.Sub(c.At)}
	}
	c.At = now
	if !c.LeapAt.IsZero() && c.LeapBy <= leapFar && now.Sub(c.LeapAt) >= waitLeap {
		c.LeapAt, c.LeapBy = time.Time{}, 0
	}
	return c
}

// waits reports whether erasing waits.
func (c clockSeen) waits() bool { return !c.LeapAt.IsZero() }

// errClockLeapt says why nothing is erased by its period.
var errClockLeapt = errors.New("the clock has leapt ahead")

// explain is the error while erasing waits.
func (c clockSeen) explain() error {
	until := fmt.Sprintf("nothing is erased by its period before %s", c.LeapAt.Add(waitLeap).UTC().Format("2006-01-02 15:04 MST"))
	if c.LeapBy > leapFar {
		until = "nothing is erased by its period"
	}
	return fmt.Errorf("%w by %s since it was seen last: %s, unless somebody says that it is right (shinsa purge --clock-is-right); if it is wrong, set it right",
		errClockLeapt, inDays(c.LeapBy), until)
}

func inDays(d time.Duration) string { return fmt.Sprintf("%.1f days", d.Hours()/24) }

// seeClock notes what the clock says, and returns errClockLeapt while erasing waits.
func (p *parts) seeClock(ctx context.Context, now time.Time) error {
	now = now.UTC().Truncate(time.Microsecond)
	text, err := p.mark(ctx, markClock)
	if err != nil {
		return err
	}
	var was clockSeen
	if text != "" {
		if err := json.Unmarshal([]byte(text), &was); err != nil {
			return fmt.Errorf("the store's mark of its clock: %w", err)
		}
	} else if was.At, err = p.store.NewestAct(ctx); err != nil {
		return err
	}
	is := was.next(now)
	if text == "" || is.LeapAt != was.LeapAt || is.At.Before(was.At) || is.At.Sub(was.At) >= noteClock {
		if err := p.setClock(ctx, is); err != nil {
			return err
		}
	}
	if is.waits() {
		return is.explain()
	}
	return nil
}

func (p *parts) setClock(ctx context.Context, c clockSeen, entries ...audit.Entry) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return p.store.SetMeta(ctx, markClock, string(text), entries...)
}

// confirmClock is somebody saying that the clock is right. It stands in the log.
func (p *parts) confirmClock(ctx context.Context, now time.Time) error {
	e, err := p.settingsEntry([]audit.Fact{audit.Public("clock", "confirmed")})
	if err != nil {
		return err
	}
	return p.setClock(ctx, clockSeen{At: now.UTC().Truncate(time.Microsecond)}, e)
}

// eraser erases what is due, by and by, unless the clock has leapt ahead.
type eraser struct {
	parts  *parts
	warned time.Time
}

// waits looks at the clock, and says each hour that erasing waits.
func (e *eraser) waits(ctx context.Context, log *slog.Logger) (bool, error) {
	now := time.Now()
	err := e.parts.seeClock(ctx, now)
	if !errors.Is(err, errClockLeapt) {
		return false, err
	}
	if now.Sub(e.warned).Abs() >= warnedEach {
		log.Error("erasing waits", slog.String("error", oneLine(err.Error())))
		e.warned = now
	}
	return true, nil
}

// run erases what is due.
func (e *eraser) run(ctx context.Context, log *slog.Logger) error {
	if waits, err := e.waits(ctx, log); err != nil {
		return err
	} else if waits {
		return e.parts.desk.FinishErasures(ctx) // what somebody erased by hand does not wait
	}
	n, err := e.parts.desk.EraseDue(ctx)
	if n.Submissions+n.Images > 0 {
		log.Info("erased", slog.Int("submissions", n.Submissions), slog.Int("images", n.Images))
	}
	return err
}

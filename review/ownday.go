package review

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Handled is one decision of a person, as far as that person's day is counted.
type Handled struct {
	At   time.Time     // when it was made
	Took time.Duration // since the claim
}

// OwnHandled lists the person's own decisions made in [from, until), oldest first: those in effect now, and
// not what was taken back.
func (d *Desk) OwnHandled(ctx context.Context, a Actor, from, until time.Time) ([]Handled, error) {
	if err := d.Guard.Allow(ctx, a, SeeDecision, Object{Author: a.ID}); err != nil {
		return nil, err
	}
	return d.Store.Handled(ctx, a.ID, from, until, d.now())
}

// OwnDay is what a person did on a day: how much, and how long half of it took at most (nearest rank).
type OwnDay struct {
	Decided int
	Median  time.Duration
}

// DayOf counts what was handled on a day.
func DayOf(handled []Handled) OwnDay {
	if len(handled) == 0 {
		return OwnDay{}
	}
	byLength := slices.SortedFunc(slices.Values(handled), func(a, b Handled) int { return cmp.Compare(a.Took, b.Took) })
	return OwnDay{Decided: len(handled), Median: byLength[(len(handled)+1)/2-1].Took}
}

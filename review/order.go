package review

import (
	"slices"
	"time"
)

// Ranks of the queue. What is stored with a submission is its rank: the lower, the further in front, and within
// a rank the waiting time decides. The rules of the queue give ranks near the usual one (Settings.Rules);
// no rule reaches those that are first in line.
const (
	RankReopened = -200 // overturned
	RankFirst    = -100 // by hand; all up to this one is first in line
	RankUsual    = 1
)

// FirstInLine says whether a rank stands before all that rules give.
func FirstInLine(rank int) bool { return rank <= RankFirst }

// Raise lifts to a rank, from a place further behind, all that was sent by a moment. It is a rule about age as
// it stands now: the clock moves the moment, and no row has to be touched for it.
type Raise struct {
	Rank int
	Sent time.Time // all that was sent then or before
}

// Order is what comes on top of the stored ranks. The zero Order is the stored one alone.
type Order []Raise

// Class is the rank at which a submission stands now.
func (o Order) Class(rank int, queuedAt time.Time) int {
	for _, r := range o {
		if !queuedAt.After(r.Sent) {
			rank = min(rank, r.Rank)
		}
	}
	return rank
}

// Stretch is a part of the queue that is in order of time by itself, and can so be walked along an index:
// what is stored under Rank and was sent after After and by Until stands at Class. A zero time bounds nothing.
type Stretch struct {
	Class, Rank  int
	After, Until time.Time
}

// Stretches takes the queue apart, for the ranks that are stored in it: in the order of their classes, every
// submission in exactly one. Stretches of one class are merged by time.
func (o Order) Stretches(ranks []int) []Stretch {
	classes := slices.Clone(ranks)
	for _, r := range o {
		classes = append(classes, r.Rank)
	}
	slices.Sort(classes)
	ranks = slices.Compact(slices.Sorted(slices.Values(ranks)))
	var all []Stretch
	for _, class := range slices.Compact(classes) {
		// What was sent by gone stands further in front, and what was sent by lifted is lifted to here.
		gone, lifted := o.latest(func(r Raise) bool { return r.Rank < class }), o.latest(func(r Raise) bool { return r.Rank == class })
		for _, rank := range ranks {
			switch {
			case rank == class:
				all = append(all, Stretch{Class: class, Rank: rank, After: gone})
			case rank > class && lifted.After(gone):
				all = append(all, Stretch{Class: class, Rank: rank, After: gone, Until: lifted})
			}
		}
	}
	return all
}

// latest is the last moment of the raises that are meant; zero when there is none.
func (o Order) latest(meant func(Raise) bool) time.Time {
	var at time.Time
	for _, r := range o {
		if meant(r) && r.Sent.After(at) {
			at = r.Sent
		}
	}
	return at
}

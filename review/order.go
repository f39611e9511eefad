package review

import (
	"cmp"
	"slices"
	"time"
)

// Ranks of the queue. What is stored with a submission is its rank: the lower, the further in front, and within
// a rank the waiting time decides. The rules of the queue give ranks near the usual one (Settings.Rules);
// no rule reaches those that are first in line.
const (
	RankReopened = -200 // overturned
	RankFirst    = -100 // by hand; all up to this one is first in line
	RankDue      = -50  // to be answered soon, or late already; never stored, see Settings.order
	RankUsual    = 1
)

// FirstInLine says whether a rank stands before all that rules give.
func FirstInLine(rank int) bool { return rank <= RankFirst }

// Raise lifts to a rank, from a place further behind, all that was sent by a moment. It is a rule about age as
// it stands now: the clock moves the moment, and no row has to be touched for it.
type Raise struct {
	Rank  int
	Sent  time.Time            // all that was sent then or before
	Kinds map[string]time.Time // kinds with a moment of their own in the place of Sent; nil for none
}

// sent is the raise's moment for a kind.
func (r Raise) sent(kind string) time.Time {
	if own, ok := r.Kinds[kind]; ok {
		return own
	}
	return r.Sent
}

// Order is what comes on top of the stored ranks. The zero Order is the stored one alone.
type Order []Raise

// Class is the rank at which a submission stands now.
func (o Order) Class(kind string, rank int, queuedAt time.Time) int {
	for _, r := range o {
		if !queuedAt.After(r.sent(kind)) {
			rank = min(rank, r.Rank)
		}
	}
	return rank
}

// ByKind says whether some kinds are lifted at another age than others, so that the queue is walked kind by kind.
func (o Order) ByKind() bool {
	return slices.ContainsFunc(o, func(r Raise) bool { return len(r.Kinds) > 0 })
}

// Stretch is a part of the queue that is in order of time by itself, and can so be walked along an index:
// what is of Kind, is stored under Rank and was sent after After and by Until stands at Class. An empty kind and
// a zero time bound nothing.
type Stretch struct {
	Class, Rank  int
	Kind         string
	After, Until time.Time
}

// Stretches takes the queue apart, for the ranks and, in an order by kind, the kinds that are stored in it: in the
// order of their classes, every submission in exactly one. Stretches of one class are merged by time.
func (o Order) Stretches(ranks []int, kinds []string) []Stretch {
	if !o.ByKind() {
		return o.stretches("", ranks)
	}
	var all []Stretch
	for _, kind := range slices.Compact(slices.Sorted(slices.Values(kinds))) {
		all = append(all, o.stretches(kind, ranks)...)
	}
	slices.SortStableFunc(all, func(a, b Stretch) int { return cmp.Compare(a.Class, b.Class) })
	return all
}

// stretches are those of a kind.
func (o Order) stretches(kind string, ranks []int) []Stretch {
	classes := slices.Clone(ranks)
	for _, r := range o {
		classes = append(classes, r.Rank)
	}
	slices.Sort(classes)
	ranks = slices.Compact(slices.Sorted(slices.Values(ranks)))
	var all []Stretch
	for _, class := range slices.Compact(classes) {
		// What was sent by gone stands further in front, and what was sent by lifted is lifted to here.
		gone, lifted := o.latest(kind, func(r Raise) bool { return r.Rank < class }), o.latest(kind, func(r Raise) bool { return r.Rank == class })
		for _, rank := range ranks {
			switch {
			case rank == class:
				all = append(all, Stretch{Class: class, Rank: rank, Kind: kind, After: gone})
			case rank > class && lifted.After(gone):
				all = append(all, Stretch{Class: class, Rank: rank, Kind: kind, After: gone, Until: lifted})
			}
		}
	}
	return all
}

// latest is the last moment, for a kind, of the raises that are meant; zero when there is none.
func (o Order) latest(kind string, meant func(Raise) bool) time.Time {
	var at time.Time
	for _, r := range o {
		if sent := r.sent(kind); meant(r) && sent.After(at) {
			at = sent
		}
	}
	return at
}

package review

import (
	"context"
	"slices"
)

// Lane is what the same people take: a kind in a language, and where the rules of the queue name one, for a
// group. The queue of each lane is an index of its own, so that who takes only some walks past nobody else's.
type Lane struct {
	Group string // empty for everybody
	Kind  string
	Lang  string
}

// LaneCount is how many submissions of a state stand in a lane.
type LaneCount struct {
	Lane
	N int
}

// Skills are what a person takes on. The zero Skills are everything that is for everybody.
type Skills struct {
	Kinds  []string // empty for every kind
	Langs  []string // empty for every language
	Groups []string // to which the person belongs, beside everybody
}

// Any says whether they restrict nothing.
func (s Skills) Any() bool { return len(s.Kinds) == 0 && len(s.Langs) == 0 }

// Knows says whether a person with these skills takes a kind in a language, by whomever it is taken otherwise.
func (s Skills) Knows(kind, lang string) bool {
	return (len(s.Kinds) == 0 || slices.Contains(s.Kinds, kind)) && (len(s.Langs) == 0 || slices.Contains(s.Langs, lang))
}

// Takes says whether what stands in a lane is offered to a person with these skills. What is escalated is not
// kept for a group: there are few supervisors, and it must not wait for one who is not there.
func (s Skills) Takes(l Lane, state State) bool {
	return s.Knows(l.Kind, l.Lang) && (l.Group == "" || state == Escalated || slices.Contains(s.Groups, l.Group))
}

// lanesFor are the lanes of a state that a person takes, of those in which something stands. all says that
// they are all of them, so that the whole queue can be walked.
func (s Skills) lanesFor(state State, counts []LaneCount) (lanes []Lane, all bool) {
	all = true
	for _, c := range counts {
		if s.Takes(c.Lane, state) {
			lanes = append(lanes, c.Lane)
		} else {
			all = false
		}
	}
	return lanes, all
}

// stateLanes are the lanes of a state that a person takes.
type stateLanes struct {
	state State
	lanes []Lane // nil for the whole queue
}

// lanesOf are the lanes of several states that a person takes; a state is left out when nothing stands in one.
func lanesOf(ctx context.Context, r Reader, states []State, person StaffID) ([]stateLanes, error) {
	skills, err := r.Skills(ctx, person)
	if err != nil {
		return nil, err
	}
	var out []stateLanes
	for _, state := range states {
		counts, err := r.Lanes(ctx, state)
		if err != nil {
			return nil, err
		}
		lanes, all := skills.lanesFor(state, counts)
		if all {
			lanes = nil
		} else if len(lanes) == 0 {
			continue
		}
		out = append(out, stateLanes{state, lanes})
	}
	return out, nil
}

package sampling

import (
	"container/heap"
	"slices"
)

// Gather counts a population and draws from it in one pass, before it is known how many are taken of each stratum: it
// keeps as many of every stratum as the whole sample has at most. Where there are so many strata that this is too much, it
// goes on counting, and Pick draws in a second pass. It is not safe for concurrent use.
type Gather struct {
	seed       string
	most, room int
	counts     map[string]int
	kept       map[string]*worstFirst
	n          int // kept in all
	over       bool
}

// NewGather begins to gather for a sample of at most so many, with room for so many members of all strata together.
func NewGather(seed string, most, room int) *Gather {
	return &Gather{seed: seed, most: most, room: room, counts: map[string]int{}, kept: map[string]*worstFirst{}}
}

// Offer shows it a member of the population, each once, in any order.
func (g *Gather) Offer(id, stratum string, weight int) {
	g.counts[stratum]++
	if g.over || g.most <= 0 {
		return
	}
	kept := g.kept[stratum]
	if kept == nil {
		kept = &worstFirst{}
		g.kept[stratum] = kept
	}
	m := Member{ID: id, Stratum: stratum, Weight: weight, Ticket: TicketOf(g.seed, id, weight)}
	switch {
	case kept.Len() >= g.most:
		if Compare(m, (*kept)[0]) < 0 {
			(*kept)[0] = m
			heap.Fix(kept, 0)
		}
	case g.n >= g.room:
		g.over, g.kept = true, nil
	default:
		g.n++
		heap.Push(kept, m)
	}
}

// Sizes are the strata that it has met.
func (g *Gather) Sizes() []Stratum { return Sizes(g.counts) }

// Taken lists the sample that a plan over these strata draws, in the order of the draw. It is false where too much would have had to be
// kept, or the plan takes more of a stratum than was asked for.
func (g *Gather) Taken(planned []Stratum) ([]Member, bool) {
	if g.over {
		return nil, false
	}
	var all []Member
	for _, s := range planned {
		if s.Taken > g.most {
			return nil, false
		}
		if s.Taken == 0 {
			continue
		}
		members := slices.Clone(*g.kept[s.Name])
		slices.SortFunc(members, Compare)
		all = append(all, members[:s.Taken]...)
	}
	slices.SortFunc(all, Compare)
	return all, true
}

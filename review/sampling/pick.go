package sampling

import (
	"container/heap"
	"slices"
)

// Member is one of the population that was taken.
type Member struct {
	ID      string
	Stratum string
	Weight  int
	Ticket  Ticket
}

// Pick takes the members with the best tickets of each stratum, in one pass over the population and with no more in
// memory than the sample. It is not safe for concurrent use.
type Pick struct {
	seed  string
	most  map[string]int // by stratum: how many are taken
	taken map[string]*worstFirst
}

// NewPick begins a draw that takes as many of each stratum as planned.
func NewPick(seed string, planned []Stratum) *Pick {
	p := &Pick{seed: seed, most: map[string]int{}, taken: map[string]*worstFirst{}}
	for _, s := range planned {
		p.most[s.Name], p.taken[s.Name] = s.Taken, &worstFirst{}
	}
	return p
}

// Offer shows it a member of the population, each once, in any order.
func (p *Pick) Offer(id, stratum string, weight int) {
	most := p.most[stratum]
	if most == 0 {
		return
	}
	kept := p.taken[stratum]
	m := Member{ID: id, Stratum: stratum, Weight: weight, Ticket: TicketOf(p.seed, id, weight)}
	switch {
	case kept.Len() < most:
		heap.Push(kept, m)
	case Compare(m, (*kept)[0]) < 0:
		(*kept)[0] = m
		heap.Fix(kept, 0)
	}
}

// Taken lists the sample in the order of the draw, over all strata.
func (p *Pick) Taken() []Member {
	var all []Member
	for _, kept := range p.taken {
		all = append(all, *kept...)
	}
	slices.SortFunc(all, Compare)
	return all
}

// worstFirst is a heap with the worst ticket on top.
type worstFirst []Member

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return Compare(h[i], h[j]) > 0 }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *worstFirst) Push(x any) { *h = append(*h, x.(Member)) }

// Pop implements heap.Interface.
func (h *worstFirst) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

package sampling

import (
	"slices"
	"testing"
)

// One pass draws what two do, whatever the strata and the room for them.
func TestGatherDrawsAsPickDoes(t *testing.T) {
	t.Parallel()
	members, counts := crowd(3000)
	for _, n := range []int{1, 7, 100, 3000} {
		plan := Plan(Sizes(counts), n)
		want := draw("seed", plan, members)
		g := NewGather("seed", n, len(members))
		for _, m := range members {
			g.Offer(m.ID, m.Stratum, m.Weight)
		}
		if !slices.Equal(g.Sizes(), Sizes(counts)) {
			t.Errorf("%d: it counts %v, want %v", n, g.Sizes(), Sizes(counts))
		}
		if got, ok := g.Taken(plan); !ok || !slices.Equal(got, want) {
			t.Errorf("%d of %d: another sample in one pass (%v)", n, len(members), ok)
		}
	}
}

// Where there is no room it goes on counting, and says that it has not drawn.
func TestGatherWithoutRoom(t *testing.T) {
	t.Parallel()
	members, counts := crowd(300)
	g := NewGather("seed", 50, 60)
	for _, m := range members {
		g.Offer(m.ID, m.Stratum, m.Weight)
	}
	if _, ok := g.Taken(Plan(Sizes(counts), 50)); ok || !slices.Equal(g.Sizes(), Sizes(counts)) {
		t.Errorf("drawn: %v, counted %v, want %v", ok, g.Sizes(), Sizes(counts))
	}
	few := NewGather("seed", 2, 1000)
	for _, m := range members {
		few.Offer(m.ID, m.Stratum, m.Weight)
	}
	if _, ok := few.Taken([]Stratum{{Name: members[0].Stratum, Size: 10, Taken: 3}}); ok {
		t.Error("it has more of a stratum than it kept")
	}
}

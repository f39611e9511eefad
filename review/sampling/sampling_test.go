package sampling

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words  string
		counts map[string]int
		n      int
		want   map[string]int
	}{
		{"one stratum", map[string]int{"": 100}, 7, map[string]int{"": 7}},
		{"in proportion", map[string]int{"a": 60, "b": 30, "c": 10}, 10, map[string]int{"a": 6, "b": 3, "c": 1}},
		{"largest remainder", map[string]int{"a": 47, "b": 16, "c": 37}, 10, map[string]int{"a": 5, "b": 1, "c": 4}},
		{"at a draw the larger", map[string]int{"a": 1, "b": 3}, 2, map[string]int{"a": 1, "b": 1}},
		{"one of each", map[string]int{"a": 980, "b": 10, "c": 10}, 10, map[string]int{"a": 8, "b": 1, "c": 1}},
		{"fewer than strata", map[string]int{"a": 5, "b": 4, "c": 1}, 2, map[string]int{"a": 1, "b": 1, "c": 0}},
		{"everything", map[string]int{"a": 3, "b": 2}, 5, map[string]int{"a": 3, "b": 2}},
		{"more than everything", map[string]int{"a": 3, "b": 2}, 50, map[string]int{"a": 3, "b": 2}},
		{"nothing", map[string]int{"a": 3}, 0, map[string]int{"a": 0}},
		{"nobody", nil, 3, map[string]int{}},
	} {
		got := map[string]int{}
		for _, s := range Plan(Sizes(c.counts), c.n) {
			got[s.Name] = s.Taken
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.words, got, c.want)
		}
	}
}

// Whatever the strata, a plan takes exactly what was asked for, never more of a stratum than it has, one of each when
// that is possible, and otherwise stays within one of the exact share, but for what the ones of each took.
func FuzzPlan(f *testing.F) {
	f.Add([]byte{3, 7, 200, 1}, 5)
	f.Add([]byte{1, 1, 1, 255, 255}, 4)
	f.Add([]byte{0, 9}, 100)
	f.Fuzz(func(t *testing.T, sizes []byte, n int) {
		counts := map[string]int{}
		for i, s := range sizes[:min(len(sizes), 60)] {
			counts[fmt.Sprintf("%02d", i)] = int(s) * int(s)
		}
		strata := Sizes(counts)
		population := Total(strata)
		if n < 0 {
			n = -(n + 1)
		}
		if population > 0 {
			n %= population + 1
		}
		plan, sum := Plan(strata, n), 0
		backwards := slices.Clone(strata)
		slices.Reverse(backwards)
		if !slices.Equal(plan, Plan(backwards, n)) {
			t.Fatalf("the order of the strata changes the plan of %d of %v", n, counts)
		}
		for _, s := range plan {
			sum += s.Taken
			exact := float64(n) * float64(s.Size) / float64(population)
			switch {
			case s.Taken > s.Size || s.Taken < 0:
				t.Errorf("%d of %d are taken", s.Taken, s.Size)
			case n >= len(plan) && s.Taken == 0:
				t.Errorf("none of %d is taken, of %d in %d strata", s.Size, n, len(plan))
			case float64(s.Taken) > math.Floor(exact)+1:
				t.Errorf("%d of a share of %.3f", s.Taken, exact)
			}
		}
		if population > 0 && sum != n {
			t.Errorf("%d are taken, want %d", sum, n)
		}
	})
}

func TestCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		population int
		percent    float64
		want       int
	}{{1000, 5, 50}, {10, 1, 1}, {10, 25, 3}, {0, 5, 0}, {7, 100, 7}, {3, 0, 0}, {1_000_000, 0.1, 1000}} {
		if got := Count(c.population, c.percent); got != c.want {
			t.Errorf("%g %% of %d: %d, want %d", c.percent, c.population, got, c.want)
		}
	}
}

// The formula in the documents, spelt out: whoever computes it by hand gets the same.
func TestTicketIsWhatTheDocumentsSay(t *testing.T) {
	t.Parallel()
	if got, want := TicketOf("spring", "0199", 1), Ticket(sha256.Sum256([]byte("spring,0199,1"))); got != want {
		t.Errorf("got %x, want %x", got, want)
	}
	best := TicketOf("spring", "0199", 3)
	for k := 1; k <= 3; k++ {
		if one := Ticket(sha256.Sum256(fmt.Appendf(nil, "spring,0199,%d", k))); slices.Compare(one[:], best[:]) < 0 {
			t.Errorf("ticket %d is better than the best", k)
		}
	}
	if TicketOf("spring", "0199", 0) != TicketOf("spring", "0199", 1) {
		t.Error("whoever weighs nothing has no ticket")
	}
}

func draw(seed string, planned []Stratum, members []Member) []Member {
	p := NewPick(seed, planned)
	for _, m := range members {
		p.Offer(m.ID, m.Stratum, m.Weight)
	}
	return p.Taken()
}

func crowd(n int) (members []Member, counts map[string]int) {
	counts = map[string]int{}
	for i := range n {
		m := Member{ID: fmt.Sprintf("id-%05d", i), Stratum: string(rune('a' + i%3)), Weight: 1 + i%4}
		members = append(members, m)
		counts[m.Stratum]++
	}
	return members, counts
}

// The same seed over the same population draws the same, in whatever order it is read; another seed another.
func TestPickIsDrawnAgain(t *testing.T) {
	t.Parallel()
	members, counts := crowd(3000)
	plan := Plan(Sizes(counts), 100)
	first := draw("seed", plan, members)
	if len(first) != 100 {
		t.Fatalf("%d are taken, want 100", len(first))
	}
	slices.Reverse(members)
	again := draw("seed", plan, members)
	if !slices.Equal(first, again) {
		t.Error("the order of reading changes the draw")
	}
	if slices.Equal(first, draw("seeds", plan, members)) {
		t.Error("another seed draws the same")
	}
	if !slices.IsSortedFunc(first, Compare) {
		t.Error("it is not in the order of the draw")
	}
	got := map[string]int{}
	for _, m := range first {
		got[m.Stratum]++
	}
	for _, s := range plan {
		if got[s.Name] != s.Taken {
			t.Errorf("stratum %s: %d, want %d", s.Name, got[s.Name], s.Taken)
		}
	}
}

// Who is not taken has a worse ticket than everybody who is, in every stratum.
func FuzzPickTakesTheBest(f *testing.F) {
	f.Add("seed", 50, 7)
	f.Add("", 3, 9)
	f.Fuzz(func(t *testing.T, seed string, size, n int) {
		size, n = 1+abs(size)%300, abs(n)%50
		members, counts := crowd(size)
		plan := Plan(Sizes(counts), n)
		taken, worst := map[string]bool{}, map[string]Member{}
		for _, m := range draw(seed, plan, members) {
			taken[m.ID] = true
			worst[m.Stratum] = m // the last in order is the worst
		}
		if len(taken) != min(n, size) {
			t.Fatalf("%d are taken, want %d", len(taken), min(n, size))
		}
		for _, m := range members {
			m.Ticket = TicketOf(seed, m.ID, m.Weight)
			if w, ok := worst[m.Stratum]; ok && !taken[m.ID] && Compare(m, w) < 0 {
				t.Errorf("%s is left out although its ticket is better than that of %s", m.ID, w.ID)
			}
		}
	})
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}

// Over many seeds a member is taken first as often as its weight says.
func TestWeightIsTheChance(t *testing.T) {
	t.Parallel()
	const draws = 20_000
	plan := []Stratum{{Name: "", Size: 3, Taken: 1}}
	first := map[string]int{}
	for i := range draws {
		p := NewPick(fmt.Sprint("s", i), plan)
		p.Offer("one", "", 1)
		p.Offer("three", "", 3)
		p.Offer("six", "", 6)
		first[p.Taken()[0].ID]++
	}
	for id, want := range map[string]float64{"one": .1, "three": .3, "six": .6} {
		if got := float64(first[id]) / draws; math.Abs(got-want) > .015 {
			t.Errorf("%s comes first in %.3f of the draws, want %.3f", id, got, want)
		}
	}
}

func TestWeight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words string
		s     Signs
		want  int
	}{
		{"nothing", Signs{Handling: 50, Median: 60}, 1},
		{"no median", Signs{Handling: 1}, 1},
		{"just half", Signs{Handling: 30, Median: 60}, 1},
		{"quick", Signs{Handling: 29, Median: 60}, 3},
		{"very quick", Signs{Handling: 14, Median: 60}, 5},
		{"overridden", Signs{Handling: 60, Median: 60, Overridden: true}, 3},
		{"a short history", Signs{Judged: 4, Wrong: 4}, 1},
		{"a history", Signs{Judged: 10, Wrong: 1}, 3},
		{"a good history", Signs{Judged: 11, Wrong: 1}, 1},
		{"half in bulk", Signs{Answered: 8, InBulk: 4}, 2},
		{"all of it", Signs{Handling: 1, Median: 60, Overridden: true, Judged: 9, Wrong: 9, Answered: 2, InBulk: 2}, MostWeight},
	} {
		if got := c.s.Weight(); got != c.want {
			t.Errorf("%s: %d, want %d", c.words, got, c.want)
		}
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	if got, want := Digest([]string{"a", "b"}), fmt.Sprintf("%x", sha256.Sum256([]byte("a\nb\n"))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func BenchmarkPick(b *testing.B) {
	members, counts := crowd(1_000_000)
	plan := Plan(Sizes(counts), 500)
	b.ResetTimer()
	for range b.N {
		draw("seed", plan, members)
	}
}

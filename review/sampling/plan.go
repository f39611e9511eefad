package sampling

import (
	"cmp"
	"slices"
)

// Stratum is a part of the population and how many are taken of it.
type Stratum struct {
	Name  string
	Size  int // in the population
	Taken int
}

// Sizes turns counts by stratum into strata in the order of their names; empty ones are left out.
func Sizes(counts map[string]int) []Stratum {
	var all []Stratum
	for name, n := range counts {
		if n > 0 {
			all = append(all, Stratum{Name: name, Size: n})
		}
	}
	slices.SortFunc(all, func(a, b Stratum) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Total is how many there are in all strata.
func Total(all []Stratum) int {
	n := 0
	for _, s := range all {
		n += s.Size
	}
	return n
}

// Count is how many a share in percent is of a population: rounded to the nearest, and at least one of a population
// that is not empty.
func Count(population int, percent float64) int {
	if population <= 0 || percent <= 0 {
		return 0
	}
	return min(population, max(1, int(float64(population)*percent/100+0.5)))
}

// Plan shares out a sample of n over strata in proportion to their sizes, by the method of the largest remainder: each
// gets the whole part of its share, and what is left goes to the largest remainders, at a draw to the larger stratum and
// then to the name that comes first. Where n suffices, a stratum that would get nothing gets one, taken from whichever
// got the most above its share. The order of the strata does not matter. n is at most the population.
func Plan(strata []Stratum, n int) []Stratum {
	all := slices.Clone(strata)
	slices.SortFunc(all, func(a, b Stratum) int { return cmp.Compare(a.Name, b.Name) })
	population := Total(all)
	if population == 0 {
		return all
	}
	n = min(max(n, 0), population)
	rest, left := make([]int, len(all)), n
	for i := range all {
		exact := n * all[i].Size // times the population
		all[i].Taken, rest[i] = exact/population, exact%population
		left -= all[i].Taken
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rest[b], rest[a]), cmp.Compare(all[b].Size, all[a].Size))
	})
	for _, i := range order[:left] {
		all[i].Taken++
	}
	if n >= len(all) {
		oneOfEach(all, n, population)
	}
	return all
}

// oneOfEach gives one to each stratum that has none, from the one that is furthest above its share.
func oneOfEach(all []Stratum, n, population int) {
	for i := range all {
		if all[i].Taken > 0 {
			continue
		}
		from, most := -1, 0
		for j, s := range all {
			above := s.Taken*population - n*s.Size // its share, times the population
			if s.Taken > 1 && (from < 0 || above > most) {
				from, most = j, above
			}
		}
		if from < 0 {
			return
		}
		all[from].Taken--
		all[i].Taken++
	}
}

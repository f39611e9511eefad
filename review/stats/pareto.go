package stats

import (
	"cmp"
	"maps"
	"slices"
)

// Step is one cause of a Pareto chart.
type Step struct {
	Name string
	N    int
	// Sum is N with those of all causes before it. VitalFew says that it is one of the most frequent causes that
	// make up four fifths of all.
	Sum      int
	VitalFew bool
}

// Pareto sorts causes by how often they occur, the most frequent first, those that occur equally often by name. Causes
// that never occur are left out.
//
// J. M. Juran, Quality Control Handbook (1951): a few causes make up most of the cases.
func Pareto(counts map[string]int) []Step {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	all := 0
	for _, n := range counts {
		all += n
	}
	var out []Step
	sum := 0
	for _, name := range names {
		if counts[name] <= 0 {
			continue
		}
		vital := sum*5 < all*4
		sum += counts[name]
		out = append(out, Step{name, counts[name], sum, vital})
	}
	return out
}

package stats

import "math"

// Agreement says how far two opinions on the same cases agree beyond what chance would give.
type Agreement struct {
	N int // cases with two opinions
	// Observed is the share of cases on which both said the same, Expected what it would be if each had said what he
	// said as often, but without looking.
	Observed, Expected float64
	// Kappa is Cohen's kappa: 1 for full agreement, 0 for as much as by chance, below 0 for less.
	Kappa float64
	// SE is its standard error, and Low and High the ends of its 95 % interval, which is one of large samples: of few
	// cases it is a rough guide.
	SE, Low, High float64
	// Known says whether there is a kappa: not of no cases, and not where both always said one and the same thing.
	Known bool
}

// Kappa compares two opinions by a square table: table[i][j] is how often the first said i and the second j.
//
// J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960), 37–46.
// The standard error is that of J. L. Fleiss, J. Cohen and B. S. Everitt, Large sample standard errors of kappa and
// weighted kappa, Psychological Bulletin 72 (1969), 323–327, for a kappa that is not assumed to be 0.
func Kappa(table [][]int) Agreement {
	var a Agreement
	k := len(table)
	rows, columns := make([]float64, k), make([]float64, k)
	for _, row := range table {
		for _, n := range row {
			a.N += n
		}
	}
	if a.N == 0 {
		return a
	}
	share := func(i, j int) float64 { return float64(table[i][j]) / float64(a.N) }
	for i := range k {
		for j := range k {
			rows[i] += share(i, j)
			columns[j] += share(i, j)
		}
		a.Observed += share(i, i)
	}
	for i := range k {
		a.Expected += rows[i] * columns[i]
	}
	beyond := 1 - a.Expected
	if beyond < 1e-12 {
		return a
	}
	a.Known, a.Kappa = true, (a.Observed-a.Expected)/beyond
	apart := 1 - a.Kappa
	var same, other float64
	for i := range k {
		for j := range k {
			if i == j {
				same += share(i, i) * math.Pow(1-(rows[i]+columns[i])*apart, 2)
			} else {
				other += share(i, j) * math.Pow(columns[i]+rows[j], 2)
			}
		}
	}
	spread := same + apart*apart*other - math.Pow(a.Kappa-a.Expected*apart, 2)
	a.SE = math.Sqrt(max(0, spread)/float64(a.N)) / beyond
	a.Low, a.High = max(-1, a.Kappa-z95*a.SE), min(1, a.Kappa+z95*a.SE)
	return a
}

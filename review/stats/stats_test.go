package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The examples of Newcombe (1998), table I, method 3: the score interval without a correction.
func TestWilson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0.0000, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{20, 20, 0.8389, 1},
		{0, 0, 0, 1},
		{-1, 20, 0, 0.1611},
		{21, 20, 0.8389, 1},
		{1, 1, 0.2065, 1},
	} {
		got := Wilson(c.k, c.n)
		if math.Abs(got.Low-c.low) > 0.00005 || math.Abs(got.High-c.high) > 0.00005 {
			t.Errorf("Wilson(%d, %d) = %.4f to %.4f, want %.4f to %.4f", c.k, c.n, got.Low, got.High, c.low, c.high)
		}
	}
}

func TestKappa(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what               string
		table              [][]int
		kappa, se          float64
		observed, expected float64
	}{
		// J. L. Fleiss, Statistical Methods for Rates and Proportions, 2nd edition (1981), table 13.1, to its two digits.
		{"two raters of 100 subjects", [][]int{{75, 1, 4}, {5, 4, 1}, {0, 0, 10}}, 0.6765, 0.0877, 0.89, 0.66},
		// As kapci of Stata gives it: https://www.stata.com/statalist/archive/2009-12/msg00320.html.
		{"two questions to 1932 people", [][]int{{1395, 118}, {261, 158}}, 0.3411969, 0.0262914, 0.8038302, 0.7022331},
		{"as often as by chance", [][]int{{25, 25}, {25, 25}}, 0, 0.1, 0.5, 0.5},
		{"always the same", [][]int{{20, 0}, {0, 20}}, 1, 0, 1, 0.5},
		{"never the same", [][]int{{0, 20}, {20, 0}}, -1, 0, 0, 0.5},
	} {
		a := Kappa(c.table)
		if !a.Known || math.Abs(a.Kappa-c.kappa) > 0.00005 || math.Abs(a.SE-c.se) > 0.00005 ||
			math.Abs(a.Observed-c.observed) > 0.00005 || math.Abs(a.Expected-c.expected) > 0.00005 {
			t.Errorf("%s: %+v, want kappa %g (%g), %g of %g", c.what, a, c.kappa, c.se, c.observed, c.expected)
		}
		if a.Low > a.Kappa || a.High < a.Kappa || a.Low < -1 || a.High > 1 {
			t.Errorf("%s: kappa %g is not in %g to %g", c.what, a.Kappa, a.Low, a.High)
		}
	}
	for _, c := range [][][]int{nil, {}, {{0, 0}, {0, 0}}, {{7, 0}, {0, 0}}} {
		if a := Kappa(c); a.Known || math.IsNaN(a.Kappa+a.SE+a.Low+a.High) {
			t.Errorf("Kappa(%v) = %+v, and there is none", c, a)
		}
	}
}

// A quantile of the classes is the nearest-rank quantile of the durations, within ClassError.
func TestQuantilesAreAsExactAsIsSaid(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 9, 10, 11, 100, 12345} {
		var all []time.Duration
		h := make(Histogram, classes)
		for range n {
			d := time.Duration(math.Exp(random.NormFloat64()*3+5) * float64(time.Second))
			all = append(all, d)
			h[ClassOf(d)]++
		}
		slices.Sort(all)
		for _, percent := range []int{1, 25, 50, 90, 95, 99, 100} {
			want, got := all[(n*percent+99)/100-1], h.Quantile(percent)
			if off := math.Abs(got.Seconds() - want.Seconds()); off > want.Seconds()*ClassError && off > 0.5 {
				t.Errorf("%d of 100 of %d: %s, want %s", percent, n, got, want)
			}
		}
	}
	if got := (Histogram{}).Quantile(50); got != 0 {
		t.Errorf("the median of nothing is %s", got)
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]int{
		-time.Hour: 0, 0: 0, time.Second - 1: 0, time.Second: 1, 1040 * time.Millisecond: 2, math.MaxInt64: classes - 1, math.MinInt64: 0,
	} {
		if got := ClassOf(d); got != want {
			t.Errorf("ClassOf(%s) = %d, want %d", d, got, want)
		}
	}
	for class := range classes {
		from, to := ClassBounds(class)
		if middle := classMiddle(class); ClassOf(middle) != class || middle < from || middle >= to {
			t.Errorf("class %d is %s to %s, its middle %s is of class %d", class, from, to, middle, ClassOf(middle))
		}
	}
}

func TestBelow(t *testing.T) {
	t.Parallel()
	h := make(Histogram, classes)
	for s := range 1000 {
		h[ClassOf(time.Duration(s)*time.Second)]++
	}
	for _, s := range []int{10, 100, 500, 999} {
		if got := h.Below(time.Duration(s) * time.Second); math.Abs(got-float64(s)) > 0.04*float64(s)+1 {
			t.Errorf("%g are below %d s, want %d", got, s, s)
		}
	}
}

func TestPareto(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts map[string]int
		want   string
	}{
		{nil, "[]"},
		{map[string]int{"none": 0}, "[]"},
		{map[string]int{"b": 2, "a": 2, "c": 6}, "[{c 6 6 true} {a 2 8 true} {b 2 10 false}]"},
		{map[string]int{"only": 3}, "[{only 3 3 true}]"},
		{map[string]int{"glare": 50, "cut": 30, "blur": 15, "dark": 5}, "[{glare 50 50 true} {cut 30 80 true} {blur 15 95 false} {dark 5 100 false}]"},
	} {
		if got := fmt.Sprint(Pareto(c.counts)); got != c.want {
			t.Errorf("Pareto(%v) = %s, want %s", c.counts, got, c.want)
		}
	}
}

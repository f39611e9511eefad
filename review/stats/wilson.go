package stats

import "math"

// z95 is the 97.5th percentile of the standard normal distribution: what two-sided intervals of 95 % take.
const z95 = 1.959963984540054

// Interval is a range of a share or a coefficient.
type Interval struct{ Low, High float64 }

// Wilson is the 95 % score interval of a share of k in n, without a correction for continuity. Unlike the textbook's
// interval it stays between 0 and 1 and means something when k is 0 or n, and for few cases, too. Of no cases nothing
// is known: 0 to 1. k below 0 or above n is taken as the nearer of the two.
//
// E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American
// Statistical Association 22 (1927), 209–212. Compared with others in R. G. Newcombe, Two-sided confidence intervals
// for the single proportion, Statistics in Medicine 17 (1998), 857–872, method 3.
func Wilson(k, n int) Interval {
	if n <= 0 {
		return Interval{0, 1}
	}
	cases, share := float64(n), float64(min(max(k, 0), n))/float64(n)
	z2 := z95 * z95
	middle := share + z2/(2*cases)
	half := z95 * math.Sqrt(share*(1-share)/cases+z2/(4*cases*cases))
	whole := 1 + z2/cases
	out := Interval{(middle - half) / whole, (middle + half) / whole}
	if k <= 0 {
		out.Low = 0 // exactly, and not what is left of rounding
	}
	if k >= n {
		out.High = 1
	}
	return out
}

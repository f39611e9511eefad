package stats

import (
	"math"
	"time"
)

// Times are counted in classes that grow by 4 %: a quantile that is read from them is off by 2 % at most, however many
// days are added up, and a year of them takes no more room than a day. The idea is that of C. Masson, J. E. Rim and
// H. K. Lee, DDSketch, Proceedings of the VLDB Endowment 12 (2019), 2195–2205.
const growth = 1.04

// ClassError is by what part of itself a quantile can be off: half a class, as a ratio. Below a second it is half a
// second instead.
const ClassError = 0.02

// classes is how many there are: the last holds everything of more than about 380 days.
const classes = 442

var logGrowth = math.Log(growth)

// ClassOf is the class of a duration: 0 for less than a second (and for what a clock that was put back made
// negative), then from a second on in steps of 4 %.
func ClassOf(d time.Duration) int {
	s := d.Seconds()
	if !(s >= 1) {
		return 0
	}
	return min(1+int(math.Log(s)/logGrowth+1e-9), classes-1)
}

// ClassBounds are the shortest duration of a class, and the shortest that is too long for it.
func ClassBounds(class int) (from, to time.Duration) {
	if class <= 0 {
		return 0, time.Second
	}
	return seconds(math.Pow(growth, float64(class-1))), seconds(math.Pow(growth, float64(class)))
}

// classMiddle stands for every duration of a class.
func classMiddle(class int) time.Duration {
	if class <= 0 {
		return time.Second / 2
	}
	return seconds(math.Pow(growth, float64(class)-0.5))
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// Histogram counts durations by class: Histogram[c] is how many are of class c. It may be shorter than there are
// classes.
type Histogram []int

// N is how many durations were counted.
func (h Histogram) N() (n int) {
	for _, c := range h {
		n += c
	}
	return n
}

// Quantile is the nearest-rank quantile: the least duration that percent of 100 do not exceed, within ClassError. It
// is 0 of nothing.
func (h Histogram) Quantile(percent int) time.Duration {
	n := h.N()
	if n == 0 {
		return 0
	}
	rank := max(1, (n*percent+99)/100)
	for class, c := range h {
		if rank -= c; rank <= 0 {
			return classMiddle(class)
		}
	}
	return classMiddle(len(h) - 1)
}

// Below is about how many are shorter than a duration: those of the class in which it lies are taken to be spread
// evenly.
func (h Histogram) Below(d time.Duration) float64 {
	n := 0.0
	for class, c := range h {
		from, to := ClassBounds(class)
		switch {
		case d >= to:
			n += float64(c)
		case d > from:
			n += float64(c) * float64(d-from) / float64(to-from)
		}
	}
	return n
}

package views

import (
	"strconv"
	"time"
)

// took says how long something took with about two figures, which is as much as a person compares: 48 s,
// 3.4 min, 85 min, 5.2 h, 3.1 d.
func (p Page) took(d time.Duration) string {
	switch {
	case d < 0:
		return "–"
	case d < 2*time.Minute-500*time.Millisecond:
		return p.T("took.s", "n", strconv.Itoa(int(d.Round(time.Second)/time.Second)))
	case d < 10*time.Minute-3*time.Second:
		return p.T("took.min", "n", tenths(d.Minutes()))
	case d < 2*time.Hour-30*time.Second:
		return p.T("took.min", "n", strconv.Itoa(int(d.Round(time.Minute)/time.Minute)))
	case d < 48*time.Hour-3*time.Minute:
		return p.T("took.h", "n", tenths(d.Hours()))
	}
	return p.T("took.d", "n", tenths(d.Hours()/24))
}

func tenths(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// exactly says a length of time that somebody has set, in the largest unit that it is a whole number of.
func (p Page) exactly(d time.Duration) string {
	switch {
	case d >= 24*time.Hour && d%(24*time.Hour) == 0:
		return p.T("took.d", "n", strconv.Itoa(int(d/(24*time.Hour))))
	case d >= time.Hour && d%time.Hour == 0:
		return p.T("took.h", "n", strconv.Itoa(int(d/time.Hour)))
	case d >= time.Minute && d%time.Minute == 0:
		return p.T("took.min", "n", strconv.Itoa(int(d/time.Minute)))
	}
	return p.T("took.s", "n", strconv.Itoa(int(d/time.Second)))
}

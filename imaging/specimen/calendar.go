package specimen

import (
	"fmt"
	"time"
)

// Days are times at midnight UTC: a document knows no hours.

func day(year, month, d int) time.Time {
	return time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
}

func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return day(y, int(m), d)
}

func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// written is how cards print a date, always in the Gregorian calendar.
func written(t time.Time) string {
	return fmt.Sprintf("%d年%02d月%02d日", t.Year(), int(t.Month()), t.Day())
}

// heisei is how a town hall dated its certificates until 2019.
func heisei(t time.Time) string {
	return fmt.Sprintf("平成%d年%d月%d日", t.Year()-1988, int(t.Month()), t.Day())
}

// birthday is the day in a year on which somebody has his birthday. Nobody here is born on 29 February.
func birthday(born time.Time, year int) time.Time {
	return day(year, int(born.Month()), born.Day())
}

// newSystem is the first day of the residence card and the special permanent resident certificate, and
// oldSystemEnd the last day on which a town hall issued the papers before them (Act 79 of 2009, in force
// on 9 July 2012).
var (
	newSystem    = day(2012, 7, 9)
	oldSystemEnd = day(2012, 7, 8)
	// secondLayout is when period of stay, permission and date of issue left the face of the card and it
	// could become a My Number card too (Act 59 of 2024, in force on 14 June 2026).
	secondLayout = day(2026, 6, 14)
)

// somedayBetween throws a day from first to last, both included; last when that is before first.
func (d dice) somedayBetween(first, last time.Time) time.Time {
	days := int(last.Sub(first) / (24 * time.Hour))
	if days <= 0 {
		return last
	}
	return first.AddDate(0, 0, d.between(0, days))
}

// birthOfAge throws a birth date of somebody who is from young to old years of age on a day, and never 29
// February.
func (d dice) birthOfAge(on time.Time, young, old int) time.Time {
	born := d.somedayBetween(on.AddDate(-old-1, 0, 1), on.AddDate(-young, 0, 0))
	return noLeapDay(born)
}

func noLeapDay(t time.Time) time.Time {
	if t.Month() == time.February && t.Day() == 29 {
		return t.AddDate(0, 0, -1)
	}
	return t
}

package compare

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar without a time zone. The zero Date is no day.
type Date struct{ Year, Month, Day int }

// DateOf is the calendar day of a time in that time's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// String writes the date as ISO 8601: 1990-04-01. The zero Date is empty.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero says whether d is no day at all.
func (d Date) IsZero() bool { return d == Date{} }

// Valid says whether there is such a day.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d == DateOf(d.Time())
}

// Time is the beginning of the day in UTC, as package kinds takes dates; the zero time for the zero Date.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// Compare returns -1, 0 or +1 as d is before, on or after e.
func (d Date) Compare(e Date) int { return d.Time().Compare(e.Time()) }

// Before says whether d is before e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After says whether d is after e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// AddMonths moves the date by whole months; where the month has no such day it is the month's last (Civil Code,
// article 143).
func (d Date) AddMonths(n int) Date {
	m := d.Year*12 + d.Month - 1 + n
	e := Date{m / 12, m%12 + 1, d.Day}
	last := time.Date(e.Year, time.Month(e.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	e.Day = min(e.Day, last)
	return e
}

// Age is the age in whole years on a day of a person born on d; negative before the birth. Who is born on
// 29 February is a year older on 1 March of years without one.
func (d Date) Age(on Date) int {
	age := on.Year - d.Year
	if on.Month < d.Month || on.Month == d.Month && on.Day < d.Day {
		age--
	}
	return age
}

// Dates compares a typed date with a printed one. If either is no date the result is Invalid and Why says which
// way, as compare.date.<code>.
func Dates(typed, printed string) Outcome {
	a, err := ParseDate(typed)
	if err != nil {
		return Outcome{Result: Invalid, Why: []string{err.(*DateError).Word()}}
	}
	b, err := ParseDate(printed)
	if err != nil {
		return Outcome{Result: Invalid, Why: []string{err.(*DateError).Word()}}
	}
	if a == b {
		return Outcome{Result: Same}
	}
	return Outcome{Result: Different}
}

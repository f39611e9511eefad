package views

import (
	"time"
)

// Limits of the age at which a waiting submission turns amber, and then red.
const (
	ageLate     = 4 * time.Hour
	ageVeryLate = 24 * time.Hour
)

// Age is how long something has been so.
type Age struct {
	Text  string // "42 min", "4 h 53 min"
	Short string // the same in one unit, for where room is short
	Exact string // the moment, in the operator's zone
	ISO   string
	Level string // "", "late" or "very-late"; a shape and a word stand beside the colour
}

// age tells how long ago a moment was. Only what waits for the desk can be late.
func (p Page) age(at, now time.Time, zone *time.Location, waits bool) Age {
	if at.IsZero() {
		return Age{}
	}
	d := now.Sub(at)
	a := Age{Text: p.span(d), Short: p.span(d), Exact: clock(at, zone), ISO: at.UTC().Format(time.RFC3339)}
	if d >= time.Hour && d < 10*time.Hour {
		a.Text = p.T("span.hours-minutes", "n", int(d.Hours()), "m", int(d.Minutes())%60)
	}
	switch {
	case !waits || d < ageLate:
	case d < ageVeryLate:
		a.Level = "late"
	default:
		a.Level = "very-late"
	}
	return a
}

// span says a length of time in one unit, rounded down as people do: 42 min, 3 h, 2 d.
func (p Page) span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return p.T("span.now")
	case d < time.Hour:
		return p.T("span.minutes", "n", int(d.Minutes()))
	case d < 24*time.Hour:
		return p.T("span.hours", "n", int(d.Hours()))
	}
	return p.T("span.days", "n", int(d.Hours()/24))
}

// left says how much of a lease is left, rounded up, because its last minute is still one.
func (p Page) left(d time.Duration) string {
	switch {
	case d <= 0:
		return p.T("span.over")
	case d < time.Minute:
		return p.T("span.seconds", "n", int((d+time.Second-1)/time.Second))
	}
	return p.T("span.minutes", "n", int((d+time.Minute-1)/time.Minute))
}

// clock is a moment as ISO date and time in the operator's zone.
func clock(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	return at.In(zone).Format("2006-01-02 15:04")
}

// day is the date of a moment.
func day(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.DateOnly) }

// hour is a moment of today, or nearly, as the time of day.
func hour(at time.Time, zone *time.Location) string { return at.In(zone).Format("15:04") }

// shortClock leaves the date out where it is today's.
func shortClock(at, now time.Time, zone *time.Location) string {
	if at.In(zone).Format(time.DateOnly) == now.In(zone).Format(time.DateOnly) {
		return hour(at, zone)
	}
	return clock(at, zone)
}

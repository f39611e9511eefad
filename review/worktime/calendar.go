package worktime

import (
	"maps"
	"slices"
	"time"
)

// Span is a part of a day in minutes from its midnight. To may lie beyond 24 hours: a shift over midnight
// belongs to the day on which it begins, and is closed with that day.
type Span struct{ From, To int }

// Calendar says when the desk works.
type Calendar struct {
	zone   *time.Location
	week   [7][]Span          // by time.Weekday
	hours  map[string][]Span  // days with hours of their own, by ISO date
	closed map[string]Holiday // by ISO date
	yearly map[string]bool    // closed every year, by month and day: 12-29
}

// farthest bounds how far a walk goes, in days: what was sent ten years ago is late however it is counted.
const farthest = 3700

// NewCalendar makes a calendar of the same hours every week without any holiday.
func NewCalendar(zone *time.Location, week [7][]Span) *Calendar {
	return &Calendar{zone: zone, week: week, hours: map[string][]Span{}, closed: map[string]Holiday{}, yearly: map[string]bool{}}
}

// Office is Monday to Friday from 9 to 17 without the holidays. It holds where an operator says nothing.
func Office(zone *time.Location, holidays []Holiday) *Calendar {
	var week [7][]Span
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []Span{{9 * 60, 17 * 60}}
	}
	c := NewCalendar(zone, week)
	c.close(holidays)
	return c
}

func (c *Calendar) close(days []Holiday) {
	for _, h := range days {
		c.closed[h.Date] = h
	}
}

// Day tells of a day: its hours, and if it is closed though its weekday is not, why.
func (c *Calendar) Day(at time.Time) (hours []Span, closed Holiday) {
	at = at.In(c.zone)
	date := at.Format(time.DateOnly)
	if own, ok := c.hours[date]; ok {
		return own, Holiday{}
	}
	if h, ok := c.closed[date]; ok {
		return nil, h
	}
	if c.yearly[date[len("2006-"):]] {
		return nil, Holiday{Date: date}
	}
	return c.week[at.Weekday()], Holiday{}
}

// Works says whether the desk works at a moment.
func (c *Calendar) Works(at time.Time) bool {
	for _, s := range c.around(at) {
		if !at.Before(s.from) && at.Before(s.to) {
			return true
		}
	}
	return false
}

// shift is a span of a day as moments.
type shift struct{ from, to time.Time }

// shifts are the spans of the day at noon of which a moment is. A clock that is put forward or back makes a
// span shorter or longer, as it does for those who work.
func (c *Calendar) shifts(noon time.Time) []shift {
	spans, _ := c.Day(noon)
	if len(spans) == 0 {
		return nil
	}
	all := make([]shift, 0, len(spans))
	for _, s := range spans {
		from := time.Date(noon.Year(), noon.Month(), noon.Day(), 0, s.From, 0, 0, c.zone)
		to := time.Date(noon.Year(), noon.Month(), noon.Day(), 0, s.To, 0, 0, c.zone)
		if to.After(from) {
			all = append(all, shift{from, to})
		}
	}
	return all
}

// noon names the day of a moment: midnight does not exist on every day in every zone.
func (c *Calendar) noon(at time.Time) time.Time {
	at = at.In(c.zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 12, 0, 0, 0, c.zone)
}

func next(noon time.Time, days int) time.Time {
	return time.Date(noon.Year(), noon.Month(), noon.Day()+days, 12, 0, 0, 0, noon.Location())
}

// around are the shifts of a moment's day, and of the day before, which may go on into it.
func (c *Calendar) around(at time.Time) []shift {
	noon := c.noon(at)
	return slices.Concat(c.shifts(next(noon, -1)), c.shifts(noon))
}

// Between is the working time from one moment to a later one; 0 when it is not later.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	var d time.Duration
	done := from // a shift over midnight may meet the next day's
	day, last := next(c.noon(from), -1), c.noon(to)
	for n := 0; n < farthest && !day.After(last); n++ {
		for _, s := range c.shifts(day) {
			begin, end := latest(s.from, done), earliest(s.to, to)
			if end.After(begin) {
				d += end.Sub(begin)
				done = end
			}
		}
		day = next(day, 1)
	}
	return d
}

// After is when an amount of working time has passed since a moment: the first such moment. It is false when
// that lies more than ten years ahead. An amount of 0 or less has passed at once.
func (c *Calendar) After(from time.Time, amount time.Duration) (time.Time, bool) {
	if amount <= 0 {
		return from, true
	}
	done, day := from, next(c.noon(from), -1)
	for range farthest {
		for _, s := range c.shifts(day) {
			begin := latest(s.from, done)
			if !s.to.After(begin) {
				continue
			}
			if length := s.to.Sub(begin); length < amount {
				amount -= length
				done = s.to
				continue
			}
			return begin.Add(amount), true
		}
		day = next(day, 1)
	}
	return time.Time{}, false
}

// Before is the last moment from which on an amount of working time has passed by to: whatever began then or
// earlier has waited so long. It is false when that lies more than ten years back.
func (c *Calendar) Before(to time.Time, amount time.Duration) (time.Time, bool) {
	if amount <= 0 {
		return to, true
	}
	done, day := to, c.noon(to)
	for range farthest {
		shifts := c.shifts(day)
		for _, s := range slices.Backward(shifts) {
			end := earliest(s.to, done)
			if !end.After(s.from) {
				continue
			}
			if length := end.Sub(s.from); length < amount {
				amount -= length
				done = s.from
				continue
			}
			return end.Add(-amount), true
		}
		day = next(day, -1)
	}
	return time.Time{}, false
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Closed lists the days of a year that are closed for a reason of their own, in their order.
func (c *Calendar) Closed(year int) []Holiday {
	var all []Holiday
	for _, date := range slices.Sorted(maps.Keys(c.closed)) {
		if date[:4] == time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006") {
			all = append(all, c.closed[date])
		}
	}
	return all
}

package main

import (
	"cmp"
	"slices"
	"time"

	"shinsa/review/worktime"
)

// diaryDays is how far back a demonstration's work goes: beyond the fourteen days after which what was to be sent
// again expires.
const diaryDays = 15*24*time.Hour + 6*time.Hour

// diaryHours is in how many hours its two reviewers work, and hourHolds how much each decides in one of them. So a
// demonstration of the usual size has enough hours with enough decisions for a forecast.
const (
	diaryHours = 26
	hourHolds  = 3
)

// anybody books an hour of either reviewer.
const anybody = -1

// deskHour is an hour in which one of the two reviewers decides some.
type deskHour struct {
	at     time.Time
	person int
	booked int
}

// diary spreads the work of a demonstration over the hours at which its desk worked lately.
type diary struct {
	calendar *worktime.Calendar
	begin    time.Time // the first moment at which somebody decided
	end      time.Time // the last one
	hours    []deskHour
}

// newDiary chooses the hours: some of every working day, by turns at other times of the day.
func newDiary(calendar *worktime.Calendar, zone *time.Location, now time.Time) *diary {
	d := &diary{calendar: calendar, end: now.Add(-15 * time.Minute)}
	begin, ok := calendar.Before(now.Add(-diaryDays), 20*time.Minute)
	if !ok {
		begin = now.Add(-diaryDays)
	}
	d.begin = begin
	var days [][]time.Time
	for day := begin.In(zone); day.Before(now.In(zone).AddDate(0, 0, 1)); day = day.AddDate(0, 0, 1) {
		if hours := d.hoursOf(day); len(hours) > 0 {
			days = append(days, hours)
		}
	}
	for n, hours := range days {
		// How many of the hours fall to this day, so that all days together have as many as there should be.
		wanted := (n+1)*diaryHours/len(days) - n*diaryHours/len(days)
		var chosen []time.Time
		for i := range min(wanted, len(hours)) {
			chosen = append(chosen, hours[(n+i*len(hours)/wanted)%len(hours)])
		}
		slices.SortFunc(chosen, time.Time.Compare)
		for _, at := range slices.CompactFunc(chosen, time.Time.Equal) {
			d.hours = append(d.hours, deskHour{at: at, person: len(d.hours) % 2})
		}
	}
	return d
}

// hoursOf are the whole hours of a day at which the desk worked and that are over.
func (d *diary) hoursOf(day time.Time) []time.Time {
	var out []time.Time
	spans, _ := d.calendar.Day(day)
	for _, s := range spans {
		for minute := s.From; minute+60 <= s.To; minute += 60 {
			at := time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, day.Location())
			if at.After(d.begin) && !at.Add(time.Hour).After(d.end) {
				out = append(out, at)
			}
		}
	}
	return out
}

// place is the beginning of the hour at a share of all of them.
func (d *diary) place(share float64) time.Time {
	if len(d.hours) == 0 {
		return d.begin
	}
	return d.hours[min(int(share*float64(len(d.hours))), len(d.hours)-1)].at
}

// book finds when a reviewer has time, from a moment on, and who it is. Where nobody has, it is at that moment all the
// same, and at the latest at the end.
func (d *diary) book(after time.Time, person int) (time.Time, int) {
	from, _ := slices.BinarySearchFunc(d.hours, after, func(h deskHour, t time.Time) int { return h.at.Compare(t) })
	for i := from; i < len(d.hours); i++ {
		h := &d.hours[i]
		if h.booked >= hourHolds || person != anybody && h.person != person {
			continue
		}
		h.booked++
		return h.at.Add(time.Duration(h.booked)*17*time.Minute - 11*time.Minute + time.Duration(i*7%11)*19*time.Second), h.person
	}
	return earlier(after, d.end), max(person, 0)
}

// later is when an amount of working time has passed, and whether that is before the end.
func (d *diary) later(from time.Time, amount time.Duration) (time.Time, bool) {
	at, ok := d.calendar.After(from, amount)
	return at, ok && at.Before(d.end)
}

// ago is the moment from which on an amount of working time has passed.
func (d *diary) ago(amount time.Duration) time.Time {
	at, ok := d.calendar.Before(d.end, amount)
	if !ok {
		return d.end.Add(-amount)
	}
	return at
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// An errand is something that is done at a moment of the demonstration's weeks.
type errand struct {
	at    time.Time
	n     int // in the order in which they were noted
	about string
	do    func() error
}

// note puts an errand in its place; what is noted for a moment that has passed is done next.
func (s *seeder) note(at time.Time, about string, do func() error) {
	e := errand{at, s.noted, about, do}
	s.noted++
	i, _ := slices.BinarySearchFunc(s.errands, e, func(a, b errand) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.n, b.n)) })
	s.errands = slices.Insert(s.errands, i, e)
}

package review

import (
	"cmp"
	"context"
	"slices"
	"time"

	"shinsa/review/worktime"
)

// Worked is how much a person decided in a quarter of an hour: zones begin their hours at one of them.
type Worked struct {
	At     time.Time // its beginning
	Person StaffID
	N      int
}

// Arrived is how much was sent in a quarter of an hour.
type Arrived struct {
	At time.Time
	N  int
}

// Pace is how the desk has worked lately, by the hour of the week. It is what a forecast rests on.
type Pace struct {
	Zone     *time.Location
	Calendar *worktime.Calendar
	// Days is how many days with decisions it rests on, Decisions how many those were.
	Days, Decisions int
	// Slow, Usual and Fast are decisions of a person in an hour: of the slower quarter, half and three
	// quarters of all hours in which somebody decided something.
	Slow, Usual, Fast float64
	// People and Arrivals are means by the hour of the week, from Sunday's first on.
	People, Arrivals [7 * 24]float64
	// Low and High are what a quiet and a busy day bring, as parts of the mean.
	Low, High float64
}

// What a forecast needs at least. Less says nothing of how a desk works.
const (
	forecastWeeks    = 4
	leastDays        = 5
	leastDecisions   = 50
	leastPersonHours = 20
	forecastDays     = 14 // how far it looks ahead
)

// hourOfWeek numbers the hours of a week in a zone.
func hourOfWeek(at time.Time) int { return int(at.Weekday())*24 + at.Hour() }

// PaceOf sums up what was decided and sent in the weeks between two moments. A desk that began in the midst of them is
// measured by its own time: an hour of the week that it has seen once is not averaged over weeks in which there was no
// desk.
func PaceOf(worked []Worked, arrived []Arrived, from, now time.Time, zone *time.Location, calendar *worktime.Calendar) Pace {
	p := Pace{Zone: zone, Calendar: calendar}
	times := hoursSeen(beganAt(worked, arrived, from), now, zone)
	type personHour struct {
		person StaffID
		hour   time.Time
	}
	byPerson := map[personHour]int{}
	days := map[string]bool{}
	for _, w := range worked {
		local := w.At.In(zone)
		byPerson[personHour{w.Person, hourOf(local)}] += w.N
		days[local.Format(time.DateOnly)] = true
		p.Decisions += w.N
	}
	p.Days = len(days)
	rates := make([]float64, 0, len(byPerson))
	for at, n := range byPerson {
		rates = append(rates, float64(n))
		hour := hourOfWeek(at.hour)
		p.People[hour] += 1 / times[hour]
	}
	if len(rates) < leastPersonHours {
		p.Days = 0
		return p
	}
	slices.Sort(rates)
	p.Slow, p.Usual, p.Fast = quantile(rates, 25), quantile(rates, 50), quantile(rates, 75)
	byDay := map[string]float64{}
	total := 0.0
	for _, a := range arrived {
		local := a.At.In(zone)
		hour := hourOfWeek(local)
		p.Arrivals[hour] += float64(a.N) / times[hour]
		if date := local.Format(time.DateOnly); days[date] {
			byDay[date] += float64(a.N)
			total += float64(a.N)
		}
	}
	p.Low, p.High = 1, 1
	if total > 0 {
		var perDay []float64
		for date := range days {
			perDay = append(perDay, byDay[date])
		}
		slices.Sort(perDay)
		mean := total / float64(len(perDay))
		p.Low, p.High = min(1, quantile(perDay, 25)/mean), max(1, quantile(perDay, 75)/mean)
	}
	return p
}

// beganAt is from when on a desk is measured: a moment, or the first thing that happened where that was a week later or
// more. Within a week it may have been closed.
func beganAt(worked []Worked, arrived []Arrived, from time.Time) time.Time {
	var first time.Time
	see := func(at time.Time) {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, w := range worked {
		see(w.At)
	}
	for _, a := range arrived {
		see(a.At)
	}
	if first.Before(from.AddDate(0, 0, 7)) {
		return from
	}
	return first
}

// hoursSeen counts how often each hour of the week has begun between two moments, and at least once.
func hoursSeen(from, until time.Time, zone *time.Location) (times [7 * 24]float64) {
	for at := hourOf(from.In(zone)); at.Before(until); at = at.Add(time.Hour) {
		times[hourOfWeek(at)]++
	}
	for hour := range times {
		times[hour] = max(1, times[hour])
	}
	return times
}

// hourOf is the beginning of an hour of a zone's clock.
func hourOf(local time.Time) time.Time {
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), 0, 0, 0, local.Location())
}

// quantile takes the nearest rank of sorted values.
func quantile[T cmp.Ordered](sorted []T, percent int) T {
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

// Forecast says between when and when the queue is likely to be empty.
type Forecast struct {
	// From is when it is empty if all goes fast and little comes, Until if all goes slowly and much comes. Until
	// is zero when that does not happen within two weeks; both are zero when neither does.
	From, Until time.Time
	// Known says whether there is enough to say anything.
	Known bool
}

// Grows says whether the queue gets no shorter even if all goes fast.
func (f Forecast) Grows() bool { return f.Known && f.From.IsZero() }

// Forecast looks ahead from a moment at which a number wait and some people are at work. Nothing is known of an
// empty queue, nor where too little was decided lately.
func (p Pace) Forecast(waiting, people int, now time.Time) Forecast {
	if waiting == 0 || p.Days < leastDays || p.Decisions < leastDecisions {
		return Forecast{}
	}
	return Forecast{
		Known: true,
		From:  p.empty(float64(waiting), float64(people), now, p.Fast, p.Low),
		Until: p.empty(float64(waiting), float64(people), now, p.Slow, p.High),
	}
}

// empty walks ahead hour by hour until nothing is left.
func (p Pace) empty(left, people float64, now time.Time, rate, arrivals float64) time.Time {
	at := now.In(p.Zone)
	today, share := at.Format(time.DateOnly), 1.0
	if usual := p.People[hourOfWeek(at)]; usual > 0 {
		share = people / usual
	}
	end := at.AddDate(0, 0, forecastDays)
	var day string
	closed := false
	for at.Before(end) {
		next := hourOf(at).Add(time.Hour)
		if !next.After(at) { // the clock was put back
			next = at.Add(time.Hour)
		}
		if date := at.Format(time.DateOnly); date != day {
			day = date
			hours, _ := p.Calendar.Day(at)
			closed = len(hours) == 0
		}
		length := next.Sub(at).Hours()
		working := p.People[hourOfWeek(at)]
		switch {
		case day == today && working > 0:
			working *= share // as many as now, come and go as they usually do
		case day == today && at.Equal(now.In(p.Zone)):
			working = people // at an hour at which usually nobody is
		case closed:
			working = 0
		}
		after := left + (p.Arrivals[hourOfWeek(at)]*arrivals-working*rate)*length
		if after <= 0 {
			return at.Add(time.Duration(float64(next.Sub(at)) * left / (left - after)))
		}
		left, at = after, next
	}
	return time.Time{}
}

// forecasting is what is kept for forecasts: what a page shows costs no query.
type forecasting struct {
	pace   Pace
	at     time.Time // when the pace was taken
	people int
}

// paceFor is how long a pace is used: an hour of the week does not change much in ten minutes.
const paceFor = 10 * time.Minute

// RefreshForecast looks at who is at work, and now and then at how the desk has worked lately. It is called every
// minute beside the requests; until it was, and where too little is known, pages show no forecast.
func (d *Desk) RefreshForecast(ctx context.Context) error {
	now, set := d.now(), d.Settings()
	var f forecasting
	if kept := d.forecasts.Load(); kept != nil {
		f = *kept
	}
	if f.at.IsZero() || now.Sub(f.at) >= paceFor || now.Before(f.at) || f.pace.Calendar != set.Service.Calendar {
		from := hourOf(now.In(set.Zone)).AddDate(0, 0, -7*forecastWeeks)
		worked, err := d.Store.Worked(ctx, from, now)
		if err != nil {
			return err
		}
		arrived, err := d.Store.Arrived(ctx, from, now)
		if err != nil {
			return err
		}
		f.pace, f.at = PaceOf(worked, arrived, from, now, set.Zone, set.Service.Calendar), now
	}
	people, err := d.Store.DeskPeople(ctx, "")
	if err != nil {
		return err
	}
	f.people = 0
	for _, p := range people {
		if p.AtWork(now) {
			f.people++
		}
	}
	d.forecasts.Store(&f)
	return nil
}

// forecast says when the queue is likely to be empty, from what is kept.
func (d *Desk) forecast(waiting int, now time.Time) Forecast {
	f := d.forecasts.Load()
	if f == nil {
		return Forecast{}
	}
	return f.pace.Forecast(waiting, f.people, now)
}

// Outlook is the forecast with what it rests on.
type Outlook struct {
	Forecast
	Waiting, People int
	Days, Decisions int
	Usual           int // decisions of a person in half of all hours, or fewer
}

// Outlook shows the forecast to those who see the figures.
func (d *Desk) Outlook(ctx context.Context, a Actor) (Outlook, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeFigures, nil, now); err != nil {
		return Outlook{}, err
	}
	counts, err := d.Store.Counts(ctx, now)
	if err != nil {
		return Outlook{}, err
	}
	o := Outlook{Waiting: counts.ByState[Waiting]}
	o.Forecast = d.forecast(o.Waiting, now)
	if f := d.forecasts.Load(); f != nil {
		o.People, o.Days, o.Decisions, o.Usual = f.people, f.pace.Days, f.pace.Decisions, int(f.pace.Usual)
	}
	return o, nil
}

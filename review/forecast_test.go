package review

import (
	"fmt"
	"testing"
	"time"

	"shinsa/review/worktime"
)

// office are people who each decide a number an hour from nine to five on the working days of four weeks, while a
// number arrive in each of these hours.
func office(t *testing.T, people, perHour, arrive int) Pace {
	return newOffice(t, 4, people, perHour, arrive)
}

// newOffice is one that has worked for the last weeks only.
func newOffice(t *testing.T, weeks, people, perHour, arrive int) Pace {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	service := worktime.Default(zone)
	var worked []Worked
	var arrived []Arrived
	from, until := time.Date(2026, 6, 1, 0, 0, 0, 0, zone), time.Date(2026, 6, 29, 0, 0, 0, 0, zone)
	for at := from.AddDate(0, 0, 7*(4-weeks)); at.Before(until); at = at.Add(time.Hour) {
		if !service.Works(at) {
			continue
		}
		for i := range people {
			worked = append(worked, Worked{At: at, Person: StaffID(fmt.Sprint(i)), N: perHour})
		}
		arrived = append(arrived, Arrived{At: at.Add(15 * time.Minute), N: arrive})
	}
	return PaceOf(worked, arrived, from, until, zone, service.Calendar)
}

func TestForecast(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	steady := office(t, 2, 10, 10) // 20 an hour go, 10 come
	for _, c := range []struct {
		what            string
		pace            Pace
		waiting, people int
		now, want       string // Monday, 29 June 2026, is the first day after what is known
	}{
		{"nothing waits", steady, 0, 2, "2026-06-29 10:00", "unknown"},
		{"within the hour", steady, 5, 2, "2026-06-29 10:00", "2026-06-29 10:30"},
		{"the same day", steady, 30, 2, "2026-06-29 10:00", "2026-06-29 13:00"},
		{"overnight", steady, 75, 2, "2026-06-29 10:00", "2026-06-30 09:30"},
		{"over the weekend", steady, 10, 2, "2026-07-03 16:30", "2026-07-06 09:30"},
		{"asked on a Sunday", steady, 10, 0, "2026-07-05 12:00", "2026-07-06 10:00"},
		{"over a holiday, 20 July, on which as much is sent as on any Monday", steady, 10, 2, "2026-07-17 16:30", "2026-07-22 09:30"},
		{"twice as many at work today", steady, 30, 4, "2026-06-29 10:00", "2026-06-29 11:00"},
		{"nobody at work today: tomorrow", steady, 0 + 5, 0, "2026-06-29 16:00", "2026-06-30 10:30"},
		{"more than two weeks", steady, 2000, 2, "2026-06-29 10:00", "never"},
		{"as much comes as goes", office(t, 1, 10, 10), 5, 1, "2026-06-29 10:00", "never"},
		{"a desk that began two weeks ago", newOffice(t, 2, 2, 10, 10), 75, 2, "2026-06-29 10:00", "2026-06-30 09:30"},
		{"a new desk", PaceOf(nil, nil, at("2026-06-01 00:00"), at("2026-06-29 00:00"), zone, steady.Calendar), 5, 1, "2026-06-29 10:00", "unknown"},
	} {
		f := c.pace.Forecast(c.waiting, c.people, at(c.now))
		switch {
		case c.want == "unknown":
			if f.Known {
				t.Errorf("%s: %+v, but nothing can be known", c.what, f)
			}
		case c.want == "never":
			if !f.Grows() {
				t.Errorf("%s: %+v, but it never ends", c.what, f)
			}
		case !f.Known || !f.From.Equal(at(c.want)) || !f.Until.Equal(at(c.want)): // a steady desk has no range
			t.Errorf("%s: %s to %s, want %s", c.what, f.From.In(zone), f.Until.In(zone), c.want)
		}
	}
}

func TestForecastIsARange(t *testing.T) {
	t.Parallel()
	p := office(t, 2, 10, 10)
	p.Slow, p.Fast, p.Low, p.High = 6, 12, 0.5, 1.5
	now := time.Date(2026, 6, 29, 10, 0, 0, 0, p.Zone)
	f := p.Forecast(20, 2, now)
	if want := now.Add(20 * time.Hour / 19).Truncate(time.Second); f.From.Sub(want).Abs() > time.Second {
		t.Errorf("from %s, want %s", f.From, want)
	}
	if !f.Until.IsZero() { // slowly 12 go and 15 come
		t.Errorf("until %s, but it may never end", f.Until)
	}
	p.High = 1
	if f := p.Forecast(20, 2, now); !f.Until.After(f.From) {
		t.Errorf("no range: %s to %s", f.From, f.Until)
	}
	p.Days = leastDays - 1
	if p.Forecast(20, 2, now).Known {
		t.Error("a few days are enough")
	}
}

func TestPaceOf(t *testing.T) {
	t.Parallel()
	p := office(t, 2, 10, 10)
	monday := 24 + 10
	if p.Days != 20 || p.Decisions != 2*10*8*20 || p.Slow != 10 || p.Fast != 10 || p.People[monday] != 2 || p.Arrivals[monday] != 10 || p.Low != 1 || p.High != 1 {
		t.Errorf("days %d, decisions %d, rates %g %g %g, people %g, arrivals %g, %g to %g", p.Days, p.Decisions, p.Slow, p.Usual, p.Fast,
			p.People[monday], p.Arrivals[monday], p.Low, p.High)
	}
	if p.People[10] != 0 {
		t.Errorf("%g people on Sundays", p.People[10])
	}
}

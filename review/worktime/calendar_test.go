package worktime

import (
	"math/rand/v2"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// tokyo is the office with Japan's holidays and days of its own around Obon and the new year.
func tokyo(t testing.TB) *Calendar { return service(t, tokyoFile).Calendar }

const tokyoFile = `
holidays: japan
hours: {monday: 9:00-17:00, tuesday: 9:00-17:00, wednesday: 9:00-17:00, thursday: 9:00-17:00, friday: 9:00-17:00}
closed: [2026-08-13..2026-08-15, 12-29..01-03]
hours-on:
  2026-11-23: [10:00-12:00, 13:00-14:00] # a holiday on which the desk works all the same
`

func service(t testing.TB, text string) *Service {
	t.Helper()
	s, err := Parse("calendar.yaml", []byte(text), zone(t, "Asia/Tokyo"), []string{"resident-card"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func at(t testing.TB, z *time.Location, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, z)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWorkingTime(t *testing.T) {
	t.Parallel()
	c := tokyo(t)
	berlin := NewCalendar(zone(t, "Europe/Berlin"), [7][]Span{0: {{0, 24 * 60}}, 1: {{9 * 60, 17 * 60}}})
	night := NewCalendar(zone(t, "Asia/Tokyo"), [7][]Span{1: {{22 * 60, 30 * 60}}, 2: {{5 * 60, 7 * 60}}, 5: {{22 * 60, 30 * 60}}})
	kathmandu := NewCalendar(zone(t, "Asia/Kathmandu"), [7][]Span{1: {{9 * 60, 17 * 60}}, 2: {{9 * 60, 17 * 60}}})
	for _, x := range []struct {
		what     string
		c        *Calendar
		from, to string
		want     time.Duration
	}{
		{"within a day", c, "2026-05-11 10:00", "2026-05-11 12:30", 150 * time.Minute},
		{"before the desk opens", c, "2026-05-11 06:00", "2026-05-11 09:30", 30 * time.Minute},
		{"overnight", c, "2026-05-11 16:00", "2026-05-12 10:00", 2 * time.Hour},
		{"sent at night", c, "2026-05-11 23:00", "2026-05-12 09:00", 0},
		{"over a weekend", c, "2026-05-15 16:30", "2026-05-18 09:15", 45 * time.Minute},
		{"a whole week", c, "2026-05-11 00:00", "2026-05-18 00:00", 40 * time.Hour},
		{"Golden Week 2026: 2 to 6 May", c, "2026-05-01 16:00", "2026-05-07 10:00", 2 * time.Hour},
		{"a citizens' holiday: 19 to 23 September 2026", c, "2026-09-18 16:00", "2026-09-24 09:00", time.Hour},
		{"Obon, the operator's own days", c, "2026-08-12 16:00", "2026-08-17 09:30", 90 * time.Minute},
		{"the new year, every year", c, "2026-12-28 16:00", "2027-01-04 10:00", 2 * time.Hour},
		{"every year means every year", c, "2027-12-28 16:00", "2028-01-04 10:00", 2 * time.Hour},
		{"hours of its own on a holiday", c, "2026-11-21 00:00", "2026-11-24 00:00", 3 * time.Hour},
		{"backwards", c, "2026-05-12 10:00", "2026-05-11 10:00", 0},
		{"a shift over midnight", night, "2026-05-11 23:00", "2026-05-12 01:00", 2 * time.Hour},
		{"a shift that meets the next", night, "2026-05-11 22:00", "2026-05-12 12:00", 9 * time.Hour},
		{"asked for in the middle of a shift from yesterday", night, "2026-05-12 03:00", "2026-05-12 04:00", time.Hour},
		{"a shift into a day without hours", night, "2026-05-15 23:00", "2026-05-16 12:00", 7 * time.Hour},
		{"the clock put forward", berlin, "2026-03-29 00:00", "2026-03-30 00:00", 23 * time.Hour},
		{"the clock put back", berlin, "2026-10-25 00:00", "2026-10-26 00:00", 25 * time.Hour},
		{"a zone of quarters of an hour", kathmandu, "2026-05-11 16:45", "2026-05-12 09:45", time.Hour},
	} {
		from, to := at(t, x.c.zone, x.from), at(t, x.c.zone, x.to)
		if got := x.c.Between(from, to); got != x.want {
			t.Errorf("%s: %s, want %s", x.what, got, x.want)
		}
		if got := x.c.Between(from.UTC(), to.UTC()); got != x.want {
			t.Errorf("%s, asked in UTC: %s, want %s", x.what, got, x.want)
		}
	}
}

func TestAfterAndBefore(t *testing.T) {
	t.Parallel()
	c := tokyo(t)
	for _, x := range []struct {
		what  string
		from  string
		spent time.Duration
		after string
	}{
		{"within a day", "2026-05-11 10:00", 2 * time.Hour, "2026-05-11 12:00"},
		{"to the end of the day", "2026-05-11 09:00", 8 * time.Hour, "2026-05-11 17:00"},
		{"sent at night", "2026-05-11 23:00", time.Hour, "2026-05-12 10:00"},
		{"over Golden Week", "2026-05-01 16:00", 2 * time.Hour, "2026-05-07 10:00"},
		{"a week of work", "2026-05-11 09:00", 41 * time.Hour, "2026-05-18 10:00"},
	} {
		from, want := at(t, c.zone, x.from), at(t, c.zone, x.after)
		if got, ok := c.After(from, x.spent); !ok || !got.Equal(want) {
			t.Errorf("%s: after %s it is %s, want %s", x.what, x.spent, got, want)
		}
	}
	// What was sent at night is as old as what was sent when the desk opened.
	for _, x := range []struct{ to, want string }{
		{"2026-05-11 13:00", "2026-05-11 09:00"}, {"2026-05-11 12:00", "2026-05-08 16:00"}, {"2026-05-11 15:30", "2026-05-11 11:30"},
		{"2026-05-10 12:00", "2026-05-08 13:00"},
	} {
		if got, ok := c.Before(at(t, c.zone, x.to), 4*time.Hour); !ok || !got.Equal(at(t, c.zone, x.want)) {
			t.Errorf("four hours before %s: %s, want %s", x.to, got, x.want)
		}
	}
	never := NewCalendar(c.zone, [7][]Span{})
	if _, ok := never.After(at(t, c.zone, "2026-05-11 09:00"), time.Hour); ok {
		t.Error("time passes at a desk that never works")
	}
	if _, ok := never.Before(at(t, c.zone, "2026-05-11 09:00"), time.Hour); ok {
		t.Error("time has passed at a desk that never works")
	}
}

// TestTheThreeAgree holds Between, After and Before to each other, for moments drawn by chance in several zones.
func TestTheThreeAgree(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	calendars := []*Calendar{
		tokyo(t), Office(zone(t, "America/New_York"), nil),
		NewCalendar(zone(t, "Europe/Berlin"), [7][]Span{0: {{0, 24 * 60}}, 3: {{8 * 60, 12 * 60}, {13 * 60, 20 * 60}}, 6: {{22 * 60, 27 * 60}}}),
		NewCalendar(zone(t, "Australia/Lord_Howe"), [7][]Span{0: {{60, 180}}, 1: {{0, 300}}}), // its clocks go by half an hour
	}
	for range 400 {
		c := calendars[random.IntN(len(calendars))]
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.Int64N(int64(500 * 24 * time.Hour)))).Truncate(time.Second)
		spent := time.Duration(1+random.IntN(100*60)) * time.Minute
		after, ok := c.After(from, spent)
		if !ok || c.Between(from, after) != spent || c.Between(from, after.Add(-time.Second)) >= spent {
			t.Fatalf("%s: %s after %s is %s, between which %s lie", c.zone, spent, from, after, c.Between(from, after))
		}
		before, ok := c.Before(from, spent)
		if !ok || c.Between(before, from) != spent || c.Between(before.Add(time.Second), from) >= spent {
			t.Fatalf("%s: %s before %s is %s, between which %s lie", c.zone, spent, from, before, c.Between(before, from))
		}
		if !c.Works(after.Add(-time.Microsecond)) || !c.Works(before) {
			t.Fatalf("%s: %s or %s is no time of work", c.zone, after, before)
		}
	}
}

func TestWorks(t *testing.T) {
	t.Parallel()
	c := tokyo(t)
	for when, want := range map[string]bool{
		"2026-05-11 09:00": true, "2026-05-11 16:59": true, "2026-05-11 17:00": false, "2026-05-10 12:00": false,
		"2026-05-05 12:00": false, "2026-08-14 12:00": false, "2026-11-23 12:30": false, "2026-11-23 13:30": true, "2027-01-01 12:00": false,
	} {
		if got := c.Works(at(t, c.zone, when)); got != want {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	if hours, why := c.Day(at(t, c.zone, "2026-05-06 12:00")); len(hours) != 0 || why.Ja != "振替休日" {
		t.Errorf("6 May 2026: %v, %+v", hours, why)
	}
}

func BenchmarkAfter(b *testing.B) {
	c := tokyo(b)
	from := at(b, c.zone, "2026-05-11 16:00")
	for b.Loop() {
		c.After(from, 8*time.Hour)
	}
}

package kinds_test

import (
	"testing"
	"time"

	"shinsa/review/kinds"
)

func date(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBroken(t *testing.T) {
	t.Parallel()
	const today = "2026-11-24"
	for _, test := range []struct {
		check        kinds.DateCheck
		value, birth string
		broken       bool
	}{
		{kinds.DateCheck{Rule: kinds.BirthDate}, "2026-11-24", "", false},
		{kinds.DateCheck{Rule: kinds.BirthDate}, "2026-11-25", "", true},
		{kinds.DateCheck{Rule: kinds.BirthDate}, "1896-11-24", "", false},
		{kinds.DateCheck{Rule: kinds.BirthDate}, "1896-11-23", "", true},
		{kinds.DateCheck{Rule: kinds.NotPast}, "2026-11-24", "", false},
		{kinds.DateCheck{Rule: kinds.NotPast}, "2026-11-23", "", true},
		{kinds.DateCheck{Rule: kinds.NotFuture}, "2026-11-24", "", false},
		{kinds.DateCheck{Rule: kinds.NotFuture}, "2026-11-25", "", true},
		{kinds.DateCheck{Rule: kinds.NotBefore, Date: "2015-07-09"}, "2015-07-09", "", false},
		{kinds.DateCheck{Rule: kinds.NotBefore, Date: "2015-07-09"}, "2015-07-08", "", true},
		{kinds.DateCheck{Rule: kinds.NotAfter, Date: "2012-07-08"}, "2012-07-08", "", false},
		{kinds.DateCheck{Rule: kinds.NotAfter, Date: "2012-07-08"}, "2012-07-09", "", true},
		{kinds.DateCheck{Rule: kinds.NotAfter, Date: "nonsense"}, "2012-07-09", "", false},
		{kinds.DateCheck{Rule: kinds.WithinYears, Years: 10}, "2036-11-24", "", false},
		{kinds.DateCheck{Rule: kinds.WithinYears, Years: 10}, "2036-11-25", "", true},
		{kinds.DateCheck{Rule: kinds.IssuedWithin, Months: 6}, "2026-05-24", "", false},
		{kinds.DateCheck{Rule: kinds.IssuedWithin, Months: 6}, "2026-05-23", "", true},
		{kinds.DateCheck{Rule: kinds.OnBirthday}, "2031-04-01", "1990-04-01", false},
		{kinds.DateCheck{Rule: kinds.OnBirthday}, "2031-04-02", "1990-04-01", true},
		{kinds.DateCheck{Rule: kinds.OnBirthday}, "2031-04-02", "", false},
		{kinds.DateCheck{Rule: kinds.OnBirthday}, "2031-02-28", "2004-02-29", false},
		{kinds.DateCheck{Rule: kinds.OnBirthday}, "2030-03-31", "2014-04-01", false}, // the eve of the 16th
		{kinds.DateCheck{Rule: kinds.OnBirthday}, "2031-03-31", "2014-04-01", true},
		{kinds.DateCheck{Rule: kinds.HolderUnder, Years: 16}, "2010-11-25", "", false},
		{kinds.DateCheck{Rule: kinds.HolderUnder, Years: 16}, "2010-11-24", "", true},
		{kinds.DateCheck{Rule: "no-such-rule"}, "2010-11-24", "", false},
	} {
		if got := test.check.Broken(date(t, test.value), date(t, test.birth), date(t, today)); got != test.broken {
			t.Errorf("%+v on %s (born %s): got %t", test.check, test.value, test.birth, got)
		}
	}
}

// A day has no hours: what counts is the calendar day where the operator works.
func TestTheDayIsTheOperatorsDay(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("Asia/Tokyo", 9*3600)
	c := kinds.DateCheck{Rule: kinds.NotPast}
	now := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC) // the 25th in Tokyo
	if c.Broken(date(t, "2026-11-24"), time.Time{}, now) || !c.Broken(date(t, "2026-11-24"), time.Time{}, now.In(tokyo)) {
		t.Error("the time zone of today was not heeded")
	}
}

func TestWithinGrace(t *testing.T) {
	t.Parallel()
	c := kinds.DateCheck{Rule: kinds.NotPast, GraceMonths: 2}
	for _, test := range []struct {
		ended, today string
		within       bool
	}{
		{"2026-09-24", "2026-11-24", true},
		{"2026-09-23", "2026-11-24", false},
		{"2026-12-31", "2027-02-28", true}, // the last day of a shorter month
		{"2026-12-31", "2027-03-01", false},
		{"2027-12-31", "2028-02-29", true},
	} {
		if got := c.WithinGrace(date(t, test.ended), date(t, test.today)); got != test.within {
			t.Errorf("ended %s, today %s: got %t", test.ended, test.today, got)
		}
	}
	if (kinds.DateCheck{Rule: kinds.NotPast}).WithinGrace(date(t, "2026-11-24"), date(t, "2026-11-24")) {
		t.Error("a check without grace has none")
	}
}

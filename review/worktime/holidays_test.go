package worktime

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// law works the holidays of a year out by the Act on National Holidays: article 2 for the days, with the equinoxes by
// the formula that is in use for 1980 to 2099, article 3 for substitutes and citizens' holidays.
func law(year int) map[string]string {
	day := func(month time.Month, d int) time.Time { return time.Date(year, month, d, 0, 0, 0, 0, time.UTC) }
	monday := func(month time.Month, n int) time.Time {
		first := day(month, 1)
		return first.AddDate(0, 0, (int(time.Monday-first.Weekday())+7)%7+7*(n-1))
	}
	equinox := func(base float64) int {
		y := float64(year - 1980)
		return int(math.Floor(base+0.242194*y) - math.Floor(y/4))
	}
	named := map[time.Time]string{
		day(1, 1): "元日", monday(1, 2): "成人の日", day(2, 11): "建国記念の日", day(2, 23): "天皇誕生日", day(3, equinox(20.8431)): "春分の日",
		day(4, 29): "昭和の日", day(5, 3): "憲法記念日", day(5, 4): "みどりの日", day(5, 5): "こどもの日", monday(7, 3): "海の日", day(8, 11): "山の日",
		monday(9, 3): "敬老の日", day(9, equinox(23.2488)): "秋分の日", monday(10, 2): "スポーツの日", day(11, 3): "文化の日", day(11, 23): "勤労感謝の日",
	}
	all := map[string]string{}
	for at, name := range named {
		all[at.Format(time.DateOnly)] = name
		if at.Weekday() == time.Sunday {
			off := at.AddDate(0, 0, 1)
			for named[off] != "" {
				off = off.AddDate(0, 0, 1)
			}
			all[off.Format(time.DateOnly)] = "振替休日"
		}
		if between := at.AddDate(0, 0, 1); named[between] == "" && named[at.AddDate(0, 0, 2)] != "" && between.Weekday() != time.Sunday {
			if _, taken := all[between.Format(time.DateOnly)]; !taken {
				all[between.Format(time.DateOnly)] = "国民の休日"
			}
		}
	}
	return all
}

func TestJapansHolidaysAreThoseOfTheLaw(t *testing.T) {
	t.Parallel()
	days := Japan()
	if !slices.IsSortedFunc(days, func(a, b Holiday) int { return strings.Compare(a.Date, b.Date) }) {
		t.Error("the file is not in the order of the days")
	}
	got := map[string]string{}
	for _, h := range days {
		if got[h.Date] != "" {
			t.Errorf("%s stands twice", h.Date)
		}
		got[h.Date] = h.Ja
	}
	years := 0
	for year := 2026; year <= KnownUntil(days); year++ {
		years++
		want := law(year)
		for date, name := range want {
			if got[date] != name {
				t.Errorf("%s is %q in the file, %q by the law", date, got[date], name)
			}
			delete(got, date)
		}
	}
	if years != 3 || len(got) > 0 {
		t.Errorf("%d years; by no law: %v", years, got)
	}
}

package compare

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"1990-04-01":        "1990-04-01",
		"1990/4/1":          "1990-04-01",
		"1990.4.1":          "1990-04-01",
		"1990 4 1":          "1990-04-01",
		" 1990 - 4 - 1":     "1990-04-01",
		"1990・4・1":          "1990-04-01",
		"1990ー4ー1":          "1990-04-01",
		"19900401":          "1990-04-01",
		"１９９０／４／１":          "1990-04-01",
		"１９９００４０１":          "1990-04-01",
		"1990年4月1日":         "1990-04-01",
		"1990年 04月 01日":     "1990-04-01",
		"1990年4月1":          "1990-04-01",
		"一九九〇年四月一日":         "1990-04-01",
		"千九百九十年四月一日":        "1990-04-01",
		"平成2年4月1日":          "1990-04-01",
		"平成二年四月一日":          "1990-04-01",
		"平成 2 年 4 月 1 日":    "1990-04-01",
		"平2.4.1":            "1990-04-01",
		"H2.4.1":            "1990-04-01",
		"h 2/4/1":           "1990-04-01",
		"H.2.4.1":           "1990-04-01",
		"Ｈ２．４．１":            "1990-04-01",
		"H020401":           "1990-04-01",
		"Heisei 2-4-1":      "1990-04-01",
		"㍻2年4月1日":           "1990-04-01",
		"S64.1.7":           "1989-01-07",
		"㍻元年1月8日":           "1989-01-08",
		"H元.1.8":            "1989-01-08",
		"平成元年1月8日":          "1989-01-08",
		"平成1年1月8日":          "1989-01-08",
		"㋿元年5月1日":           "2019-05-01",
		"平成31年4月30日":        "2019-04-30",
		"T15.12.24":         "1926-12-24",
		"昭和元年12月25日":        "1926-12-25",
		"大正元年7月30日":         "1912-07-30",
		"明治45年7月29日":        "1912-07-29",
		"明治6年1月1日":          "1873-01-01",
		"2000-02-29":        "2000-02-29",
		"1 April 1990":      "1990-04-01",
		"1990年4月1日生":        "1990-04-01",
		"平成２年４月１日 生まれ":      "1990-04-01",
		"西暦1990年4月1日":       "1990-04-01",
		"2026年12月28日まで有効です": "2026-12-28",
		"令和8年12月28日まで":      "2026-12-28",
		"April 1, 1990":     "1990-04-01",
		"01-APR-1990":       "1990-04-01",
		"1990 Apr 1":        "1990-04-01",
		"Sept. 3, 1990":     "1990-09-03",
		"1800-01-01":        "1800-01-01",
		"2199-12-31":        "2199-12-31",
	} {
		got, err := ParseDate(typed)
		if err != nil || got.String() != want {
			t.Errorf("ParseDate(%q) = %v, %v, want %s", typed, got, err, want)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                                  DateEmpty,
		" \u3000":                           DateEmpty,
		"4/1/1990":                          DateOrder,
		"01.04.1990":                        DateOrder,
		"31/12/1990":                        DateOrder, // it could only be one, but the form is what is refused
		"04011990":                          DateOrder,
		"4月1日1990年":                         DateOrder,
		"90-04-01":                          DateYear,
		"900401":                            DateYear,
		"1990-02-29":                        DateImpossible,
		"1900-02-29":                        DateImpossible,
		"1990-04-31":                        DateImpossible,
		"1990-13-01":                        DateImpossible,
		"1990-00-01":                        DateImpossible,
		"1990-01-00":                        DateImpossible,
		"平成2年2月29日":                         DateImpossible,
		"平成元年1月7日":                          DateEra,
		"昭和64年1月8日":                         DateEra,
		"昭和65年4月1日":                         DateEra,
		"平成31年5月1日":                         DateEra,
		"令和元年4月30日":                         DateEra,
		"昭和元年12月24日":                        DateEra,
		"大正15年12月25日":                       DateEra,
		"明治45年7月30日":                        DateEra,
		"明治5年12月1日":                         DateEra, // by the moon
		"平成0年4月1日":                          DateEra,
		"1799-12-31":                        DateRange,
		"2200-01-01":                        DateRange,
		"00010101":                          DateRange,
		"令和250年1月1日":                        DateRange,
		"1990-04":                           DateForm,
		"生":                                 DateForm,
		"西暦":                                DateForm,
		"1990年4月1日死":                        DateForm,
		"生1990年4月1日":                        DateForm,
		"1990":                              DateForm,
		"1990-4-1-2":                        DateForm,
		"1990--4-1":                         DateForm,
		"-1990-4-1":                         DateForm,
		"1990-004-1":                        DateForm,
		"199-4-1":                           DateForm,
		"1990401":                           DateForm,
		"yesterday":                         DateForm,
		"Q2.4.1":                            DateForm,
		"元年4月1日":                            DateForm,
		"1990年4月1日12時":                      DateForm,
		"Feb 30":                            DateForm,
		"1990-04-01T00Z":                    DateForm,
		"1990年年4月1日":                        DateForm,
		"年4月1日":                             DateForm,
		"平成平成2年4月1日":                        DateForm,
		"H2.4.1990":                         DateForm,
		"99999999999999":                    DateForm,
		"\xff\xfe":                          DateForm,
		"---":                               DateForm,
		strings.Repeat("1990-04-01 ", 1000): DateForm,
	} {
		got, err := ParseDate(typed)
		var why *DateError
		if !errors.As(err, &why) || why.Code != want || !got.IsZero() {
			t.Errorf("ParseDate(%.30q) = %v, %v, want %s", typed, got, err, want)
		} else if typed != "" && strings.Contains(err.Error(), typed) {
			t.Errorf("the error holds what was typed: %v", err)
		}
	}
}

func TestEra(t *testing.T) {
	t.Parallel()
	for iso, want := range map[string]string{
		"1990-04-01": "平成2年", "1989-01-07": "昭和64年", "1989-01-08": "平成元年", "2019-04-30": "平成31年", "2019-05-01": "令和元年",
		"2026-11-24": "令和8年", "1926-12-24": "大正15年", "1912-07-29": "明治45年", "1873-01-01": "明治6年", "1872-12-31": "",
	} {
		d, err := ParseDate(iso)
		if err != nil || d.Era() != want {
			t.Errorf("%s: got %q, %v, want %q", iso, d.Era(), err, want)
		}
	}
	if got := (Date{1990, 2, 30}).Era() + (Date{}).Era(); got != "" {
		t.Errorf("what is no day has no era: %q", got)
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		birth, on string
		want      int
	}{
		{"1990-04-01", "2026-03-31", 35},
		{"1990-04-01", "2026-04-01", 36},
		{"2004-02-29", "2026-02-28", 21},
		{"2004-02-29", "2026-03-01", 22},
		{"2004-02-29", "2024-02-29", 20},
		{"2026-11-24", "2026-11-24", 0},
		{"2026-11-25", "2026-11-24", -1},
	} {
		birth, on := mustDate(t, test.birth), mustDate(t, test.on)
		if got := birth.Age(on); got != test.want {
			t.Errorf("born %s, on %s: got %d, want %d", test.birth, test.on, got, test.want)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-12-31", 2, "2027-02-28"},
		{"2027-12-31", 2, "2028-02-29"},
		{"2026-11-24", -6, "2026-05-24"},
		{"2026-01-31", -2, "2025-11-30"},
		{"2026-01-31", 12, "2027-01-31"},
	} {
		if got := mustDate(t, test.from).AddMonths(test.months); got.String() != test.want {
			t.Errorf("%s and %d months: got %s, want %s", test.from, test.months, got, test.want)
		}
	}
	a, b := mustDate(t, "1990-04-01"), mustDate(t, "1990-04-02")
	if !a.Before(b) || !b.After(a) || a.Compare(a) != 0 || !(Date{}).Before(a) {
		t.Error("days are not in order")
	}
	tokyo := time.FixedZone("Asia/Tokyo", 9*3600)
	if got := DateOf(time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC).In(tokyo)); got.String() != "2026-11-25" {
		t.Errorf("the day in Tokyo is %s", got)
	}
	if !(Date{}).Time().IsZero() || (Date{}).String() != "" || (Date{1990, 2, 29}).Valid() {
		t.Error("the zero date is no day, and neither is 29 February 1990")
	}
}

func mustDate(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"1990-04-01", "平成元年1月7日", "㍻2年4月1日", "H020401", "1 April 1990", "4/1/1990", "一九九〇年四月一日", "\xff元年"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			var why *DateError
			if !errors.As(err, &why) || why.Code == "" || !d.IsZero() {
				t.Errorf("%+q: %v, %v", s, d, err)
			}
			return
		}
		if !d.Valid() || !inRange(d.Year) {
			t.Errorf("%+q was read as %v", s, d)
		}
		if back, err := ParseDate(d.String()); err != nil || back != d {
			t.Errorf("%v comes back as %v, %v", d, back, err)
		}
		if e := d.Era(); e != "" {
			full := e + d.String()[5:7] + "月" + d.String()[8:] + "日"
			if back, err := ParseDate(full); err != nil || back != d {
				t.Errorf("%s comes back as %v, %v", full, back, err)
			}
		}
	})
}

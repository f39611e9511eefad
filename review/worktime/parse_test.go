package worktime

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"shinsa/review/yamlfile"
)

func TestAnswerBy(t *testing.T) {
	t.Parallel()
	s := service(t, tokyoFile+"answer-within: {usual: 8h, kinds: {resident-card: 90m}}\nat-risk: 2h\n")
	for _, x := range []struct{ kind, sent, want string }{
		{"other", "2026-05-01 16:00", "2026-05-07 16:00"}, // over Golden Week
		{"resident-card", "2026-05-01 16:00", "2026-05-07 09:30"},
		{"resident-card", "2026-08-12 16:00", "2026-08-17 09:30"}, // over Obon
	} {
		if got := s.AnswerBy(x.kind, at(t, s.zone, x.sent)); !got.Equal(at(t, s.zone, x.want)) {
			t.Errorf("%s sent %s: by %s, want %s", x.kind, x.sent, got, x.want)
		}
	}
	if got := s.RiskUntil(at(t, s.zone, "2026-05-11 16:00")); !got.Equal(at(t, s.zone, "2026-05-12 10:00")) {
		t.Errorf("at risk until %s", got)
	}
	var none *Service
	if none.Promised() || Default(s.zone).Promised() || !Default(s.zone).AnswerBy("other", time.Now()).IsZero() {
		t.Error("something was promised where nobody promised anything")
	}
	if got := s.AnswerBy("other", time.Time{}); !got.IsZero() {
		t.Errorf("what was never sent should be answered by %s", got)
	}
}

func TestBrokenCalendars(t *testing.T) {
	t.Parallel()
	hours := "hours: {monday: 9:00-17:00}\n"
	for _, x := range []struct{ text, want string }{
		{"", "c.yaml:1: the file is empty"},
		{"holidays: japan\n", `c.yaml:1: the calendar needs the key "hours"`},
		{"hours: {monday: closed}\n", "c.yaml:1: the desk works on no day of the week"},
		{"hours: {monday: 9-17}\n", `monday: "9-17" is not like 9:00-17:00`},
		{"hours: {monday: 9:00-25:00}\n", `is not like 9:00-17:00`},
		{"hours: {monday: [9:00-12:00, 11:00-17:00]}\n", "begins before the hours before it end"},
		{"hours: {funday: 9:00-12:00}\n", `has no key "funday"`},
		{hours + "holidays: mars\n", `c.yaml:2: holidays "mars" is unknown`},
		{hours + "closed: [2026-02-30]\n", `"2026-02-30" is no day`},
		{hours + "closed: [2026-08-15..2026-08-13]\n", "is no day"},
		{hours + "closed:\n  - 12-29..01-03\n  - soon\n", `c.yaml:4: "soon" is no day`},
		{hours + "hours-on: {tomorrow: 9:00-12:00}\n", `hours-on: "tomorrow" is no date`},
		{hours + "answer-within: soon\n", "answer-within must be a length of time from 1m to 1000h, such as 4h or 90m"},
		{hours + "answer-within: {kinds: {resident-card: 4h}}\n", `answer-within needs the key "usual"`},
		{hours + "answer-within: {usual: 8h, kinds: {passport: 4h}}\n", `kind "passport" is unknown; there are resident-card`},
		{hours + "at-risk: -1h\n", "at-risk must be a length of time"},
		{hours + "\t- x\n", "c.yaml:"},
	} {
		_, err := Parse("c.yaml", []byte(x.text), time.UTC, []string{"resident-card"})
		var broken *yamlfile.Error
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%q: %v, want %s", x.text, err, x.want)
		}
	}
	_, err := Parse("c.yaml", []byte("hours: {monday: 9, tuesday: 10}\nclosed: x\n"), time.UTC, nil)
	if err == nil || strings.Count(err.Error(), "\n") < 2 {
		t.Errorf("not everything is told at once: %v", err)
	}
}

func TestTheExampleIsSound(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/examples/calendar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse("calendar.yaml", text, zone(t, "Asia/Tokyo"), []string{"resident-card", "special-permanent-resident-certificate"})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Promised() || s.HolidaysUntil < 2028 {
		t.Errorf("%+v", s)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(tokyoFile)
	f.Add("hours: {monday: 22:00-06:00}\nanswer-within: 8h\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("c.yaml", []byte(text), time.UTC, nil)
		if err != nil {
			return
		}
		from := time.Date(2026, 5, 11, 10, 0, 0, 0, time.UTC)
		if after, ok := s.After(from, time.Hour); ok && s.Between(from, after) != time.Hour {
			t.Errorf("an hour after %s is %s", from, after)
		}
	})
}

package views

import (
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// Due is when a submission should be answered.
type Due struct {
	Text  string // "due in 2 h 10 min", in working time; "over since 14:30"
	Exact string // the moment, in the operator's zone
	ISO   string
	Level string // "", "late" when little time is left, "very-late" when it is over
}

// due tells when a submission should be answered; nil for what was never promised or waits no more.
func (p Page) due(by time.Time, state review.State, set review.Settings, now time.Time, zone *time.Location) *Due {
	service := set.Service
	if by.IsZero() || !state.Decidable() || !service.Promised() {
		return nil
	}
	d := &Due{Exact: p.T("due.by", "time", clock(by, zone)), ISO: by.UTC().Format(time.RFC3339)}
	switch left := service.Between(now, by); {
	case !now.Before(by):
		d.Text, d.Level = p.T("due.over", "time", shortClock(by, now, zone)), "very-late"
	case left < service.Margin:
		d.Text, d.Level = p.T("due.in", "time", p.worked(left)), "late"
	default:
		d.Text = p.T("due.in", "time", p.worked(left))
	}
	return d
}

// worked is a length of working time: in hours and minutes, for a day of work is no day.
func (p Page) worked(d time.Duration) string {
	if d < time.Hour {
		return p.T("span.minutes", "n", int(d.Minutes()))
	}
	if d < 10*time.Hour {
		return p.T("span.hours-minutes", "n", int(d.Hours()), "m", int(d.Minutes())%60)
	}
	return p.T("span.hours", "n", int(d.Hours()))
}

// Risk leads to what should be answered first.
type Risk struct {
	Href, Text string
	Level      string // "late", or "very-late" when something is over
}

// risk tells how much is at risk; nil when nothing is.
func (p Page) risk(q *review.QueuePage, in QueueInput) *Risk {
	if q.AtRisk == 0 {
		return nil
	}
	to := in.plain(review.Waiting)
	to.Sort, to.Kind = review.SortDue, ""
	r := &Risk{Href: to.Href(), Text: p.T("queue.at-risk", "n", grouped(q.AtRisk)), Level: "late"}
	if q.Over > 0 {
		r.Text, r.Level = p.T("queue.at-risk-over", "n", grouped(q.AtRisk), "over", grouped(q.Over)), "very-late"
	}
	return r
}

// forecast says when nothing is likely to wait any more; empty where that cannot be known.
func (p Page) forecast(f review.Forecast, now time.Time, zone *time.Location) string {
	from, until := p.around(f.From, now, zone), p.around(f.Until, now, zone)
	switch {
	case !f.Known:
		return ""
	case f.Grows():
		return p.T("forecast.grows")
	case f.Until.IsZero():
		return p.T("forecast.not-before", "time", from)
	case from == until:
		return p.T("forecast.about", "time", from)
	}
	return p.T("forecast.between", "from", from, "until", until)
}

// around is a moment to the quarter of an hour: more would be said than is known.
func (p Page) around(at, now time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	at = at.Round(15 * time.Minute).In(zone)
	switch days := dayNumber(at) - dayNumber(now.In(zone)); {
	case days == 0:
		return hour(at, zone)
	case days < 7:
		return p.T("forecast.weekday."+strings.ToLower(at.Weekday().String()[:3]), "time", hour(at, zone))
	}
	return at.Format("2006-01-02")
}

// dayNumber counts days of the calendar.
func dayNumber(at time.Time) int {
	return int(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// uncovered says what waits for nobody, one sentence a lane.
func (p Page) uncovered(all []review.Uncovered, set review.Settings) []string {
	var out []string
	for _, u := range all {
		args := []any{"n", u.N, "kind", p.T(kinds.KindName(u.Kind)), "lang", strings.ToUpper(u.Lang), "group", set.GroupWord(u.Group, p.Lang)}
		id := "team.uncovered"
		switch {
		case u.State == review.Escalated:
			id = "team.uncovered-escalated"
		case u.Group != "":
			id = "team.uncovered-group"
		}
		out = append(out, p.T(id, args...))
	}
	return out
}

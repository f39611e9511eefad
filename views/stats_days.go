package views

import (
	"fmt"
	"time"

	"shinsa/review"
)

// The frame of a drawing with upright axes: room for numbers at the left and days below.
const (
	frameW, frameH             = 460, 200
	frameLeft, frameRight      = 44.0, 6.0
	frameTop, frameBottom      = 8.0, 22.0
	plotH                      = frameH - frameTop - frameBottom
	wideW                      = 940
	gapOfBars                  = 0.22
	mostTicks                  = 4
	labelEvery                 = 58.0 // units between two labels of days
	rowHeight, rowTop, rowText = 26.0, 4.0, 12.0
)

// frame draws the grid of an upright axis and returns where a value stands.
func (d *Drawing) frame(values []float64, label func(float64) string) func(float64) float64 {
	most := values[len(values)-1]
	y := func(v float64) float64 { return frameTop + plotH*(1-v/most) }
	right := float64(d.W) - frameRight
	for _, v := range values {
		class := "grid"
		if v == 0 {
			class = "axis"
		}
		d.line(frameLeft, y(v), right, y(v), class)
		d.text(frameLeft-6, y(v)+4, "end", "tick", label(v))
	}
	return y
}

// dayPlaces gives the middle of each day's place and a place's width, and labels some of the days.
func (d *Drawing) dayPlaces(days []review.DayFigures) (middle func(int) float64, width float64) {
	span := float64(d.W) - frameLeft - frameRight
	width = span / float64(max(1, len(days)))
	middle = func(i int) float64 { return frameLeft + width*(float64(i)+0.5) }
	every := 1
	for width*float64(every) < labelEvery {
		every++
	}
	// Counted from today backwards, so that today always has its label.
	for i := len(days) - 1; i >= 0; i -= every {
		x, anchor := middle(i), "middle"
		if x > float64(d.W)-20 {
			x, anchor = float64(d.W)-frameRight, "end"
		}
		d.text(x, float64(d.H)-6, anchor, "tick", shortDay(days[i].Day))
	}
	return middle, width
}

// shortDay is month and day of an ISO date, as both languages read it.
func shortDay(iso string) string {
	if t, err := time.Parse(time.DateOnly, iso); err == nil {
		return fmt.Sprintf("%d/%d", int(t.Month()), t.Day())
	}
	return iso
}

// daysDrawn is up to how many days each is drawn; of more it is each month.
const daysDrawn = 120

// daysOrMonths are the days of a period or, of a long one, its months.
func daysOrMonths(f review.Figures) (all []review.DayFigures, months bool) {
	if len(f.Days) <= daysDrawn {
		return f.Days, false
	}
	var parts []review.Numbers
	for i, day := range f.Days {
		parts = append(parts, day.Numbers)
		month := day.Day[:len("2006-01")]
		if i+1 == len(f.Days) || f.Days[i+1].Day[:len(month)] != month {
			all = append(all, review.DayFigures{Day: month, Numbers: review.Together(parts...)})
			parts = nil
		}
	}
	return all, true
}

// plotDays shows what was decided each day, by outcome, and what arrived.
func (p Page) plotDays(f review.Figures) Plot {
	decided := f.All.Decided()
	days, months := daysOrMonths(f)
	title, column := "stats.plot.days", "stats.col.day"
	if months {
		title, column = "stats.plot.months", "stats.col.month"
	}
	plot := Plot{
		ID: "days", Title: p.T(title), N: p.T("stats.n.days", "n", grouped(decided), "m", grouped(f.All.Arrived())),
		Small: p.small(decided), Wide: true,
		Table: PlotTable{Head: append(p.outcomeHead(p.T(column)), p.T("stats.decided"), p.T("stats.arrived"))},
	}
	if decided+f.All.Arrived() == 0 {
		plot.Empty = p.T("stats.nothing")
		return plot
	}
	for _, day := range days {
		row := append(p.outcomeRow(dayName(p, day.Day), day.Outcomes()), grouped(day.Decided()), grouped(day.Arrived()))
		plot.Table.Rows = append(plot.Table.Rows, row)
	}
	plot.Key = append(p.outcomeKey(), KeyEntry{"arrived", "", p.T("stats.arrived")})
	if f.Query.By != "" { // nothing is sent to one person
		plot.N, plot.Key = p.T("stats.n", "n", grouped(decided)), p.outcomeKey()
		plot.Table.Head = plot.Table.Head[:len(plot.Table.Head)-1]
		for i, row := range plot.Table.Rows {
			plot.Table.Rows[i] = row[:len(row)-1]
		}
	}
	plot.drawBoth(func(width int) Drawing { return p.drawDays(f, days, width) })
	return plot
}

func (p Page) drawDays(f review.Figures, days []review.DayFigures, width int) Drawing {
	most := 0
	for _, day := range days {
		most = max(most, day.Decided(), day.Arrived())
	}
	desc := p.T("stats.desc.days", "n", len(f.Days), "decided", grouped(f.All.Decided()), "arrived", grouped(f.All.Arrived()))
	d := Drawing{W: width, H: frameH, Desc: desc}
	y := d.frame(ticks(float64(most), mostTicks), func(v float64) string { return grouped(int(v)) })
	middle, place := d.dayPlaces(days)
	half := place * (1 - gapOfBars) / 2
	for i, day := range days {
		x, base, outcomes := middle(i), 0, day.Outcomes()
		for _, o := range review.Outcomes() {
			n := outcomes[o]
			d.bar(x-half, y(float64(base+n)), 2*half, y(float64(base))-y(float64(base+n)), string(o),
				p.T("stats.tip", "what", day.Day+" "+p.T("audit.outcome."+string(o)), "n", grouped(n)))
			base += n
		}
		if arrived := day.Arrived(); arrived > 0 {
			at := y(float64(arrived))
			d.line(x-half-1, at, x+half+1, at, "arrived")
		}
	}
	return d
}

// dayName is an ISO date with its day of the week.
func dayName(p Page, iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return p.T("stats.dated", "date", iso, "day", p.weekday(t.Weekday()))
}

// plotWaiting shows how long rounds had waited that were decided on a day.
func (p Page) plotWaiting(f review.Figures) Plot {
	all := f.All.Waiting()
	days, months := daysOrMonths(f)
	title, column := "stats.plot.waiting", "stats.col.day"
	if months {
		title, column = "stats.plot.waiting-months", "stats.col.month"
	}
	plot := Plot{
		ID: "waiting", Title: p.T(title), N: p.T("stats.n", "n", grouped(all.N)), Small: p.small(all.N),
		Lead:  p.spreadLead("stats.lead.waiting", all),
		Table: PlotTable{Head: p.spreadHead(p.T(column))},
	}
	if all.N == 0 {
		plot.Empty = p.T("stats.nothing")
		return plot
	}
	spreads := make([]review.Spread, len(days))
	most := time.Duration(0)
	for i, day := range days {
		spreads[i] = day.Waiting()
		most = max(most, shownMost(spreads[i]))
	}
	d := Drawing{W: frameW, H: frameH, Desc: p.spreadLead("stats.lead.waiting", all)}
	y := d.frame(timeTicks(most.Seconds(), mostTicks), p.seconds)
	middle, width := d.dayPlaces(days)
	r, few := min(3.5, max(1.8, width*0.32)), false
	for i, day := range days {
		s := spreads[i]
		plot.Table.Rows = append(plot.Table.Rows, append([]string{dayName(p, day.Day)}, p.spreadCells(s)...))
		if s.N == 0 {
			continue
		}
		at := y(s.Median.Seconds())
		if s.N >= fewForP90 {
			d.line(middle(i), at, middle(i), y(s.P90.Seconds()), "span")
		}
		class := "median"
		if s.N < fewForP90 {
			class, few = "median few", true
		}
		d.Dots = append(d.Dots, Dot{middle(i), at, r, class, p.T("stats.tip-median", "what", day.Day, "time", p.took(s.Median), "n", s.N)})
	}
	plot.Key = p.spreadKey(few)
	plot.Draw = d
	return plot
}

// spreadHead heads a table of spreads.
func (p Page) spreadHead(first string) []string {
	return []string{first, p.T("stats.col.n"), p.T("stats.median"), p.T("stats.col.p90"), p.T("stats.col.p95")}
}

// spreadKey explains the marks of a spread; few says that some rest on few cases.
func (p Page) spreadKey(few bool) []KeyEntry {
	key := []KeyEntry{{"median", "", p.T("stats.median")}, {"span", "", p.T("stats.to-p90")}}
	if few {
		key = append(key, KeyEntry{"few", "", p.T("stats.few", "n", fewForP90)})
	}
	return key
}

// shownMost is the largest value of a spread that is drawn.
func shownMost(s review.Spread) time.Duration {
	if s.N >= fewForP90 {
		return max(s.Median, s.P90)
	}
	return s.Median
}

// seconds labels an axis of durations.
func (p Page) seconds(v float64) string {
	if v == 0 {
		return "0"
	}
	return p.exactly(time.Duration(v * float64(time.Second)))
}

func (p Page) spreadLead(id string, s review.Spread) string {
	switch {
	case s.N == 0:
		return ""
	case s.N < fewForP90:
		return p.T(id+"-few", "median", p.took(s.Median))
	case s.N < fewForP95:
		return p.T(id, "median", p.took(s.Median), "p90", p.took(s.P90))
	}
	return p.T(id+"-p95", "median", p.took(s.Median), "p90", p.took(s.P90), "p95", p.took(s.P95))
}

// spreadCells are the number of cases, the median and the 90th and 95th percentiles of a row.
func (p Page) spreadCells(s review.Spread) []string {
	switch {
	case s.N == 0:
		return []string{"0", "–", "–", "–"}
	case s.N < fewForP90:
		return []string{itoa(s.N), p.took(s.Median), "–", "–"}
	case s.N < fewForP95:
		return []string{itoa(s.N), p.took(s.Median), p.took(s.P90), "–"}
	}
	return []string{grouped(s.N), p.took(s.Median), p.took(s.P90), p.took(s.P95)}
}

func hourName(i int) string { return fmt.Sprintf("%02d:00", i) }

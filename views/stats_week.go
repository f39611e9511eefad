package views

import (
	"time"

	"shinsa/review"
)

// The heat map of the week: a square an hour, a row a day.
const (
	heatLeft, heatTop  = 44.0, 18.0
	heatRow            = 19.0
	heatLevels         = 5
	heatWideW          = 940
	heatGap            = 26.0
	heatLabelEvery     = 3
	heatNarrowLabelled = 6
)

// week is the days in the order in which an office reads them.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// plotWeek shows in which hours of the week rounds arrive and decisions are made.
func (p Page) plotWeek(f review.Figures) Plot {
	decided, arrived := f.All.Decided(), f.All.Arrived()
	plot := Plot{
		ID: "week", Title: p.T("stats.plot.week"), N: p.T("stats.n.days", "n", grouped(decided), "m", grouped(arrived)),
		Small: p.small(decided), Wide: true, Table: PlotTable{Head: []string{p.T("stats.col.hour")}},
	}
	if decided+arrived == 0 {
		plot.Empty = p.T("stats.nothing")
		return plot
	}
	words := []string{p.T("stats.decided"), p.T("stats.arrived")}
	if f.Query.By != "" { // nothing is sent to one person
		plot.N, words = p.T("stats.n", "n", grouped(decided)), words[:1]
	}
	for _, what := range words {
		for _, day := range week {
			plot.Table.Head = append(plot.Table.Head, p.weekday(day)+" "+what)
		}
	}
	var busiest struct {
		n    int
		day  time.Weekday
		hour int
	}
	for hour := range 24 {
		row := []string{hourName(hour)}
		var came []string
		for _, day := range week {
			a, d := f.All.Hour(day, hour)
			row, came = append(row, grouped(d)), append(came, grouped(a))
			if d > busiest.n {
				busiest.n, busiest.day, busiest.hour = d, day, hour
			}
		}
		if len(words) > 1 {
			row = append(row, came...)
		}
		plot.Table.Rows = append(plot.Table.Rows, row)
	}
	if busiest.n > 0 {
		plot.Lead = p.T("stats.lead.week", "day", p.weekday(busiest.day), "hour", hourName(busiest.hour), "n", grouped(busiest.n))
	}
	plot.Key = []KeyEntry{{"heat-1", "", p.T("stats.heat.few")}, {"heat-5", "", p.T("stats.heat.many")}}
	if len(words) == 1 {
		plot.Wide = false
		plot.Draw = p.drawWeeks(f, frameW, frameW, 0)
		return plot
	}
	plot.Draw = p.drawWeeks(f, heatWideW, (heatWideW-heatGap)/2, 0)
	narrow := p.drawWeeks(f, frameW, frameW, 7*heatRow+heatTop+30)
	plot.Narrow = &narrow
	return plot
}

// weekday is a day of the week in a sign or three.
func (p Page) weekday(day time.Weekday) string { return p.T("stats.weekday." + itoa(int(day))) }

// drawWeeks draws decisions and arrivals, side by side or, where the second stands lower, one below the other.
func (p Page) drawWeeks(f review.Figures, width int, each, lower float64) Drawing {
	d := Drawing{W: width, H: int(7*heatRow + heatTop + 20 + lower), Desc: p.T("stats.desc.week")}
	second := each + heatGap
	if lower > 0 {
		second = 0
	}
	p.drawWeek(&d, 0, 0, each, p.T("stats.decided"), func(day time.Weekday, hour int) int { _, n := f.All.Hour(day, hour); return n })
	if f.Query.By != "" {
		return d
	}
	p.drawWeek(&d, second, lower, each, p.T("stats.arrived"), func(day time.Weekday, hour int) int { n, _ := f.All.Hour(day, hour); return n })
	return d
}

func (p Page) drawWeek(d *Drawing, left, top, width float64, title string, count func(time.Weekday, int) int) {
	most := 0
	for _, day := range week {
		for hour := range 24 {
			most = max(most, count(day, hour))
		}
	}
	d.text(left+heatLeft, top+12, "start", "name", title)
	place := (width - heatLeft) / 24
	for row, day := range week {
		y := top + heatTop + heatRow*float64(row)
		d.text(left+heatLeft-6, y+heatRow/2+4, "end", "tick", p.weekday(day))
		for hour := range 24 {
			n := count(day, hour)
			code := "heat-0"
			if n > 0 {
				code = "heat-" + itoa((n*heatLevels+most-1)/most)
			}
			d.bar(left+heatLeft+place*float64(hour)+0.5, y+0.5, place-1, heatRow-1, code,
				p.T("stats.tip", "what", p.weekday(day)+" "+hourName(hour)+" "+title, "n", grouped(n)))
		}
	}
	every := heatLabelEvery
	if width < 430 || d.W == frameW {
		every = heatNarrowLabelled
	}
	for hour := 0; hour < 24; hour += every {
		d.text(left+heatLeft+place*float64(hour), top+heatTop+7*heatRow+14, "start", "tick", hourName(hour))
	}
}

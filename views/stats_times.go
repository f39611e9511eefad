package views

import (
	"fmt"
	"time"

	"shinsa/review"
	"shinsa/review/stats"
)

// timeEdges are the bounds between which times are counted together, in seconds.
var timeEdges = []float64{
	0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 24 * 3600, 2 * 24 * 3600, 4 * 24 * 3600,
	7 * 24 * 3600, 14 * 24 * 3600, 28 * 24 * 3600, 60 * 24 * 3600, 400 * 24 * 3600,
}

// between is how many times lie between two edges.
func between(h stats.Histogram, i int) float64 {
	at := func(s float64) float64 { return h.Below(time.Duration(s * float64(time.Second))) }
	return at(timeEdges[i+1]) - at(timeEdges[i])
}

// plotTimes shows how times are spread: what share lies between which bounds; of a person beside everybody, where desk
// has something.
func (p Page) plotTimes(id string, own, desk stats.Histogram) Plot {
	n := own.N()
	plot := Plot{
		ID: id, Title: p.T("stats.plot." + id), N: p.T("stats.n", "n", grouped(n)), Small: p.small(n),
		Table: PlotTable{Head: []string{p.T("stats.col.time"), p.T("stats.col.about"), p.T("stats.col.share")}},
	}
	if n == 0 {
		plot.Empty = p.T("stats.nothing")
		return plot
	}
	compared := desk.N() > 0
	if compared {
		plot.Table.Head = append(plot.Table.Head, p.T("stats.the-desk"))
	}
	first, last, most := -1, 0, 0.0
	for i := range len(timeEdges) - 1 {
		mine, all := between(own, i)/float64(n), 0.0
		if compared {
			all = between(desk, i) / float64(desk.N())
		}
		if mine < 0.002 && all < 0.002 {
			continue
		}
		if first < 0 {
			first = i
		}
		last, most = i, max(most, mine, all)
	}
	if first < 0 {
		first = 0
	}
	d := Drawing{W: frameW, H: frameH, Desc: p.T("stats.desc."+id, "n", grouped(n))}
	values := shareTicks(most)
	y := d.frame(values, percent)
	place := (frameW - frameLeft - frameRight) / float64(last-first+1)
	every := 1
	for place*float64(every) < labelEvery*0.7 {
		every++
	}
	for i := first; i <= last; i++ {
		x := frameLeft + place*float64(i-first)
		count := between(own, i)
		mine := count / float64(n)
		name := p.timeRange(i)
		d.bar(x+1, y(mine), place-2, y(0)-y(mine), "reason", p.T("stats.tip-share-of", "what", name, "share", percentOf(mine), "k", grouped(int(count+0.5)), "n", grouped(n)))
		row := []string{name, grouped(int(count + 0.5)), percentOf(mine)}
		if compared {
			all := between(desk, i) / float64(desk.N())
			d.line(x, y(all), x+place, y(all), "arrived")
			row = append(row, percentOf(all))
		}
		plot.Table.Rows = append(plot.Table.Rows, row)
		if (i-first)%every == 0 {
			d.text(x, frameH-6, "start", "tick", p.seconds(timeEdges[i]))
		}
	}
	if compared {
		plot.Key = []KeyEntry{{"reason", "", p.T("stats.this-person")}, {"arrived", "", p.T("stats.the-desk")}}
	}
	plot.Draw = d
	return plot
}

// timeRange names the times between two edges.
func (p Page) timeRange(i int) string {
	if i == len(timeEdges)-2 {
		return p.T("stats.longer", "time", p.seconds(timeEdges[i]))
	}
	return p.T("stats.from-to", "from", p.seconds(timeEdges[i]), "to", p.seconds(timeEdges[i+1]))
}

func percentOf(x float64) string {
	if x > 0 && x < 0.005 {
		return "< 1 %"
	}
	return fmt.Sprintf("%.0f %%", x*100)
}

// plotRounds shows how many rounds it took to an approval or a rejection.
func (p Page) plotRounds(f review.Figures) Plot {
	ended := f.All.Ended()
	n, again := 0, 0
	for round, c := range ended {
		n += c
		again += c * max(0, round-1)
	}
	plot := Plot{
		ID: "rounds", Title: p.T("stats.plot.rounds"), N: p.T("stats.n.ended", "n", grouped(n)), Small: p.small(n),
		Table: PlotTable{Head: []string{p.T("stats.col.rounds"), p.T("stats.col.n"), p.T("stats.col.share")}},
	}
	if n == 0 {
		plot.Empty = p.T("stats.nothing-ended")
		return plot
	}
	plot.Lead = p.T("stats.lead.rounds", "mean", fmt.Sprintf("%.2f", float64(again)/float64(n)))
	most := 0
	for _, c := range ended {
		most = max(most, c)
	}
	l := newLying(frameW, min(len(ended)-1, sharesShown), 92, 112, float64(most), plot.Lead)
	for round := 1; round < len(ended); round++ {
		c, word := ended[round], p.T("stats.rounds", "n", round)
		plot.Table.Rows = append(plot.Table.Rows, []string{word, grouped(c), share(c, n)})
		if round <= sharesShown {
			l.part(round-1, 0, float64(c), "reason", p.T("stats.tip", "what", word, "n", grouped(c)))
			l.label(round-1, word, grouped(c)+" · "+share(c, n))
		}
	}
	plot.Draw = l.Drawing
	return plot
}

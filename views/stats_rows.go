package views

import (
	"cmp"
	"fmt"
	"slices"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/review/stats"
)

// outcomeKey explains the fills of the outcomes.
func (p Page) outcomeKey() []KeyEntry {
	var out []KeyEntry
	for _, o := range review.Outcomes() {
		out = append(out, KeyEntry{string(o), outcomeShape(string(o)), p.T("audit.outcome." + string(o))})
	}
	return out
}

// outcomeHead heads a table of outcomes.
func (p Page) outcomeHead(first string) []string {
	head := []string{first}
	for _, o := range review.Outcomes() {
		head = append(head, p.T("audit.outcome."+string(o)))
	}
	return head
}

func (p Page) outcomeRow(first string, n map[review.Outcome]int) []string {
	row := []string{first}
	for _, o := range review.Outcomes() {
		row = append(row, grouped(n[o]))
	}
	return row
}

// lying is a drawing of lying bars, one row below the other: a name, a bar, a number.
type lying struct {
	Drawing
	name, value float64 // widths of the names and the numbers
	most        float64
}

func newLying(width, rows int, name, value, most float64, desc string) *lying {
	l := &lying{name: name, value: value, most: max(most, 1)}
	l.Drawing = Drawing{W: width, H: int(rowTop*2 + rowHeight*float64(rows)), Desc: desc}
	return l
}

// x is where a value stands.
func (l *lying) x(v float64) float64 { return l.name + (float64(l.W)-l.name-l.value)*v/l.most }

// y is the top of a row's bar.
func (l *lying) y(row int) float64 { return rowTop + rowHeight*float64(row) }

func (l *lying) label(row int, name, value string) {
	middle := l.y(row) + (rowHeight-8)/2 + 4
	l.text(l.name-8, middle, "end", "name", name)
	l.text(float64(l.W), middle, "end", "value", value)
}

// axis draws upright lines at some values, and labels them below the rows.
func (l *lying) axis(values []float64, label func(float64) string) {
	bottom := float64(l.H)
	l.H += 20
	for _, v := range values {
		class := "grid"
		if v == 0 {
			class = "axis"
		}
		l.line(l.x(v), rowTop, l.x(v), bottom, class)
		l.text(l.x(v), bottom+14, "middle", "tick", label(v))
	}
}

// part draws a part of a row's bar from one value to another.
func (l *lying) part(row int, from, to float64, code, tip string) {
	l.bar(l.x(from), l.y(row), l.x(to)-l.x(from), rowHeight-8, code, tip)
}

// plotOutcomes shows how many decisions said what.
func (p Page) plotOutcomes(f review.Figures) Plot {
	outcomes := f.All.Outcomes()
	n := total(outcomes)
	plot := Plot{
		ID: "outcomes", Title: p.T("stats.plot.outcomes"), N: p.T("stats.n", "n", grouped(n)), Small: p.small(n),
		Table: PlotTable{Head: []string{p.T("audit.col.outcome"), p.T("stats.col.n"), p.T("stats.col.share")}},
	}
	if n == 0 {
		plot.Empty = p.T("stats.nothing")
		return plot
	}
	most := 0
	for _, c := range outcomes {
		most = max(most, c)
	}
	l := newLying(frameW, len(review.Outcomes()), 112, 112, float64(most), p.T("stats.desc.outcomes", "n", grouped(n)))
	for row, o := range review.Outcomes() {
		c, word := outcomes[o], p.T("audit.outcome."+string(o))
		l.part(row, 0, float64(c), string(o), p.T("stats.tip", "what", word, "n", grouped(c)))
		l.label(row, outcomeShape(string(o))+" "+word, grouped(c)+" · "+share(c, n))
		plot.Table.Rows = append(plot.Table.Rows, []string{word, grouped(c), share(c, n)})
	}
	plot.Draw = l.Drawing
	return plot
}

// reasonsShown is how many reasons are drawn; the table has all of them.
const reasonsShown = 10

// plotReasons shows the reasons by how often they were given, and what share those down to each make up
// together: usually a few reasons make up most (a Pareto chart).
func (p Page) plotReasons(f review.Figures) Plot {
	steps := stats.Pareto(f.All.Reasons())
	n := total(f.All.Reasons())
	plot := Plot{
		ID: "reasons", Title: p.T("stats.plot.reasons"), N: p.T("stats.n.reasons", "n", grouped(n)), Small: p.small(n), Wide: true,
		Table: PlotTable{Head: []string{p.T("stats.col.reason"), p.T("stats.col.n"), p.T("stats.col.share"), p.T("stats.col.cumulative")}},
	}
	if n == 0 {
		plot.Empty = p.T("stats.no-reasons")
		return plot
	}
	few := 0
	for _, s := range steps {
		plot.Table.Rows = append(plot.Table.Rows, []string{p.reason(s.Name), grouped(s.N), share(s.N, n), share(s.Sum, n)})
		if s.VitalFew {
			few++
		}
	}
	if plot.Small == "" && few < len(steps) {
		plot.Lead = p.T("stats.lead.reasons", "n", few, "of", len(steps), "share", share(steps[few-1].Sum, n))
	}
	plot.Key = []KeyEntry{{"reason", "", p.T("stats.times-given")}, {"cumulative", "", p.T("stats.col.cumulative")}}
	plot.drawBoth(func(width int) Drawing { return p.drawReasons(steps, n, width) })
	return plot
}

func (p Page) drawReasons(steps []stats.Step, n, width int) Drawing {
	name, room := nameW, nameRoom
	if width > frameW {
		name, room = 330, 50
	}
	shown := steps[:min(len(steps), reasonsShown)]
	l := newLying(width, len(shown), name, 86, float64(steps[0].N),
		p.T("stats.desc.reasons", "first", p.reason(steps[0].Name), "share", share(steps[0].N, n)))
	lastX, lastY := 0.0, 0.0
	for row, s := range shown {
		c, word, sum := s.N, p.reason(s.Name), s.Sum
		l.part(row, 0, float64(c), "reason", p.T("stats.tip", "what", word, "n", grouped(c)))
		l.label(row, shortened(word, room), grouped(c)+" · "+share(sum, n))
		x, y := l.x(l.most*float64(sum)/float64(n)), l.y(row)+(rowHeight-8)/2
		if row > 0 {
			l.line(lastX, lastY, x, y, "share")
		}
		l.Dots = append(l.Dots, Dot{x, y, 2.5, "share", p.T("stats.tip-share", "what", word, "share", share(sum, n))})
		lastX, lastY = x, y
	}
	return l.Drawing
}

// reason is a reason as staff read it today.
func (p Page) reason(id string) string { return p.T(kinds.ReasonStaff(id)) }

// plotKinds shows the decisions on each kind by outcome.
func (p Page) plotKinds(f review.Figures) Plot {
	var rows []outcomesOf
	for id, n := range f.Kinds {
		rows = append(rows, outcomesOf{p.T(kinds.KindName(id)), n.Outcomes()})
	}
	return p.plotStacks("kinds", p.T("audit.col.kind"), rows)
}

// plotPeople shows the decisions of each person by outcome.
func (p Page) plotPeople(f review.Figures) Plot {
	var rows []outcomesOf
	for _, s := range f.Staff {
		if made := s.Made(); len(made) > 0 {
			rows = append(rows, outcomesOf{or(s.Name, p.T("audit.nameless")), made})
		}
	}
	return p.plotStacks("people", p.T("audit.col.by"), rows)
}

// outcomesOf are the decisions of a row.
type outcomesOf struct {
	name     string
	outcomes map[review.Outcome]int
}

// The room for names beside lying bars, in units of the drawing and in characters.
const (
	nameW    = 178.0
	nameRoom = 25
)

// stacksShown is how many rows are drawn; the table has all of them.
const stacksShown = 12

func (p Page) plotStacks(id, first string, rows []outcomesOf) Plot {
	slices.SortStableFunc(rows, func(a, b outcomesOf) int {
		return cmp.Or(cmp.Compare(total(b.outcomes), total(a.outcomes)), cmp.Compare(a.name, b.name))
	})
	n, most := 0, 0
	for _, r := range rows {
		n += total(r.outcomes)
		most = max(most, total(r.outcomes))
	}
	plot := Plot{
		ID: id, Title: p.T("stats.plot." + id), N: p.T("stats.n", "n", grouped(n)), Small: p.small(n), Key: p.outcomeKey(),
		Table: PlotTable{Head: append(p.outcomeHead(first), p.T("stats.col.n"))},
	}
	if n == 0 {
		plot.Empty, plot.Key = p.T("stats.nothing"), nil
		return plot
	}
	l := newLying(frameW, min(len(rows), stacksShown), nameW, 56, float64(most), p.T("stats.desc."+id, "n", len(rows)))
	for row, r := range rows {
		plot.Table.Rows = append(plot.Table.Rows, append(p.outcomeRow(r.name, r.outcomes), grouped(total(r.outcomes))))
		if row >= stacksShown {
			continue
		}
		base := 0
		for _, o := range review.Outcomes() {
			c := r.outcomes[o]
			l.part(row, float64(base), float64(base+c), string(o),
				p.T("stats.tip", "what", r.name+", "+p.T("audit.outcome."+string(o)), "n", grouped(c)))
			base += c
		}
		l.label(row, shortened(r.name, nameRoom), grouped(base))
	}
	plot.Draw = l.Drawing
	return plot
}

// shortened cuts a name that would not fit beside its bar; the table has it whole. A wide character takes
// the place of two.
func shortened(s string, room int) string {
	used := 0
	for i, r := range s {
		if used++; r > 0x2E7F {
			used++
		}
		if used > room {
			return s[:i] + "…"
		}
	}
	return s
}

// plotHandling shows how long each person takes for a decision. It is for noticing who needs help or more
// time, and no ranking: the order is that of the names.
func (p Page) plotHandling(f review.Figures) Plot {
	all := f.All.Handling()
	plot := Plot{
		ID: "handling", Title: p.T("stats.plot.handling"), N: p.T("stats.n", "n", grouped(all.N)), Small: p.small(all.N),
		Lead:  p.spreadLead("stats.lead.handling", all),
		Table: PlotTable{Head: p.spreadHead(p.T("audit.col.by"))},
	}
	if all.N == 0 {
		plot.Empty = p.T("stats.nothing")
		return plot
	}
	var rows []spreadOf
	for _, s := range f.Staff {
		if h := s.Handling(); h.N > 0 {
			rows = append(rows, spreadOf{or(s.Name, p.T("audit.nameless")), h})
		}
	}
	p.drawSpreads(&plot, rows, plot.Lead)
	return plot
}

// spreadOf is a row of times.
type spreadOf struct {
	name string
	review.Spread
}

// drawSpreads draws medians with their 90th percentiles, one row below the other, and fills the table.
func (p Page) drawSpreads(plot *Plot, rows []spreadOf, desc string) {
	most := 0.0
	for _, s := range rows {
		most = max(most, shownMost(s.Spread).Seconds())
	}
	values := timeTicks(most, mostTicks)
	shown := min(len(rows), stacksShown)
	l := newLying(frameW, shown, nameW, 16, values[len(values)-1], desc)
	l.axis(values, p.seconds)
	few := false
	for row, s := range rows {
		plot.Table.Rows = append(plot.Table.Rows, append([]string{s.name}, p.spreadCells(s.Spread)...))
		if row >= shown {
			continue
		}
		middle := l.y(row) + (rowHeight-8)/2
		at := l.x(s.Median.Seconds())
		class := "median few"
		if s.N >= fewForP90 {
			l.line(at, middle, l.x(s.P90.Seconds()), middle, "span")
			class = "median"
		}
		few = few || class != "median"
		l.Dots = append(l.Dots, Dot{at, middle, 4, class, p.T("stats.tip-median", "what", s.name, "time", p.took(s.Median), "n", s.N)})
		l.text(l.name-8, middle+4, "end", "name", shortened(s.name, nameRoom))
	}
	plot.Key = p.spreadKey(few)
	plot.Draw = l.Drawing
}

// plotSeconds shows how often a second opinion said the same as the first decision, by what that one had said.
func (p Page) plotSeconds(f review.Figures) Plot {
	seconds := f.All.Seconds()
	agreed, n := seconds.Agreed(), seconds.Agreed()+seconds.Disagreed()
	plot := Plot{
		ID: "seconds", Title: p.T("stats.plot.seconds"), N: p.T("stats.n.seconds", "n", grouped(n)), Small: p.small(n), Wide: true,
		Lead:  p.T(secondsLead(f), "n", grouped(agreed), "of", grouped(n), "share", share(agreed, n)),
		Key:   p.outcomeKey(),
		Table: PlotTable{Head: append(p.outcomeHead(p.T("stats.col.first")), p.T("stats.col.same"))},
	}
	if a := seconds.Agreement(); a.Known && a.N >= fewCases {
		plot.Lead += " " + p.T("stats.lead.kappa", "kappa", hundredth(a.Kappa), "low", hundredth(a.Low), "high", hundredth(a.High))
	}
	if f.Query.By != "" {
		plot.Table.Head[0] = p.T("stats.this-person")
	}
	for _, first := range review.Outcomes() {
		if said := seconds[first]; total(said) > 0 {
			plot.Table.Rows = append(plot.Table.Rows, append(p.outcomeRow(p.T("audit.outcome."+string(first)), said), share(said[first], total(said))))
		}
	}
	plot.drawBoth(func(width int) Drawing { return p.drawSeconds(seconds, plot.Lead, width) })
	return plot
}

// secondsLead is the id of what is said of second opinions: of one person the rows are that person's.
func secondsLead(f review.Figures) string {
	if f.Query.By != "" {
		return "stats.lead.seconds-person"
	}
	return "stats.lead.seconds"
}

// hundredth writes a coefficient.
func hundredth(x float64) string { return fmt.Sprintf("%.2f", x) }

func (p Page) drawSeconds(f review.SecondFigures, desc string, width int) Drawing {
	var rows []review.Outcome
	most := 0
	for _, o := range review.Outcomes() {
		if times := total(f[o]); times > 0 {
			rows, most = append(rows, o), max(most, times)
		}
	}
	l := newLying(width, len(rows), 112, 132, float64(most), desc)
	for row, first := range rows {
		said, word, base := f[first], p.T("audit.outcome."+string(first)), 0
		for _, o := range review.Outcomes() {
			l.part(row, float64(base), float64(base+said[o]), string(o),
				p.T("stats.tip", "what", p.T("stats.then", "first", word, "second", p.T("audit.outcome."+string(o))), "n", grouped(said[o])))
			base += said[o]
		}
		l.label(row, outcomeShape(string(first))+" "+word, p.T("stats.same", "share", share(said[first], base)))
	}
	return l.Drawing
}

package views

import (
	"slices"
	"strings"

	"shinsa/review"
)

// unweighed stands for overturns from before there were severities.
const unweighed review.Severity = "unweighed"

// weightsOf are the overturns of a row.
type weightsOf struct {
	name, href string
	overturned int
	person     bool // who is compared with nobody while fewer than fewCases are overturned
	weights    map[review.Severity]int
}

// newWeights counts what has no severity as unweighed.
func newWeights(name, href string, n review.Numbers) weightsOf {
	k, _ := overturned(n)
	w := weightsOf{name: name, href: href, overturned: k, person: href != "", weights: n.Weights()}
	if rest := k - total(w.weights); rest > 0 {
		w.weights[unweighed] = rest
	}
	return w
}

// plotWeights shows how much overturned decisions weigh, by whose they were.
func (p Page) plotWeights(f review.Figures) Plot {
	rows := []weightsOf{newWeights(p.T("stats.everybody"), "", f.All)}
	for _, s := range f.Staff {
		if k, _ := overturned(s.Numbers); k > 0 {
			rows = append(rows, newWeights(or(s.Name, p.T("audit.nameless")), personHref(f.Query, s.Person), s.Numbers))
		}
	}
	all := rows[0]
	weights := slices.Clone(review.Severities())
	slices.Reverse(weights) // the gravest first
	if all.weights[unweighed] > 0 {
		weights = append(weights, unweighed)
	}
	word := func(s review.Severity) string { return p.T("severity." + string(s)) }
	plot := Plot{
		ID: "weights", Title: p.T("stats.plot.weights"), N: p.T("stats.n.overturned", "n", grouped(all.overturned)), Small: p.small(all.overturned),
		Table: PlotTable{Head: []string{p.T("audit.col.by")}},
	}
	var lead []string
	for _, s := range weights {
		plot.Table.Head = append(plot.Table.Head, word(s))
		plot.Key = append(plot.Key, KeyEntry{string(s), "", word(s)})
		if n := all.weights[s]; n > 0 {
			lead = append(lead, word(s)+" "+grouped(n))
		}
	}
	plot.Lead = strings.Join(lead, " · ")
	plot.Table.Head = append(plot.Table.Head, p.T("stats.col.n"))
	shown := rows[:min(len(rows), sharesShown)]
	l := newLying(frameW, len(shown), nameW, 56, float64(all.overturned), plot.Lead)
	hidden := false
	for row, r := range rows {
		cells := []string{r.name}
		for _, s := range weights {
			cells = append(cells, grouped(r.weights[s]))
		}
		plot.Table.Rows = append(plot.Table.Rows, append(cells, grouped(r.overturned)))
		plot.Table.Hrefs = append(plot.Table.Hrefs, r.href)
		if row >= len(shown) {
			continue
		}
		if r.person && r.overturned < fewCases {
			l.label(row, shortened(r.name, nameRoom), p.T("stats.too-few", "n", r.overturned))
			hidden = true
			continue
		}
		base := 0
		for _, s := range weights {
			n := r.weights[s]
			l.part(row, float64(base), float64(base+n), string(s), p.T("stats.tip", "what", r.name+", "+word(s), "n", grouped(n)))
			base += n
		}
		l.label(row, shortened(r.name, nameRoom), grouped(base))
	}
	if hidden {
		plot.Key = append(plot.Key, p.hiddenKey())
	}
	plot.Draw = l.Drawing
	return plot
}

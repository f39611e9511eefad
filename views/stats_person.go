package views

import (
	"net/url"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/review/stats"
)

// personHref is the address of one person's figures of the same period.
func personHref(q review.FiguresQuery, person review.StaffID) string {
	v := url.Values{"person": {string(person)}}
	for name, value := range map[string]string{"kind": q.Kind, "language": q.Lang} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Zone != nil && !q.From.IsZero() {
		v.Set("from", q.From.In(q.Zone).Format(time.DateOnly))
		v.Set("until", q.Until.Add(-time.Microsecond).In(q.Zone).Format(time.DateOnly))
	}
	return "/stats?" + v.Encode()
}

// besideShare is a share of a person beside that of the desk.
type besideShare struct {
	shareOf
	dk, dn int
}

// plotBeside shows a person's shares beside those of everybody on the same kinds, the person included.
func (p Page) plotBeside(f review.Figures) Plot {
	own, desk := f.All, p.desk(f)
	made := total(own.Made())
	plot := Plot{
		ID: "beside", Title: p.T("stats.plot.beside"), N: p.T("stats.n", "n", grouped(made)), Small: p.small(made), Wide: true,
		Lead: p.T("stats.lead.beside"),
		Table: PlotTable{Head: []string{p.T("stats.col.what"), p.T("stats.col.of-them"), p.T("stats.col.n"), p.T("stats.this-person"), p.T("stats.col.interval"),
			p.T("stats.the-desk"), p.T("stats.col.n")}},
	}
	if made == 0 {
		plot.Lead, plot.Empty = "", p.T("stats.nothing-by-person")
		return plot
	}
	var rows []besideShare
	add := func(name string, alone bool, of func(review.Numbers) (k, n int)) {
		k, n := of(own)
		if dk, dn := of(desk); n > 0 {
			rows = append(rows, besideShare{shareOf{name: name, k: k, n: n, person: true, alone: alone, made: made}, dk, dn})
		}
	}
	for _, o := range review.Outcomes() {
		add(p.T("audit.outcome."+string(o)), false, func(n review.Numbers) (int, int) { return n.Made()[o], total(n.Made()) })
	}
	add(p.T("stats.plot.bulk"), true, review.Numbers.Bulk)
	add(p.T("stats.plot.backs"), false, review.Numbers.UnseenBacks)
	add(p.T("stats.plot.audits"), false, overturned)
	add(p.T("stats.same-opinion"), false, func(n review.Numbers) (int, int) {
		s := n.Seconds()
		return s.Agreed(), s.Agreed() + s.Disagreed()
	})
	for _, r := range rows {
		plot.Table.Rows = append(plot.Table.Rows, []string{r.name, grouped(r.k), grouped(r.n), p.shareCell(r.shareOf), p.interval(r.shareOf), share(r.dk, r.dn), grouped(r.dn)})
	}
	plot.Key = []KeyEntry{{"median", "", p.T("stats.this-person")}, {"span", "", p.T("stats.interval")}, {"desk", "", p.T("stats.the-desk")}}
	plot.drawBoth(func(width int) Drawing { return p.drawBeside(rows, plot.Lead, width) })
	return plot
}

func (p Page) drawBeside(rows []besideShare, desc string, width int) Drawing {
	values := []float64{0, 0.25, 0.5, 0.75, 1}
	name, room := nameW, nameRoom
	if width > frameW {
		name, room = 260, 40
	}
	l := newLying(width, len(rows), name, 86, 1, desc)
	l.axis(values, percent)
	for row, r := range rows {
		middle := l.y(row) + (rowHeight-8)/2
		if r.hidden() {
			l.label(row, shortened(r.name, room), p.T("stats.too-few", "n", r.cases()))
		} else {
			l.label(row, shortened(r.name, room), share(r.k, r.n)+" · "+grouped(r.n))
		}
		if r.dn > 0 {
			x := l.x(float64(r.dk) / float64(r.dn))
			l.line(x, middle-8, x, middle+8, "arrived")
		}
		if r.hidden() {
			continue
		}
		in := stats.Wilson(r.k, r.n)
		if !r.alone {
			l.line(l.x(in.Low), middle, l.x(in.High), middle, "span")
		}
		l.Dots = append(l.Dots, Dot{l.x(float64(r.k) / float64(r.n)), middle, 4, "median",
			p.T("stats.tip-share-of", "what", r.name, "share", share(r.k, r.n), "k", grouped(r.k), "n", grouped(r.n))})
	}
	return l.Drawing
}

// desk is everybody together on the kinds on which the person decided.
func (p Page) desk(f review.Figures) review.Numbers {
	var all []review.Numbers
	for kind, own := range f.Kinds {
		if total(own.Made()) > 0 {
			all = append(all, f.Desk[kind])
		}
	}
	return review.Together(all...)
}

// plotByKind shows how long a person takes for each kind, beside everybody.
func (p Page) plotByKind(f review.Figures) Plot {
	n := f.All.Handling().N
	plot := Plot{
		ID: "handling", Title: p.T("stats.plot.handling-kinds"), N: p.T("stats.n", "n", grouped(n)), Small: p.small(n),
		Table: PlotTable{Head: p.spreadHead(p.T("audit.col.kind"))},
	}
	if n == 0 {
		plot.Empty = p.T("stats.nothing-by-person")
		return plot
	}
	var rows []spreadOf
	for _, kind := range kindsBySize(f.Kinds) {
		if own := f.Kinds[kind].Handling(); own.N > 0 {
			name := p.T(kinds.KindName(kind))
			rows = append(rows, spreadOf{name, own}, spreadOf{"  " + p.T("stats.the-desk"), f.Desk[kind].Handling()})
		}
	}
	p.drawSpreads(&plot, rows, p.spreadLead("stats.lead.handling", f.All.Handling()))
	return plot
}

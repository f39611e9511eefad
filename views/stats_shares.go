package views

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/review/stats"
)

// shareOf is a row of a plot of shares: k of n.
type shareOf struct {
	name string
	href string
	k, n int
	// person says that it is of one person, who is compared with nobody while the cases are below fewCases.
	person bool
	// alone says that what n counts is not independent of each other, so that there is no interval, and the cases are the
	// decisions made.
	alone bool
	made  int
}

// sharesShown is how many rows are drawn; the table has all of them.
const sharesShown = 14

// plotShares draws shares with their 95 % intervals, one row below the other. The heads name the row, k and n.
func (p Page) plotShares(plot Plot, rows []shareOf, first, k, n string) Plot {
	plot.Table = PlotTable{Head: []string{first, k, n, p.T("stats.col.share"), p.T("stats.col.interval")}}
	all, most, few, hidden := 0, 0.0, false, false
	for _, r := range rows {
		all += r.n
		plot.Table.Rows = append(plot.Table.Rows, []string{r.name, grouped(r.k), grouped(r.n), p.shareCell(r), p.interval(r)})
		plot.Table.Hrefs = append(plot.Table.Hrefs, r.href)
		if r.n > 0 && !r.hidden() {
			most = max(most, stats.Wilson(r.k, r.n).High)
		}
	}
	if all == 0 {
		plot.Table = PlotTable{}
		if plot.Empty == "" {
			plot.Empty = p.T("stats.nothing")
		}
		return plot
	}
	values, shown := shareTicks(most), rows[:min(len(rows), sharesShown)]
	l := newLying(frameW, len(shown), nameW, 108, values[len(values)-1], cmp.Or(plot.Lead, plot.Title))
	l.most = values[len(values)-1] // below 1
	l.axis(values, percent)
	for row, r := range shown {
		if r.n > 0 && r.hidden() {
			l.label(row, shortened(r.name, nameRoom), p.tooFew(r))
			hidden = true
			continue
		}
		l.label(row, shortened(r.name, nameRoom), share(r.k, r.n)+" · "+grouped(r.n))
		if r.n == 0 {
			continue
		}
		middle, at, in := l.y(row)+(rowHeight-8)/2, l.x(float64(r.k)/float64(r.n)), stats.Wilson(r.k, r.n)
		class := "median"
		if r.cases() < fewCases {
			class, few = "median few", true
		}
		tip := p.T("stats.tip-share-of", "what", r.name, "share", share(r.k, r.n), "k", grouped(r.k), "n", grouped(r.n))
		if !r.alone {
			l.line(l.x(in.Low), middle, l.x(in.High), middle, "span")
			tip += ", " + p.interval(r)
		}
		l.Dots = append(l.Dots, Dot{at, middle, 4, class, tip})
	}
	plot.Draw = l.Drawing
	plot.Key = p.shareKey(rows, few, hidden)
	return plot
}

// cases is on how many cases a row rests: many answers of one decision are one case.
func (r shareOf) cases() int {
	if r.alone {
		return r.made
	}
	return r.n
}

// hidden says whether a row's share is not told: of a person with few cases.
func (r shareOf) hidden() bool { return r.person && r.cases() < fewCases }

// shareCell is a row's share in the table. Of a person with few cases the counts stand there, and no share to compare.
func (p Page) shareCell(r shareOf) string {
	if r.hidden() {
		return p.T("stats.few-word")
	}
	return share(r.k, r.n)
}

// tooFew says on how few cases a row rests.
func (p Page) tooFew(r shareOf) string {
	if r.alone {
		return p.T("stats.too-few-decisions", "n", r.made)
	}
	return p.T("stats.too-few", "n", r.n)
}

// shareKey explains the marks of shares.
func (p Page) shareKey(rows []shareOf, few, hidden bool) []KeyEntry {
	key := []KeyEntry{{"median", "", p.T("stats.share")}}
	if slices.ContainsFunc(rows, func(r shareOf) bool { return !r.alone && r.n > 0 }) {
		key = append(key, KeyEntry{"span", "", p.T("stats.interval")})
	}
	if few {
		key = append(key, KeyEntry{"few", "", p.T("stats.few", "n", fewCases)})
	}
	if hidden {
		key = append(key, p.hiddenKey())
	}
	return key
}

// hiddenKey says that persons with few cases are not drawn.
func (p Page) hiddenKey() KeyEntry { return KeyEntry{"none", "", p.T("stats.hidden", "n", fewCases)} }

// interval is the 95 % interval of a row's share, in words; a dash where there is none.
func (p Page) interval(r shareOf) string {
	if r.n == 0 || r.alone || r.hidden() {
		return "–"
	}
	in := stats.Wilson(r.k, r.n)
	return p.T("stats.between", "low", tenth(in.Low), "high", tenth(in.High))
}

// tenth writes a share in per cent, with a digit after the point where it says something.
func tenth(x float64) string {
	if x = x * 100; x < 10 && x > 0.05 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

func percent(v float64) string { return fmt.Sprintf("%g %%", math.Round(v*1000)/10) }

// shareTicks are the values of an axis of shares that has room for the largest.
func shareTicks(most float64) []float64 {
	for _, step := range []float64{0.01, 0.02, 0.05, 0.1} {
		if most <= 4*step {
			return []float64{0, step, 2 * step, 3 * step, 4 * step}
		}
	}
	if most <= 0.6 {
		return []float64{0, 0.2, 0.4, 0.6}
	}
	return []float64{0, 0.25, 0.5, 0.75, 1}
}

// ofKinds are shares by kind, below that of all together.
func (p Page) ofKinds(f review.Figures, of func(review.Numbers) (k, n int)) []shareOf {
	k, n := of(f.All)
	rows := []shareOf{{name: p.T("stats.together"), k: k, n: n}}
	for _, kind := range kindsBySize(f.Kinds) {
		if k, n := of(f.Kinds[kind]); n > 0 && len(f.Kinds) > 1 {
			rows = append(rows, shareOf{name: p.T(kinds.KindName(kind)), k: k, n: n})
		}
	}
	return rows
}

// kindsBySize are kinds, those with most decisions first.
func kindsBySize(all map[string]review.Numbers) []string {
	sizes := map[string]int{}
	for kind, n := range all {
		sizes[kind] = n.Decided() + 1
	}
	var out []string
	for _, step := range stats.Pareto(sizes) {
		out = append(out, step.Name)
	}
	return out
}

// ofPeople are shares by person in the order of the names, below that of everybody together.
func (p Page) ofPeople(f review.Figures, of func(review.Numbers) (k, n int)) []shareOf {
	k, n := of(f.All)
	rows := []shareOf{{name: p.T("stats.everybody"), k: k, n: n, made: total(f.All.Made())}}
	for _, s := range f.Staff {
		if k, n := of(s.Numbers); n > 0 {
			rows = append(rows, shareOf{name: or(s.Name, p.T("audit.nameless")), href: personHref(f.Query, s.Person), k: k, n: n, made: total(s.Made()), person: true})
		}
	}
	return rows
}

// plotFirst shows how many first rounds were right.
func (p Page) plotFirst(f review.Figures) Plot {
	of := func(n review.Numbers) (k, all int) { return n.FirstRound()[review.Approve], total(n.FirstRound()) }
	k, n := of(f.All)
	plot := Plot{ID: "first", Title: p.T("stats.plot.first"), N: p.T("stats.n.rounds", "n", grouped(n)), Small: p.small(n)}
	if n > 0 {
		plot.Lead = p.T("stats.lead.first", "k", grouped(k), "n", grouped(n), "share", share(k, n))
	}
	return p.plotShares(plot, p.ofKinds(f, of), p.T("audit.col.kind"), p.T("audit.outcome.approve"), p.T("stats.col.first-rounds"))
}

// plotService shows how many rounds were decided in the time that was promised.
func (p Page) plotService(f review.Figures) Plot {
	k, n := f.All.Service()
	plot := Plot{ID: "service", Title: p.T("stats.plot.service"), N: p.T("stats.n.rounds", "n", grouped(n)), Small: p.small(n)}
	if n > 0 {
		plot.Lead = p.T("stats.lead.service", "k", grouped(k), "n", grouped(n), "share", share(k, n))
	} else if f.All.Decided() > 0 {
		plot.Empty = p.T("stats.no-service")
	}
	return p.plotShares(plot, p.ofKinds(f, review.Numbers.Service), p.T("audit.col.kind"), p.T("stats.col.in-time"), p.T("stats.col.promised"))
}

// overturned are the overturned decisions of the audited ones.
func overturned(n review.Numbers) (k, all int) {
	audits := n.Audits()
	return audits[review.Overturn], total(audits)
}

// plotAudits shows how many of the audited decisions were overturned, by whose they were.
func (p Page) plotAudits(f review.Figures) Plot {
	k, n := overturned(f.All)
	plot := Plot{ID: "audits", Title: p.T("stats.plot.audits"), N: p.T("stats.n.audits", "n", grouped(n)), Small: p.small(n)}
	if n == 0 {
		plot.Empty = p.T("stats.no-audits")
	} else {
		plot.Lead = p.T("stats.lead.audits", "k", grouped(k), "n", grouped(n), "share", share(k, n), "interval", p.interval(shareOf{k: k, n: n}))
	}
	return p.plotShares(plot, p.ofPeople(f, overturned), p.T("audit.col.by"), p.T("audit.verdict.overturn"), p.T("stats.col.audited"))
}

// plotFindings shows how often what a machine noticed was what a decision was made on.
func (p Page) plotFindings(f review.Figures) Plot {
	n, unsaid := 0, 0
	var rows []shareOf
	for _, c := range f.All.Findings() {
		n, unsaid = n+c.Of, unsaid+c.Unsaid
		if c.Of > 0 {
			rows = append(rows, shareOf{name: p.findingName(c.Code), k: c.Right, n: c.Of})
		}
	}
	plot := Plot{ID: "findings", Title: p.T("stats.plot.findings"), N: p.T("stats.n.findings", "n", grouped(n)), Small: p.small(n), Lead: p.T("stats.lead.findings")}
	if unsaid > 0 {
		plot.Lead += " " + p.T("stats.lead.findings-unsaid", "n", grouped(unsaid))
	}
	switch {
	case n > 0:
	case unsaid > 0:
		plot.Lead, plot.Empty = "", p.T("stats.lead.findings-unsaid", "n", grouped(unsaid))
	default:
		plot.Lead, plot.Empty = "", p.T("stats.no-findings")
	}
	return p.plotShares(plot, rows, p.T("stats.col.finding"), p.T("stats.col.right"), p.T("stats.col.with"))
}

// findingName is a finding in a word or two.
func (p Page) findingName(code string) string {
	if id := "finding-tag." + code; p.Words.Has(id) {
		return p.T(id)
	}
	return p.T(review.Finding{Code: code}.WordID())
}

// plotMended shows for which reasons rounds were asked for again, and how often the next one was free of them.
func (p Page) plotMended(f review.Figures) Plot {
	n := 0
	var rows []shareOf
	for _, m := range f.All.Mended() {
		n += m.Of
		rows = append(rows, shareOf{name: p.reason(m.Reason), k: m.Mended, n: m.Of})
	}
	plot := Plot{ID: "mended", Title: p.T("stats.plot.mended"), N: p.T("stats.n.asked", "n", grouped(n)), Small: p.small(n), Lead: p.T("stats.lead.mended")}
	if n == 0 {
		plot.Lead, plot.Empty = "", p.T("stats.no-resubmissions")
	}
	return p.plotShares(plot, rows, p.T("stats.col.reason"), p.T("stats.col.mended"), p.T("stats.col.asked"))
}

// plotBacks shows in how many decisions the back was never on screen, by person.
func (p Page) plotBacks(f review.Figures) Plot {
	k, n := f.All.UnseenBacks()
	plot := Plot{ID: "backs", Title: p.T("stats.plot.backs"), N: p.T("stats.n", "n", grouped(n)), Small: p.small(n)}
	if n > 0 {
		plot.Lead = p.T("stats.lead.backs", "k", grouped(k), "n", grouped(n), "share", share(k, n))
	} else {
		plot.Empty = p.T("stats.no-backs")
	}
	return p.plotShares(plot, p.ofPeople(f, review.Numbers.UnseenBacks), p.T("audit.col.by"), p.T("stats.col.unseen"), p.T("stats.col.with-back"))
}

// plotBulk shows what share of the answers was given in bulk, by person. Answers of one decision depend on each other,
// so there is no interval.
func (p Page) plotBulk(f review.Figures) Plot {
	k, n := f.All.Bulk()
	plot := Plot{ID: "bulk", Title: p.T("stats.plot.bulk"), N: p.T("stats.n.answers", "n", grouped(n)), Small: p.small(total(f.All.Made()))}
	if n > 0 {
		plot.Lead = p.T("stats.lead.bulk", "share", share(k, n))
	}
	rows := p.ofPeople(f, review.Numbers.Bulk)
	for i := range rows {
		rows[i].alone = true
	}
	return p.plotShares(plot, rows, p.T("audit.col.by"), p.T("stats.col.in-bulk"), p.T("stats.col.answers"))
}

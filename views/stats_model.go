package views

import (
	"net/url"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/review/stats"
)

// StatsInput is what the page of figures shows.
type StatsInput struct {
	Now       time.Time
	Zone      *time.Location
	Filter    StatsFilter
	Kinds     []*kinds.Kind
	Languages []string
	People    map[review.StaffID]string
	Today     review.Figures
	Period    review.Figures // none where the filter's period is wrong
	Outlook   review.Outlook
}

// StatsFilter is what the figures were asked for, as it was typed.
type StatsFilter struct {
	Days               int    // of a period that ends today; 0 for one of days
	From, Until        string // days
	Person, Kind, Lang string
	Wrong              map[string]string // by the field "from" or "until", the id of words about it
}

// query is the filter as the query of a URL, for a period that ends today when days is not 0.
func (f StatsFilter) query(days int) string {
	q := url.Values{}
	all := map[string]string{"person": f.Person, "kind": f.Kind, "language": f.Lang}
	if days > 0 {
		all["days"] = itoa(days)
	} else {
		all["from"], all["until"] = f.From, f.Until
	}
	for name, v := range all {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

// HiddenField is a field of a form that nobody fills in.
type HiddenField struct{ Name, Value string }

// usualSample is how many decisions a sample has unless asked otherwise.
const usualSample = 20

// drawn is the filter as the form sends it that draws a sample, of a period between two days.
func (f StatsFilter) drawn(from, until string) []HiddenField {
	return append([]HiddenField{{"from", from}, {"until", until}}, f.whose()...)
}

// whose is the filter without its period.
func (f StatsFilter) whose() (all []HiddenField) {
	for _, one := range []HiddenField{{"person", f.Person}, {"kind", f.Kind}, {"language", f.Lang}} {
		if one.Value != "" {
			all = append(all, one)
		}
	}
	return all
}

// nextLookDays is until when the next decisions are looked at twice unless asked otherwise.
const nextLookDays = 7

// seconds sets the forms by which decisions are looked at a second time: those of the period in a blind sample of all of
// them, those still to be made in the queue.
func (m *StatsModel) seconds(in StatsInput) {
	all := HiddenField{"share", "100"}
	if m.Drawable > review.MostSampled {
		all = HiddenField{"count", itoa(review.MostSampled)}
	}
	m.SecondLook = append([]HiddenField{all, {"blind", "yes"}, {"draw", string(review.DrawRandom)}}, m.Draw...)
	m.NextOf, m.NextUntil = m.T("stats.next-of-all"), in.Now.In(in.Zone).AddDate(0, 0, nextLookDays).Format(time.DateOnly)
	if m.Who != "" {
		m.NextOf = m.T("stats.next-of", "name", m.Who)
	}
}

// StatsModel is the page of figures.
type StatsModel struct {
	Page
	Filter    StatsFilter
	Periods   []Choice // Value is an address
	People    []Choice
	KindsOf   []Choice
	Languages []Choice
	Everyone  string // address without the filters of person, kind and language; empty when there are none
	From      string // first and last day
	Until     string
	Who       string // whose figures they are; empty when everybody's
	As        string // when it was counted
	Missing   string // that days are missing, in words
	Today     []Tile
	Tiles     []Tile
	Plots     []Plot
	Small     bool // some of the figures rest on few cases
	// Drawable is how many decisions a sample can be drawn of; Draw are the hidden fields of the form for that.
	Drawable int
	Draw     []HiddenField
	// Refused says that the period cannot be read, so that there are no figures of it.
	Refused bool
	// SecondLook are the hidden fields of the form for a blind sample of all; NextOf and NextUntil say whose next decisions
	// are looked at twice, and until which day.
	SecondLook        []HiddenField
	NextOf, NextUntil string
	// Outlook says when the queue is likely to be empty, OutlookBasis on what that rests; empty when on nothing.
	Outlook, OutlookBasis string
}

// Tile is one number of today.
type Tile struct{ Word, Value, Sub, Code, Shape string }

// StatsPeriods are the periods that can be chosen, in days.
func StatsPeriods() []int { return []int{1, 7, 30, 90} }

// fewCases is below how many cases a figure is said to rest on few: a share of 20 cases moves by 5 % with
// each of them.
const fewCases = 20

// fewForP90 is below how many cases no 90th percentile is shown: it would be the largest value or next to it.
const fewForP90 = 10

// fewForP95 is the same for the 95th percentile.
const fewForP95 = 20

// NewStatsModel draws the figures.
func NewStatsModel(page Page, in StatsInput) StatsModel {
	m := StatsModel{Page: page, Filter: in.Filter, As: in.Now.In(in.Zone).Format("2006-01-02 15:04")}
	f := in.Period
	if n := len(f.Days); n > 0 {
		m.From, m.Until = f.Days[0].Day, f.Days[n-1].Day
	}
	for _, n := range StatsPeriods() {
		word := page.T("stats.days", "n", n)
		if n == 1 {
			word = page.T("stats.today")
		}
		m.Periods = append(m.Periods, Choice{"/stats?" + in.Filter.query(n), word, n == in.Filter.Days})
	}
	m.statsChoices(in)
	if in.Filter.Person != "" {
		m.Who = or(in.People[review.StaffID(in.Filter.Person)], page.T("audit.nameless"))
	}
	if f.Missing > 0 {
		m.Missing = page.T("stats.missing", "n", f.Missing)
	}
	m.Today = page.tiles(in.Today)
	m.Outlook, m.OutlookBasis = page.outlook(in.Outlook, in.Now, in.Zone)
	if len(in.Filter.Wrong) > 0 {
		m.Refused = true
		return m
	}
	m.Drawable, m.Draw = total(f.All.Made()), in.Filter.drawn(m.From, m.Until)
	m.seconds(in)
	m.Tiles = page.periodTiles(f)
	m.Plots = page.plots(f)
	for _, p := range m.Plots {
		m.Small = m.Small || p.Small != ""
	}
	return m
}

// plots are the small multiples of the page: of everybody, or of one person beside the desk.
func (p Page) plots(f review.Figures) []Plot {
	waited, handled := f.All.Cell().Times(stats.Waited), f.All.Cell().Times(stats.Handled)
	plots := []Plot{p.plotDays(f), p.plotOutcomes(f)}
	if f.Query.By != "" {
		plots = []Plot{p.plotBeside(f), p.plotTimes("times-handling", handled, p.desk(f).Cell().Times(stats.Handled)), p.plotByKind(f), p.plotDays(f)}
	}
	plots = append(plots, p.plotWaiting(f), p.plotTimes("times-waiting", waited, nil))
	if f.Query.By == "" {
		plots = append(plots, p.plotService(f), p.plotTimes("times-handling", handled, nil), p.plotHandling(f), p.plotPeople(f))
	}
	plots = append(plots, p.plotKinds(f), p.plotWeek(f), p.plotFirst(f), p.plotRounds(f), p.plotMended(f), p.plotReasons(f), p.plotFindings(f))
	if len(f.All.Seconds()) > 0 { // few desks ask for second opinions
		plots = append(plots, p.plotSeconds(f))
	}
	if f.Query.By == "" {
		plots = append(plots, p.plotAudits(f))
		if k, _ := overturned(f.All); k > 0 {
			plots = append(plots, p.plotWeights(f))
		}
		plots = append(plots, p.plotBacks(f), p.plotBulk(f))
	}
	return plots
}

// statsChoices fills the select boxes of the filter.
func (m *StatsModel) statsChoices(in StatsInput) {
	f := AuditFilter{Person: in.Filter.Person, Kind: in.Filter.Kind}
	choices := m.auditChoices(f, in.People, in.Kinds)
	m.People, m.KindsOf = choices.People, choices.Kinds
	m.Languages = []Choice{{"", m.T("stats.every-language"), in.Filter.Lang == ""}}
	for _, lang := range in.Languages {
		m.Languages = append(m.Languages, Choice{lang, m.T("lang." + lang), in.Filter.Lang == lang})
	}
	if in.Filter.Person+in.Filter.Kind+in.Filter.Lang != "" {
		rest := in.Filter
		rest.Person, rest.Kind, rest.Lang = "", "", ""
		m.Everyone = "/stats?" + rest.query(rest.Days)
	}
}

// outlook says when the queue is likely to be empty, and on what that rests.
func (p Page) outlook(o review.Outlook, now time.Time, zone *time.Location) (text, basis string) {
	switch {
	case o.Waiting == 0:
		return p.T("stats.forecast.empty"), ""
	case !o.Known:
		return p.T("stats.forecast.none"), ""
	}
	return p.forecast(o.Forecast, now, zone),
		p.T("stats.forecast.basis", "n", o.Decisions, "days", o.Days, "usual", o.Usual, "people", o.People)
}

func (p Page) tiles(f review.Figures) []Tile {
	outcomes := f.All.Outcomes()
	n := total(outcomes)
	tiles := []Tile{
		{Word: p.T("stats.tile.decided"), Value: grouped(n), Sub: p.arrived(f)},
	}
	for _, o := range review.Outcomes() {
		tiles = append(tiles, Tile{
			Word: p.T("audit.outcome." + string(o)), Value: grouped(outcomes[o]), Sub: share(outcomes[o], n),
			Code: string(o), Shape: outcomeShape(string(o)),
		})
	}
	return append(tiles,
		Tile{Word: p.T("stats.tile.waiting"), Value: p.median(f.All.Waiting()), Sub: p.p90(f.All.Waiting())},
		Tile{Word: p.T("stats.tile.handling"), Value: p.median(f.All.Handling()), Sub: p.p90(f.All.Handling())},
	)
}

// periodTiles are the numbers of the period that people ask for first.
func (p Page) periodTiles(f review.Figures) []Tile {
	n := f.All
	first := n.FirstRound()
	tiles := []Tile{
		{Word: p.T("stats.tile.decided"), Value: grouped(n.Decided()), Sub: p.arrived(f)},
		{Word: p.T("stats.tile.waiting"), Value: p.median(n.Waiting()), Sub: p.p90(n.Waiting())},
		{Word: p.T("stats.tile.handling"), Value: p.median(n.Handling()), Sub: p.p90(n.Handling())},
		{Word: p.T("stats.plot.first"), Value: share(first[review.Approve], total(first)), Sub: p.ofN(first[review.Approve], total(first))},
	}
	kept, of := n.Service()
	if of > 0 {
		tiles = append(tiles, Tile{Word: p.T("stats.plot.service"), Value: share(kept, of), Sub: p.ofN(kept, of)})
	}
	if a := n.Seconds().Agreement(); a.N > 0 {
		tile := Tile{Word: p.T("stats.tile.kappa"), Value: "–", Sub: p.T("stats.n.seconds", "n", grouped(a.N))}
		if a.Known && a.N >= fewCases {
			tile.Value, tile.Sub = hundredth(a.Kappa), p.T("stats.kappa-between", "low", hundredth(a.Low), "high", hundredth(a.High), "n", grouped(a.N))
		}
		tiles = append(tiles, tile)
	}
	k, audited := overturned(n)
	return append(tiles, Tile{Word: p.T("stats.tile.overturned"), Value: share(k, audited), Sub: p.ofN(k, audited)})
}

// arrived says how many rounds were sent; nothing of one person's figures, to whom nothing is sent.
func (p Page) arrived(f review.Figures) string {
	if f.Query.By != "" {
		return ""
	}
	return p.T("stats.tile.arrived", "n", grouped(f.All.Arrived()))
}

// ofN says of how many cases a share is.
func (p Page) ofN(k, n int) string {
	if n == 0 {
		return p.T("stats.none-yet")
	}
	return p.T("stats.k-of-n", "k", grouped(k), "n", grouped(n))
}

func (p Page) median(s review.Spread) string {
	if s.N == 0 {
		return "–"
	}
	return p.took(s.Median)
}

// p90 says the 90th percentile, or how few cases there are for one.
func (p Page) p90(s review.Spread) string {
	switch {
	case s.N == 0:
		return p.T("stats.none-yet")
	case s.N < fewForP90:
		return p.T("stats.of", "n", s.N)
	}
	return p.T("stats.p90", "time", p.took(s.P90))
}

// small says that a number of cases is small; empty when it is not, or when there are none at all.
func (p Page) small(n int) string {
	if n == 0 || n >= fewCases {
		return ""
	}
	return p.T("stats.small", "n", n)
}

// share writes n of all in per cent, without digits that so few cases could not carry.
func share(n, all int) string {
	if all == 0 {
		return "–"
	}
	if n > 0 && n*200 < all {
		return "< 1 %"
	}
	return itoa((n*100+all/2)/all) + " %"
}

func total[K comparable](counts map[K]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

package views

import (
	"time"

	"shinsa/review"
)

// StatsInput is what the page of figures shows.
type StatsInput struct {
	Now     time.Time
	Zone    *time.Location
	Days    int // of the period, today included
	Today   review.Figures
	Period  review.Figures
	Outlook review.Outlook
}

// StatsModel is the page of figures.
type StatsModel struct {
	Page
	Periods []Choice // Value is an address
	From    string   // first and last day
	Until   string
	Days    int
	As      string // when it was counted
	Tiles   []Tile
	Plots   []Plot
	Small   bool // some of the figures rest on few cases
	// Outlook says when the queue is likely to be empty, OutlookBasis on what that rests; empty when on nothing.
	Outlook, OutlookBasis string
}

// Tile is one number of today.
type Tile struct{ Word, Value, Sub, Code, Shape string }

// StatsPeriods are the periods that can be chosen, in days.
func StatsPeriods() []int { return []int{7, 30, 90} }

// fewCases is below how many cases a figure is said to rest on few: a share of 20 cases moves by 5 % with
// each of them.
const fewCases = 20

// fewForP90 is below how many cases no 90th percentile is shown: it would be the largest value or next to it.
const fewForP90 = 10

// NewStatsModel draws the figures.
func NewStatsModel(page Page, in StatsInput) StatsModel {
	m := StatsModel{Page: page, Days: in.Days, As: in.Now.In(in.Zone).Format("2006-01-02 15:04")}
	if n := len(in.Period.Days); n > 0 {
		m.From, m.Until = in.Period.Days[0].Day, in.Period.Days[n-1].Day
	}
	for _, n := range StatsPeriods() {
		m.Periods = append(m.Periods, Choice{"/stats?days=" + itoa(n), page.T("stats.days", "n", n), n == in.Days})
	}
	m.Tiles = page.tiles(in.Today)
	m.Outlook, m.OutlookBasis = page.outlook(in.Outlook, in.Now, in.Zone)
	f := in.Period
	m.Plots = []Plot{
		page.plotDays(f), page.plotOutcomes(f), page.plotWaiting(f), page.plotReasons(f), page.plotKinds(f),
		page.plotPeople(f), page.plotHandling(f), page.plotHours(f), page.plotAudits(f),
	}
	if f.Seconds.Agreed()+f.Seconds.Disagreed() > 0 { // few desks ask for second opinions
		m.Plots = append(m.Plots, page.plotSeconds(f))
	}
	for _, p := range m.Plots {
		m.Small = m.Small || p.Small != ""
	}
	return m
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
	n := total(f.Outcomes)
	tiles := []Tile{
		{Word: p.T("stats.tile.decided"), Value: grouped(n), Sub: p.T("stats.tile.arrived", "n", grouped(f.Arrived))},
	}
	for _, o := range review.Outcomes() {
		tiles = append(tiles, Tile{
			Word: p.T("audit.outcome." + string(o)), Value: grouped(f.Outcomes[o]), Sub: share(f.Outcomes[o], n),
			Code: string(o), Shape: outcomeShape(string(o)),
		})
	}
	return append(tiles,
		Tile{Word: p.T("stats.tile.waiting"), Value: p.median(f.Waiting), Sub: p.p90(f.Waiting)},
		Tile{Word: p.T("stats.tile.handling"), Value: p.median(f.Handling), Sub: p.p90(f.Handling)},
	)
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

package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/review/sampling"
	"shinsa/review/stats"
)

// SampleForm is what sample somebody asked for, as it was typed.
type SampleForm struct {
	Filter             AuditFilter
	Share, Count, Seed string
	Draw               string
	By                 []string
	Blind              bool
	Wrong              map[string]string // sentence by field
	WrongDay           map[string]string // id of words by the fields of the period
}

// SampleInput is what is needed to show samples beside the samples themselves.
type SampleInput struct {
	Me     review.Actor
	Now    time.Time
	Zone   *time.Location
	Kinds  []*kinds.Kind
	People map[review.StaffID]string
	Form   SampleForm
}

// SamplesModel is the page of all samples, with the form to draw one.
type SamplesModel struct {
	Page
	Form    SampleForm
	Choices AuditChoices
	Draws   []Choice
	Traits  []Choice
	Signs   []string // what makes a decision likelier in a risk draw, in words
	Rows    []SampleRow
}

// SampleRow is a line of the list of samples.
type SampleRow struct {
	Href, At, ISO, By, What string
	Draw                    string
	Blind                   bool
	Progress                string
}

// NewSamples turns the list of samples into what is shown of it.
func NewSamples(page Page, all []review.SampleLine, in SampleInput) SamplesModel {
	m := SamplesModel{Page: page, Form: in.Form, Choices: page.auditChoices(in.Form.Filter, in.People, in.Kinds)}
	m.Form.Filter.Wrong = in.Form.WrongDay
	for _, d := range []review.Draw{review.DrawRandom, review.DrawRisk} {
		m.Draws = append(m.Draws, Choice{string(d), page.T("sample.draw." + string(d)), in.Form.Draw == string(d) || in.Form.Draw == "" && d == review.DrawRandom})
	}
	for _, t := range review.Traits() {
		m.Traits = append(m.Traits, Choice{string(t), page.T("sample.by." + string(t)), slices.Contains(in.Form.By, string(t))})
	}
	for id, n := range map[string]int{
		"1quick": sampling.ForQuick, "2very-quick": sampling.ForVeryQuick, "3overridden": sampling.ForOverridden, "4history": sampling.ForHistory, "5bulk": sampling.ForBulk,
	} {
		m.Signs = append(m.Signs, id[:1]+page.T("sample.sign."+id[1:], "n", n, "few", sampling.FewestJudged))
	}
	slices.Sort(m.Signs)
	for i := range m.Signs {
		m.Signs[i] = m.Signs[i][1:]
	}
	for _, l := range all {
		m.Rows = append(m.Rows, SampleRow{
			Href: "/audit/samples/" + string(l.ID), At: clock(l.At, in.Zone), ISO: l.At.UTC().Format(time.RFC3339), By: or(l.DrawnBy, page.T("audit.nameless")),
			What: strings.Join(page.sampleFilter(&l.Sample, in), " · "), Draw: page.T("sample.draw." + string(l.Draw)), Blind: l.Blind,
			Progress: page.T("sample.done-of", "n", l.Done, "of", l.Size),
		})
	}
	return m
}

// sampleFilter says of which decisions a sample was drawn.
func (p Page) sampleFilter(s *review.Sample, in SampleInput) []string {
	f := s.Filter
	var out []string
	if f.By != "" {
		out = append(out, or(in.People[f.By], p.T("audit.nameless")))
	}
	if f.Kind != "" {
		out = append(out, p.T(kinds.KindName(f.Kind)))
	}
	if f.Outcome != "" {
		out = append(out, p.T("audit.outcome."+string(f.Outcome)))
	}
	if f.Lang != "" {
		out = append(out, p.T("lang."+f.Lang))
	}
	if f.Finding != "" {
		out = append(out, p.findingWord(f.Finding))
	}
	switch {
	case !f.From.IsZero() && !f.Until.IsZero():
		out = append(out, p.T("sample.period", "from", day(f.From, in.Zone), "until", day(f.Until.Add(-time.Microsecond), in.Zone)))
	case !f.From.IsZero():
		out = append(out, p.T("sample.since", "from", day(f.From, in.Zone)))
	case !f.Until.IsZero():
		out = append(out, p.T("sample.until", "until", day(f.Until.Add(-time.Microsecond), in.Zone)))
	}
	if len(out) == 0 {
		out = append(out, p.T("sample.all"))
	}
	return out
}

// SampleModel is the page of a sample.
type SampleModel struct {
	Page
	What           string
	Facts          []Fact
	Blind, Risk    bool
	Size, Done     int
	Left           int // for the reader
	Own, Gone      int
	NextHref       string // empty when nothing is left for the reader
	AgainHref      string
	Rows           []SampleItemRow
	Found          *FoundModel // nil before the first verdict
	Tallies        []TallyRow
	TalliesWithHid bool // the table of strata comes when the blind sample is worked through
}

// SampleItemRow is a decision of a sample, on its page and beside the open one.
type SampleItemRow struct {
	N                    int
	Href, Ref, Kind      string
	At, ISO              string
	Outcome, OutcomeWord string // empty while it is masked
	By                   string
	State                string // "open", "answered", "done", "own", "gone", "withheld"
	Word                 string // of the state
	Verdict, VerdictWord string
	Severity             string // in words
	Weight               int    // tickets in a risk draw
	Current              bool
}

// FoundModel is what the verdicts say.
type FoundModel struct {
	Judged, Overturned string
	Share, Range       string // "2.0 %", "0.6 % to 7.0 %"
	Few                string // said of small numbers; empty for others
	Severities         []Fact
	Blind              string // how often the own outcome was that of the decision; empty for none
	Risk               bool
}

// TallyRow is a line of the table of strata.
type TallyRow struct {
	Name                string
	Size, Taken, Judged int
	Overturned          int
	Share, Range        string
}

// fewJudged is below how many verdicts a share is said to be of few.
const fewJudged = 30

// NewSample turns a sample into what its page shows.
func NewSample(page Page, v *review.SampleView, in SampleInput) SampleModel {
	path := "/audit/samples/" + string(v.ID)
	m := SampleModel{
		Page: page, What: strings.Join(page.sampleFilter(&v.Sample, in), " · "), Blind: v.Blind, Risk: v.Draw == review.DrawRisk,
		Size: v.Size, Done: v.Done, Own: v.Own, Gone: v.Gone, AgainHref: path + "/again",
	}
	for i := range v.Items {
		row := page.sampleItemRow(v, &v.Items[i], in)
		if v.Items[i].Open() {
			m.Left++
		}
		m.Rows = append(m.Rows, row)
	}
	if n := v.Next(0); n > 0 {
		m.NextHref = path + "/items/" + itoa(n)
	}
	m.Facts = page.sampleFacts(&v.Sample, v.DrawnBy, in.Zone)
	if v.Found.Judged > 0 {
		m.Found = page.foundModel(v)
	}
	if len(v.Traits) > 0 {
		m.TalliesWithHid = v.Tallies == nil
		for _, t := range v.Tallies {
			m.Tallies = append(m.Tallies, page.tallyRow(&v.Sample, t, in))
		}
	}
	return m
}

func (p Page) sampleFacts(s *review.Sample, by string, zone *time.Location) []Fact {
	asked := p.T("sample.asked-count", "n", s.Size)
	if s.Share > 0 {
		asked = p.T("sample.asked-share", "share", strconv.FormatFloat(s.Share, 'f', -1, 64), "n", s.Size)
	}
	traits := make([]string, len(s.Traits))
	for i, t := range s.Traits {
		traits[i] = p.T("sample.by." + string(t))
	}
	return []Fact{
		{Label: p.T("sample.drawn-by"), Value: or(by, p.T("audit.nameless"))},
		{Label: p.T("sample.cut-off"), Value: s.At.In(zone).Format("2006-01-02 15:04:05"), Hint: p.T("sample.cut-off-hint")},
		{Label: p.T("sample.population"), Value: itoa(s.Population)},
		{Label: p.T("sample.size"), Value: asked},
		{Label: p.T("sample.draw"), Value: p.T("sample.draw." + string(s.Draw))},
		{Label: p.T("sample.strata"), Value: or(strings.Join(traits, " × "), p.T("sample.no-strata"))},
		{Label: p.T("sample.seed"), Value: s.Seed, Code: true},
		{Label: p.T("sample.digest"), Value: s.Digest, Code: true},
	}
}

func (p Page) sampleItemRow(v *review.SampleView, i *review.SampleItem, in SampleInput) SampleItemRow {
	row := SampleItemRow{
		N: i.N, Href: "/audit/samples/" + string(v.ID) + "/items/" + itoa(i.N), Ref: string(i.Reference), Kind: p.T(kinds.KindName(i.Kind)),
		At: clock(i.DecidedAt, in.Zone), ISO: i.DecidedAt.UTC().Format(time.RFC3339), By: i.ByName,
	}
	if i.Outcome != "" {
		row.Outcome, row.OutcomeWord = string(i.Outcome), p.T("audit.outcome."+string(i.Outcome))
	}
	if v.Draw == review.DrawRisk {
		row.Weight = i.Weight
	}
	switch {
	case i.Verdict != "":
		row.State, row.Verdict, row.VerdictWord = "done", string(i.Verdict), p.T("audit.verdict."+string(i.Verdict))
		row.Word = p.T("audit.verdict-by", "name", or(in.People[i.AuditedBy], p.T("audit.nameless")), "time", clock(i.AuditedAt, in.Zone))
		if i.Elsewhere {
			row.Word = p.T("sample.elsewhere")
		}
		if i.Severity != "" {
			row.Severity = p.T("severity." + string(i.Severity))
		}
		return row
	case i.Own:
		row.State = "own"
	case i.Erased:
		row.State = "gone"
	case i.Withheld:
		row.State = "withheld"
	case v.Blind && i.Answered(in.Me.ID) != nil:
		row.State = "answered"
	default:
		row.State = "open"
	}
	row.Word = p.T("sample.item." + row.State)
	return row
}

func (p Page) foundModel(v *review.SampleView) *FoundModel {
	f := v.Found
	m := &FoundModel{Judged: itoa(f.Judged), Overturned: itoa(f.Overturned), Share: samplePercent(f.Overturned, f.Judged), Risk: v.Draw == review.DrawRisk}
	if !m.Risk {
		m.Range = p.wilson(f.Overturned, f.Judged)
		if f.Judged < fewJudged {
			m.Few = p.T("sample.few", "n", f.Judged)
		}
	}
	if f.Overturned > 0 {
		for _, s := range []struct {
			of review.Severity
			n  int
		}{{review.Minor, f.Minor}, {review.Major, f.Major}, {review.Critical, f.Critical}} {
			m.Severities = append(m.Severities, Fact{Label: p.T("severity." + string(s.of)), Value: itoa(s.n), Hint: p.T("severity." + string(s.of) + ".means")})
		}
	}
	if f.Blind > 0 {
		m.Blind = p.T("sample.blind-agreed", "n", f.Agreed, "of", f.Blind, "share", samplePercent(f.Agreed, f.Blind))
	}
	return m
}

// wilson is the interval of a share, in words.
func (p Page) wilson(k, n int) string {
	i := stats.Wilson(k, n)
	return p.T("sample.range", "low", tenths(100*i.Low), "high", tenths(100*i.High))
}

func samplePercent(k, n int) string { return tenths(100*float64(k)/float64(max(n, 1))) + " %" }

func (p Page) tallyRow(s *review.Sample, t review.Tally, in SampleInput) TallyRow {
	row := TallyRow{Name: p.stratumWord(s, t.Name, in), Size: t.Size, Taken: t.Taken, Judged: t.Judged, Overturned: t.Overturned}
	if t.Judged > 0 && s.Draw != review.DrawRisk {
		row.Share, row.Range = samplePercent(t.Overturned, t.Judged), p.wilson(t.Overturned, t.Judged)
	}
	return row
}

// stratumWord names a stratum in words.
func (p Page) stratumWord(s *review.Sample, name string, in SampleInput) string {
	values := s.StratumTraits(name)
	out := make([]string, len(values))
	for i, v := range values {
		switch s.Traits[i] {
		case review.ByPerson:
			out[i] = or(in.People[review.StaffID(v)], p.T("audit.nameless"))
		case review.ByKind:
			out[i] = p.T(kinds.KindName(v))
		case review.ByOutcome:
			out[i] = p.T("audit.outcome." + v)
		case review.ByLanguage:
			out[i] = p.T("lang." + v)
		case review.ByFinding:
			out[i] = p.T("sample.no-finding")
			if v != "" {
				out[i] = p.findingWord(v)
			}
		}
	}
	return strings.Join(out, " · ")
}

// SampleAgainModel shows that a sample is drawn again, or in what it differs.
type SampleAgainModel struct {
	Page
	Back         string
	Same         bool
	Words        string
	First, Again []Fact
	Facts        []Fact
}

// NewSampleAgain turns a second draw into what is shown.
func NewSampleAgain(page Page, r *review.Redraw, zone *time.Location) SampleAgainModel {
	m := SampleAgainModel{Page: page, Back: "/audit/samples/" + string(r.ID), Same: r.Same, Facts: page.sampleFacts(&r.Sample, "", zone)[1:]}
	side := func(population int, digest string) []Fact {
		return []Fact{{Label: page.T("sample.population"), Value: itoa(population)}, {Label: page.T("sample.digest"), Value: digest, Code: true}}
	}
	m.First, m.Again = side(r.Sample.Population, r.Sample.Digest), side(r.Population, r.Digest)
	m.Words = page.T("sample.again-same", "n", r.Size)
	if !r.Same {
		m.Words = page.T("sample.again-differs", "missing", r.Missing, "other", r.Other)
	}
	return m
}

// wrong is the sentence about a field that was refused.
func (m SamplesModel) wrong(field string) string {
	if id := m.Form.WrongDay[field]; id != "" {
		return m.T(id)
	}
	return m.Form.Wrong[field]
}

func againTone(same bool) string {
	if same {
		return "ok"
	}
	return "bad"
}

func againShape(same bool) string {
	if same {
		return "✓"
	}
	return "✕"
}

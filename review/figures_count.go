package review

import (
	"slices"
	"time"

	"shinsa/review/kinds"
	"shinsa/review/stats"
)

// figureCube files what is counted under every place in which it is looked for: its kind or all, its language or all,
// its person or everybody. So each page finds its numbers added up.
type figureCube map[FigurePlace]*stats.Cell

// of are the four places of a person; of everybody when that is empty.
func (c figureCube) of(kind, lang string, person StaffID) [4]*stats.Cell {
	var out [4]*stats.Cell
	for i, at := range [4]FigurePlace{{kind, lang, person}, {kind, "", person}, {"", lang, person}, {"", "", person}} {
		if c[at] == nil {
			c[at] = &stats.Cell{}
		}
		out[i] = c[at]
	}
	return out
}

// figureCount counts what happened, by day.
type figureCount struct {
	zone    *time.Location
	kindOf  func(kind, version string) *kinds.Kind // nil for one that is not known
	days    map[string]figureCube
	awaited []DecisionID // left out
}

func newFigureCount(zone *time.Location, kindOf func(kind, version string) *kinds.Kind) *figureCount {
	return &figureCount{zone: zone, kindOf: kindOf, days: map[string]figureCube{}}
}

// on is the cube of the day of a moment, and the hour of the week.
func (f *figureCount) on(at time.Time) (figureCube, int) {
	local := at.In(f.zone)
	day := local.Format(time.DateOnly)
	if f.days[day] == nil {
		f.days[day] = figureCube{}
	}
	return f.days[day], hourOfWeek(local)
}

func (f *figureCount) arrival(a FigureArrival) {
	cube, hour := f.on(a.At)
	for _, c := range cube.of(a.Kind, a.Lang, "") {
		c.Add(stats.ArrivedHour, hour, 1)
	}
}

func (f *figureCount) audit(a FigureAudit) {
	cube, _ := f.on(a.At)
	at := boolNumber(a.Verdict == Overturn)
	for _, person := range []StaffID{"", a.On} {
		for _, c := range cube.of(a.Kind, a.Lang, person) {
			c.Add(stats.Audited, at, 1)
			if weight := slices.Index(Severities(), a.Severity); weight >= 0 {
				c.Add(stats.Overturned, weight, 1)
			}
		}
	}
}

func (f *figureCount) decision(d *FigureDecision) {
	if d.Awaited {
		f.awaited = append(f.awaited, d.ID)
		return
	}
	cube, hour := f.on(d.DecidedAt)
	seen, right, unsaid := f.findings(d)
	for _, person := range []StaffID{"", d.By} {
		for _, c := range cube.of(d.Kind, d.Lang, person) {
			d.worked(c)
			if d.Outcome != Escalate && !d.Concludes {
				continue
			}
			c.Add(stats.Decided, outcomeAt(d.Outcome), 1)
			c.Add(stats.DecidedHour, hour, 1)
			for _, r := range d.Reasons {
				c.AddNamed(stats.Reasons, r, 1)
			}
			if d.Outcome == Escalate {
				continue
			}
			d.concluded(c)
			for of, codes := range map[stats.NamedCounter][]string{stats.FindingSeen: seen, stats.FindingRight: right, stats.FindingUnsaid: unsaid} {
				for _, code := range codes {
					c.AddNamed(of, code, 1)
				}
			}
		}
	}
	if d.First != "" {
		first, second := outcomeAt(d.First), outcomeAt(d.Outcome)
		for person, at := range map[StaffID]int{"": first*4 + second, d.FirstBy: first*4 + second, d.By: second*4 + first} {
			for _, c := range cube.of(d.Kind, d.Lang, person) {
				c.Add(stats.Opinions, at, 1)
			}
		}
	}
}

// worked counts a decision as its author's work.
func (d *FigureDecision) worked(c *stats.Cell) {
	c.Add(stats.Made, outcomeAt(d.Outcome), 1)
	c.Add(stats.Handled, stats.ClassOf(d.Handling), 1)
	if d.Answered > 0 {
		c.Add(stats.Answers, 0, d.Answered-d.InBulk)
		c.Add(stats.Answers, 1, d.InBulk)
	}
	if d.BackKnown {
		c.Add(stats.Backs, boolNumber(d.BackUnseen), 1)
	}
}

func boolNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// concluded counts a decision that gave its applicant an outcome.
func (d *FigureDecision) concluded(c *stats.Cell) {
	c.Add(stats.Waited, stats.ClassOf(d.Waiting), 1)
	if d.Round == 1 {
		c.Add(stats.FirstRound, outcomeAt(d.Outcome), 1)
	}
	if d.Outcome == Approve || d.Outcome == Reject {
		c.Add(stats.EndedRound, min(d.Round, mostRoundsCounted), 1)
	}
	if !d.AnswerBy.IsZero() {
		c.Add(stats.Service, boolNumber(d.DecidedAt.After(d.AnswerBy)), 1)
	}
	for _, r := range d.AskedFor {
		c.AddNamed(stats.AskedAgain, r, 1)
		if !slices.Contains(d.Reasons, r) {
			c.AddNamed(stats.Mended, r, 1)
		}
	}
}

// mostRoundsCounted bounds the rounds that are told apart.
const mostRoundsCounted = 50

// findings sorts the findings of a decided round, each code once: those that point at something, those of them that
// were right, and those that point at nothing.
func (f *figureCount) findings(d *FigureDecision) (seen, right, unsaid []string) {
	if len(d.Findings) == 0 || !d.Concludes {
		return nil, nil, nil
	}
	k := f.kindOf(d.Kind, d.KindVersion)
	points, hits := map[string]bool{}, map[string]bool{}
	var codes []string
	for _, stored := range d.Findings {
		finding := ParseFinding(stored)
		if !slices.Contains(codes, finding.Code) {
			codes = append(codes, finding.Code)
		}
		if k == nil {
			continue
		}
		items, reasons := finding.pointsAt(k)
		points[finding.Code] = points[finding.Code] || len(items)+len(reasons) > 0
		hits[finding.Code] = hits[finding.Code] ||
			slices.ContainsFunc(items, func(id string) bool { return d.Answers[id] == No }) ||
			slices.ContainsFunc(reasons, func(id string) bool { return slices.Contains(d.Reasons, id) })
	}
	for _, code := range codes {
		switch {
		case !points[code]:
			unsaid = append(unsaid, code)
			continue
		case hits[code]:
			right = append(right, code)
		}
		seen = append(seen, code)
	}
	return seen, right, unsaid
}

// pointsAt are the items and the reasons of a kind that a finding is about: those of its field, and those that have its
// name.
func (f Finding) pointsAt(k *kinds.Kind) (items, reasons []string) {
	for _, item := range k.Checklist {
		if f.concerns(item) {
			items = append(items, item.ID)
			reasons = append(reasons, item.Reasons...)
		}
	}
	for _, r := range k.Reasons {
		if r.ID == f.Code || f.Field != "" && slices.Contains(r.Fields, f.Field) {
			reasons = append(reasons, r.ID)
		}
	}
	return items, reasons
}

// concerns says whether a finding is about what an item asks.
func (f Finding) concerns(item kinds.Item) bool {
	return f.Field != "" && f.Field == item.Field || slices.Contains(item.Reasons, f.Code) ||
		f.Code == FindingSamePicture && item.Field == FieldBackNotes
}

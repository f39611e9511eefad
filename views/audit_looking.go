package views

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/review/looking"
)

// LookingModel is the order in which the author of a decision looked, as far as it was recorded.
type LookingModel struct {
	None   string // why there is nothing; empty when there is something
	Sums   []LookSum
	Visits []LookVisit
}

// LookSum is a sentence about the whole of it.
type LookSum struct {
	Text string
	Warn bool // it is something to look into
}

// LookVisit is one time that the case was open: as a drawing, and as a table of what the drawing is made of.
type LookVisit struct {
	Title string
	Draw  Drawing
	Rows  []LookRow
}

// LookRow is a line of the table: after how long, what, and how long after the answer before.
type LookRow struct {
	After, What, Since string
	Together           bool
}

// lookingModel turns what was recorded with a decision into what is shown of it.
func (p Page) lookingModel(v *review.AuditView, items []ItemLine, zone *time.Location) LookingModel {
	d := v.Decision
	record, ok := looking.Parse(d.Looking)
	if !ok || len(record) == 0 {
		return LookingModel{None: p.T("audit.looking.none")}
	}
	var m LookingModel
	var sides []string
	for _, side := range v.Kind.Sides {
		if !slices.ContainsFunc(d.Images, func(i review.DecisionImage) bool { return i.Side == side.ID }) {
			continue
		}
		sides = append(sides, side.ID)
		name := p.sideName(v.Kind, side.ID)
		if record.Saw(side.ID) {
			m.Sums = append(m.Sums, LookSum{Text: p.T("audit.looking.sight", "side", name, "time", p.took(record.InSight(side.ID)))})
		} else {
			m.Sums = append(m.Sums, LookSum{Text: p.T("audit.looking.never", "side", name), Warn: true})
		}
	}
	if n := len(d.Bulk); n > 0 {
		m.Sums = append(m.Sums, LookSum{Text: p.T("audit.looking.bulk", "n", n, "of", len(d.Answers))})
	}
	for _, one := range record {
		t := lookLine{page: p, visit: one, kind: v.Kind, sides: sides, items: items, bulk: d.Bulk}
		title := p.T("audit.looking.visit", "time", one.At.In(zone).Format("2006-01-02 15:04:05"), "span", p.took(one.For))
		m.Visits = append(m.Visits, LookVisit{Title: title, Draw: t.draw(), Rows: t.rows()})
	}
	return m
}

// lookLine draws one visit.
type lookLine struct {
	page  Page
	visit looking.Visit
	kind  *kinds.Kind
	sides []string
	items []ItemLine
	bulk  []string
}

// The drawing's measures, in units of which one is about a pixel of the panel that it stands in.
const (
	lookW     = 420
	lookLabel = 74 // room for the names of the rows
	lookRow   = 20
	lookTop   = 2
)

func (t lookLine) draw() Drawing {
	seconds := t.visit.For.Seconds()
	steps := timeTicks(max(seconds, 1), 6)
	end := max(steps[len(steps)-1], 1)
	x := func(at time.Duration) float64 { return lookLabel + at.Seconds()/end*(lookW-lookLabel-14) }
	axis := float64(lookTop + lookRow*len(t.sides) + lookRow + 12)
	d := Drawing{W: lookW, H: int(axis) + 18, Desc: t.spoken()}
	for _, s := range steps {
		at := x(time.Duration(s * float64(time.Second)))
		d.line(at, lookTop, at, axis, "grid")
		d.text(at, axis+13, "middle", "tick", t.page.took(time.Duration(s*float64(time.Second))))
	}
	for k, side := range t.sides {
		y := float64(lookTop + k*lookRow)
		name := t.page.sideName(t.kind, side)
		d.text(0, y+14, "start", "", name)
		for _, s := range t.visit.Sights() {
			if s.Side == side {
				d.bar(x(s.From), y+4, max(1, x(s.To)-x(s.From)), lookRow-8, "in-sight", name+": "+t.tenths(s.From)+" – "+t.tenths(s.To))
			}
		}
	}
	t.answers(&d, x, float64(lookTop+lookRow*len(t.sides)))
	d.line(lookLabel, axis, lookW-14, axis, "axis")
	return d
}

// answers draws a stroke for each answer, with the number of its item where there is room, and a ring for those that were
// given together, with how many they are.
func (t lookLine) answers(d *Drawing, x func(time.Duration) float64, y float64) {
	d.text(0, y+20, "start", "", t.page.T("audit.looking.answers"))
	var labels []float64
	label := func(at float64, text string) {
		if !slices.ContainsFunc(labels, func(l float64) bool { return math.Abs(l-at) < 16 }) {
			d.text(at, y+9, "middle", "tick", text)
			labels = append(labels, at)
		}
	}
	together := map[time.Duration]int{}
	for _, e := range t.visit.Events {
		if _, ok := t.item(e); ok && slices.Contains(t.bulk, e.Name) {
			together[e.After]++
		}
	}
	for at, n := range together {
		d.Dots = append(d.Dots, Dot{X: x(at), Y: y + 19, R: 5, Class: "together", Tip: t.page.T("audit.looking.together", "n", n)})
		label(x(at), "×"+itoa(n))
	}
	for _, e := range t.visit.Events {
		if i, ok := t.item(e); ok && !slices.Contains(t.bulk, e.Name) {
			d.line(x(e.After), y+12, x(e.After), y+26, "answer")
			label(x(e.After), itoa(i.N))
		}
	}
}

func (t lookLine) item(e looking.Event) (ItemLine, bool) {
	k := slices.IndexFunc(t.items, func(i ItemLine) bool { return e.What == looking.Answered && i.ID == e.Name })
	if k < 0 {
		return ItemLine{}, false
	}
	return t.items[k], true
}

// spoken says what the drawing shows.
func (t lookLine) spoken() string {
	var all []string
	var answers int
	for _, side := range t.sides {
		seen := looking.Record{t.visit}.InSight(side)
		all = append(all, t.page.T("audit.looking.sight", "side", t.page.sideName(t.kind, side), "time", t.page.took(seen)))
	}
	for _, e := range t.visit.Events {
		if _, ok := t.item(e); ok {
			answers++
		}
	}
	return strings.Join(append(all, t.page.T("audit.looking.answers")+": "+itoa(answers)), ". ")
}

// rows are the same in words, in the order of time.
func (t lookLine) rows() []LookRow {
	type row struct {
		at time.Duration
		LookRow
	}
	var all []row
	for _, s := range t.visit.Sights() {
		if slices.Contains(t.sides, s.Side) {
			what := t.page.T("audit.looking.came", "side", t.page.sideName(t.kind, s.Side), "time", t.tenths(s.To-s.From))
			all = append(all, row{s.From, LookRow{What: what}})
		}
	}
	before := time.Duration(-1)
	for _, e := range t.visit.Events {
		i, ok := t.item(e)
		if !ok {
			continue
		}
		r := LookRow{What: itoa(i.N) + ". " + i.Question, Together: slices.Contains(t.bulk, e.Name)}
		if before >= 0 {
			r.Since = t.tenths(e.After - before)
		}
		before = e.After
		all = append(all, row{e.After, r})
	}
	slices.SortStableFunc(all, func(a, b row) int { return int(a.at - b.at) })
	out := make([]LookRow, len(all))
	for i, r := range all {
		out[i] = r.LookRow
		out[i].After = t.tenths(r.at)
	}
	return out
}

// tenths is a time as it was told.
func (t lookLine) tenths(d time.Duration) string {
	return t.page.T("took.s", "n", strconv.FormatFloat(d.Seconds(), 'f', 1, 64))
}

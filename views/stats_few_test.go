package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/review/stats"
)

// workedOff is what somebody did: decisions with answers each, some of them given together, some audited and overturned.
func workedOff(decisions, answers, together, audited, overturned int) *stats.Cell {
	c := &stats.Cell{}
	c.Add(stats.Made, 0, decisions)
	c.Add(stats.Decided, 0, decisions)
	c.Add(stats.Handled, stats.ClassOf(time.Minute), decisions)
	c.Add(stats.Answers, 0, decisions*(answers-together))
	c.Add(stats.Answers, 1, decisions*together)
	c.Add(stats.Backs, 0, decisions)
	c.Add(stats.Audited, 0, audited-overturned)
	c.Add(stats.Audited, 1, overturned)
	c.Add(stats.Overturned, 0, overturned)
	return c
}

// figuresOfTwo are those of somebody with many cases and of somebody with few.
func figuresOfTwo() review.Figures {
	many, few := workedOff(40, 12, 6, 30, 25), workedOff(2, 12, 12, 2, 1)
	all := &stats.Cell{}
	all.Merge(many)
	all.Merge(few)
	numbers := review.NumbersOf
	return review.Figures{
		All: numbers(all), Kinds: map[string]review.Numbers{"resident-card": numbers(all)},
		Staff: []review.StaffFigures{{Person: "1", Name: "Many", Numbers: numbers(many)}, {Person: "2", Name: "Few", Numbers: numbers(few)}},
	}
}

// Of a person with few cases no plot draws a share or a bar to compare, and no table has one: the counts stand there. Many
// answers of two decisions are two cases.
func TestFewCasesOfAPersonAreComparedWithNobody(t *testing.T) {
	t.Parallel()
	page, f := statsPage(t), figuresOfTwo()
	for _, c := range []struct {
		plot  Plot
		label string
		cells []string // of the row in the table
	}{
		{page.plotBulk(f), "2 decisions: too few", []string{"Few", "24", "24", "too few", "–"}},
		{page.plotBacks(f), "n = 2: too few", []string{"Few", "0", "2", "too few", "–"}},
		{page.plotAudits(f), "n = 2: too few", []string{"Few", "1", "2", "too few", "–"}},
		{page.plotWeights(f), "n = 1: too few", []string{"Few", "0", "0", "1", "1"}},
	} {
		row := slices.IndexFunc(c.plot.Table.Rows, func(r []string) bool { return r[0] == "Few" })
		if row < 0 || !slices.Equal(c.plot.Table.Rows[row], c.cells) {
			t.Errorf("%s: the table is %q, want a row %q", c.plot.ID, c.plot.Table.Rows, c.cells)
			continue
		}
		if !slices.ContainsFunc(c.plot.Draw.Texts, func(x Caption) bool { return x.Text == c.label }) {
			t.Errorf("%s: %q is nowhere on it: %v", c.plot.ID, c.label, c.plot.Draw.Texts)
		}
		top, bottom := rowTop+rowHeight*float64(row), rowTop+rowHeight*float64(row+1)
		for _, b := range c.plot.Draw.Bars {
			if b.Y >= top && b.Y < bottom {
				t.Errorf("%s draws a bar of few cases: %+v", c.plot.ID, b)
			}
		}
		for _, d := range c.plot.Draw.Dots {
			if d.Y >= top && d.Y < bottom {
				t.Errorf("%s draws a share of few cases: %+v", c.plot.ID, d)
			}
		}
		if !slices.ContainsFunc(c.plot.Key, func(k KeyEntry) bool { return strings.Contains(k.Word, "not drawn") }) {
			t.Errorf("%s does not explain that somebody is left out: %v", c.plot.ID, c.plot.Key)
		}
	}
}

// On the page of one person the same holds beside the desk.
func TestFewCasesOfAPersonBesideTheDesk(t *testing.T) {
	t.Parallel()
	page, f := statsPage(t), figuresOfTwo()
	few := f
	few.Query.By, few.All, few.Desk = "2", f.Staff[1].Numbers, f.Kinds
	few.Kinds = map[string]review.Numbers{"resident-card": few.All}
	p := page.plotBeside(few)
	if len(p.Draw.Dots) > 0 {
		t.Errorf("shares of 2 decisions are drawn: %+v", p.Draw.Dots)
	}
	for _, want := range [][]string{
		{"Approved", "2", "2", "too few", "–", "100 %", "42"},
		{"Answered in bulk", "24", "24", "too few", "–", "52 %", "504"},
	} {
		if !slices.ContainsFunc(p.Table.Rows, func(r []string) bool { return slices.Equal(r, want) }) {
			t.Errorf("the table is %q, want a row %q", p.Table.Rows, want)
		}
	}
	many := few
	many.Query.By, many.All = "1", f.Staff[0].Numbers
	many.Kinds = map[string]review.Numbers{"resident-card": many.All}
	if p := page.plotBeside(many); len(p.Draw.Dots) < 3 {
		t.Errorf("of 40 decisions only %d shares are drawn", len(p.Draw.Dots))
	}
}

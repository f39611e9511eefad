package views

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/review/stats"
	"shinsa/views/words"
)

// statsPage is a page in English for models that need words.
func statsPage(t *testing.T) Page {
	t.Helper()
	c, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Page{Lang: "en", Words: c}
}

// cellOf counts n decisions of any sort, on a day of the week.
func cellOf(day time.Weekday, n int) *stats.Cell {
	c := &stats.Cell{}
	for i := range min(n, 500) {
		many := n / min(n, 500)
		o := i % 4
		c.Add(stats.Decided, o, many)
		c.Add(stats.Made, o, many)
		c.Add(stats.Waited, stats.ClassOf(time.Duration(i)*time.Minute), many)
		c.Add(stats.Handled, stats.ClassOf(time.Duration(i)*time.Second), many)
		c.Add(stats.DecidedHour, int(day)*24+i%24, many)
		c.Add(stats.ArrivedHour, int(day)*24+i%11, many)
		c.Add(stats.FirstRound, o%3, many)
		c.Add(stats.EndedRound, 1+i%5, many)
		c.Add(stats.Service, i%2, many)
		c.Add(stats.Answers, i%2, many*7)
		c.Add(stats.Backs, i%9/8, many)
		c.Add(stats.Audited, i%7/6, many)
		if i%7 == 6 && i%2 == 0 { // half of the overturns are from before there were severities
			c.Add(stats.Overturned, i%3, many)
		}
		c.Add(stats.Opinions, i%16, many)
		c.AddNamed(stats.Reasons, fmt.Sprintf("reason-%02d", i%20), many)
		c.AddNamed(stats.AskedAgain, fmt.Sprintf("reason-%02d", i%20), many)
		if i%20 < 10 {
			c.AddNamed(stats.Mended, fmt.Sprintf("reason-%02d", i%20), many)
		}
		c.AddNamed(stats.FindingSeen, fmt.Sprintf("finding-%02d", i%15), many)
		if i%15 < 5 {
			c.AddNamed(stats.FindingRight, fmt.Sprintf("finding-%02d", i%15), many)
		}
		c.AddNamed(stats.FindingUnsaid, "finding-unsaid", many)
	}
	return c
}

// figuresOf makes figures of n decisions a day over some days.
func figuresOf(days, n int) review.Figures {
	f := review.Figures{Kinds: map[string]review.Numbers{}}
	first := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	all := &stats.Cell{}
	for i := range days {
		at := first.AddDate(0, 0, i)
		c := cellOf(at.Weekday(), n)
		all.Merge(c)
		f.Days = append(f.Days, review.DayFigures{Day: at.Format(time.DateOnly), Numbers: review.NumbersOf(c)})
	}
	f.All = review.NumbersOf(all)
	if n > 0 {
		f.Kinds["resident-card"] = f.All
	}
	for i := range min(n, 20) {
		f.Staff = append(f.Staff, review.StaffFigures{Person: review.StaffID(fmt.Sprint(i)), Name: strings.Repeat("名", i), Numbers: f.All})
	}
	return f
}

// Whatever the figures are, every mark lies on its drawing and is a number.
func TestPlotsStayOnTheirDrawings(t *testing.T) {
	t.Parallel()
	page := statsPage(t)
	for _, c := range []struct{ days, n int }{{0, 0}, {1, 0}, {1, 1}, {7, 3}, {30, 12}, {90, 400}, {90, 1_000_000 / 90}} {
		f := figuresOf(c.days, c.n)
		m := NewStatsModel(page, StatsInput{Now: testNow, Zone: time.UTC, Filter: StatsFilter{Days: 90}, Today: f, Period: f})
		of := f
		of.Query.By, of.Desk = "0", f.Kinds
		long := figuresOf(c.days*10, c.n/10)
		m.Plots = append(append(m.Plots, page.plots(of)...), page.plots(long)...)
		if len(m.Plots) < 40 {
			t.Fatalf("%d plots", len(m.Plots))
		}
		for _, p := range m.Plots {
			drawings := []Drawing{p.Draw}
			if p.Narrow != nil {
				drawings = append(drawings, *p.Narrow)
			}
			if (p.Empty == "") != (len(p.Table.Rows) > 0) {
				t.Errorf("%d×%d: %s is empty (%q) and has %d rows", c.days, c.n, p.ID, p.Empty, len(p.Table.Rows))
			}
			for _, d := range drawings {
				checkDrawing(t, fmt.Sprintf("%d×%d %s", c.days, c.n, p.ID), d)
			}
			for _, row := range p.Table.Rows {
				if len(row) != len(p.Table.Head) {
					t.Errorf("%s: a row of %d cells below %d heads", p.ID, len(row), len(p.Table.Head))
				}
			}
		}
	}
}

var testNow = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

func checkDrawing(t *testing.T, what string, d Drawing) {
	t.Helper()
	on := func(mark string, xs, ys []float64) {
		t.Helper()
		for i := range xs {
			if !(xs[i] >= -1 && xs[i] <= float64(d.W)+1 && ys[i] >= -1 && ys[i] <= float64(d.H)+1) || math.IsNaN(xs[i]+ys[i]) {
				t.Errorf("%s: %s at %g, %g is not on %d × %d", what, mark, xs[i], ys[i], d.W, d.H)
			}
		}
	}
	for _, b := range d.Bars {
		on("bar of "+b.Code, []float64{b.X, b.X + b.W}, []float64{b.Y, b.Y + b.H})
	}
	for _, l := range d.Lines {
		on("line "+l.Class, []float64{l.X1, l.X2}, []float64{l.Y1, l.Y2})
	}
	for _, o := range d.Dots {
		on("dot "+o.Class, []float64{o.X}, []float64{o.Y})
	}
	for _, c := range d.Texts {
		on("text "+c.Text, []float64{c.X}, []float64{c.Y})
	}
}

func TestTicks(t *testing.T) {
	t.Parallel()
	for most, want := range map[float64]string{0: "[0 1]", 1: "[0 1]", 3: "[0 1 2 3]", 4: "[0 1 2 3 4]", 7: "[0 2 4 6 8]", 73: "[0 20 40 60 80]", 12345: "[0 5000 10000 15000]"} {
		if got := fmt.Sprint(ticks(most, 4)); got != want {
			t.Errorf("ticks(%g) = %s, want %s", most, got, want)
		}
	}
	for most, want := range map[float64]string{0: "[0 5]", 50: "[0 15 30 45 60]", 100: "[0 30 60 90 120]", 9000: "[0 3600 7200 10800]", 3e7: "[0 9.6768e+06 1.93536e+07 2.90304e+07 3.87072e+07]"} {
		if got := fmt.Sprint(timeTicks(most, 4)); got != want {
			t.Errorf("timeTicks(%g) = %s, want %s", most, got, want)
		}
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n, all int
		want   string
	}{{0, 0, "–"}, {0, 5, "0 %"}, {1, 3, "33 %"}, {2, 3, "67 %"}, {3, 3, "100 %"}, {1, 1000, "< 1 %"}, {1, 200, "1 %"}} {
		if got := share(c.n, c.all); got != c.want {
			t.Errorf("share(%d, %d) = %q, want %q", c.n, c.all, got, c.want)
		}
	}
}

func TestTook(t *testing.T) {
	t.Parallel()
	page := statsPage(t)
	for d, want := range map[time.Duration]string{
		0: "0 s", 48 * time.Second: "48 s", 119 * time.Second: "119 s", 2*time.Minute - 400*time.Millisecond: "2.0 min",
		204 * time.Second: "3.4 min", 10*time.Minute - time.Second: "10 min", 85 * time.Minute: "85 min", 2 * time.Hour: "2.0 h",
		5*time.Hour + 12*time.Minute: "5.2 h", 72 * time.Hour: "3.0 d", -time.Second: "–",
	} {
		if got := page.took(d); got != want {
			t.Errorf("took(%s) = %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		10 * time.Second: "10 s", 30 * time.Minute: "30 min", time.Hour: "1 h", 12 * time.Hour: "12 h", 72 * time.Hour: "3 d", 90 * time.Minute: "90 min",
	} {
		if got := page.exactly(d); got != want {
			t.Errorf("exactly(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestFewCasesAreSaidToBeFew(t *testing.T) {
	t.Parallel()
	page := statsPage(t)
	for n, want := range map[int]bool{0: false, 1: true, fewCases - 1: true, fewCases: false} {
		if got := page.small(n) != ""; got != want {
			t.Errorf("%d cases are few: %t, want %t", n, got, want)
		}
	}
	if got := page.p90(review.Spread{N: fewForP90 - 1, Median: time.Minute, P90: time.Hour}); strings.Contains(got, "60") {
		t.Errorf("of %d cases a 90th percentile is shown: %q", fewForP90-1, got)
	}
	if got := page.spreadCells(review.Spread{N: 3, Median: time.Minute, P90: time.Hour})[2]; got != "–" {
		t.Errorf("of 3 cases a 90th percentile is shown: %q", got)
	}
}

func TestShortened(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"": "", "short": "short", "exactly ten": "exactly te…", "在留カード": "在留カード", "在留カードと": "在留カード…",
	} {
		if got := shortened(s, 10); got != want {
			t.Errorf("shortened(%q) = %q, want %q", s, got, want)
		}
	}
}

// TestSecondOpinionsAreCompared: by what the first decision said, with how often the second said the same.
func TestSecondOpinionsAreCompared(t *testing.T) {
	t.Parallel()
	page := statsPage(t)
	for _, c := range []struct {
		words       string
		seconds     review.SecondFigures
		lead, table string
	}{
		{"all the same", review.SecondFigures{review.Approve: {review.Approve: 4}}, "4 of 4 said the same as the first decision: 100 %. Each row is a first decision.",
			"[[Approved 4 0 0 0 100 %]]"},
		{"never the same", review.SecondFigures{review.Reject: {review.Approve: 1, review.Escalate: 1}}, "0 of 2 said the same as the first decision: 0 %. Each row is a first decision.",
			"[[Rejected 1 0 0 1 0 %]]"},
		{"both", review.SecondFigures{review.Reject: {review.Reject: 1, review.Resubmit: 2}, review.Approve: {review.Approve: 20, review.Reject: 7}},
			"21 of 30 said the same as the first decision: 70 %. Each row is a first decision. " +
				"Cohen’s kappa is 0.20 (95 % interval -0.04 to 0.43): 1 is full agreement, 0 as much as by chance.", "[[Approved 20 7 0 0 74 %] [Rejected 0 1 2 0 33 %]]"},
	} {
		p := page.plotSeconds(review.Figures{All: opinions(c.seconds)})
		if got := fmt.Sprint(p.Table.Rows); p.Lead != c.lead || got != c.table {
			t.Errorf("%s: %q, %s; want %q, %s", c.words, p.Lead, got, c.lead, c.table)
		}
	}
}

// opinions are numbers of nothing but second opinions.
func opinions(f review.SecondFigures) review.Numbers {
	c := &stats.Cell{}
	for i, one := range review.Outcomes() {
		for j, other := range review.Outcomes() {
			c.Add(stats.Opinions, i*4+j, f[one][other])
		}
	}
	return review.NumbersOf(c)
}

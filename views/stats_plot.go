package views

import (
	"math"
	"strconv"
)

// Plot is one of the small multiples: a drawing, the numbers that it is drawn from, and how many cases
// they are.
type Plot struct {
	ID    string
	Title string
	Lead  string // what it says, in a sentence
	N     string // the number of cases, in words
	Small string // that they are few, in words; empty when they are not
	Empty string // in place of the drawing where there is nothing to draw
	Key   []KeyEntry
	Draw  Drawing
	// Narrow is Draw as it is drawn on a narrow screen, where a wide one would be too small to read; nil
	// when Draw serves both.
	Narrow *Drawing
	Table  PlotTable
	Wide   bool // two places of the grid
}

// KeyEntry explains a fill of the drawing.
type KeyEntry struct{ Code, Shape, Word string }

// PlotTable is the table beside a drawing. The first column names the row.
type PlotTable struct {
	Head  []string
	Rows  [][]string
	Hrefs []string // where the names of the rows lead; empty or shorter than Rows where they lead nowhere
}

// Href is where the name of a row leads; empty for nowhere.
func (t PlotTable) Href(row int) string {
	if row < len(t.Hrefs) {
		return t.Hrefs[row]
	}
	return ""
}

// Drawing is a picture made of a few primitives, in units of its own that scale with the page.
type Drawing struct {
	W, H  int
	Desc  string // read out in place of the picture
	Bars  []Bar
	Lines []Stroke
	Dots  []Dot
	Texts []Caption
}

// Bar is a filled rectangle; Code says of what, which decides its fill. Tip is shown on pointing at it.
type Bar struct {
	X, Y, W, H float64
	Code, Tip  string
}

// Stroke is a straight line of a class: "grid", "axis", "span" or "share".
type Stroke struct {
	X1, Y1, X2, Y2 float64
	Class          string
}

// Dot is a mark at a value.
type Dot struct {
	X, Y, R    float64
	Class, Tip string
}

// Caption is a piece of text. Anchor is "start", "middle" or "end".
type Caption struct {
	X, Y   float64
	Anchor string
	Class  string
	Text   string
}

// drawBoth draws a plot that takes two places of the grid, and the same for a narrow screen.
func (p *Plot) drawBoth(draw func(width int) Drawing) {
	narrow := draw(frameW)
	p.Draw, p.Narrow, p.Wide = draw(wideW), &narrow, true
}

func (d *Drawing) bar(x, y, w, h float64, code, tip string) {
	if w > 0 && h > 0 {
		d.Bars = append(d.Bars, Bar{x, y, w, h, code, tip})
	}
}

func (d *Drawing) line(x1, y1, x2, y2 float64, class string) {
	d.Lines = append(d.Lines, Stroke{x1, y1, x2, y2, class})
}

func (d *Drawing) text(x, y float64, anchor, class, text string) {
	d.Texts = append(d.Texts, Caption{x, y, anchor, class, text})
}

// coordinate writes a number of the drawing with as many digits as can be seen.
func coordinate(x float64) string {
	return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
}

// ticks divides 0 to most into at most n steps of 1, 2 or 5 times a power of ten, and returns the values,
// the last of which is at least most. Counts have no step below 1.
func ticks(most float64, n int) []float64 {
	if most <= 0 {
		most = 1
	}
	step := math.Pow(10, math.Floor(math.Log10(most/float64(n))))
	for _, m := range []float64{1, 2, 5, 10} {
		if most/(step*m) <= float64(n) {
			step *= m
			break
		}
	}
	step = max(step, 1)
	return until(most, step)
}

// timeSteps are the steps of an axis of durations, in seconds: those that clocks and people count in.
var timeSteps = []float64{
	5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 2 * 24 * 3600, 7 * 24 * 3600,
	14 * 24 * 3600, 28 * 24 * 3600,
}

// timeTicks is ticks for seconds.
func timeTicks(most float64, n int) []float64 {
	step := timeSteps[len(timeSteps)-1]
	for _, s := range timeSteps {
		if most/s <= float64(n) {
			step = s
			break
		}
	}
	for most/step > float64(n) {
		step *= 2
	}
	return until(most, step)
}

func until(most, step float64) []float64 {
	var out []float64
	for i := 0; ; i++ {
		v := float64(i) * step
		out = append(out, v)
		if v >= most && i > 0 {
			return out
		}
	}
}

// fillOf is the paint of a bar: the textured ones are patterns of the page (plotFills), the others come
// from the style sheet.
func fillOf(code string) string {
	switch code {
	case "reject", "resubmit", "escalate":
		return "url(#fill-" + code + ")"
	case "critical":
		return "url(#fill-reject)"
	case "major":
		return "url(#fill-resubmit)"
	}
	return "currentColor"
}

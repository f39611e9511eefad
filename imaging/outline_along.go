package imaging

import "math"

// along is what a line passes on its way: sums from its first t on, so that any
// stretch of it is told by two of them.
type along struct {
	from         int // the first t
	edges        []int32
	above, below [][3]int32 // the channels on the side of the normal and on the other one
}

// aside are the distances from a line at which the picture is read, in pixels: beyond
// the edge itself, and within a card's print.
var aside = [...]float64{2.5, 3.5, 4.5}

// measure fills in what the line passes.
func (s *scene) measure(l *line) {
	from, to := s.span(l)
	n := to - from + 2
	a := along{from: from, edges: make([]int32, n), above: make([][3]int32, n), below: make([][3]int32, n)}
	angle := int(degrees(l.nx, l.ny))
	for i := 1; i < n; i++ {
		t := float64(from + i - 1)
		a.edges[i], a.above[i], a.below[i] = a.edges[i-1], a.above[i-1], a.below[i-1]
		if _, ok := s.edgeNear(l, angle, t); ok {
			a.edges[i]++
		}
		x, y := s.at(l, t)
		for _, d := range aside {
			above, below := s.index(x+d*l.nx, y+d*l.ny), s.index(x-d*l.nx, y-d*l.ny)
			for c, p := range s.channels {
				a.above[i][c] += int32(p.pix[above])
				a.below[i][c] += int32(p.pix[below])
			}
		}
	}
	l.along = a
}

// index is the pixel at a place, or the nearest one.
func (s *scene) index(x, y float64) int {
	px := min(max(int(math.Round(x)), 0), s.w-1)
	py := min(max(int(math.Round(y)), 0), s.h-1)
	return py*s.w + px
}

// place is the sum up to t.
func (a *along) place(t float64) int {
	return min(max(int(math.Round(t))-a.from, 0), len(a.edges)-1)
}

// support is the share of a stretch that has an edge; what lies outside of the scene
// has none.
func (a *along) support(from, to float64) float64 {
	if to-from < 1 {
		return 0
	}
	return min(1, float64(a.edges[a.place(to)]-a.edges[a.place(from)])/(to-from))
}

// step is how much the picture differs from below to above a stretch, on the mean. It
// is false for a stretch of fewer pixels in the scene than least.
func (a *along) step(from, to float64, least int) (step colour, ok bool) {
	i, j := a.place(from), a.place(to)
	if j-i < least {
		return step, false
	}
	for c := range step {
		step[c] = float64(a.above[j][c]-a.above[i][c]-a.below[j][c]+a.below[i][c]) / float64(len(aside)*(j-i))
		if c > 0 {
			step[c] *= colourGain
		}
	}
	return step, true
}

// colour is brightness and the two differences, or how two colours differ in them.
type colour [3]float64

func (a colour) dot(b colour) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a colour) size() float64        { return math.Sqrt(a.dot(a)) }

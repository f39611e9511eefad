package imaging

import (
	"cmp"
	"math"
	"slices"
)

// quad is a quadrilateral in a scene.
type quad struct {
	corners [4][2]float64 // pixels of the scene; corner i is where side i begins
	support [4]float64    // the share of each side that has an edge
	beyond  float64       // how far the picture goes on differing beyond the corners, 0 to 1
	score   float64
}

const (
	leastArea    = 0.10 // of the picture
	mostOutside  = 0.02 // how far outside of the picture a corner may lie, of its size
	leastSupport = 0.5  // of a side, for looking at a quadrilateral at all
	roundCorner  = 0.07 // of a side, at both ends: there it is round
	directions   = 6    // of 30 degrees each
	mostPairs    = 80   // in one direction
	fullStep     = 12   // levels: from here on a border is as good as any
	// leastInwards is how much the inside must differ from the outside in the same way
	// on all sides, of how much it does on each: squares of a board do not.
	leastInwards = 0.25
)

// sides is two lines that can be opposite sides of a document.
type sides struct {
	a, b   *line
	nx, ny float64 // the mean of their normals, not normalised
}

// bestQuad returns the quadrilateral of lines with the highest score.
func (s *scene) bestQuad(lines []line) (best quad, ok bool) {
	pairs := s.opposite(lines)
	for i := range pairs {
		for j := range i {
			p, q := &pairs[i], &pairs[j]
			// 60 degrees at least from one pair to the other; each mean has a length near 2.
			if math.Abs(p.nx*q.nx+p.ny*q.ny) > 2 {
				continue
			}
			if found, fits := s.quadOf([4]*line{p.a, q.a, p.b, q.b}); fits && found.score > best.score {
				best, ok = found, true
			}
		}
	}
	return best, ok
}

// opposite lists pairs of lines that run the same way, to 25 degrees, at some distance.
// Of each direction there are those with the most votes, so that rows of print do not
// crowd out the columns.
func (s *scene) opposite(lines []line) []sides {
	var all []sides
	far := 0.2 * float64(min(s.w, s.h))
	for i := range lines {
		for j := range i {
			a, b := &lines[i], &lines[j]
			dot, sign := a.nx*b.nx+a.ny*b.ny, 1.0
			if dot < 0 {
				dot, sign = -dot, -1
			}
			if dot > 0.9 && math.Abs(a.rho-sign*b.rho) >= far {
				all = append(all, sides{a, b, a.nx + sign*b.nx, a.ny + sign*b.ny})
			}
		}
	}
	slices.SortStableFunc(all, func(p, q sides) int { return cmp.Compare(q.a.votes+q.b.votes, p.a.votes+p.b.votes) })
	var count [directions]int
	return slices.DeleteFunc(all, func(p sides) bool {
		d := int(degrees(p.nx, p.ny)) * directions / 180
		count[d]++
		return count[d] > mostPairs
	})
}

// quadOf makes a quadrilateral of four sides in their order around it.
func (s *scene) quadOf(l [4]*line) (q quad, ok bool) {
	for i := range q.corners {
		if q.corners[i], ok = s.crossing(l[(i+3)%4], l[i]); !ok {
			return q, false
		}
	}
	if !plausible(q.corners, float64(s.w), float64(s.h)) {
		return q, false
	}
	return q, s.judge(&q, l)
}

// crossing is where two lines meet.
func (s *scene) crossing(a, b *line) (at [2]float64, ok bool) {
	det := a.nx*b.ny - a.ny*b.nx
	if math.Abs(det) < 0.3 {
		return at, false
	}
	x := (a.rho*b.ny - b.rho*a.ny) / det
	y := (b.rho*a.nx - a.rho*b.nx) / det
	return [2]float64{x + float64(s.w-1)/2, y + float64(s.h-1)/2}, true
}

// plausible says whether four corners make a convex figure of some size within a
// picture.
func plausible(corners [4][2]float64, w, h float64) bool {
	area, turn := 0.0, 0.0
	for i, p := range corners {
		if !(p[0] >= -mostOutside*w && p[1] >= -mostOutside*h && p[0] <= (1+mostOutside)*w && p[1] <= (1+mostOutside)*h) {
			return false
		}
		n, m := corners[(i+1)%4], corners[(i+2)%4]
		area += p[0]*n[1] - n[0]*p[1]
		cross := (n[0]-p[0])*(m[1]-n[1]) - (n[1]-p[1])*(m[0]-n[0])
		if cross*turn < 0 {
			return false
		}
		turn = cross
	}
	return math.Abs(area)/2 >= leastArea*w*h
}

// judge scores a quadrilateral by its sides. It is false for one that is none.
func (s *scene) judge(q *quad, sides [4]*line) bool {
	var from, to [4]float64
	for i, l := range sides {
		p, n := q.corners[i], q.corners[(i+1)%4]
		a, b := s.nearest(l, p[0], p[1]), s.nearest(l, n[0], n[1])
		from[i], to[i] = min(a, b), max(a, b)
		cut := roundCorner * (to[i] - from[i])
		if q.support[i] = l.along.support(from[i]+cut, to[i]-cut); q.support[i] < leastSupport {
			return false
		}
	}
	whole, differs, weakest := 0.0, 0.0, 1.0
	var inwards colour // from the outside to the inside, along all of the border
	steps := 0.0
	middle := q.middle()
	for i, l := range sides {
		long := to[i] - from[i]
		size, beyond := l.along.border(from[i], to[i])
		step := min(1, size/fullStep)
		q.beyond = max(q.beyond, beyond)
		all, _ := l.along.step(from[i], to[i], 1)
		sign := 1.0
		if s.below(l, middle) {
			sign = -1
		}
		for c := range inwards {
			inwards[c] += sign * long * all[c]
		}
		steps += long * size
		weakest = min(weakest, step)
		differs += long * q.support[i] * step
		whole += long
	}
	if inwards.size() < leastInwards*steps {
		return false
	}
	q.score = q.weakest() * weakest * differs / whole * (1 - q.beyond/2) * math.Sqrt(q.area())
	return q.score > 0
}

// border is by how much the picture differs from one side of a stretch to the other, on
// the mean of its parts (the border of a document may be of several colours), and how
// much of that goes on behind its ends: that of a document does not.
func (a *along) border(from, to float64) (size, beyond float64) {
	const parts = 6
	cut := roundCorner * (to - from)
	long := (to - from - 2*cut) / parts
	var ends [2]colour
	for i := range parts {
		begin := from + cut + float64(i)*long
		step, _ := a.step(begin, begin+long, 1)
		size += min(step.size(), 2*fullStep) / parts
		if i == 0 {
			ends[0] = step
		}
		ends[1] = step
	}
	const gap = 3 // pixels: the other side's own edge
	out := max(4, 0.12*(to-from))
	for i, begin := range [2]float64{from - gap - out, to + gap} {
		if step, ok := a.step(begin, begin+out, 4); ok {
			beyond = max(beyond, min(1, step.dot(ends[i])/max(1, ends[i].dot(ends[i]))))
		}
	}
	return size, beyond
}

// middle is the mean of the corners.
func (q *quad) middle() (m [2]float64) {
	for _, c := range q.corners {
		m[0], m[1] = m[0]+c[0]/4, m[1]+c[1]/4
	}
	return m
}

// below says whether a point of the scene lies on the side away from the line's normal.
func (s *scene) below(l *line, p [2]float64) bool {
	return (p[0]-float64(s.w-1)/2)*l.nx+(p[1]-float64(s.h-1)/2)*l.ny < l.rho
}

// weakest is the support of the side that has the least.
func (q *quad) weakest() float64 { return slices.Min(q.support[:]) }

// signedArea is in pixels, negative for corners that run counter-clockwise.
func (q *quad) signedArea() (area float64) {
	for i, p := range q.corners {
		n := q.corners[(i+1)%4]
		area += (p[0]*n[1] - n[0]*p[1]) / 2
	}
	return area
}

func (q *quad) area() float64 { return math.Abs(q.signedArea()) }

// clockwise returns the corners in pixels of the fitter's picture, in the order of
// [Outline].
func (q *quad) clockwise(s *scene, f *fitter) (out [4][2]float64) {
	c := q.corners
	if q.signedArea() < 0 {
		c[1], c[3] = c[3], c[1]
	}
	first, best := 0, math.Inf(-1)
	for i, p := range c {
		n := c[(i+1)%4]
		if right := (n[0] - p[0]) / math.Hypot(n[0]-p[0], n[1]-p[1]); right > best {
			first, best = i, right
		}
	}
	for i := range out {
		p := c[(first+i)%4]
		out[i] = [2]float64{(p[0]+0.5)*f.w/float64(s.w) - 0.5, (p[1]+0.5)*f.h/float64(s.h) - 0.5}
	}
	return out
}

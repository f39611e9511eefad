package imaging

import (
	"cmp"
	"math"
	"slices"
)

// line is a straight line across a scene: the points (x, y), counted from the middle
// of the scene, with x*nx + y*ny = rho. A place on it is told by t, in pixels along
// the direction (-ny, nx).
type line struct {
	nx, ny float64 // of length 1 together
	rho    float64
	votes  int
	along  along
}

const (
	mostLines = 64
	// Lines are one that differ by no more than so many degrees and pixels.
	sameAngle = 4
	sameRho   = 2
	// spread is by how many degrees an edge's direction may be off.
	spread = 2
)

// normals are the directions of whole degrees.
var normals = func() (n [180][2]float64) {
	for a := range n {
		n[a][1], n[a][0] = math.Sincos(float64(a) * math.Pi / 180)
	}
	return n
}()

// peak is a line that many edges voted for.
type peak struct {
	angle, rho int // degrees, pixels
	votes      int32
}

// findLines finds the straight lines of the scene, those with the most votes first.
func (s *scene) findLines() []line {
	var kept []peak
	for _, p := range s.peaks() {
		if len(kept) == mostLines {
			break
		}
		if !slices.ContainsFunc(kept, p.isLike) {
			kept = append(kept, p)
		}
	}
	lines := make([]line, len(kept))
	for i, p := range kept {
		n := normals[p.angle]
		l := line{nx: n[0], ny: n[1], rho: float64(p.rho), votes: int(p.votes)}
		s.settle(&l)
		s.measure(&l)
		lines[i] = l
	}
	return lines
}

func (p peak) isLike(q peak) bool {
	turn, rho := max(p.angle-q.angle, q.angle-p.angle), q.rho
	if turn > 90 { // the same direction told by the opposite normal
		turn, rho = 180-turn, -rho
	}
	return turn <= sameAngle && max(p.rho-rho, rho-p.rho) <= sameRho
}

// peaks lets the edges vote, and returns the places that got more than their
// neighbours, the most first.
func (s *scene) peaks() []peak {
	reach := s.reach()
	width := 2*reach + 1
	votes := make([]int32, len(normals)*width)
	cx, cy := float64(s.w-1)/2, float64(s.h-1)/2
	for y := 1; y < s.h-1; y++ {
		for x := 1; x < s.w-1; x++ {
			e := s.edges[y*s.w+x]
			if !e.there {
				continue
			}
			dx, dy := float64(x)-cx, float64(y)-cy
			for a := int(e.angle) + 180 - spread; a <= int(e.angle)+180+spread; a++ {
				n := &normals[a%180]
				votes[a%180*width+int(math.Round(dx*n[0]+dy*n[1]))+reach]++
			}
		}
	}
	least := int32(min(s.w, s.h) / 8)
	var peaks []peak
	for a := range normals {
		row := votes[a*width : (a+1)*width]
		for r := 1; r < width-1; r++ {
			if v := row[r]; v >= least && v >= row[r-1] && v >= row[r+1] {
				peaks = append(peaks, peak{a, r - reach, v})
			}
		}
	}
	slices.SortFunc(peaks, func(p, q peak) int {
		return cmp.Or(cmp.Compare(q.votes, p.votes), cmp.Compare(p.angle, q.angle), cmp.Compare(p.rho, q.rho))
	})
	return peaks
}

// reach is more than the distance of any pixel from the middle.
func (s *scene) reach() int { return int(math.Hypot(float64(s.w), float64(s.h))/2) + 2 }

// at is the place of t on the line, in pixels of the scene.
func (s *scene) at(l *line, t float64) (x, y float64) {
	return float64(s.w-1)/2 + l.rho*l.nx - t*l.ny, float64(s.h-1)/2 + l.rho*l.ny + t*l.nx
}

// nearest is the t of the place on the line that is nearest to a point.
func (s *scene) nearest(l *line, x, y float64) float64 {
	return (y-float64(s.h-1)/2)*l.nx - (x-float64(s.w-1)/2)*l.ny
}

// span is the first and the last t within the scene.
func (s *scene) span(l *line) (from, to int) {
	inside := func(t int) bool {
		x, y := s.at(l, float64(t))
		return x >= 0 && y >= 0 && x <= float64(s.w-1) && y <= float64(s.h-1)
	}
	from, to = -s.reach(), s.reach()
	for from < to && !inside(from) {
		from++
	}
	for to > from && !inside(to) {
		to--
	}
	return from, to
}

// edgeNear is how many pixels from the line there is an edge in its direction at t, in
// the direction of its normal; two at most.
func (s *scene) edgeNear(l *line, angle int, t float64) (off float64, ok bool) {
	x, y := s.at(l, t)
	for _, d := range [...]float64{0, -1, 1, -2, 2} {
		px, py := int(math.Round(x+d*l.nx)), int(math.Round(y+d*l.ny))
		if px < 0 || py < 0 || px >= s.w || py >= s.h {
			continue
		}
		if e := s.edges[py*s.w+px]; e.there {
			turn := max(int(e.angle)-angle, angle-int(e.angle))
			if min(turn, 180-turn) <= 15 {
				return d, true
			}
		}
	}
	return 0, false
}

// settle fits the line to the edges beside it, twice.
func (s *scene) settle(l *line) {
	for range 2 {
		from, to := s.span(l)
		angle := int(degrees(l.nx, l.ny))
		var sums leastSquares
		for t := from; t <= to; t++ {
			if off, ok := s.edgeNear(l, angle, float64(t)); ok {
				sums.add(float64(t), off)
			}
		}
		slope, mean, ok := sums.line(8)
		if !ok {
			return
		}
		// The points were rho*n + t*d, with d across n, and are to be
		// (rho+mean)*n + t*(d + slope*n).
		long := math.Hypot(1, slope)
		l.nx, l.ny = (l.nx+slope*l.ny)/long, (l.ny-slope*l.nx)/long
		l.rho = (l.rho + mean) / long
	}
}

// leastSquares are the sums for fitting v = slope*u + mean.
type leastSquares struct{ n, u, v, uu, uv float64 }

func (s *leastSquares) add(u, v float64) {
	s.n, s.u, s.v, s.uu, s.uv = s.n+1, s.u+u, s.v+v, s.uu+u*u, s.uv+u*v
}

// line is false for fewer points than least, or where all are one.
func (s *leastSquares) line(least float64) (slope, mean float64, ok bool) {
	det := s.n*s.uu - s.u*s.u
	if s.n < least || det < 1e-9 {
		return 0, 0, false
	}
	slope = (s.n*s.uv - s.u*s.v) / det
	return slope, (s.v - slope*s.u) / s.n, true
}

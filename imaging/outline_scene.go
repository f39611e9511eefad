package imaging

import "math"

// The longest side of the copy in which lines are looked for, and the shortest side
// of one that is worth looking at, in pixels.
const (
	sceneSide  = 320
	leastScene = 64
)

// scene is a small copy of a picture, prepared for finding lines.
type scene struct {
	w, h     int
	channels [3]plane // brightness and the two differences, of the same size
	edges    []edge   // for each pixel
}

// edge is a place where the picture changes more than beside it.
type edge struct {
	there bool
	angle uint8 // of the change, in degrees from 0 to 179
}

// newScene returns nil for a picture that is too small or too narrow.
func newScene(r raster) *scene {
	w, h := fit(r.y.w, r.y.h, sceneSide)
	if min(w, h) < leastScene {
		return nil
	}
	s := &scene{w: w, h: h, channels: [3]plane{resample(r.y, w, h)}}
	if r.gray {
		s.channels[1] = newPlane(w, h)
		s.channels[2] = s.channels[1]
	} else {
		s.channels[1], s.channels[2] = resample(r.cb, w, h), resample(r.cr, w, h)
	}
	s.findEdges()
	return s
}

// colourGain weighs differences of colour against those of brightness: colours spread
// less.
const colourGain = 2

// leastChange is the smallest change of an edge: a step of five levels of 255, four
// times as Sobel's operator has it.
const leastChange = 4 * 5

// findEdges marks the places that change more than their neighbours on both sides, and
// half again as much as most of the picture does.
func (s *scene) findEdges() {
	w, h := s.w, s.h
	c := changes{dx: make([]int16, w*h), dy: make([]int16, w*h), size: make([]uint16, w*h)}
	c.take(s.channels[0], 1)
	c.take(s.channels[1], colourGain)
	c.take(s.channels[2], colourGain)
	least := max(leastChange, c.median()*3/2)
	s.edges = make([]edge, w*h)
	for y := 1; y < h-1; y++ {
		for i := y*w + 1; i < (y+1)*w-1; i++ {
			size := c.size[i]
			if int(size) < least {
				continue
			}
			next := c.next(i, w)
			if c.size[i-next] > size || c.size[i+next] >= size {
				continue
			}
			s.edges[i] = edge{true, degrees(float64(c.dx[i]), float64(c.dy[i]))}
		}
	}
}

// changes are how much a picture changes at each pixel, across and down.
type changes struct {
	dx, dy []int16
	size   []uint16
}

// take keeps the change of a channel where it is larger than that of those before.
func (c *changes) take(p plane, gain int) {
	w := p.w
	for y := 1; y < p.h-1; y++ {
		a, b, d := p.row(y-1), p.row(y), p.row(y+1)
		for x := 1; x < w-1; x++ {
			dx := int(a[x+1]) + 2*int(b[x+1]) + int(d[x+1]) - int(a[x-1]) - 2*int(b[x-1]) - int(d[x-1])
			dy := int(d[x-1]) + 2*int(d[x]) + int(d[x+1]) - int(a[x-1]) - 2*int(a[x]) - int(a[x+1])
			ax, ay := max(dx, -dx), max(dy, -dy)
			size := gain * (max(ax, ay) + min(ax, ay)*3/8) // the length, to 7 %
			if i := y*w + x; size > int(c.size[i]) {
				c.dx[i], c.dy[i], c.size[i] = int16(dx), int16(dy), uint16(size)
			}
		}
	}
}

// next is the way to the neighbour in the direction of the change, of the four there
// are.
func (c *changes) next(i, w int) int {
	dx, dy := int(c.dx[i]), int(c.dy[i])
	ax, ay := max(dx, -dx), max(dy, -dy)
	switch {
	case 5*ay < 2*ax:
		return 1
	case 5*ax < 2*ay:
		return w
	case dx > 0 == (dy > 0):
		return w + 1
	}
	return w - 1
}

func (c *changes) median() int {
	var counts [4096]int
	for _, v := range c.size {
		counts[min(int(v), len(counts)-1)]++
	}
	left := len(c.size) / 2
	for v, n := range counts {
		if left -= n; left < 0 {
			return v
		}
	}
	return 0
}

// degrees is the angle of a direction or of its opposite, from 0 to 179.
func degrees(x, y float64) uint8 {
	return uint8((int(math.Round(math.Atan2(y, x)*180/math.Pi)) + 180) % 180)
}

package specimen

import "math"

// outline is a shape made of straight edges, in 1/64 of a pixel. Shapes that wind the same way add up, those
// that wind the other way are holes.
type outline struct {
	edges                  []edge
	minX, minY, maxX, maxY int32
	startX, startY         int32
	x, y                   int32
	open                   bool
}

type edge struct{ x0, y0, x1, y1 int32 }

func newOutline() *outline {
	return &outline{minX: math.MaxInt32, minY: math.MaxInt32, maxX: math.MinInt32, maxY: math.MinInt32}
}

func (o *outline) moveTo(x, y int32) {
	o.close()
	o.startX, o.startY, o.x, o.y, o.open = x, y, x, y, true
	o.grow(x, y)
}

func (o *outline) lineTo(x, y int32) {
	o.edges = append(o.edges, edge{o.x, o.y, x, y})
	o.x, o.y = x, y
	o.grow(x, y)
}

// quadTo draws a quadratic curve as chords, few enough to be fast and many enough to look round.
func (o *outline) quadTo(cx, cy, x, y int32) {
	x0, y0 := int64(o.x), int64(o.y)
	bend := abs64(x0-2*int64(cx)+int64(x)) + abs64(y0-2*int64(cy)+int64(y))
	n := int64(2)
	for n < 16 && n*n*24 < bend {
		n++
	}
	for t := int64(1); t < n; t++ {
		a, b, c := (n-t)*(n-t), 2*t*(n-t), t*t
		o.lineTo(int32((a*x0+b*int64(cx)+c*int64(x))/(n*n)), int32((a*y0+b*int64(cy)+c*int64(y))/(n*n)))
	}
	o.lineTo(x, y)
}

func (o *outline) close() {
	if o.open && (o.x != o.startX || o.y != o.startY) {
		o.edges = append(o.edges, edge{o.x, o.y, o.startX, o.startY})
	}
	o.open = false
}

func (o *outline) grow(x, y int32) {
	o.minX, o.maxX = min(o.minX, x), max(o.maxX, x)
	o.minY, o.maxY = min(o.minY, y), max(o.maxY, y)
}

// polar adds a closed curve around a point, in pixels; radius gives it in 1/64 of a pixel at each angle.
// Inward turns the other way, to cut a hole.
func (o *outline) polar(cx, cy, steps int, inward bool, radius func(angle int) int) {
	for i := range steps {
		a := i * turn / steps
		if inward {
			a = turn - a
		}
		r := radius(a)
		x, y := int32(cx*64+r*cosine(a)/16384), int32(cy*64+r*sine(a)/16384)
		if i == 0 {
			o.moveTo(x, y)
		} else {
			o.lineTo(x, y)
		}
	}
	o.close()
}

// ellipse adds an ellipse, in pixels.
func (o *outline) ellipse(cx, cy, rx, ry int) {
	const steps = 96
	for i := range steps {
		a := i * turn / steps
		x, y := int32(cx*64+rx*64*cosine(a)/16384), int32(cy*64+ry*64*sine(a)/16384)
		if i == 0 {
			o.moveTo(x, y)
		} else {
			o.lineTo(x, y)
		}
	}
	o.close()
}

// box adds a rectangle with round corners, in pixels, the radius at most half of the shorter side. Inward
// makes it a hole.
func (o *outline) box(x, y, w, h, r int, inward bool) {
	var points [][2]int32
	for corner, c := range [4][2]int{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		for i := 0; i <= 8; i++ {
			a := corner*turn/4 + i*turn/32
			points = append(points, [2]int32{int32(c[0]*64 + r*64*cosine(a)/16384), int32(c[1]*64 + r*64*sine(a)/16384)})
		}
	}
	for i := range points {
		p := points[i]
		if inward {
			p = points[len(points)-1-i]
		}
		if i == 0 {
			o.moveTo(p[0], p[1])
		} else {
			o.lineTo(p[0], p[1])
		}
	}
	o.close()
}

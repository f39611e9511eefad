package imaging

import (
	"math"
	"math/rand/v2"
)

// A desk is a picture made for finding outlines, harsher than the specimens: the
// document lies turned by any angle, far or near, seen aslant, on a ground that may be
// as light as itself, among other things with straight edges.
type desk struct {
	r *rand.Rand
	raster
}

// newDesk paints a ground of 640 by 480 pixels with a slope of light and grain, and
// clutter upon it.
func newDesk(seed uint64) *desk {
	d := &desk{r: rand.New(rand.NewPCG(seed, 7)), raster: raster{y: newPlane(640, 480), cb: newPlane(320, 240), cr: newPlane(320, 240)}}
	base := [3]float64{d.from(40, 235), d.from(110, 146), d.from(110, 146)}
	slope, grain := d.from(-40, 40), d.from(0, 5)
	for y := range 480 {
		for x := range 640 {
			d.put(x, y, base[0]+slope*(float64(x)/640-0.5)+grain*(d.r.Float64()-0.5)*2)
		}
	}
	for y := range 240 {
		for x := range 320 {
			d.cb.row(y)[x], d.cr.row(y)[x] = clamp(base[1]+d.from(-2, 2)), clamp(base[2]+d.from(-2, 2))
		}
	}
	return d
}

func (d *desk) from(a, b float64) float64 { return a + (b-a)*d.r.Float64() }

func clamp(v float64) byte { return byte(min(max(math.Round(v), 0), 255)) }

func (d *desk) put(x, y int, v float64) { d.y.row(y)[x] = clamp(v) }

// clutter lays strips, rectangles and circles on the desk.
func (d *desk) clutter(n int) {
	for range n {
		light, cb, cr := d.from(20, 250), clamp(d.from(90, 166)), clamp(d.from(90, 166))
		cx, cy, w, h := d.from(0, 640), d.from(0, 480), d.from(4, 160), d.from(4, 90)
		sin, cos := math.Sincos(d.from(0, math.Pi))
		round := d.r.IntN(3) == 0
		for y := range 480 {
			for x := range 640 {
				dx, dy := float64(x)-cx, float64(y)-cy
				u, v := math.Abs(dx*cos+dy*sin)/w, math.Abs(dy*cos-dx*sin)/h
				if round && u*u+v*v < 1 || !round && u < 1 && v < 1 {
					d.put(x, y, light+d.from(-4, 4))
					d.cb.row(y / 2)[x/2], d.cr.row(y / 2)[x/2] = cb, cr
				}
			}
		}
	}
}

// corners throws where a document of that ratio may lie, all of it in the picture.
func (d *desk) corners(ratio float64) [4]Point {
	for {
		wide := d.from(260, 540)
		w, h := wide/2, wide/ratio/2
		sin, cos := math.Sincos(d.from(-0.7, 0.7))
		cx, cy, tx, ty := d.from(200, 440), d.from(160, 320), d.from(-0.0006, 0.0006), d.from(-0.0006, 0.0006)
		var c [4]Point
		inside := true
		for i, p := range [4][2]float64{{-w, -h}, {w, -h}, {w, h}, {-w, h}} {
			x, y := p[0]*cos-p[1]*sin, p[0]*sin+p[1]*cos
			z := 1 + tx*x + ty*y
			c[i] = Point{(cx + x/z) / 640, (cy + y/z) / 480}
			inside = inside && c[i][0] > 0.01 && c[i][0] < 0.99 && c[i][1] > 0.01 && c[i][1] < 0.99
		}
		if inside {
			return c
		}
	}
}

// lay puts a document, cut out of a picture along its outline, on the desk.
func (d *desk) lay(document raster, outline, corners [4]Point) {
	from, _ := squareTo(outline)
	onto, _ := squareTo(corners)
	back, f := onto.inverse(), newFitter(document)
	for y := range 480 {
		for x := range 640 {
			p := back.apply((float64(x)+0.5)/640, (float64(y)+0.5)/480)
			if p[0] < 0 || p[1] < 0 || p[0] > 1 || p[1] > 1 || corner(p) {
				continue
			}
			q := from.apply(p[0], p[1])
			c := f.colourAt(q[0], q[1])
			d.put(x, y, c[0])
			d.cb.row(y / 2)[x/2], d.cr.row(y / 2)[x/2] = clamp(c[1]/colourGain), clamp(c[2]/colourGain)
		}
	}
}

// corner says whether a place of a card lies outside of its rounded corner, 3.18 mm of
// 85.60 by 53.98 (ISO/IEC 7810).
func corner(p Point) bool {
	u, v := math.Abs(p[0]-0.5)*85.60-85.60/2+3.18, math.Abs(p[1]-0.5)*53.98-53.98/2+3.18
	return u > 0 && v > 0 && math.Hypot(u, v) > 3.18
}

package specimen

import "image/color"

// canvas is one side of a document as it lies flat, in the three planes of a JPEG. Blending in these planes
// gives what blending red, green and blue would, and spares a conversion.
type canvas struct {
	w, h      int
	y, cb, cr []uint8
}

// ink is a colour of a canvas.
type ink struct{ y, cb, cr uint8 }

// rgb is the ink of a colour as screens name it.
func rgb(r, g, b uint8) ink {
	y, cb, cr := color.RGBToYCbCr(r, g, b)
	return ink{y, cb, cr}
}

var (
	black   = rgb(24, 26, 30)
	labels  = rgb(64, 78, 84)
	crimson = rgb(178, 30, 42)
	paper   = rgb(250, 249, 244)
)

func newCanvas(w, h int) *canvas {
	planes := make([]uint8, 3*w*h)
	return &canvas{w: w, h: h, y: planes[:w*h], cb: planes[w*h : 2*w*h], cr: planes[2*w*h:]}
}

// wash fills the whole canvas: across it runs from left to right, and down to a third ink below.
func (c *canvas) wash(left, right, below ink) {
	for y := range c.h {
		down := y * 256 / c.h
		l, r := mix(left, below, down), mix(right, below, down)
		i := y * c.w
		// Steps of 1/65536, so that the row needs no division.
		vy, vb, vr := int(l.y)<<16, int(l.cb)<<16, int(l.cr)<<16
		sy, sb, sr := (int(r.y)-int(l.y))<<16/c.w, (int(r.cb)-int(l.cb))<<16/c.w, (int(r.cr)-int(l.cr))<<16/c.w
		for x := range c.w {
			c.y[i+x], c.cb[i+x], c.cr[i+x] = uint8(vy>>16), uint8(vb>>16), uint8(vr>>16)
			vy, vb, vr = vy+sy, vb+sb, vr+sr
		}
	}
}

// mix is a colour so many 256ths of the way from a to b.
func mix(a, b ink, part int) ink {
	m := func(a, b uint8) uint8 { return uint8((int(a)*(256-part) + int(b)*part) >> 8) }
	return ink{m(a.y, b.y), m(a.cb, b.cb), m(a.cr, b.cr)}
}

// dab blends one pixel, of any position, by 256ths.
func (c *canvas) dab(x, y int, k ink, strength int) {
	if uint(x) >= uint(c.w) || uint(y) >= uint(c.h) {
		return
	}
	i := y*c.w + x
	c.y[i] = blend(c.y[i], k.y, strength)
	c.cb[i] = blend(c.cb[i], k.cb, strength)
	c.cr[i] = blend(c.cr[i], k.cr, strength)
}

func blend(from, to uint8, strength int) uint8 {
	return uint8(int(from) + ((int(to)-int(from))*strength+128)>>8)
}

// fill paints an outline, by 256ths.
func (c *canvas) fill(o *outline, k ink, strength int) { c.stain(o.cover(), k, strength) }

// stain paints what a coverage covers.
func (c *canvas) stain(m coverage, k ink, strength int) {
	left, right := max(0, -m.x), min(m.w, c.w-m.x)
	for row := max(0, -m.y); row < min(m.h, c.h-m.y); row++ {
		line := m.alpha[row*m.w : (row+1)*m.w]
		at := (row+m.y)*c.w + m.x
		for x := left; x < right; x++ {
			if a := int(line[x]); a != 0 {
				i, s := at+x, (a*strength+127)/255
				c.y[i] = blend(c.y[i], k.y, s)
				c.cb[i] = blend(c.cb[i], k.cb, s)
				c.cr[i] = blend(c.cr[i], k.cr, s)
			}
		}
	}
}

// box paints a rectangle with round corners.
func (c *canvas) box(x, y, w, h, r int, k ink, strength int) {
	o := newOutline()
	o.box(x, y, w, h, r, false)
	c.fill(o, k, strength)
}

// frame paints the border of a rectangle, inside it.
func (c *canvas) frame(x, y, w, h, r, thick int, k ink, strength int) {
	o := newOutline()
	o.box(x, y, w, h, r, false)
	o.box(x+thick, y+thick, w-2*thick, h-2*thick, max(0, r-thick), true)
	c.fill(o, k, strength)
}

// rule paints a horizontal line.
func (c *canvas) rule(x, y, w, thick int, k ink, strength int) {
	for row := y; row < y+thick; row++ {
		for col := x; col < x+w; col++ {
			c.dab(col, row, k, strength)
		}
	}
}

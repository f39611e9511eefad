package specimen

// light is how bright a picture is from place to place: a gain in 1/4096 that is the sum of a part for the
// column and a part for the row. It falls off to the corners, as lenses do.
type light struct {
	column, row    []int32
	tintCb, tintCr int
}

// newLight throws the light of a room.
func newLight(d dice, c *camera, dark bool) light {
	l := light{column: make([]int32, c.w), row: make([]int32, c.h), tintCb: d.between(-5, 2), tintCr: d.between(-2, 4)}
	bright := d.between(3860, 4140)
	slopeX, slopeY := c.lightX*d.between(8, 14)/8, c.lightY*d.between(8, 14)/8
	fall := d.between(300, 620)
	if dark {
		bright, slopeX, slopeY, fall = d.between(820, 1080), slopeX/6, slopeY/6, fall/4
		l.tintCb, l.tintCr = l.tintCb-3, l.tintCr+3
	}
	part := func(i, n, slope int) int32 {
		p := i*2048/n - 1024 // -1024…1024 across the picture
		return int32(slope*p/1024 - fall*p/1024*p/1024)
	}
	for x := range l.column {
		l.column[x] = part(x, c.w, slopeX) + int32(bright)
	}
	for y := range l.row {
		l.row[y] = part(y, c.h, slopeY)
	}
	return l
}

// glare is the reflection of a lamp: a long bright spot that whitens what is below it.
type glare struct {
	x, y       int // its middle, in pixels
	wide, high int // half sizes of where it reaches
	angle      int
}

// newGlare throws a reflection onto a place of the document.
func newGlare(d dice, x, y int) glare {
	return glare{x: x + d.between(-40, 40), y: y + d.between(-12, 12), wide: d.between(300, 380), high: d.between(120, 160),
		angle: d.between(-200, 200)}
}

// shine whitens the picture.
func (g glare) shine(p *photo) {
	c, s := cosine(g.angle), sine(g.angle)
	reach := max(g.wide, g.high)
	for y := max(0, g.y-reach); y < min(p.h, g.y+reach); y++ {
		for x := max(0, g.x-reach); x < min(p.w, g.x+reach); x++ {
			dx, dy := x-g.x, y-g.y
			a := (dx*c + dy*s) >> 14
			b := (dy*c - dx*s) >> 14
			far := a*a*1024/(g.wide*g.wide) + b*b*1024/(g.high*g.high)
			if far >= 1024 {
				continue
			}
			near := 1024 - far
			strength := min(256, near*near>>11) // flat and white in the middle
			i := y*p.w + x
			p.y[i] = blend(p.y[i], 255, strength)
			if (x|y)&1 == 0 {
				j := y/2*p.cw + x/2
				p.cb[j] = blend(p.cb[j], 128, strength)
				p.cr[j] = blend(p.cr[j], 129, strength)
			}
		}
	}
}

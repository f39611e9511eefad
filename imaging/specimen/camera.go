package specimen

import "math"

// camera is how a flat document lies in a picture: turned and tilted a little, seen in perspective.
type camera struct {
	w, h           int // of the picture, in pixels
	docW, docH     int // of the canvas
	radius         int // of the document's corners, in pixels of the canvas
	toPicture      matrix
	toDocument     matrix
	lightX, lightY int // from where the light falls, -256 to 256: shadows lie on the other side
}

// matrix is a projective map of the plane, row by row.
type matrix [9]float64

// newCamera throws a camera. With cut, about a quarter of the document lies outside the picture.
func newCamera(d dice, kind string, cut bool) camera {
	c := camera{w: 1600, h: 1200, docW: cardW, docH: cardH, radius: 48}
	part := d.between(770, 830) // of the picture's width, in thousandths
	if kind == MattersCertificate {
		c = camera{w: 1200, h: 1600, docW: paperW, docH: paperH}
		part = d.between(790, 825)
	}
	halfW := c.w * part / 2000
	halfH := halfW * c.docH / c.docW
	angle := d.between(-34, 34) // 3 degrees
	if d.percent(20) {
		angle *= 2
	}
	if kind == MattersCertificate {
		angle /= 2
	}
	cx, cy := c.w/2+d.between(-24, 24), c.h/2+d.between(-30, 30)
	tiltX, tiltY := d.between(-24, 24), d.between(-34, 34)
	edge, over := d.IntN(4), d.between(22, 34)
	if cut {
		dx, dy := 2*halfW*over/100+(c.w/2-halfW), 2*halfH*over/100+(c.h/2-halfH)
		switch edge {
		case 0:
			cx = c.w/2 - dx
		case 1:
			cx = c.w/2 + dx
		case 2:
			cy = c.h/2 + dy
		default:
			cx, cy = c.w/2+dx*4/5, c.h/2-dy*4/5
		}
	}
	c.lightX, c.lightY = d.between(-220, 220), -d.between(60, 220)
	c.aim(cx, cy, halfW, halfH, angle, float64(tiltX)/1000, float64(tiltY)/1000)
	return c
}

// aim sets the maps for a document of that half size around a point, turned by an angle. Tilt is how much
// nearer one edge is than the middle. Every product is rounded by itself.
func (c *camera) aim(cx, cy, halfW, halfH, angle int, tiltX, tiltY float64) {
	cos, sin := float64(cosine(angle))/16384, float64(sine(angle))/16384
	x, y, w, h := float64(cx), float64(cy), float64(halfW), float64(halfH)
	// First from the square -1…1 to the picture, then from the canvas to that square.
	square := matrix{
		float64(cos*w) + float64(x*tiltX), -float64(sin*h) + float64(x*tiltY), x,
		float64(sin*w) + float64(y*tiltX), float64(cos*h) + float64(y*tiltY), y,
		tiltX, tiltY, 1}
	canvas := matrix{2 / float64(c.docW), 0, -1, 0, 2 / float64(c.docH), -1, 0, 0, 1}
	c.toPicture = square.times(canvas)
	c.toDocument = c.toPicture.inverse()
}

func (m matrix) times(n matrix) matrix {
	var out matrix
	for r := range 3 {
		for c := range 3 {
			out[3*r+c] = float64(float64(m[3*r]*n[c])+float64(m[3*r+1]*n[3+c])) + float64(m[3*r+2]*n[6+c])
		}
	}
	return out
}

// inverse is up to a factor, which a projective map does not mind.
func (m matrix) inverse() matrix {
	minor := func(a, b, c, d int) float64 { return float64(m[a]*m[d]) - float64(m[b]*m[c]) }
	return matrix{
		minor(4, 5, 7, 8), -minor(1, 2, 7, 8), minor(1, 2, 4, 5),
		-minor(3, 5, 6, 8), minor(0, 2, 6, 8), -minor(0, 2, 3, 5),
		minor(3, 4, 6, 7), -minor(0, 1, 6, 7), minor(0, 1, 3, 4)}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	w := float64(float64(m[6]*x)+float64(m[7]*y)) + m[8]
	u := float64(float64(m[0]*x)+float64(m[1]*y)) + m[2]
	v := float64(float64(m[3]*x)+float64(m[4]*y)) + m[5]
	return u / w, v / w
}

// corners are where the document's corners come to lie, in pixels, from its upper left clockwise.
func (c *camera) corners() [4][2]float64 {
	var out [4][2]float64
	for i, p := range [4][2]int{{0, 0}, {c.docW, 0}, {c.docW, c.docH}, {0, c.docH}} {
		out[i][0], out[i][1] = c.toPicture.apply(float64(p[0]), float64(p[1]))
	}
	return out
}

// outline is the corners as shares of the picture.
func (c *camera) outline() [4][2]float64 {
	out := c.corners()
	for i := range out {
		out[i][0] = math.Round(out[i][0]*10000/float64(c.w)) / 10000
		out[i][1] = math.Round(out[i][1]*10000/float64(c.h)) / 10000
	}
	return out
}

// step is how many pixels of a row the perspective is taken as straight: the error is below a hundredth of
// a pixel, and it saves nearly all divisions.
const step = 16

// row fills u and v with where the pixels of a row lie on the canvas, in 1/256 of a pixel. They have room
// for c.w+step values.
func (c *camera) row(y int, u, v []int32) {
	at := func(x int) (int32, int32) {
		a, b := c.toDocument.apply(float64(x)+0.5, float64(y)+0.5)
		return fixed8(a), fixed8(b)
	}
	u0, v0 := at(0)
	for x := 0; x < c.w; x += step {
		u1, v1 := at(x + step)
		// In 1/4096, so that sixteen steps do not drift.
		pu, pv := u0<<4, v0<<4
		du, dv := u1-u0, v1-v0
		for i := range step {
			u[x+i], v[x+i] = pu>>4, pv>>4
			pu, pv = pu+du, pv+dv
		}
		u0, v0 = u1, v1
	}
}

// fixed8 is 256 times a position, kept within what a row can hold.
func fixed8(f float64) int32 {
	const far = 1 << 19 // 2048 pixels beyond
	return int32(max(-far, min(far, math.Floor(float64(f*256)))))
}

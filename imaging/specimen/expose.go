package specimen

import "math"

// expose lays the document on the table, casts its shadow and lights both.
func (p *photo) expose(c *camera, table *surface, doc *canvas, l *light) {
	half := table.paint(p.cw, p.h/2)
	cbSmall, crSmall := doc.small()
	u, v := make([]int32, c.w+step), make([]int32, c.w+step)
	shiftU, shiftV := int32(c.lightX*14), int32(c.lightY*14) // the shadow's way, in 1/256 of a pixel
	w8, h8, r8 := int32(doc.w)<<8, int32(doc.h)<<8, int32(c.radius)<<8
	const near = 3 << 8
	for y := range p.h {
		c.row(y, u, v)
		line := p.y[y*p.w : (y+1)*p.w]
		gainRow := l.row[y]
		chroma := y&1 == 0
		above := half.line(y, p.w)
		for x := range line {
			pu, pv := u[x], v[x]
			bright := int32(above[x])
			cover := int32(0)
			rim := int32(0)
			if pu > near && pv > near && pu < w8-near && pv < h8-near && !inCorner(pu, pv, w8, h8, r8) {
				cover = 256
			} else if pu > -shadowReach<<9 && pv > -shadowReach<<9 && pu < w8+shadowReach<<9 && pv < h8+shadowReach<<9 {
				cover, rim = edgeCover(pu, pv, w8, h8, r8, c)
				if cover < 256 {
					bright -= bright * shadow(pu+shiftU, pv+shiftV, w8, h8, r8) >> 8
				}
			}
			if cover > 0 {
				on := doc.sample(pu, pv) + rim
				bright += (on - bright) * cover >> 8
			}
			gain := l.column[x] + gainRow
			line[x] = clamp(bright * gain >> 12)
			if chroma && x&1 == 0 {
				i := y/2*p.cw + x/2
				cb, cr := int32(half.cb[i]), int32(half.cr[i])
				if cover > 0 {
					b, r := doc.colour(cbSmall, crSmall, pu, pv)
					cb += (b - cb) * cover >> 8
					cr += (r - cr) * cover >> 8
				}
				p.cb[i] = clamp(128 + int32(l.tintCb)*gain>>12 + (cb-128)*gain>>12)
				p.cr[i] = clamp(128 + int32(l.tintCr)*gain>>12 + (cr-128)*gain>>12)
			}
		}
	}
}

// inCorner reports whether a point of the document lies in the square of one of its round corners.
func inCorner(u, v, w, h, r int32) bool {
	return (u < r || u > w-r) && (v < r || v > h-r)
}

// edgeCover is how much of a pixel near the edge the document covers, in 256ths, and how much its edge, which
// is rounded off, catches of the light.
func edgeCover(u, v, w, h, r int32, c *camera) (cover, rim int32) {
	// The distance to the edge, negative inside, in 1/256 of a pixel.
	dx, dy := abs32(u-w/2)-(w/2-r), abs32(v-h/2)-(h/2-r)
	var far int32
	switch {
	case dx > 0 && dy > 0:
		far = int32(math.Sqrt(float64(int64(dx)*int64(dx)+int64(dy)*int64(dy)))) - r
	default:
		far = max(dx, dy) - r
	}
	cover = max(0, min(256, 128-far))
	if inside := -far; inside >= 0 && inside < 3<<8 {
		facing := int32(0)
		if dx > dy {
			facing = sign(u-w/2) * int32(c.lightX)
		} else {
			facing = sign(v-h/2) * int32(c.lightY)
		}
		rim = facing * (3<<8 - inside) / (3 << 8) / 7
	}
	return cover, rim
}

package imaging

import "math"

// homography is a projective map of the plane, row by row: the way from a flat
// document to its picture.
type homography [9]float64

// squareTo maps the unit square, from its upper left corner clockwise, to four
// corners of which no three lie on a line (P. Heckbert, "Fundamentals of Texture
// Mapping and Image Warping", 1989, section 2.2.3).
func squareTo(c [4]Point) (homography, bool) {
	sx := c[0][0] - c[1][0] + c[2][0] - c[3][0]
	sy := c[0][1] - c[1][1] + c[2][1] - c[3][1]
	dx1, dy1 := c[1][0]-c[2][0], c[1][1]-c[2][1]
	dx2, dy2 := c[3][0]-c[2][0], c[3][1]-c[2][1]
	det := dx1*dy2 - dx2*dy1
	if math.Abs(det) < 1e-9 {
		return homography{}, false
	}
	g := (sx*dy2 - dx2*sy) / det
	h := (dx1*sy - sx*dy1) / det
	m := homography{
		c[1][0] - c[0][0] + g*c[1][0], c[3][0] - c[0][0] + h*c[3][0], c[0][0],
		c[1][1] - c[0][1] + g*c[1][1], c[3][1] - c[0][1] + h*c[3][1], c[0][1],
		g, h, 1,
	}
	// All of the square must lie before the camera.
	for _, w := range [4]float64{1, 1 + g, 1 + h, 1 + g + h} {
		if w < 1e-3 {
			return homography{}, false
		}
	}
	return m, true
}

func (m homography) apply(x, y float64) Point {
	w := m[6]*x + m[7]*y + m[8]
	return Point{(m[0]*x + m[1]*y + m[2]) / w, (m[3]*x + m[4]*y + m[5]) / w}
}

// inverse is up to a factor, which a projective map does not mind.
func (m homography) inverse() homography {
	minor := func(a, b, c, d int) float64 { return m[a]*m[d] - m[b]*m[c] }
	return homography{
		minor(4, 5, 7, 8), -minor(1, 2, 7, 8), minor(1, 2, 4, 5),
		-minor(3, 5, 6, 8), minor(0, 2, 6, 8), -minor(0, 2, 3, 5),
		minor(3, 4, 6, 7), -minor(0, 1, 6, 7), minor(0, 1, 3, 4),
	}
}

package imaging

import "math"

// Outline is where a document lies in a picture: a quadrilateral, since that is how
// a camera sees a flat document.
type Outline struct {
	// Corners are in fractions of the upright picture's width and height, clockwise
	// from the one where the side begins that runs most to the right. That is the
	// document's own upper left corner unless it was photographed sideways or upside
	// down. They may lie up to 2 % outside of the picture.
	Corners [4]Point `json:"corners"`
	// Confidence is from [LeastConfidence] to 1: the share of the weakest side along
	// which the picture changes as at the border of a document.
	Confidence float64 `json:"confidence"`
}

// Point is a place in a picture, in fractions of its width and height.
type Point [2]float64

// Box is an upright rectangle in a picture, in fractions of its width and height.
type Box struct{ X, Y, W, H float64 }

// LeastConfidence is the confidence below which there is no outline. It was chosen on
// drawn documents so that of a hundred outlines not more than two are wrong.
const LeastConfidence = 0.75

// findOutline looks for the document in an upright picture and returns nil where none
// is certain: a wrong place is worse than the whole picture.
//
// It works in steps whose cost does not depend on what is in the picture, on a copy of
// 320 pixels. Places where brightness or colour changes are thinned to a pixel's width
// (J. Canny, "A Computational Approach to Edge Detection", IEEE PAMI 8, 1986). They
// vote for the straight lines that their own direction allows (R. Duda and P. Hart,
// "Use of the Hough Transformation to Detect Lines and Curves in Pictures", CACM 15,
// 1972; with directions, as F. O'Gorman and M. Clowes had it in 1976). Two pairs of
// lines make a quadrilateral, which is judged by its sides: is there an edge all along,
// does the picture differ from one side of it to the other, and does it end at the
// corners? Last, each side of the best one is fitted by least squares to where a
// picture of 640 pixels changes at once, and furthest out: cards have coloured bands
// along their borders, whose inner edges are as good as the border itself.
func findOutline(r raster) *Outline {
	s := newScene(r)
	if s == nil {
		return nil
	}
	q, ok := s.bestQuad(s.findLines())
	if !ok {
		return nil
	}
	f := newFitter(r)
	corners, share := f.fit(q.clockwise(s, f))
	confidence := share * q.weakest() * (1 - q.beyond)
	if confidence < LeastConfidence || !plausible(corners, f.w, f.h) {
		return nil
	}
	o := &Outline{Confidence: rounded(confidence)}
	for i, c := range corners {
		o.Corners[i] = Point{rounded((c[0] + 0.5) / f.w), rounded((c[1] + 0.5) / f.h)}
	}
	return o
}

// rounded keeps four decimals, a quarter of a pixel in a picture of 2,500.
func rounded(v float64) float64 { return math.Round(v*10000) / 10000 }

// Ratio is the document's width over its height, for a picture of that size: the mean
// of the opposite sides' lengths. The perspective of a camera held above a document
// changes it by a few per cent.
func (o *Outline) Ratio(width, height int) float64 {
	long := func(a, b Point) float64 {
		return math.Hypot((b[0]-a[0])*float64(width), (b[1]-a[1])*float64(height))
	}
	c := &o.Corners
	down := long(c[1], c[2]) + long(c[3], c[0])
	if down <= 0 {
		return 0
	}
	return (long(c[0], c[1]) + long(c[2], c[3])) / down
}

// Place is where a rectangle of the document, in fractions of the document's own
// width and height, lies in the picture: the smallest upright box around it, cut at the
// picture's edges. It is false when nothing of it is in the picture.
func (o *Outline) Place(on Box) (Box, bool) {
	m, ok := squareTo(o.Corners)
	if !ok {
		return Box{}, false
	}
	x0, y0, x1, y1 := 1.0, 1.0, 0.0, 0.0
	for _, p := range [4]Point{{on.X, on.Y}, {on.X + on.W, on.Y}, {on.X + on.W, on.Y + on.H}, {on.X, on.Y + on.H}} {
		at := m.apply(p[0], p[1])
		x0, y0, x1, y1 = min(x0, at[0]), min(y0, at[1]), max(x1, at[0]), max(y1, at[1])
	}
	x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, 1), min(y1, 1)
	if !(x1 > x0 && y1 > y0) { // also when one is no number
		return Box{}, false
	}
	return Box{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}, true
}

package specimen

import "math"

// shadowReach is how far the shadow of a document lies around it, in pixels of its canvas.
const shadowReach = 64

// shadows gives the darkness by the distance to the document, in 256ths: a narrow one where it touches the
// table and a wide soft one.
var shadows = func() (table [shadowReach + 49]uint8) {
	for i := range shadowReach {
		soft, touch := shadowReach-i, max(0, 9-i)
		table[i] = uint8(soft*soft*92/(shadowReach*shadowReach) + touch*touch*76/(9*9))
	}
	return table
}()

// roots are square roots, for distances.
var roots = func() (table [(shadowReach + 48) * (shadowReach + 48)]int32) {
	for i := range table {
		table[i] = int32(math.Sqrt(float64(i)))
	}
	return table
}()

// shadow is how dark the table is at a point beside the document.
func shadow(u, v, w, h, r int32) int32 {
	dx, dy := max(0, abs32(u-w/2)-w/2+r)>>8, max(0, abs32(v-h/2)-h/2+r)>>8
	if far := dx*dx + dy*dy; far < (shadowReach+48)*(shadowReach+48) {
		return int32(shadows[max(0, roots[far]-r>>8)])
	}
	return 0
}

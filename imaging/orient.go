package imaging

import "slices"

// turnsSideways says whether an Exif orientation swaps width and height.
func turnsSideways(orientation int) bool { return orientation >= 5 && orientation <= 8 }

// upright applies an Exif orientation (CIPA DC-008, tag 0x0112). It may work in
// the memory of p, which is of no use afterwards.
//
// The eight are made of three: 5 to 8 are mirrored at the falling diagonal first,
// and then, as 2 to 4, from left to right, from top to bottom, or both.
func (p plane) upright(orientation int) plane {
	if turnsSideways(orientation) {
		p = p.transpose()
	}
	switch orientation {
	case 2, 6:
		p.mirror()
	case 3, 7:
		p.mirror()
		p.flip()
	case 4, 8:
		p.flip()
	}
	return p
}

// mirror swaps left and right.
func (p plane) mirror() {
	for y := range p.h {
		slices.Reverse(p.row(y))
	}
}

// flip swaps top and bottom.
func (p plane) flip() {
	spare := make([]byte, p.w)
	for top, bottom := 0, p.h-1; top < bottom; top, bottom = top+1, bottom-1 {
		a, b := p.row(top), p.row(bottom)
		copy(spare, a)
		copy(a, b)
		copy(b, spare)
	}
}

// transpose returns a new plane with rows and columns exchanged. It goes by small
// squares, since a whole column of a large plane leaves the processor's cache.
func (p plane) transpose() plane {
	const square = 32
	t := newPlane(p.h, p.w)
	for y0 := 0; y0 < p.h; y0 += square {
		y1 := min(y0+square, p.h)
		for x0 := 0; x0 < p.w; x0 += square {
			for x := x0; x < min(x0+square, p.w); x++ {
				dst := t.pix[x*t.stride+y0 : x*t.stride+y1]
				src := p.pix[y0*p.stride+x:]
				for i := range dst {
					dst[i] = src[i*p.stride]
				}
			}
		}
	}
	return t
}

package specimen

// coverage is how much of each pixel of a rectangle a shape covers, 0 to 255.
type coverage struct {
	x, y, w, h int
	alpha      []uint8
}

// cover computes the coverage of an outline exactly, by the signed area that each edge leaves to its right.
// It is done in integers, and not by x/image/vector, so that every processor gets the same pixels.
func (o *outline) cover() coverage {
	o.close()
	if len(o.edges) == 0 {
		return coverage{}
	}
	x0, y0 := int(o.minX>>6), int(o.minY>>6)
	w, h := int((o.maxX+63)>>6)-x0+1, int((o.maxY+63)>>6)-y0+1
	// areas are in 1/4096 of a pixel; two more cells a row take what flows beyond its end.
	stride := w + 2
	areas := make([]int32, stride*h)
	for _, e := range o.edges {
		addEdge(areas, stride, edge{e.x0 - int32(x0)<<6, e.y0 - int32(y0)<<6, e.x1 - int32(x0)<<6, e.y1 - int32(y0)<<6})
	}
	alpha := make([]uint8, w*h)
	for y := range h {
		sum := int32(0)
		row, out := areas[y*stride:y*stride+w], alpha[y*w:y*w+w]
		for x, a := range row {
			sum += a
			v := sum
			if v < 0 {
				v = -v
			}
			out[x] = uint8(min(v, 4095) >> 4)
		}
	}
	return coverage{x0, y0, w, h, alpha}
}

// addEdge adds one edge, row by row.
func addEdge(areas []int32, stride int, e edge) {
	if e.y0 == e.y1 {
		return
	}
	sign := int32(1)
	if e.y0 > e.y1 {
		e.x0, e.y0, e.x1, e.y1 = e.x1, e.y1, e.x0, e.y0
		sign = -1
	}
	dx, dy := int64(e.x1-e.x0), int64(e.y1-e.y0)
	xa := e.x0
	for ya := e.y0; ya < e.y1; {
		yb := min((ya>>6+1)<<6, e.y1)
		xb := e.x1
		if yb < e.y1 {
			xb = e.x0 + int32(int64(yb-e.y0)*dx/dy)
		}
		addSpan(areas[int(ya>>6)*stride:int(ya>>6)*stride+stride], xa, xb, sign*(yb-ya))
		xa, ya = xb, yb
	}
}

// addSpan adds the part of an edge inside one row: from xa to xb, of that height.
func addSpan(row []int32, xa, xb, height int32) {
	if xa > xb {
		xa, xb = xb, xa
	}
	first, last := xa>>6, xb>>6
	if first == last {
		right := height * (128 - (xa & 63) - (xb & 63)) / 2 // mean distance to the pixel's right side
		row[first] += right
		row[first+1] += height*64 - right
		return
	}
	width, rest := int64(xb-xa), height
	for col := first; col <= last; col++ {
		l, r := max(xa, col<<6), min(xb, (col+1)<<6)
		part := rest
		if col < last {
			part = int32(int64(height) * int64(r-l) / width)
			rest -= part
		}
		right := part * (128 - (l - col<<6) - (r - col<<6)) / 2
		row[col] += right
		row[col+1] += part*64 - right
	}
}

package specimen

// tablePicture is a surface at half the picture's size.
type tablePicture struct {
	w, h      int
	y, cb, cr []uint8
	row       []uint8 // one row at full size
}

// paint draws the surface.
func (s *surface) paint(w, h int) *tablePicture {
	t := &tablePicture{w: w, h: h, y: make([]uint8, w*h), cb: make([]uint8, w*h), cr: make([]uint8, w*h), row: make([]uint8, 2*w)}
	for y := range h {
		for x := range w {
			b, cb, cr := s.texture(s, x, y)
			i := y*w + x
			t.y[i] = clamp(int32(int(s.base.y) + b))
			t.cb[i] = clamp(int32(int(s.base.cb) + cb))
			t.cr[i] = clamp(int32(int(s.base.cr) + cr))
		}
	}
	return t
}

// line is one row at full size, valid until the next call.
func (t *tablePicture) line(y, w int) []uint8 {
	j := y / 2
	k := j - 1 + y&1*2 // the row on the other side
	k = max(0, min(t.h-1, k))
	a, b := t.y[j*t.w:(j+1)*t.w], t.y[k*t.w:(k+1)*t.w]
	before := (3*int(a[0]) + int(b[0])) >> 2
	for i := range t.w {
		here := (3*int(a[i]) + int(b[i])) >> 2
		t.row[2*i] = uint8((3*here + before) >> 2)
		if i > 0 {
			t.row[2*i-1] = uint8((3*before + here) >> 2)
		}
		before = here
	}
	t.row[2*t.w-1] = uint8(before)
	return t.row[:w]
}

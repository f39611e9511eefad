package specimen

// sample reads the brightness of a canvas between its pixels; u and v are in 1/256 of a pixel.
func (c *canvas) sample(u, v int32) int32 {
	u, v = max(0, u-128), max(0, v-128)
	x, y := min(int(u>>8), c.w-2), min(int(v>>8), c.h-2)
	fx, fy := min(256, u-int32(x)<<8), min(256, v-int32(y)<<8)
	i := y*c.w + x
	a, b := int32(c.y[i]), int32(c.y[i+1])
	e, f := int32(c.y[i+c.w]), int32(c.y[i+c.w+1])
	top, bottom := a<<8+(b-a)*fx, e<<8+(f-e)*fx
	return (top + (bottom-top)>>8*fy) >> 8
}

// small is the colour of a canvas at half its size.
func (c *canvas) small() (cb, cr []uint8) {
	w, h := c.w/2, c.h/2
	cb, cr = make([]uint8, w*h), make([]uint8, w*h)
	for y := range h {
		for x := range w {
			i := 2*y*c.w + 2*x
			cb[y*w+x] = uint8((int(c.cb[i]) + int(c.cb[i+1]) + int(c.cb[i+c.w]) + int(c.cb[i+c.w+1]) + 2) >> 2)
			cr[y*w+x] = uint8((int(c.cr[i]) + int(c.cr[i+1]) + int(c.cr[i+c.w]) + int(c.cr[i+c.w+1]) + 2) >> 2)
		}
	}
	return cb, cr
}

func (c *canvas) colour(cb, cr []uint8, u, v int32) (int32, int32) {
	x, y := max(0, min(int(u>>9), c.w/2-1)), max(0, min(int(v>>9), c.h/2-1))
	i := y*(c.w/2) + x
	return int32(cb[i]), int32(cr[i])
}

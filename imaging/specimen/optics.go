package specimen

// blur puts the picture out of focus: three times the mean of a square, which is nearly what a lens does.
// Radii are of the brightness, across and down.
func (p *photo) blur(across, down int) {
	spare := make([]uint8, p.w*p.h)
	for range 3 {
		boxRows(spare, p.y, p.w, p.h, across)
		boxColumns(p.y, spare, p.w, p.h, down)
	}
	for _, plane := range [][]uint8{p.cb, p.cr} {
		for range 2 {
			boxRows(spare, plane, p.cw, p.h/2, (across+1)/2)
			boxColumns(plane, spare, p.cw, p.h/2, (down+1)/2)
		}
	}
}

// boxRows writes the mean of each pixel's 2r+1 neighbours in its row.
func boxRows(to, from []uint8, w, h, r int) {
	n := uint32(2*r + 1)
	scale := (1<<16 + n/2) / n
	for y := range h {
		in, out := from[y*w:(y+1)*w], to[y*w:(y+1)*w]
		sum := uint32(in[0]) * uint32(r)
		for i := range r {
			sum += uint32(in[min(i, w-1)])
		}
		for x := range w {
			sum += uint32(in[min(x+r, w-1)])
			if x > 0 {
				sum -= uint32(in[max(x-r-1, 0)])
			}
			out[x] = uint8(min(255, (sum*scale+1<<15)>>16))
		}
	}
}

// boxColumns writes the mean of each pixel's 2r+1 neighbours in its column, a row at a time.
func boxColumns(to, from []uint8, w, h, r int) {
	n := uint32(2*r + 1)
	scale := (1<<16 + n/2) / n
	sums := make([]uint32, w)
	for i := -r; i <= r; i++ {
		row := from[max(0, min(i, h-1))*w:][:w]
		for x, v := range row {
			sums[x] += uint32(v)
		}
	}
	for y := range h {
		out := to[y*w:][:w]
		plus, minus := from[min(y+r+1, h-1)*w:][:w], from[max(y-r, 0)*w:][:w]
		for x := range out {
			out[x] = uint8(min(255, (sums[x]*scale+1<<15)>>16))
			sums[x] += uint32(plus[x]) - uint32(minus[x])
		}
	}
}

// grain adds the noise of a sensor; amount is its standard deviation in 1/8 of a step.
func (p *photo) grain(d dice, amount int) {
	noise := sensorNoise()
	gain := int32(amount)
	for y := range p.h {
		at := d.IntN(len(noise) - p.w)
		line, n := p.y[y*p.w:(y+1)*p.w], noise[at:at+p.w]
		for x, v := range line {
			line[x] = clamp(int32(v) + (int32(n[x])*gain+128)>>8)
		}
	}
	for _, plane := range [][]uint8{p.cb, p.cr} {
		for y := range p.h / 2 {
			at := d.IntN(len(noise) - p.cw)
			line, n := plane[y*p.cw:(y+1)*p.cw], noise[at:at+p.cw]
			for x, v := range line {
				line[x] = clamp(int32(v) + (int32(n[x])*gain+512)>>10)
			}
		}
	}
}

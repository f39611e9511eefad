package specimen

// waves draws fine lines that swing into each other across a rectangle, as banknotes have them. Each of
// them is two sines, shifted a little from one to the next.
func (c *canvas) waves(x, y, w, h, count int, swing, length, phase int, k ink, strength int) {
	last := make([]int, count)
	for col := x; col <= x+w; col++ {
		a := (col*turn*2/length + phase)
		b := (col*turn*3/(length*2) - phase*2)
		for i := range count {
			// The height of the line in 1/256 of a pixel.
			at := (y*256 + h*256*(2*i+1)/(2*count)) + swing*(sine(a+i*turn/count)+sine(b+i*turn*2/count)/2)/64
			if col > x {
				c.stroke(col-1, last[i], at, y*256, (y+h)*256, k, strength)
			}
			last[i] = at
		}
	}
}

// stroke paints one column of a line about one pixel thick that goes from a to b, in 1/256 of a pixel,
// and nothing above top or below bottom.
func (c *canvas) stroke(col, a, b, top, bottom int, k ink, strength int) {
	if a > b {
		a, b = b, a
	}
	const half = 150
	thick := b - a + 2*half
	a, b = max(a-half, top), min(b+half, bottom)
	// A steep piece covers more pixels of its column, each of them less.
	s := strength
	if thick > 4*half {
		s = strength * 4 * half / thick
	}
	for row := a >> 8; row<<8 < b; row++ {
		part := min(b, (row+1)<<8) - max(a, row<<8)
		c.dab(col, row, k, s*part>>8)
	}
}

// rosette draws a flower of thin rings around a point.
func (c *canvas) rosette(cx, cy, radius, petals, rings int, k ink, strength int) {
	o := newOutline()
	for ring := range rings {
		// Each ring swings around the same middle, a little later than the one before: together they plait.
		size := radius * 64 * (3*rings - ring) / (3 * rings)
		shape := func(thick int) func(int) int {
			return func(a int) int { return size*((6*16384+sine(a*petals+ring*turn*2/rings))/28)/4096 + thick }
		}
		steps := max(96, petals*20)
		o.polar(cx, cy, steps, false, shape(34))
		o.polar(cx, cy, steps, true, shape(-34))
	}
	c.fill(o, k, strength)
}

// tide shades a band from one ink to another, from top to bottom, so that its edges melt.
func (c *canvas) tide(x, y, w, h int, from, to ink, strength int) {
	for row := range h {
		k := mix(from, to, row*256/h)
		edge := min(row, h-1-row) * 16
		for col := range w {
			side := min(col, w-1-col) * 40
			c.dab(x+col, y+row, k, min(strength, edge*strength/256+strength/3, side+strength/3))
		}
	}
}

// microtext repeats tiny letters along lines; from afar they are a line.
func (s *sheet) microtext(x, y, w, lines, pitch int, text string, k ink, strength int) {
	st := style{size: 9, ink: k}
	long := ""
	for s.width(st, long) < w {
		long += text
	}
	r := []rune(long)
	for i := range lines {
		shift := i * 3 % len([]rune(text))
		line := string(r[shift:])
		for s.width(st, line) > w {
			cut := []rune(line)
			line = string(cut[:len(cut)-1])
		}
		st.strength = strength
		s.write(x, y+i*pitch, st, line)
	}
}

// silhouette draws a plain head and shoulders on grey: nobody's face.
func (c *canvas) silhouette(x, y, w, h int, female bool) {
	back, figure := rgb(205, 215, 222), rgb(136, 148, 158)
	for row := range h {
		c.rule(x, y+row, w, 1, mix(back, rgb(232, 238, 241), row*256/h), 256)
	}
	o := newOutline()
	o.ellipse(w/2, h*40/100, w*20/100, h*20/100)
	o.box(w/2-w*9/100, h*52/100, w*18/100, h*22/100, w*4/100, false)
	o.ellipse(w/2, h*112/100, w*47/100, h*40/100)
	o.box(w/2-w*25/100, h*73/100, w*50/100, h*20/100, w*12/100, false)
	hair := newOutline()
	hair.ellipse(w/2, h*35/100, w*22/100, h*19/100)
	if female { // longer hair
		hair.box(w*27/100, h*33/100, w*46/100, h*36/100, w*12/100, false)
	}
	inner := newCanvas(w, h) // cut off at the frame
	copyBox(inner, 0, 0, c, x, y, w, h)
	inner.fill(hair, rgb(104, 116, 128), 256)
	inner.fill(o, figure, 256)
	if !female {
		fringe := newOutline()
		fringe.ellipse(w/2, h*29/100, w*20/100, h*11/100)
		inner.fill(fringe, rgb(104, 116, 128), 256)
	}
	copyBox(c, x, y, inner, 0, 0, w, h)
	c.frame(x, y, w, h, 0, 2, rgb(150, 160, 165), 200)
}

func copyBox(to *canvas, tx, ty int, from *canvas, fx, fy, w, h int) {
	for row := range h {
		t, f := (ty+row)*to.w+tx, (fy+row)*from.w+fx
		copy(to.y[t:t+w], from.y[f:f+w])
		copy(to.cb[t:t+w], from.cb[f:f+w])
		copy(to.cr[t:t+w], from.cr[f:f+w])
	}
}

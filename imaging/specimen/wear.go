package specimen

// age gives a document what it has in a hand but not in a drawing: a sheen across plastic, folds in paper.
func (s *sheet) age(d dice, kind string) {
	if kind == MattersCertificate {
		if d.percent(70) { // folded in three, for a long envelope
			s.fold(s.h/3+d.between(-12, 12), 9)
			s.fold(s.h*2/3+d.between(-12, 12), -9)
		}
		return
	}
	s.sheen(d.between(0, s.w+s.h), d.between(120, 260), d.between(5, 12))
}

// sheen brightens a slanting band, as a window does on plastic.
func (c *canvas) sheen(at, wide, amount int) {
	for y := range c.h {
		line := c.y[y*c.w : (y+1)*c.w]
		middle := at - y*7/8
		for x := max(0, middle-wide); x < min(c.w, middle+wide); x++ {
			near := 256 - abs(x-middle)*256/wide
			line[x] = clamp(int32(int(line[x]) + amount*near>>8))
		}
	}
}

// fold creases paper along a row: one side of the crease faces the light, the other turns away.
func (c *canvas) fold(row, depth int) {
	const reach = 90
	for y := max(0, row-reach); y < min(c.h, row+reach); y++ {
		far := y - row
		shade := depth * (reach - abs(far)) / reach
		if far < 0 {
			shade = -shade
		}
		if abs(far) <= 1 {
			shade = -13
		}
		line := c.y[y*c.w : (y+1)*c.w]
		for x, v := range line {
			line[x] = clamp(int32(int(v) + shade))
		}
	}
}

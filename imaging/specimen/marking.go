package specimen

// fictional is the line on every side.
const fictional = "FICTIONAL — NOT A REAL DOCUMENT"

// specimenMark writes SPECIMEN 見本 across the whole side: over the portrait, and below the fields, so that
// they stay readable.
func (s *sheet) specimenMark(size, angle int) {
	st := style{size: size, weight: size * 2, track: size * 4}
	const text = "SPECIMEN 見本"
	w := s.width(st, text) + st.weight/64
	o, _ := s.outline(st, s.w/2-w/2, s.h/2+size*3/8, text)
	s.fill(o.turned(s.w/2, s.h/2, angle), rgb(196, 40, 60), 52)
}

// fictionalLine writes the line in the middle of x.
func (s *sheet) fictionalLine(x, y, size int) {
	s.centre(x, y, style{size: size, weight: 20, track: size * 5, ink: crimson, strength: 235}, fictional)
}

// seal stamps a square seal in red ink, its text in columns from the right, as town halls do. The ink is
// uneven. Every seal says 見本, so that it is no office's.
func (s *sheet) seal(x, y, size int, columns []string) {
	o := newOutline()
	o.box(x, y, size, size, size/12, false)
	o.box(x+size/18+1, y+size/18+1, size-size/9-2, size-size/9-2, size/16, true)
	s.fillWorn(o)
	cell := size * 84 / 100 / max(len(columns), 1)
	longest := 1
	for _, column := range columns {
		longest = max(longest, len([]rune(column)))
	}
	em := min(cell, size*84/100/longest)
	for i, column := range columns {
		r := []rune(column)
		height := size * 84 / 100 / len(r)
		for j, c := range r {
			cx := x + size*92/100 - cell*i - cell/2
			cy := y + size*8/100 + height*j + height/2
			glyph, _ := s.outline(style{size: em, weight: em / 2}, cx-em/2, cy+em*38/100, string(c))
			s.fillWorn(glyph)
		}
	}
}

// fillWorn paints a stamp: red, with places where the ink did not take.
func (s *sheet) fillWorn(o *outline) {
	m := o.cover()
	cloud := clouds()
	dx, dy := s.dice.IntN(tile), s.dice.IntN(tile)
	for row := range m.h {
		for col := range m.w {
			i := row*m.w + col
			if m.alpha[i] != 0 {
				v := int(cloud[(row*6+dy)&(tile-1)*tile+(col*6+dx)&(tile-1)]) // -128…127
				m.alpha[i] = uint8(int(m.alpha[i]) * min(236, 205+v) / 255)
			}
		}
	}
	s.stain(m, rgb(206, 42, 40), 235)
}

// rubber stamps a line of text in blue, in a frame, a little askew.
func (s *sheet) rubber(field string, x, y int, text string) {
	st := style{size: 26, weight: 30, track: 60}
	w := s.width(st, text)
	o, _ := s.outline(st, x+14, y+31, text)
	o.box(x, y, w+26, 42, 5, false)
	o.box(x+3, y+3, w+20, 36, 3, true)
	angle := s.dice.between(-24, 24)
	s.fill(o.turned(x+w/2, y+20, angle), rgb(46, 62, 150), 215)
	s.mark(field, x, y, w+26, 42)
}

package imaging

// scan is what a start-of-scan segment says: which components and coefficients
// the data behind it brings.
type scan struct {
	progressive bool
	count       int
	components  [maxComponents]uint8 // indices into frame.component
	// from and to are the first and the last coefficient in zigzag order.
	from, to int
	// before and after are the number of low bits still missing of these
	// coefficients; before is 0 for a first scan.
	before, after uint8
}

// parseScan reads a start-of-scan segment (ITU-T T.81 B.2.3 and G.1.1.1).
func parseScan(f *frame, segment []byte) (scan, *Refusal) {
	damaged := refuse(RefusedDamaged)
	if len(segment) < 1 {
		return scan{}, damaged
	}
	s := scan{progressive: f.progressive, count: int(segment[0]), to: blockSize - 1}
	if s.count < 1 || s.count > f.components || len(segment) != 4+2*s.count {
		return scan{}, damaged
	}
	sampling := 0
	for i := range s.count {
		c := f.index(segment[1+2*i])
		if c < 0 {
			return scan{}, damaged
		}
		for _, earlier := range s.components[:i] {
			if int(earlier) == c {
				return scan{}, damaged
			}
		}
		if tables := segment[2+2*i]; tables&0xcc != 0 {
			return scan{}, damaged // there are four of each class
		} else if f.baseline && tables&0xee != 0 {
			return scan{}, refuse(RefusedUnsupportedJPEG)
		}
		s.components[i] = uint8(c)
		sampling += f.component[c].h * f.component[c].v
	}
	if f.components > 1 && sampling > 10 {
		return scan{}, refuse(RefusedUnsupportedJPEG)
	}
	if !f.progressive {
		return s, nil // the other parameters are fixed there, and decoders ignore them
	}
	rest := segment[1+2*s.count:]
	s.from, s.to = int(rest[0]), int(rest[1])
	s.before, s.after = rest[2]>>4, rest[2]&0x0f
	switch {
	case s.from == 0 && s.to != 0, s.from > s.to, s.to >= blockSize:
		return scan{}, damaged
	case s.from > 0 && s.count > 1:
		return scan{}, damaged
	case s.before != 0 && s.before != s.after+1, s.after > 13:
		return scan{}, damaged
	}
	return s, nil
}

func (f *frame) index(id byte) int {
	for i, c := range f.component[:f.components] {
		if c.id == id {
			return i
		}
	}
	return -1
}

func (s *scan) selected() []uint8 { return s.components[:s.count] }

// leastBits is the least length that the data of the scan can have: Huffman
// codes have one bit or more, and so have the bits that refine a value. It finds
// files that claim many pixels in a few bytes before memory is given to them.
func (s *scan) leastBits(f *frame) int64 {
	perBlock := int64(2) // a code for the first coefficient, and one for the rest
	switch {
	case s.progressive && s.from > 0:
		return 0 // one code may stand for 32,767 blocks
	case s.progressive:
		perBlock = 1
	}
	if s.count == 1 {
		return perBlock * int64(f.loneBlocks(int(s.components[0])))
	}
	bits := int64(0)
	for _, c := range s.selected() {
		bits += perBlock * int64(f.interleavedBlocks(int(c)))
	}
	return bits
}

// coverage keeps account of which coefficients the scans have brought, and to
// which precision.
type coverage struct {
	components int
	// missing holds, for each coefficient, the number of low bits that are
	// still missing; untouched before the first scan.
	missing [maxComponents][blockSize]uint8
}

const untouched = 0xff

func newCoverage(f *frame) coverage {
	c := coverage{components: f.components}
	for i := range c.missing {
		for k := range c.missing[i] {
			c.missing[i][k] = untouched
		}
	}
	return c
}

// add notes a scan. It reports whether the scan comes in its turn: every
// coefficient is sent once and then refined bit by bit. This also bounds how
// often one coefficient can be sent.
func (c *coverage) add(s *scan) (inTurn bool) {
	inTurn = true
	for _, component := range s.selected() {
		missing := &c.missing[component]
		if s.from > 0 && missing[0] == untouched {
			inTurn = false
		}
		for k := s.from; k <= s.to; k++ {
			first := s.before == 0
			if first != (missing[k] == untouched) || !first && missing[k] != s.before {
				inTurn = false
			}
			missing[k] = s.after
		}
	}
	return inTurn
}

// complete reports whether the picture can be read as it was meant: the first
// component, which is the brightness, is there in full, and of the others at
// least the mean colour of each block.
func (c *coverage) complete() bool {
	for _, missing := range c.missing[0] {
		if missing != 0 {
			return false
		}
	}
	for _, missing := range c.missing[:c.components] {
		if missing[0] == untouched {
			return false
		}
	}
	return true
}

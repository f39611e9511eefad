package imaging

// frame is what a start-of-frame segment says: the size of the picture and how
// its components are sampled.
type frame struct {
	baseline      bool
	progressive   bool
	width, height int // pixels as stored, before the orientation is applied
	components    int // 1, 3 or 4; 0 while no frame was met
	component     [maxComponents]component
}

type component struct {
	id    byte
	h, v  int  // sampling factors
	table byte // of quantization
}

// parseFrame reads a start-of-frame segment (ITU-T T.81 B.2.2). What is allowed
// there and cannot be decoded by the standard library is told apart from what
// is not allowed.
func parseFrame(marker byte, segment []byte) (frame, *Refusal) {
	if len(segment) < 6 || len(segment) != 6+3*int(segment[5]) || segment[5] == 0 {
		return frame{}, refuse(RefusedDamaged)
	}
	f := frame{
		baseline:    marker == markerSOF0,
		progressive: marker == markerSOF2,
		height:      int(segment[1])<<8 | int(segment[2]),
		width:       int(segment[3])<<8 | int(segment[4]),
		components:  int(segment[5]),
	}
	if precision := segment[0]; precision != 8 {
		return frame{}, refuse(RefusedUnsupportedJPEG)
	}
	if f.components != 1 && f.components != 3 && f.components != 4 {
		return frame{}, refuse(RefusedUnsupportedJPEG)
	}
	for i := range f.components {
		part := segment[6+3*i:]
		c := component{id: part[0], h: int(part[1] >> 4), v: int(part[1] & 0x0f), table: part[2]}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.table > 3 {
			return frame{}, refuse(RefusedDamaged)
		}
		for _, earlier := range f.component[:i] {
			if earlier.id == c.id {
				return frame{}, refuse(RefusedUnsupportedJPEG) // some programs number them all alike
			}
		}
		f.component[i] = c
	}
	if !f.decodableSampling() {
		return frame{}, refuse(RefusedUnsupportedJPEG)
	}
	if f.components == 1 {
		// A single component is never interleaved, whatever its factors say
		// (A.2.2).
		f.component[0].h, f.component[0].v = 1, 1
	}
	return f, nil
}

// decodableSampling says whether the decoder of the standard library takes the
// sampling factors: for three components 4:4:4, 4:4:0, 4:2:2, 4:2:0, 4:1:1 and
// 4:1:0, for four only all alike or the middle two halved.
func (f *frame) decodableSampling() bool {
	c := f.component
	for _, c := range c[:f.components] {
		if c.h == 3 || c.v == 3 {
			return false
		}
	}
	switch f.components {
	case 3:
		if c[0].v == 4 || c[0].h%c[1].h != 0 || c[0].v%c[1].v != 0 || c[1].h != c[2].h || c[1].v != c[2].v {
			return false
		}
	case 4:
		whole := c[0].h == 1 && c[0].v == 1 || c[0].h == 2 && c[0].v == 2
		single := c[1].h == 1 && c[1].v == 1 && c[2].h == 1 && c[2].v == 1
		if !whole || !single || c[3].h != c[0].h || c[3].v != c[0].v {
			return false
		}
	}
	return true
}

// check compares the size with the limits.
func (f *frame) check(l Limits) *Refusal {
	pixels, long, short := f.width*f.height, max(f.width, f.height), min(f.width, f.height)
	exceeds := func(got, most int) bool { return most > 0 && got > most }
	switch {
	case pixels == 0:
		return refuse(RefusedZeroSize)
	case exceeds(pixels, l.MaxPixels):
		return refuseBy(RefusedTooManyPixels, pixels, l.MaxPixels)
	case exceeds(long, l.MaxSide):
		return refuseBy(RefusedTooLongSide, long, l.MaxSide)
	case f.progressive && exceeds(pixels, l.MaxProgressivePixels):
		return refuseBy(RefusedProgressiveTooLarge, pixels, l.MaxProgressivePixels)
	case short < l.MinShort:
		return refuseBy(RefusedTooSmall, short, l.MinShort)
	case long < l.MinLong:
		return refuseBy(RefusedTooSmall, long, l.MinLong)
	}
	return nil
}

// units returns how many minimum coded units (A.2) the picture has in a row and
// in a column. All decodable frames have their largest factors in the first
// component.
func (f *frame) units() (across, down int) {
	return ceilDiv(f.width, 8*f.component[0].h), ceilDiv(f.height, 8*f.component[0].v)
}

// interleavedBlocks is the number of blocks that component c has when a scan
// holds several components, padding included.
func (f *frame) interleavedBlocks(c int) int {
	across, down := f.units()
	return across * down * f.component[c].h * f.component[c].v
}

// loneBlocks is the number of blocks of component c in a scan of its own, where
// blocks outside the picture are left out.
func (f *frame) loneBlocks(c int) int {
	across := ceilDiv(ceilDiv(f.width*f.component[c].h, f.component[0].h), 8)
	down := ceilDiv(ceilDiv(f.height*f.component[c].v, f.component[0].v), 8)
	return across * down
}

// decodesAlone says whether the standard library's decoder reads component c
// rightly in a scan of its own. It counts the blocks and the restart interval in
// units of several components even there (Go 1.26), which goes well for the usual
// sampling without restarts, and else takes a sound file for a damaged one.
func (f *frame) decodesAlone(c, restart int) bool {
	if f.components == 1 {
		return true
	}
	h, v := f.component[c].h, f.component[c].v
	if restart > 0 && h*v > 1 {
		return false
	}
	across, down := f.units()
	decoded := min(across*h, ceilDiv(f.width, 8)) * min(down*v, ceilDiv(f.height, 8))
	return decoded == f.loneBlocks(c)
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

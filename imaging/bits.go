package imaging

import "encoding/binary"

// bitReader reads the data of a scan bit by bit, the highest bit first. It takes
// out stuffed bytes and stops at any marker, where it goes on with zeros and counts
// them, so that running short is found out once for many bits.
type bitReader struct {
	data   []byte
	pos    int
	acc    uint64 // the next bits, from the top
	n      int    // how many of them are there
	padded int    // how many of these zeros were made up
}

// refill brings n to 56 or more.
func (r *bitReader) refill() {
	if r.pos+8 <= len(r.data) {
		next := binary.BigEndian.Uint64(r.data[r.pos:])
		// The usual test for a byte of 0, here for one of 0xff.
		if inverse := ^next; (inverse-0x0101_0101_0101_0101)&next&0x8080_8080_8080_8080 == 0 {
			// Bits that reach beyond the last whole byte are set again, to
			// the same values, by the next call.
			r.acc |= next >> r.n
			whole := (63 - r.n) >> 3
			r.pos += whole
			r.n += whole << 3
			return
		}
	}
	r.refillSlowly()
}

func (r *bitReader) refillSlowly() {
	for r.n <= 56 {
		var b byte
		switch {
		case r.pos < len(r.data) && r.data[r.pos] != 0xff:
			b = r.data[r.pos]
			r.pos++
		case r.pos+1 < len(r.data) && r.data[r.pos+1] == 0:
			b = 0xff
			r.pos += 2
		default:
			r.padded += 8
		}
		r.acc |= uint64(b) << (56 - r.n)
		r.n += 8
	}
}

// short says whether bits were used that are not in the file.
func (r *bitReader) short() bool { return r.padded > r.n }

// restart passes the restart marker that must come now, the rest of a byte before
// it, and reports whether it does.
func (r *bitReader) restart(number int) bool {
	if r.short() || r.n-r.padded >= 8 {
		return false
	}
	if r.pos+1 >= len(r.data) || r.data[r.pos] != 0xff || r.data[r.pos+1] != byte(markerRST0+number%8) {
		return false
	}
	*r = bitReader{data: r.data, pos: r.pos + 2}
	return true
}

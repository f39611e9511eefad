package imaging

// reducer turns the coefficients of a block into fewer samples than 64.
//
// A block of 8 by 8 is a sum of waves. Leaving out the finer ones, and evaluating
// the rest at 4, 2 or 1 places instead of 8, gives the block at a half, a fourth or
// an eighth of its size, for a small part of the work.
type reducer struct {
	side int // samples of a block in a row: 4, 2 or 1
	// keep maps a place in zigzag order to where it is kept in coefficients;
	// what is not needed goes to the last one.
	keep [blockSize]uint8
}

// coefficients holds those that a reducer needs, row by row, and a place for the
// others.
type coefficients [17]int32

const notNeeded = uint8(len(coefficients{}) - 1)

func newReducer(side int) reducer {
	r := reducer{side: side}
	for k, place := range naturalOrder {
		r.keep[k] = notNeeded
		if x, y := int(place)%8, int(place)/8; x < side && y < side {
			r.keep[k] = uint8(y*side + x)
		}
	}
	return r
}

// naturalOrder lists the places of a block, row by row, in the order in which they
// are sent (ITU-T T.81 figure A.6).
var naturalOrder = [blockSize]uint8{
	0, 1, 8, 16, 9, 2, 3, 10,
	17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34,
	27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36,
	29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46,
	53, 60, 61, 54, 47, 55, 62, 63,
}

// write writes the samples of a block.
func (r *reducer) write(dst []byte, stride int, c *coefficients) {
	switch r.side {
	case 4:
		writeFour(dst, stride, c)
	case 2:
		a, b := int64(c[0])+int64(c[2]), int64(c[0])-int64(c[2])
		e, f := int64(c[1])+int64(c[3]), int64(c[1])-int64(c[3])
		dst[0], dst[1] = sample(a+e, 3), sample(a-e, 3)
		dst[stride], dst[stride+1] = sample(b+f, 3), sample(b-f, 3)
	default:
		dst[0] = sample(int64(c[0]), 3)
	}
}

// Cosines with 12 bits behind the point.
const (
	cosBits   = 12
	cosEighth = 3784 // of an eighth of pi
	cosFourth = 2896 // of a fourth, which is also the factor of the mean
	sinEighth = 1567
)

// writeFour evaluates four waves in each direction at four places.
func writeFour(dst []byte, stride int, c *coefficients) {
	if c[1]|c[2]|c[3]|c[4]|c[5]|c[6]|c[7]|c[8]|c[9]|c[10]|c[11]|c[12]|c[13]|c[14]|c[15] == 0 {
		s := sample(int64(c[0]), 3)
		for y := range 4 {
			row := dst[y*stride:][:4]
			row[0], row[1], row[2], row[3] = s, s, s, s
		}
		return
	}
	var columns [16]int64
	for x := range 4 {
		a, b, d, e := four(int64(c[x]), int64(c[4+x]), int64(c[8+x]), int64(c[12+x]))
		columns[x], columns[4+x], columns[8+x], columns[12+x] = a, b, d, e
	}
	for y := range 4 {
		a, b, d, e := four(columns[4*y], columns[4*y+1], columns[4*y+2], columns[4*y+3])
		row := dst[y*stride:][:4]
		row[0], row[1], row[2], row[3] = sample(a, 2*cosBits+2), sample(b, 2*cosBits+2), sample(d, 2*cosBits+2), sample(e, 2*cosBits+2)
	}
}

// four is the inverse cosine transform of four values, without its factor of a
// half, and with cosBits more bits behind the point.
func four(f0, f1, f2, f3 int64) (a, b, c, d int64) {
	mean, wave := f0*cosFourth, f2*cosFourth
	outer := f1*cosEighth + f3*sinEighth
	inner := f1*sinEighth - f3*cosEighth
	return mean + wave + outer, mean - wave + inner, mean - wave - inner, mean + wave - outer
}

// sample divides by a power of two, shifts the level and clamps.
func sample(v int64, bits int) byte {
	v = (v+1<<(bits-1))>>bits + 128
	if uint64(v) > 255 {
		if v < 0 {
			return 0
		}
		return 255
	}
	return byte(v)
}

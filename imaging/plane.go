package imaging

import "encoding/binary"

// plane is one channel of a picture, a byte for each sample.
type plane struct {
	pix    []byte
	stride int // bytes from one row to the next
	w, h   int
}

func newPlane(w, h int) plane {
	return plane{pix: make([]byte, w*h), stride: w, w: w, h: h}
}

func (p plane) row(y int) []byte {
	return p.pix[y*p.stride:][:p.w:p.w]
}

// Masks for the even ones of eight bytes that are added up at once, each in the
// 16 bits that it shares with its neighbour.
const (
	evenBytes   = 0x00ff_00ff_00ff_00ff
	roundFourth = 0x0002_0002_0002_0002
)

// halve returns the plane at half its size, each sample the mean of four. It
// works in the memory of p, which is of no use afterwards: at no time are there
// two large planes. An odd last row or column is kept, taken twice.
func (p plane) halve() plane {
	half := plane{pix: p.pix, stride: p.stride, w: (p.w + 1) / 2, h: (p.h + 1) / 2}
	for y := range half.h {
		a := p.row(2 * y)
		b := a
		if 2*y+1 < p.h {
			b = p.row(2*y + 1)
		}
		halveRows(half.row(y), a, b)
	}
	return half
}

// halveRows writes the means of 2 by 2 samples of two rows. The destination may
// be the beginning of a: it is written behind what was read.
func halveRows(dst, a, b []byte) {
	n := len(a) / 8 * 8
	for i := 0; i < n; i += 8 {
		u, v := binary.LittleEndian.Uint64(a[i:]), binary.LittleEndian.Uint64(b[i:])
		sum := u&evenBytes + u>>8&evenBytes + v&evenBytes + v>>8&evenBytes
		mean := (sum + roundFourth) >> 2 & evenBytes
		mean |= mean >> 8
		binary.LittleEndian.PutUint32(dst[i/2:], uint32(mean&0xffff|mean>>16&0xffff_0000))
	}
	for i := n; i < len(a); i += 2 {
		j := min(i+1, len(a)-1)
		dst[i/2] = byte((int(a[i]) + int(a[j]) + int(b[i]) + int(b[j]) + 2) / 4)
	}
}

// shrink returns the plane at the given size, each sample the mean of the area
// that it covers. A size that is not smaller in one direction stretches in that
// one. The memory of p is of no use afterwards; the result may share it.
func (p plane) shrink(w, h int) plane {
	for p.w >= 2*w && p.h >= 2*h {
		p = p.halve()
	}
	if p.w == w && p.h == h {
		return p
	}
	return resample(p, w, h)
}

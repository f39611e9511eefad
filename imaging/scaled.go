package imaging

import (
	"context"
	"errors"
)

// The decoder of the standard library makes every pixel of a photo, of which the
// copies need a fourth or a sixteenth. For the usual photo (sequential, one scan,
// brightness and colours or gray) the decoder here makes just those: a third of
// the time, and a few megabytes where the other takes sixty. It is strict and has
// no say: whatever it finds odd is left to the standard library, whose word counts.

// errOdd says that a file is not for the scaled decoder.
var errOdd = errors.New("imaging: not a file for the scaled decoder")

// scale returns by how much a picture may be reduced while it is decoded, 8, 4, 2
// or 1, so that it is still no smaller than a copy with the longest side of most.
func (l *layout) scale(most int) int {
	if l.progressive || l.scans != 1 || l.components == 4 || l.isRGB() {
		return 1
	}
	w, h := fit(l.width, l.height, most)
	for scale := 8; scale > 1; scale /= 2 {
		if ceilDiv(l.width, scale) >= w && ceilDiv(l.height, scale) >= h {
			return scale
		}
	}
	return 1
}

// scaledBytes is what decodeScaled and the making of the copies hold.
func (l *layout) scaledBytes(scale int) int64 {
	return l.planeBytes()/int64(scale*scale) + workBytes
}

// decodeScaled decodes a file that was walked and that layout.scale allows at a
// part of its size. The error is errOdd or the context's.
func decodeScaled(ctx context.Context, data []byte, l *layout, scale int) (r raster, err error) {
	defer func() {
		if recover() != nil {
			r, err = raster{}, errOdd
		}
	}()
	d := scaledDecoder{layout: l, reducer: newReducer(8 / scale)}
	if !d.readTables(data) {
		return raster{}, errOdd
	}
	if err := d.readScan(ctx); err != nil {
		return raster{}, err
	}
	across, down := l.component[0].h, l.component[0].v
	planes := make([]plane, l.components)
	for i := range planes {
		c := l.component[i]
		p := d.channels[i].plane
		p.w = ceilDiv(ceilDiv(l.width*c.h, across), scale)
		p.h = ceilDiv(ceilDiv(l.height*c.v, down), scale)
		planes[i] = p
	}
	if l.components == 1 {
		return raster{y: planes[0], gray: true}, nil
	}
	return raster{y: planes[0], cb: planes[1], cr: planes[2]}, nil
}

type scaledDecoder struct {
	*layout
	reducer
	channels     [maxComponents]scaledChannel
	quantization [4]*[blockSize]int32
	huffman      [2][4]huffman // by class, of first coefficients and of the others
	interval     int           // of restart markers, 0 for none
	bits         bitReader
}

type scaledChannel struct {
	plane        plane
	quantization *[blockSize]int32
	dc, ac       *huffman
	mean         int32 // of the last block, from which the next one's differs
}

// readTables goes through the segments up to the scan, and reports whether all is
// as usual. The walk has checked their lengths.
func (d *scaledDecoder) readTables(data []byte) bool {
	w := walker{data: data[:d.end], pos: 2}
	for {
		marker, _, ok := w.next()
		if !ok {
			return false
		}
		segment, refusal := w.segment()
		if refusal != nil {
			return false
		}
		switch marker {
		case markerDQT:
			ok = d.defineQuantization(segment)
		case markerDHT:
			ok = d.defineHuffman(segment)
		case markerDRI:
			d.interval = int(segment[0])<<8 | int(segment[1])
		case markerSOS:
			d.bits = bitReader{data: w.data, pos: w.pos}
			return d.prepare(segment)
		}
		if !ok {
			return false
		}
	}
}

// defineQuantization takes tables of 8 bits; those of 16 are for other precisions.
func (d *scaledDecoder) defineQuantization(segment []byte) bool {
	for ; len(segment) > 0; segment = segment[1+blockSize:] {
		if segment[0] > 3 {
			return false
		}
		table := new([blockSize]int32)
		for k := range table {
			table[k] = int32(segment[1+k])
		}
		d.quantization[segment[0]] = table
	}
	return true
}

func (d *scaledDecoder) defineHuffman(segment []byte) bool {
	for len(segment) > 0 {
		codes := 0
		for _, n := range segment[1:17] {
			codes += int(n)
		}
		if !d.huffman[segment[0]>>4][segment[0]&0x0f].define(segment[1:17], segment[17:17+codes]) {
			return false
		}
		segment = segment[17+codes:]
	}
	return true
}

// prepare makes the planes and connects the tables. The components must come in
// the order of the frame.
func (d *scaledDecoder) prepare(segment []byte) bool {
	s, refusal := parseScan(&d.frame, segment)
	if refusal != nil || s.count != d.frame.components {
		return false
	}
	across, down := d.units()
	for i := range s.count {
		c, selectors := d.component[i], segment[2+2*i]
		to := &d.channels[i]
		to.plane = newPlane(across*c.h*d.side, down*c.v*d.side)
		to.quantization = d.quantization[c.table]
		to.dc, to.ac = &d.huffman[0][selectors>>4], &d.huffman[1][selectors&0x0f]
		if int(s.components[i]) != i || to.quantization == nil || !to.dc.defined || !to.ac.defined {
			return false
		}
	}
	return true
}

func (d *scaledDecoder) readScan(ctx context.Context) error {
	across, down := d.units()
	unit := 0
	for y := range down {
		if err := ctx.Err(); err != nil {
			return err
		}
		for x := range across {
			if d.interval > 0 && unit > 0 && unit%d.interval == 0 {
				if !d.bits.restart(unit/d.interval - 1) {
					return errOdd
				}
				for i := range d.channels {
					d.channels[i].mean = 0
				}
			}
			unit++
			if !d.readUnit(x, y) {
				return errOdd
			}
		}
	}
	return nil
}

// readUnit reads the blocks of all components for one place.
func (d *scaledDecoder) readUnit(x, y int) bool {
	for i := range d.frame.components {
		c, to := &d.component[i], &d.channels[i]
		for v := range c.v {
			for h := range c.h {
				var block coefficients
				if !d.readBlock(to, &block) {
					return false
				}
				stride := to.plane.stride
				at := (y*c.v+v)*d.side*stride + (x*c.h+h)*d.side
				d.write(to.plane.pix[at:], stride, &block)
			}
		}
	}
	return !d.bits.short()
}

// mostMean bounds the first coefficient, before it is multiplied: 8 bits for a
// sample make 11 for the mean of 64 of them.
const mostMean = 1 << 12

// readBlock reads the coefficients of one block (ITU-T T.81 F.2.2).
func (d *scaledDecoder) readBlock(c *scaledChannel, block *coefficients) bool {
	r := &d.bits
	if r.n < 32 {
		r.refill()
	}
	symbol, value, ok := r.symbol(c.dc)
	if !ok || symbol > 15 {
		return false
	}
	c.mean += value
	if c.mean < -mostMean || c.mean > mostMean {
		return false
	}
	block[0] = c.mean * c.quantization[0]
	for k := 1; k < blockSize; {
		if r.n < 32 {
			r.refill()
		}
		symbol, value, ok := r.symbol(c.ac)
		if !ok {
			return false
		}
		if symbol&0x0f == 0 {
			if symbol == 0 {
				break // the rest is 0
			}
			if symbol != 0xf0 {
				return false
			}
			k += 16
			continue
		}
		k += int(symbol >> 4)
		if k >= blockSize {
			return false
		}
		block[d.keep[k]] = value * c.quantization[k]
		k++
	}
	return true
}

// symbol reads a code and the value behind it, whose size is in the lower half of
// the symbol. There must be 32 bits.
func (r *bitReader) symbol(h *huffman) (symbol byte, value int32, ok bool) {
	entry := h.fast[r.acc>>(64-fastBits)]
	length := int(entry & 0xff)
	symbol = byte(entry >> 8)
	if entry>>16 != 0 {
		r.acc <<= length
		r.n -= length
		return symbol, int32(entry) >> 16, true
	}
	if entry == 0 {
		if symbol, length = h.long(r.acc); length == 0 {
			return 0, 0, false
		}
	}
	r.acc <<= length
	r.n -= length
	if size := int(symbol & 0x0f); size > 0 {
		value = extend(int32(r.acc>>(64-size)), size)
		r.acc <<= size
		r.n -= size
	}
	return symbol, value, true
}

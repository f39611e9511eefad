package imaging

import (
	"bytes"
	"testing"
	"time"
)

// bomb writes a progressive file that is small and costs a decoder as much as it
// can: nearly all of its scans say in a few bytes that nothing changes, for which
// a decoder must go over the whole picture each time.
type bomb struct {
	testEncoder
}

func newBomb(w, h int, sampling [][2]int) *bomb {
	b := &bomb{testEncoder: testEncoder{testJPEG: testJPEG{w: w, h: h, sampling: sampling, progressive: true}}}
	b.f = frame{width: w, height: h, components: len(sampling)}
	for c, s := range sampling {
		b.f.component[c] = component{h: s[0], v: s[1]}
	}
	b.write(0xff, markerSOI)
	b.segment(markerDQT, append([]byte{0}, make([]byte, blockSize)...))
	b.segment(markerSOF2, b.frameSegment())
	// One code of one bit in each table: "no difference", and "nothing in the
	// next 32,767 blocks", to which 14 bits belong.
	b.segment(markerDHT, append([]byte{0x00, 1, 15: 0, 16: 0}, 0x00))
	b.segment(markerDHT, append([]byte{0x10, 1, 15: 0, 16: 0}, 0xe0))
	return b
}

// scan adds a scan in which nothing happens.
func (b *bomb) scan(s testScan) {
	head := []byte{byte(len(s.components))}
	for _, c := range s.components {
		head = append(head, b.id(c), 0)
	}
	b.segment(markerSOS, append(head, byte(s.from), byte(s.to), byte(s.before<<4|s.after)))
	if s.from > 0 {
		for left := b.f.loneBlocks(s.components[0]); left > 0; left -= 1<<15 - 1 {
			b.bits(1<<14-1, 15)
		}
	} else {
		blocks := 0
		for _, c := range s.components {
			if len(s.components) == 1 {
				blocks += b.f.loneBlocks(c)
			} else {
				blocks += b.f.interleavedBlocks(c)
			}
		}
		for range blocks {
			b.bits(0, 1)
		}
	}
	b.flush()
}

func (b *bomb) bytes() []byte {
	b.write(0xff, markerEOI)
	return b.out.Bytes()
}

// scanBomb has the given number of scans and is of 16 megapixels.
func scanBomb(scans int) []byte {
	b := newBomb(4000, 4000, gray)
	b.scan(testScan{[]int{0}, 0, 0, 0, 0})
	for range scans - 1 {
		b.scan(testScan{[]int{0}, 1, 63, 0, 0})
	}
	return b.bytes()
}

// slowestAllowed is the costliest file that the walk lets pass, as far as we know:
// 98 scans, all in their turn, of three components without subsampling.
func slowestAllowed() *bomb {
	b := newBomb(4000, 4000, yuv444)
	all := []int{0, 1, 2}
	b.scan(testScan{all, 0, 0, 0, 13})
	for after := uint(12); after < 13; after-- {
		b.scan(testScan{all, 0, 0, after + 1, after})
	}
	for _, c := range all {
		for _, band := range [][2]int{{1, 31}, {32, 63}} {
			b.scan(testScan{[]int{c}, band[0], band[1], 0, 13})
			for after := uint(12); after < 13; after-- {
				b.scan(testScan{[]int{c}, band[0], band[1], after + 1, after})
			}
		}
	}
	return b
}

// A refusal may take 5 seconds on two slow cores. These bounds leave room for
// that; the first files are refused by their markers alone.
func TestFilesMadeToBurnTimeAreRefusedSoon(t *testing.T) {
	t.Parallel()
	claim := testJPEG{w: 16, h: 16, sampling: yuv420, sample: slopes}.encode()
	claim = withSegments(patchSize(claim, 65500, 65500), segment(markerCOM, make([]byte, 3000)))
	narrow := patchSize(testJPEG{w: 16, h: 16, sampling: yuv420, sample: slopes}.encode(), 7000, 7000)
	for _, c := range []struct {
		name string
		data []byte
		want RefusalCode
	}{
		{"4,000 scans", scanBomb(4000), RefusedTooManyScans},
		{"65500 by 65500 in 4 kB", claim, RefusedTooManyPixels},
		{"49 megapixels in a few bytes", narrow, RefusedDamaged},
		{"scans repeated out of turn", scanBomb(50), RefusedDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Logf("%d bytes", len(c.data))
			start := time.Now()
			wantRefusal(t, roomy(DefaultLimits()), c.data, c.want)
			if took := time.Since(start); took > time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestTheSlowestFileIsRefusedInTime(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes 98 scans of 16 megapixels")
	}
	data := slowestAllowed().bytes()
	// The last scan begins with a code that its table does not have, which
	// only decoding finds out.
	data[bytes.LastIndex(data, []byte{0xff, markerSOS})+10] = 0x80
	before := cpuTime()
	wantRefusal(t, roomy(DefaultLimits()), data, RefusedDamaged)
	took := cpuTime() - before
	t.Logf("%d bytes refused after %v of the processor", len(data), took.Round(time.Millisecond))
	if took > 5*time.Second {
		t.Errorf("took %v of the processor", took)
	}
}

// patchSize changes the width and height that a file claims.
func patchSize(data []byte, w, h int) []byte {
	return patchFrame(data, func(f []byte) {
		f[5], f[6], f[7], f[8] = byte(h>>8), byte(h), byte(w>>8), byte(w)
	})
}

// patchFrame changes the frame segment of a copy, whose second byte is the marker.
func patchFrame(data []byte, change func(segment []byte)) []byte {
	out := append([]byte(nil), data...)
	for i := 2; ; {
		length := int(out[i+2])<<8 | int(out[i+3])
		if m := out[i+1]; m >= markerSOF0 && m <= markerSOF15 && m != markerDHT {
			change(out[i : i+2+length])
			return out
		}
		i += 2 + length
	}
}

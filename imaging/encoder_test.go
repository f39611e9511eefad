package imaging

import (
	"bytes"
	"math"
	"math/bits"
)

// The encoder of the standard library writes baseline files of one or three
// components with 4:2:0 sampling. The tests need all the others, so here is a
// small encoder for sequential and progressive files of any components. Its
// files are correct and not small: every code has eight or nine bits.

// testJPEG describes a file to write.
type testJPEG struct {
	w, h int
	// sampling has the factors of each component; ids default to 1, 2, 3, 4.
	sampling [][2]int
	ids      []byte
	// sample is the value of component c at a pixel.
	sample func(c, x, y int) byte
	// script holds the scans; nil for one sequential scan of everything.
	script      []testScan
	progressive bool
	// restart is the interval of restart markers in units, 0 for none.
	restart int
	// before is put in front of the tables: application segments.
	before []byte
	// sof replaces the marker of the frame, when it is not 0.
	sof byte
}

type testScan struct {
	components    []int
	from, to      int
	before, after uint
}

var (
	gray   = [][2]int{{1, 1}}
	yuv444 = [][2]int{{1, 1}, {1, 1}, {1, 1}}
	yuv422 = [][2]int{{2, 1}, {1, 1}, {1, 1}}
	yuv440 = [][2]int{{1, 2}, {1, 1}, {1, 1}}
	yuv420 = [][2]int{{2, 2}, {1, 1}, {1, 1}}
	yuv411 = [][2]int{{4, 1}, {1, 1}, {1, 1}}
	yuv410 = [][2]int{{4, 2}, {1, 1}, {1, 1}}
	cmyk   = [][2]int{{1, 1}, {1, 1}, {1, 1}, {1, 1}}
	cmyk22 = [][2]int{{2, 2}, {1, 1}, {1, 1}, {2, 2}}
)

// usualScript is much like that of common encoders: mean colours first, then the
// rest in bands and bit by bit, brightness last.
func usualScript(components int) []testScan {
	var all []int
	for c := range components {
		all = append(all, c)
	}
	script := []testScan{{all, 0, 0, 0, 1}}
	for c := components - 1; c >= 0; c-- {
		script = append(script, testScan{[]int{c}, 1, 5, 0, 2}, testScan{[]int{c}, 6, 63, 0, 2}, testScan{[]int{c}, 1, 63, 2, 1})
	}
	script = append(script, testScan{all, 0, 0, 1, 0})
	for c := components - 1; c >= 0; c-- {
		script = append(script, testScan{[]int{c}, 1, 63, 1, 0})
	}
	return script
}

const testQuantizer = 3

func (t testJPEG) encode() []byte {
	e := &testEncoder{testJPEG: t}
	head := e.frameSegment()
	if len(t.sampling) == 1 {
		e.sampling = gray // a single component has no other way
	}
	e.f = frame{width: t.w, height: t.h, components: len(t.sampling)}
	for c, s := range e.sampling {
		e.f.component[c] = component{h: s[0], v: s[1]}
		e.coefficients = append(e.coefficients, e.transform(c))
	}
	e.write(0xff, markerSOI)
	e.out.Write(t.before)
	e.segment(markerDQT, append([]byte{0}, bytes.Repeat([]byte{testQuantizer}, blockSize)...))
	e.segment(e.marker(), head)
	for _, class := range []byte{0x00, 0x10} {
		e.segment(markerDHT, flatTable(class))
	}
	if t.restart > 0 {
		e.segment(markerDRI, []byte{byte(t.restart >> 8), byte(t.restart)})
	}
	script := t.script
	if script == nil {
		script = []testScan{{to: 63}}
		for c := range t.sampling {
			script[0].components = append(script[0].components, c)
		}
		if t.progressive {
			script = usualScript(len(t.sampling))
		}
	}
	for _, s := range script {
		e.scan(s)
	}
	e.write(0xff, markerEOI)
	return e.out.Bytes()
}

type testEncoder struct {
	testJPEG
	f            frame
	coefficients [][][blockSize]int // of each component, for each block, in zigzag order
	out          bytes.Buffer
	acc          uint64
	held         uint
}

func (e *testEncoder) marker() byte {
	switch {
	case e.sof != 0:
		return e.sof
	case e.progressive:
		return markerSOF2
	}
	return markerSOF0
}

func (e *testEncoder) id(c int) byte {
	if e.ids != nil {
		return e.ids[c]
	}
	return byte(c + 1)
}

func (e *testEncoder) frameSegment() []byte {
	s := []byte{8, byte(e.h >> 8), byte(e.h), byte(e.w >> 8), byte(e.w), byte(len(e.sampling))}
	for c, f := range e.sampling {
		s = append(s, e.id(c), byte(f[0]<<4|f[1]), 0)
	}
	return s
}

func (e *testEncoder) write(b ...byte) { e.out.Write(b) }

func (e *testEncoder) segment(marker byte, content []byte) {
	e.out.Write(segment(marker, content))
}

func segment(marker byte, content []byte) []byte {
	n := len(content) + 2
	return append([]byte{0xff, marker, byte(n >> 8), byte(n)}, content...)
}

// flatTable is a Huffman table in which the symbols up to 253 are their own codes
// of eight bits, and the last two have nine.
func flatTable(class byte) []byte {
	t := make([]byte, 17, 17+256)
	t[0], t[8], t[9] = class, 254, 2
	for s := range 256 {
		t = append(t, byte(s))
	}
	return t
}

func (e *testEncoder) symbol(s int) {
	if s < 254 {
		e.bits(uint64(s), 8)
	} else {
		e.bits(uint64(254*2+s-254), 9)
	}
}

func (e *testEncoder) bits(value uint64, n uint) {
	e.acc = e.acc<<n | value&(1<<n-1)
	for e.held += n; e.held >= 8; e.held -= 8 {
		b := byte(e.acc >> (e.held - 8))
		e.write(b)
		if b == 0xff {
			e.write(0)
		}
	}
}

func (e *testEncoder) flush() {
	if e.held > 0 {
		e.bits(0x7f, 8-e.held)
	}
}

// magnitude writes a value in the form of T.81 F.1.2.1, without its category.
func (e *testEncoder) magnitude(v int) {
	n := category(v)
	if v < 0 {
		v--
	}
	e.bits(uint64(v), uint(n))
}

func category(v int) int {
	return bits.Len(uint(max(v, -v)))
}

// transform makes the coefficients of a component: the cosine transform as its
// definition has it, first along the rows and then along the columns.
func (e *testEncoder) transform(c int) [][blockSize]int {
	across, down := e.f.units()
	across, down = across*e.sampling[c][0], down*e.sampling[c][1]
	scaleX, scaleY := e.sampling[0][0]/e.sampling[c][0], e.sampling[0][1]/e.sampling[c][1]
	blocks := make([][blockSize]int, across*down)
	for i := range blocks {
		var in, half [8][8]float64
		for y := range 8 {
			for x := range 8 {
				px := (i%across*8+x)*scaleX + scaleX/2
				py := (i/across*8+y)*scaleY + scaleY/2
				in[y][x] = float64(e.sample(c, min(px, e.w-1), min(py, e.h-1))) - 128
			}
		}
		for y := range 8 {
			for u := range 8 {
				for x := range 8 {
					half[y][u] += in[y][x] * cosines[u][x]
				}
			}
		}
		for k := range blockSize {
			u, v := zigzag[k]%8, zigzag[k]/8
			sum := 0.0
			for y := range 8 {
				sum += half[y][u] * cosines[v][y]
			}
			blocks[i][k] = int(math.RoundToEven(sum / testQuantizer))
		}
	}
	return blocks
}

var cosines = func() (t [8][8]float64) {
	for u := range 8 {
		for x := range 8 {
			t[u][x] = math.Cos(float64(2*x+1)*float64(u)*math.Pi/16) / 2
			if u == 0 {
				t[u][x] /= math.Sqrt2
			}
		}
	}
	return t
}()

// zigzag lists the places of a block, row by row, in the order of transmission.
var zigzag = func() (t [blockSize]int) {
	k := 0
	for d := range 15 {
		for i := range d + 1 {
			x, y := i, d-i
			if d%2 == 1 {
				x, y = y, x
			}
			if x < 8 && y < 8 {
				t[k] = y*8 + x
				k++
			}
		}
	}
	return t
}()

func (e *testEncoder) scan(s testScan) {
	head := []byte{byte(len(s.components))}
	for _, c := range s.components {
		head = append(head, e.id(c), 0)
	}
	e.segment(markerSOS, append(head, byte(s.from), byte(s.to), byte(s.before<<4|s.after)))
	previous := make([]int, len(e.sampling))
	unit := 0
	emit := func(c, block int) { e.block(s, &e.coefficients[c][block], &previous[c]) }
	restart := func(total int) {
		unit++
		if e.restart > 0 && unit%e.restart == 0 && unit < total {
			e.flush()
			e.write(0xff, byte(markerRST0+(unit/e.restart-1)%8))
			clear(previous)
		}
	}
	across, down := e.f.units()
	if len(s.components) == 1 {
		c := s.components[0]
		h, v := e.sampling[c][0], e.sampling[c][1]
		columns := ceilDiv(ceilDiv(e.w*h, e.f.component[0].h), 8)
		rows := ceilDiv(ceilDiv(e.h*v, e.f.component[0].v), 8)
		for i := range columns * rows {
			emit(c, i/columns*across*h+i%columns)
			restart(columns * rows)
		}
	} else {
		for i := range across * down {
			for _, c := range s.components {
				h, v := e.sampling[c][0], e.sampling[c][1]
				for j := range h * v {
					emit(c, (i/across*v+j/h)*across*h+i%across*h+j%h)
				}
			}
			restart(across * down)
		}
	}
	e.flush()
}

func (e *testEncoder) block(s testScan, b *[blockSize]int, previous *int) {
	k := s.from
	if k == 0 {
		dc := b[0] >> s.after
		if s.before > 0 {
			e.bits(uint64(dc&1), 1)
		} else {
			e.symbol(category(dc - *previous))
			e.magnitude(dc - *previous)
			*previous = dc
		}
		k++
	}
	switch {
	case k > s.to:
	case s.before == 0:
		e.firstPass(s, b, k)
	default:
		e.refine(s, b)
	}
}

// firstPass writes a band of coefficients, of sequential files as well.
func (e *testEncoder) firstPass(s testScan, b *[blockSize]int, k int) {
	zeros := 0
	for ; k <= s.to; k++ {
		v := b[k] >> s.after
		if b[k] < 0 {
			v = -(-b[k] >> s.after)
		}
		if v == 0 {
			zeros++
			continue
		}
		for ; zeros > 15; zeros -= 16 {
			e.symbol(0xf0)
		}
		e.symbol(zeros<<4 | category(v))
		e.magnitude(v)
		zeros = 0
	}
	if zeros > 0 {
		e.symbol(0)
	}
}

// refine writes one more bit of a band (T.81 G.1.2.3).
func (e *testEncoder) refine(s testScan, b *[blockSize]int) {
	size := func(k int) int { return max(b[k], -b[k]) >> s.after }
	last := 0
	for k := s.from; k <= s.to; k++ {
		if size(k) == 1 {
			last = k
		}
	}
	zeros := 0
	var corrections []byte
	correct := func() {
		for _, bit := range corrections {
			e.bits(uint64(bit), 1)
		}
		corrections = nil
	}
	for k := s.from; k <= s.to; k++ {
		v := size(k)
		if v == 0 {
			zeros++
			continue
		}
		for ; zeros > 15 && k <= last; zeros -= 16 {
			e.symbol(0xf0)
			correct()
		}
		if v > 1 {
			corrections = append(corrections, byte(v&1))
			continue
		}
		e.symbol(zeros<<4 | 1)
		sign := uint64(1)
		if b[k] < 0 {
			sign = 0
		}
		e.bits(sign, 1)
		correct()
		zeros = 0
	}
	if zeros > 0 || len(corrections) > 0 {
		e.symbol(0)
		correct()
	}
}

package imaging

import (
	"bytes"
	"testing"
)

func TestEveryBeginningOfAFileIsCutShort(t *testing.T) {
	t.Parallel()
	exif := oriented(1)
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"baseline", withSegments(baseline(t, photo(640, 480, 6), 80), exif)},
		{"progressive", testJPEG{w: 500, h: 400, sampling: yuv420, progressive: true, sample: slopes, before: exif}.encode()},
		{"restarts", testJPEG{w: 500, h: 400, sampling: yuv420, restart: 4, sample: slopes}.encode()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := roomy(DefaultLimits())
			accept(t, in, c.data)
			for n := 2; n < len(c.data); n++ {
				if n > 700 && n < len(c.data)-50 && n%97 != 0 {
					continue
				}
				wantRefusal(t, in, c.data[:n], RefusedCutShort)
			}
		})
	}
}

// Some programs put an end marker behind what they have, so that a transfer that
// broke off looks whole. The standard library's decoder takes such a progressive
// file for a good one.
func TestAFileThatWasCutAndClosedIsRefused(t *testing.T) {
	t.Parallel()
	end := []byte{0xff, markerEOI}
	closed := func(data []byte, n int) []byte { return append(bytes.Clone(data[:n]), end...) }
	in := roomy(DefaultLimits())

	t.Run("between the scans of a progressive file", func(t *testing.T) {
		t.Parallel()
		data := testJPEG{w: 500, h: 400, sampling: yuv420, progressive: true, sample: slopes}.encode()
		scans := 0
		for at := 0; ; at++ {
			i := bytes.Index(data[at:], []byte{0xff, markerSOS})
			if i < 0 {
				break
			}
			at += i
			if scans++; scans > 1 {
				wantRefusal(t, in, closed(data, at), RefusedCutShort)
			}
		}
		if scans < 10 {
			t.Fatalf("only %d scans", scans)
		}
	})
	t.Run("within the data of a baseline file", func(t *testing.T) {
		t.Parallel()
		data := baseline(t, photo(640, 480, 6), 80)
		start := bytes.Index(data, []byte{0xff, markerSOS}) + 14
		for n := start; n < len(data)-10; n += 211 {
			if data[n-1] == 0xff {
				continue // would not be the same end marker
			}
			wantRefusal(t, in, closed(data, n), RefusedDamaged)
		}
	})
	t.Run("after one component of three", func(t *testing.T) {
		t.Parallel()
		data := testJPEG{w: 500, h: 400, sampling: yuv444, sample: slopes,
			script: []testScan{{components: []int{0}, to: 63}}}.encode()
		wantRefusal(t, in, data, RefusedCutShort)
	})
}

func TestWhatMayFollowTheEndIsLeftAlone(t *testing.T) {
	t.Parallel()
	data := baseline(t, photo(640, 480, 6), 80)
	for _, tail := range [][]byte{{0}, bytes.Repeat([]byte{0xff}, 9), data, []byte("ftypmp42 a film")} {
		accept(t, roomy(DefaultLimits()), append(bytes.Clone(data), tail...))
	}
}

func TestSeparateSequentialScansAreRead(t *testing.T) {
	t.Parallel()
	data := testJPEG{w: 500, h: 400, sampling: yuv420, sample: swatchSample(1, 500, 400, ""),
		script: []testScan{{components: []int{0}, to: 63}, {components: []int{2}, to: 63}, {components: []int{1}, to: 63}}}.encode()
	p := accept(t, roomy(DefaultLimits()), data)
	wantSwatch(t, p.Screen, 500, 400, true)
}

func TestSoundFilesOfOtherSortsAreNotCalledBroken(t *testing.T) {
	t.Parallel()
	plain := testJPEG{w: 500, h: 400, sampling: yuv420, sample: slopes}
	data := plain.encode()
	progressive := plain
	progressive.progressive = true
	marked := func(sof byte) []byte { return patchFrame(data, func(f []byte) { f[1] = sof }) }
	at := bytes.Index(data, []byte{0xff, markerSOS})
	before := func(s []byte) []byte {
		return append(append(bytes.Clone(data[:at]), s...), data[at:]...)
	}
	restarts := progressive
	restarts.restart = 7
	huffmanless := patchFrame(data, func([]byte) {})
	first := bytes.Index(data, []byte{0xff, markerDHT})
	huffmanless = append(huffmanless[:first:first], data[at:]...)
	noHeight := patchSize(data, 500, 0)
	noHeight = append(noHeight[:len(noHeight)-2:len(noHeight)-2], append(segment(markerDNL, []byte{1, 144}), 0xff, markerEOI)...)

	for name, data := range map[string][]byte{
		"lossless":                             marked(0xc3),
		"hierarchical sequential":              marked(0xc5),
		"hierarchical progressive":             marked(0xc6),
		"reserved for extensions":              marked(0xc8),
		"arithmetic sequential":                marked(0xc9),
		"arithmetic progressive":               marked(0xca),
		"arithmetic lossless":                  marked(0xcb),
		"arithmetic hierarchical":              marked(0xcf),
		"JPEG-LS":                              marked(0xf7),
		"12 bits":                              patchFrame(data, func(f []byte) { f[1], f[4] = markerSOF1, 12 }),
		"16 bits":                              patchFrame(data, func(f []byte) { f[4] = 16 }),
		"arithmetic conditioning":              before(segment(0xcc, []byte{0, 0})),
		"hierarchy":                            before(segment(0xde, make([]byte, 15))),
		"two components":                       testJPEG{w: 500, h: 400, sampling: [][2]int{{1, 1}, {1, 1}}, sample: slopes}.encode(),
		"five components":                      append([]byte{0xff, markerSOI}, segment(markerSOF1, append([]byte{8, 1, 144, 1, 244, 5}, make([]byte, 15)...))...),
		"thirds":                               patchFrame(data, func(f []byte) { f[11] = 0x31 }),
		"colours larger than brightness":       patchFrame(data, func(f []byte) { f[11], f[14], f[17] = 0x11, 0x21, 0x21 }),
		"colours unlike each other":            patchFrame(data, func(f []byte) { f[17] = 0x21 }),
		"inks without Adobe's mark":            testJPEG{w: 500, h: 400, sampling: cmyk, sample: slopes}.encode(),
		"inks with another sampling":           testJPEG{w: 500, h: 400, sampling: [][2]int{{4, 1}, {1, 1}, {1, 1}, {4, 1}}, sample: slopes}.encode(),
		"components of one name":               testJPEG{w: 500, h: 400, sampling: yuv420, ids: []byte{1, 1, 1}, sample: slopes}.encode(),
		"restarts in scans of their own":       restarts.encode(),
		"height behind the scan":               noHeight,
		"height twice":                         append(data[:len(data)-2:len(data)-2], append(segment(markerDNL, []byte{1, 144}), 0xff, markerEOI)...),
		"a frame of a film, without tables":    huffmanless,
		"an empty Huffman table":               before(segment(markerDHT, make([]byte, 17))),
		"third table of a baseline file":       before(segment(markerDHT, flatTable(2))),
		"scan with the third table, baseline":  patchScan(data, func(s []byte) { s[6] = 0x22 }),
		"sampling too large to be interleaved": patchFrame(data, func(f []byte) { f[11], f[14], f[17] = 0x42, 0x21, 0x21 }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefusal(t, roomy(DefaultLimits()), data, RefusedUnsupportedJPEG)
		})
	}
}

// patchScan changes the first scan's segment of a copy.
func patchScan(data []byte, change func(segment []byte)) []byte {
	out := bytes.Clone(data)
	change(out[bytes.Index(out, []byte{0xff, markerSOS}):])
	return out
}

func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	plain := testJPEG{w: 500, h: 400, sampling: yuv420, sample: slopes}
	data := plain.encode()
	progressive := plain
	progressive.progressive = true
	prog := progressive.encode()
	at := bytes.Index(data, []byte{0xff, markerSOS})
	before := func(s []byte) []byte {
		return append(append(bytes.Clone(data[:at]), s...), data[at:]...)
	}
	frame := bytes.Index(data, []byte{0xff, markerSOF0})
	huffman := bytes.Index(data, []byte{0xff, markerDHT})
	scripted := func(script ...testScan) []byte {
		p := progressive
		p.sampling, p.script = gray, script
		return p.encode()
	}
	all := []int{0}

	for name, data := range map[string][]byte{
		"nothing between begin and end":     {0xff, markerSOI, 0xff, markerEOI},
		"no frame":                          append(bytes.Clone(data[:frame]), data[huffman:]...),
		"no scan":                           append(bytes.Clone(data[:at]), 0xff, markerEOI),
		"no quantization table":             append([]byte{0xff, markerSOI}, data[frame:]...),
		"a second frame":                    before(data[frame:huffman]),
		"a second begin":                    before([]byte{0xff, markerSOI}),
		"a marker that is not given":        before([]byte{0xff, 0x02, 0, 2}),
		"a segment of length 1":             before([]byte{0xff, markerCOM, 0, 1}),
		"frame of the wrong length":         patchFrame(data, func(f []byte) { f[9] = 4 }),
		"frame without components":          before([]byte{}), // replaced below
		"sampling factor 0":                 patchFrame(data, func(f []byte) { f[11] = 0x02 }),
		"sampling factor 5":                 patchFrame(data, func(f []byte) { f[11] = 0x51 }),
		"fifth quantization table":          patchFrame(data, func(f []byte) { f[12] = 4 }),
		"quantization table of 3 bytes":     before(segment(markerDQT, []byte{0, 1, 2})),
		"quantization table of 24 bits":     before(segment(markerDQT, append([]byte{0x20}, make([]byte, 192)...))),
		"Huffman table of 3 bytes":          before(segment(markerDHT, []byte{0, 1, 2})),
		"Huffman table without its symbols": before(segment(markerDHT, append([]byte{0, 9}, make([]byte, 15)...))),
		"Huffman table of a third class":    before(segment(markerDHT, flatTable(0x20))),
		"restart interval of 3 bytes":       before(segment(markerDRI, []byte{0, 0, 1})),
		"scan of no components":             patchScan(data, func(s []byte) { s[4] = 0 }),
		"scan of four components of three":  patchScan(data, func(s []byte) { s[4] = 4 }),
		"scan of an unknown component":      patchScan(data, func(s []byte) { s[5] = 9 }),
		"scan of one component twice":       patchScan(data, func(s []byte) { s[7] = 1 }),
		"scan with the fifth table":         patchScan(data, func(s []byte) { s[6] = 0x40 }),
		"empty scan segment":                append(bytes.Clone(data[:at]), 0xff, markerSOS, 0, 2, 0xff, markerEOI),
		"band upside down":                  patchScan(prog, func(s []byte) { s[11], s[12] = 5, 1 }),
		"band beyond the block":             patchScan(prog, func(s []byte) { s[11], s[12] = 1, 64 }),
		"mean colours with others":          patchScan(prog, func(s []byte) { s[12] = 63 }),
		"band of three components":          patchScan(prog, func(s []byte) { s[11], s[12] = 1, 63 }),
		"bits refined by two":               patchScan(prog, func(s []byte) { s[13] = 0x31 }),
		"first scan twice":                  scripted(testScan{all, 0, 0, 0, 0}, testScan{all, 1, 63, 0, 0}, testScan{all, 1, 63, 0, 0}),
		"refined before it was there":       scripted(testScan{all, 0, 0, 0, 0}, testScan{all, 1, 63, 1, 0}),
		"refined out of order":              scripted(testScan{all, 0, 0, 0, 0}, testScan{all, 1, 63, 0, 2}, testScan{all, 1, 63, 1, 0}),
		"details before mean colours":       scripted(testScan{all, 1, 63, 0, 0}, testScan{all, 0, 0, 0, 0}),
		"sequential scan twice":             testJPEG{w: 500, h: 400, sampling: gray, sample: slopes, script: []testScan{{all, 0, 63, 0, 0}, {all, 0, 63, 0, 0}}}.encode(),
		"data of another file":              append(bytes.Clone(data[:at+14]), append(bytes.Repeat([]byte{0x55, 0xff, 0}, 9000), 0xff, markerEOI)...),
		"fill before a stuffed byte":        before([]byte{0xff, 0xff, 0x00}),
		"hardly any data":                   append(bytes.Clone(data[:at+14]), 1, 2, 3, 0xff, markerEOI),
	} {
		if name == "frame without components" {
			data = append([]byte{0xff, markerSOI}, segment(markerSOF0, []byte{8, 1, 144, 1, 244, 0})...)
			data = append(data, 0xff, markerEOI)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefusal(t, roomy(DefaultLimits()), data, RefusedDamaged)
		})
	}
}

func TestWalkForgivesWhatDecodersForgive(t *testing.T) {
	t.Parallel()
	data := baseline(t, photo(640, 480, 6), 80)
	at := bytes.Index(data, []byte{0xff, markerSOS})
	for name, between := range map[string][]byte{
		"fill bytes":         {0xff, 0xff, 0xff},
		"stray bytes":        {1, 2, 3, 0},
		"a stray restart":    {0xff, markerRST0 + 3},
		"a stuffed byte":     {0xff, 0},
		"an empty comment":   segment(markerCOM, nil),
		"an unknown segment": segment(0xe7, []byte("something")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := append(append(bytes.Clone(data[:at]), between...), data[at:]...)
			if name == "fill bytes" {
				// They may stand before any marker, the last one, too.
				changed = append(changed[:len(changed)-2], 0xff, 0xff, 0xff, markerEOI)
			}
			accept(t, roomy(DefaultLimits()), changed)
		})
	}
}

func TestLeastBitsNeverExceedsARealFile(t *testing.T) {
	t.Parallel()
	for _, sampling := range [][][2]int{gray, yuv444, yuv422, yuv440, yuv420, yuv411, yuv410} {
		for _, progressive := range []bool{false, true} {
			for _, side := range []int{1, 7, 8, 9, 16, 17, 33} {
				// A picture of one colour has the shortest data there is, and the
				// standard library's encoder the shortest codes; see also the
				// files of the bomb, of one bit for each block.
				data := testJPEG{w: side, h: 40 - side, sampling: sampling, progressive: progressive,
					sample: func(c, x, y int) byte { return 128 }}.encode()
				accept(t, roomy(tiny()), data)
			}
		}
	}
	accept(t, roomy(DefaultLimits()), baseline(t, newPlain(640, 480), 1))
	b := newBomb(640, 480, yuv444)
	b.scan(testScan{[]int{0, 1, 2}, 0, 0, 0, 0})
	for c := range 3 {
		b.scan(testScan{[]int{c}, 1, 63, 0, 0})
	}
	accept(t, roomy(DefaultLimits()), b.bytes())
}

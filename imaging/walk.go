package imaging

import "bytes"

// layout is what the markers of a file say about it.
type layout struct {
	frame
	// scans counts the passes over the picture.
	scans int
	// end is the offset behind the end-of-image marker. Phones put films and
	// further pictures there; they are not looked at.
	end int
	// exif is the content of the first Exif segment, a TIFF structure. It is
	// part of the file, not a copy.
	exif []byte
	// location says that an XMP segment names a place.
	location bool
	// jfif and adobe mirror the two application segments that decide how
	// the components are understood as colours.
	jfif           bool
	adobe          bool
	adobeTransform byte
}

// walker goes through the markers of one file. It reads the stream as the
// standard library's decoder does, so that both see the same segments: bytes
// between segments are skipped, fill bytes before a marker, too, and restart
// markers outside a scan.
type walker struct {
	data   []byte
	pos    int
	limits Limits
	layout layout
	tables tables
	cover  coverage
	// restart is the interval of restart markers, 0 for none.
	restart int
	// heightLater is set when the frame has no height, which a DNL segment
	// behind the first scan may give.
	heightLater bool
	// scan is the one whose data is being passed, or nil.
	scan      *scan
	scanStart int
	broken    bool
}

// walk checks the structure of a JPEG file against the limits without decoding
// it. It takes time in proportion to the length of data and allocates next to
// nothing.
func walk(data []byte, limits Limits) (*layout, *Refusal) {
	w := &walker{data: data, limits: limits, pos: 2}
	for {
		marker, at, ok := w.next()
		if !ok {
			return nil, refuse(RefusedCutShort)
		}
		w.endScan(at)
		if marker == markerEOI {
			w.layout.end = w.pos
			return w.finish()
		}
		segment, r := w.segment()
		if r == nil {
			r = w.take(marker, segment)
		}
		if r != nil {
			return nil, r
		}
	}
}

// next finds the next marker that is not a restart, and its offset. The data of
// a scan holds none, so that next also finds the end of a scan.
func (w *walker) next() (marker byte, at int, ok bool) {
	for {
		i := bytes.IndexByte(w.data[w.pos:], 0xff)
		if i < 0 {
			return 0, 0, false
		}
		at = w.pos + i
		w.pos = at + 1
		filled := w.pos
		for w.pos < len(w.data) && w.data[w.pos] == 0xff {
			w.pos++
		}
		if w.pos == len(w.data) {
			return 0, 0, false
		}
		marker = w.data[w.pos]
		if marker == 0 && w.pos > filled {
			w.broken = true // neither a stuffed byte nor a marker
		}
		w.pos++
		if marker != 0 && (marker < markerRST0 || marker > markerRST7) {
			return marker, at, true
		}
	}
}

// segment returns the content of the segment whose length is at the current
// position, and moves behind it.
func (w *walker) segment() ([]byte, *Refusal) {
	rest := w.data[w.pos:]
	if len(rest) < 2 {
		return nil, refuse(RefusedCutShort)
	}
	length := int(rest[0])<<8 | int(rest[1])
	if length < 2 {
		return nil, refuse(RefusedDamaged)
	}
	if length > len(rest) {
		return nil, refuse(RefusedCutShort)
	}
	w.pos += length
	return rest[2:length], nil
}

func (w *walker) take(marker byte, segment []byte) *Refusal {
	switch {
	case marker == markerDHT:
		return w.tables.defineHuffman(segment, w.layout.baseline)
	case marker == markerDQT:
		return w.tables.defineQuantization(segment)
	case marker == markerSOF0 || marker == markerSOF1 || marker == markerSOF2:
		return w.takeFrame(marker, segment)
	case marker > markerSOF2 && marker <= markerSOF15:
		return refuse(RefusedUnsupportedJPEG) // arithmetic, lossless, hierarchical
	case marker == markerSOS:
		return w.takeScan(segment)
	case marker == markerDRI:
		if len(segment) != 2 {
			return refuse(RefusedDamaged)
		}
		w.restart = int(segment[0])<<8 | int(segment[1])
	case marker >= markerAPP0 && marker <= markerAPP15:
		w.layout.takeApplication(marker, segment)
	case marker == markerCOM:
	case marker < markerSOF0 || marker == markerSOI:
		return refuse(RefusedDamaged)
	default:
		return refuse(RefusedUnsupportedJPEG) // DNL, DHP, EXP, extensions
	}
	return nil
}

func (w *walker) takeFrame(marker byte, segment []byte) *Refusal {
	if w.layout.components != 0 {
		return refuse(RefusedDamaged) // a second frame
	}
	f, r := parseFrame(marker, segment)
	if r != nil {
		return r
	}
	if f.width > 0 && f.height == 0 {
		w.heightLater = true
	} else if r := f.check(w.limits); r != nil {
		return r
	}
	w.layout.frame = f
	w.cover = newCoverage(&w.layout.frame)
	return nil
}

func (w *walker) takeScan(segment []byte) *Refusal {
	if w.layout.components == 0 {
		return refuse(RefusedDamaged)
	}
	if w.heightLater {
		return w.refuseHeight()
	}
	w.layout.scans++
	if most := w.limits.MaxScans; most > 0 && w.layout.scans > most {
		return refuseBy(RefusedTooManyScans, w.layout.scans, most)
	}
	s, r := parseScan(&w.layout.frame, segment)
	if r != nil {
		return r
	}
	if !w.tables.huffman {
		// Frames cut from a Motion JPEG film leave out the usual tables;
		// some programs know them by heart.
		return refuse(RefusedUnsupportedJPEG)
	}
	if s.count == 1 && !w.layout.decodesAlone(int(s.components[0]), w.restart) {
		return refuse(RefusedUnsupportedJPEG)
	}
	for _, c := range s.selected() {
		if w.tables.quantization&(1<<w.layout.component[c].table) == 0 {
			return refuse(RefusedDamaged)
		}
	}
	if !w.cover.add(&s) {
		// Reported at the end only: a file made to burn time repeats its
		// scans, and "too many scans" says more about it.
		w.broken = true
	}
	w.scan, w.scanStart = &s, w.pos
	return nil
}

// endScan is called with the offset of the first marker behind a scan's data.
func (w *walker) endScan(at int) {
	if w.scan == nil {
		return
	}
	if bits := int64(at-w.scanStart) * 8; bits < w.scan.leastBits(&w.layout.frame) {
		w.broken = true
	}
	w.scan = nil
}

// refuseHeight tells a height that follows the first scan, which is allowed but
// rare, from none at all.
func (w *walker) refuseHeight() *Refusal {
	for {
		marker, _, ok := w.next()
		if !ok || marker == markerEOI || marker == markerSOS {
			return refuse(RefusedZeroSize)
		}
		if marker == markerDNL {
			return refuse(RefusedUnsupportedJPEG)
		}
	}
}

// finish judges the file as a whole.
func (w *walker) finish() (*layout, *Refusal) {
	switch {
	case w.heightLater:
		return nil, refuse(RefusedZeroSize)
	case w.layout.scans == 0 || w.broken:
		return nil, refuse(RefusedDamaged)
	case !w.cover.complete():
		return nil, refuse(RefusedCutShort)
	case w.layout.components == 4 && !w.layout.adobe:
		return nil, refuse(RefusedUnsupportedJPEG) // nothing says which colours these are
	}
	return &w.layout, nil
}

var (
	exifHead = []byte("Exif\x00\x00")
	xmpHead  = []byte("http://ns.adobe.com/xap/1.0/\x00")
)

// takeApplication keeps what matters of an application segment. JFIF and Adobe
// are read as the standard library's decoder reads them: the last one counts.
func (l *layout) takeApplication(marker byte, segment []byte) {
	switch marker {
	case markerAPP0:
		if len(segment) >= 5 {
			l.jfif = string(segment[:5]) == "JFIF\x00"
		}
	case markerAPP1:
		if tiff, ok := bytes.CutPrefix(segment, exifHead); ok && l.exif == nil {
			l.exif = tiff
		}
		if bytes.HasPrefix(segment, xmpHead) && bytes.Contains(segment, []byte("GPSLatitude")) {
			l.location = true
		}
	case markerAPP14:
		if len(segment) >= 12 && string(segment[:5]) == "Adobe" {
			l.adobe, l.adobeTransform = true, segment[11]
		}
	}
}

// isRGB says whether the three components are red, green and blue, which the
// decoder finds out by the same signs.
func (l *layout) isRGB() bool {
	if l.components != 3 || l.jfif {
		return false
	}
	if l.adobe && l.adobeTransform == adobeUntransformed {
		return true
	}
	return l.component[0].id == 'R' && l.component[1].id == 'G' && l.component[2].id == 'B'
}

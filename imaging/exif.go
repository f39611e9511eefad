package imaging

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The tags that are read, from the Exif standard (CIPA DC-008).
const (
	tagDescription  = 0x010e
	tagMake         = 0x010f
	tagModel        = 0x0110
	tagOrientation  = 0x0112
	tagSoftware     = 0x0131
	tagExifIFD      = 0x8769
	tagGPSIFD       = 0x8825
	tagTakenAt      = 0x9003 // DateTimeOriginal, in the Exif directory
	tagGPSLatitude  = 0x0002 // in the GPS directory, as the next ones
	tagGPSLongitude = 0x0004
)

// The types of values that are read, with the size of one.
const (
	typeASCII = 2
	typeShort = 3
	typeLong  = 4
)

// maxEntries bounds the entries of one directory. Cameras write some dozens.
const maxEntries = 1024

// shrunkNote is what the page of the pictures writes as the description of a photo that it made smaller before
// sending it (public/exif.js).
const shrunkNote = "shinsa: made smaller"

// maxText is the most characters that are kept of a text.
const maxText = 64

// exifFacts are the few facts of an Exif segment that the product uses.
type exifFacts struct {
	// orientation is 1 to 8, and 1 where the file says nothing sensible.
	orientation                    int
	takenAt, software, make, model string
	// location is set when there is a latitude or longitude. Cameras without
	// a position write a GPS directory that holds neither.
	location bool
	// shrunk is set when the page that sent it made the picture smaller.
	shrunk bool
}

// readExif reads a TIFF structure as it stands in an Exif segment. What is
// broken or missing is left out: a photo is no worse for it. It follows no more
// than two pointers, so that its time is bounded by the length of tiff.
func readExif(tiff []byte) exifFacts {
	facts := exifFacts{orientation: 1}
	t, root, ok := openTIFF(tiff)
	if !ok {
		return facts
	}
	for e := range t.entries(root) {
		switch e.tag {
		case tagDescription:
			facts.shrunk = e.text() == shrunkNote
		case tagOrientation:
			if o := e.number(); o >= 1 && o <= 8 {
				facts.orientation = int(o)
			}
		case tagMake:
			facts.make = e.text()
		case tagModel:
			facts.model = e.text()
		case tagSoftware:
			facts.software = e.text()
		case tagExifIFD:
			for e := range t.entries(e.number()) {
				if e.tag == tagTakenAt {
					facts.takenAt = e.text()
				}
			}
		case tagGPSIFD:
			for e := range t.entries(e.number()) {
				if e.tag == tagGPSLatitude || e.tag == tagGPSLongitude {
					facts.location = true
				}
			}
		}
	}
	return facts
}

// tiff is a TIFF structure: offsets count from its first byte.
type tiff struct {
	data  []byte
	order binary.ByteOrder
}

// openTIFF returns the structure and the offset of its first directory.
func openTIFF(data []byte) (t tiff, root int64, ok bool) {
	if len(data) < 8 {
		return tiff{}, 0, false
	}
	switch string(data[:4]) {
	case "II*\x00":
		t = tiff{data, binary.LittleEndian}
	case "MM\x00*":
		t = tiff{data, binary.BigEndian}
	default:
		return tiff{}, 0, false
	}
	return t, int64(t.order.Uint32(data[4:])), true
}

// at returns n bytes from an offset, or nil when they are not all there.
func (t tiff) at(offset, n int64) []byte {
	if offset < 0 || n < 0 || offset > int64(len(t.data)) || n > int64(len(t.data))-offset {
		return nil
	}
	return t.data[offset : offset+n]
}

// entry is one field of a directory.
type entry struct {
	in    tiff
	tag   uint16
	kind  uint16
	count uint32
	value [4]byte // the value itself, or the offset of a longer one
}

// entries goes through the directory at an offset, as far as it is whole.
func (t tiff) entries(offset int64) func(yield func(entry) bool) {
	return func(yield func(entry) bool) {
		head := t.at(offset, 2)
		if offset < 8 || head == nil {
			return
		}
		for i := range min(int64(t.order.Uint16(head)), maxEntries) {
			raw := t.at(offset+2+12*i, 12)
			if raw == nil {
				return
			}
			e := entry{in: t, tag: t.order.Uint16(raw), kind: t.order.Uint16(raw[2:]), count: t.order.Uint32(raw[4:])}
			copy(e.value[:], raw[8:])
			if !yield(e) {
				return
			}
		}
	}
}

// number returns a single unsigned number, or -1.
func (e entry) number() int64 {
	switch {
	case e.count != 1:
		return -1
	case e.kind == typeShort:
		return int64(e.in.order.Uint16(e.value[:]))
	case e.kind == typeLong:
		return int64(e.in.order.Uint32(e.value[:]))
	}
	return -1
}

// text returns a text as it may be shown: cut at the first zero byte and to
// maxText characters, without anything that is not printable. Some phones write
// UTF-8 where the standard wants ASCII; other encodings lose their letters.
func (e entry) text() string {
	if e.kind != typeASCII || e.count == 0 || e.count > math.MaxUint16 {
		return ""
	}
	raw := e.value[:min(e.count, 4)]
	if e.count > 4 {
		raw = e.in.at(int64(e.in.order.Uint32(e.value[:])), int64(e.count))
	}
	s, _, _ := strings.Cut(string(raw), "\x00")
	return printable(s)
}

func printable(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.TrimSpace(s) {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			continue
		}
		if n++; n > maxText {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

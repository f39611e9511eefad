package imaging

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExifFactsAreRead(t *testing.T) {
	t.Parallel()
	place := []testField{{tag: 0, number: 2}, {tag: tagGPSLatitude, text: "35/1"}, {tag: tagGPSLongitude, text: "139/1"}}
	for _, c := range []struct {
		name   string
		fields []testField
		want   exifFacts
	}{
		{"nothing", nil, exifFacts{orientation: 1}},
		{"all", []testField{
			{tag: tagMake, text: "Kamera"}, {tag: tagModel, text: "X-1"}, {tag: tagOrientation, number: 8},
			{tag: tagSoftware, text: "Editor 2.0"},
			{tag: tagExifIFD, below: []testField{{tag: tagTakenAt, text: "2026:04:01 12:34:56"}}},
			{tag: tagGPSIFD, below: place},
		}, exifFacts{8, "2026:04:01 12:34:56", "Editor 2.0", "Kamera", "X-1", true, false}},
		{"made smaller", []testField{{tag: tagDescription, text: shrunkNote}}, exifFacts{orientation: 1, shrunk: true}},
		{"a description", []testField{{tag: tagDescription, text: shrunkNote + "!"}}, exifFacts{orientation: 1}},
		{"place without a position", []testField{{tag: tagGPSIFD, below: place[:1]}}, exifFacts{orientation: 1}},
		{"place by its longitude", []testField{{tag: tagGPSIFD, below: place[2:]}}, exifFacts{orientation: 1, location: true}},
		{"orientation 0", []testField{{tag: tagOrientation, number: 0}}, exifFacts{orientation: 1}},
		{"orientation 9", []testField{{tag: tagOrientation, number: 9}}, exifFacts{orientation: 1}},
		{"orientation as a text", []testField{{tag: tagOrientation, text: "6"}}, exifFacts{orientation: 1}},
		{"short text", []testField{{tag: tagMake, text: "LG"}}, exifFacts{orientation: 1, make: "LG"}},
		{"text of four with its end", []testField{{tag: tagMake, text: "abc"}}, exifFacts{orientation: 1, make: "abc"}},
		{"Japanese", []testField{{tag: tagMake, text: "写真機"}}, exifFacts{orientation: 1, make: "写真機"}},
		{"spaces", []testField{{tag: tagMake, text: "  NIKON CORPORATION   "}}, exifFacts{orientation: 1, make: "NIKON CORPORATION"}},
		{"hostile text", []testField{{tag: tagMake, text: "a\r\n\x1b[31m\u202eb\xff\u200bc"}}, exifFacts{orientation: 1, make: "a[31mbc"}},
		{"long text", []testField{{tag: tagMake, text: strings.Repeat("あ", 100)}}, exifFacts{orientation: 1, make: strings.Repeat("あ", 64)}},
		{"number as a text", []testField{{tag: tagMake, number: 7}}, exifFacts{orientation: 1}},
	} {
		for name, order := range map[string]binary.ByteOrder{"big": binary.BigEndian, "little": binary.LittleEndian} {
			t.Run(c.name+" "+name, func(t *testing.T) {
				t.Parallel()
				if got := readExif(writeTIFF(order, c.fields)); got != c.want {
					t.Errorf("got %+v, want %+v", got, c.want)
				}
			})
		}
	}
}

func TestBrokenExifIsNoReasonToRefuse(t *testing.T) {
	t.Parallel()
	whole := writeTIFF(binary.BigEndian, []testField{
		{tag: tagOrientation, number: 6}, {tag: tagMake, text: "Kamera"},
		{tag: tagExifIFD, below: []testField{{tag: tagTakenAt, text: "2026:04:01 12:34:56"}}},
	})
	for n := range whole {
		readExif(whole[:n]) // must not panic
	}
	patched := func(at int, value uint32) []byte {
		out := append([]byte(nil), whole...)
		binary.BigEndian.PutUint32(out[at:], value)
		return out
	}
	const makeEntry, exifEntry = 8 + 2 + 12, 8 + 2 + 24
	for name, tiff := range map[string][]byte{
		"first directory far away":  patched(4, 1<<31),
		"first directory at once":   patched(4, 0),
		"first directory at header": patched(4, 4),
		"text of 4 GB":              patched(makeEntry+4, 1<<32-1),
		"text far away":             patched(makeEntry+8, 1<<32-1),
		"directory within itself":   patched(exifEntry+8, 8),
		"directory far away":        patched(exifEntry+8, 1<<32-4),
		"another byte order":        append([]byte("XX*\x00"), whole[4:]...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := withSegments(baseline(t, photo(640, 480, 0), 80), exifSegment(tiff))
			accept(t, roomy(DefaultLimits()), data)
		})
	}
}

func TestTheFirstExifSegmentCounts(t *testing.T) {
	t.Parallel()
	data := withSegments(baseline(t, photo(640, 480, 0), 80), oriented(6), oriented(3))
	if got := accept(t, roomy(DefaultLimits()), data).Facts.Orientation; got != 6 {
		t.Errorf("orientation %d", got)
	}
}

func TestLocationIsFoundInXMPToo(t *testing.T) {
	t.Parallel()
	plain := baseline(t, photo(640, 480, 0), 80)
	xmp := func(s string) []byte {
		return segment(markerAPP1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+s+"</x:xmpmeta>"))
	}
	in := roomy(DefaultLimits())
	if !accept(t, in, withSegments(plain, xmp("<exif:GPSLatitude>35,39.5N</exif:GPSLatitude>"))).Facts.HasLocation {
		t.Error("not found")
	}
	if accept(t, in, withSegments(plain, xmp("<xmp:CreatorTool>x</xmp:CreatorTool>"))).Facts.HasLocation {
		t.Error("found where there is none")
	}
}

func FuzzExif(f *testing.F) {
	for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		f.Add(writeTIFF(order, []testField{
			{tag: tagDescription, text: shrunkNote}, {tag: tagMake, text: "Kamera"}, {tag: tagModel, text: "X"}, {tag: tagOrientation, number: 6},
			{tag: tagSoftware, text: "写真"},
			{tag: tagExifIFD, below: []testField{{tag: tagTakenAt, text: "2026:04:01 12:34:56"}}},
			{tag: tagGPSIFD, below: []testField{{tag: tagGPSLatitude, number: 35}}},
		}))
	}
	f.Add([]byte("II*\x00\xff\xff\xff\xff"))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\xff\xff"))
	f.Fuzz(func(t *testing.T, tiff []byte) {
		got := readExif(tiff)
		if got.orientation < 1 || got.orientation > 8 {
			t.Errorf("orientation %d", got.orientation)
		}
		for _, s := range []string{got.takenAt, got.software, got.make, got.model} {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxText || printable(s) != s {
				t.Errorf("text %q", s)
			}
		}
	})
}

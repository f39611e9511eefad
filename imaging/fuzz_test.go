package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"testing"
)

// fuzzSeeds are small files of every sort, and beginnings of other formats.
func fuzzSeeds(f *testing.F) {
	exif := exifSegment(writeTIFF(binary.LittleEndian, []testField{
		{tag: tagOrientation, number: 6}, {tag: tagMake, text: "Kamera"},
		{tag: tagGPSIFD, below: []testField{{tag: tagGPSLatitude, number: 35}}},
	}))
	adobe := segment(markerAPP14, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), 0))
	for _, t := range []testJPEG{
		{sampling: gray}, {sampling: yuv420, before: exif}, {sampling: yuv444, restart: 1}, {sampling: yuv422, progressive: true},
		{sampling: yuv420, progressive: true, before: exif}, {sampling: yuv411}, {sampling: cmyk, before: adobe}, {sampling: yuv444, before: adobe},
		{sampling: yuv420, sof: 0xc9}, {sampling: yuv420, sof: 0xc3},
	} {
		t.w, t.h, t.sample = 25, 18, slopes
		data := t.encode()
		f.Add(data)
		f.Add(data[:len(data)*2/3])
		f.Add(patchSize(append(bytes.Clone(data), data...), 0xffff, 0xfff0))
	}
	f.Add(baseline(f, photo(64, 48, 9), 60))
	f.Add(scanBomb(3)[:3000])
	for _, head := range []string{"", "\xff\xd8", "\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "%PDF-1.7", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"} {
		f.Add([]byte(head))
	}
}

// fuzzLimits keep each try short.
func fuzzLimits() Limits {
	return Limits{MaxBytes: 1 << 16, MaxPixels: 1 << 18, MaxSide: 4000, MinShort: 1, MinLong: 1, MaxScans: 20, MaxProgressivePixels: 1 << 16}
}

// FuzzWalk: whatever the bytes are, the walk neither panics nor passes a file that
// the standard library sees otherwise.
func FuzzWalk(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := fuzzLimits()
		l, r := inspect(data, limits)
		if (l == nil) == (r == nil) {
			t.Fatalf("got %v and %v", l, r)
		}
		if r != nil {
			return
		}
		if l.width < 1 || l.height < 1 || l.width*l.height > limits.MaxPixels || l.scans < 1 || l.scans > limits.MaxScans || l.end > len(data) {
			t.Fatalf("passed %+v", l)
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || config.Width != l.width || config.Height != l.height {
			t.Fatalf("walked %dx%d, the library has %dx%d, %v", l.width, l.height, config.Width, config.Height, err)
		}
		if l.acceptBytes() < int64(l.width*l.height) || l.fullBytes(1, len(data)) < int64(l.width*l.height) {
			t.Fatalf("cost of %d and %d bytes", l.acceptBytes(), l.fullBytes(1, len(data)))
		}
	})
}

// FuzzAccept: what is accepted becomes copies that can be decoded and are within
// their bounds; what is not is refused with a known code.
func FuzzAccept(f *testing.F) {
	fuzzSeeds(f)
	in := NewIntake(fuzzLimits(), NewBudget(DefaultBudgetBytes, DefaultBudgetWait))
	known := map[RefusalCode]bool{}
	for _, code := range RefusalCodes() {
		known[code] = true
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := in.Accept(context.Background(), data)
		if err != nil {
			var refusal *Refusal
			if !errors.As(err, &refusal) || !known[refusal.Code] || p != nil {
				t.Fatalf("got %v, %v", p, err)
			}
			return
		}
		if b := decoded(t, p.Screen).Bounds(); b.Dx() != p.ScreenWidth || b.Dy() != p.ScreenHeight || max(b.Dx(), b.Dy()) > screenSide {
			t.Errorf("screen of %v", b)
		}
		if b := decoded(t, p.Preview).Bounds(); max(b.Dx(), b.Dy()) > previewSide {
			t.Errorf("preview of %v", b)
		}
		if b := decoded(t, p.Thumb).Bounds(); max(b.Dx(), b.Dy()) > thumbSide {
			t.Errorf("thumb of %v", b)
		}
		if p.Likeness != nil && (!p.Likeness.known() || !p.Likeness.Alike(p.Likeness)) {
			t.Errorf("a likeness of %d bytes, not like itself", len(p.Likeness))
		}
		full, err := in.Full(context.Background(), data)
		if err != nil {
			t.Fatalf("accepted, but Full: %v", err)
		}
		if b := decoded(t, full).Bounds(); b.Dx() != p.Width || b.Dy() != p.Height {
			t.Errorf("full of %v, want %dx%d", b, p.Width, p.Height)
		}
	})
}

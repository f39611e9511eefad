package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"
	"time"
)

// photo draws something like the photo of a card on a table: large areas, edges,
// lines of small print, and the noise of a sensor, which makes most of a file.
func photo(w, h, noise int) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	r := rand.New(rand.NewPCG(1, 2))
	card := image.Rect(w/8, h/6, w*7/8, h*5/6)
	portrait := image.Rect(w*5/8, h/4, w*13/16, h*5/8)
	for y := range h {
		grain := uint64(0)
		for x := range w {
			v := 70 + (x+y)*40/(w+h)
			switch p := image.Pt(x, y); {
			case p.In(portrait):
				v = 120 + (x-portrait.Min.X)*60/portrait.Dx()
			case p.In(card):
				v = 205 + y*20/h
				if y*40/h%2 == 0 && x*211/w%3 == 0 && x < portrait.Min.X {
					v = 50
				}
			}
			if x%8 == 0 {
				grain = r.Uint64()
			}
			v += (int(grain>>(x%8*8)&0xff) - 128) * noise / 128
			m.Y[y*m.YStride+x] = byte(min(max(v, 0), 255))
		}
	}
	for y := range (h + 1) / 2 {
		for x := range (w + 1) / 2 {
			i := y*m.CStride + x
			m.Cb[i], m.Cr[i] = 128, 128
			if image.Pt(2*x, 2*y).In(card) {
				m.Cb[i], m.Cr[i] = byte(118+x*20/w), byte(124+y*16/h)
			}
		}
	}
	return m
}

// baseline encodes with the standard library.
func baseline(t testing.TB, m image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withSegments puts segments behind the start-of-image marker.
func withSegments(data []byte, segments ...[]byte) []byte {
	out := bytes.Clone(data[:2])
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, data[2:]...)
}

// exifSegment wraps a TIFF structure.
func exifSegment(tiff []byte) []byte {
	return segment(markerAPP1, append([]byte("Exif\x00\x00"), tiff...))
}

// testField is one field of a TIFF directory: a number, a text, or a directory of
// its own, whichever is set.
type testField struct {
	tag    uint16
	number uint16
	text   string
	below  []testField
}

// writeTIFF writes a TIFF structure with one directory and those below it.
func writeTIFF(order binary.ByteOrder, fields []testField) []byte {
	out := make([]byte, 8)
	copy(out, "II*\x00")
	if order == binary.BigEndian {
		copy(out, "MM\x00*")
	}
	order.PutUint32(out[4:], 8)
	return writeDirectory(order, out, fields)
}

func writeDirectory(order binary.ByteOrder, out []byte, fields []testField) []byte {
	at := len(out)
	out = append(out, make([]byte, 2+12*len(fields)+4)...)
	order.PutUint16(out[at:], uint16(len(fields)))
	for i, f := range fields {
		value := make([]byte, 4)
		kind, count := typeShort, 1
		switch {
		case f.below != nil:
			kind = typeLong
			order.PutUint32(value, uint32(len(out)))
			out = writeDirectory(order, out, f.below)
		case f.text != "":
			kind, count = typeASCII, len(f.text)+1
			if count <= 4 {
				copy(value, f.text)
			} else {
				order.PutUint32(value, uint32(len(out)))
				out = append(out, f.text+"\x00"...)
			}
		default:
			order.PutUint16(value, f.number)
		}
		raw := out[at+2+12*i:]
		order.PutUint16(raw, f.tag)
		order.PutUint16(raw[2:], uint16(kind))
		order.PutUint32(raw[4:], uint32(count))
		copy(raw[8:], value)
	}
	return out
}

// oriented returns the segment that says how a picture is to be turned.
func oriented(orientation int) []byte {
	return exifSegment(writeTIFF(binary.BigEndian, []testField{{tag: tagOrientation, number: uint16(orientation)}}))
}

// roomy is an intake that makes nobody wait.
func roomy(l Limits) *Intake { return NewIntake(l, NewBudget(DefaultBudgetBytes, time.Minute)) }

// tiny are limits for small test pictures.
func tiny() Limits {
	l := DefaultLimits()
	l.MinShort, l.MinLong = 1, 1
	return l
}

func accept(t testing.TB, in *Intake, data []byte) *Picture {
	t.Helper()
	p, err := in.Accept(context.Background(), data)
	if err != nil {
		t.Fatalf("Accept: %v", err)
	}
	return p
}

// wantRefusal checks that a file is refused for a reason.
func wantRefusal(t testing.TB, in *Intake, data []byte, want RefusalCode) *Refusal {
	t.Helper()
	p, err := in.Accept(context.Background(), data)
	var refusal *Refusal
	if !errors.As(err, &refusal) || p != nil {
		t.Fatalf("got %v, %v; want a refusal", p, err)
	}
	if refusal.Code != want {
		t.Fatalf("refused as %v, want %s", refusal, want)
	}
	return refusal
}

func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

package imaging

import (
	"context"
	"fmt"
	"testing"
)

var benchPhotos = []struct {
	name    string
	w, h    int
	noise   int
	quality int
}{
	{"12MP", 4000, 3000, 12, 88},
	{"40MP", 7296, 5472, 10, 84},
}

func BenchmarkAccept(b *testing.B) {
	for _, c := range benchPhotos {
		data := withSegments(baseline(b, photo(c.w, c.h, c.noise), c.quality), oriented(6))
		benchmarkAccept(b, fmt.Sprintf("%s,%.1fMB", c.name, float64(len(data))/1e6), data)
	}
	data := testJPEG{w: 4608, h: 3456, sampling: yuv420, progressive: true, sample: smooth}.encode()
	benchmarkAccept(b, fmt.Sprintf("progressive,16MP,%.1fMB", float64(len(data))/1e6), data)
}

func benchmarkAccept(b *testing.B, name string, data []byte) {
	b.Run(name, func(b *testing.B) {
		in := roomy(DefaultLimits())
		b.ReportAllocs()
		for b.Loop() {
			accept(b, in, data)
		}
	})
}

func BenchmarkFull(b *testing.B) {
	for _, c := range benchPhotos {
		data := withSegments(baseline(b, photo(c.w, c.h, c.noise), c.quality), oriented(6))
		b.Run(c.name, func(b *testing.B) {
			in := roomy(DefaultLimits())
			b.ReportAllocs()
			for b.Loop() {
				if _, err := in.Full(context.Background(), data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWalk(b *testing.B) {
	data := baseline(b, photo(7296, 5472, 10), 84)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, r := walk(data, DefaultLimits()); r != nil {
			b.Fatal(r)
		}
	}
}

func BenchmarkHalve(b *testing.B) {
	pix := make([]byte, 7296*5472)
	b.SetBytes(int64(len(pix)))
	for b.Loop() {
		plane{pix, 7296, 7296, 5472}.halve()
	}
}

func BenchmarkResample(b *testing.B) {
	p := newPlane(2400, 1800)
	b.SetBytes(int64(len(p.pix)))
	for b.Loop() {
		resample(p, 1600, 1200)
	}
}

// smooth is a large picture with a little of everything.
func smooth(c, x, y int) byte {
	return byte(96 + (x*(c+1)/37+y/23)%64 + x*y%3)
}

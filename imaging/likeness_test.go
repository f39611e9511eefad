package imaging

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"
)

// likenessOfPhoto is that of the fixture as it is.
func likenessOfPhoto(w, h int) Likeness {
	m := photo(w, h, 6)
	return likenessOf(plane{m.Y, m.YStride, w, h})
}

// Stored codes are looked up for years: what they are made of must not change.
func TestBandsNeverChange(t *testing.T) {
	t.Parallel()
	sum := sha256.New()
	l := likenessOfPhoto(640, 480)
	for _, b := range l.Bands() {
		sum.Write([]byte(b))
	}
	sum.Write(l)
	const want = "ec0c419f72520407"
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != want {
		t.Errorf("the bands of the fixture are %s, they were %s: a new version is needed", got, want)
	}
}

func TestBandsAreAmongThoseLookedFor(t *testing.T) {
	t.Parallel()
	l := likenessOfPhoto(640, 480)
	bands, near := l.Bands(), l.Near()
	if len(bands) != bandCount || len(near) != bandCount*8 {
		t.Fatalf("%d bands, %d near", len(bands), len(near))
	}
	for _, b := range bands {
		if !slices.Contains(near, b) {
			t.Errorf("the band %x is not looked for", b)
		}
	}
	slices.Sort(near)
	if len(slices.Compact(near)) != bandCount*8 {
		t.Error("a code is looked for twice")
	}
}

func TestNothingIsLikeNothing(t *testing.T) {
	t.Parallel()
	even := newPlane(400, 300)
	for i := range even.pix {
		even.pix[i] = 250
	}
	noise := newPlane(400, 300)
	for i := range noise.pix {
		noise.pix[i] = byte(250 + i*7919%3)
	}
	one := newPlane(1, 1)
	for name, p := range map[string]plane{"even": even, "hardly a grain": noise, "one pixel": one, "a line": newPlane(500, 1)} {
		if l := likenessOf(p); l != nil {
			t.Errorf("%s: there is something to see", name)
		}
	}
	good := likenessOfPhoto(640, 480)
	later := bytes.Clone(good)
	later[0]++
	for name, l := range map[string]Likeness{"none": nil, "short": good[:50], "of a later program": later} {
		if l.Alike(l) || l.Alike(good) || good.Alike(l) || l.Bands() != nil || l.Near() != nil {
			t.Errorf("%s: it is compared", name)
		}
	}
	if !good.Alike(good) {
		t.Error("a picture is not like itself")
	}
}

// FuzzLikeness: what is stored can have been damaged.
func FuzzLikeness(f *testing.F) {
	good := likenessOfPhoto(320, 240)
	f.Add([]byte(good), []byte(good))
	f.Add(make([]byte, likenessSize), []byte(good))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		x, y := Likeness(a), Likeness(b)
		if c := x.correlation(y); c != y.correlation(x) || c < -1.000001 || c > 1.000001 {
			t.Errorf("correlation %f", c)
		}
		if n := len(x.Bands()); n != 0 && n != bandCount {
			t.Errorf("%d bands", n)
		}
		x.Near()
	})
}

func BenchmarkLikeness(b *testing.B) {
	m := photo(640, 480, 8)
	p := plane{m.Y, m.YStride, 640, 480}
	b.ReportAllocs()
	for b.Loop() {
		likenessOf(p)
	}
}

package imaging

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"
)

// The scaled decoder against the library's, halved as often.
func TestScaledPicturesAreThoseOfTheLibrary(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"photo", baseline(t, photo(1021, 765, 8), 90)},
		{"photo of low quality", baseline(t, photo(640, 480, 20), 30)},
		{"photo of the best quality", baseline(t, photo(640, 481, 12), 100)},
		{"gray", testJPEG{w: 333, h: 210, sampling: gray, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"4:4:4", testJPEG{w: 333, h: 210, sampling: yuv444, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"4:2:2", testJPEG{w: 333, h: 210, sampling: yuv422, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"4:4:0", testJPEG{w: 333, h: 210, sampling: yuv440, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"4:2:0", testJPEG{w: 333, h: 210, sampling: yuv420, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"4:1:1", testJPEG{w: 333, h: 210, sampling: yuv411, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"4:1:0", testJPEG{w: 333, h: 210, sampling: yuv410, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"restarts", testJPEG{w: 333, h: 210, sampling: yuv420, restart: 7, sample: swatchSample(1, 333, 210, "")}.encode()},
		{"a restart for each unit", testJPEG{w: 333, h: 210, sampling: yuv444, restart: 1, sample: swatchSample(1, 333, 210, "")}.encode()},
	} {
		for scale := 2; scale <= 8; scale *= 2 {
			t.Run(fmt.Sprint(c.name, " ", scale), func(t *testing.T) {
				t.Parallel()
				l, refusal := walk(c.data, tiny())
				if refusal != nil {
					t.Fatal(refusal)
				}
				got, err := decodeScaled(context.Background(), c.data, l, scale)
				if err != nil {
					t.Fatal(err)
				}
				want, err := decode(context.Background(), c.data, l)
				if err != nil {
					t.Fatal(err)
				}
				for s := scale; s > 1; s /= 2 {
					want = want.each(func(p plane, _ bool) plane { return p.halve() })
				}
				wantLike(t, "brightness", got.y, want.y)
				if !want.gray {
					wantLike(t, "blue", got.cb, want.cb)
					wantLike(t, "red", got.cr, want.cr)
				}
			})
		}
	}
}

// wantLike allows for the difference between leaving out fine waves and taking
// means: nearly none but at edges.
func wantLike(t *testing.T, name string, got, want plane) {
	t.Helper()
	if got.w != want.w || got.h != want.h {
		t.Fatalf("%s of %dx%d, want %dx%d", name, got.w, got.h, want.w, want.h)
	}
	total := 0
	for y := range got.h {
		for x, v := range got.row(y) {
			total += distance(v, want.row(y)[x])
		}
	}
	if mean := float64(total) / float64(got.w*got.h); mean > 4 {
		t.Errorf("%s differs by %.2f on the mean", name, mean)
	}
}

func TestReducersEvaluateTheWaves(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for _, side := range []int{1, 2, 4} {
		reducer := newReducer(side)
		for range 200 {
			var kept coefficients
			var all [blockSize]float64
			for k := range blockSize {
				v := int32(r.NormFloat64() * 300 / float64(1+k))
				kept[reducer.keep[k]] = v
				all[zigzag[k]] = float64(v)
			}
			got := make([]byte, 4*6)
			reducer.write(got, 6, &kept)
			for y := range side {
				for x := range side {
					want := 128.0
					for v := range side {
						for u := range side {
							want += all[8*v+u] * wave(u, x, side) * wave(v, y, side)
						}
					}
					want = min(max(want, 0), 255)
					if math.Abs(float64(got[6*y+x])-want) > 0.8 {
						t.Fatalf("side %d at %d,%d: got %d, want %.2f", side, x, y, got[6*y+x], want)
					}
				}
			}
		}
	}
}

// wave is the u-th wave of the cosine transform of 8 places, at one of n places.
func wave(u, at, n int) float64 {
	if u == 0 {
		return 0.5 / math.Sqrt2
	}
	return 0.5 * math.Cos(float64(2*at+1)*float64(u)*math.Pi/float64(2*n))
}

func TestScaleIsWhatTheScreenStillNeeds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ w, h, want int }{
		{1280, 960, 1}, {2559, 1920, 2}, {2558, 1920, 1}, {4000, 3000, 2}, {5119, 100, 4}, {7296, 5472, 4}, {10000, 4000, 4}, {10240, 10240, 8}, {100, 100, 1},
	} {
		l := &layout{frame: frame{width: c.w, height: c.h, components: 3}, scans: 1}
		if got := l.scale(screenSide); got != c.want {
			t.Errorf("%dx%d: %d, want %d", c.w, c.h, got, c.want)
		}
		for name, change := range map[string]func(*layout){
			"progressive":      func(l *layout) { l.progressive = true },
			"separate scans":   func(l *layout) { l.scans = 3 },
			"inks":             func(l *layout) { l.components = 4 },
			"red, green, blue": func(l *layout) { l.adobe = true },
		} {
			other := *l
			change(&other)
			if got := other.scale(screenSide); got != 1 {
				t.Errorf("%dx%d, %s: %d", c.w, c.h, name, got)
			}
		}
	}
}

// Whatever is odd is for the standard library to judge.
func TestOddFilesAreLeftToTheLibrary(t *testing.T) {
	t.Parallel()
	const w, h = 3300, 500
	plain := testJPEG{w: w, h: h, sampling: gray, restart: 9, sample: slopes}.encode()
	at := bytes.Index(plain, []byte{0xff, markerRST0})
	quantization := bytes.Index(plain, []byte{0xff, markerDQT})
	insert := func(at int, b ...byte) []byte {
		return append(append(bytes.Clone(plain[:at]), b...), plain[at:]...)
	}
	wide := append([]byte{0x10}, bytes.Repeat([]byte{0, testQuantizer}, blockSize)...)
	for _, c := range []struct {
		name string
		data []byte
		want RefusalCode // empty when the library accepts
	}{
		{"bytes before a restart", insert(at, 1, 2, 3), ""},
		{"fill byte before a restart", insert(at, 0xff), ""},
		{"quantization of 16 bits", append(append(bytes.Clone(plain[:quantization]), segment(markerDQT, wide)...), plain[quantization+69:]...), ""},
		{"a restart out of turn", patched(plain, at+1, markerRST0+5), RefusedDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, refusal := walk(c.data, DefaultLimits())
			if refusal != nil {
				t.Fatal(refusal)
			}
			if _, err := decodeScaled(context.Background(), c.data, l, 2); !errors.Is(err, errOdd) {
				t.Errorf("got %v, want errOdd", err)
			}
			in := roomy(DefaultLimits())
			if c.want != "" {
				wantRefusal(t, in, c.data, c.want)
			} else if p := accept(t, in, c.data); p.Width != w {
				t.Errorf("width %d", p.Width)
			}
		})
	}
}

func patched(data []byte, at int, b byte) []byte {
	out := bytes.Clone(data)
	out[at] = b
	return out
}

func TestScaledDecodingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	data := baseline(t, photo(640, 480, 8), 90)
	l, refusal := walk(data, tiny())
	if refusal != nil {
		t.Fatal(refusal)
	}
	if _, err := decodeScaled(&endsLater{Context: context.Background(), calls: 5}, data, l, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzScaled: what the scaled decoder takes, the standard library takes, too. Else
// a file could be accepted that nobody can see in full.
func FuzzScaled(f *testing.F) {
	fuzzSeeds(f)
	f.Add(baseline(f, photo(64, 48, 60), 95))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, refusal := inspect(data, fuzzLimits())
		if refusal != nil || l.progressive || l.scans != 1 || l.components == 4 || l.isRGB() {
			return
		}
		for scale := 2; scale <= 8; scale *= 2 {
			if _, err := decodeScaled(context.Background(), data, l, scale); err != nil {
				if !errors.Is(err, errOdd) {
					t.Fatal(err)
				}
				return
			}
		}
		if _, err := jpeg.Decode(bytes.NewReader(data[:l.end])); err != nil {
			t.Fatalf("taken, but the library says: %v", err)
		}
	})
}

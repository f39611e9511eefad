package imaging

import (
	"bytes"
	"image/jpeg"
	"runtime"
	"testing"
)

// The costs are an estimate of what the standard library allocates; when a new
// version of Go allocates more, this must be noticed.
func TestCostCoversWhatTheDecoderAllocates(t *testing.T) {
	adobe := segment(markerAPP14, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), 0))
	for _, c := range []struct {
		name        string
		sampling    [][2]int
		progressive bool
		before      []byte
	}{
		{"gray", gray, false, nil},
		{"gray progressive", gray, true, nil},
		{"4:2:0", yuv420, false, nil},
		{"4:2:0 progressive", yuv420, true, nil},
		{"4:4:4", yuv444, false, nil},
		{"4:4:4 progressive", yuv444, true, nil},
		{"4:1:0", yuv410, false, nil},
		{"RGB", yuv444, false, adobe},
		{"CMYK", cmyk, false, adobe},
		{"CMYK halved, progressive", cmyk22, true, adobe},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := testJPEG{w: 1001, h: 777, sampling: c.sampling, progressive: c.progressive, before: c.before, sample: slopes}.encode()
			l, r := walk(data, DefaultLimits())
			if r != nil {
				t.Fatal(r)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			allocated, estimate := int64(after.TotalAlloc-before.TotalAlloc), l.decodeBytes()
			const decoderItself = 64 << 10
			if allocated > estimate+decoderItself || allocated < estimate*9/10 {
				t.Errorf("allocated %d, estimated %d", allocated, estimate)
			}
			t.Logf("%.2f bytes for a pixel", float64(estimate)/float64(l.width*l.height))
		})
	}
}

// What Accept takes must stay in sight: the costs of both must be within the
// budget for every photo that the limits allow.
func TestDefaultBudgetPaysForDefaultLimits(t *testing.T) {
	t.Parallel()
	limits := DefaultLimits()
	for _, c := range []struct {
		name        string
		sampling    [][2]int
		progressive bool
		w, h        int
	}{
		{"gray", gray, false, 10000, 5000},
		{"4:2:0", yuv420, false, 10000, 5000},
		{"4:2:2", yuv422, false, 10000, 5000},
		{"4:4:4", yuv444, false, 10000, 5000},
		{"4:2:0 progressive", yuv420, true, 4000, 4000},
		{"4:4:4 progressive", yuv444, true, 4000, 4000},
	} {
		f := frame{width: c.w, height: c.h, components: len(c.sampling), progressive: c.progressive}
		for i, s := range c.sampling {
			f.component[i] = component{h: s[0], v: s[1]}
		}
		if r := f.check(limits); r != nil {
			t.Fatalf("%s: %v", c.name, r)
		}
		l := &layout{frame: f}
		for orientation := 1; orientation <= 8; orientation++ {
			if r := roomy(limits).affordable(l, orientation, limits.MaxBytes); r != nil {
				t.Errorf("%s, orientation %d: %v", c.name, orientation, r)
			}
		}
	}
}

package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image/color"
	"strings"
	"testing"
	"time"
)

func TestEveryOrientationComesOutUpright(t *testing.T) {
	t.Parallel()
	for orientation := 1; orientation <= 8; orientation++ {
		for _, sampling := range []struct {
			name string
			of   [][2]int
		}{{"4:2:0", yuv420}, {"4:2:2", yuv422}, {"4:1:1", yuv411}, {"gray", gray}} {
			t.Run(fmt.Sprint(orientation, " ", sampling.name), func(t *testing.T) {
				t.Parallel()
				const w, h = 173, 97 // odd, so that nothing ends with a block
				data := testJPEG{w: w, h: h, sampling: sampling.of, sample: swatchSample(orientation, w, h, ""),
					before: oriented(orientation)}.encode()
				uprightW, uprightH := w, h
				if orientation > 4 {
					uprightW, uprightH = h, w
				}
				colour := len(sampling.of) > 1
				in := roomy(tiny())
				p := accept(t, in, data)
				if p.Width != uprightW || p.Height != uprightH || p.ScreenWidth != uprightW || p.ScreenHeight != uprightH {
					t.Errorf("size %dx%d, screen %dx%d, want %dx%d", p.Width, p.Height, p.ScreenWidth, p.ScreenHeight, uprightW, uprightH)
				}
				if f := p.Facts; f.Width != w || f.Height != h || f.Orientation != orientation {
					t.Errorf("facts %+v", f)
				}
				wantSwatch(t, p.Screen, uprightW, uprightH, colour)
				thumbW, thumbH := fit(uprightW, uprightH, thumbSide)
				wantSwatch(t, p.Thumb, thumbW, thumbH, colour)
				full, err := in.Full(context.Background(), data)
				if err != nil {
					t.Fatal(err)
				}
				wantSwatch(t, full, uprightW, uprightH, colour)
			})
		}
	}
}

func TestLargePicturesAreShrunkUpright(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		w, h, orientation   int
		screenW, screenH    int
		previewW, previewH  int
		thumbW, thumbH      int
		sampling            [][2]int
		progressive, inInks bool
	}{
		{w: 1601, h: 900, orientation: 1, sampling: yuv420, screenW: 1280, screenH: 720, previewW: 640, previewH: 360, thumbW: 120, thumbH: 68},
		{w: 3300, h: 601, orientation: 6, sampling: yuv444, screenW: 233, screenH: 1280, previewW: 117, previewH: 640, thumbW: 22, thumbH: 120},
		{w: 901, h: 6500, orientation: 3, sampling: gray, screenW: 177, screenH: 1280, previewW: 89, previewH: 640, thumbW: 17, thumbH: 120},
		{w: 2000, h: 2000, orientation: 8, sampling: yuv422, progressive: true, screenW: 1280, screenH: 1280, previewW: 640, previewH: 640, thumbW: 120, thumbH: 120},
		{w: 1900, h: 1000, orientation: 2, sampling: yuv440, screenW: 1280, screenH: 674, previewW: 640, previewH: 337, thumbW: 120, thumbH: 63},
	} {
		t.Run(fmt.Sprintf("%dx%d", c.w, c.h), func(t *testing.T) {
			t.Parallel()
			data := testJPEG{w: c.w, h: c.h, sampling: c.sampling, progressive: c.progressive,
				sample: swatchSample(c.orientation, c.w, c.h, ""), before: oriented(c.orientation)}.encode()
			p := accept(t, roomy(DefaultLimits()), data)
			if p.ScreenWidth != c.screenW || p.ScreenHeight != c.screenH {
				t.Errorf("says the screen copy is %dx%d", p.ScreenWidth, p.ScreenHeight)
			}
			colour := len(c.sampling) > 1
			wantSwatch(t, p.Screen, c.screenW, c.screenH, colour)
			wantSwatch(t, p.Preview, c.previewW, c.previewH, colour)
			wantSwatch(t, p.Thumb, c.thumbW, c.thumbH, colour)
		})
	}
}

func TestEveryColourModelIsUnderstood(t *testing.T) {
	t.Parallel()
	adobe := func(transform byte) []byte {
		return segment(markerAPP14, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), transform))
	}
	for _, c := range []struct {
		name, model string
		sampling    [][2]int
		ids         []byte
		before      []byte
		progressive bool
	}{
		{name: "4:4:4", sampling: yuv444},
		{name: "4:2:2 progressive", sampling: yuv422, progressive: true},
		{name: "4:2:0 progressive", sampling: yuv420, progressive: true},
		{name: "4:4:0", sampling: yuv440},
		{name: "4:1:1", sampling: yuv411},
		{name: "4:1:0", sampling: yuv410},
		{name: "gray", sampling: gray},
		{name: "gray with odd factors", sampling: [][2]int{{2, 2}}},
		{name: "gray progressive", sampling: gray, progressive: true},
		{name: "RGB by Adobe's mark", model: "rgb", sampling: yuv444, before: adobe(0)},
		{name: "RGB by the names", model: "rgb", sampling: yuv444, ids: []byte("RGB")},
		{name: "YCbCr by Adobe's mark", sampling: yuv420, before: adobe(1)},
		{name: "CMYK", model: "cmyk", sampling: cmyk, before: adobe(0)},
		{name: "CMYK progressive", model: "cmyk", sampling: cmyk, before: adobe(0), progressive: true},
		{name: "CMYK halved", model: "cmyk", sampling: cmyk22, before: adobe(0)},
		{name: "YCCK", model: "ycck", sampling: cmyk22, before: adobe(2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			const w, h = 150, 95
			data := testJPEG{w: w, h: h, sampling: c.sampling, ids: c.ids, progressive: c.progressive,
				sample: swatchSample(1, w, h, c.model), before: c.before}.encode()
			in := roomy(tiny())
			p := accept(t, in, data)
			if p.Facts.Progressive != c.progressive {
				t.Errorf("progressive: %v", p.Facts.Progressive)
			}
			wantSwatch(t, p.Screen, w, h, len(c.sampling) > 1)
			full, err := in.Full(context.Background(), data)
			if err != nil {
				t.Fatal(err)
			}
			wantSwatch(t, full, w, h, len(c.sampling) > 1)
		})
	}
}

func TestNoMetadataIsLeftInTheCopies(t *testing.T) {
	t.Parallel()
	const secret = "SECRET-PLACE"
	exif := exifSegment(writeTIFF(binary.LittleEndian, []testField{
		{tag: tagOrientation, number: 6},
		{tag: tagSoftware, text: secret},
		{tag: tagGPSIFD, below: []testField{{tag: tagGPSLatitude, text: secret}}},
	}))
	data := withSegments(baseline(t, photo(900, 600, 5), 90), exif,
		segment(markerAPP1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), secret...)),
		segment(0xe2, append([]byte("ICC_PROFILE\x00"), secret...)),
		segment(0xed, append([]byte("Photoshop 3.0\x00"), secret...)),
		segment(markerCOM, []byte(secret)))
	data = append(data, secret...) // behind the end, where phones put films
	in := roomy(DefaultLimits())
	p := accept(t, in, data)
	full, err := in.Full(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	for name, copy := range map[string][]byte{"screen": p.Screen, "preview": p.Preview, "thumb": p.Thumb, "full": full} {
		if bytes.Contains(copy, []byte(secret)) {
			t.Errorf("%s holds the secret", name)
		}
		for i := 2; copy[i+1] != markerSOS; i += 2 + int(copy[i+2])<<8 + int(copy[i+3]) {
			if m := copy[i+1]; m >= markerAPP0 {
				t.Errorf("%s has a segment %#x", name, m)
			}
		}
		l, r := walk(copy, DefaultLimits().forEvidence())
		if r != nil || l.end != len(copy) {
			t.Errorf("%s ends at %d of %d, %v", name, l.end, len(copy), r)
		}
	}
}

func TestThumbsCannotBeRead(t *testing.T) {
	t.Parallel()
	p := accept(t, roomy(DefaultLimits()), baseline(t, photo(2400, 1800, 5), 85))
	if b := decoded(t, p.Thumb).Bounds(); b.Dx() > 120 || b.Dy() > 120 {
		t.Errorf("thumb of %v", b)
	}
	if b := decoded(t, p.Preview).Bounds(); b.Dx() != 640 {
		t.Errorf("preview of %v", b)
	}
}

func TestSmallPicturesAreNotEnlarged(t *testing.T) {
	t.Parallel()
	p := accept(t, roomy(tiny()), baseline(t, photo(90, 50, 0), 90))
	for name, copy := range map[string][]byte{"screen": p.Screen, "preview": p.Preview, "thumb": p.Thumb} {
		if b := decoded(t, copy).Bounds(); b.Dx() != 90 || b.Dy() != 50 {
			t.Errorf("%s of %v", name, b)
		}
	}
}

func TestAThinStripKeepsBothSides(t *testing.T) {
	t.Parallel()
	p := accept(t, roomy(tiny()), testJPEG{w: 9000, h: 1, sampling: yuv420, sample: slopes}.encode())
	for name, copy := range map[string][]byte{"screen": p.Screen, "preview": p.Preview, "thumb": p.Thumb} {
		if b := decoded(t, copy).Bounds(); b.Dy() != 1 {
			t.Errorf("%s of %v", name, b)
		}
	}
}

func TestLimitsAreNamedWithTheirMeasure(t *testing.T) {
	t.Parallel()
	plain := baseline(t, photo(800, 600, 0), 80)
	progressive := testJPEG{w: 500, h: 400, sampling: yuv420, progressive: true, sample: slopes}.encode()
	with := func(change func(*Limits)) Limits {
		l := DefaultLimits()
		change(&l)
		return l
	}
	for _, c := range []struct {
		name   string
		limits Limits
		data   []byte
		want   Refusal
	}{
		{"bytes", with(func(l *Limits) { l.MaxBytes = 1000 }), plain, Refusal{RefusedTooLarge, int64(len(plain)), 1000}},
		{"pixels", with(func(l *Limits) { l.MaxPixels = 479_999 }), plain, Refusal{RefusedTooManyPixels, 480_000, 479_999}},
		{"long side", with(func(l *Limits) { l.MaxSide = 799 }), plain, Refusal{RefusedTooLongSide, 800, 799}},
		{"short side", with(func(l *Limits) { l.MinShort = 601 }), plain, Refusal{RefusedTooSmall, 600, 601}},
		{"both sides", with(func(l *Limits) { l.MinLong = 801 }), plain, Refusal{RefusedTooSmall, 800, 801}},
		{"scans", with(func(l *Limits) { l.MaxScans = 5 }), progressive, Refusal{RefusedTooManyScans, 6, 5}},
		{"progressive pixels", with(func(l *Limits) { l.MaxProgressivePixels = 199_999 }), progressive, Refusal{RefusedProgressiveTooLarge, 200_000, 199_999}},
		{"default shorter side", DefaultLimits(), baseline(t, photo(800, 299, 0), 80), Refusal{RefusedTooSmall, 299, 300}},
		{"default longer side", DefaultLimits(), baseline(t, photo(479, 400, 0), 80), Refusal{RefusedTooSmall, 479, 480}},
		{"width 0", DefaultLimits(), patchSize(plain, 0, 600), Refusal{Code: RefusedZeroSize}},
		{"height 0", DefaultLimits(), patchSize(plain, 800, 0), Refusal{Code: RefusedZeroSize}},
		{"both 0", DefaultLimits(), patchSize(plain, 0, 0), Refusal{Code: RefusedZeroSize}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := wantRefusal(t, roomy(c.limits), c.data, c.want.Code); *got != c.want {
				t.Errorf("got %+v, want %+v", *got, c.want)
			}
		})
	}
}

func TestWhatTheWholeBudgetCannotPayForIsRefused(t *testing.T) {
	t.Parallel()
	in := NewIntake(DefaultLimits(), NewBudget(16<<20, time.Hour))
	accept(t, in, baseline(t, photo(1000, 800, 0), 80))
	r := wantRefusal(t, in, patchedEntropy(t, 4000, 3000, false), RefusedTooManyPixels)
	if r.Got != 12_000_000 || r.Max <= 1_000_000 || r.Max >= 12_000_000 {
		t.Errorf("got %+v", r)
	}
	wantRefusal(t, in, patchedEntropy(t, 3000, 3000, true), RefusedProgressiveTooLarge)
}

// patchedEntropy returns a file that the walk lets pass, and that would fail when
// it is decoded: its data is all zeros.
func patchedEntropy(t *testing.T, w, h int, progressive bool) []byte {
	t.Helper()
	b := newBomb(w, h, gray)
	if !progressive {
		b.out.Reset()
		small := testJPEG{w: 8, h: 8, sampling: gray, sample: slopes}.encode()
		at := bytes.Index(small, []byte{0xff, markerSOS})
		b.out.Write(patchSize(small, w, h)[:at+10])
		b.out.Write(make([]byte, w*h/64))
		return b.bytes()
	}
	b.scan(testScan{[]int{0}, 0, 0, 0, 0})
	b.scan(testScan{[]int{0}, 1, 63, 0, 0})
	return b.bytes()
}

func TestEvidenceStaysInSightWhenLimitsChange(t *testing.T) {
	t.Parallel()
	data := baseline(t, photo(600, 400, 0), 80)
	limits := DefaultLimits()
	limits.MaxBytes, limits.MinShort, limits.MinLong = 10, 1000, 1000
	in := roomy(limits)
	if _, err := in.Full(context.Background(), data); err != nil {
		t.Error(err)
	}
	limits.MaxPixels = 1000
	var refusal *Refusal
	if _, err := roomy(limits).Full(context.Background(), data); !errors.As(err, &refusal) || refusal.Code != RefusedTooManyPixels {
		t.Errorf("got %v", err)
	}
}

func TestAcceptEndsWithItsContext(t *testing.T) {
	t.Parallel()
	data := baseline(t, photo(2000, 1500, 8), 85)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in := roomy(DefaultLimits())
	if _, err := in.Accept(ctx, data); !errors.Is(err, context.Canceled) {
		t.Errorf("Accept: got %v", err)
	}
	if _, err := in.Full(ctx, data); !errors.Is(err, context.Canceled) {
		t.Errorf("Full: got %v", err)
	}
	// The context may also end when decoding has begun.
	l, r := walk(data, DefaultLimits())
	if r != nil {
		t.Fatal(r)
	}
	if _, err := decode(&endsLater{Context: context.Background(), calls: 5}, data, l); !errors.Is(err, context.Canceled) {
		t.Errorf("decode: got %v", err)
	}
}

// endsLater is a context that ends after some looks at it.
type endsLater struct {
	context.Context
	calls int
}

func (e *endsLater) Err() error {
	if e.calls--; e.calls < 0 {
		return context.Canceled
	}
	return nil
}

func TestAcceptLeavesTheBytesAlone(t *testing.T) {
	t.Parallel()
	data := withSegments(baseline(t, photo(700, 500, 5), 85), oriented(3))
	before := bytes.Clone(data)
	accept(t, roomy(DefaultLimits()), data)
	if !bytes.Equal(data, before) {
		t.Error("the file was changed")
	}
}

func TestSameBytesMakeTheSameCopies(t *testing.T) {
	t.Parallel()
	data := withSegments(baseline(t, photo(1700, 1300, 5), 85), oriented(8))
	in := roomy(DefaultLimits())
	a, b := accept(t, in, data), accept(t, in, data)
	if !bytes.Equal(a.Screen, b.Screen) || !bytes.Equal(a.Preview, b.Preview) || !bytes.Equal(a.Thumb, b.Thumb) {
		t.Error("two runs differ")
	}
}

func TestAPanicOfTheDecoderIsARefusal(t *testing.T) {
	t.Parallel()
	_, err := guarded(panics{})
	if r := refusalOf(err); r.Code != RefusedDamaged {
		t.Errorf("got %v", r)
	}
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("as a decoder might") }

func TestRefusalsSayWhatAndNothingElse(t *testing.T) {
	t.Parallel()
	seen := map[RefusalCode]bool{}
	for _, code := range RefusalCodes() {
		if seen[code] || code == "" || strings.ToLower(string(code)) != string(code) {
			t.Errorf("code %q", code)
		}
		seen[code] = true
	}
	if got, want := refuseBy(RefusedTooLarge, 7, 5).Error(), "imaging: refused: too-large (got 7, bound 5)"; got != want {
		t.Errorf("got %q", got)
	}
	if got, want := refuse(RefusedPNG).Error(), "imaging: refused: png"; got != want {
		t.Errorf("got %q", got)
	}
}

// The colour of ink is worked out in place; compare with the library's own way.
func TestInksBecomeTheColoursTheLibraryKnows(t *testing.T) {
	t.Parallel()
	const w, h = 40, 24
	adobe := segment(markerAPP14, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), 0))
	data := testJPEG{w: w, h: h, sampling: cmyk, before: adobe, sample: func(c, x, y int) byte {
		return byte(30 + 20*c + x + 2*y)
	}}.encode()
	want := decoded(t, data)
	got := decoded(t, accept(t, roomy(tiny()), data).Screen)
	for y := range h {
		for x := range w {
			g := color.YCbCrModel.Convert(got.At(x, y)).(color.YCbCr)
			w := color.YCbCrModel.Convert(want.At(x, y)).(color.YCbCr)
			if distance(g.Y, w.Y) > 12 {
				t.Fatalf("at %d,%d: got %v, want %v", x, y, g, w)
			}
		}
	}
}

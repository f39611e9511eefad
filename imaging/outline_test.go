package imaging

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"shinsa/imaging/specimen"
)

// Set this to a number to measure the outlines of so many specimens instead of a few.
const outlinesTest = "SHINSA_OUTLINES"

// side is one picture of a specimen with its truth.
type specimenSide struct {
	name    string
	picture []byte
	corners [4]Point
	cut     bool // some of the document is outside of the picture
}

var pictureDefects = []specimen.Defect{
	specimen.CutOff, specimen.Blurred, specimen.Glare, specimen.Dark, specimen.MyNumberShown, specimen.WrongDocument,
}

// specimenSides draws the n-th specimen, every second one with a defect.
func specimenSides(t testing.TB, n int) (sides []specimenSide) {
	t.Helper()
	r := specimen.Request{Today: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	if n%2 == 1 {
		r.Defects = []specimen.Defect{pictureDefects[n/2%len(pictureDefects)]}
	}
	s, err := specimen.Draw(11, n, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		side string
		data []byte
	}{{specimen.Front, s.Front}, {specimen.Back, s.Back}} {
		if p.data == nil {
			continue
		}
		one := specimenSide{name: strconv.Itoa(n) + " " + p.side + " " + s.Truth.Shown, picture: p.data}
		for i, c := range s.Truth.Outline[p.side] {
			one.corners[i] = c
			one.cut = one.cut || slices.Min(c[:]) < -mostOutside || slices.Max(c[:]) > 1+mostOutside
		}
		for d, on := range s.Truth.On {
			if on == p.side {
				one.name += " " + string(d)
			}
		}
		sides = append(sides, one)
	}
	return sides
}

// off is how far the corners of an outline are from the truth, as shares of the
// picture's diagonal: on the mean, and the one that is furthest.
func off(o *Outline, truth [4]Point, w, h int) (mean, worst float64) {
	diagonal := math.Hypot(float64(w), float64(h))
	for i, c := range o.Corners {
		d := math.Hypot((c[0]-truth[i][0])*float64(w), (c[1]-truth[i][1])*float64(h)) / diagonal
		mean, worst = mean+d/4, max(worst, d)
	}
	return mean, worst
}

// rightTo is how far a corner may be off for an outline to be right.
const rightTo = 0.03

// Of documents that are wholly in the picture nearly all are found, and what is found
// is right: to 2 of 100.
func TestOutlinesOfSpecimens(t *testing.T) {
	t.Parallel()
	n := 8
	if v, err := strconv.Atoi(os.Getenv(outlinesTest)); err == nil {
		n = v
	} else if testing.Short() {
		n = 4
	}
	in := roomy(DefaultLimits())
	var whole, found, right, cut, foundCut int
	var means []float64
	for i := range n {
		for _, s := range specimenSides(t, i) {
			p := accept(t, in, s.picture)
			o := p.Facts.Outline
			if s.cut {
				cut++
			} else {
				whole++
			}
			if o == nil {
				t.Logf("%s: none", s.name)
				continue
			}
			mean, worst := off(o, s.corners, p.Width, p.Height)
			switch {
			case worst > rightTo:
				t.Logf("%s: corners are off by %.3f, confidence %.2f", s.name, worst, o.Confidence)
			default:
				right++
			}
			if s.cut {
				foundCut++
				continue
			}
			found++
			means = append(means, mean)
		}
	}
	slices.Sort(means)
	sum := 0.0
	for _, m := range means {
		sum += m
	}
	t.Logf("%d documents wholly in the picture, outlines of %d (%.1f %%); %d cut off, outlines of %d; %d of %d right (%.1f %%); "+
		"a corner is off by %.2f %% of the diagonal on the mean, median %.2f %%",
		whole, found, 100*float64(found)/float64(whole), cut, foundCut, right, found+foundCut, 100*float64(right)/float64(found+foundCut),
		100*sum/float64(len(means)), 100*means[len(means)/2])
	if wrong := found + foundCut - right; 50*wrong > found+foundCut {
		t.Errorf("%d of %d outlines are wrong", wrong, found+foundCut)
	}
	if 4*found < 3*whole {
		t.Errorf("found %d of %d", found, whole)
	}
}

// Cards lie at any angle and distance on grounds of any colour, among other things:
// there many are not found, and hardly one is found at a wrong place.
func TestOutlinesOnADesk(t *testing.T) {
	t.Parallel()
	n := 30
	if testing.Short() {
		n = 10
	}
	card := specimenSides(t, 0)[0]
	document := decodedRaster(t, card.picture)
	found, wrong := 0, 0
	for i := range n {
		d := newDesk(uint64(i))
		d.clutter(i % 7)
		at := d.corners(1.586)
		d.lay(document, card.corners, at)
		o := findOutline(d.raster)
		if o == nil {
			continue
		}
		found++
		if _, worst := off(o, at, 640, 480); worst > rightTo {
			wrong++
			t.Logf("desk %d: off by %.3f, confidence %.2f", i, worst, o.Confidence)
		}
		if ratio := o.Ratio(640, 480); ratio < 1.4 || ratio > 1.8 {
			t.Errorf("desk %d: a card of %.2f", i, ratio)
		}
	}
	t.Logf("%d of %d found, %d of them wrong", found, n, wrong)
	if 10*found < 3*n || 50*wrong > found {
		t.Errorf("%d of %d found, %d of them wrong", found, n, wrong)
	}
}

func decodedRaster(t testing.TB, data []byte) raster {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r, err := rasterOf(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What has straight edges, but no document on it, has no outline.
func TestNoOutlineWhereNoDocumentIs(t *testing.T) {
	t.Parallel()
	noise := rand.New(rand.NewPCG(3, 4))
	for name, light := range map[string]func(x, y int) int{
		"one colour":      func(x, y int) int { return 128 },
		"slope":           func(x, y int) int { return (x + y) / 5 },
		"noise":           func(x, y int) int { return noise.IntN(256) },
		"stripes":         func(x, y int) int { return x / 20 % 2 * 200 },
		"slanted stripes": func(x, y int) int { return (x + 2*y) / 30 % 2 * 120 },
		"squares":         func(x, y int) int { return (x/40 + y/40) % 2 * 180 },
		"tiles": func(x, y int) int {
			if x%160 < 6 || y%120 < 6 {
				return 60
			}
			return 190
		},
		"corner of a sheet": func(x, y int) int {
			if x > 200 && y > 150 {
				return 230
			}
			return 90
		},
		"three sides of a sheet": func(x, y int) int {
			if x > 100 && x < 500 && y > 100 {
				return 230
			}
			return 90
		},
		"frame": func(x, y int) int {
			if x > 100 && x < 500 && y > 100 && y < 350 && (x < 103 || x > 497 || y < 103 || y > 347) {
				return 40
			}
			return 200
		},
		"circle": func(x, y int) int {
			if (x-320)*(x-320)+(y-240)*(y-240) < 200*200 {
				return 220
			}
			return 60
		},
	} {
		r := raster{y: newPlane(640, 480), gray: true}
		for i := range r.y.pix {
			r.y.pix[i] = byte(light(i%640, i/640))
		}
		if o := findOutline(r); o != nil {
			t.Errorf("%s: an outline of confidence %.2f at %v", name, o.Confidence, o.Corners)
		}
	}
}

// The corners are those of the upright picture, whichever way the camera was held.
func TestOutlineOfATurnedPicture(t *testing.T) {
	t.Parallel()
	in := roomy(DefaultLimits())
	card := specimenSides(t, 0)[0]
	upright := card.picture
	want := accept(t, in, upright).Facts.Outline
	if want == nil {
		t.Fatal("no outline")
	}
	if mean, worst := off(want, card.corners, 1600, 1200); worst > 0.01 {
		t.Errorf("corners are off by %.4f, %.4f on the mean", worst, mean)
	}
	m := decoded(t, upright)
	sideways := image.NewRGBA(image.Rect(0, 0, 1200, 1600))
	for y := range 1600 {
		for x := range 1200 {
			sideways.Set(x, y, m.At(y, 1199-x)) // stored so that it must be turned to the left
		}
	}
	got := accept(t, in, withSegments(baseline(t, sideways, 88), oriented(8))).Facts.Outline
	if got == nil {
		t.Fatal("no outline of the turned picture")
	}
	if mean, worst := off(got, want.Corners, 1600, 1200); worst > 0.005 {
		t.Errorf("turned, the corners are off by %.4f, %.4f on the mean", worst, mean)
	}
}

func TestPlaceInAPicture(t *testing.T) {
	t.Parallel()
	slanted := [4]Point{{0.2, 0.2}, {0.8, 0.3}, {0.9, 0.8}, {0.1, 0.7}}
	for _, test := range []struct {
		name    string
		corners [4]Point
		on      Box
		want    Box
		none    bool
	}{
		{"upright", [4]Point{{0.1, 0.2}, {0.9, 0.2}, {0.9, 0.8}, {0.1, 0.8}}, Box{0.5, 0.5, 0.5, 0.25}, Box{0.5, 0.5, 0.4, 0.15}, false},
		{"all of it", slanted, Box{0, 0, 1, 1}, Box{0.1, 0.2, 0.8, 0.6}, false},
		{"cut at the edge", [4]Point{{0.5, 0.1}, {1.02, 0.1}, {1.02, 0.9}, {0.5, 0.9}}, Box{0.5, 0, 0.5, 1}, Box{0.76, 0.1, 0.24, 0.8}, false},
		{"no figure", [4]Point{{0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}}, Box{0, 0, 1, 1}, Box{}, true},
		{"behind the camera", [4]Point{{0, 0}, {1, 0}, {0.3, 0.3}, {0, 1}}, Box{0, 0, 1, 1}, Box{}, true},
		{"no numbers", [4]Point{{math.NaN(), 0}, {1, 0}, {1, 1}, {0, 1}}, Box{0, 0, 1, 1}, Box{}, true},
		{"outside", [4]Point{{1.01, 0}, {1.02, 0}, {1.02, 1}, {1.01, 1}}, Box{0, 0, 1, 1}, Box{}, true},
	} {
		o := &Outline{Corners: test.corners}
		got, ok := o.Place(test.on)
		near := math.Abs(got.X-test.want.X)+math.Abs(got.Y-test.want.Y)+math.Abs(got.W-test.want.W)+math.Abs(got.H-test.want.H) < 1e-9
		if ok == test.none || !near {
			t.Errorf("%s: got %v, %t; want %v", test.name, got, ok, test.want)
		}
	}
	m, _ := squareTo(slanted)
	for i, p := range [4]Point{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
		at := m.apply(p[0], p[1])
		back := m.inverse().apply(at[0], at[1])
		if math.Hypot(at[0]-slanted[i][0], at[1]-slanted[i][1]) > 1e-12 || math.Hypot(back[0]-p[0], back[1]-p[1]) > 1e-9 {
			t.Errorf("corner %d goes to %v and back to %v", i, at, back)
		}
	}
}

// FuzzOutline: whatever a picture shows, an outline is a convex figure in it.
func FuzzOutline(f *testing.F) {
	f.Add(310, 240, 0, []byte{1, 2, 3, 4})
	f.Add(64, 64, 1, bytes.Repeat([]byte{0, 255}, 300))
	f.Add(300, 70, 0, []byte{})
	f.Add(319, 80, 1, []byte{9})
	f.Fuzz(func(t *testing.T, w, h, colours int, data []byte) {
		w, h = 1+abs(w)%sceneSide, 1+abs(h)%sceneSide
		r := raster{y: newPlane(w, h), gray: colours == 0}
		fill := func(p plane) {
			for i := range p.pix {
				if len(data) > 0 { // a few bytes, magnified to areas
					p.pix[i] = data[(i%p.stride/16+i/p.stride/16*p.stride)%len(data)]
				}
			}
		}
		fill(r.y)
		if !r.gray {
			r.cb, r.cr = newPlane(ceilDiv(w, 2), ceilDiv(h, 2)), newPlane(ceilDiv(w, 2), ceilDiv(h, 2))
			fill(r.cb)
			fill(r.cr)
		}
		o := findOutline(r)
		if o == nil {
			return
		}
		if o.Confidence < LeastConfidence || o.Confidence > 1 {
			t.Errorf("confidence %g", o.Confidence)
		}
		if box, ok := o.Place(Box{0, 0, 1, 1}); !ok || box.W <= 0 || box.H <= 0 || box.X < 0 || box.Y < 0 || box.X+box.W > 1.0001 || box.Y+box.H > 1.0001 {
			t.Errorf("%v lies at %v", o.Corners, box)
		}
	})
}

func abs(n int) int { return max(n, -(n + 1)) }

func BenchmarkOutline(b *testing.B) {
	noise := raster{y: newPlane(640, 480), gray: true}
	r := rand.New(rand.NewPCG(5, 6))
	for i := range noise.y.pix {
		noise.y.pix[i] = byte(r.IntN(256))
	}
	lines := raster{y: newPlane(640, 480), gray: true}
	for i := range lines.y.pix {
		lines.y.pix[i] = byte((i%640/11 + i/640/11) % 2 * 200)
	}
	specimen := decodedRaster(b, specimenSides(b, 0)[0].picture)
	for name, r := range map[string]raster{"specimen": specimen.shrunk(640, 480), "noise": noise, "squares": lines} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				findOutline(r)
			}
		})
	}
}

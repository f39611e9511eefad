package imaging

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"shinsa/imaging/specimen"
)

// Set this to a number to measure with so many persons of each kind; the figures in
// docs/performance.md were made with 300. It takes about a second for each.
const alikeVariable = "SHINSA_ALIKE"

// copying is what becomes of a picture on its way through other programs.
type copying struct {
	name string
	// least is the share of the copies that must be found and called alike.
	least float64
	make  func(p plane, r *rand.Rand) plane
}

func copies() []copying {
	between := func(r *rand.Rand, from, to float64) float64 { return from + r.Float64()*(to-from) }
	cut := func(most float64) func(p plane, r *rand.Rand) plane {
		return func(p plane, r *rand.Rand) plane {
			edge := func(side int) int { return int(between(r, 0, most) * float64(side)) }
			left, top := edge(p.w), edge(p.h)
			return plane{pix: p.pix[top*p.stride+left:], stride: p.stride, w: p.w - left - edge(p.w), h: p.h - top - edge(p.h)}
		}
	}
	return []copying{
		{"compressed again, quality 30", 0.95, func(p plane, _ *rand.Rand) plane { return p }},
		{"half as large", 0.95, func(p plane, _ *rand.Rand) plane { return resample(p, p.w/2, p.h/2) }},
		{"480 pixels", 0.9, func(p plane, _ *rand.Rand) plane { w, h := fit(p.w, p.h, 480); return resample(p, w, h) }},
		{"darker by a third", 0.95, func(p plane, _ *rand.Rand) plane { return toned(p, 0.67, 0, 1) }},
		{"brighter by 25 of 255", 0.8, func(p plane, _ *rand.Rand) plane { return toned(p, 1, 25, 1) }},
		{"gamma 0.8", 0.6, func(p plane, _ *rand.Rand) plane { return toned(p, 1, 0, 0.8) }},
		{"cut by up to 2% at each edge", 0.95, cut(0.02)},
		{"cut by up to 5% at each edge", 0.8, cut(0.05)},
		{"all of it, as messengers do", 0.75, func(p plane, r *rand.Rand) plane {
			p = toned(cut(0.02)(p, r), between(r, 0.85, 1.1), between(r, -12, 12), between(r, 0.9, 1.15))
			w, h := fit(p.w, p.h, 640+r.IntN(600))
			return resample(p, w, h)
		}},
	}
}

// TestAlikeness measures on specimens how often a copy is known for the same picture,
// and how often the documents of two persons, which share their layout, are taken for
// one. Of these the hard case is that nothing but the document is in the picture and
// every one lies in the same place, as in a scanner.
func TestAlikeness(t *testing.T) {
	t.Parallel()
	persons, err := strconv.Atoi(os.Getenv(alikeVariable))
	if err != nil {
		persons = 6
	}
	for _, kind := range []string{specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			shots := shoot(t, kind, persons)
			for _, c := range copies() {
				var found, alike, both int
				for i, s := range shots {
					l := likenessThrough(t, c.make(s.picture, rand.New(rand.NewPCG(5, uint64(i)))), 30)
					f, a := meets(s.photo, l), s.photo.Alike(l)
					found, alike, both = found+count(f), alike+count(a), both+count(f && a)
				}
				n := float64(len(shots))
				t.Logf("%-34s found %5.1f%%, alike %5.1f%%, both %5.1f%%", c.name, 100*float64(found)/n, 100*float64(alike)/n, 100*float64(both)/n)
				if float64(both) < c.least*n-0.5 {
					t.Errorf("%s: %d of %d are known again", c.name, both, len(shots))
				}
			}
			for _, c := range []struct {
				name string
				of   func(shot) Likeness
				most float64
			}{
				// The most of all pairs that may be taken for one.
				{"photos", func(s shot) Likeness { return s.photo }, 0.0001},
				{"scans", func(s shot) Likeness { return s.scan }, 0.01},
			} {
				var pairs, found, shared, alike int
				closest := 0.0
				for i := range shots {
					for j := range i {
						a, b := c.of(shots[i]), c.of(shots[j])
						pairs++
						found, shared, alike = found+count(meets(a, b)), shared+count(shares(a, b)), alike+count(a.Alike(b))
						closest = max(closest, a.correlation(b))
					}
				}
				share := func(n int) float64 { return 100 * float64(n) / float64(pairs) }
				t.Logf("%s of two persons: %d pairs, alike %.3f%%, found %.3f%%, with a band in common %.3f%%; the closest %.3f",
					c.name, pairs, share(alike), share(found), share(shared), closest)
				if alike > int(c.most*float64(pairs)+0.99) {
					t.Errorf("%s: %d of %d pairs are taken for one", c.name, alike, pairs)
				}
			}
		})
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// meets says whether a search by b's codes would find a.
func meets(a, b Likeness) bool { return common(a.Bands(), b.Near()) }

func shares(a, b Likeness) bool { return common(a.Bands(), b.Bands()) }

func common(a, b []Band) bool {
	have := map[Band]bool{}
	for _, x := range a {
		have[x] = true
	}
	for _, x := range b {
		if have[x] {
			return true
		}
	}
	return false
}

// A shot is one person's document as a photo, and as a scanner would see it.
type shot struct {
	picture     plane // at the size of the screen's copy
	photo, scan Likeness
}

func shoot(t *testing.T, kind string, persons int) []shot {
	shots := make([]shot, persons)
	today := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2)
	for n := range shots {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			s, err := specimen.Draw(7, n, specimen.Request{Kind: kind, Today: today})
			if err != nil {
				t.Error(err)
				return
			}
			p, err := roomy(DefaultLimits()).Accept(t.Context(), s.Front)
			if err != nil {
				t.Error(err)
				return
			}
			picture := brightness(decoded(t, p.Screen))
			shots[n] = shot{picture, p.Likeness, likenessThrough(t, scanned(picture, s.Truth.Outline[specimen.Front]), 85)}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return shots
}

func brightness(m image.Image) plane {
	switch m := m.(type) {
	case *image.YCbCr:
		return plane{m.Y, m.YStride, m.Rect.Dx(), m.Rect.Dy()}
	case *image.Gray:
		return plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}
	}
	panic(fmt.Sprintf("a %T", m))
}

// likenessThrough is what intake would make of a picture that was stored at a quality.
func likenessThrough(t *testing.T, p plane, quality int) Likeness {
	var b bytes.Buffer
	img := &image.Gray{Pix: p.pix, Stride: p.stride, Rect: image.Rect(0, 0, p.w, p.h)}
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	q := brightness(decoded(t, b.Bytes()))
	w, h := fit(q.w, q.h, previewSide)
	return likenessOf(resample(q, w, h))
}

func toned(p plane, gain, offset, gamma float64) plane {
	out := newPlane(p.w, p.h)
	for y := range p.h {
		to := out.row(y)
		for x, v := range p.row(y) {
			to[x] = byte(min(max(255*math.Pow(float64(v)/255, gamma)*gain+offset+0.5, 0), 255))
		}
	}
	return out
}

// scanned is the document alone, seen from straight above: its corners, shares of the
// picture, come to lie in the picture's.
func scanned(p plane, outline [4][2]float64) plane {
	var x, y [4]float64
	for i, c := range outline {
		x[i], y[i] = c[0]*float64(p.w), c[1]*float64(p.h)
	}
	// The map of the unit square to four points (Heckbert, "Fundamentals of Texture
	// Mapping and Image Warping", 1989).
	dx1, dx2, dx3 := x[1]-x[2], x[3]-x[2], x[0]-x[1]+x[2]-x[3]
	dy1, dy2, dy3 := y[1]-y[2], y[3]-y[2], y[0]-y[1]+y[2]-y[3]
	over := dx1*dy2 - dx2*dy1
	g, h := (dx3*dy2-dx2*dy3)/over, (dx1*dy3-dx3*dy1)/over
	out := newPlane(960, 606)
	at := func(x, y int) float64 { return float64(p.pix[min(max(y, 0), p.h-1)*p.stride+min(max(x, 0), p.w-1)]) }
	for j := range out.h {
		for i := range out.w {
			u, v := (float64(i)+0.5)/float64(out.w), (float64(j)+0.5)/float64(out.h)
			w := g*u + h*v + 1
			px := ((x[1]-x[0]+g*x[1])*u+(x[3]-x[0]+h*x[3])*v+x[0])/w - 0.5
			py := ((y[1]-y[0]+g*y[1])*u+(y[3]-y[0]+h*y[3])*v+y[0])/w - 0.5
			ix, iy := int(math.Floor(px)), int(math.Floor(py))
			fx, fy := px-float64(ix), py-float64(iy)
			value := (at(ix, iy)*(1-fx)+at(ix+1, iy)*fx)*(1-fy) + (at(ix, iy+1)*(1-fx)+at(ix+1, iy+1)*fx)*fy
			out.pix[j*out.stride+i] = byte(value + 0.5)
		}
	}
	return out
}

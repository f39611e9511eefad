package imaging

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func randomPlane(w, h int) plane {
	p := plane{pix: make([]byte, (w+5)*h), stride: w + 5, w: w, h: h}
	r := rand.NewChaCha8([32]byte{byte(w), byte(h)})
	r.Read(p.pix)
	return p
}

func (p plane) clone() plane {
	p.pix = slices.Clone(p.pix)
	return p
}

func TestHalvesAreMeansOfFour(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {2, 2}, {7, 3}, {8, 8}, {9, 9}, {16, 5}, {33, 1}, {1, 33}, {64, 17}} {
		p := randomPlane(size[0], size[1])
		before := p.clone()
		half := p.halve()
		if half.w != (size[0]+1)/2 || half.h != (size[1]+1)/2 {
			t.Fatalf("%v became %dx%d", size, half.w, half.h)
		}
		for y := range half.h {
			for x := range half.w {
				x1, y1 := min(2*x+1, before.w-1), min(2*y+1, before.h-1)
				want := (int(before.row(2 * y)[2*x]) + int(before.row(2 * y)[x1]) + int(before.row(y1)[2*x]) + int(before.row(y1)[x1]) + 2) / 4
				if got := int(half.row(y)[x]); got != want {
					t.Fatalf("%v at %d,%d: got %d, want %d", size, x, y, got, want)
				}
			}
		}
	}
}

func TestResampleTakesTheExactMeanOfEachArea(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ w, h, toW, toH int }{
		{10, 10, 10, 10}, {10, 10, 5, 2}, {31, 17, 20, 13}, {100, 60, 99, 59}, {7, 9, 1, 1}, {5, 4, 11, 9}, {1, 50, 1, 7},
	} {
		p := randomPlane(c.w, c.h)
		got := resample(p, c.toW, c.toH)
		for y := range c.toH {
			for x := range c.toW {
				if want := areaMean(p, x, y, c.toW, c.toH); float64(got.row(y)[x]) < want-0.51 || float64(got.row(y)[x]) > want+0.51 {
					t.Fatalf("%+v at %d,%d: got %d, want %.2f", c, x, y, got.row(y)[x], want)
				}
			}
		}
	}
}

// areaMean works out by the definition what resample works out by tables.
func areaMean(p plane, x, y, toW, toH int) float64 {
	overlap := func(i, from, to float64) float64 { return max(0, min(i+1, to)-max(i, from)) }
	x0, x1 := float64(x*p.w)/float64(toW), float64((x+1)*p.w)/float64(toW)
	y0, y1 := float64(y*p.h)/float64(toH), float64((y+1)*p.h)/float64(toH)
	sum, area := 0.0, 0.0
	for j := range p.h {
		for i := range p.w {
			part := overlap(float64(i), x0, x1) * overlap(float64(j), y0, y1)
			sum, area = sum+part*float64(p.row(j)[i]), area+part
		}
	}
	return sum / area
}

// White must stay white and black black, at every size: no rounding may add up.
func TestOneColourStaysItself(t *testing.T) {
	t.Parallel()
	for _, v := range []byte{0, 1, 127, 254, 255} {
		for size := 1; size < 200; size += 7 {
			p := newPlane(199, 53)
			for i := range p.pix {
				p.pix[i] = v
			}
			for _, got := range p.shrink(size, 1+size/4).pix[:1] {
				if got != v {
					t.Fatalf("%d at size %d became %d", v, size, got)
				}
			}
		}
	}
}

func TestUprightMovesEachSampleToItsPlace(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {5, 3}, {3, 5}, {70, 33}, {1, 40}} {
		for orientation := 1; orientation <= 8; orientation++ {
			stored := randomPlane(size[0], size[1])
			before := stored.clone()
			got := stored.upright(orientation)
			at := turned(orientation, before.w, before.h)
			for y := range before.h {
				for x := range before.w {
					u, v := at(x, y)
					if got.row(int(v * float64(got.h)))[int(u*float64(got.w))] != before.row(y)[x] {
						t.Fatalf("%v, orientation %d, at %d,%d", size, orientation, x, y)
					}
				}
			}
		}
	}
}

func TestFitKeepsShapeAndNeverEnlarges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ w, h, most, wantW, wantH int }{
		{4000, 3000, 1600, 1600, 1200}, {3000, 4000, 1600, 1200, 1600}, {1600, 10, 1600, 1600, 10},
		{100, 50, 1600, 100, 50}, {65500, 1, 1600, 1600, 1}, {1, 65500, 120, 1, 120}, {1601, 1601, 1600, 1600, 1600},
	} {
		if w, h := fit(c.w, c.h, c.most); w != c.wantW || h != c.wantH {
			t.Errorf("fit(%d, %d, %d) = %d, %d", c.w, c.h, c.most, w, h)
		}
	}
}

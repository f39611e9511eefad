package imaging

import "math"

// fitter moves the sides of a quadrilateral to where a larger picture has them.
type fitter struct {
	planes [3]plane
	gray   bool
	w, h   float64 // of the picture
}

func newFitter(r raster) *fitter {
	return &fitter{planes: [3]plane{r.y, r.cb, r.cr}, gray: r.gray, w: float64(r.y.w), h: float64(r.y.h)}
}

const (
	spots   = 48 // along a side, where the picture is read across it
	inward  = 8  // how far, in pixels
	outward = 28
	fine    = 2 // samples a pixel
	samples = (inward + outward) * fine
	parts   = 6 // of a side, each of which must agree
)

// stretch is a side of a document that lies to the right of it, seen from its begin to
// its end.
type stretch struct{ begin, end [2]float64 }

// profile is the picture across a side at one spot, from the inside out.
type profile [samples]colour

// fit moves the sides of a quadrilateral three times, and returns the share of the
// spots of the weakest side that lie on it in the end.
func (f *fitter) fit(corners [4][2]float64) ([4][2]float64, float64) {
	weakest := 0.0
	for range 3 {
		var moved [4]stretch
		weakest = 1
		for i := range moved {
			share := 0.0
			moved[i], share = f.move(stretch{corners[i], corners[(i+1)%4]})
			weakest = min(weakest, share)
		}
		if weakest == 0 {
			return corners, 0
		}
		for i := range corners {
			if at, ok := moved[(i+3)%4].meet(moved[i]); ok {
				corners[i] = at
			}
		}
	}
	return corners, weakest
}

// The least step of a border, in levels, and against the largest beside it; and the
// most that counts.
const (
	leastStep = 8
	leastPart = 0.3
	mostStep  = 60
)

// move finds the border near a side: the outermost place where the picture changes at
// once all along. Shadows change it slowly, and the threads of a cloth do not change it
// for good. A blurred border is only looked for close by.
func (f *fitter) move(s stretch) (stretch, float64) {
	spot := f.profiles(s)
	var mean [parts]profile
	for i := range spot {
		m := &mean[i*parts/spots]
		for k, v := range spot[i] {
			for c := range v {
				m[k][c] += v[c] * parts / spots
			}
		}
	}
	var sudden, lasting [parts][samples]float64
	for i := range mean {
		for k := fine; k < samples-fine; k++ {
			sudden[i][k], lasting[i][k] = min(mostStep, mean[i].sudden(k)), min(mostStep, mean[i].lasting(k))
		}
	}
	var across [samples]crossing
	top := 0.0
	for k := fine; k < samples-fine; k++ {
		across[k] = bestSlant(&sudden, &lasting, k)
		top = max(top, across[k].lasting)
	}
	border := func(k int, sharp float64) bool {
		c := &across[k]
		return c.lasting >= max(leastStep, leastPart*top) && c.sudden >= sharp*c.lasting &&
			c.sudden >= across[k-1].sudden && c.sudden >= across[k+1].sudden
	}
	for k := samples - fine - 1; k >= fine; k-- {
		if border(k, 0.8) {
			if moved, share := s.along(spot, k, across[k]); share >= 0.92 {
				return moved, share
			}
		}
	}
	const close = 4 * fine
	at := 0
	for k := inward*fine - close; k < inward*fine+close; k++ {
		if border(k, 0.5) && across[k].sudden > across[at].sudden {
			at = k
		}
	}
	if at == 0 {
		return s, 0
	}
	return s.along(spot, at, across[at])
}

// mostSlant is by how much a border may run away from the side that was found, from the
// middle to an end, in samples.
const mostSlant = 2 * fine

// crossing is what a line passes that crosses the middle of a side at some sample: how
// much the picture changes there, on the mean.
type crossing struct {
	slant           int // samples outwards from the middle to the end
	sudden, lasting float64
}

// shift is how many samples further out a slanted line is at a place from 0 to 1.
func (c crossing) shift(t float64) int { return int(math.Round(float64(c.slant) * (2*t - 1))) }

// bestSlant turns a line about a sample to where the picture changes most. Beyond the
// samples it does not change.
func bestSlant(sudden, lasting *[parts][samples]float64, at int) (best crossing) {
	sum := func(c crossing, values *[parts][samples]float64) (sum float64) {
		for i := range values {
			if k := at + c.shift((float64(i)+0.5)/parts); k >= 0 && k < samples {
				sum += values[i][k] / parts
			}
		}
		return sum
	}
	for slant := -mostSlant; slant <= mostSlant; slant += fine {
		c := crossing{slant: slant}
		if c.sudden = sum(c, sudden); c.sudden > best.sudden {
			best = c
		}
	}
	best.lasting = sum(best, lasting)
	return best
}

// outwards is the direction away from the document, of length 1.
func (s stretch) outwards() (nx, ny float64) {
	dx, dy := s.end[0]-s.begin[0], s.end[1]-s.begin[1]
	long := math.Hypot(dx, dy)
	return dy / long, -dx / long
}

// place is how far along the side a spot is, from 0 to 1.
func place(spot int) float64 {
	return roundCorner + (1-2*roundCorner)*(float64(spot)+0.5)/spots
}

// profiles reads the picture across the side.
func (f *fitter) profiles(s stretch) *[spots]profile {
	out := new([spots]profile)
	nx, ny := s.outwards()
	for i := range out {
		t := place(i)
		x, y := s.begin[0]+t*(s.end[0]-s.begin[0]), s.begin[1]+t*(s.end[1]-s.begin[1])
		for k := range out[i] {
			off := float64(k)/fine - inward
			out[i][k] = f.colourAt((x+off*nx+0.5)/f.w, (y+off*ny+0.5)/f.h)
		}
	}
	return out
}

// colourAt is the colour at a place, in fractions of the picture.
func (f *fitter) colourAt(x, y float64) (c colour) {
	c[0] = f.planes[0].between(x, y)
	if !f.gray {
		c[1], c[2] = colourGain*f.planes[1].between(x, y), colourGain*f.planes[2].between(x, y)
	}
	return c
}

// between reads a plane between its samples. Places outside of it are as at its edge.
func (p plane) between(x, y float64) float64 {
	x, y = x*float64(p.w)-0.5, y*float64(p.h)-0.5
	if !(x > 0) { // nor a number
		x = 0
	}
	if !(y > 0) {
		y = 0
	}
	x, y = min(x, float64(p.w-1)), min(y, float64(p.h-1))
	i, j := min(int(x), p.w-2), min(int(y), p.h-2)
	fx, fy := x-float64(i), y-float64(j)
	a, b := p.pix[j*p.stride+i:], p.pix[(j+1)*p.stride+i:]
	return (float64(a[0])*(1-fx)+float64(a[1])*fx)*(1-fy) + (float64(b[0])*(1-fx)+float64(b[1])*fx)*fy
}

// sudden is how much a profile changes over two pixels.
func (p *profile) sudden(k int) float64 {
	a, b := p[k-fine], p[k+fine]
	return colour{b[0] - a[0], b[1] - a[1], b[2] - a[2]}.size()
}

// lasting is how much four pixels within differ from four without.
func (p *profile) lasting(k int) float64 {
	const n = 4 * fine
	var sum colour
	for i := 1; i <= n; i++ {
		in, out := p[max(k-i, 0)], p[min(k+i, samples-1)]
		for c := range sum {
			sum[c] += (out[c] - in[c]) / n
		}
	}
	return sum.size()
}

// along fits the side to where each spot changes most near a place, and returns the
// share of the spots that lie on it then.
func (s stretch) along(spot *[spots]profile, at int, c crossing) (stretch, float64) {
	var t, off [spots]float64
	n := 0
	for i := range spot {
		p, middle := &spot[i], at+c.shift(place(i))
		most, where := 0.0, 0
		for k := max(fine+1, middle-2*fine); k < min(samples-fine-1, middle+2*fine+1); k++ {
			if v := p.sudden(k); v > most {
				most, where = v, k
			}
		}
		if most < 0.4*c.sudden {
			continue
		}
		t[n], off[n] = place(i), float64(where)/fine-inward
		// The top of the parabola through it and its neighbours.
		before, after := p.sudden(where-1), p.sudden(where+1)
		if bend := before - 2*most + after; bend < 0 {
			off[n] += min(0.5, max(-0.5, (before-after)/2/bend)) / fine
		}
		n++
	}
	slope, mean, good := steady(t[:n], off[:n])
	nx, ny := s.outwards()
	move := func(p [2]float64, by float64) [2]float64 { return [2]float64{p[0] + by*nx, p[1] + by*ny} }
	return stretch{move(s.begin, mean), move(s.end, mean+slope)}, float64(good) / spots
}

// steady fits a line, leaves out what lies far off, and fits again. It returns how many
// points lie on the line, to a pixel.
func steady(t, off []float64) (slope, mean float64, good int) {
	limit := math.Inf(1)
	for range 4 {
		var sums leastSquares
		good = 0
		for i := range t {
			if math.Abs(off[i]-slope*t[i]-mean) <= limit {
				sums.add(t[i], off[i])
				good++
			}
		}
		a, b, ok := sums.line(8)
		if !ok {
			return 0, 0, 0
		}
		slope, mean = a, b
		switch {
		case math.IsInf(limit, 1):
			limit = 3
		default:
			limit = max(1, 0.6*limit)
		}
	}
	return slope, mean, good
}

// meet is where two sides cross, or would if they were longer.
func (s stretch) meet(o stretch) (at [2]float64, ok bool) {
	dx, dy := s.end[0]-s.begin[0], s.end[1]-s.begin[1]
	ex, ey := o.end[0]-o.begin[0], o.end[1]-o.begin[1]
	det := dx*ey - dy*ex
	if math.Abs(det) < 1e-6 {
		return at, false
	}
	t := ((o.begin[0]-s.begin[0])*ey - (o.begin[1]-s.begin[1])*ex) / det
	return [2]float64{s.begin[0] + t*dx, s.begin[1] + t*dy}, true
}

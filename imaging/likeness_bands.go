package imaging

import (
	"encoding/binary"
	"slices"
	"sync"
)

// The bands of a likeness. More bands find more, and take more room; more bits find
// less of what is not alike. The numbers are measured by TestAlikeness.
const (
	bandCount = 6
	bandBits  = 36
	// uncertain is how many bits of a band are tried both ways by Near.
	uncertain = 3
)

// A Band is one of the short codes of a likeness: its number, and bandBits bits. Alike
// pictures are likely to have one of them in common, others hardly ever, so that alike
// ones are found by looking codes up, without going through all (Indyk and Motwani,
// "Approximate Nearest Neighbors", 1998).
type Band string

// Bands are the codes under which a picture is found; none for an unknown likeness.
func (l Likeness) Bands() []Band {
	if !l.known() {
		return nil
	}
	bands := make([]Band, bandCount)
	for n := range bands {
		code, _ := l.code(n)
		bands[n] = bandOf(n, code)
	}
	return bands
}

// Near are the codes to look for, to find the pictures that are alike: its own, and
// those in which its least certain bits differ (Lv and others, "Multi-Probe LSH",
// 2007). There are eight for each of the bands.
func (l Likeness) Near() []Band {
	if !l.known() {
		return nil
	}
	near := make([]Band, 0, bandCount<<uncertain)
	for n := range bandCount {
		code, weakest := l.code(n)
		for flips := range 1 << uncertain {
			c := code
			for i, bit := range weakest {
				if flips>>i&1 == 1 {
					c ^= 1 << bit
				}
			}
			near = append(near, bandOf(n, c))
		}
	}
	return near
}

func bandOf(n int, code uint64) Band {
	return Band(binary.BigEndian.AppendUint64([]byte{likenessVersion, byte(n)}, code))
}

// code is a band's bits, the signs of its projections, and which of them are the
// least certain, being nearest to 0.
func (l Likeness) code(n int) (code uint64, weakest []int) {
	part := l.projections()[n*bandBits:][:bandBits]
	order := make([]int, bandBits)
	for i, v := range part {
		order[i] = i
		if int8(v) > 0 {
			code |= 1 << i
		}
	}
	size := func(i int) int { return max(int(int8(part[i])), -int(int8(part[i]))) }
	slices.SortStableFunc(order, func(a, b int) int { return size(a) - size(b) })
	return code, order[:uncertain]
}

// project appends the projections of a grid. They are spread about as the normal
// distribution; a step is a 32nd of its deviation.
func project(l Likeness, grid []int, usual int) Likeness {
	for _, signs := range projectionSigns() {
		sum := 0
		for j, bits := range signs {
			for _, v := range grid[64*j:][:64] {
				minus := -int(bits & 1) // 0, or all ones, of which is made -v without a branch
				sum += v ^ minus - minus
				bits >>= 1
			}
		}
		v := min(max(sum*32/(usual*gridSide), -127), 127)
		if v == 0 { // so that no sign is lost
			v = 1
			if sum <= 0 {
				v = -1
			}
		}
		l = append(l, byte(int8(v)))
	}
	return l
}

// projectionSigns are random vectors of 1 and -1, the same at all times: changing them makes
// every stored code useless. The generator is SplitMix64 (Steele, Lea and Flood, "Fast
// Splittable Pseudorandom Number Generators", 2014).
var projectionSigns = sync.OnceValue(func() *[bandCount * bandBits][gridCells / 64]uint64 {
	var out [bandCount * bandBits][gridCells / 64]uint64
	state := uint64(0)
	for i := range out {
		for j := range out[i] {
			state += 0x9e3779b97f4a7c15
			z := state
			z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
			z = (z ^ z>>27) * 0x94d049bb133111eb
			out[i][j] = z ^ z>>31
		}
	}
	return &out
})

package imaging

import "math"

const (
	frameSide = 160 // of the copy on which is found where there is something to see
	frameTail = 10  // percent of the changes that are left out at each edge
	nearCells = 3   // how many cells to each side are "around" one
	// leastContrast is the mean difference of a cell from those around it, in
	// sixteenths of a step of brightness, below which there is nothing to see.
	leastContrast = 16
)

// likenessOf looks at the brightness of a picture, best at some hundred pixels a
// side. Everything is counted in whole numbers, so that all machines see the same.
func likenessOf(p plane) Likeness {
	shown, ok := whatIsShown(p)
	if !ok {
		return nil
	}
	grid := differences(resample(shown, gridSide, gridSide))
	sum := 0
	for _, v := range grid {
		sum += v * v
	}
	usual := int(math.Sqrt(float64(sum) / gridCells))
	if usual < leastContrast {
		return nil
	}
	l := make(Likeness, 1, likenessSize)
	l[0] = likenessVersion
	for i := 0; i < gridCells; i += 3 {
		l = append(l, step(grid[i], usual)+5*step(grid[i+1], usual)+25*step(grid[i+2], usual))
	}
	for i, v := range grid {
		grid[i] = min(max(v, -2*usual), 2*usual)
	}
	return project(l, grid, usual)
}

// step is how different a cell is: 0 much darker than those around it, 2 about the
// same, 4 much lighter.
func step(v, usual int) byte {
	size := max(v, -v) * 100
	n := 0
	switch {
	case size > 120*usual:
		n = 2
	case size > 35*usual:
		n = 1
	}
	if v < 0 {
		n = -n
	}
	return byte(2 + n)
}

// whatIsShown is the part of a picture that holds most of its changes in brightness. There
// is none in an even one.
func whatIsShown(p plane) (plane, bool) {
	w, h := fit(p.w, p.h, frameSide)
	s := resample(p, w, h)
	for range 2 {
		s = smooth121(s)
	}
	rows, columns := contrasts(s)
	left, right := within(columns, p.w)
	top, bottom := within(rows, p.h)
	if right <= left || bottom <= top {
		return plane{}, false
	}
	return plane{pix: p.pix[top*p.stride+left:], stride: p.stride, w: right - left, h: bottom - top}, true
}

// contrasts adds up how much the brightness changes in each row and column. What
// changes less than usual counts nothing, and what changes most counts little more
// than what changes well: so neither a table's grain nor the light moves the sums.
func contrasts(s plane) (rows, columns []int) {
	rows, columns = make([]int, s.h), make([]int, s.w)
	strength, sum := make([]int, s.w*s.h), 0
	for y := 1; y+1 < s.h; y++ {
		above, row, below := s.row(y-1), s.row(y), s.row(y+1)
		for x := 1; x+1 < s.w; x++ {
			v := apart(row[x-1], row[x+1]) + apart(above[x], below[x])
			strength[y*s.w+x] = v
			sum += v
		}
	}
	for i, v := range strength {
		if over := v*len(strength) - sum; over > 0 { // both in units of 1/len
			weight := over * 1024 / (over + 2*sum)
			rows[i/s.w] += weight
			columns[i%s.w] += weight
		}
	}
	return rows, columns
}

func apart(a, b byte) int {
	if a > b {
		return int(a - b)
	}
	return int(b - a)
}

// within says between which places, of size, all but the tails of the sums lie.
func within(sums []int, size int) (from, to int) {
	total := 0
	for _, s := range sums {
		total += s
	}
	if total == 0 {
		return 0, 0
	}
	return reached(sums, total*frameTail, size), reached(sums, total*(100-frameTail), size)
}

// reached is the place at which so many hundredths of the sums are reached.
func reached(sums []int, hundredths, size int) int {
	for i, s := range sums {
		if s > 0 && hundredths <= 100*s {
			return (i*100*s + hundredths) * size / (100 * s * len(sums))
		}
		hundredths -= 100 * s
	}
	return size
}

// smooth121 returns the plane with each sample mixed with its neighbours.
func smooth121(p plane) plane {
	across, out := newPlane(p.w, p.h), newPlane(p.w, p.h)
	for y := range p.h {
		from, to := p.row(y), across.row(y)
		for x := range to {
			to[x] = byte((int(from[max(0, x-1)]) + 2*int(from[x]) + int(from[min(p.w-1, x+1)]) + 2) / 4)
		}
	}
	for y := range p.h {
		above, row, below := across.row(max(0, y-1)), across.row(y), across.row(min(p.h-1, y+1))
		to := out.row(y)
		for x := range to {
			to[x] = byte((int(above[x]) + 2*int(row[x]) + int(below[x]) + 2) / 4)
		}
	}
	return out
}

// differences says of each cell how much it differs from the mean of those around it,
// in sixteenths.
func differences(cells plane) []int {
	out := make([]int, cells.w*cells.h)
	for y := range cells.h {
		y0, y1 := max(0, y-nearCells), min(cells.h, y+nearCells+1)
		for x := range cells.w {
			x0, x1 := max(0, x-nearCells), min(cells.w, x+nearCells+1)
			sum, n := 0, (y1-y0)*(x1-x0)
			for j := y0; j < y1; j++ {
				for _, v := range cells.row(j)[x0:x1] {
					sum += int(v)
				}
			}
			out[y*cells.w+x] = (int(cells.row(y)[x])*n - sum) * 16 / n
		}
	}
	return out
}

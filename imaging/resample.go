package imaging

// resample makes a plane of the given size, each sample the exact mean of the
// area that it covers in p, parts of samples included. It leaves p alone.
//
// Against a bilinear filter, which looks at four samples only, thin strokes stay
// whole between one and two times the size, where most photos end up.
func resample(p plane, w, h int) plane {
	out := newPlane(w, h)
	columns := spansOf(p.w, w)
	rows := spansOf(p.h, h)
	sums := make([]uint32, p.w)
	for y := range h {
		span := rows.at(y)
		clear(sums)
		for i, weight := range span.weights {
			addWeighted(sums, p.row(span.from+i), weight)
		}
		averageColumns(out.row(y), sums, &columns)
	}
	return out
}

// addWeighted adds a row. Its weights have a sum of unit over all calls, so that
// a sum stays below 2^24.
func addWeighted(sums []uint32, row []byte, weight uint32) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i] += uint32(row[i]) * weight
	}
}

func averageColumns(dst []byte, sums []uint32, columns *spans) {
	for x := range dst {
		span := columns.at(x)
		part := sums[span.from:][:len(span.weights)]
		total := uint64(0)
		for i, weight := range span.weights {
			total += uint64(part[i]) * uint64(weight)
		}
		dst[x] = byte((total + unit*unit/2) >> (2 * unitBits))
	}
}

// unit is the weight of a whole, in fixed point.
const (
	unitBits = 16
	unit     = 1 << unitBits
)

// spans says for each place in a row of the new size which places of the old one
// it covers, and with which weights.
type spans struct {
	from    []int32
	start   []int32 // of the weights, with one more at the end
	weights []uint32
}

type span struct {
	from    int
	weights []uint32 // their sum is unit
}

func (s *spans) at(i int) span {
	return span{int(s.from[i]), s.weights[s.start[i]:s.start[i+1]]}
}

// spansOf divides size places evenly among count.
func spansOf(size, count int) spans {
	s := spans{from: make([]int32, count), start: make([]int32, count+1)}
	for i := range count {
		// In units of 1/count of an old place, the new one covers
		// [i*size, (i+1)*size), and the old place k covers [k*count, (k+1)*count).
		begin, end := i*size, (i+1)*size
		first := begin / count
		s.from[i] = int32(first)
		left := uint32(unit)
		for k := first; k*count < end; k++ {
			covered := min(end, (k+1)*count) - max(begin, k*count)
			weight := uint32(covered * unit / size)
			left -= weight
			s.weights = append(s.weights, weight)
		}
		s.weights[len(s.weights)-1] += left // what rounding lost
		s.start[i+1] = int32(len(s.weights))
	}
	return s
}

package imaging

// Limits bound one upload. They are checked on the file's markers, before any
// pixel is decoded. A zero value in a field switches that bound off, which only
// tests should do.
type Limits struct {
	// MaxBytes is the largest file, in bytes.
	MaxBytes int
	// MaxPixels is the largest width times height that a file may claim.
	MaxPixels int
	// MaxSide is the longest side that a file may claim, in pixels.
	MaxSide int
	// MinShort and MinLong are the least lengths of the shorter and the longer
	// side, in pixels. Below them the print on a card cannot be read.
	MinShort, MinLong int
	// MaxScans is the most scans (passes over the picture) that a file may
	// have. Sequential files have at most four; progressive ones usually ten.
	// Without a bound a file of 155 KB with 4,000 scans keeps a processor
	// busy for a minute.
	MaxScans int
	// MaxProgressivePixels is the bound of MaxPixels for progressive files.
	// They cost a decoder four times the memory or more, since it has to keep
	// the coefficients of the whole picture until the last scan.
	MaxProgressivePixels int
}

// DefaultLimits returns the bounds that the product uses unless it is told
// otherwise: 10 MB, 50 megapixels, sides between 300 (the shorter one; 480 the
// longer one) and 12,000 pixels, 100 scans, 16 megapixels if progressive.
func DefaultLimits() Limits {
	return Limits{
		MaxBytes:             10_000_000,
		MaxPixels:            50_000_000,
		MaxSide:              12_000,
		MinShort:             300,
		MinLong:              480,
		MaxScans:             100,
		MaxProgressivePixels: 16_000_000,
	}
}

// forEvidence returns the limits for a file that was accepted before, perhaps
// under other settings: what protects memory and time stays, what judges
// quality goes.
func (l Limits) forEvidence() Limits {
	l.MaxBytes, l.MinShort, l.MinLong = 0, 0, 0
	return l
}

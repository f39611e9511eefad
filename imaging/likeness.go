package imaging

import "math"

// Likeness is what a picture looks like, in few bytes, so that one that was stored
// again, made smaller, brighter or cut a little is known for the same. It is nil for
// a picture in which there is too little to see. A document can be half read from
// it, so it is personal data like the picture itself: keep it sealed.
//
// Documents of one kind share their layout, so a hash of 64 bits for the whole
// picture (Zauner, "Implementation and Benchmarking of Perceptual Image Hash
// Functions", 2010) takes two persons' cards for one. This one is finer. As Wong,
// Bern and Goldberg have it ("An Image Signature for Any Kind of Image", 2002), the
// picture is first cut to where there is something to see, by shares of its changes
// in brightness, so that a cut edge moves little; then a grid of cells says how much
// lighter or darker each is than those around it, in five steps. Beside that stand
// random projections of the grid, whose signs are the same for alike grids more often
// than for others (Charikar, "Similarity Estimation Techniques from Rounding
// Algorithms", 2002): see [Likeness.Bands].
//
// A picture that is turned by a quarter, mirrored, or cut by more than about a
// twentieth of a side is not known again, nor is a second photo of the same card.
type Likeness []byte

// The parts of a likeness.
const (
	likenessVersion = 1 // the first byte; another means that nothing can be compared
	gridSide        = 48
	gridCells       = gridSide * gridSide
	packedCells     = gridCells / 3
	likenessSize    = 1 + packedCells + bandCount*bandBits
)

// leastAlike is the least correlation of two grids of which the pictures are called
// alike. TestAlikeness measures what it lets through.
const leastAlike = 0.93

// known says whether this program made the likeness.
func (l Likeness) known() bool { return len(l) == likenessSize && l[0] == likenessVersion }

// Alike says whether two pictures look so much alike that one was probably made from
// the other. It takes some microseconds.
func (l Likeness) Alike(other Likeness) bool { return l.correlation(other) >= leastAlike }

// correlation of two grids: 1 for the same, about 0 for any two pictures; 0 when they
// cannot be compared.
func (l Likeness) correlation(other Likeness) float64 {
	if !l.known() || !other.known() {
		return 0
	}
	var both, own, theirs int
	for i, a := range l[1 : 1+packedCells] {
		b := other[1+i]
		for range 3 {
			x, y := int(a%5)-2, int(b%5)-2
			both, own, theirs = both+x*y, own+x*x, theirs+y*y
			a, b = a/5, b/5
		}
	}
	if own == 0 || theirs == 0 {
		return 0
	}
	return float64(both) / math.Sqrt(float64(own)*float64(theirs))
}

// projections are those of the grid, rounded, none of them 0.
func (l Likeness) projections() []byte { return l[1+packedCells:] }

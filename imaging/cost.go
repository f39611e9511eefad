package imaging

// What the standard library's decoder holds was read from its source (Go 1.26,
// image/jpeg): the planes with every minimum coded unit whole, for progressive
// files 64 coefficients of four bytes for each block, and, where the colours are
// not brightness and two differences, a copy of four bytes for each pixel.

const coefficientBytes = 4

// workBytes covers what shrinking, turning and encoding the copies for the screen
// takes besides: planes of 1280 by 1280 twice, and the encoded bytes.
const workBytes = 10 << 20

// acceptBytes is the most memory that Accept holds at once for a picture, apart
// from the file itself.
func (l *layout) acceptBytes() int64 {
	return max(l.decodeBytes(), l.heldBytes()) + workBytes
}

// fullBytes is the same for Full: first the picture with a turned one beside it,
// then one of them with the encoded bytes, which at that quality are seldom more
// than three times the file, twice over while their buffer grows.
func (l *layout) fullBytes(orientation, fileBytes int) int64 {
	pixels := int64(l.width) * int64(l.height)
	held, encoded := l.heldBytes(), 2*min(pixels, 3*int64(fileBytes))
	if turnsSideways(orientation) {
		turned := pixels * 3 / 2
		return max(l.decodeBytes(), held+turned, turned+encoded)
	}
	halved := pixels / 2 // colours that cannot be halved in place
	return max(l.decodeBytes(), held+halved+encoded)
}

// decodeBytes is what the decoder holds when it is done.
func (l *layout) decodeBytes() int64 {
	bytes := l.planeBytes()
	if l.progressive {
		for c := range l.components {
			bytes += int64(l.interleavedBlocks(c)) * blockSize * coefficientBytes
		}
	}
	return bytes + l.mixedBytes()
}

// heldBytes is what is left of that when the decoder's own is given back, and the
// planes are made that all work is done on.
func (l *layout) heldBytes() int64 {
	if mixed := l.mixedBytes(); mixed > 0 {
		return mixed + int64(l.width)*int64(l.height)*3/2
	}
	return l.planeBytes()
}

func (l *layout) planeBytes() int64 {
	bytes := int64(0)
	for c := range l.components {
		bytes += int64(l.interleavedBlocks(c)) * blockSize
	}
	return bytes
}

// mixedBytes is the size of the copy that the decoder makes of pictures of red,
// green and blue, or of inks.
func (l *layout) mixedBytes() int64 {
	if l.components == 4 || l.isRGB() {
		return 4 * int64(l.width) * int64(l.height)
	}
	return 0
}

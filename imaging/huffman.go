package imaging

// fastBits is the length of the codes that are looked up at once.
const fastBits = 10

// huffman is a table of codes. Its fast part has an entry for all beginnings of
// fastBits bits: how many bits to take, in the lowest byte; the symbol, in the next;
// and above them the value that follows the code, when both fit and it is not 0.
// An entry is 0 when the code is longer.
type huffman struct {
	defined bool
	fast    [1 << fastBits]uint32
	symbols [256]byte
	// limit has, for each length, the first code of 16 bits that is longer
	// than it; first is to be added to a code for its place in symbols.
	limit [17]uint32
	first [17]int32
}

// define builds the table from the content of a DHT segment behind the byte of
// class and number: how many codes there are of each length, and their symbols
// (ITU-T T.81 annex C). It reports whether these are codes.
func (h *huffman) define(counts, symbols []byte) bool {
	*h = huffman{defined: true}
	copy(h.symbols[:], symbols)
	code, place := uint32(0), int32(0)
	for length := 1; length <= 16; length++ {
		h.first[length] = place - int32(code)
		for range counts[length-1] {
			if code >= 1<<length {
				return false
			}
			if length <= fastBits {
				h.enter(code, length, h.symbols[place])
			}
			code++
			place++
		}
		h.limit[length] = code << (16 - length)
		code <<= 1
	}
	return true
}

// enter fills the fast entries of one code.
func (h *huffman) enter(code uint32, length int, symbol byte) {
	free := fastBits - length
	for rest := range uint32(1) << free {
		entry := uint32(length) | uint32(symbol)<<8
		if size := int(symbol & 0x0f); size > 0 && size <= free {
			value := extend(int32(rest>>(free-size)), size)
			entry = uint32(length+size) | uint32(symbol)<<8 | uint32(value)<<16
		}
		h.fast[code<<free|rest] = entry
	}
}

// long finds a code of more than fastBits bits at the top of acc; its length is 0
// when there is none.
func (h *huffman) long(acc uint64) (symbol byte, length int) {
	next := uint32(acc >> 48)
	for length := fastBits + 1; length <= 16; length++ {
		if next < h.limit[length] {
			return h.symbols[byte(int32(next>>(16-length))+h.first[length])], length
		}
	}
	return 0, 0
}

// extend turns the bits behind a code into the value that they stand for (F.2.2.1).
func extend(bits int32, size int) int32 {
	if bits < 1<<(size-1) {
		return bits + -1<<size + 1
	}
	return bits
}

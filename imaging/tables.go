package imaging

// tables says which tables the file has defined so far.
type tables struct {
	huffman bool
	// quantization has one bit for each of the four tables.
	quantization uint8
}

// defineQuantization notes which tables a DQT segment holds (ITU-T T.81 B.2.4.1).
func (t *tables) defineQuantization(segment []byte) *Refusal {
	for len(segment) > 0 {
		precision, id := segment[0]>>4, segment[0]&0x0f
		size := 1 + blockSize*(1+int(precision))
		if precision > 1 || id > 3 || len(segment) < size {
			return refuse(RefusedDamaged)
		}
		t.quantization |= 1 << id
		segment = segment[size:]
	}
	return nil
}

// defineHuffman checks a DHT segment (B.2.4.2). Empty tables, and more than two of
// a class in a baseline file, are against the rules but taken elsewhere; the
// standard library's decoder does not take them.
func (t *tables) defineHuffman(segment []byte, baseline bool) *Refusal {
	for len(segment) > 0 {
		class, id := segment[0]>>4, segment[0]&0x0f
		if class > 1 || id > 3 || len(segment) < 17 {
			return refuse(RefusedDamaged)
		}
		codes := 0
		for _, n := range segment[1:17] {
			codes += int(n)
		}
		if codes > 256 || len(segment) < 17+codes {
			return refuse(RefusedDamaged)
		}
		if codes == 0 || baseline && id > 1 {
			return refuse(RefusedUnsupportedJPEG)
		}
		t.huffman = true
		segment = segment[17+codes:]
	}
	return nil
}

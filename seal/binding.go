package seal

import "encoding/binary"

// An AD says where a sealed value belongs. The same AD is needed to open it. Its zero value binds to
// nothing and is refused.
type AD struct{ encoded string }

// Bind makes an AD of the parts of a place, such as submission, round and field. Parts are told apart:
// Bind("ab", "c") is another place than Bind("a", "bc").
func Bind(parts ...string) AD {
	n := 4
	for _, p := range parts {
		n += 4 + len(p)
	}
	b := binary.BigEndian.AppendUint32(make([]byte, 0, n), uint32(len(parts)))
	for _, p := range parts {
		b = appendPrefixed(b, p)
	}
	return AD{encoded: string(b)}
}

// appendPrefixed appends part after its length, so that no two lists of parts give the same bytes.
func appendPrefixed[T string | []byte](b []byte, part T) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
	return append(b, part...)
}

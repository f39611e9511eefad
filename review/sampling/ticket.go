package sampling

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Ticket is the place of a member in a draw: the smaller, the earlier. It is a SHA-256.
type Ticket [sha256.Size]byte

// TicketOf is the best of a member's tickets. It has as many as it weighs, at least one; the k-th, counted from 1, is
//
//	SHA-256( seed "," id "," k )
//
// with k in decimal digits. A ticket is as good as a number drawn evenly at random that nobody can steer, as Rivest
// describes ("Consistent Sampling with Replacement", 2018, https://arxiv.org/abs/1808.10016). The best of w of them is
// such a number to the power of 1/w in its order, and so those with the best tickets are the weighted sample without
// replacement of Efraimidis and Spirakis ("Weighted random sampling with a reservoir", Information Processing Letters
// 97, 2006) for weights that are whole numbers, without a logarithm that two machines might round differently.
func TicketOf(seed, id string, weight int) Ticket {
	line := make([]byte, 0, len(seed)+len(id)+6)
	line = append(line, seed...)
	line = append(line, ',')
	line = append(line, id...)
	line = append(line, ',')
	var best Ticket
	for k := 1; k <= max(weight, 1); k++ {
		t := Ticket(sha256.Sum256(strconv.AppendInt(line, int64(k), 10)))
		if k == 1 || bytes.Compare(t[:], best[:]) < 0 {
			best = t
		}
	}
	return best
}

// Compare orders two members by their tickets, and those that have the same by their ids.
func Compare(a, b Member) int {
	return cmp.Or(bytes.Compare(a.Ticket[:], b.Ticket[:]), cmp.Compare(a.ID, b.ID))
}

// Digest names a sample: the SHA-256 of its ids in the order of the draw, each with a line feed behind it, as
// hexadecimal digits.
func Digest(ids []string) string {
	h := sha256.New()
	for _, id := range ids {
		h.Write([]byte(id))
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

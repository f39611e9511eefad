package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"
)

// A tally is a fingerprint of a great many things that come in any order: of each act, in spans of time, the sum of keyed
// hashes. Two tallies of one key that differ in a span were not made of the same things. Its memory does not grow with
// them. The key is new for each run, so nobody can choose things whose sums agree.
type tally struct {
	key    [32]byte
	bounds []int64 // where spans begin, in microseconds, ascending; the first span begins before all time
	spans  map[Act][]sum
}

// sum is a number of 128 bits.
type sum struct{ hi, lo uint64 }

func (s sum) plus(o sum) sum {
	lo := s.lo + o.lo
	hi := s.hi + o.hi
	if lo < s.lo {
		hi++
	}
	return sum{hi, lo}
}

// newTally makes an empty one. Of times only those that cut the log into spans of about the same number of leaves make
// the memory of a later look at one span small; any will do.
func newTally(key [32]byte, cuts []time.Time) *tally {
	t := &tally{key: key, spans: map[Act][]sum{}}
	for _, c := range cuts {
		t.bounds = append(t.bounds, c.UnixMicro())
	}
	slices.Sort(t.bounds)
	t.bounds = slices.Compact(t.bounds)
	return t
}

// add counts one thing: an act at a time, and whatever else tells it from others.
func (t *tally) add(act Act, at time.Time, mark string) {
	spans, ok := t.spans[act]
	if !ok {
		spans = make([]sum, len(t.bounds)+1)
		t.spans[act] = spans
	}
	k := t.span(at)
	spans[k] = spans[k].plus(t.hash(act, at, mark))
}

// span is in which span a time lies.
func (t *tally) span(at time.Time) int {
	k, found := slices.BinarySearch(t.bounds, at.UnixMicro())
	if found {
		k++
	}
	return k
}

func (t *tally) hash(act Act, at time.Time, mark string) sum {
	var stack [256]byte
	b := append(stack[:0], t.key[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(at.UnixMicro()))
	b = appendPrefixed(b, string(act))
	b = append(b, mark...)
	h := sha256.Sum256(b)
	return sum{binary.BigEndian.Uint64(h[:8]), binary.BigEndian.Uint64(h[8:16])}
}

// differing lists the spans in which two tallies differ in any act, the earliest first.
func (t *tally) differing(o *tally) []int {
	var all []int
	for k := range len(t.bounds) + 1 {
		for act := range known {
			if t.at(act, k) != o.at(act, k) {
				all = append(all, k)
				break
			}
		}
	}
	return all
}

func (t *tally) at(act Act, k int) sum {
	if spans := t.spans[act]; spans != nil {
		return spans[k]
	}
	return sum{}
}

package stats

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// Counter names a row of numbers of a Cell, each at a place from 0 on; what the places mean is told beside it.
type Counter int

// The counters. Their numbers are stored: new ones are added at the end.
const (
	Decided     Counter = iota // by outcome: decisions that tell of an outcome
	Made                       // by outcome: decisions as their authors' work
	Waited                     // by class: how long rounds had waited, see Histogram
	Handled                    // by class: how long decisions took
	DecidedHour                // by hour of the week, from Sunday's first on
	ArrivedHour                // by hour of the week: rounds that were sent
	FirstRound                 // by outcome: of decisions on first rounds
	EndedRound                 // by round: of approvals and rejections
	Service                    // 0 decided in the promised time, 1 later
	Answers                    // 0 given one by one, 1 given in bulk
	Backs                      // 0 the back was in sight, 1 it never was
	Audited                    // 0 agreed, 1 overturned
	Opinions                   // two opinions on a round: the one's outcome × 4 + the other's
	Overturned                 // by severity: 0 minor, 1 major, 2 critical; one that was given none is at no place
	counters
)

// NamedCounter is a Counter whose places have names.
type NamedCounter int

// The counters by name. Their numbers are stored: new ones are added at the end.
const (
	Reasons       NamedCounter = iota // given
	AskedAgain                        // reasons for which a round was asked for again, once that was decided
	Mended                            // of these, reasons that were not given again
	FindingSeen                       // decided rounds with a finding that points at something
	FindingRight                      // of these, decided with a reason or an answer at which it points
	FindingUnsaid                     // decided rounds with a finding that points at nothing
	namedCounters
)

// Cell counts what happened in one place of the figures: on a day or in a month, of one or all kinds, languages and
// people. Cells of different places add up. The zero Cell is empty and ready for use; it must not be used by several
// goroutines at once while one of them changes it.
type Cell struct {
	counts [counters][]int
	named  [namedCounters]map[string]int
}

// Add counts n more at a place.
func (c *Cell) Add(of Counter, place, n int) {
	if place >= len(c.counts[of]) {
		c.counts[of] = append(c.counts[of], make([]int, place+1-len(c.counts[of]))...)
	}
	c.counts[of][place] += n
}

// AddNamed counts n more under a name.
func (c *Cell) AddNamed(of NamedCounter, name string, n int) {
	if c.named[of] == nil {
		c.named[of] = map[string]int{}
	}
	c.named[of][name] += n
}

// At is what was counted at a place.
func (c *Cell) At(of Counter, place int) int {
	if place >= len(c.counts[of]) {
		return 0
	}
	return c.counts[of][place]
}

// All are the numbers of a counter up to the last place that has one. The caller must not change them.
func (c *Cell) All(of Counter) []int { return c.counts[of] }

// Sum is how much was counted, at all places together.
func (c *Cell) Sum(of Counter) (n int) {
	for _, x := range c.counts[of] {
		n += x
	}
	return n
}

// Named are the numbers by name; nil for none. The caller must not change them.
func (c *Cell) Named(of NamedCounter) map[string]int { return c.named[of] }

// Times is a counter of durations.
func (c *Cell) Times(of Counter) Histogram { return c.counts[of] }

// Merge adds another cell.
func (c *Cell) Merge(o *Cell) {
	for of, all := range o.counts {
		for place := len(all) - 1; place >= 0; place-- { // the last one first, so that it grows once
			if all[place] != 0 {
				c.Add(Counter(of), place, all[place])
			}
		}
	}
	for of, all := range o.named {
		for name, n := range all {
			c.AddNamed(NamedCounter(of), name, n)
		}
	}
}

// A stored cell is a list of counters. Each is its number, how many places are not 0, and these: how far from the one
// before, and how much. The counters by name follow after a number that no counter has, with names in their order.
// Numbers are varints, so a cell of few cases takes few bytes, and equal cells are equal bytes.
const namesFollow = 127

// Bytes is the cell as it is stored; nil of an empty one.
func (c *Cell) Bytes() []byte {
	var out []byte
	put := func(n int) { out = binary.AppendUvarint(out, uint64(n)) }
	for of, all := range c.counts {
		used := 0
		for _, n := range all {
			if n != 0 {
				used++
			}
		}
		if used == 0 {
			continue
		}
		put(of)
		put(used)
		last := -1
		for place, n := range all {
			if n != 0 {
				put(place - last - 1)
				put(n)
				last = place
			}
		}
	}
	first := true
	for of, all := range c.named {
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return all[name] == 0 })
		if len(names) == 0 {
			continue
		}
		if first {
			put(namesFollow)
			first = false
		}
		put(of)
		put(len(names))
		for _, name := range names {
			put(len(name))
			out = append(out, name...)
			put(all[name])
		}
	}
	return out
}

// errCell is for bytes that Bytes did not write.
var errCell = errors.New("stats: these are not the bytes of a cell")

// mostPlaces bounds the places of a counter: no counter has more.
const mostPlaces = 1 << 12

// AddBytes adds a stored cell. After an error part of it may have been added.
func (c *Cell) AddBytes(b []byte) error {
	r := reader{b: b}
	last := -1
	for len(r.b) > 0 {
		of := r.number(namesFollow)
		if of == namesFollow {
			return c.addNames(&r)
		}
		used := r.number(mostPlaces)
		if of >= int(counters) || of <= last {
			return errCell
		}
		last = of
		for place := -1; used > 0; used-- {
			place += r.number(mostPlaces) + 1
			n := r.number(1 << 40)
			if r.failed || place >= mostPlaces {
				return errCell
			}
			c.Add(Counter(of), place, n)
		}
	}
	if r.failed {
		return errCell
	}
	return nil
}

func (c *Cell) addNames(r *reader) error {
	last := -1
	for len(r.b) > 0 {
		of, used := r.number(int(namedCounters)-1), r.number(mostPlaces)
		if of <= last {
			return errCell
		}
		last = of
		for before := ""; used > 0; used-- {
			name := r.text()
			n := r.number(1 << 40)
			if r.failed || name <= before {
				return errCell
			}
			before = name
			c.AddNamed(NamedCounter(of), name, n)
		}
	}
	if r.failed {
		return errCell
	}
	return nil
}

// reader takes numbers and names from bytes until something is wrong.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) number(most int) int {
	v, size := binary.Uvarint(r.b)
	if size <= 0 || v > uint64(most) {
		r.b, r.failed = nil, true
		return 0
	}
	r.b = r.b[size:]
	return int(v)
}

func (r *reader) text() string {
	n := r.number(1 << 10)
	if n > len(r.b) {
		r.b, r.failed = nil, true
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

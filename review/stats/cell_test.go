package stats

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// anyCell has random numbers in all counters.
func anyCell(random *rand.Rand, most int) *Cell {
	c := &Cell{}
	for range random.IntN(most + 1) {
		c.Add(Counter(random.IntN(int(counters))), random.IntN(classes), random.IntN(1000))
		c.AddNamed(NamedCounter(random.IntN(int(namedCounters))), string(rune('a'+random.IntN(26))), random.IntN(1000))
	}
	return c
}

func TestStoredCellsComeBackAndAddUp(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for _, most := range []int{0, 1, 5, 300} {
		a, b := anyCell(random, most), anyCell(random, most)
		var read, both Cell
		for _, c := range []*Cell{a, b} {
			if err := read.AddBytes(c.Bytes()); err != nil {
				t.Fatal(err)
			}
			both.Merge(c)
		}
		if !bytes.Equal(read.Bytes(), both.Bytes()) {
			t.Errorf("cells of up to %d: stored and read again they add up to %+v, as they were to %+v", most, read, both)
		}
		for of := range counters {
			sum := 0
			for place := range classes {
				if got, want := both.At(of, place), a.At(of, place)+b.At(of, place); got != want {
					t.Errorf("counter %d at %d: %d, want %d", of, place, got, want)
				}
				sum += both.At(of, place)
			}
			if both.Sum(of) != sum {
				t.Errorf("counter %d sums up to %d, want %d", of, both.Sum(of), sum)
			}
		}
		for of := range namedCounters {
			for name, n := range both.Named(of) {
				if want := a.Named(of)[name] + b.Named(of)[name]; n != want {
					t.Errorf("named counter %d, %s: %d, want %d", of, name, n, want)
				}
			}
		}
	}
}

func TestAnEmptyCellTakesNoRoom(t *testing.T) {
	t.Parallel()
	c := &Cell{}
	c.Add(Waited, 400, 1)
	c.Add(Waited, 400, -1)
	c.AddNamed(Reasons, "gone", 0)
	if b := c.Bytes(); len(b) != 0 {
		t.Errorf("it takes %d bytes: %v", len(b), b)
	}
}

func FuzzCell(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(anyCell(rand.New(rand.NewPCG(5, 6)), 20).Bytes())
	f.Add([]byte{127, 0, 1, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		var c, again Cell
		if c.AddBytes(b) != nil {
			return
		}
		if err := again.AddBytes(c.Bytes()); err != nil || !bytes.Equal(again.Bytes(), c.Bytes()) {
			t.Errorf("%v is read as %+v and again as %+v, %v", b, c, again, err)
		}
	})
}

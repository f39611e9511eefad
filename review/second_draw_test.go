package review

import (
	"crypto/rand"
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"shinsa/seal"
)

// The draw is even, differs with the round and the key, and is the same each time.
func TestDraw(t *testing.T) {
	t.Parallel()
	desk := func() *Desk {
		keys, err := seal.OpenFileKeys(filepath.Join(t.TempDir(), "keys"))
		if err != nil {
			t.Fatal(err)
		}
		master, err := seal.NewMasterKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return &Desk{Parts: Parts{Keys: seal.Open(master, keys, seal.Options{})}}
	}
	d, other := desk(), desk()
	const n, share = 20_000, 5.0
	drawn, both := 0, 0
	for i := range n {
		s := &Submission{ID: SubmissionID(fmt.Sprint("submission-", i)), Round: 1}
		x := d.draw(s)
		if x < 0 || x >= 1 || x != d.draw(s) {
			t.Fatalf("draws %v, then %v", x, d.draw(s))
		}
		again := *s
		again.Round = 2
		in := x < share/100
		if in {
			drawn++
		}
		if in && (d.draw(&again) < share/100 || other.draw(s) < share/100) {
			both++
		}
	}
	expected := n * share / 100
	deviation := math.Sqrt(expected * (1 - share/100))
	if math.Abs(float64(drawn)-expected) > 6*deviation { // once in half a thousand million
		t.Errorf("of %d at %v%%, %d were drawn", n, share, drawn)
	}
	if both > drawn/2 {
		t.Errorf("%d of %d are drawn in another round or under another key as well", both, drawn)
	}
}

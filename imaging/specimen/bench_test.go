package specimen

import "testing"

// BenchmarkDraw is one pair of pictures of a card: the demo draws 24 of them when it starts.
func BenchmarkDraw(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		if _, err := Draw(1, i, Request{Kind: ResidentCard, Today: day(2026, 11, 24)}); err != nil {
			b.Fatal(err)
		}
	}
}

package seal

import (
	"fmt"
	"testing"
)

// Sizes: a field or a row, a photo as recommended, the greatest photo that is taken.
var sizes = []int{300, 500 << 10, 10 << 20}

func BenchmarkSeal(b *testing.B) {
	k := testKeyring(b, &memoryKeys{})
	id := mustKey(b, k)
	for _, n := range sizes {
		plain := make([]byte, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := k.Seal(b.Context(), id, place, plain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	k := testKeyring(b, &memoryKeys{})
	id := mustKey(b, k)
	for _, n := range sizes {
		sealed := mustSeal(b, k, id, place, string(make([]byte, n)))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := k.Open(b.Context(), id, place, sealed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpenUncached reads the key from a file and unwraps it each time.
func BenchmarkOpenUncached(b *testing.B) {
	k := Open(testMaster(b, 7), testFileKeys(b), Options{CacheSize: -1})
	id := mustKey(b, k)
	sealed := mustSeal(b, k, id, place, string(make([]byte, 300)))
	for b.Loop() {
		if _, err := k.Open(b.Context(), id, place, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewKeys(b *testing.B) {
	for _, n := range []int{1, 4, 16} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			k := testKeyring(b, testFileKeys(b))
			for b.Loop() {
				if _, err := k.NewKeys(b.Context(), n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkToken(b *testing.B) {
	k := testKeyring(b, &memoryKeys{})
	b.ReportAllocs()
	for b.Loop() {
		k.Token("number", "AB12345678CD")
	}
}

func BenchmarkDigest(b *testing.B) {
	k := testKeyring(b, &memoryKeys{})
	data := make([]byte, 500<<10)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		k.Digest(data)
	}
}

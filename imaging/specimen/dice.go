package specimen

import (
	"hash/fnv"
	"math/rand/v2"
)

// dice are the random choices of one specimen. Each subject has a stream of its own, so that one more
// throw about the light does not change the person.
type dice struct{ *rand.Rand }

func newDice(seed uint64, n int, subject string) dice {
	h := fnv.New64a()
	h.Write([]byte(subject))
	return dice{rand.New(rand.NewPCG(seed, h.Sum64()^uint64(n)*0x9e3779b97f4a7c15))}
}

// between throws a number from low to high, both included.
func (d dice) between(low, high int) int {
	if high <= low {
		return low
	}
	return low + d.IntN(high-low+1)
}

// percent is true in so many cases of a hundred.
func (d dice) percent(p int) bool { return d.IntN(100) < p }

// pick chooses one of a list that is not empty.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// weighted is one choice of a list and how often it comes, relative to the others.
type weighted[T any] struct {
	weight int
	value  T
}

func pickWeighted[T any](d dice, list []weighted[T]) T {
	total := 0
	for _, w := range list {
		total += w.weight
	}
	at := d.IntN(total)
	for _, w := range list {
		if at -= w.weight; at < 0 {
			return w.value
		}
	}
	return list[len(list)-1].value
}

package main

import (
	"slices"
	"sync"
	"time"
)

// loop runs f in parallel workers for a time and collects how long each call took. The first error ends
// it.
func loop(workers int, length time.Duration, f func(worker int) error) (rate, error) {
	var (
		mu    sync.Mutex
		all   []time.Duration
		first error
		wg    sync.WaitGroup
	)
	start := time.Now()
	for w := range workers {
		wg.Go(func() {
			var mine []time.Duration
			for time.Since(start) < length {
				begin := time.Now()
				if err := f(w); err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
					return
				}
				mine = append(mine, time.Since(begin))
			}
			mu.Lock()
			all = append(all, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	r := rate{n: len(all), took: time.Since(start)}
	if len(all) > 0 {
		slices.Sort(all)
		r.p50, r.p99 = all[len(all)/2], all[len(all)*99/100]
	}
	return r, first
}

// alternate measures two loops in turn, so that a machine whose speed drifts treats both alike, and
// returns the better run of each.
func alternate(rounds int, a, b func() (rate, error)) (bestA, bestB rate, err error) {
	for range rounds {
		ra, err := a()
		if err != nil {
			return ra, rate{}, err
		}
		rb, err := b()
		if err != nil {
			return ra, rb, err
		}
		if ra.perSecond() > bestA.perSecond() {
			bestA = ra
		}
		if rb.perSecond() > bestB.perSecond() {
			bestB = rb
		}
	}
	return bestA, bestB, nil
}

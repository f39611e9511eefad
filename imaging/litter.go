package imaging

import (
	"runtime"
	"runtime/metrics"
	"sync"
)

// litter counts bytes that decoders have dropped and that the garbage collector
// has not taken up yet.
//
// Left to itself the collector lets a process grow to twice what is in use. With
// a hundred megabytes of pixels and three hundred of uploads in use, that alone
// breaks the promise of the budget, and a limit for the whole process
// (GOMEMLIMIT) is the operator's to set. So the collector is called when more than
// most has gathered, before others get the bytes. Pixels hold no pointers, which
// makes a call cheap: a few milliseconds beside half a second of decoding.
type litter struct {
	most int64

	mu     sync.Mutex
	bytes  int64
	cycles uint64
}

// add notes that n bytes were dropped.
func (l *litter) add(n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := collections(); now != l.cycles {
		l.bytes, l.cycles = 0, now
	}
	if l.bytes += n; l.bytes > l.most {
		runtime.GC()
		l.bytes, l.cycles = 0, collections()
	}
}

// collections returns how often the garbage collector has run.
func collections() uint64 {
	sample := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

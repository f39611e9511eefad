package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var usual = Options{Pause: time.Second, Limit: time.Second, Most: 3, Each: 2, Behind: 2}

// counting is a source that says 1, 2, 3 …, and how often it was begun and asked.
type counting struct{ begun, asked atomic.Int64 }

func (c *counting) begin() Source[int] {
	c.begun.Add(1)
	n := 0
	return func(context.Context) (int, bool, error) {
		c.asked.Add(1)
		n++
		return n, true, nil
	}
}

func join(t *testing.T, h *Hub[int], owner string) *Reader[int] {
	t.Helper()
	r, err := h.Join(owner)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEverybodyIsToldTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counting
		h := New(c.begin, usual)
		one, two := join(t, h, "a"), join(t, h, "b")
		for want := range 5 {
			for _, r := range []*Reader[int]{one, two} {
				if got := <-r.Waiting(); got != want+1 {
					t.Fatalf("told %d, want %d", got, want+1)
				}
			}
		}
		if n := c.asked.Load(); n != 5 {
			t.Errorf("asked %d times for 5 answers to two readers", n)
		}
		one.Leave()
		two.Leave()
		two.Leave() // once is enough
	})
}

func TestNobodyReadsNothingIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counting
		h := New(c.begin, usual)
		time.Sleep(time.Minute) // of the bubble's own clock
		if n := c.begun.Load(); n != 0 {
			t.Errorf("begun %d times for nobody", n)
		}
		r := join(t, h, "a")
		<-r.Waiting()
		r.Leave()
		before := c.asked.Load()
		time.Sleep(time.Hour)
		if n := c.asked.Load() - before; n > 1 {
			t.Errorf("asked %d times after the last reader had left", n)
		}
		if got := <-join(t, h, "a").Waiting(); got != 1 {
			t.Errorf("who comes again is told %d first, want a new beginning", got)
		}
		if n := c.begun.Load(); n != 2 {
			t.Errorf("begun %d times, want 2", n)
		}
		for r := range h.readers {
			r.Leave()
		}
	})
}

func TestASlowReaderIsDroppedAndHindersNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counting
		h := New(c.begin, usual)
		slow, quick := join(t, h, "slow"), join(t, h, "quick")
		for range 10 {
			<-quick.Waiting()
		}
		var got []int
		for n := range slow.Waiting() {
			got = append(got, n)
		}
		if fmt.Sprint(got) != "[1 2]" {
			t.Errorf("the slow one was told %v, want what could wait, and then an end", got)
		}
		slow.Leave()
		quick.Leave()
	})
}

func TestThereAreBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counting
		var n int
		o := usual
		o.Count = func(now int) { n = now }
		h := New(c.begin, o)
		first := join(t, h, "a")
		join(t, h, "a")
		if _, err := h.Join("a"); !errors.Is(err, ErrFull) {
			t.Errorf("a third of one owner: %v", err)
		}
		join(t, h, "b")
		if _, err := h.Join("c"); !errors.Is(err, ErrFull) {
			t.Errorf("a fourth in all: %v", err)
		}
		if n != 3 {
			t.Errorf("counted %d, want 3", n)
		}
		first.Leave()
		join(t, h, "c")
		for r := range h.readers {
			r.Leave()
		}
		if n != 0 {
			t.Errorf("counted %d in the end", n)
		}
	})
}

func TestAnErrorIsToldAndForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var failed []error
		o := usual
		o.Failed = func(err error) { failed = append(failed, err) }
		n := 0
		h := New(func() Source[int] {
			return func(context.Context) (int, bool, error) {
				n++
				return n, n != 2, map[bool]error{true: errors.New("out of reach")}[n == 1]
			}
		}, o)
		r := join(t, h, "a")
		if got := <-r.Waiting(); got != 3 || len(failed) != 1 {
			t.Errorf("told %d after %v, want the third answer after one error", got, failed)
		}
		r.Leave()
	})
}

// Many come and go while it tells: what the race detector is for.
func TestManyComeAndGo(t *testing.T) {
	t.Parallel()
	var c counting
	h := New(c.begin, Options{Pause: 100 * time.Microsecond, Limit: time.Second, Most: 40, Each: 40, Behind: 1})
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			for range 20 {
				r, err := h.Join(fmt.Sprint(n % 7))
				if err != nil {
					continue
				}
				last := 0
				for range 3 {
					got, ok := <-r.Waiting()
					if !ok {
						break
					}
					if got <= last {
						t.Errorf("told %d after %d", got, last)
					}
					last = got
				}
				r.Leave()
			}
		})
	}
	all.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.readers)+len(h.owners) != 0 {
		t.Errorf("%d readers and %d owners are left", len(h.readers), len(h.owners))
	}
}

package imaging

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhoWaitsTooLongIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100, 10*time.Second, 4)
		release, err := b.Acquire(t.Context(), 60)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := b.Acquire(t.Context(), 41); !errors.Is(err, ErrBusy) {
			t.Errorf("got %v, want ErrBusy", err)
		}
		if waited := time.Since(start); waited != 10*time.Second {
			t.Errorf("waited %v", waited)
		}
		release()
		release() // must not give back twice
		all, err := b.Acquire(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Acquire(t.Context(), 1); !errors.Is(err, ErrBusy) {
			t.Errorf("got %v, want ErrBusy", err)
		}
		all()
	})
}

func TestDecodersAreBoundedToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100, time.Second, 2)
		first, _ := b.Acquire(t.Context(), 1)
		second, _ := b.Acquire(t.Context(), 1)
		if _, err := b.Acquire(t.Context(), 1); !errors.Is(err, ErrBusy) {
			t.Errorf("third of two: got %v", err)
		}
		first()
		third, err := b.Acquire(t.Context(), 1)
		if err != nil {
			t.Errorf("after one has left: %v", err)
		}
		second()
		third()
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100, time.Minute, 4)
		release, _ := b.Acquire(t.Context(), 100)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		if _, err := b.Acquire(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(start); waited != 3*time.Second {
			t.Errorf("waited %v", waited)
		}
		release()
		// Who gave up must have left nothing behind.
		if release, err := b.Acquire(t.Context(), 100); err != nil {
			t.Error(err)
		} else {
			release()
		}
	})
}

func TestALargePictureIsNotPassedBySmallOnes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100, time.Minute, 8)
		holding, _ := b.Acquire(t.Context(), 50)
		var order []string
		var mu sync.Mutex
		var all sync.WaitGroup
		come := func(name string, n int64) {
			all.Go(func() {
				release, err := b.Acquire(t.Context(), n)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				mu.Lock()
				order = append(order, name)
				mu.Unlock()
				time.Sleep(time.Second)
				release()
			})
			synctest.Wait()
		}
		come("large", 90)
		come("small", 20)
		come("small", 20)
		if len(order) != 0 {
			t.Errorf("passed: %v", order)
		}
		holding()
		all.Wait()
		if len(order) != 3 || order[0] != "large" {
			t.Errorf("order %v", order)
		}
	})
}

func TestMoreThanTheWholeIsTheWhole(t *testing.T) {
	t.Parallel()
	b := newBudget(100, time.Minute, 2)
	release, err := b.Acquire(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	release()
}

func TestUploadsGetErrBusy(t *testing.T) {
	t.Parallel()
	data := baseline(t, photo(640, 480, 0), 80)
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(32<<20, 10*time.Second, 4)
		in := NewIntake(DefaultLimits(), b)
		release, _ := b.Acquire(t.Context(), 32<<20)
		if _, err := in.Accept(t.Context(), data); !errors.Is(err, ErrBusy) {
			t.Errorf("Accept: got %v", err)
		}
		if _, err := in.Full(t.Context(), data); !errors.Is(err, ErrBusy) {
			t.Errorf("Full: got %v", err)
		}
		// A refusal by the markers alone does not wait.
		start := time.Now()
		wantRefusal(t, in, data[:len(data)/2], RefusedCutShort)
		if time.Since(start) != 0 {
			t.Error("a refusal waited")
		}
		release()
		if _, err := in.Accept(t.Context(), data); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

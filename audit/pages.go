package audit

import "context"

// page is how many rows are read at once: what is in memory does not grow with the log.
const page = 4096

// A stream reads rows page by page, one page ahead of who takes them.
type stream[T any] struct {
	pages <-chan rows[T]
	now   []T
	err   error
}

type rows[T any] struct {
	all []T
	err error
}

func ahead[T any](ctx context.Context, from int64, read func(context.Context, int64, int) ([]T, error), after func(T) int64) *stream[T] {
	pages := make(chan rows[T], 1)
	go func() {
		defer close(pages)
		for {
			all, err := read(ctx, from, page)
			select {
			case pages <- rows[T]{all, err}:
			case <-ctx.Done():
				return
			}
			if err != nil || len(all) < page {
				return
			}
			from = after(all[len(all)-1])
		}
	}()
	return &stream[T]{pages: pages}
}

// peek returns the next row and leaves it there; false at the end.
func (s *stream[T]) peek() (row T, ok bool, err error) {
	for len(s.now) == 0 {
		if s.err != nil {
			return row, false, s.err
		}
		next, open := <-s.pages
		if !open {
			return row, false, nil
		}
		s.now, s.err = next.all, next.err
	}
	return s.now[0], true, nil
}

func (s *stream[T]) drop() { s.now = s.now[1:] }

func (s *stream[T]) next() (row T, ok bool, err error) {
	row, ok, err = s.peek()
	if ok {
		s.drop()
	}
	return row, ok, err
}

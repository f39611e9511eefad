package blob

import (
	"context"
	"errors"
	"fmt"

	"shinsa/review"
)

// ForDesk is a Store with the errors that the desk branches on.
type ForDesk struct{ Store }

var _ review.Blobs = ForDesk{}

// Put, Get and Delete are the Store's.
func (s ForDesk) Put(ctx context.Context, name string, data []byte) error {
	return forDesk(s.Store.Put(ctx, name, data))
}

// Get returns review.ErrNotFound for a name that is not there.
func (s ForDesk) Get(ctx context.Context, name string) ([]byte, error) {
	data, err := s.Store.Get(ctx, name)
	return data, forDesk(err)
}

// Delete is idempotent, as the Store's.
func (s ForDesk) Delete(ctx context.Context, name string) error {
	return forDesk(s.Store.Delete(ctx, name))
}

func forDesk(err error) error {
	switch {
	case errors.Is(err, ErrNotFound):
		return fmt.Errorf("%w: %w", review.ErrNotFound, err)
	case errors.Is(err, ErrUnavailable):
		return fmt.Errorf("%w: %w", review.ErrBusy, err)
	}
	return err
}

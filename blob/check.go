package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// probe is what a check writes. It is no secret, and a listing shows only a random name.
var probe = []byte("shinsa checks that this store can be written and read")

// roundTrip writes, reads and deletes a blob.
func roundTrip(ctx context.Context, s Store) error {
	name := NewName()
	if err := s.Put(ctx, name, probe); err != nil {
		return err
	}
	data, err := s.Get(ctx, name)
	// Also when reading failed or the caller has gone, so that probes do not pile up.
	err = errors.Join(err, s.Delete(context.WithoutCancel(ctx), name))
	if err != nil {
		return err
	}
	if !bytes.Equal(data, probe) {
		return fmt.Errorf("%w: it gives back other bytes than were written", ErrUnavailable)
	}
	if _, err := s.Get(ctx, name); !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: what was deleted is still there (%v)", ErrUnavailable, err)
	}
	return nil
}

package db

import (
	"context"
	"time"
)

// LeaseParcel hands one open parcel out to one who delivers it, until a time. It is false when somebody
// else has it, when it has gone or was given up, and when it was cancelled meanwhile. by names him.
func (s *Store) LeaseParcel(ctx context.Context, id, by string, now, until time.Time) (mine bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.s.exec(ctx, `UPDATE outbox SET leased_by = $2, leased_until = $4
WHERE id = $1 AND sent_at = 0 AND failed_at = 0 AND (leased_until <= $3 OR leased_by = $2)`, id, by, micros(now), micros(until))
		mine = n == 1
		return t.wrap("lease parcel", err)
	})
	return mine, err
}

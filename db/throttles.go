package db

import (
	"context"
	"time"

	"shinsa/staff"
)

// Throttle counts attempts in the store, for all processes together.
type Throttle struct{ store *Store }

var _ staff.Throttle = Throttle{}

// Throttle returns the store's counter of attempts.
func (s *Store) Throttle() Throttle { return Throttle{s} }

// windowEnd is when the window of a length ends in which a time falls, in microseconds. Windows follow
// one another from 1970 on.
func windowEnd(window time.Duration, now time.Time) int64 {
	span := window.Microseconds()
	return (now.UnixMicro()/span + 1) * span
}

// Hit counts an attempt. See staff.Throttle.
//
// A window that ends before the one that is stored, by less than its length, is that of a process whose
// clock is a little behind: its attempts count in the stored one. One that ends long before is a clock
// that was set back, and counting begins anew.
func (t Throttle) Hit(ctx context.Context, key []byte, window time.Duration, limit int, now time.Time) (allowed bool, retryAfter time.Duration, err error) {
	end := windowEnd(window, now)
	err = t.store.write(ctx, func(tx *tx) error {
		n, err := tx.s.exec(ctx, `INSERT INTO throttles (key, span, until, n) SELECT $1, $2, $3, 1 WHERE $4 > 0
ON CONFLICT (key, span) DO UPDATE SET
n = CASE WHEN throttles.until BETWEEN excluded.until AND excluded.until + excluded.span THEN throttles.n + 1 ELSE 1 END,
until = CASE WHEN throttles.until BETWEEN excluded.until AND excluded.until + excluded.span THEN throttles.until ELSE excluded.until END
WHERE throttles.n < $4 OR NOT throttles.until BETWEEN excluded.until AND excluded.until + excluded.span`,
			key, window.Microseconds(), end, limit)
		allowed = n > 0
		return tx.wrap("throttle", err)
	})
	if err != nil || allowed {
		return allowed, 0, forStaff(err)
	}
	return false, time.UnixMicro(end).Sub(now), nil
}

// Refund takes an attempt back, unless its window is over. See staff.Throttle.
func (t Throttle) Refund(ctx context.Context, key []byte, window time.Duration, now time.Time) error {
	end := windowEnd(window, now)
	return forStaff(t.store.write(ctx, func(tx *tx) error {
		_, err := tx.s.exec(ctx, `UPDATE throttles SET n = n - 1 WHERE key = $1 AND span = $2 AND until = $3 AND n > 0`,
			key, window.Microseconds(), end)
		return tx.wrap("throttle refund", err)
	}))
}

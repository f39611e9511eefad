package db

import (
	"context"
	"errors"

	"shinsa/review"
)

// How many decisions of a person stand is kept beside them, up to a number at which nobody is new any more:
// counting them would read a whole index for somebody who seldom decides, and an index of their own would
// be one more page to write with every decision. Who is past that number is written no more.
const practised = 1000

// practise counts a decision of a person.
func (t *tx) practise(ctx context.Context, by review.StaffID) error {
	_, err := t.s.exec(ctx, `INSERT INTO practice (staff_id, n) VALUES ($1, 1)
ON CONFLICT (staff_id) DO UPDATE SET n = practice.n + 1 WHERE practice.n < $2`, string(by), practised)
	return t.wrap("practise", err)
}

// unpractise takes one off that was taken back.
func (t *tx) unpractise(ctx context.Context, d review.DecisionID) error {
	_, err := t.s.exec(ctx, `UPDATE practice SET n = n - 1
WHERE staff_id = (SELECT staff_id FROM decisions WHERE id = $1) AND n > 0 AND n < $2`, string(d), practised)
	return t.wrap("unpractise", err)
}

// Practice is how many decisions of a person stand. See review.Reader.
func (q *queries) Practice(ctx context.Context, person review.StaffID) (int, error) {
	var n int
	err := q.one(ctx, `SELECT n FROM practice WHERE staff_id = $1`, []any{string(person)}, &n)
	if err = q.wrap("practice", err); errors.Is(err, review.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

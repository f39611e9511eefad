package db

import (
	"context"
	"database/sql"

	"shinsa/review"
)

// Names returns the names of everybody who ever had an account. See review.Reader.
func (q *queries) Names(ctx context.Context) (map[review.StaffID]string, error) {
	names := map[review.StaffID]string{}
	err := q.s.each(ctx, `SELECT id, name FROM staff`, nil, func(r *sql.Rows) error {
		var id review.StaffID
		var name string
		err := r.Scan(&id, &name)
		names[id] = name
		return err
	})
	return names, q.wrap("names", err)
}

// DeskStaff counts the active reviewers and supervisors. See review.Reader.
func (q *queries) DeskStaff(ctx context.Context) (reviewers, supervisors int, err error) {
	err = q.one(ctx, `SELECT count(CASE WHEN role = 'reviewer' THEN 1 END), count(CASE WHEN role = 'supervisor' THEN 1 END)
FROM staff WHERE status = 'active'`, nil, &reviewers, &supervisors)
	return reviewers, supervisors, q.wrap("desk staff", err)
}

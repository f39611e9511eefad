package db

import (
	"context"
	"database/sql"

	"shinsa/review"
)

// columns reads and writes the columns of a look, which are codes joined by commas.
type columns struct{ to *[]review.Column }

// Scan implements sql.Scanner.
func (c columns) Scan(v any) error {
	s, _ := v.(string)
	*c.to = nil
	for _, code := range split(s) {
		*c.to = append(*c.to, review.Column(code))
	}
	return nil
}

func joinColumns(all []review.Column) string {
	codes := make([]string, len(all))
	for i, c := range all {
		codes[i] = string(c)
	}
	return join(codes)
}

// QueueViews lists the views that a person sees. See review.Reader.
func (q *queries) QueueViews(ctx context.Context, person review.StaffID) ([]review.QueueView, error) {
	// Two look-ups, each in an index of its own.
	views, err := collect(ctx, q, `SELECT v.id, v.staff_id, COALESCE(p.name, ''), v.shared, v.name, v.state, v.kind, v.sort, v.shown, v.density, v.version, v.changed_at
FROM (SELECT * FROM queue_views WHERE shared = 1 UNION ALL SELECT * FROM queue_views WHERE staff_id = $1 AND shared = 0) AS v
LEFT JOIN staff AS p ON p.id = v.staff_id ORDER BY v.shared, v.name, v.id`, []any{string(person)}, func(r *sql.Rows, v *review.QueueView) error {
		return r.Scan(&v.ID, &v.By, &v.ByName, truth{&v.Shared}, &v.Name, &v.State, &v.Kind, &v.Sort, columns{&v.Columns}, &v.Density,
			&v.Version, stamp{&v.ChangedAt})
	})
	return views, q.wrap("queue views", err)
}

// LockQueueView keeps others from changing a view. See review.Tx.
func (t *tx) LockQueueView(ctx context.Context, id review.ViewID) error {
	there := false
	err := t.s.each(ctx, `SELECT id FROM queue_views WHERE id = $1`+t.d.lock, []any{string(id)}, func(r *sql.Rows) error {
		there = true
		var id string
		return r.Scan(&id)
	})
	if err == nil && !there {
		err = review.ErrNotFound
	}
	return t.wrap("lock queue view", err)
}

// SaveQueueView inserts or replaces a view. See review.Tx.
func (t *tx) SaveQueueView(ctx context.Context, v *review.QueueView) error {
	_, err := t.s.exec(ctx, `INSERT INTO queue_views (id, staff_id, shared, name, state, kind, sort, shown, density, version, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET staff_id = excluded.staff_id, shared = excluded.shared, name = excluded.name, state = excluded.state,
kind = excluded.kind, sort = excluded.sort, shown = excluded.shown, density = excluded.density, version = excluded.version, changed_at = excluded.changed_at`,
		string(v.ID), string(v.By), number(v.Shared), v.Name, string(v.State), v.Kind, string(v.Sort), joinColumns(v.Columns), string(v.Density),
		v.Version, micros(v.ChangedAt))
	return t.wrap("save queue view", err)
}

// DeleteQueueView forgets a view. See review.Tx.
func (t *tx) DeleteQueueView(ctx context.Context, id review.ViewID) error {
	_, err := t.s.exec(ctx, `DELETE FROM queue_views WHERE id = $1`, string(id))
	return t.wrap("delete queue view", err)
}

// QueueChoice is what a person chose for every list. See review.Reader.
func (q *queries) QueueChoice(ctx context.Context, person review.StaffID) (review.QueueChoice, error) {
	c := review.QueueChoice{Person: person}
	err := q.s.each(ctx, `SELECT shown, density, view_id FROM queue_choices WHERE staff_id = $1`, []any{string(person)}, func(r *sql.Rows) error {
		return r.Scan(columns{&c.Columns}, &c.Density, &c.View)
	})
	return c, q.wrap("queue choice", err)
}

// SaveQueueChoice writes what a person chose. See review.Tx.
func (t *tx) SaveQueueChoice(ctx context.Context, c review.QueueChoice) error {
	_, err := t.s.exec(ctx, `INSERT INTO queue_choices (staff_id, shown, density, view_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id) DO UPDATE SET shown = excluded.shown, density = excluded.density, view_id = excluded.view_id`,
		string(c.Person), joinColumns(c.Columns), string(c.Density), string(c.View))
	return t.wrap("save queue choice", err)
}

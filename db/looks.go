package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

const lookColumns = `id, staff_id, at, person_id, kind, outcome, lang, finding, wanted, until_at, ended_by`

func scanLook(r *sql.Rows, o *review.LookOrder, more ...any) error {
	return r.Scan(append([]any{&o.ID, &o.By, stamp{&o.At}, &o.Filter.By, &o.Filter.Kind, &o.Filter.Outcome, &o.Filter.Lang, &o.Filter.Finding, &o.Wanted,
		stamp{&o.Until}, &o.EndedBy}, more...)...)
}

// InsertLookOrder keeps an order for second looks. See review.Tx.
func (t *tx) InsertLookOrder(ctx context.Context, o *review.LookOrder) error {
	_, err := t.s.exec(ctx, `INSERT INTO look_orders (`+lookColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		string(o.ID), string(o.By), micros(o.At), string(o.Filter.By), o.Filter.Kind, string(o.Filter.Outcome), o.Filter.Lang, o.Filter.Finding, o.Wanted, micros(o.Until), string(o.EndedBy))
	return t.wrap("insert look order", err)
}

// EndLookOrder ends an order that has not ended. See review.Tx.
func (t *tx) EndLookOrder(ctx context.Context, id review.LookOrderID, by review.StaffID, at time.Time) (bool, error) {
	var n int
	if err := t.one(ctx, `SELECT COUNT(*) FROM look_orders WHERE id = $1`, []any{string(id)}, &n); err != nil || n == 0 {
		if err == nil {
			err = review.ErrNotFound
		}
		return false, t.wrap("end look order", err)
	}
	ended, err := t.s.exec(ctx, `UPDATE look_orders SET until_at = $2, ended_by = $3 WHERE id = $1 AND ended_by = '' AND until_at > $2`, string(id), micros(at), string(by))
	return ended > 0, t.wrap("end look order", err)
}

// InsertLook records that a decision is one of an order's. See review.Tx.
func (t *tx) InsertLook(ctx context.Context, id review.LookOrderID, d review.DecisionID) error {
	_, err := t.s.exec(ctx, `INSERT INTO look_items (decision_id, order_id) VALUES ($1, $2)`, string(d), string(id))
	return t.wrap("insert look", err)
}

// lookServed is how many decisions an order o has asked on; one that was taken back makes room for another.
const lookServed = `(SELECT COUNT(*) FROM look_items AS i WHERE i.order_id = o.id AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = i.decision_id))`

// OpenLookOrders lists the orders that want more. See review.Reader.
func (q *queries) OpenLookOrders(ctx context.Context, now time.Time) ([]review.LookOrder, error) {
	all, err := collect(ctx, q, `SELECT `+prefixed("o", lookColumns)+` FROM look_orders AS o WHERE o.until_at > $1 AND o.wanted > `+lookServed+` ORDER BY o.at, o.id`,
		[]any{micros(now)}, func(r *sql.Rows, o *review.LookOrder) error { return scanLook(r, o) })
	return all, q.wrap("open look orders", err)
}

// LookOrders lists orders and what came of them. See review.Reader.
func (q *queries) LookOrders(ctx context.Context, now time.Time, limit int) ([]review.LookLine, error) {
	all, err := collect(ctx, q, `SELECT `+prefixed("o", lookColumns)+`, COALESCE(f.name, '') FROM look_orders AS o LEFT JOIN staff AS f ON f.id = o.staff_id
ORDER BY o.at DESC, o.id DESC LIMIT $1`, []any{limit}, func(r *sql.Rows, l *review.LookLine) error { return scanLook(r, &l.LookOrder, &l.ByName) })
	if err != nil || len(all) == 0 {
		return nil, q.wrap("look orders", err)
	}
	at := map[review.LookOrderID]*review.LookLine{}
	for i := range all {
		at[all[i].ID] = &all[i]
		all[i].Open = all[i].Until.After(now)
	}
	err = q.s.each(ctx, `SELECT i.order_id, d.id, s.reference, b.effective_at, CASE WHEN b.outcome = d.outcome THEN 1 ELSE 0 END,
CASE WHEN EXISTS (SELECT 1 FROM decisions AS w WHERE w.submission_id = d.submission_id AND w.round = d.round AND w.stage = 'settle' AND w.effective_at <= $1) THEN 1 ELSE 0 END
FROM look_items AS i JOIN decisions AS d ON d.id = i.decision_id JOIN submissions AS s ON s.id = d.submission_id
JOIN decisions AS b ON b.submission_id = d.submission_id AND b.first_id = d.id AND b.effective_at <= $1
WHERE NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = b.id) AND i.order_id >= $2 ORDER BY b.effective_at DESC, b.id`,
		[]any{micros(now), string(all[len(all)-1].ID)}, func(r *sql.Rows) error {
			var order review.LookOrderID
			var x review.LookDiffers
			var agrees bool
			err := r.Scan(&order, &x.Decision, &x.Reference, stamp{&x.At}, truth{&agrees}, truth{&x.Settled})
			l := at[order]
			switch {
			case err != nil || l == nil:
			case agrees:
				l.Agreed++
			default:
				l.Differed = append(l.Differed, x)
			}
			return err
		})
	return all, q.wrap("looks", err)
}

package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"shinsa/review"
)

// InsertExport records an export that begins. See review.Tx.
func (t *tx) InsertExport(ctx context.Context, x *review.ExportRecord) error {
	_, err := t.s.exec(ctx, `INSERT INTO exports (id, staff_id, at, what, format, filter, key_id, purpose_sealed, row_count, seen_at, ended_at, whole, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 0, 0, NULL)`, x.ID, string(x.By), micros(x.At), string(x.What), string(x.Format), x.Filter,
		string(x.Key), orNull(x.Purpose), micros(x.SeenAt))
	return t.wrap("insert export", err)
}

// NoteExport records how far an export is. See review.Tx.
func (t *tx) NoteExport(ctx context.Context, id string, rows int64, at time.Time) error {
	n, err := t.s.exec(ctx, `UPDATE exports SET row_count = $2, seen_at = $3 WHERE id = $1 AND ended_at = 0`, id, rows, micros(at))
	return t.wrap("note export", missing(n, err))
}

// EndExport records the end of an export. See review.Tx.
func (t *tx) EndExport(ctx context.Context, id string, rows int64, digest []byte, at time.Time) error {
	n, err := t.s.exec(ctx, `UPDATE exports SET row_count = $2, digest = $3, whole = $4, seen_at = $5, ended_at = $5 WHERE id = $1 AND ended_at = 0`,
		id, rows, orNull(digest), number(len(digest) > 0), micros(at))
	return t.wrap("end export", missing(n, err))
}

// Exports lists what was exported. See review.Reader.
func (q *queries) Exports(ctx context.Context, limit int) ([]review.ExportRecord, error) {
	all, err := collect(ctx, q, `SELECT x.id, x.staff_id, COALESCE(p.name, ''), x.at, x.what, x.format, x.filter, x.key_id, x.purpose_sealed, x.row_count, x.seen_at, x.ended_at, x.whole, x.digest
FROM exports AS x LEFT JOIN staff AS p ON p.id = x.staff_id ORDER BY x.at DESC, x.id DESC LIMIT $1`, []any{limit},
		func(r *sql.Rows, x *review.ExportRecord) error {
			return r.Scan(&x.ID, &x.By, &x.ByName, stamp{&x.At}, &x.What, &x.Format, &x.Filter, &x.Key, &x.Purpose, &x.Rows, stamp{&x.SeenAt}, stamp{&x.EndedAt}, truth{&x.Whole}, &x.Digest)
		})
	return all, q.wrap("exports", err)
}

// AuditRows lists audits by their time. See review.Reader.
func (q *queries) AuditRows(ctx context.Context, query review.DecisionQuery) ([]review.AuditRow, error) {
	var args []any
	where := []string{`TRUE`}
	add := func(condition string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = len(args)
		}
		where = append(where, fmt.Sprintf(condition, places...))
	}
	if query.By != "" {
		add(`d.staff_id = $%d`, string(query.By))
	}
	if query.Kind != "" {
		add(`d.kind = $%d`, query.Kind)
	}
	if query.Outcome != "" {
		add(`d.outcome = $%d`, string(query.Outcome))
	}
	if query.Lang != "" {
		add(`d.lang = $%d`, query.Lang)
	}
	if query.Finding != "" {
		add(hasFinding, query.Finding)
	}
	if !query.From.IsZero() {
		add(`a.at >= $%d`, micros(query.From))
	}
	if !query.Until.IsZero() {
		add(`a.at < $%d`, micros(query.Until))
	}
	if c := query.After; c != nil {
		add(`(a.at, a.id) < ($%d, $%d)`, micros(c.DecidedAt), string(c.ID))
	}
	add(`1 = 1 ORDER BY a.at DESC, a.id DESC LIMIT $%d`, query.Limit)
	rows, err := collect(ctx, q, `SELECT a.id, a.verdict, a.severity, a.sample_id, a.staff_id, COALESCE(u.name, ''), a.at,
d.id, s.reference, d.kind, d.outcome, d.decided_at, d.staff_id, COALESCE(p.name, '')
FROM audits AS a JOIN decisions AS d ON d.id = a.decision_id JOIN submissions AS s ON s.id = d.submission_id
LEFT JOIN staff AS u ON u.id = a.staff_id LEFT JOIN staff AS p ON p.id = d.staff_id WHERE `+strings.Join(where, ` AND `), args,
		func(r *sql.Rows, to *review.AuditRow) error {
			d := &to.Decision
			return r.Scan(&to.ID, &to.Verdict, &to.Severity, &to.Sample, &to.Auditor, &to.AuditorName, stamp{&to.At}, &d.ID, &d.Reference, &d.Kind, &d.Outcome, stamp{&d.DecidedAt}, &d.By, &d.ByName)
		})
	return rows, q.wrap("audit rows", err)
}

// ViewRows lists who looked at what, along the key of the table: an index by time would be one more page to write with
// every look, and exports are rare. See review.Reader.
func (q *queries) ViewRows(ctx context.Context, from, until time.Time, person review.StaffID, after review.ViewCursor, limit int) ([]review.ViewRow, error) {
	end := int64(forever)
	if !until.IsZero() {
		end = micros(until)
	}
	query := `SELECT v.fetched_at, v.viewed_at, 'image', s.reference, COALESCE(i.round, 0), COALESCE(i.side, ''), v.staff_id, COALESCE(p.name, ''), v.grant_id, v.image_id
FROM image_views AS v JOIN images AS m ON m.id = v.image_id JOIN submissions AS s ON s.id = m.submission_id
LEFT JOIN round_images AS i ON i.image_id = v.image_id AND i.submission_id = m.submission_id AND i.carried = 0
LEFT JOIN staff AS p ON p.id = v.staff_id
WHERE (v.image_id, v.staff_id, v.grant_id) > ($1, $2, $3) AND $4 >= 0 AND v.fetched_at >= $5 AND v.fetched_at < $6 AND ($7 = '' OR v.staff_id = $7)
ORDER BY v.image_id, v.staff_id, v.grant_id LIMIT $8`
	if after.Fields {
		query = `SELECT v.opened_at, 0, 'fields', s.reference, v.round, '', v.staff_id, COALESCE(p.name, ''), v.grant_id, v.submission_id
FROM field_views AS v JOIN submissions AS s ON s.id = v.submission_id LEFT JOIN staff AS p ON p.id = v.staff_id
WHERE (v.submission_id, v.staff_id, v.grant_id, v.round) > ($1, $2, $3, $4) AND v.opened_at >= $5 AND v.opened_at < $6 AND ($7 = '' OR v.staff_id = $7)
ORDER BY v.submission_id, v.staff_id, v.grant_id, v.round LIMIT $8`
	}
	rows, err := collect(ctx, q, query, []any{after.Of, after.Person, after.Grant, int64(after.Round), micros(from), end, string(person), limit},
		func(r *sql.Rows, v *review.ViewRow) error {
			err := r.Scan(stamp{&v.At}, stamp{&v.ShownAt}, &v.What, &v.Reference, &v.Round, &v.Side, &v.Person, &v.Name, &v.Grant, &v.Cursor.Of)
			v.Cursor.Fields, v.Cursor.Person, v.Cursor.Grant, v.Cursor.Round = after.Fields, string(v.Person), v.Grant, v.Round
			return err
		})
	return rows, q.wrap("view rows", err)
}

// LeafRows lists the log from a number on. See review.Reader.
func (q *queries) LeafRows(ctx context.Context, from int64, limit int) ([]review.LeafRow, error) {
	rows, err := collect(ctx, q, `SELECT q.n, e.id, e.at, e.act, e.leaf FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id WHERE q.n >= $1 ORDER BY q.n LIMIT $2`,
		[]any{from, limit}, func(r *sql.Rows, to *review.LeafRow) error {
			return r.Scan(&to.N, &to.Entry, stamp{&to.At}, &to.Act, &to.Leaf)
		})
	return rows, q.wrap("leaf rows", err)
}

// Views lists who looked at what of a submission. See review.Reader.
func (q *queries) Views(ctx context.Context, s review.SubmissionID) ([]review.ViewRow, error) {
	rows, err := collect(ctx, q, `SELECT v.fetched_at, v.viewed_at, 'image', COALESCE(i.round, 0), COALESCE(i.side, ''), v.staff_id, COALESCE(p.name, '')
FROM images AS m JOIN image_views AS v ON v.image_id = m.id
LEFT JOIN round_images AS i ON i.image_id = m.id AND i.submission_id = m.submission_id AND i.carried = 0
LEFT JOIN staff AS p ON p.id = v.staff_id WHERE m.submission_id = $1
UNION ALL SELECT v.opened_at, 0, 'fields', v.round, '', v.staff_id, COALESCE(p.name, '')
FROM field_views AS v LEFT JOIN staff AS p ON p.id = v.staff_id WHERE v.submission_id = $1`, []any{string(s)},
		func(r *sql.Rows, v *review.ViewRow) error {
			return r.Scan(stamp{&v.At}, stamp{&v.ShownAt}, &v.What, &v.Round, &v.Side, &v.Person, &v.Name)
		})
	return rows, q.wrap("views", err)
}

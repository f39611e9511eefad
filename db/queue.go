package db

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"shinsa/review"
)

// selectQueueRow reads a submission as lists show it, as one text: fetching a column costs the driver
// more than joining it costs the database, and a page of the queue is read all day. $1 is the time.
//
// Who holds it is looked up only where somebody does; a name may hold anything, so it stands last. For whom it is
// kept stands there in its place while nobody holds it, without names, which are few and looked up apart. A
// second review shows when the round was sent, as the first one did: the time at which it became one
// would tell the second reviewer what he reviews.
const selectQueueRow = `SELECT concat_ws('|', s.id, s.reference, s.listed, s.kind, s.lang, s.round, s.rank, s.sides, s.findings, s.queued_at,
CASE WHEN s.state = 'second_review' THEN s.queued_at ELSE s.since END, s.due_at, s.answer_by, s.queue_group,
CASE WHEN s.claim_until > $1 AND s.claim_by <> '' THEN concat_ws('|', 'held', s.claim_until, s.claim_by, s.claim_ahead, (SELECT name FROM staff WHERE id = s.claim_by))
WHEN s.keep_until > $1 AND s.keep_for <> '' THEN concat_ws('|', 'kept', s.keep_until, s.keep_why, s.keep_for, s.keep_by, s.keep_id) END)
FROM submissions AS s`

func (q *queries) queueRows(ctx context.Context, query string, args []any, now time.Time) ([]review.QueueRow, error) {
	rows, kept := make([]review.QueueRow, 0, 50), false
	err := q.s.each(ctx, query, args, func(r *sql.Rows) error {
		var packed string
		if err := r.Scan(&packed); err != nil {
			return err
		}
		rows = append(rows, review.QueueRow{})
		f, row := fields{rest: packed}, &rows[len(rows)-1]
		row.ID, row.Reference, row.State = review.SubmissionID(f.text()), review.Reference(f.text()), review.State(f.text())
		row.Kind, row.Lang, row.Round, row.Rank = f.text(), f.text(), int(f.number()), int(f.number())
		row.Sides, row.Findings = split(f.text()), split(f.text())
		row.QueuedAt, row.Since = fromMicros(f.number()), fromMicros(f.number())
		due := fromMicros(f.number())
		row.AnswerBy, row.Group, row.Class = fromMicros(f.number()), f.text(), row.Rank
		switch f.text() {
		case "held":
			row.HolderUntil, row.HolderID, row.HolderAhead = fromMicros(f.number()), review.StaffID(f.text()), f.number() == 1
			row.HolderName = f.rest
		case "kept":
			kept = true
			row.Keep = review.Keep{Until: fromMicros(f.number()), Why: review.KeepReason(f.text()),
				For: review.StaffID(f.text()), By: review.StaffID(f.text()), ID: f.text()}
		}
		if row.State == review.Resubmission && !due.IsZero() && !now.Before(due) {
			row.State = review.Expired
		}
		return f.err
	})
	if err == nil && kept {
		err = q.nameKept(ctx, rows)
	}
	return rows, err
}

// nameKept puts the names to what is kept for somebody.
func (q *queries) nameKept(ctx context.Context, rows []review.QueueRow) error {
	names, err := q.Names(ctx)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].KeptFor, rows[i].KeptFrom = names[rows[i].Keep.For], names[rows[i].Keep.By]
	}
	return nil
}

// fields takes a packed row apart.
type fields struct {
	rest string
	err  error
}

func (f *fields) text() string {
	field, rest, _ := strings.Cut(f.rest, "|")
	f.rest = rest
	return field
}

func (f *fields) number() int64 {
	n, err := strconv.ParseInt(f.text(), 10, 64)
	if err != nil {
		f.err = err
	}
	return n
}

// Held lists what a person holds, also what he has just decided and may take back. See review.Reader.
func (q *queries) Held(ctx context.Context, person review.StaffID, now time.Time) ([]review.QueueRow, error) {
	rows, err := q.queueRows(ctx, selectQueueRow+` WHERE s.claim_by = $2 AND s.claim_by <> '' AND s.claim_until > $1
AND (s.next_state = '' OR s.effective_at > $1) ORDER BY s.claim_at, s.id`, []any{micros(now), string(person)}, now)
	return rows, q.wrap("held", err)
}

// Kept lists what is kept for a person and free, or for everybody. See review.Reader.
func (q *queries) Kept(ctx context.Context, person review.StaffID, now time.Time) ([]review.QueueRow, error) {
	where, args := ` WHERE s.keep_for <> '' AND s.keep_until > $1`, []any{micros(now)}
	if person != "" {
		where, args = where+` AND s.keep_for = $2`, append(args, string(person))
	}
	rows, err := q.queueRows(ctx, selectQueueRow+where+` AND s.claim_until <= $1 AND s.next_state = '' ORDER BY s.keep_until, s.id`, args, now)
	return rows, q.wrap("offers", err)
}

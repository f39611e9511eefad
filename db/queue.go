package db

import (
	"context"
	"database/sql"
	"fmt"
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
CASE WHEN s.state = 'second_review' THEN s.queued_at ELSE s.since END, s.due_at,
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

// Queue lists a page of a state by walking an index of the queue's order, in either direction; see
// review.Reader. A page costs the same wherever it stands and however many there are. A submission
// whose decision has come into effect and that nobody settled yet is left out.
func (q *queries) Queue(ctx context.Context, query review.QueueQuery) ([]review.QueueRow, error) {
	args := []any{micros(query.Now)}
	add := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	var where strings.Builder
	switch query.State {
	case review.Resubmission:
		where.WriteString(` WHERE s.listed = 'resubmission' AND (s.due_at = 0 OR s.due_at > $1)`)
	case review.Expired:
		where.WriteString(` WHERE s.listed = 'resubmission' AND s.due_at > 0 AND s.due_at <= $1`)
	default:
		where.WriteString(` WHERE s.listed = ` + add(string(query.State.Listed())))
	}
	if query.Kind != "" {
		where.WriteString(` AND s.kind = ` + add(query.Kind))
	}
	after, order := `>`, `s.rank, s.queued_at, s.id`
	if query.Sort == review.SortNewest {
		after, order = `<`, `s.rank DESC, s.queued_at DESC, s.id DESC`
	}
	if c := query.After; c != nil {
		fmt.Fprintf(&where, ` AND (s.rank, s.queued_at, s.id) %s (%s, %s, %s)`, after,
			add(int64(c.Rank)), add(micros(c.QueuedAt)), add(string(c.ID)))
	}
	text := selectQueueRow + where.String() + ` AND (s.next_state = '' OR s.effective_at > $1) ORDER BY ` + order + ` LIMIT ` + add(query.Limit)
	rows, err := q.queueRows(ctx, text, args, query.Now)
	return rows, q.wrap("queue", err)
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

// Ahead counts the waiting submissions before one, up to a limit. See review.Reader.
func (q *queries) Ahead(ctx context.Context, s *review.Submission, limit int) (int, error) {
	var n int
	err := q.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM submissions
WHERE listed = 'waiting' AND (rank, queued_at, id) < ($1, $2, $3) LIMIT $4) AS ahead`,
		[]any{int64(s.Rank), micros(s.QueuedAt), string(s.ID), limit}, &n)
	return n, q.wrap("ahead", err)
}

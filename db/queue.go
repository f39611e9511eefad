package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"shinsa/review"
)

// selectQueueRow reads a submission as lists show it; $1 is the time. Who holds it is looked up only
// where somebody does. A second review shows when the round was sent, as the first one did: the time
// at which it became one would tell the second reviewer what he reviews.
const selectQueueRow = `SELECT s.id, s.reference, s.listed, s.due_at, s.kind, s.lang, s.round, s.rank, s.sides, s.findings, s.queued_at,
CASE WHEN s.state = 'second_review' THEN s.queued_at ELSE s.since END,
CASE WHEN s.claim_until > $1 THEN s.claim_by ELSE '' END, s.claim_until,
CASE WHEN s.claim_until > $1 THEN COALESCE((SELECT name FROM staff WHERE id = s.claim_by), '') ELSE '' END
FROM submissions AS s`

func scanQueueRow(now time.Time) func(r *sql.Rows, row *review.QueueRow) error {
	return func(r *sql.Rows, row *review.QueueRow) error {
		var due time.Time
		err := r.Scan(&row.ID, &row.Reference, &row.State, stamp{&due}, &row.Kind, &row.Lang, &row.Round, &row.Rank,
			list{&row.Sides}, list{&row.Findings}, stamp{&row.QueuedAt}, stamp{&row.Since},
			&row.HolderID, stamp{&row.HolderUntil}, &row.HolderName)
		if row.HolderID == "" {
			row.HolderUntil = time.Time{}
		}
		if row.State == review.Resubmission && !due.IsZero() && !now.Before(due) {
			row.State = review.Expired
		}
		return err
	}
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
	rows, err := collect(ctx, q, text, args, scanQueueRow(query.Now))
	return rows, q.wrap("queue", err)
}

// Held lists what a person holds, also what he has just decided and may take back. See review.Reader.
func (q *queries) Held(ctx context.Context, person review.StaffID, now time.Time) ([]review.QueueRow, error) {
	rows, err := collect(ctx, q, selectQueueRow+` WHERE s.claim_by = $2 AND s.claim_by <> '' AND s.claim_until > $1
AND (s.next_state = '' OR s.effective_at > $1) ORDER BY s.claim_at, s.id`, []any{micros(now), string(person)}, scanQueueRow(now))
	return rows, q.wrap("held", err)
}

// Ahead counts the waiting submissions before one, up to a limit. See review.Reader.
func (q *queries) Ahead(ctx context.Context, s *review.Submission, limit int) (int, error) {
	var n int
	err := q.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM submissions
WHERE listed = 'waiting' AND (rank, queued_at, id) < ($1, $2, $3) LIMIT $4) AS ahead`,
		[]any{int64(s.Rank), micros(s.QueuedAt), string(s.ID), limit}, &n)
	return n, q.wrap("ahead", err)
}

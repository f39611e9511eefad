package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"shinsa/review"
)

// submissionColumns is the order in which rows are read and in which values lists them.
var submissionColumns = []string{
	"id", "reference", "link_hash", "link_sealed", "email_sealed", "external_sealed", "key_id",
	"state", "listed", "next_state", "effective_at", "round", "kind", "lang", "sides", "findings",
	"version", "rank", "queue_group", "answer_by", "created_at", "since", "queued_at", "due_at",
	"claim_id", "claim_by", "claim_at", "claim_until", "claim_ahead", "decision_id", "erased_at",
	"keep_id", "keep_for", "keep_by", "keep_why", "keep_until",
	"ends_at", "images_erased_at", "changed_at", "said_at", "stays", "stay_ended_at",
}

var (
	selectSubmission = `SELECT ` + strings.Join(submissionColumns, ", ") + ` FROM submissions AS s`
	insertSubmission = `INSERT INTO submissions (` + strings.Join(submissionColumns, ", ") + `)
VALUES ($1` + placeholders(2, len(submissionColumns)) + `) ON CONFLICT (reference) DO NOTHING`
)

func placeholders(from, to int) string {
	var b strings.Builder
	for n := from; n <= to; n++ {
		fmt.Fprintf(&b, ", $%d", n)
	}
	return b.String()
}

// submissionRow is a submission as its row holds it.
type submissionRow struct {
	review.Submission
	listed  review.State
	ends    time.Time
	changed time.Time // when what others see of it last changed; zero before it was sent
}

func scanSubmission(r *sql.Rows, row *submissionRow) error {
	s := &row.Submission
	return r.Scan(&s.ID, &s.Reference, &s.LinkHash, &s.Link, &s.Email, &s.External, &s.Key,
		&s.State, &row.listed, &s.Next, stamp{&s.EffectiveAt}, &s.Round, &s.Kind, &s.Lang, list{&s.Sides}, list{&s.Findings},
		&s.Version, &s.Rank, &s.Group, stamp{&s.AnswerBy}, stamp{&s.CreatedAt}, stamp{&s.Since}, stamp{&s.QueuedAt}, stamp{&s.DueAt},
		&s.Claim.ID, &s.Claim.By, stamp{&s.Claim.At}, stamp{&s.Claim.Until}, truth{&s.Claim.Ahead}, &s.Decision, stamp{&s.ErasedAt},
		&s.Keep.ID, &s.Keep.For, &s.Keep.By, &s.Keep.Why, stamp{&s.Keep.Until},
		stamp{&row.ends}, stamp{&s.ImagesErasedAt}, stamp{&row.changed}, stamp{&s.SaidAt}, &s.Stays, stamp{&s.StayEndedAt})
}

// values lists the columns' values in the order of submissionColumns.
func (row *submissionRow) values() []any {
	s := &row.Submission
	return []any{string(s.ID), string(s.Reference), s.LinkHash, orNull(s.Link), orNull(s.Email), orNull(s.External), string(s.Key),
		string(s.State), string(row.listed), string(s.Next), micros(s.EffectiveAt), int64(s.Round), s.Kind, s.Lang, join(s.Sides), join(s.Findings),
		s.Version, int64(s.Rank), s.Group, micros(s.AnswerBy), micros(s.CreatedAt), micros(s.Since), micros(s.QueuedAt), micros(s.DueAt),
		s.Claim.ID, string(s.Claim.By), micros(s.Claim.At), micros(s.Claim.Until), number(s.Claim.Ahead), string(s.Decision), micros(s.ErasedAt),
		s.Keep.ID, string(s.Keep.For), string(s.Keep.By), string(s.Keep.Why), micros(s.Keep.Until),
		micros(row.ends), micros(s.ImagesErasedAt), micros(row.changed), micros(s.SaidAt), int64(s.Stays), micros(s.StayEndedAt)}
}

// shown is what makes a change of a submission worth telling to whoever has it on screen.
type shown struct {
	listed review.State
	kind   string
	round  int
	holder review.StaffID
	said   time.Time
}

// shown is what others see of the row at a time. A decision that can still be taken back is not among it, nor is
// until when a claim lasts. Of a draft, and of what is erased, nothing is seen.
func (row *submissionRow) shown(now time.Time) shown {
	if row.listed == review.Draft || row.listed == "" {
		return shown{}
	}
	return shown{row.listed, row.Kind, row.Round, row.Claim.Holder(now), row.SaidAt}
}

// rowOf makes the row of a submission. What was erased is listed nowhere, and nothing sealed is written
// back to it, whatever the caller still holds.
func rowOf(s *review.Submission) *submissionRow {
	row := &submissionRow{Submission: *s, listed: s.State.Listed(), ends: s.EndsAt()}
	if !s.ErasedAt.IsZero() {
		row.listed, row.Link, row.Email, row.External, row.Key, row.DueAt, row.Keep = "", nil, nil, nil, "", time.Time{}, review.Keep{}
	}
	return row
}

// submission reads one row, and locks it with the dialect's words for it.
func (q *queries) submission(ctx context.Context, by review.SubmissionKey, lock string) (*submissionRow, error) {
	var where string
	var arg any
	switch {
	case by.ID != "":
		where, arg = ` WHERE s.id = $1`, string(by.ID)
	case by.Reference != "":
		where, arg = ` WHERE s.reference = $1`, string(by.Reference)
	case len(by.LinkHash) > 0:
		where, arg = ` WHERE s.link_hash = $1`, by.LinkHash
	default:
		return nil, review.ErrNotFound
	}
	return q.submissionRow(ctx, selectSubmission+where+lock, arg)
}

func (q *queries) submissionRow(ctx context.Context, query string, args ...any) (*submissionRow, error) {
	rows, err := collect(ctx, q, query, args, scanSubmission)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, review.ErrNotFound
	}
	return &rows[0], nil
}

// Submission reads a submission. See review.Reader.
func (q *queries) Submission(ctx context.Context, by review.SubmissionKey) (*review.Submission, error) {
	row, err := q.submission(ctx, by, "")
	if err != nil {
		return nil, q.wrap("submission", err)
	}
	return &row.Submission, nil
}

// LockSubmission reads a submission and keeps it for this transaction. See review.Tx.
func (t *tx) LockSubmission(ctx context.Context, by review.SubmissionKey) (*review.Submission, error) {
	row, err := t.submission(ctx, by, t.d.lock)
	if err != nil {
		return nil, t.wrap("lock submission", err)
	}
	return t.keep(row), nil
}

// keep remembers a locked row and returns a copy for the caller to change. Slices are shared: callers
// replace what is in them and never write into it.
func (t *tx) keep(row *submissionRow) *review.Submission {
	t.locked[row.ID] = row
	s := row.Submission
	return &s
}

// InsertSubmission makes a submission's row. See review.Tx.
func (t *tx) InsertSubmission(ctx context.Context, s *review.Submission) error {
	row := rowOf(s)
	if now := t.now(); row.shown(now) != (shown{}) {
		row.changed = now
	}
	// A conflict is no error here, because PostgreSQL would refuse everything else in the transaction.
	n, err := t.s.exec(ctx, insertSubmission, row.values()...)
	if err != nil {
		return t.wrap("insert submission", err)
	}
	if n == 0 {
		return fmt.Errorf("db: insert submission: %w", review.ErrReferenceTaken)
	}
	t.locked[s.ID] = row
	t.moved[row.place()]++
	return nil
}

var errNotLocked = errors.New("the submission was not locked in this transaction")

// SaveSubmission writes what changed in a submission that this transaction locked. See review.Tx.
func (t *tx) SaveSubmission(ctx context.Context, s *review.Submission) error {
	before := t.locked[s.ID]
	if before == nil {
		return fmt.Errorf("db: save submission: %w", errNotLocked)
	}
	after, now := rowOf(s), t.now()
	after.changed = before.changed
	if before.shown(now) != after.shown(now) {
		after.changed = now
		if least := before.changed.Add(time.Microsecond); now.Before(least) { // no two changes of one have the same time
			after.changed = least
		}
	}
	was, is := before.values(), after.values()
	var set strings.Builder
	var args []any
	for i, name := range submissionColumns {
		if sameValue(was[i], is[i]) {
			continue
		}
		args = append(args, is[i])
		fmt.Fprintf(&set, ", %s = $%d", name, len(args))
	}
	if len(args) == 0 {
		return nil
	}
	args = append(args, string(s.ID))
	query := fmt.Sprintf(`UPDATE submissions SET %s WHERE id = $%d`, set.String()[2:], len(args))
	n, err := t.s.exec(ctx, query, args...)
	if err == nil && n != 1 {
		err = review.ErrNotFound
	}
	if err != nil {
		return t.wrap("save submission", err)
	}
	t.locked[s.ID] = after
	if from, to := before.place(), after.place(); from != to {
		t.moved[from]--
		t.moved[to]++
	}
	return nil
}

// sameValue compares two values of a column.
func sameValue(a, b any) bool {
	x, ok := a.([]byte)
	y, ok2 := b.([]byte)
	if ok || ok2 {
		return ok && ok2 && bytes.Equal(x, y)
	}
	return a == b
}

// DueToSettle lists submissions whose pending decision has come into effect. See review.Reader.
func (q *queries) DueToSettle(ctx context.Context, now time.Time, limit int) ([]review.SubmissionID, error) {
	ids, err := collect(ctx, q, `SELECT id FROM submissions WHERE next_state <> '' AND effective_at <= $1
ORDER BY effective_at LIMIT $2`, []any{micros(now), limit}, scanID[review.SubmissionID])
	return ids, q.wrap("due to settle", err)
}

// DueToErase lists drafts whose time is over. See review.Reader.
func (q *queries) DueToErase(ctx context.Context, now time.Time, limit int) ([]review.SubmissionID, error) {
	ids, err := collect(ctx, q, `SELECT id FROM submissions WHERE state = 'draft' AND due_at > 0 AND due_at <= $1
ORDER BY due_at LIMIT $2`, []any{micros(now), limit}, scanID[review.SubmissionID])
	return ids, q.wrap("due to erase", err)
}

func scanID[T ~string](r *sql.Rows, id *T) error { return r.Scan(id) }

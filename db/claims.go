package db

import (
	"context"
	"fmt"
	"time"

	"shinsa/review"
)

// Both are conditions on a submission s: that the person, given as SQL, made the decision that stands on its
// round, or the first one to which that is the second opinion, and that the person is kept from it beyond a time. They stand apart, and not joined by OR, so that
// PostgreSQL looks each row up instead of reading the tables whole.
func decidedBy(person string) string {
	return `EXISTS (SELECT 1 FROM decisions AS d WHERE d.id = s.decision_id AND d.round = s.round AND (d.staff_id = ` + person + `
OR d.first_id <> '' AND ` + person + ` = (SELECT f.staff_id FROM decisions AS f WHERE f.id = d.first_id)))`
}

func keptFrom(person, until string) string {
	return `EXISTS (SELECT 1 FROM passes AS p WHERE p.submission_id = s.id AND p.staff_id = ` + person + ` AND p.until > ` + until + `)`
}

// always is the last moment at which a pass can end; who is barred is kept from it beyond that.
const always = forever - 1

// barred is the condition that a person may not decide next on a submission s.
func barred(person string) string {
	return `(` + keptFrom(person, fmt.Sprint(int64(always))) + ` OR ` + decidedBy(person) + `)`
}

// offered is the condition on which submissions a query for the head is about, for a person given as SQL.
func offered(q review.HeadQuery, person string, add func(any) string) string {
	switch q.Offer {
	case review.OfferBarred:
		return ` AND ` + barred(person)
	case review.OfferPassed:
		return ` AND NOT ` + keptFrom(person, add(int64(always))) + ` AND NOT ` + decidedBy(person)
	}
	return ` AND NOT ` + keptFrom(person, add(micros(q.Now))) + ` AND NOT ` + decidedBy(person)
}

// FirstKept returns what has been kept for a person the longest. See review.Tx.
func (t *tx) FirstKept(ctx context.Context, person review.StaffID, now time.Time) (*review.Submission, error) {
	row, err := t.submissionRow(ctx, selectSubmission+`
WHERE s.keep_for = $1 AND s.keep_for <> '' AND s.keep_until > $2 AND s.next_state = '' AND s.claim_until <= $2
AND NOT `+barred("$1")+`
ORDER BY s.keep_until, s.id LIMIT 1`+t.d.lockFree, string(person), micros(now))
	if err != nil {
		return nil, t.wrap("first kept", err)
	}
	return t.keep(row), nil
}

// Pass keeps a submission from being offered to a person until a time. It shortens nothing: who is kept
// from it for longer, or for good, stays so.
func (t *tx) Pass(ctx context.Context, s review.SubmissionID, person review.StaffID, until time.Time) error {
	return t.wrap("pass", t.pass(ctx, s, person, micros(until)))
}

// Bar keeps a submission from a person for good.
func (t *tx) Bar(ctx context.Context, s review.SubmissionID, person review.StaffID) error {
	return t.wrap("bar", t.pass(ctx, s, person, forever))
}

func (t *tx) pass(ctx context.Context, s review.SubmissionID, person review.StaffID, until int64) error {
	_, err := t.s.exec(ctx, `INSERT INTO passes (submission_id, staff_id, until) VALUES ($1, $2, $3)
ON CONFLICT (submission_id, staff_id) DO UPDATE SET until = excluded.until WHERE passes.until < excluded.until`,
		string(s), string(person), until)
	return err
}

// IsBarred says whether a person may not decide next. See review.Reader.
func (q *queries) IsBarred(ctx context.Context, s review.SubmissionID, person review.StaffID) (bool, error) {
	var n int
	err := q.one(ctx, `SELECT count(*) FROM submissions AS s WHERE s.id = $1 AND `+barred("$2"), []any{string(s), string(person)}, &n)
	return n > 0, q.wrap("is barred", err)
}

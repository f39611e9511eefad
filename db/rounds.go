package db

import (
	"context"
	"database/sql"

	"shinsa/review"
)

const selectRound = `SELECT submission_id, n, kind, kind_version, lang, key_id, fields_sealed, findings, created_at, submitted_at FROM rounds`

func scanRound(r *sql.Rows, to *review.Round) error {
	return r.Scan(&to.Submission, &to.N, &to.Kind, &to.KindVersion, &to.Lang, &to.Key, &to.Fields, list{&to.Findings},
		stamp{&to.CreatedAt}, stamp{&to.SubmittedAt})
}

// Round reads one round of a submission. See review.Reader.
func (q *queries) Round(ctx context.Context, s review.SubmissionID, n int) (*review.Round, error) {
	rounds, err := collect(ctx, q, selectRound+` WHERE submission_id = $1 AND n = $2`, []any{string(s), n}, scanRound)
	if err == nil && len(rounds) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("round", err)
	}
	return &rounds[0], nil
}

// Rounds lists a submission's rounds, oldest first. See review.Reader.
func (q *queries) Rounds(ctx context.Context, s review.SubmissionID) ([]review.Round, error) {
	rounds, err := collect(ctx, q, selectRound+` WHERE submission_id = $1 ORDER BY n`, []any{string(s)}, scanRound)
	return rounds, q.wrap("rounds", err)
}

// SaveRound inserts or replaces a round. See review.Tx.
func (t *tx) SaveRound(ctx context.Context, r *review.Round) error {
	if err := t.noteRecall(ctx, r); err != nil {
		return t.wrap("save round", err)
	}
	_, err := t.s.exec(ctx, `INSERT INTO rounds (submission_id, n, kind, kind_version, lang, key_id, fields_sealed, findings, created_at, submitted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (submission_id, n) DO UPDATE SET kind = excluded.kind, kind_version = excluded.kind_version, lang = excluded.lang,
key_id = excluded.key_id, fields_sealed = excluded.fields_sealed, findings = excluded.findings,
created_at = excluded.created_at, submitted_at = excluded.submitted_at`,
		string(r.Submission), r.N, r.Kind, r.KindVersion, r.Lang, string(r.Key), orNull(r.Fields), join(r.Findings),
		micros(r.CreatedAt), micros(r.SubmittedAt))
	return t.wrap("save round", err)
}

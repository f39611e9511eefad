package db

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"shinsa/review"
)

// InsertVerdictAnswer keeps what the author of a decision answered to a verdict. See review.Tx.
func (t *tx) InsertVerdictAnswer(ctx context.Context, a review.VerdictAnswer) error {
	n, err := t.s.exec(ctx, `INSERT INTO audit_answers (audit_id, staff_id, at, text_sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (audit_id) DO NOTHING`,
		a.Audit, string(a.By), micros(a.At), orNull(a.Text))
	return t.onlyOnce("insert answer to a verdict", n, err)
}

// SetVerdictsRead keeps until when a person has read. See review.Tx.
func (t *tx) SetVerdictsRead(ctx context.Context, person review.StaffID, until time.Time) error {
	_, err := t.s.exec(ctx, `INSERT INTO verdicts_read (staff_id, until) VALUES ($1, $2) ON CONFLICT (staff_id) DO UPDATE SET until = EXCLUDED.until`,
		string(person), micros(until))
	return t.wrap("set verdicts read", err)
}

// VerdictsRead is until when a person has read. See review.Reader.
func (q *queries) VerdictsRead(ctx context.Context, person review.StaffID) (until time.Time, err error) {
	err = q.one(ctx, `SELECT until FROM verdicts_read WHERE staff_id = $1`, []any{string(person)}, stamp{&until})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return until, q.wrap("verdicts read", err)
}

// OverturnsSince counts overturns. See review.Reader.
func (q *queries) OverturnsSince(ctx context.Context, by review.StaffID, after time.Time) (n int, err error) {
	err = q.one(ctx, `SELECT COUNT(*) FROM audits AS a JOIN decisions AS d ON d.id = a.decision_id
WHERE a.verdict = 'overturn' AND a.at > $1 AND d.staff_id = $2`, []any{micros(after), string(by)}, &n)
	return n, q.wrap("overturns since", err)
}

// VerdictsOn lists verdicts on a person's decisions. See review.Reader.
func (q *queries) VerdictsOn(ctx context.Context, by review.StaffID, limit int) ([]review.DecisionRecord, []int, error) {
	type verdict struct{ id, decision string }
	verdicts, err := collect(ctx, q, `SELECT a.id, a.decision_id FROM audits AS a JOIN decisions AS d ON d.id = a.decision_id
WHERE d.staff_id = $1 ORDER BY a.at DESC, a.id DESC LIMIT $2`, []any{string(by), limit}, func(r *sql.Rows, v *verdict) error { return r.Scan(&v.id, &v.decision) })
	if err != nil || len(verdicts) == 0 {
		return nil, nil, q.wrap("verdicts on", err)
	}
	var ids []any
	for _, v := range verdicts {
		if !slices.Contains(ids, any(v.decision)) {
			ids = append(ids, v.decision)
		}
	}
	records, err := q.records(ctx, selectDecision+` WHERE d.id IN ($1`+placeholders(2, len(ids))+`)`, ids...)
	if err != nil {
		return nil, nil, q.wrap("verdicts on", err)
	}
	var out []review.DecisionRecord
	var places []int
	for _, v := range verdicts {
		i := slices.IndexFunc(records, func(r review.DecisionRecord) bool { return string(r.ID) == v.decision })
		if i < 0 {
			continue
		}
		out = append(out, records[i])
		places = append(places, slices.IndexFunc(records[i].Audits, func(a review.Audit) bool { return a.ID == v.id }))
	}
	return out, places, nil
}

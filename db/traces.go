package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/seal"
)

// SetTraces replaces by what a round is known again. See review.Tx.
func (t *tx) SetTraces(ctx context.Context, s review.SubmissionID, round int, at time.Time, traces []review.Trace) error {
	if _, err := t.s.exec(ctx, `DELETE FROM traces WHERE submission_id = $1 AND round = $2`, string(s), round); err != nil {
		return t.wrap("set traces", err)
	}
	for len(traces) > 0 {
		n := min(len(traces), 32)
		var values strings.Builder
		args := []any{string(s), round, micros(at)}
		for _, trace := range traces[:n] {
			args = append(args, trace.Token, string(trace.Image))
			fmt.Fprintf(&values, ", ($%d, $3, $1, $%d, $2)", len(args)-1, len(args))
		}
		traces = traces[n:]
		_, err := t.s.exec(ctx, `INSERT INTO traces (token, at, submission_id, image_id, round) VALUES `+values.String()[2:]+
			` ON CONFLICT (token, at, submission_id, image_id) DO NOTHING`, args...)
		if err != nil {
			return t.wrap("set traces", err)
		}
	}
	return nil
}

// forgetTraces deletes those of one image, wherever it was sent.
func (t *tx) forgetTraces(ctx context.Context, id review.ImageID) error {
	_, err := t.s.exec(ctx, `DELETE FROM traces WHERE submission_id = (SELECT submission_id FROM images WHERE id = $1) AND image_id = $1`, string(id))
	return err
}

// What is looked at of a token, and of all the tokens of a look together: in a store full of the same card
// more would have to be read than a page can wait for.
const (
	tracesOfOne  = 200
	tracesOfMany = 2_000
)

// Traced looks tokens up in one query, by the index of tokens alone. See review.Reader.
func (q *queries) Traced(ctx context.Context, own review.SubmissionID, looks []review.TraceLook) ([]review.TraceHit, error) {
	var s statement
	me := s.arg(string(own))
	for i, look := range looks {
		if len(look.Tokens) == 0 || look.Most < 1 {
			continue
		}
		if len(s.args) > 1 {
			s.WriteString(` UNION ALL `)
		}
		one := len(look.Tokens) == 1
		fmt.Fprintf(&s, `SELECT * FROM (SELECT CAST(%d AS BIGINT) AS look, submission_id, max(at) AS at, max(image_id) AS image_id, count(*) AS n
FROM (SELECT submission_id, at, image_id FROM traces WHERE token IN (`, i)
		for j, token := range look.Tokens {
			if j > 0 {
				s.WriteString(`, `)
			}
			s.WriteString(s.arg(token))
		}
		fmt.Fprintf(&s, `) AND submission_id <> %s `, me)
		if one {
			fmt.Fprintf(&s, `ORDER BY at DESC LIMIT %d`, tracesOfOne)
		} else {
			fmt.Fprintf(&s, `LIMIT %d`, tracesOfMany)
		}
		fmt.Fprintf(&s, `) AS f%d GROUP BY submission_id`, i)
		if look.Facts {
			s.WriteString(`, image_id`)
		}
		s.WriteString(` ORDER BY `)
		if !one {
			s.WriteString(`n DESC, `)
		}
		fmt.Fprintf(&s, `at DESC, submission_id DESC LIMIT %s) AS l%d`, s.arg(look.Most), i)
	}
	if len(s.args) == 1 {
		return nil, nil
	}
	hits, err := collect(ctx, q, `SELECT t.look, t.n, s.id, s.reference, s.kind, s.state, s.next_state, s.effective_at, s.due_at, s.since, s.queued_at, s.round,
COALESCE(d.reasons, ''), i.id, i.key_id, i.facts_sealed
FROM (`+s.String()+`) AS t
JOIN submissions AS s ON s.id = t.submission_id
LEFT JOIN decisions AS d ON s.decision_id <> '' AND d.id = s.decision_id
LEFT JOIN images AS i ON i.id = t.image_id
ORDER BY t.look, t.at DESC, s.id DESC`, s.args, func(r *sql.Rows, to *review.TraceHit) error {
		var image, key sql.NullString
		err := r.Scan(&to.Look, &to.Tokens, &to.ID, &to.Reference, &to.Kind, &to.State, &to.Next, stamp{&to.EffectiveAt}, stamp{&to.DueAt},
			stamp{&to.Since}, stamp{&to.QueuedAt}, &to.Round, list{&to.Reasons}, &image, &key, &to.Image.Facts)
		to.Image.ID, to.Image.Key = review.ImageID(image.String), seal.KeyID(key.String)
		return err
	})
	return hits, q.wrap("traced", err)
}

// TracedCount counts the submissions that have a trace. See review.Reader.
func (q *queries) TracedCount(ctx context.Context, own review.SubmissionID, token []byte, most int) (n int, err error) {
	err = q.one(ctx, `SELECT count(DISTINCT submission_id) FROM (SELECT submission_id FROM traces WHERE token = $1 AND submission_id <> $2 LIMIT $3) AS f`,
		[]any{token, string(own), most}, &n)
	return n, q.wrap("traced count", err)
}

// SawContext records what a person was told under a grant. See review.Tx.
func (t *tx) SawContext(ctx context.Context, v review.ContextSight, at time.Time) (bool, error) {
	n, err := t.s.exec(ctx, `INSERT INTO context_views (submission_id, staff_id, grant_id, found, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (submission_id, staff_id, grant_id, found) DO NOTHING`, string(v.Submission), string(v.Person), v.Grant, v.Found, micros(at))
	return n > 0, t.wrap("saw context", err)
}

// ContextSeen says whether a person was told the same before. See review.Reader.
func (q *queries) ContextSeen(ctx context.Context, v review.ContextSight) (bool, error) {
	var n int
	err := q.one(ctx, `SELECT count(*) FROM context_views WHERE submission_id = $1 AND staff_id = $2 AND grant_id = $3 AND found = $4`,
		[]any{string(v.Submission), string(v.Person), v.Grant, v.Found}, &n)
	return n > 0, q.wrap("context seen", err)
}

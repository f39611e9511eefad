package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"shinsa/review"
)

// hasFinding says of a decision d that its round has a finding of a code, which are stored as level:code:field.
const hasFinding = `EXISTS (SELECT 1 FROM rounds AS o WHERE o.submission_id = d.submission_id AND o.n = d.round
AND replace(o.findings, ':' || $%d || ':', '') <> o.findings)`

// sampled says of a decision d that it is in the population of a sample whose cut-off is $1: in effect then, not
// overturned before, its submission not erased before, and a second opinion that was asked for there. All of it is settled
// at the cut-off, so that the population stays the same for ever.
const sampled = `d.effective_at <= $1
AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id)
AND NOT EXISTS (SELECT 1 FROM audits AS a WHERE a.decision_id = d.id AND a.verdict = 'overturn' AND a.at < $1)
AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.id = d.submission_id AND s.erased_at > 0 AND s.erased_at < $1)
AND (d.second_asked = '' OR EXISTS (SELECT 1 FROM decisions AS o WHERE o.submission_id = d.submission_id AND o.first_id = d.id AND o.effective_at <= $1
	AND NOT EXISTS (SELECT 1 FROM retractions AS u WHERE u.decision_id = o.id)))`

// populationSlice is how many decisions, in the population or not, one statement goes through: a million take longer than a
// statement may.
const populationSlice = 50_000

// Population goes through the decisions of which a sample is drawn, slice by slice along their time. See review.Reader.
func (q *queries) Population(ctx context.Context, query review.PopulationQuery, f func(*review.PopulationRow)) error {
	from, until, low := max(micros(query.From), 0), int64(forever), ""
	if !query.Until.IsZero() {
		until = micros(query.Until)
	}
	statement, args := population(query)
	for {
		var end struct {
			at int64
			id string
		}
		err := q.one(ctx, `SELECT decided_at, id FROM decisions WHERE (decided_at, id) > ($1, $2) AND decided_at < $3
ORDER BY decided_at, id LIMIT 1 OFFSET $4`, []any{from, low, until, populationSlice - 1}, &end.at, &end.id)
		last := errors.Is(err, sql.ErrNoRows)
		if last {
			end.at, end.id = until, ""
		} else if err != nil {
			return q.wrap("population", err)
		}
		var row review.PopulationRow
		bounds := append(slices.Clone(args), from, low, end.at, end.id)
		err = q.s.each(ctx, statement, bounds, func(r *sql.Rows) error {
			err := r.Scan(&row.ID, &row.By, &row.Kind, &row.Outcome, &row.Lang, span{&row.Handling}, &row.Answered, &row.InBulk, list{&row.Findings})
			if err == nil {
				f(&row)
			}
			return err
		})
		if err != nil || last {
			return q.wrap("population", err)
		}
		from, low = end.at, end.id
	}
}

// population is the statement for a slice of a population, behind whose arguments come the bounds of the slice.
func population(query review.PopulationQuery) (string, []any) {
	args, where := []any{micros(query.Cutoff)}, []string{sampled}
	add := func(condition string, v any) {
		args = append(args, v)
		where = append(where, fmt.Sprintf(condition, len(args)))
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
	findings := `''`
	if query.Findings {
		findings = `COALESCE((SELECT r.findings FROM rounds AS r WHERE r.submission_id = d.submission_id AND r.n = d.round), '')`
	}
	n := len(args)
	return fmt.Sprintf(`SELECT d.id, d.staff_id, d.kind, d.outcome, d.lang, d.handling, d.answered, d.in_bulk, %s FROM decisions AS d
WHERE %s AND (d.decided_at, d.id) > ($%d, $%d) AND (d.decided_at, d.id) <= ($%d, $%d)`, findings, strings.Join(where, ` AND `), n+1, n+2, n+3, n+4), args
}

// Judged counts verdicts and second opinions. See review.Reader.
func (q *queries) Judged(ctx context.Context, until time.Time) ([]review.Judged, error) {
	all, err := collect(ctx, q, `SELECT x.staff_id, x.kind, COUNT(*), SUM(x.wrong) FROM (
SELECT d.staff_id, d.kind, CASE WHEN a.verdict = 'overturn' THEN 1 ELSE 0 END AS wrong FROM audits AS a JOIN decisions AS d ON d.id = a.decision_id WHERE a.at < $1
UNION ALL
SELECT d.staff_id, d.kind, CASE WHEN o.outcome <> d.outcome THEN 1 ELSE 0 END FROM decisions AS o JOIN decisions AS d ON d.id = o.first_id
WHERE o.first_id <> '' AND o.effective_at <= $1 AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = o.id)
) AS x GROUP BY x.staff_id, x.kind ORDER BY x.staff_id, x.kind`, []any{micros(until)}, func(r *sql.Rows, j *review.Judged) error {
		return r.Scan(&j.By, &j.Kind, &j.Judged, &j.Wrong)
	})
	return all, q.wrap("judged", err)
}

// InsertSample keeps a sample and what was drawn. See review.Tx.
func (t *tx) InsertSample(ctx context.Context, s *review.Sample, picks []review.SamplePick) error {
	traits := make([]string, len(s.Traits))
	for i, one := range s.Traits {
		traits[i] = string(one)
	}
	_, err := t.s.exec(ctx, `INSERT INTO samples (`+sampleColumns+`)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		string(s.ID), string(s.By), micros(s.At), string(s.Draw), number(s.Blind), s.Seed, join(traits), string(s.Filter.By), s.Filter.Kind,
		string(s.Filter.Outcome), s.Filter.Lang, s.Filter.Finding, micros(s.Filter.From), micros(s.Filter.Until),
		int64(math.Round(s.Share*1000)), s.Population, s.Size, s.Digest)
	if err != nil {
		return t.wrap("insert sample", err)
	}
	for _, p := range s.Parts {
		if _, err := t.s.exec(ctx, `INSERT INTO sample_strata (sample_id, name, size, taken) VALUES ($1, $2, $3, $4)`, string(s.ID), p.Name, p.Size, p.Taken); err != nil {
			return t.wrap("insert stratum", err)
		}
	}
	var values []any
	for _, p := range picks {
		values = append(values, string(s.ID), p.N, string(p.Decision), p.Stratum, p.Weight)
	}
	return t.wrap("insert sample items", t.inLots(ctx, `INSERT INTO sample_items (sample_id, n, decision_id, stratum, weight) VALUES `, "", 5, values))
}

// InsertBlindAnswer keeps an auditor's own outcome. See review.Tx.
func (t *tx) InsertBlindAnswer(ctx context.Context, b *review.BlindAnswer) error {
	n, err := t.s.exec(ctx, `INSERT INTO sample_answers (sample_id, n, staff_id, at, outcome, reasons) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (sample_id, n, staff_id) DO NOTHING`, string(b.Sample), b.N, string(b.By), micros(b.At), string(b.Outcome), join(b.Reasons))
	return t.onlyOnce("insert blind answer", n, err)
}

const sampleColumns = `id, staff_id, at, draw, blind, seed, traits, person_id, kind, outcome, lang, finding, from_at, until_at, share, population, size, digest`

func scanSample(r *sql.Rows, s *review.Sample, more ...any) error {
	var traits []string
	var share int64
	err := r.Scan(append([]any{
		&s.ID, &s.By, stamp{&s.At}, &s.Draw, truth{&s.Blind}, &s.Seed, list{&traits}, &s.Filter.By, &s.Filter.Kind, &s.Filter.Outcome, &s.Filter.Lang,
		&s.Filter.Finding, stamp{&s.Filter.From}, stamp{&s.Filter.Until}, &share, &s.Population, &s.Size, &s.Digest,
	}, more...)...)
	s.Share = float64(share) / 1000
	for _, t := range traits {
		s.Traits = append(s.Traits, review.Trait(t))
	}
	return err
}

// Sample reads a sample and its strata. See review.Reader.
func (q *queries) Sample(ctx context.Context, id review.SampleID) (*review.Sample, error) {
	all, err := collect(ctx, q, `SELECT `+sampleColumns+` FROM samples WHERE id = $1`, []any{string(id)}, func(r *sql.Rows, s *review.Sample) error { return scanSample(r, s) })
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("sample", err)
	}
	s := &all[0]
	s.Parts, err = collect(ctx, q, `SELECT name, size, taken FROM sample_strata WHERE sample_id = $1 ORDER BY name`, []any{string(id)}, func(r *sql.Rows, p *review.Stratum) error {
		return r.Scan(&p.Name, &p.Size, &p.Taken)
	})
	return s, q.wrap("strata", err)
}

// judgedIn says of an item i of a sample p that it has a verdict: one that was given in the sample, or an overturn since.
const judgedIn = `EXISTS (SELECT 1 FROM audits AS a WHERE a.decision_id = i.decision_id AND (a.sample_id = p.id OR a.verdict = 'overturn' AND a.at >= p.at))`

// Samples lists the newest samples. See review.Reader.
func (q *queries) Samples(ctx context.Context, limit int) ([]review.SampleLine, error) {
	all, err := collect(ctx, q, `SELECT `+prefixed("p", sampleColumns)+`, COALESCE(f.name, ''),
(SELECT COUNT(*) FROM sample_items AS i WHERE i.sample_id = p.id AND `+judgedIn+`)
FROM samples AS p LEFT JOIN staff AS f ON f.id = p.staff_id ORDER BY p.at DESC, p.id DESC LIMIT $1`, []any{limit}, func(r *sql.Rows, l *review.SampleLine) error {
		return scanSample(r, &l.Sample, &l.DrawnBy, &l.Done)
	})
	return all, q.wrap("samples", err)
}

// prefixed puts a table's name before each of its columns.
func prefixed(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}

// SamplePicks lists what was drawn. See review.Reader.
func (q *queries) SamplePicks(ctx context.Context, id review.SampleID) ([]review.SamplePick, error) {
	all, err := collect(ctx, q, `SELECT n, decision_id, stratum, weight FROM sample_items WHERE sample_id = $1 ORDER BY n`, []any{string(id)}, func(r *sql.Rows, p *review.SamplePick) error {
		return r.Scan(&p.N, &p.Decision, &p.Stratum, &p.Weight)
	})
	return all, q.wrap("sample picks", err)
}

// SampleItems lists what was drawn with what became of it. See review.Reader.
func (q *queries) SampleItems(ctx context.Context, p *review.Sample, now time.Time) ([]review.SampleItem, error) {
	all, err := collect(ctx, q, `SELECT i.n, i.decision_id, i.stratum, i.weight, d.submission_id, s.reference, d.round, d.kind, d.lang, d.decided_at, d.outcome,
d.staff_id, COALESCE(f.name, ''), CASE WHEN s.erased_at > 0 THEN 1 ELSE 0 END, CASE WHEN `+awaitsSecond+` THEN 1 ELSE 0 END
FROM sample_items AS i JOIN decisions AS d ON d.id = i.decision_id JOIN submissions AS s ON s.id = d.submission_id LEFT JOIN staff AS f ON f.id = d.staff_id
WHERE i.sample_id = $2 ORDER BY i.n`, []any{micros(now), string(p.ID)}, func(r *sql.Rows, i *review.SampleItem) error {
		return r.Scan(&i.N, &i.Decision, &i.Stratum, &i.Weight, &i.Submission, &i.Reference, &i.Round, &i.Kind, &i.Lang, stamp{&i.DecidedAt}, &i.Outcome,
			&i.By, &i.ByName, truth{&i.Erased}, truth{&i.Withheld})
	})
	if err != nil {
		return nil, q.wrap("sample items", err)
	}
	return all, q.wrap("sample verdicts", q.saidInSample(ctx, p, all))
}

// saidInSample fills in verdicts and answers. A verdict that was given in the sample goes before one from elsewhere, and
// a later one before an earlier.
func (q *queries) saidInSample(ctx context.Context, p *review.Sample, all []review.SampleItem) error {
	at := func(n int) *review.SampleItem { return &all[n-1] }
	err := q.s.each(ctx, `SELECT i.n, a.verdict, a.severity, a.staff_id, a.at, CASE WHEN a.sample_id = i.sample_id THEN 0 ELSE 1 END
FROM sample_items AS i JOIN audits AS a ON a.decision_id = i.decision_id
WHERE i.sample_id = $1 AND (a.sample_id = $1 OR a.verdict = 'overturn' AND a.at >= $2) ORDER BY i.n, a.at, a.id`, []any{string(p.ID), micros(p.At)}, func(r *sql.Rows) error {
		var n int
		var said review.SampleItem
		if err := r.Scan(&n, &said.Verdict, &said.Severity, &said.AuditedBy, stamp{&said.AuditedAt}, truth{&said.Elsewhere}); err != nil {
			return err
		}
		if i := at(n); i.Verdict == "" || !said.Elsewhere || i.Elsewhere {
			i.Verdict, i.Severity, i.AuditedBy, i.AuditedAt, i.Elsewhere = said.Verdict, said.Severity, said.AuditedBy, said.AuditedAt, said.Elsewhere
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.s.each(ctx, selectBlindAnswer+` WHERE b.sample_id = $1 ORDER BY b.n, b.at, b.staff_id`, []any{string(p.ID)}, func(r *sql.Rows) error {
		var b review.BlindAnswer
		err := scanBlindAnswer(r, &b)
		if err == nil {
			i := at(b.N)
			i.BlindFirst = append(i.BlindFirst, b)
		}
		return err
	})
}

const selectBlindAnswer = `SELECT b.sample_id, b.n, i.decision_id, b.staff_id, b.at, b.outcome, b.reasons
FROM sample_answers AS b JOIN sample_items AS i ON i.sample_id = b.sample_id AND i.n = b.n`

func scanBlindAnswer(r *sql.Rows, b *review.BlindAnswer) error {
	return r.Scan(&b.Sample, &b.N, &b.Decision, &b.By, stamp{&b.At}, &b.Outcome, list{&b.Reasons})
}

// BlindAnswer is what a person said of an item. See review.Reader.
func (q *queries) BlindAnswer(ctx context.Context, id review.SampleID, n int, by review.StaffID) (*review.BlindAnswer, error) {
	all, err := collect(ctx, q, selectBlindAnswer+` WHERE b.sample_id = $1 AND b.n = $2 AND b.staff_id = $3`, []any{string(id), n, string(by)}, scanBlindAnswer)
	if err != nil || len(all) == 0 {
		return nil, q.wrap("blind answer", err)
	}
	return &all[0], nil
}

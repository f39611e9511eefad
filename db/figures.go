package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shinsa/review"
)

// FiguresBegin looks at the first entries of two indexes. See review.FiguresReader.
func (q *queries) FiguresBegin(ctx context.Context) (time.Time, error) {
	var sent, decided int64
	err := q.one(ctx, `SELECT COALESCE((SELECT min(submitted_at) FROM rounds WHERE submitted_at > 0), 0), COALESCE((SELECT min(decided_at) FROM decisions), 0)`,
		nil, &sent, &decided)
	if decided > 0 && (sent == 0 || decided < sent) {
		sent = decided
	}
	return fromMicros(sent), q.wrap("figures begin", err)
}

// askedFor finds the reasons for which the round before that of a decision d was asked for again.
const askedFor = `CASE WHEN d.round > 1 THEN COALESCE((SELECT p.reasons FROM decisions AS p WHERE p.submission_id = d.submission_id AND p.round = d.round - 1
	AND p.outcome = 'resubmit' AND p.led_to NOT IN ('second_review', 'escalated')
	AND NOT EXISTS (SELECT 1 FROM retractions AS u WHERE u.decision_id = p.id) ORDER BY p.decided_at DESC, p.id DESC LIMIT 1), '') ELSE '' END`

// FigureDecisions reads decisions with what stands in other rows about them. See review.FiguresReader.
func (q *queries) FigureDecisions(ctx context.Context, r review.FigureRange) ([]review.FigureDecision, error) {
	args, leftOut, made := []any{micros(r.Now), micros(r.From), micros(r.Until)}, ``, `d.decided_at`
	if r.LeftOut != "" {
		args = append(args, r.LeftOut)
		made = `+d.decided_at` // by their ids: there are few, and the period may be long
		leftOut = ` AND d.id IN (SELECT w.decision_id FROM figures_awaited AS w JOIN figures_spans AS c ON c.span = w.span AND c.made_of = $4)`
	}
	all, err := collect(ctx, q, `SELECT d.id, d.round, d.outcome, d.staff_id, d.kind, d.kind_version, d.lang, CASE WHEN `+concludes+` THEN 1 ELSE 0 END,
d.reasons, d.decided_at, d.handling, d.waiting, d.answer_by, d.answered, d.in_bulk,
CASE WHEN d.back_shown > 0 THEN 1 ELSE 0 END, CASE WHEN d.back_shown = 2 THEN 1 ELSE 0 END, COALESCE(r.findings, ''), CASE WHEN COALESCE(r.findings, '') <> '' THEN d.answers ELSE '' END,
COALESCE(f.outcome, ''), COALESCE(f.staff_id, ''), `+askedFor+`,
CASE WHEN d.second_asked <> '' AND EXISTS (SELECT 1 FROM submissions AS s WHERE s.id = d.submission_id AND `+awaitsSecond+`) THEN 1 ELSE 0 END
FROM decisions AS d
LEFT JOIN rounds AS r ON r.submission_id = d.submission_id AND r.n = d.round
LEFT JOIN decisions AS f ON f.id = d.first_id AND d.first_id <> ''
WHERE `+made+` >= $2 AND `+made+` < $3 AND d.effective_at <= $1
AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id)`+leftOut+` ORDER BY d.decided_at, d.id`, args, scanFigureDecision)
	return all, q.wrap("figure decisions", err)
}

func scanFigureDecision(r *sql.Rows, d *review.FigureDecision) error {
	var answers string
	err := r.Scan(&d.ID, &d.Round, &d.Outcome, &d.By, &d.Kind, &d.KindVersion, &d.Lang, truth{&d.Concludes},
		list{&d.Reasons}, stamp{&d.DecidedAt}, span{&d.Handling}, span{&d.Waiting},
		stamp{&d.AnswerBy}, &d.Answered, &d.InBulk, truth{&d.BackKnown}, truth{&d.BackUnseen}, list{&d.Findings}, &answers,
		&d.First, &d.FirstBy, list{&d.AskedFor}, truth{&d.Awaited})
	if err == nil && answers != "" {
		err = json.Unmarshal([]byte(answers), &d.Answers)
	}
	return err
}

// sentBetween finds rounds that were sent in [$1, $2). The last condition is that of the index; SQLite begins at the first
// lower bound that it reads, so that it must not stand before the other.
const sentBetween = `submitted_at >= $1 AND submitted_at < $2 AND submitted_at > 0`

// FigureArrivals lists rounds by when they were sent. See review.FiguresReader.
func (q *queries) FigureArrivals(ctx context.Context, r review.FigureRange) ([]review.FigureArrival, error) {
	all, err := collect(ctx, q, `SELECT submitted_at, kind, lang FROM rounds WHERE `+sentBetween,
		[]any{micros(r.From), micros(r.Until)},
		func(r *sql.Rows, a *review.FigureArrival) error { return r.Scan(stamp{&a.At}, &a.Kind, &a.Lang) })
	return all, q.wrap("figure arrivals", err)
}

// FigureAudits lists verdicts with what they are on. See review.FiguresReader.
func (q *queries) FigureAudits(ctx context.Context, r review.FigureRange) ([]review.FigureAudit, error) {
	all, err := collect(ctx, q, `SELECT a.at, a.verdict, a.severity, d.kind, d.lang, d.staff_id FROM audits AS a CROSS JOIN decisions AS d
WHERE d.id = a.decision_id AND a.at >= $1 AND a.at < $2`, []any{micros(r.From), micros(r.Until)},
		func(r *sql.Rows, a *review.FigureAudit) error {
			return r.Scan(stamp{&a.At}, &a.Verdict, &a.Severity, &a.Kind, &a.Lang, &a.On)
		})
	return all, q.wrap("figure audits", err)
}

// FigureSize counts along the index of times. See review.FiguresReader.
func (q *queries) FigureSize(ctx context.Context, r review.FigureRange, limit int) (n int, err error) {
	err = q.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM decisions WHERE decided_at >= $1 AND decided_at < $2 LIMIT $3) AS counted`,
		[]any{micros(r.From), micros(r.Until), limit}, &n)
	return n, q.wrap("figure size", err)
}

// FigureSpans lists spans by name. See review.FiguresReader.
func (q *queries) FigureSpans(ctx context.Context, from, to string) ([]review.FigureSpan, error) {
	all, err := collect(ctx, q, `SELECT span, made_of, made_at, through, version FROM figures_spans WHERE span >= $1 AND span <= $2 ORDER BY span`,
		[]any{from, to}, func(r *sql.Rows, s *review.FigureSpan) error {
			return r.Scan(&s.Name, &s.MadeOf, stamp{&s.MadeAt}, stamp{&s.Through}, &s.Version)
		})
	return all, q.wrap("figure spans", err)
}

// cellsAtOnce is how many spans one statement names. Shorter lists are filled up to it, so that there are few texts.
const cellsAtOnce = 64

// FigureCells reads cells along the primary key. See review.FiguresReader.
func (q *queries) FigureCells(ctx context.Context, query review.FigureCellQuery, f func(span string, at review.FigurePlace, cell []byte) error) error {
	for spans := query.Spans; len(spans) > 0; {
		some := spans[:min(len(spans), cellsAtOnce)]
		spans = spans[len(some):]
		if err := q.figureCells(ctx, some, query, f); err != nil {
			return q.wrap("figure cells", err)
		}
	}
	return nil
}

func (q *queries) figureCells(ctx context.Context, spans []string, query review.FigureCellQuery, f func(span string, at review.FigurePlace, cell []byte) error) error {
	var args []any
	for i := range cellsAtOnce {
		args = append(args, spans[min(i, len(spans)-1)])
	}
	where := `span IN ($1` + placeholders(2, cellsAtOnce) + `)`
	add := func(condition string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(condition, len(args))
	}
	if !query.EveryLang {
		add(` AND lang = $%d`, query.Lang)
	}
	if !query.EveryKind {
		marks := make([]string, 0, len(query.Kinds))
		for _, kind := range query.Kinds {
			args = append(args, kind)
			marks = append(marks, fmt.Sprintf(`$%d`, len(args)))
		}
		if len(marks) == 0 {
			return nil
		}
		where += ` AND kind IN (` + strings.Join(marks, `, `) + `)`
	}
	if !query.EveryPerson {
		add(` AND staff_id = $%d`, string(query.Person))
	}
	var span, kind, lang, person string
	var cell sql.RawBytes
	return q.s.each(ctx, `SELECT span, kind, lang, staff_id, cell FROM figures_cells WHERE `+where, args, func(r *sql.Rows) error {
		if err := r.Scan(&span, &kind, &lang, &person, &cell); err != nil {
			return err
		}
		return f(span, review.FigurePlace{Kind: kind, Lang: lang, Person: review.StaffID(person)}, cell)
	})
}

// FigureRecalls lists what SaveRound noted. See review.FiguresReader.
func (q *queries) FigureRecalls(ctx context.Context) ([]review.FigureRecall, error) {
	all, err := collect(ctx, q, `SELECT submission_id, round, sent_at FROM figures_recalled ORDER BY submission_id, round, sent_at LIMIT 10000`, nil,
		func(r *sql.Rows, to *review.FigureRecall) error {
			return r.Scan(&to.Submission, &to.Round, stamp{&to.SentAt})
		})
	return all, q.wrap("figure recalls", err)
}

// FiguresNoLongerAwaited looks at each of the few decisions on which a second opinion was awaited when their day was
// counted: CROSS keeps SQLite from beginning at the other end. See review.FiguresReader.
func (q *queries) FiguresNoLongerAwaited(ctx context.Context, now time.Time) ([]string, error) {
	all, err := collect(ctx, q, `SELECT DISTINCT w.span FROM figures_awaited AS w CROSS JOIN decisions AS d CROSS JOIN submissions AS s
WHERE d.id = w.decision_id AND s.id = d.submission_id AND NOT `+awaitsSecond+` ORDER BY w.span`, []any{micros(now)}, func(r *sql.Rows, to *string) error { return r.Scan(to) })
	return all, q.wrap("figures no longer awaited", err)
}

// Handled lists a person's decisions. It walks the index of all decisions of that time, in which the persons
// stand, and reads the person's own rows only. See review.Reader.
func (q *queries) Handled(ctx context.Context, by review.StaffID, from, until, now time.Time) ([]review.Handled, error) {
	all, err := collect(ctx, q, `SELECT d.decided_at, d.handling FROM decisions AS d
WHERE d.decided_at >= $1 AND d.decided_at < $2 AND d.staff_id = $3 AND d.effective_at <= $4
AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id) ORDER BY d.decided_at, d.id`,
		[]any{micros(from), micros(until), string(by), micros(now)},
		func(r *sql.Rows, h *review.Handled) error { return r.Scan(stamp{&h.At}, span{&h.Took}) })
	return all, q.wrap("handled", err)
}

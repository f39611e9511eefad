package db

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"shinsa/review"
)

// pageQuery puts together the query of a page of the queue.
type pageQuery struct {
	args  []any
	where strings.Builder
}

// add keeps a value out of the text.
func (p *pageQuery) add(v any) string {
	p.args = append(p.args, v)
	return fmt.Sprintf("$%d", len(p.args))
}

func (p *pageQuery) and(format string, args ...any) { fmt.Fprintf(&p.where, ` AND `+format, args...) }

// newPage asks for the rows of the query's state and kind.
func newPage(query review.QueueQuery) *pageQuery {
	p := &pageQuery{args: []any{micros(query.Now)}}
	switch query.State {
	case review.Resubmission:
		p.where.WriteString(` WHERE s.listed = 'resubmission' AND (s.due_at = 0 OR s.due_at > $1)`)
	case review.Expired:
		p.where.WriteString(` WHERE s.listed = 'resubmission' AND s.due_at > 0 AND s.due_at <= $1`)
	default:
		p.where.WriteString(` WHERE s.listed = ` + p.add(string(query.State.Listed())))
	}
	if query.Kind != "" {
		p.and(`s.kind = %s`, p.add(query.Kind))
	}
	return p
}

// rows runs the query. A submission whose decision has come into effect and that nobody settled yet is
// left out.
func (q *queries) rows(ctx context.Context, p *pageQuery, order string, query review.QueueQuery) ([]review.QueueRow, error) {
	text := selectQueueRow + p.where.String() + ` AND (s.next_state = '' OR s.effective_at > $1) ORDER BY ` + order + ` LIMIT ` + p.add(query.Limit)
	return q.queueRows(ctx, text, p.args, query.Now)
}

// Queue lists a page of a state by walking an index, see review.Reader. A page costs the same wherever it
// stands and however many there are.
func (q *queries) Queue(ctx context.Context, query review.QueueQuery) (rows []review.QueueRow, err error) {
	switch {
	case query.Sort == review.SortDue:
		rows, err = q.byDue(ctx, query)
	case query.Sort == review.SortNewest:
		rows, err = q.byTime(ctx, query)
	case len(query.Order) > 0 && query.State.Decidable():
		rows, err = q.byClass(ctx, query)
	default:
		rows, err = q.byRank(ctx, query)
	}
	return rows, q.wrap("queue", err)
}

// byRank is the queue's own order where nothing comes on top of the stored ranks: one walk.
func (q *queries) byRank(ctx context.Context, query review.QueueQuery) ([]review.QueueRow, error) {
	p := newPage(query)
	if c := query.After; c != nil {
		p.and(`(s.rank, s.queued_at, s.id) > (%s, %s, %s)`, p.add(int64(c.Class)), p.add(micros(c.QueuedAt)), p.add(string(c.ID)))
	}
	return q.rows(ctx, p, `s.rank, s.queued_at, s.id`, query)
}

// byDue lists what should be answered first. Who asks for a kind walks past the entries of others, but
// not past their rows.
func (q *queries) byDue(ctx context.Context, query review.QueueQuery) ([]review.QueueRow, error) {
	p := newPage(query)
	p.and(`s.answer_by > 0`)
	if c := query.After; c != nil {
		p.and(`(s.answer_by, s.id) > (%s, %s)`, p.add(micros(c.QueuedAt)), p.add(string(c.ID)))
	}
	return q.rows(ctx, p, `s.answer_by, s.id`, query)
}

// byTime lists the newest first, whatever their rank: a walk along each rank.
func (q *queries) byTime(ctx context.Context, query review.QueueQuery) ([]review.QueueRow, error) {
	ranks := []int{review.RankUsual}
	if query.State.Decidable() {
		var err error
		if ranks, err = q.ranks(ctx, query.State.Listed()); err != nil {
			return nil, err
		}
	}
	var all []review.QueueRow
	for _, rank := range ranks {
		p := newPage(query)
		p.and(`s.rank = %s`, p.add(rank))
		if c := query.After; c != nil {
			p.and(`(s.queued_at, s.id) < (%s, %s)`, p.add(micros(c.QueuedAt)), p.add(string(c.ID)))
		}
		rows, err := q.rows(ctx, p, `s.queued_at DESC, s.id DESC`, query)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return firstRows(all, query.Limit, func(a, b review.QueueRow) int { return byTime(b, a) }), nil
}

// byClass is the queue's own order with ages on top of it: the stretches of one class after the other, until
// the page is full.
func (q *queries) byClass(ctx context.Context, query review.QueueQuery) ([]review.QueueRow, error) {
	ranks, err := q.ranks(ctx, query.State.Listed())
	if err != nil {
		return nil, err
	}
	kinds := []string{query.Kind}
	if query.Kind == "" {
		if kinds, err = q.kinds(ctx, query.State, query.Order); err != nil {
			return nil, err
		}
	}
	all, stretches := make([]review.QueueRow, 0, query.Limit), query.Order.Stretches(ranks, kinds)
	for len(stretches) > 0 && len(all) < query.Limit {
		class, end := stretches[0].Class, 1
		for end < len(stretches) && stretches[end].Class == class {
			end++
		}
		rest := query
		rest.Limit -= len(all)
		if c := query.After; c == nil || class >= c.Class {
			rows, err := q.ofClass(ctx, rest, stretches[:end])
			if err != nil {
				return nil, err
			}
			all = append(all, rows...)
		}
		stretches = stretches[end:]
	}
	return all, nil
}

// ofClass lists what stands at one class, by time.
func (q *queries) ofClass(ctx context.Context, query review.QueueQuery, stretches []review.Stretch) ([]review.QueueRow, error) {
	var all []review.QueueRow
	for _, s := range stretches {
		p := newPage(query)
		p.stretch(s)
		if c := query.After; c != nil && c.Class == s.Class {
			p.and(`(s.queued_at, s.id) > (%s, %s)`, p.add(micros(c.QueuedAt)), p.add(string(c.ID)))
		}
		rows, err := q.rows(ctx, p, `s.queued_at, s.id`, query)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].Class = s.Class
		}
		all = append(all, rows...)
	}
	return firstRows(all, query.Limit, byTime), nil
}

// stretch bounds a query to a stretch of the queue.
func (p *pageQuery) stretch(s review.Stretch) {
	p.and(`s.rank = %s`, p.add(s.Rank))
	if s.Kind != "" {
		p.and(`s.kind = %s`, p.add(s.Kind))
	}
	if !s.After.IsZero() {
		p.and(`s.queued_at > %s`, p.add(micros(s.After)))
	}
	if !s.Until.IsZero() {
		p.and(`s.queued_at <= %s`, p.add(micros(s.Until)))
	}
}

func byTime(a, b review.QueueRow) int {
	return cmp.Or(a.QueuedAt.Compare(b.QueuedAt), cmp.Compare(a.ID, b.ID))
}

// firstRows merges rows that were asked for in parts.
func firstRows(all []review.QueueRow, n int, order func(a, b review.QueueRow) int) []review.QueueRow {
	slices.SortFunc(all, order)
	return all[:min(n, len(all))]
}

// Ahead counts the waiting submissions before one, up to a limit. See review.Reader.
func (q *queries) Ahead(ctx context.Context, s *review.Submission, order review.Order, limit int) (int, error) {
	if len(order) == 0 {
		p := &pageQuery{}
		p.and(`(s.rank, s.queued_at, s.id) < (%s, %s, %s)`, p.add(int64(s.Rank)), p.add(micros(s.QueuedAt)), p.add(string(s.ID)))
		n, err := q.countWaiting(ctx, p, limit)
		return n, q.wrap("ahead", err)
	}
	ranks, err := q.ranks(ctx, review.Waiting)
	if err != nil {
		return 0, q.wrap("ahead", err)
	}
	kinds, err := q.kinds(ctx, review.Waiting, order)
	if err != nil {
		return 0, q.wrap("ahead", err)
	}
	n, class := 0, order.Class(s.Kind, s.Rank, s.QueuedAt)
	for _, stretch := range order.Stretches(ranks, kinds) {
		if stretch.Class > class || n >= limit {
			break
		}
		p := &pageQuery{}
		p.stretch(stretch)
		if stretch.Class == class {
			p.and(`(s.queued_at, s.id) < (%s, %s)`, p.add(micros(s.QueuedAt)), p.add(string(s.ID)))
		}
		more, err := q.countWaiting(ctx, p, limit-n)
		if err != nil {
			return 0, q.wrap("ahead", err)
		}
		n += more
	}
	return n, nil
}

// countWaiting counts what waits, up to a limit. It asks for an order so that it walks the index for it.
func (q *queries) countWaiting(ctx context.Context, p *pageQuery, limit int) (n int, err error) {
	err = q.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM submissions AS s WHERE s.listed = 'waiting'`+p.where.String()+` ORDER BY s.rank, s.queued_at, s.id LIMIT `+p.add(limit)+`) AS counted`,
		p.args, &n)
	return n, err
}

// AtRisk counts what should be answered by a moment, up to a limit. See review.Reader.
func (q *queries) AtRisk(ctx context.Context, by time.Time, limit int) (n int, err error) {
	err = q.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM submissions AS s WHERE s.listed IN ('waiting', 'escalated')
AND s.answer_by > 0 AND s.answer_by <= $1 LIMIT $2) AS counted`, []any{micros(by), limit}, &n)
	return n, q.wrap("at risk", err)
}

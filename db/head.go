package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shinsa/review"
)

// walk is a part of the queue that is in its order by itself: the whole queue or a lane, as it is stored or
// a stretch of it.
type walk struct {
	lane    *review.Lane    // nil for the whole queue
	stretch *review.Stretch // nil for all ranks
}

// walks are the parts in which the first that a person may take can stand.
func (t *tx) walks(ctx context.Context, query review.HeadQuery) ([]walk, error) {
	lanes := []*review.Lane{nil}
	if query.Lanes != nil {
		lanes = lanes[:0]
		for i := range query.Lanes {
			lanes = append(lanes, &query.Lanes[i])
		}
	}
	stretches := []*review.Stretch{nil}
	if len(query.Order) > 0 {
		ranks, err := t.ranks(ctx, query.State.Listed())
		if err != nil {
			return nil, err
		}
		stretches = stretches[:0]
		kinds, err := t.kindsOf(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, s := range query.Order.Stretches(ranks, kinds) {
			if query.After == nil || s.Class >= query.After.Class {
				stretches = append(stretches, &s)
			}
		}
	}
	var all []walk
	for _, lane := range lanes {
		for _, stretch := range stretches {
			if lane != nil && stretch != nil && stretch.Kind != "" && stretch.Kind != lane.Kind {
				continue
			}
			all = append(all, walk{lane, stretch})
		}
	}
	return all, nil
}

// kindsOf are the kinds that a walk may meet, for an order that asks for them.
func (t *tx) kindsOf(ctx context.Context, query review.HeadQuery) ([]string, error) {
	if query.Lanes == nil {
		return t.kinds(ctx, query.State, query.Order)
	}
	var all []string
	for _, l := range query.Lanes {
		all = append(all, l.Kind)
	}
	return all, nil
}

// free puts together the condition and the order of what a person may take in a walk. It costs as many steps
// as there are claimed, kept, decided and passed ones in front.
func (w walk) free(p *pageQuery, query review.HeadQuery) string {
	// The state is written into the text: the index of lanes is one of what waits for the desk alone.
	listed := review.Waiting
	if query.State == review.Escalated {
		listed = review.Escalated
	}
	p.where.Reset()
	fmt.Fprintf(&p.where, ` WHERE s.listed = '%s'`, listed)
	if l := w.lane; l != nil {
		p.and(`s.queue_group = %s AND s.kind = %s AND s.lang = %s`, p.add(l.Group), p.add(l.Kind), p.add(l.Lang))
	}
	order := `s.rank, s.queued_at, s.id`
	if w.stretch != nil {
		p.stretch(*w.stretch)
		order = `s.queued_at, s.id`
	}
	if c := query.After; c != nil && w.stretch == nil {
		p.and(`(s.rank, s.queued_at, s.id) > (%s, %s, %s)`, p.add(int64(c.Class)), p.add(micros(c.QueuedAt)), p.add(string(c.ID)))
	} else if c != nil && w.stretch.Class == c.Class {
		p.and(`(s.queued_at, s.id) > (%s, %s)`, p.add(micros(c.QueuedAt)), p.add(string(c.ID)))
	}
	now, person := p.add(micros(query.Now)), p.add(string(query.Person))
	p.and(`s.next_state = '' AND s.claim_until <= %s AND (s.keep_until <= %s OR s.keep_for = %s)`, now, now, person)
	p.where.WriteString(offered(query, person, p.add))
	return p.where.String() + ` ORDER BY ` + order + ` LIMIT 1`
}

// Head returns the first submission that a person may take. Where the queue falls into parts, it looks at the
// first of each and takes the best. See review.Tx.
func (t *tx) Head(ctx context.Context, query review.HeadQuery) (*review.Submission, error) {
	walks, err := t.walks(ctx, query)
	if err != nil {
		return nil, t.wrap("head", err)
	}
	for len(walks) > 0 {
		best := 0
		if len(walks) > 1 {
			if best, err = t.best(ctx, walks, query); err != nil {
				return nil, t.wrap("head", err)
			}
		}
		var p pageQuery
		rest := walks[best].free(&p, query)
		row, err := t.submissionRow(ctx, selectSubmission+rest+t.d.lockFree, p.args...)
		if err == nil {
			return t.keep(row), nil
		} else if !errors.Is(err, review.ErrNotFound) {
			return nil, t.wrap("head", err)
		}
		walks = slices.Delete(walks, best, best+1) // taken by others since
	}
	return nil, t.wrap("head", review.ErrNotFound)
}

// first is the first free submission of a walk.
type first struct {
	walk     int
	class    int
	queuedAt time.Time
	id, kind string
}

// mostWalks bounds a statement: what is beyond is asked for in another one.
const mostWalks = 40

// best finds the walk whose first free submission stands before the others'. ErrNotFound when no walk has one.
func (t *tx) best(ctx context.Context, walks []walk, query review.HeadQuery) (int, error) {
	var firsts []first
	for begin := 0; begin < len(walks); begin += mostWalks {
		var p pageQuery
		var parts []string
		for i, w := range walks[begin:min(begin+mostWalks, len(walks))] {
			parts = append(parts, fmt.Sprintf(`SELECT * FROM (SELECT %d AS walk, s.rank, s.queued_at, s.id, s.kind FROM submissions AS s%s) AS w%d`, i, w.free(&p, query), i))
		}
		err := t.s.each(ctx, strings.Join(parts, " UNION ALL "), p.args, func(r *sql.Rows) error {
			var f first
			err := r.Scan(&f.walk, &f.class, stamp{&f.queuedAt}, &f.id, &f.kind)
			f.walk += begin
			f.class = query.Order.Class(f.kind, f.class, f.queuedAt)
			firsts = append(firsts, f)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	if len(firsts) == 0 {
		return 0, review.ErrNotFound
	}
	return slices.MinFunc(firsts, func(a, b first) int {
		return cmp.Or(cmp.Compare(a.class, b.class), a.queuedAt.Compare(b.queuedAt), cmp.Compare(a.id, b.id))
	}).walk, nil
}

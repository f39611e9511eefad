package review

import (
	"context"
	"slices"
	"time"
)

// QueuePage is one page of the queue as a person of the desk sees it.
type QueuePage struct {
	Rows   []QueueRow
	Counts Counts
	Next   *QueueCursor // where the next page begins; nil on the last
	Held   []QueueRow   // what the person holds now
	Kept   []QueueRow   // what is kept for the person, the longest kept first
	Away   Absence      // zero unless the person said that he is away
	// Uncovered is what matches nobody's skills, for those who may change that.
	Uncovered []Uncovered
	// Forecast says when the waiting ones are likely to be decided.
	Forecast Forecast
	// AtRisk is how many should be answered soon or should have been, at most riskLimit; Over of them have
	// passed their time.
	AtRisk, Over int
	// Selection says what the person could do to several of the rows; nil when there is nothing.
	Selection *Selection
	// LastDecided is when the latest decision in effect was made. It is looked for only when nothing
	// waits, and zero otherwise.
	LastDecided time.Time
}

// riskLimit bounds the count of what is at risk: beyond it, nobody needs the exact number.
const riskLimit = 1000

// QueuePageSize is the number of rows of a page.
const QueuePageSize = 50

// Queue lists a page of the queue. The query's Limit and Now are set here.
func (d *Desk) Queue(ctx context.Context, a Actor, q QueueQuery) (*QueuePage, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return nil, err
	}
	if err := d.SettleDue(ctx); err != nil {
		return nil, err
	}
	set := d.Settings()
	q.Limit, q.Now, q.Order = QueuePageSize+1, now, set.order(now)
	if q.After != nil && !q.After.AsOf.IsZero() && q.After.AsOf.Before(now) && len(q.Order) > 0 {
		q.Order = set.order(q.After.AsOf) // as on the pages before
	}
	rows, err := d.Store.Queue(ctx, q)
	if err != nil {
		return nil, err
	}
	p := &QueuePage{Rows: rows}
	if len(rows) > QueuePageSize {
		p.Rows = rows[:QueuePageSize]
		c := p.Rows[QueuePageSize-1].Cursor(q.Sort)
		if c.AsOf = now; q.After != nil && !q.After.AsOf.IsZero() {
			c.AsOf = q.After.AsOf
		}
		p.Next = &c
	}
	if p.Selection, err = d.selection(ctx, a, p.Rows, now); err != nil {
		return nil, err
	}
	return p, d.around(ctx, a, p, now)
}

// around fills in what stands around the rows: the counts, what the person holds, and what is kept for him.
func (d *Desk) around(ctx context.Context, a Actor, p *QueuePage, now time.Time) (err error) {
	if p.Counts, err = d.Store.Counts(ctx, now); err != nil {
		return err
	}
	if p.Kept, err = d.Store.Kept(ctx, a.ID, now); err != nil {
		return err
	}
	if p.Away, err = d.absence(ctx, d.Store, a.ID, now); err != nil {
		return err
	}
	if d.Guard.Allow(ctx, a, SeeTeam, Object{}) == nil {
		if p.Uncovered, err = d.Uncovered(ctx); err != nil {
			return err
		}
	}
	p.Forecast = d.forecast(p.Counts.ByState[Waiting], now)
	if p.AtRisk, p.Over, err = d.atRisk(ctx, now); err != nil {
		return err
	}
	if p.Held, err = d.Store.Held(ctx, a.ID, now); err != nil || p.Counts.ByState[Waiting] > 0 {
		return err
	}
	p.LastDecided, err = d.lastDecided(ctx, now)
	return err
}

// lastDecided is when the latest decision that has taken effect was made.
func (d *Desk) lastDecided(ctx context.Context, now time.Time) (time.Time, error) {
	records, err := d.Store.DecisionList(ctx, DecisionQuery{Limit: 1, Now: now})
	if err != nil || len(records) == 0 {
		return time.Time{}, err
	}
	return records[0].DecidedAt, nil
}

// atRisk counts what should be answered soon or should have been, and what should have been.
func (d *Desk) atRisk(ctx context.Context, now time.Time) (risk, over int, err error) {
	service := d.Settings().Service
	if !service.Promised() {
		return 0, 0, nil
	}
	if risk, err = d.Store.AtRisk(ctx, service.RiskUntil(now), riskLimit); err != nil || risk == 0 {
		return 0, 0, err
	}
	over, err = d.Store.AtRisk(ctx, now, riskLimit)
	return risk, over, err
}

// MaySeeQueue says whether a person may see the queue at all.
func (d *Desk) MaySeeQueue(ctx context.Context, a Actor) error {
	return d.allow(ctx, a, SeeQueue, nil, d.now())
}

// Generation names the state of everything that is stored: what was read of the same state still holds,
// but for what depends on the time. It tells nothing of what is stored, so anybody may ask.
func (d *Desk) Generation(ctx context.Context) (string, error) { return d.Store.Generation(ctx) }

// UpNext lists the first rows of the waiting queue that are free and kept for nobody, what the person holds and
// what is kept for him, for the strip beside a submission.
func (d *Desk) UpNext(ctx context.Context, a Actor, n int) (*QueuePage, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return nil, err
	}
	// Some of the first are held: those in hand are the oldest ones. Twice as many are enough in practice,
	// and a strip that is a row short harms nobody.
	rows, err := d.Store.Queue(ctx, QueueQuery{State: Waiting, Sort: SortOldest, Order: d.Settings().order(now), Limit: 2*n + 8, Now: now})
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r QueueRow) bool { return r.HolderID != "" || r.Keep.For != "" })
	p := &QueuePage{Rows: rows[:min(n, len(rows))]}
	return p, d.around(ctx, a, p, now)
}

// FindReference looks a reference up for the queue's search field. One that was erased is an *ErasedError.
func (d *Desk) FindReference(ctx context.Context, a Actor, ref Reference) (*QueueRow, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return nil, err
	}
	s, err := d.Store.Submission(ctx, SubmissionKey{Reference: ref})
	if err != nil {
		return nil, err
	}
	s.Settle(now, d.Settings().ResubmitWithin)
	if err := s.outOfSight(now); err != nil {
		return nil, err
	}
	if s.StateAt(now) == Draft {
		return nil, ErrNotFound
	}
	row := &QueueRow{
		ID: s.ID, Reference: s.Reference, State: s.StateAt(now).Listed(), Kind: s.Kind, Lang: s.Lang, Round: s.Round,
		Rank: s.Rank, Class: d.Settings().order(now).Class(s.Kind, s.Rank, s.QueuedAt), Group: s.Group, AnswerBy: s.AnswerBy,
		Sides: s.Sides, Findings: s.Findings, QueuedAt: s.QueuedAt, Since: s.listedSince(),
	}
	h, kept := s.Claim.Holder(now), s.Keep.Person(now)
	if h == "" && kept == "" {
		return row, nil
	}
	names, err := d.Store.Names(ctx)
	if err != nil {
		return nil, err
	}
	if h != "" {
		row.HolderID, row.HolderName, row.HolderUntil, row.HolderAhead = h, names[h], s.Claim.Until, s.Claim.Ahead
	} else {
		row.Keep, row.KeptFor, row.KeptFrom = s.Keep, names[s.Keep.For], names[s.Keep.By]
	}
	return row, nil
}

// SettleDue lets the decisions whose time has come take effect in the store, so that lists and counts
// show them. Correctness does not depend on it: every use-case settles the row that it works on.
func (d *Desk) SettleDue(ctx context.Context) error {
	now, set := d.now(), d.Settings()
	due, err := d.Store.DueToSettle(ctx, now, 200)
	if err != nil || len(due) == 0 {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		for _, id := range due {
			s, err := tx.LockSubmission(ctx, SubmissionKey{ID: id})
			if err != nil {
				return err
			}
			if s.Settle(now, set.ResubmitWithin) {
				if err := tx.SaveSubmission(ctx, s); err != nil {
					return err
				}
				if s.State == SecondReview {
					continue // what others have begun on it is still theirs to finish
				}
				if err := tx.DeleteWorksheets(ctx, s.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

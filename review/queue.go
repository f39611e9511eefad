package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/audit"
)

// QueuePage is one page of the queue as a person of the desk sees it.
type QueuePage struct {
	Rows   []QueueRow
	Counts Counts
	Next   *QueueCursor // where the next page begins; nil on the last
	Held   []QueueRow   // what the person holds now
	// LastDecided is when the latest decision in effect was made. It is looked for only when nothing
	// waits, and zero otherwise.
	LastDecided time.Time
}

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
	q.Limit, q.Now = QueuePageSize+1, now
	rows, err := d.Store.Queue(ctx, q)
	if err != nil {
		return nil, err
	}
	p := &QueuePage{Rows: rows}
	if len(rows) > QueuePageSize {
		p.Rows = rows[:QueuePageSize]
		c := p.Rows[QueuePageSize-1].Cursor()
		p.Next = &c
	}
	return p, d.around(ctx, a, p, now)
}

// around fills in what stands around the rows: the counts, and what the person holds.
func (d *Desk) around(ctx context.Context, a Actor, p *QueuePage, now time.Time) (err error) {
	if p.Counts, err = d.Store.Counts(ctx, now); err != nil {
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

// QueueGeneration names the state of what the queue shows, to a person who may see it: a page that was
// made of the same state still holds, but for what depends on the time.
func (d *Desk) QueueGeneration(ctx context.Context, a Actor) (string, error) {
	if err := d.allow(ctx, a, SeeQueue, nil, d.now()); err != nil {
		return "", err
	}
	return d.Store.Generation(ctx)
}

// UpNext lists the first rows of the waiting queue that are free, and what the person holds, for the strip
// beside a submission.
func (d *Desk) UpNext(ctx context.Context, a Actor, n int) (*QueuePage, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return nil, err
	}
	// Some of the first are held: those in hand are the oldest ones. Twice as many are enough in practice,
	// and a strip that is a row short harms nobody.
	rows, err := d.Store.Queue(ctx, QueueQuery{State: Waiting, Sort: SortOldest, Limit: 2*n + 8, Now: now})
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r QueueRow) bool { return r.HolderID != "" })
	p := &QueuePage{Rows: rows[:min(n, len(rows))]}
	return p, d.around(ctx, a, p, now)
}

// FindReference looks a reference up for the queue's search field.
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
	if s.Gone(now) || s.StateAt(now) == Draft {
		return nil, ErrNotFound
	}
	row := &QueueRow{
		ID: s.ID, Reference: s.Reference, State: s.StateAt(now).Listed(), Kind: s.Kind, Lang: s.Lang, Round: s.Round,
		Rank: s.Rank, Sides: s.Sides, Findings: s.Findings, QueuedAt: s.QueuedAt, Since: s.listedSince(),
	}
	if h := s.Claim.Holder(now); h != "" {
		names, err := d.Store.Names(ctx)
		if err != nil {
			return nil, err
		}
		row.HolderID, row.HolderName, row.HolderUntil = h, names[h], s.Claim.Until
	}
	return row, nil
}

// Next claims the first submission that the person may take: the oldest waiting one, or for those who
// may settle the oldest escalated one when it has waited longer. It returns ErrNotFound when there is
// none. What a person gave back is offered again only when nothing else waits.
func (d *Desk) Next(ctx context.Context, a Actor) (Reference, error) {
	now, set := d.now(), d.Settings()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return "", err
	}
	if err := d.SettleDue(ctx); err != nil {
		return "", err
	}
	states := []State{Waiting}
	if d.Guard.Allow(ctx, a, DoSettle, Object{State: Escalated}) == nil {
		states = append(states, Escalated)
	}
	claimID := d.NewID()
	var ref Reference
	err := d.Store.Write(ctx, func(tx Tx) error {
		s, err := head(ctx, tx, states, a.ID, now)
		if err != nil {
			return err
		}
		ref = s.Reference
		return d.take(ctx, tx, s, a, claimID, now, set)
	})
	return ref, err
}

// head finds the first free submission of several states.
func head(ctx context.Context, tx Tx, states []State, person StaffID, now time.Time) (*Submission, error) {
	for _, withPassed := range []bool{false, true} {
		var first *Submission
		for _, state := range states {
			s, err := tx.Head(ctx, state, person, now, withPassed)
			if errors.Is(err, ErrNotFound) {
				continue
			} else if err != nil {
				return nil, err
			}
			if first == nil || s.Rank < first.Rank || s.Rank == first.Rank && s.QueuedAt.Before(first.QueuedAt) {
				first = s
			}
		}
		if first != nil {
			return first, nil
		}
	}
	return nil, ErrNotFound
}

// take makes a person the holder of a locked submission.
func (d *Desk) take(ctx context.Context, tx Tx, s *Submission, a Actor, claimID string, now time.Time, set Settings) error {
	if err := d.allow(ctx, a, DoClaim, s, now); err != nil {
		return err
	}
	s.Claim = Claim{ID: claimID, By: a.ID, At: now, Until: now.Add(set.ClaimLease)}
	if err := tx.SaveSubmission(ctx, s); err != nil {
		return err
	}
	return d.log(ctx, tx, audit.ClaimTaken, now, string(s.ID),
		audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID)), audit.Committed("claim", claimID))
}

// Claim takes a submission for a person. Claiming what one holds already extends it. What somebody else
// holds is a *NotHolderError, unless take is set and the person may reassign.
func (d *Desk) Claim(ctx context.Context, a Actor, ref Reference, take bool) error {
	now, set := d.now(), d.Settings()
	claimID := d.NewID()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if state := s.StateAt(now); !state.Decidable() {
			return &OutOfTurnError{State: state, Act: "claim"}
		}
		switch holder := s.Claim.Holder(now); {
		case s.Pending(now) && (take || holder == a.ID):
			return ErrAlreadyDecided
		case holder == a.ID:
			s.Claim.Until = now.Add(set.ClaimLease)
			return tx.SaveSubmission(ctx, s)
		case holder != "" && take:
			if err := d.allow(ctx, a, DoReassign, s, now); err != nil {
				return err
			}
			if err := d.log(ctx, tx, audit.ClaimReassigned, now, string(s.ID), audit.Committed("staff", string(a.ID)),
				audit.Committed("from", string(holder)), audit.Committed("submission", string(s.ID))); err != nil {
				return err
			}
			s.Claim = Claim{}
		case holder != "":
			return d.notHolder(ctx, tx, s, now)
		}
		if barred, err := d.barred(ctx, tx, s, a); err != nil {
			return err
		} else if barred {
			return ErrDenied
		}
		return d.take(ctx, tx, s, a, claimID, now, set)
	})
}

// onSubmission runs f on the locked submission of a reference that the person may see.
func (d *Desk) onSubmission(ctx context.Context, a Actor, ref Reference, f func(tx Tx, s *Submission) error) error {
	now, set := d.now(), d.Settings()
	if err := d.allow(ctx, a, SeeSubmission, nil, now); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		s, err := tx.LockSubmission(ctx, SubmissionKey{Reference: ref})
		if err != nil {
			return err
		}
		if s.Gone(now) || s.State == Draft && s.Version == 1 {
			return ErrNotFound // what was never sent is nobody's business
		}
		s.Settle(now, set.ResubmitWithin)
		return f(tx, s)
	})
}

func (d *Desk) notHolder(ctx context.Context, r Reader, s *Submission, now time.Time) error {
	e := &NotHolderError{Holder: s.Claim.Holder(now), Until: s.Claim.Until}
	if e.Holder != "" {
		names, err := r.Names(ctx)
		if err != nil {
			return err
		}
		e.Name = names[e.Holder]
	}
	return e
}

// barred says whether the person decided or overturned before and so may not decide next. A supervisor
// may if nobody else is left who could.
func (d *Desk) barred(ctx context.Context, r Reader, s *Submission, a Actor) (bool, error) {
	barred, err := r.IsBarred(ctx, s.ID, a.ID)
	if err != nil || !barred {
		return false, err
	}
	if d.Guard.Allow(ctx, a, DoSettle, Object{State: Escalated}) != nil {
		return true, nil
	}
	reviewers, supervisors, err := r.DeskStaff(ctx, s.ID)
	if s.State == Escalated {
		reviewers = 0
	}
	return reviewers+supervisors > 0, err
}

// Release gives a claim back. It is not offered to the person again for a while.
func (d *Desk) Release(ctx context.Context, a Actor, ref Reference) error {
	now, set := d.now(), d.Settings()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if s.Claim.By != a.ID || s.Pending(now) {
			if state := s.StateAt(now); !state.Decidable() {
				return &OutOfTurnError{State: state, Act: "release"}
			}
			if s.Claim.Holder(now) == "" {
				return nil // it had run out, or was given back by the click before
			}
			return d.notHolder(ctx, tx, s, now)
		}
		if err := d.allow(ctx, a, DoRelease, s, now); err != nil && s.Claim.Holder(now) != "" {
			return err
		}
		s.Claim = Claim{}
		if err := tx.Pass(ctx, s.ID, a.ID, now.Add(set.PassFor)); err != nil {
			return err
		}
		if err := tx.SaveSubmission(ctx, s); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.ClaimReleased, now, string(s.ID),
			audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID)))
	})
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
				if err := tx.DeleteWorksheets(ctx, s.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

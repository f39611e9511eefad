package review

import (
	"cmp"
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// Next claims the first submission that the person may take: what is kept ready for him (Reserve) or was handed to
// him, else the oldest waiting one, or for those who may settle the oldest escalated one when it has waited longer.
// It returns ErrNotFound when there is none. What a person gave back is offered again only when nothing else waits,
// and last of all what only this person may still take.
func (d *Desk) Next(ctx context.Context, a Actor) (Reference, error) {
	now, set := d.now(), d.Settings()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return "", err
	}
	if err := d.SettleDue(ctx); err != nil {
		return "", err
	}
	claimID := d.NewID()
	var ref Reference
	err := d.Store.Write(ctx, func(tx Tx) error {
		s, err := d.reservedBy(ctx, tx, a.ID, now)
		if err == nil {
			ref = s.Reference
			return d.begin(ctx, tx, s, a, now, set)
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
		if s, err = d.firstFor(ctx, tx, a, now); err != nil {
			return err
		}
		ref = s.Reference
		return d.take(ctx, tx, s, a, claimID, now, set)
	})
	return ref, err
}

// firstFor locks the first submission that a person may take.
func (d *Desk) firstFor(ctx context.Context, tx Tx, a Actor, now time.Time) (*Submission, error) {
	if s, err := d.firstKept(ctx, tx, a, now); err != nil || s != nil {
		return s, err
	}
	states := []State{Waiting}
	if d.settles(ctx, a) {
		states = append(states, Escalated)
	}
	return d.head(ctx, tx, states, a, now, d.Settings().order(now))
}

// firstKept locks what has been kept for a person the longest; nil when there is nothing that he may take.
func (d *Desk) firstKept(ctx context.Context, tx Tx, a Actor, now time.Time) (*Submission, error) {
	s, err := tx.FirstKept(ctx, a.ID, now)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	switch err := d.allow(ctx, a, DoClaim, s, now); {
	case errors.Is(err, ErrDenied): // his role has changed since
		return nil, nil
	case err != nil:
		return nil, err
	}
	return s, nil
}

// InHand is what a person holds and has not decided, the longest held first; ErrNotFound when there is
// nothing. After a decision it comes before what waits: who took a decision back already holds the next one.
func (d *Desk) InHand(ctx context.Context, a Actor) (Reference, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return "", err
	}
	held, err := d.Store.Held(ctx, a.ID, now)
	if err != nil {
		return "", err
	}
	for _, row := range held {
		s, err := d.Store.Submission(ctx, SubmissionKey{ID: row.ID})
		if err != nil {
			return "", err
		}
		if !s.Pending(now) && !s.Claim.Ahead {
			return s.Reference, nil
		}
	}
	return "", ErrNotFound
}

// head finds the first free submission of several states that the person may take, of what he takes on.
func (d *Desk) head(ctx context.Context, tx Tx, states []State, a Actor, now time.Time, order Order) (*Submission, error) {
	lanes, err := lanesOf(ctx, tx, states, a.ID)
	if err != nil {
		return nil, err
	}
	offers := []Offer{OfferFresh, OfferPassed}
	if d.settles(ctx, a) {
		offers = append(offers, OfferBarred) // may be the only one left
	}
	for _, offer := range offers {
		var first *Submission
		for _, l := range lanes {
			s, err := d.headOf(ctx, tx, HeadQuery{State: l.state, Person: a.ID, Now: now, Offer: offer, Order: order, Lanes: l.lanes}, a)
			if errors.Is(err, ErrNotFound) {
				continue
			} else if err != nil {
				return nil, err
			}
			if first == nil || before(s, first, order) {
				first = s
			}
		}
		if first != nil {
			return first, nil
		}
	}
	return nil, ErrNotFound
}

// before says whether one submission stands before another.
func before(a, b *Submission, order Order) bool {
	x, y := order.Class(a.Kind, a.Rank, a.QueuedAt), order.Class(b.Kind, b.Rank, b.QueuedAt)
	return x < y || x == y && a.QueuedAt.Before(b.QueuedAt)
}

// maxBarred bounds how many of those that a person is barred from are asked about at one time. There are
// few: they stand first in line for everybody else.
const maxBarred = 50

// headOf finds the first of one state, past those that the person is barred from.
func (d *Desk) headOf(ctx context.Context, tx Tx, q HeadQuery, a Actor) (*Submission, error) {
	for range maxBarred {
		s, err := tx.Head(ctx, q)
		if err != nil {
			return nil, err
		}
		if barred, err := d.barred(ctx, tx, s, a); err != nil || !barred {
			return s, err
		}
		q.After = &QueueCursor{Class: q.Order.Class(s.Kind, s.Rank, s.QueuedAt), QueuedAt: s.QueuedAt, ID: s.ID}
	}
	return nil, ErrNotFound
}

// take makes a person the holder of a locked submission.
func (d *Desk) take(ctx context.Context, tx Tx, s *Submission, a Actor, claimID string, now time.Time, set Settings) error {
	return d.grant(ctx, tx, s, a, Claim{ID: claimID, Until: now.Add(set.ClaimLease)}, now)
}

// grant gives a person a claim on a locked submission, from now on.
func (d *Desk) grant(ctx context.Context, tx Tx, s *Submission, a Actor, c Claim, now time.Time) error {
	if err := d.allow(ctx, a, DoClaim, s, now); err != nil {
		return err
	}
	act := audit.ClaimTaken
	if c.Ahead {
		act = audit.ClaimReserved
	}
	c.By, c.At = a.ID, now
	s.Claim, s.Keep = c, Keep{}
	if err := errors.Join(tx.SaveSubmission(ctx, s), d.present(ctx, tx, a, now)); err != nil {
		return err
	}
	return d.logClaim(ctx, tx, act, s, a, now)
}

// Claim takes a submission for a person. Claiming what one holds already extends it. What somebody else
// holds, or what is kept for somebody else, is a *NotHolderError, unless take is set and the person may reassign.
func (d *Desk) Claim(ctx context.Context, a Actor, ref Reference, take bool) error {
	now, set := d.now(), d.Settings()
	claimID := d.NewID()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if state := s.StateAt(now); !state.Decidable() {
			return &OutOfTurnError{State: state, Act: "claim"}
		}
		kept := s.Keep.Person(now)
		switch holder := cmp.Or(s.Claim.Holder(now), kept); {
		case s.Pending(now) && (take || holder == a.ID):
			return ErrAlreadyDecided
		case holder == a.ID && kept == "" && s.Claim.Ahead:
			return d.begin(ctx, tx, s, a, now, set)
		case holder == a.ID && kept == "":
			s.Claim.Until = now.Add(set.ClaimLease)
			return tx.SaveSubmission(ctx, s)
		case holder != "" && holder != a.ID && take:
			if err := d.allow(ctx, a, DoReassign, s, now); err != nil {
				return err
			}
			if err := d.log(ctx, tx, audit.ClaimReassigned, now, string(s.ID), audit.Committed("staff", string(a.ID)),
				audit.Committed("from", string(holder)), audit.Committed("submission", string(s.ID))); err != nil {
				return err
			}
			s.Claim = Claim{}
		case holder != "" && holder != a.ID:
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
		if err := s.outOfSight(now); err != nil {
			return err
		}
		if s.State == Draft && s.Version == 1 {
			return ErrNotFound // what was never sent is nobody's business
		}
		s.Settle(now, set.ResubmitWithin)
		return f(tx, s)
	})
}

func (d *Desk) notHolder(ctx context.Context, r Reader, s *Submission, now time.Time) error {
	e := &NotHolderError{Holder: s.Claim.Holder(now), Until: s.Claim.Until}
	if kept := s.Keep.Person(now); e.Holder == "" && kept != "" {
		e.Holder, e.Until, e.Kept = kept, s.Keep.Until, true
	}
	if e.Holder != "" {
		names, err := r.Names(ctx)
		if err != nil {
			return err
		}
		e.Name = names[e.Holder]
	}
	return e
}

// settles says whether the person may settle what is escalated, in general.
func (d *Desk) settles(ctx context.Context, a Actor) bool {
	return d.Guard.Allow(ctx, a, DoSettle, Object{State: Escalated}) == nil
}

// Barred says whether the person decided or overturned before and so may not decide next; to escalate is
// to decide. A supervisor may if nobody else is left who could. Claiming, next and deciding all ask this.
func (d *Desk) Barred(ctx context.Context, a Actor, s *Submission) (bool, error) {
	return d.barred(ctx, d.Store, s, a)
}

func (d *Desk) barred(ctx context.Context, r Reader, s *Submission, a Actor) (bool, error) {
	barred, err := r.IsBarred(ctx, s.ID, a.ID)
	if err != nil || !barred {
		return false, err
	}
	if !d.settles(ctx, a) {
		return true, nil
	}
	reviewers, supervisors, err := r.DeskStaff(ctx, s.ID)
	if s.State == Escalated {
		reviewers = 0
	}
	return reviewers+supervisors > 0, err
}

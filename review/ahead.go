package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// Reserved is a submission that is kept ready for a person who is still at another one.
type Reserved struct {
	Reference Reference
	Until     time.Time // unless it is asked for again before
}

// Reserve keeps the next submission that the person may take ready: a claim like any other, that others see,
// but short, and a person has one such at most. Asking again while it lasts makes it last anew. It becomes
// the usual claim when the person comes to it (Claim, Next, an answer on its page). It returns ErrNotFound
// when nothing is left to take.
func (d *Desk) Reserve(ctx context.Context, a Actor) (*Reserved, error) {
	now, set := d.now(), d.Settings()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return nil, err
	}
	claimID := d.NewID()
	var out *Reserved
	err := d.Store.Write(ctx, func(tx Tx) error {
		s, err := d.reservedBy(ctx, tx, a.ID, now)
		if errors.Is(err, ErrNotFound) {
			if s, err = d.firstFor(ctx, tx, a, now); err != nil {
				return err
			}
			if err := d.grant(ctx, tx, s, a, Claim{ID: claimID, Ahead: true, Until: now.Add(set.AheadLease)}, now); err != nil {
				return err
			}
		} else if err != nil {
			return err
		} else {
			s.Claim.Until = now.Add(set.AheadLease)
			if err := tx.SaveSubmission(ctx, s); err != nil {
				return err
			}
		}
		out = &Reserved{s.Reference, s.Claim.Until}
		return nil
	})
	return out, err
}

// reservedBy locks what is kept ready for a person; ErrNotFound when nothing is.
func (d *Desk) reservedBy(ctx context.Context, tx Tx, person StaffID, now time.Time) (*Submission, error) {
	held, err := tx.Held(ctx, person, now)
	if err != nil {
		return nil, err
	}
	for _, row := range held {
		if !row.HolderAhead {
			continue
		}
		s, err := tx.LockSubmission(ctx, SubmissionKey{ID: row.ID})
		if err != nil {
			return nil, err
		}
		if s.Claim.Ahead && s.Claim.Holder(now) == person && s.StateAt(now).Decidable() && !s.Pending(now) {
			return s, nil
		}
	}
	return nil, ErrNotFound
}

// begin makes of what is kept ready the usual claim: from now on the person looks at it.
func (d *Desk) begin(ctx context.Context, tx Tx, s *Submission, a Actor, now time.Time, set Settings) error {
	s.Claim.Ahead, s.Claim.At, s.Claim.Until = false, now, now.Add(set.ClaimLease)
	if err := tx.SaveSubmission(ctx, s); err != nil {
		return err
	}
	return d.logClaim(ctx, tx, audit.ClaimBegun, s, a, now)
}

// PutBack gives back what the person has not worked on, because he goes back to another case. It is the next
// one again, for him as well. What he does not hold is left as it is.
func (d *Desk) PutBack(ctx context.Context, a Actor, ref Reference) error {
	now := d.now()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if s.Claim.Holder(now) != a.ID || s.Pending(now) {
			return nil
		}
		if err := d.allow(ctx, a, DoRelease, s, now); err != nil {
			return err
		}
		s.Claim = Claim{}
		if err := tx.SaveSubmission(ctx, s); err != nil {
			return err
		}
		return d.logClaim(ctx, tx, audit.ClaimReleased, s, a, now)
	})
}

// logClaim records an act on a claim.
func (d *Desk) logClaim(ctx context.Context, tx Tx, act audit.Act, s *Submission, a Actor, now time.Time) error {
	facts := []audit.Fact{audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID))}
	if s.Claim.ID != "" {
		facts = append(facts, audit.Committed("claim", s.Claim.ID))
	}
	return d.log(ctx, tx, act, now, string(s.ID), facts...)
}

package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// Priority tells that somebody put a submission first in line, or back to where the rules want it.
type Priority struct {
	ID         string
	Submission SubmissionID
	By         StaffID
	At         time.Time
	First      bool
	Key        seal.KeyID // the submission's
	Reason     []byte     // sealed
}

// maxPriorityReason bounds the reason of a priority, in characters.
const maxPriorityReason = 500

// mostPrioritised is how many submissions can be put first at once.
const mostPrioritised = 200

// Prioritise puts submissions first in line, or with first false back to where the rules of the queue want
// them, and says why. All of them move, or none: *OutOfTurnError when one does not wait for the desk, ErrNotFound
// when a reference is nobody's. One that already stands so is passed over.
func (d *Desk) Prioritise(ctx context.Context, a Actor, refs []Reference, first bool, reason string) error {
	now, set := d.now(), d.Settings()
	if err := d.allow(ctx, a, DoPrioritise, nil, now); err != nil {
		return err
	}
	reason, code := cleanLong(reason, maxPriorityReason)
	switch {
	case code != "":
		return fieldError("reason", code)
	case reason == "":
		return fieldError("reason", "required")
	case len(refs) == 0 || len(refs) > mostPrioritised:
		return fieldError("reference", "choose")
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		for _, ref := range refs {
			s, err := tx.LockSubmission(ctx, SubmissionKey{Reference: ref})
			if err != nil {
				return err
			}
			if s.Gone(now) || s.State == Draft {
				return ErrNotFound
			}
			s.Settle(now, set.ResubmitWithin)
			if err := d.prioritise(ctx, tx, s, a, first, reason, now, set); err != nil {
				return err
			}
		}
		return nil
	})
}

// prioritise moves one locked submission.
func (d *Desk) prioritise(ctx context.Context, tx Tx, s *Submission, a Actor, first bool, reason string, now time.Time, set Settings) error {
	if err := d.allow(ctx, a, DoPrioritise, s, now); err != nil {
		return err
	}
	if state := s.StateAt(now); !state.Decidable() {
		return &OutOfTurnError{State: state, Act: "prioritise"}
	}
	if FirstInLine(s.Rank) == first {
		return nil
	}
	s.Rank = RankFirst
	if !first {
		s.Rank = RankUsual
	}
	set.place(s)
	p := Priority{ID: d.NewID(), Submission: s.ID, By: a.ID, At: now, First: first, Key: s.Key}
	var err error
	if p.Reason, err = d.sealText(ctx, s.Key, bindSubmission(s.ID, "priority."+p.ID), reason); err != nil {
		return sealError(err)
	}
	return errors.Join(
		tx.SaveSubmission(ctx, s),
		tx.InsertPriority(ctx, p),
		d.log(ctx, tx, audit.QueuePrioritised, now, string(s.ID), PriorityFacts(p)...))
}

// PriorityView tells the desk why a submission stands first in line.
type PriorityView struct {
	By     string // name
	At     time.Time
	Reason string // empty once erased
}

// priorityView finds why a submission was put first by hand; nil when it does not stand first for that.
func (d *Desk) priorityView(ctx context.Context, s *Submission, names map[StaffID]string) (*PriorityView, error) {
	if s.Rank != RankFirst {
		return nil, nil
	}
	p, err := d.Store.LastPriority(ctx, s.ID)
	if errors.Is(err, ErrNotFound) || err == nil && !p.First {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	reason, err := d.openText(ctx, p.Key, bindSubmission(s.ID, "priority."+p.ID), p.Reason)
	if err != nil && !errors.Is(err, ErrErased) {
		return nil, err
	}
	return &PriorityView{By: names[p.By], At: p.At, Reason: reason}, nil
}

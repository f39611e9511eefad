package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// A Stay keeps a submission from erasure when its period of retention is over. While there is one the periods do not
// count; they count from the end of the last one.
type Stay struct {
	ID         string // a complaint's own id, for its stay
	Submission SubmissionID
	Why        StayReason
	By         StaffID // empty for a complaint that came by the link
	At         time.Time
	Key        seal.KeyID // the submission's, under which Reason is sealed; empty for none
	Reason     []byte     // sealed
	EndedAt    time.Time  // zero while it holds
	EndedBy    StaffID
}

// StayReason says what a stay is for.
type StayReason string

// The reasons.
const (
	StayComplaint StayReason = "complaint" // until it is answered
	StayHand      StayReason = "hand"      // a supervisor set it, and ends it
)

// ErrStayed is for erasing by hand what something keeps from erasure.
var ErrStayed = errors.New("review: kept from erasure")

// endStay notes on a submission that something keeps it from erasure no more.
func (s *Submission) endStay(at time.Time) {
	s.Stays, s.StayEndedAt = max(0, s.Stays-1), at
}

// StayView is a stay as supervisors read it.
type StayView struct {
	Why             StayReason
	By, EndedBy     string // names
	At, EndedAt     time.Time
	Reason          string
	Erased          bool
	SetByHand, Open bool
}

// KeepFromErasure keeps a submission from erasure until a supervisor ends that, for a reason. One stay by hand is
// enough: setting another changes nothing. An empty or too long reason is a FieldErrors on `reason`.
func (d *Desk) KeepFromErasure(ctx context.Context, a Actor, ref Reference, reason string) error {
	now := d.now()
	if err := d.allow(ctx, a, DoStay, nil, now); err != nil {
		return err
	}
	reason, code := neededLong(reason, maxNote)
	if code != "" {
		return fieldError("reason", code, "max", maxNote)
	}
	stay := Stay{ID: d.NewID(), Why: StayHand, By: a.ID, At: now}
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if err := d.allow(ctx, a, DoStay, s, now); err != nil {
			return err
		}
		open, err := stayByHand(ctx, tx, s.ID)
		if err != nil || open != nil {
			return err
		}
		stay := stay
		stay.Submission, stay.Key = s.ID, s.Key
		if stay.Reason, err = d.sealText(ctx, s.Key, bindSaid("stay", stay.ID), reason); err != nil {
			return sealError(err)
		}
		s.Stays++
		if err := errors.Join(tx.InsertStay(ctx, &stay), tx.SaveSubmission(ctx, s)); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.ErasureStayed, now, string(s.ID), StayFacts(stay)...)
	})
}

// EndStay ends what a supervisor set by hand to keep a submission from erasure; nothing when nothing does.
func (d *Desk) EndStay(ctx context.Context, a Actor, ref Reference) error {
	now := d.now()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if err := d.allow(ctx, a, DoStay, s, now); err != nil {
			return err
		}
		open, err := stayByHand(ctx, tx, s.ID)
		if err != nil || open == nil {
			return err
		}
		s.endStay(now)
		if err := errors.Join(tx.EndStay(ctx, open.ID, a.ID, now), tx.SaveSubmission(ctx, s)); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.StayEnded, now, string(s.ID), StayEndFacts(a.ID, s.ID)...)
	})
}

// stayByHand is the stay that a supervisor set and nobody ended; nil for none.
func stayByHand(ctx context.Context, r Reader, s SubmissionID) (*Stay, error) {
	all, err := r.Stays(ctx, s)
	for i := range all {
		if all[i].Why == StayHand && all[i].EndedAt.IsZero() {
			return &all[i], err
		}
	}
	return nil, err
}

// stayViews lists what keeps or kept a submission from erasure, for who may set that; nothing for others.
func (d *Desk) stayViews(ctx context.Context, a Actor, s *Submission, now time.Time) ([]StayView, error) {
	if d.allow(ctx, a, DoStay, s, now) != nil {
		return nil, nil
	}
	all, err := d.Store.Stays(ctx, s.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	names, err := d.Store.Names(ctx)
	if err != nil {
		return nil, err
	}
	var out []StayView
	for _, x := range all {
		v := StayView{Why: x.Why, By: names[x.By], EndedBy: names[x.EndedBy], At: x.At, EndedAt: x.EndedAt, SetByHand: x.Why == StayHand, Open: x.EndedAt.IsZero()}
		if len(x.Reason) > 0 {
			v.Reason, err = d.openText(ctx, x.Key, bindSaid("stay", x.ID), x.Reason)
			if v.Erased = errors.Is(err, ErrErased); err != nil && !v.Erased {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

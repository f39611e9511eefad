package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// LookupView is what the telephone may answer about a reference: no document, no field, no address.
type LookupView struct {
	Reference Reference
	State     State
	Since     time.Time
	Round     int
	DueAt     time.Time
	HasMail   bool // an address is stored to which the link can be sent again
	Parcels   []Parcel
	ErasedAt  time.Time // zero unless only the bare facts are left
	// Complaint is what became of a complaint, without its words; nil for none. ComplainUntil is until when the person may
	// pass one on, zero when not.
	Complaint     *ComplaintStatus
	ComplainUntil time.Time
}

// Lookup answers for an exact reference. Each look is logged.
func (d *Desk) Lookup(ctx context.Context, a Actor, ref Reference) (*LookupView, error) {
	now := d.now()
	s, err := d.lookup(ctx, a, DoLookup, ref, now)
	if err != nil {
		return nil, err
	}
	parcels, err := d.Store.Parcels(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	err = d.Store.Write(ctx, func(tx Tx) error {
		if !s.ErasedAt.IsZero() { // nothing is committed to it any more
			return d.log(ctx, tx, audit.LookedUp, now, staffSubject(a.ID), audit.Committed("staff", string(a.ID)), audit.Public("erased", "yes"))
		}
		return d.log(ctx, tx, audit.LookedUp, now, string(s.ID),
			audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID)))
	})
	if err != nil {
		return nil, err
	}
	v := &LookupView{
		Reference: s.Reference, State: s.StateAt(now).Listed(), Since: s.listedSince(), Round: s.Round, DueAt: s.DueAt, HasMail: len(s.Email) > 0,
		Parcels: visibleParcels(parcels, now), ErasedAt: s.ErasedAt,
	}
	return v, d.complaintOnPhone(ctx, a, s, v, now)
}

// complaintOnPhone fills in what may be said of a complaint.
func (d *Desk) complaintOnPhone(ctx context.Context, a Actor, s *Submission, v *LookupView, now time.Time) error {
	c, err := complaintOf(ctx, d.Store, s.ID)
	if err != nil {
		return err
	}
	if c != nil {
		st, _, err := d.complaintStatus(ctx, c, false)
		v.Complaint = &st
		return err
	}
	if d.Guard.Allow(ctx, a, DoPassComplaint, Object{}) == nil {
		v.ComplainUntil, _ = d.Settings().complainUntil(s, nil, now)
	}
	return nil
}

// visibleParcels leaves out what waits for a decision to take effect: it would tell of it too early.
func visibleParcels(all []Parcel, now time.Time) []Parcel {
	var out []Parcel
	for _, p := range all {
		if p.Topic != TopicOutcome || !now.Before(p.NotBefore) {
			out = append(out, p)
		}
	}
	return out
}

// resendPause is how soon after one mail with the link another can be asked for.
const resendPause = time.Minute

// ResendLink sends the lookup link again, to the stored address only. FieldErrors when none is stored.
// Asked twice within a minute it sends one mail: a doubled click must not fill an applicant's mailbox.
func (d *Desk) ResendLink(ctx context.Context, a Actor, ref Reference) error {
	now := d.now()
	s, err := d.lookup(ctx, a, DoResendLink, ref, now)
	if err != nil {
		return err
	}
	if len(s.Email) == 0 || !d.Settings().MailPromised {
		return fieldError(FieldEmail, "no-address")
	}
	parcels, err := d.Store.Parcels(ctx, s.ID)
	if err != nil {
		return err
	}
	for _, p := range parcels {
		if p.Topic == TopicLink && p.FailedAt.IsZero() && now.Sub(p.CreatedAt) < resendPause {
			return nil
		}
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		if err := d.enqueue(ctx, tx, Parcel{Topic: TopicLink, Submission: s.ID, NotBefore: now}, now); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.LinkSentAgain, now, string(s.ID),
			audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID)))
	})
}

func (d *Desk) lookup(ctx context.Context, a Actor, action Action, ref Reference, now time.Time) (*Submission, error) {
	if err := d.allow(ctx, a, action, nil, now); err != nil {
		return nil, err
	}
	s, err := d.Store.Submission(ctx, SubmissionKey{Reference: ref})
	if err != nil {
		return nil, err
	}
	if err := s.outOfSight(now); errors.Is(err, ErrNotFound) {
		return nil, err
	}
	s.Settle(now, d.Settings().ResubmitWithin)
	return s, nil
}

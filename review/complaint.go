package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// MaxComplaint is how many characters a complaint, and the answer to it, may have.
const MaxComplaint = 2000

// ComplaintVia says how a complaint came.
type ComplaintVia string

// The ways.
const (
	ViaLink    ComplaintVia = "link"    // its applicant wrote it on the lookup link
	ViaSupport ComplaintVia = "support" // somebody passed on what its applicant said
)

// A Complaint is an applicant's request for another look at a rejection. There is one for a submission at most. While
// nobody has answered it, it keeps the submission from erasure.
type Complaint struct {
	ID         string
	Submission SubmissionID
	Decision   DecisionID // the rejection
	Via        ComplaintVia
	PassedBy   StaffID // empty when its applicant wrote it
	Lang       string  // in which it is answered
	At         time.Time
	Key        seal.KeyID // the submission's, under which Text is sealed; empty once erased
	Text       []byte     // sealed
	Answer     *ComplaintAnswer
}

// ComplaintAnswer is what a supervisor said to a complaint: Agree lets the rejection stand, Overturn takes it back.
// The note for the staff is the audit's that goes with it.
type ComplaintAnswer struct {
	Verdict Verdict
	By      StaffID
	At      time.Time
	Key     seal.KeyID // the submission's; empty once erased
	Message []byte     // to the applicant, sealed; nil for the usual words
}

// ComplaintError says why a rejection cannot be complained of, as the end of an id of words.
type ComplaintError struct{ Code string }

// The codes of a ComplaintError.
const (
	ComplaintOff     = "off"     // the operator takes no complaints here
	ComplaintState   = "state"   // it is not rejected
	ComplaintLate    = "late"    // the time for it is over
	ComplaintMade    = "made"    // there is one already
	ComplaintSettled = "settled" // somebody else answered it
)

func (e *ComplaintError) Error() string { return "review: complaint: " + e.Code }

// complainUntil is until when a rejection can be complained of: for the operator's days from when it took effect,
// and never beyond the period of retention. A *ComplaintError when it cannot be.
func (set Settings) complainUntil(s *Submission, made *Complaint, now time.Time) (time.Time, error) {
	switch {
	case made != nil:
		return time.Time{}, &ComplaintError{ComplaintMade}
	case s.StateAt(now) != Rejected || s.Decision == "" || !s.ErasedAt.IsZero():
		return time.Time{}, &ComplaintError{ComplaintState}
	case set.ComplainWithin == 0:
		return time.Time{}, &ComplaintError{ComplaintOff}
	}
	since := s.Since
	if s.Next != "" { // it has taken effect, and nobody has written that down
		since = s.EffectiveAt
	}
	until := since.Add(set.ComplainWithin)
	if kept := set.Retention.Rejected; kept > 0 && s.Stays == 0 {
		if end := since.Add(kept); end.Before(until) {
			until = end
		}
	}
	if !now.Before(until) {
		return time.Time{}, &ComplaintError{ComplaintLate}
	}
	return until, nil
}

// Complain asks for another look at a rejection, by its lookup link, in the words and the language of its applicant.
// The same words a second time, as a doubled click sends them, change nothing. What is wrong with the text is a
// FieldErrors on `complaint`; a *ComplaintError is for what cannot be complained of.
func (d *Desk) Complain(ctx context.Context, token, lang, text string) error {
	now := d.now()
	text, err := complaintText(text)
	if err != nil {
		return err
	}
	c := &Complaint{ID: d.NewID(), Via: ViaLink, Lang: lang, At: now}
	return d.Store.Write(ctx, func(tx Tx) error {
		s, err := d.lockByLink(ctx, tx, token, now)
		if err != nil {
			return err
		}
		return d.complain(ctx, tx, s, *c, text)
	})
}

// PassComplaint passes on what an applicant said on the telephone against a rejection. It is refused as Complain is;
// who passes it on sees no document and does not read it again.
func (d *Desk) PassComplaint(ctx context.Context, a Actor, ref Reference, text string) error {
	now := d.now()
	s, err := d.lookup(ctx, a, DoPassComplaint, ref, now)
	if err != nil {
		return err
	}
	if text, err = complaintText(text); err != nil {
		return err
	}
	id := s.ID
	c := &Complaint{ID: d.NewID(), Via: ViaSupport, PassedBy: a.ID, At: now}
	return d.Store.Write(ctx, func(tx Tx) error {
		s, err := tx.LockSubmission(ctx, SubmissionKey{ID: id})
		if err != nil {
			return err
		}
		if err := s.outOfSight(now); err != nil {
			return err
		}
		s.Settle(now, d.Settings().ResubmitWithin)
		c := *c
		c.Lang = s.Lang
		return d.complain(ctx, tx, s, c, text)
	})
}

func complaintText(text string) (string, error) {
	text, code := neededLong(text, MaxComplaint)
	if code != "" {
		return "", fieldError("complaint", code, "max", MaxComplaint)
	}
	return text, nil
}

// complain writes a complaint about a locked submission, and keeps it from erasure.
func (d *Desk) complain(ctx context.Context, tx Tx, s *Submission, c Complaint, text string) error {
	made, err := complaintOf(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if made != nil {
		if before, err := d.openText(ctx, made.Key, bindSaid("complaint", made.ID), made.Text); err == nil && before == text {
			return nil
		}
	}
	if _, err := d.Settings().complainUntil(s, made, c.At); err != nil {
		return err
	}
	c.Submission, c.Decision, c.Key = s.ID, s.Decision, s.Key
	if c.Text, err = d.sealText(ctx, s.Key, bindSaid("complaint", c.ID), text); err != nil {
		return sealError(err)
	}
	stay := &Stay{ID: c.ID, Submission: s.ID, Why: StayComplaint, By: c.PassedBy, At: c.At}
	s.Stays++
	if err := errors.Join(tx.InsertComplaint(ctx, &c), tx.InsertStay(ctx, stay), tx.SaveSubmission(ctx, s)); err != nil {
		return err
	}
	if len(s.Email) > 0 {
		if err := d.enqueue(ctx, tx, Parcel{Topic: TopicComplaint, Submission: s.ID, NotBefore: c.At}, c.At); err != nil {
			return err
		}
	}
	return d.log(ctx, tx, audit.ComplaintMade, c.At, string(s.ID), append(ComplaintFacts(c), ComplaintLaterFacts(c)...)...)
}

// complaintOf is the complaint about a submission; nil when there is none.
func complaintOf(ctx context.Context, r Reader, s SubmissionID) (*Complaint, error) {
	c, err := r.Complaint(ctx, s)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return c, err
}

package review

import (
	"context"
	"slices"
	"time"

	"shinsa/audit"
)

// Retract takes a decision back within the first seconds. The submission is held again, with all answers
// as they were. Later it is ErrTooLate.
func (d *Desk) Retract(ctx context.Context, a Actor, id DecisionID) (Reference, error) {
	now, set := d.now(), d.Settings()
	// Asked before anything is read: who makes no decisions learns nothing of which exist.
	if err := d.Guard.Allow(ctx, a, DoRetract, Object{Author: a.ID}); err != nil {
		return "", err
	}
	rec, err := d.Store.Decision(ctx, id)
	if err != nil {
		return "", err
	}
	if err := d.Guard.Allow(ctx, a, DoRetract, Object{Author: rec.By}); err != nil {
		return "", err
	}
	return rec.Reference, d.onSubmission(ctx, a, rec.Reference, func(tx Tx, s *Submission) error {
		if s.Decision != id || !s.Pending(now) {
			rec, err := tx.Decision(ctx, id)
			if err == nil && rec.Retraction != nil {
				return nil // a doubled click
			}
			return ErrTooLate
		}
		before, err := d.standingBefore(ctx, tx, s, id)
		if err != nil {
			return err
		}
		if s.Next == SecondReview {
			s.Version++ // which the decision did not do: the number is then that of any that was taken back
		}
		s.Next, s.EffectiveAt, s.Decision = "", time.Time{}, before
		s.Claim.Until = now.Add(set.ClaimLease)
		s.Version++
		if err := tx.InsertRetraction(ctx, Retraction{Decision: id, By: a.ID, At: now}); err != nil {
			return err
		}
		if err := tx.CancelParcels(ctx, id); err != nil {
			return err
		}
		if err := d.bringBack(ctx, tx, rec.Decision); err != nil {
			return err
		}
		if err := tx.SaveSubmission(ctx, s); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.DecisionRetracted, now, string(s.ID), RetractionFacts(Retraction{Decision: id, By: a.ID, At: now}, s.ID)...)
	})
}

// bringBack puts a decision's answers and texts on its author's worksheet, as they were sent.
func (d *Desk) bringBack(ctx context.Context, tx Tx, dec Decision) error {
	w := WorksheetContent{Answers: dec.Answers, Bulk: dec.Bulk, Reasons: dec.Reasons, Times: dec.Times, Visits: visitsOf(dec.Looking)}
	var err error
	if w.Marks, err = d.openMarks(ctx, dec); err != nil {
		return err
	}
	if w.Note, err = d.openText(ctx, dec.Key, bindDecision(dec.ID, "note"), dec.Note); err != nil {
		return err
	}
	if dec.OwnWords { // the usual ones come back by themselves
		if w.Message, err = d.openText(ctx, dec.Key, bindDecision(dec.ID, "message"), dec.Message); err != nil {
			return err
		}
	}
	return d.putWorksheet(ctx, tx, dec.Submission, dec.By, dec.Round, dec.Key, w)
}

// standingBefore finds the decision that stood before the one that is taken back.
func (d *Desk) standingBefore(ctx context.Context, r Reader, s *Submission, id DecisionID) (DecisionID, error) {
	return d.standingIn(ctx, r, s, s.State, id)
}

// standingIn finds the decision that stands in a state of a submission, but for one. In the round that waits
// that is none: what was answered stands, and what was overturned does not, but neither led to where it is.
func (d *Desk) standingIn(ctx context.Context, r Reader, s *Submission, state State, but DecisionID) (DecisionID, error) {
	all, err := r.Decisions(ctx, s.ID)
	if err != nil {
		return "", err
	}
	for _, rec := range slices.Backward(all) {
		if rec.ID == but || !rec.Stands() {
			continue
		}
		led := rec.Round < s.Round
		switch state {
		case Escalated:
			led = led || !rec.Concludes() && len(rec.SecondAsked) == 0
		case SecondReview:
			led = led || len(rec.SecondAsked) > 0
		}
		if led {
			return rec.ID, nil
		}
	}
	return "", nil
}

// ReportMistake puts a decision of one's own on top of the supervisors' page.
func (d *Desk) ReportMistake(ctx context.Context, a Actor, id DecisionID, note string) (Reference, error) {
	now := d.now()
	note, code := cleanLong(note, maxNote)
	if code != "" {
		return "", fieldError("note", code)
	}
	if err := d.Guard.Allow(ctx, a, DoReport, Object{Author: a.ID}); err != nil {
		return "", err
	}
	rec, err := d.Store.Decision(ctx, id)
	if err != nil {
		return "", err
	}
	if err := d.Guard.Allow(ctx, a, DoReport, Object{Author: rec.By}); err != nil {
		return "", err
	}
	if rec.Retraction != nil {
		return "", ErrTooLate
	}
	sealed, err := d.sealText(ctx, rec.Key, bindDecision(id, "report"), note)
	if err != nil {
		return "", sealError(err)
	}
	return rec.Reference, d.Store.Write(ctx, func(tx Tx) error {
		s, err := tx.LockSubmission(ctx, SubmissionKey{ID: rec.Submission})
		if err != nil {
			return err
		}
		if !s.ErasedAt.IsZero() {
			return &ErasedError{Reference: s.Reference, At: s.ErasedAt}
		}
		r := Report{Decision: id, By: a.ID, At: now, Note: sealed}
		if err := tx.InsertReport(ctx, r); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.DecisionReported, now, string(rec.Submission), ReportFacts(r, rec.Submission)...)
	})
}

package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// Absence is what a person said about being away from the desk.
type Absence struct {
	Person StaffID
	Since  time.Time // zero when he said nothing
	Until  time.Time // zero: until he says that he is back
}

// At says whether the person is away at a time.
func (a Absence) At(now time.Time) bool {
	return !a.Since.IsZero() && (a.Until.IsZero() || now.Before(a.Until))
}

// longestAbsence bounds how far ahead the end of an absence may lie. Who is away for longer does not say until when.
const longestAbsence = 31 * 24 * time.Hour

// GoAway records that a person is away until a time, or until he says that he is back when it is zero: nothing is
// kept for him and nobody can give him anything. What he holds and has not worked on is free at once, which is how
// many are returned; the rest ends as every claim does. A time that is over or too far is a FieldErrors on `until`.
func (d *Desk) GoAway(ctx context.Context, a Actor, until time.Time) (freed int, err error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return 0, err
	}
	if !until.IsZero() && (!now.Before(until) || until.Sub(now) > longestAbsence) {
		return 0, fieldError("until", "choose")
	}
	err = d.Store.Write(ctx, func(tx Tx) error {
		freed = 0
		held, err := tx.Held(ctx, a.ID, now)
		if err != nil {
			return err
		}
		for _, row := range held {
			ok, err := d.freeUntouched(ctx, tx, row.ID, a, now)
			if err != nil {
				return err
			}
			if ok {
				freed++
			}
		}
		kept, err := tx.Kept(ctx, a.ID, now)
		if err != nil {
			return err
		}
		for _, row := range kept {
			s, err := tx.LockSubmission(ctx, SubmissionKey{ID: row.ID})
			if err != nil {
				return err
			}
			if s.Keep.For == a.ID {
				s.Keep = Keep{}
			}
			if err := tx.SaveSubmission(ctx, s); err != nil {
				return err
			}
		}
		away := Absence{Person: a.ID, Since: now, Until: until}
		if err := tx.SetAbsence(ctx, away); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.StaffAway, now, staffSubject(a.ID), append(AbsenceFacts(away), AbsenceLaterFacts(away)...)...)
	})
	return freed, err
}

// freeUntouched frees a claim of the person under which nothing was answered yet.
func (d *Desk) freeUntouched(ctx context.Context, tx Tx, id SubmissionID, a Actor, now time.Time) (bool, error) {
	s, err := tx.LockSubmission(ctx, SubmissionKey{ID: id})
	if err != nil {
		return false, err
	}
	if s.Claim.Holder(now) != a.ID || s.Next != "" {
		return false, nil
	}
	sheet, err := tx.Worksheet(ctx, s.ID, a.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	if err == nil && sheet.Round == s.Round && !sheet.At.Before(s.Claim.At) {
		return false, nil
	}
	s.Claim = Claim{}
	if err := tx.SaveSubmission(ctx, s); err != nil {
		return false, err
	}
	return true, d.log(ctx, tx, audit.ClaimReleased, now, string(s.ID), audit.Public("reason", "away"),
		audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID)))
}

// ComeBack records that a person is back. Saying so twice changes nothing.
func (d *Desk) ComeBack(ctx context.Context, a Actor) error {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error { return d.present(ctx, tx, a, now) })
}

// present ends the absence of a person who acts.
func (d *Desk) present(ctx context.Context, tx Tx, a Actor, now time.Time) error {
	away, err := tx.Absence(ctx, a.ID)
	if errors.Is(err, ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	if err := tx.EndAbsence(ctx, a.ID); err != nil || !away.At(now) {
		return err
	}
	return d.log(ctx, tx, audit.StaffBack, now, staffSubject(a.ID), audit.Committed("staff", string(a.ID)))
}

// Away is what a person said about being away, for his own pages; zero when he is here.
func (d *Desk) Away(ctx context.Context, a Actor) (Absence, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return Absence{}, err
	}
	return d.absence(ctx, d.Store, a.ID, now)
}

func (d *Desk) absence(ctx context.Context, r Reader, person StaffID, now time.Time) (Absence, error) {
	away, err := r.Absence(ctx, person)
	if errors.Is(err, ErrNotFound) || err == nil && !away.At(now) {
		return Absence{}, nil
	} else if err != nil {
		return Absence{}, err
	}
	return *away, nil
}

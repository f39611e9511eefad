package review

import (
	"context"
	"time"

	"shinsa/audit"
)

// maxVerdictAnswer bounds what somebody answers to a verdict, in characters.
const maxVerdictAnswer = 2000

// verdictsListed is how many verdicts are listed, the newest first; toldFor is for how long an overturn is counted as
// one of which its author has not read.
const (
	verdictsListed = 100
	toldFor        = 90 * 24 * time.Hour
)

// VerdictAnswer is what the author of a decision answered to a verdict on it. It is said once.
type VerdictAnswer struct {
	Audit string // its id
	By    StaffID
	At    time.Time
	Text  []byte // sealed under the decision's key
}

// OwnVerdict is a verdict on a decision of the reader's own.
type OwnVerdict struct {
	Decision DecisionView
	N        int  // which of Decision.Audits it is
	Unread   bool // it overturned the decision, and the reader has not said that he read it
	// CanAnswer says whether it can be answered still: the latest verdict on a decision can, once.
	CanAnswer bool
}

// OwnVerdicts lists what was said of a person's own decisions, the newest first.
func (d *Desk) OwnVerdicts(ctx context.Context, a Actor) ([]OwnVerdict, error) {
	if err := d.Guard.Allow(ctx, a, SeeDecision, Object{Author: a.ID}); err != nil {
		return nil, err
	}
	until, err := d.Store.VerdictsRead(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	records, places, err := d.Store.VerdictsOn(ctx, a.ID, verdictsListed)
	if err != nil {
		return nil, err
	}
	out := make([]OwnVerdict, 0, len(records))
	for i := range records {
		view, err := d.decisionView(ctx, records[i])
		if err != nil {
			return nil, err
		}
		n := places[i]
		au := view.Audits[n]
		out = append(out, OwnVerdict{
			Decision: *view, N: n, Unread: au.Verdict == Overturn && au.At.After(until),
			CanAnswer: !view.Erased && n == len(view.Audits)-1 && au.Answer == nil && d.Guard.Allow(ctx, a, DoAnswerVerdict, Object{Author: view.By}) == nil,
		})
	}
	return out, nil
}

// UnreadVerdicts counts the overturns of a person's decisions that he has not said he read.
func (d *Desk) UnreadVerdicts(ctx context.Context, a Actor) (int, error) {
	if d.Guard.Allow(ctx, a, SeeDecision, Object{Author: a.ID}) != nil {
		return 0, nil
	}
	until, err := d.Store.VerdictsRead(ctx, a.ID)
	if err != nil {
		return 0, err
	}
	if oldest := d.now().Add(-toldFor); until.Before(oldest) {
		until = oldest
	}
	return d.Store.OverturnsSince(ctx, a.ID, until)
}

// ReadVerdicts says that a person has read what was said of his decisions until now.
func (d *Desk) ReadVerdicts(ctx context.Context, a Actor) error {
	if err := d.Guard.Allow(ctx, a, SeeDecision, Object{Author: a.ID}); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error { return tx.SetVerdictsRead(ctx, a.ID, d.now()) })
}

// AnswerVerdict records what the author of a decision answers to the latest verdict on it. The same words once more are
// a doubled click; others are ErrAlreadyDecided. An empty or too long text is a FieldErrors on `answer`.
func (d *Desk) AnswerVerdict(ctx context.Context, a Actor, id DecisionID, text string) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, DoAnswerVerdict, Object{Author: a.ID}); err != nil {
		return err // before anything is read: who decides nothing learns nothing of which decisions exist
	}
	text, code := neededLong(text, maxVerdictAnswer)
	if code != "" {
		return fieldError("answer", code, "max", maxVerdictAnswer)
	}
	rec, err := d.Store.Decision(ctx, id)
	if err != nil {
		return err
	}
	if err := d.Guard.Allow(ctx, a, DoAnswerVerdict, Object{Author: rec.By}); err != nil {
		return err
	}
	return d.onSubmission(ctx, a, rec.Reference, func(tx Tx, s *Submission) error {
		rec, err := tx.Decision(ctx, id)
		if err != nil {
			return err
		}
		if len(rec.Audits) == 0 {
			return ErrNotFound
		}
		au := rec.Audits[len(rec.Audits)-1]
		if au.Answer != nil {
			if said, err := d.openText(ctx, rec.Key, bindDecision(id, "answer."+au.ID), au.Answer.Text); err == nil && said == text {
				return nil
			}
			return ErrAlreadyDecided
		}
		answer := VerdictAnswer{Audit: au.ID, By: a.ID, At: now}
		if answer.Text, err = d.sealText(ctx, rec.Key, bindDecision(id, "answer."+au.ID), text); err != nil {
			return sealError(err)
		}
		if err := tx.InsertVerdictAnswer(ctx, answer); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.VerdictAnswered, now, string(s.ID), VerdictAnswerFacts(answer, id, s.ID)...)
	})
}

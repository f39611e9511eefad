package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// ComplaintForm is what a supervisor answers to a complaint.
type ComplaintForm struct {
	Verdict Verdict
	// Severity is how much what was wrong weighs, of an Overturn; Major where it is empty: the outcome was wrong, and its
	// applicant had to say so.
	Severity Severity
	Note     string // for the staff
	Message  string // to the applicant
}

// AnswerComplaint answers the complaint about a decision. Agree lets the rejection stand and needs a message to the
// applicant; Overturn takes it back and needs a note for the reviewer: the submission is reviewed again, first in
// line, by somebody else. Either is an audit of the decision as well. Who decided on the submission before, or judged
// its decision, does not answer, unless no supervisor is left who did neither; who made the decision never does.
//
// What is wrong with the form is a FieldErrors on `verdict`, `severity`, `note` and `message`. The same verdict of the same person
// a second time changes nothing; somebody else's is a *ComplaintError.
func (d *Desk) AnswerComplaint(ctx context.Context, a Actor, id DecisionID, f ComplaintForm) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	verdict := f.Verdict
	rec, err := d.Store.Decision(ctx, id)
	if err != nil {
		return err
	}
	au := &Audit{ID: d.NewID(), Decision: id, Verdict: verdict, Severity: f.Severity, By: a.ID, At: now}
	if au.Note, err = d.sealText(ctx, rec.Key, bindDecision(id, "audit."+au.ID), f.Note); err != nil {
		return sealError(err)
	}
	return d.onSubmission(ctx, a, rec.Reference, func(tx Tx, s *Submission) error {
		c, err := complaintOf(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		if c == nil || c.Decision != id {
			return ErrNotFound
		}
		if c.Answer != nil {
			if c.Answer.By == a.ID && c.Answer.Verdict == verdict {
				return nil
			}
			return &ComplaintError{ComplaintSettled}
		}
		rec, err := tx.Decision(ctx, id)
		if err != nil {
			return err
		}
		barred, err := d.barredFromComplaint(ctx, tx, s, rec, a)
		if err != nil {
			return err
		}
		if err := d.Guard.Allow(ctx, a, HandleComplaint, Object{Author: rec.By}); err != nil {
			return err
		}
		if barred {
			return ErrDenied
		}
		answer := ComplaintAnswer{Verdict: verdict, By: a.ID, At: now, Key: s.Key}
		if verdict == Agree {
			if answer.Message, err = d.sealText(ctx, s.Key, bindSaid("complaint-answer", c.ID), f.Message); err != nil {
				return sealError(err)
			}
		}
		if err := d.settleComplaint(ctx, tx, s, c, answer); err != nil {
			return err
		}
		if err := tx.InsertAudit(ctx, au); err != nil {
			return err
		}
		if verdict == Overturn {
			err = d.reopen(ctx, tx, s, rec, a, ActComplaint, now)
		} else {
			err = tx.SaveSubmission(ctx, s)
		}
		if err != nil {
			return err
		}
		return d.log(ctx, tx, audit.DecisionAudited, now, string(s.ID), append(AuditFacts(*au, s.ID), AuditLaterFacts(*au)...)...)
	})
}

// check says what is wrong with a form as FieldErrors, and tidies it.
func (f *ComplaintForm) check() error {
	if f.Verdict != Agree && f.Verdict != Overturn {
		return fieldError("verdict", "choose")
	}
	var wrong FieldErrors
	var code string
	if f.Note, code = cleanLong(f.Note, maxNote); f.Verdict == Overturn && f.Note == "" && code == "" {
		code = "required"
	}
	if code != "" {
		wrong = append(wrong, fieldError("note", code)...)
	}
	if f.Message, code = cleanLong(f.Message, MaxComplaint); f.Verdict == Agree && f.Message == "" && code == "" {
		code = "required"
	}
	if code != "" {
		wrong = append(wrong, fieldError("message", code)...)
	}
	severity, err := severityOf(f.Verdict, f.Severity)
	f.Severity, wrong = severity, append(wrong, err...)
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// settleComplaint writes the answer to a complaint, ends what it kept from erasure and writes to the applicant. The
// caller saves the submission.
func (d *Desk) settleComplaint(ctx context.Context, tx Tx, s *Submission, c *Complaint, answer ComplaintAnswer) error {
	s.endStay(answer.At)
	if err := errors.Join(tx.AnswerComplaint(ctx, c.ID, answer), tx.EndStay(ctx, c.ID, answer.By, answer.At)); err != nil {
		return err
	}
	if len(s.Email) > 0 {
		p := Parcel{Topic: TopicComplaintAnswer, Submission: s.ID, NotBefore: answer.At}
		if err := d.enqueue(ctx, tx, p, answer.At); err != nil {
			return err
		}
	}
	return d.log(ctx, tx, audit.ComplaintAnswered, answer.At, string(s.ID), ComplaintAnswerFacts(*c, answer)...)
}

// overtakeComplaint answers an open complaint about a decision that an audit overturns: its applicant has what he asked
// for. It is the answer to a complaint all the same, so who may not answer that is denied.
func (d *Desk) overtakeComplaint(ctx context.Context, tx Tx, s *Submission, rec *DecisionRecord, a Actor, now time.Time) error {
	c, err := complaintOf(ctx, tx, s.ID)
	if err != nil || c == nil || c.Answer != nil || c.Decision != rec.ID {
		return err
	}
	if barred, err := d.barredFromComplaint(ctx, tx, s, rec, a); err != nil {
		return err
	} else if barred {
		return ErrDenied
	}
	return d.settleComplaint(ctx, tx, s, c, ComplaintAnswer{Verdict: Overturn, By: a.ID, At: now, Key: s.Key})
}

// barredFromComplaint says whether a person has a part in what is complained of: he decided on the submission before,
// overturned something, or gave a verdict on the rejection. When that is so of every supervisor, it bars nobody; who
// made the rejection is kept from it by the policy all the same.
func (d *Desk) barredFromComplaint(ctx context.Context, r Reader, s *Submission, rec *DecisionRecord, a Actor) (bool, error) {
	all, err := r.Decisions(ctx, s.ID)
	if err != nil {
		return false, err
	}
	part := map[StaffID]bool{}
	for _, one := range all {
		if one.Retraction != nil {
			continue
		}
		part[one.By] = true
		for _, au := range one.Audits {
			part[au.By] = part[au.By] || au.Verdict == Overturn || one.ID == rec.ID
		}
	}
	barred, err := r.IsBarred(ctx, s.ID, a.ID)
	if err != nil || !part[a.ID] && !barred {
		return false, err
	}
	people, err := r.DeskPeople(ctx, s.ID)
	if err != nil {
		return false, err
	}
	for _, p := range people {
		if p.ID == a.ID || p.Barred || part[p.ID] {
			continue
		}
		if d.Guard.Allow(ctx, Actor{ID: p.ID, Role: p.Role}, HandleComplaint, Object{Author: rec.By}) == nil {
			return true, nil // somebody is left who had no part in it
		}
	}
	return false, nil
}

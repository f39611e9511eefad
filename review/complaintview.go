package review

import (
	"context"
	"errors"
	"time"
)

// ComplaintStatus is what the applicant, and who answers the telephone, may know of a complaint.
type ComplaintStatus struct {
	At       time.Time
	Via      ComplaintVia
	AnswerBy time.Time // when it should be answered at the latest
	// Text and Message are for the applicant alone.
	Text       string
	Lang       string
	Verdict    Verdict // empty while nobody has answered
	AnsweredAt time.Time
	Message    string // of the answer; empty for the usual words
}

// ComplaintView is a complaint as supervisors read it.
type ComplaintView struct {
	ComplaintStatus
	PassedBy   string // name; empty when its applicant wrote it
	AnsweredBy string // name
	CanAnswer  bool
	Erased     bool
}

// ComplaintRow is a complaint that nobody has answered, as the supervisors' page lists it.
type ComplaintRow struct {
	Complaint
	Reference    Reference
	PassedByName string
	AnswerBy     time.Time
	CanAnswer    bool // the person who reads the list
}

// maxComplaints bounds how many waiting complaints are listed.
const maxComplaints = 50

// complaintStatus is what may be known of a complaint; with the texts for who may read them.
func (d *Desk) complaintStatus(ctx context.Context, c *Complaint, texts bool) (st ComplaintStatus, erased bool, err error) {
	st = ComplaintStatus{At: c.At, Via: c.Via, Lang: c.Lang, AnswerBy: c.At.Add(d.Settings().ComplaintAnswerIn)}
	if texts {
		st.Text, err = d.openText(ctx, c.Key, bindSaid("complaint", c.ID), c.Text)
		if erased = c.Key == "" || errors.Is(err, ErrErased); err != nil && !erased {
			return st, false, err
		}
	}
	if x := c.Answer; x != nil {
		st.Verdict, st.AnsweredAt = x.Verdict, x.At
		if texts {
			st.Message, err = d.openText(ctx, x.Key, bindSaid("complaint-answer", c.ID), x.Message)
			if err != nil && !errors.Is(err, ErrErased) {
				return st, erased, err
			}
		}
	}
	return st, erased, nil
}

// complaintForApplicant fills in the complaint of a submission as its applicant reads it, or until when one can be made.
func (d *Desk) complaintForApplicant(ctx context.Context, s *Submission, v *ApplicantView, now time.Time) error {
	c, err := complaintOf(ctx, d.Store, s.ID)
	if err != nil {
		return err
	}
	if c == nil {
		v.ComplainUntil, _ = d.Settings().complainUntil(s, nil, now)
		return nil
	}
	st, _, err := d.complaintStatus(ctx, c, true)
	if err != nil {
		return err
	}
	v.Complaint = &st
	v.Timeline = append(v.Timeline, TimelineEntry{What: "complaint", At: c.At, Round: v.Round})
	if st.Verdict == Agree { // an overturn tells of itself
		v.Timeline = append(v.Timeline, TimelineEntry{What: "complaint-upheld", At: st.AnsweredAt, Round: v.Round})
	}
	return nil
}

// complaintOn fills in the complaint about a decision for who may handle complaints.
func (d *Desk) complaintOn(ctx context.Context, a Actor, s *Submission, rec *DecisionRecord, v *AuditView) error {
	if d.Guard.Allow(ctx, a, SeeAudit, Object{}) != nil {
		return nil
	}
	c, err := complaintOf(ctx, d.Store, s.ID)
	if err != nil || c == nil || c.Decision != rec.ID {
		return err
	}
	names, err := d.Store.Names(ctx)
	if err != nil {
		return err
	}
	if v.Complaint, err = d.complaintView(ctx, c, names); err != nil {
		return err
	}
	if c.Answer == nil && s.ErasedAt.IsZero() {
		v.Complaint.CanAnswer, err = d.mayAnswer(ctx, a, s, rec)
	}
	return err
}

// complaintView is a complaint as the staff see it.
func (d *Desk) complaintView(ctx context.Context, c *Complaint, names map[StaffID]string) (v *ComplaintView, err error) {
	v = &ComplaintView{PassedBy: names[c.PassedBy]}
	if c.Answer != nil {
		v.AnsweredBy = names[c.Answer.By]
	}
	v.ComplaintStatus, v.Erased, err = d.complaintStatus(ctx, c, true)
	return v, err
}

func (d *Desk) mayAnswer(ctx context.Context, a Actor, s *Submission, rec *DecisionRecord) (bool, error) {
	if d.Guard.Allow(ctx, a, HandleComplaint, Object{Author: rec.By}) != nil {
		return false, nil
	}
	barred, err := d.barredFromComplaint(ctx, d.Store, s, rec, a)
	return !barred, err
}

// waitingComplaints lists what nobody has answered, the oldest first.
func (d *Desk) waitingComplaints(ctx context.Context, a Actor) ([]ComplaintRow, error) {
	rows, err := d.Store.WaitingComplaints(ctx, maxComplaints)
	if err != nil {
		return nil, err
	}
	in := d.Settings().ComplaintAnswerIn
	for i := range rows {
		rows[i].AnswerBy = rows[i].At.Add(in)
		s, err := d.Store.Submission(ctx, SubmissionKey{ID: rows[i].Submission})
		if err != nil {
			return nil, err
		}
		rec, err := d.Store.Decision(ctx, rows[i].Decision)
		if err != nil {
			return nil, err
		}
		if rows[i].CanAnswer, err = d.mayAnswer(ctx, a, s, rec); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

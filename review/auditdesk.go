package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/review/kinds"
)

// AuditPage is a page of the decisions as supervisors see them, and for reviewers of their own.
type AuditPage struct {
	Rows       []DecisionRecord
	Reported   []DecisionRecord // reported mistakes that nobody audited since; on the first page only
	Complaints []ComplaintRow   // that nobody has answered, the oldest first; on the first page only
	Purges     []Purge          // of the last seven days; on the first page only
	Next       *DecisionCursor
	// All says whether decisions of everybody are listed; People are then those who can be asked for.
	All    bool
	People map[StaffID]string
}

// AuditPageSize is the number of rows of a page.
const AuditPageSize = 50

// AuditList lists decisions. Who may not see others' sees the own ones only.
func (d *Desk) AuditList(ctx context.Context, a Actor, q DecisionQuery) (*AuditPage, error) {
	now := d.now()
	all := d.Guard.Allow(ctx, a, SeeAudit, Object{}) == nil
	if !all {
		if err := d.Guard.Allow(ctx, a, SeeDecision, Object{Author: a.ID}); err != nil {
			return nil, err
		}
		q.By = a.ID
	}
	q.Limit, q.Now = AuditPageSize+1, now
	q.Reader = a.ID
	rows, err := d.Store.DecisionList(ctx, q)
	if err != nil {
		return nil, err
	}
	p := &AuditPage{Rows: rows, All: all}
	if len(rows) > AuditPageSize {
		p.Rows = rows[:AuditPageSize]
		last := p.Rows[AuditPageSize-1]
		p.Next = &DecisionCursor{DecidedAt: last.DecidedAt, ID: last.ID}
	}
	if all {
		if p.People, err = d.Store.Names(ctx); err != nil {
			return nil, err
		}
	}
	if q.After != nil || !all {
		return p, nil
	}
	if p.Reported, err = d.Store.DecisionList(ctx, DecisionQuery{Reported: true, Reader: a.ID, Limit: AuditPageSize, Now: now}); err != nil {
		return nil, err
	}
	if p.Complaints, err = d.waitingComplaints(ctx, a); err != nil {
		return nil, err
	}
	p.Purges, err = d.Store.Purges(ctx, now.Add(-7*24*time.Hour), AuditPageSize)
	return p, err
}

// AuditView is a decision as the reviewer saw it.
type AuditView struct {
	Decision DecisionView
	Kind     *kinds.Kind
	Words    kinds.SnapshotWords // of that version of the kind, in every language
	Round    RoundView
	// CanAudit says whether the person may give a verdict; CanOverturn whether it may be that, which answers an open
	// complaint; CanReport whether it is the own decision and can be reported.
	CanAudit, CanOverturn, CanReport bool

	Latest   bool // it is the latest decision of its submission: an overturn reopens that
	State    State
	Erased   bool          // of the submission only the bare facts are left
	Reply    *ReplyView    // the answer to the question that the decision asked; nil for none
	Comments []CommentView // of the submission, oldest first
	// Entry is the id of the log's entry that tells of the decision; empty for who may not have its proof.
	Entry    string
	ErasedAt time.Time
	// Other is the other decision of a second review, for who may see everybody's; nil when there is none.
	Other *DecisionRecord
	// Complaint is the applicant's against this decision, and Stays what keeps or kept the submission from erasure, for
	// supervisors; CanStay says whether the person may set and end that.
	Complaint *ComplaintView
	Stays     []StayView
	CanStay   bool
}

// AuditView shows one decision with the version of the kind under which it was made. That the typed fields
// are seen is logged first.
func (d *Desk) AuditView(ctx context.Context, a Actor, id DecisionID) (*AuditView, error) {
	now, set := d.now(), d.Settings()
	// Asked before anything is read: who may see no decision at all learns nothing of which exist.
	if err := d.Guard.Allow(ctx, a, SeeDecision, Object{Author: a.ID}); err != nil {
		return nil, err
	}
	rec, err := d.Store.Decision(ctx, id)
	if err != nil {
		return nil, err
	}
	if rec.pending(now) && rec.By != a.ID {
		return nil, ErrNotFound // until it takes effect it is its author's alone
	}
	s, err := d.Store.Submission(ctx, SubmissionKey{ID: rec.Submission})
	if err != nil {
		return nil, err
	}
	s.Settle(now, set.ResubmitWithin)
	about, err := d.aboutDecision(ctx, d.Store, a, rec, s)
	if err != nil {
		return nil, err
	}
	if err := d.Guard.Allow(ctx, a, SeeDecision, about); err != nil {
		return nil, err
	}
	v := &AuditView{State: s.StateAt(now), Erased: !s.ErasedAt.IsZero(), ErasedAt: s.ErasedAt}
	if v.Latest, err = d.isLatest(ctx, a, s, id, now); err != nil {
		return nil, err
	}
	view, err := d.decisionView(ctx, asKnown(*rec, now))
	if err != nil {
		return nil, err
	}
	view.Awaited = about.Blind && rec.effective(now)
	v.Decision = *view
	if v.Other, err = d.otherOpinion(ctx, a, rec, now); err != nil {
		return nil, err
	}
	snapshot, err := d.Store.KindSnapshot(ctx, rec.Kind, rec.KindVersion)
	if err != nil {
		return nil, fmt.Errorf("review: kind %s %s: %w", rec.Kind, rec.KindVersion, err)
	}
	if v.Kind, v.Words, err = kinds.ParseSnapshot(snapshot); err != nil {
		return nil, err
	}
	r, err := d.Store.Round(ctx, rec.Submission, rec.Round)
	if err != nil {
		return nil, err
	}
	if v.Round, err = d.roundView(ctx, s, r, rec.DecidedAt, set); err != nil {
		return nil, err
	}
	if err := d.logOpened(ctx, a, s, now, v.Round); err != nil {
		return nil, err
	}
	if err := d.besideDecision(ctx, a, s, v, *rec); err != nil {
		return nil, err
	}
	if v.Entry, err = d.logged(ctx, a, rec); err != nil {
		return nil, err
	}
	if err := d.complaintOn(ctx, a, s, rec, v); err != nil {
		return nil, err
	}
	if v.Stays, err = d.stayViews(ctx, a, s, now); err != nil {
		return nil, err
	}
	v.CanStay = !v.Erased && d.allow(ctx, a, DoStay, s, now) == nil
	effective := rec.effective(now) && !v.Erased
	v.CanAudit = effective && rec.Stands() && d.Guard.Allow(ctx, a, DoAudit, about) == nil
	v.CanOverturn = v.CanAudit && (v.Complaint == nil || v.Complaint.CanAnswer || v.Complaint.Verdict != "")
	v.CanReport = effective && rec.Stands() && rec.Report == nil && d.Guard.Allow(ctx, a, DoReport, Object{Author: rec.By}) == nil
	return v, nil
}

// aboutDecision is a decision as the policy asks about it. While its round waits for a second opinion, which
// must be blind to it, it is ErrNotFound for everybody but its author.
func (d *Desk) aboutDecision(ctx context.Context, r Reader, a Actor, rec *DecisionRecord, s *Submission) (Object, error) {
	blind, err := d.isUnseen(ctx, r, s, rec)
	if err == nil && blind && rec.By != a.ID {
		err = ErrNotFound
	}
	return Object{Author: rec.By, Blind: blind}, err
}

// isLatest says whether a decision is the latest of its submission, as far as the person may know. One that was overturned
// is so until somebody decides anew.
func (d *Desk) isLatest(ctx context.Context, a Actor, s *Submission, id DecisionID, now time.Time) (bool, error) {
	latest := s.Decision
	if latest == "" {
		all, err := d.Store.Decisions(ctx, s.ID)
		if err != nil {
			return false, err
		}
		all = slices.DeleteFunc(all, func(r DecisionRecord) bool { return r.Retraction != nil })
		return len(all) > 0 && all[len(all)-1].ID == id, nil
	}
	if s.Pending(now) && s.Claim.By != a.ID {
		var err error
		if latest, err = d.standingBefore(ctx, d.Store, s, s.Decision); err != nil {
			return false, err
		}
	}
	return latest == id, nil
}

// otherOpinion finds the decision beside which one stands in a second review, for who may see everybody's.
func (d *Desk) otherOpinion(ctx context.Context, a Actor, rec *DecisionRecord, now time.Time) (*DecisionRecord, error) {
	if rec.First == "" && len(rec.SecondAsked) == 0 || !rec.effective(now) || d.Guard.Allow(ctx, a, SeeAudit, Object{}) != nil {
		return nil, nil
	}
	all, err := d.Store.Decisions(ctx, rec.Submission)
	if err != nil {
		return nil, err
	}
	for i, o := range all {
		if o.effective(now) && (o.ID == rec.First || o.First == rec.ID) {
			return &all[i], nil
		}
	}
	return nil, nil
}

// AuditDecision records a supervisor's verdict. Overturning the latest decision of an approved or
// rejected submission reopens it, first in line, for somebody else. The same verdict of the same person a
// second time, as a doubled click sends it, changes nothing. What cannot be taken is told as FieldErrors on
// `verdict`, `severity` or `note`.
func (d *Desk) AuditDecision(ctx context.Context, a Actor, id DecisionID, f VerdictForm) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	rec, err := d.Store.Decision(ctx, id)
	if err != nil {
		return err
	}
	if rec.pending(now) && rec.By != a.ID {
		return ErrNotFound // until it takes effect it is its author's alone
	}
	if err := d.Guard.Allow(ctx, a, DoAudit, Object{Author: rec.By}); err != nil {
		return err
	}
	if err := d.checkSample(ctx, d.Store, a, rec, &f); err != nil {
		return err
	}
	au := &Audit{ID: d.NewID(), Decision: id, Verdict: f.Verdict, Severity: f.Severity, Sample: f.Sample, By: a.ID, At: now}
	if au.Note, err = d.sealText(ctx, rec.Key, bindDecision(id, "audit."+au.ID), f.Note); err != nil {
		return sealError(err)
	}
	return d.onSubmission(ctx, a, rec.Reference, func(tx Tx, s *Submission) error {
		rec, err := tx.Decision(ctx, id)
		if err != nil {
			return err
		}
		about, err := d.aboutDecision(ctx, tx, a, rec, s)
		if err != nil {
			return err
		}
		if err := d.Guard.Allow(ctx, a, DoAudit, about); err != nil {
			return err
		}
		if rec.Retraction != nil || now.Before(rec.EffectiveAt) {
			return &OutOfTurnError{State: s.StateAt(now), Act: "audit"}
		}
		if n := len(rec.Audits); n > 0 && rec.Audits[n-1].By == a.ID && rec.Audits[n-1].Verdict == f.Verdict && rec.Audits[n-1].Sample == f.Sample {
			return nil
		}
		if !rec.Stands() {
			return ErrAlreadyDecided // it was overturned before
		}
		reopens := f.Verdict == Overturn && s.Decision == id
		if reopens { // before the verdict is there: who gave one has a part in the decision
			if err := d.overtakeComplaint(ctx, tx, s, rec, a, now); err != nil {
				return err
			}
		}
		if err := tx.InsertAudit(ctx, au); err != nil {
			return err
		}
		if reopens {
			if err := d.reopen(ctx, tx, s, rec, a, ActOverturn, now); err != nil {
				return err
			}
		}
		return d.log(ctx, tx, audit.DecisionAudited, now, string(s.ID), append(AuditFacts(*au, s.ID), AuditLaterFacts(*au)...)...)
	})
}

// reopen puts a submission first in line after an audit's overturn or a complaint that was allowed; who decided or
// overturned does not decide next.
func (d *Desk) reopen(ctx context.Context, tx Tx, s *Submission, rec *DecisionRecord, a Actor, act Act, now time.Time) error {
	to, ok := After(s.State, act)
	if !ok {
		return nil // a request to send again, or an escalation: there is nothing to reopen
	}
	if rec.First != "" { // two decided
		first, err := tx.Decision(ctx, rec.First)
		if err != nil {
			return err
		}
		if err := tx.Bar(ctx, s.ID, first.By); err != nil {
			return err
		}
	}
	s.enter(to, now)
	s.Rank, s.Claim, s.Decision = RankReopened, Claim{}, ""
	d.Settings().place(s)
	s.Version++
	return errors.Join(tx.Bar(ctx, s.ID, rec.By), tx.Bar(ctx, s.ID, a.ID), tx.SaveSubmission(ctx, s))
}

package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/review/kinds"
)

// Dossier is all that the desk has about one submission, for the answer to a complaint or an inspection: what was sent,
// what was decided and why, what was written to the applicant, what was said of it afterwards, who looked at what, and
// the proofs that the log has it. Of what was erased the bare facts are left.
type Dossier struct {
	Reference Reference
	State     State
	Since     time.Time
	CreatedAt time.Time
	ErasedAt  time.Time // zero when it was not
	MadeAt    time.Time
	MadeBy    string
	Rounds    []DossierRound // oldest first
	Decisions []DossierDecision
	Parcels   []Parcel // what went out, oldest first
	Comments  []CommentView
	Replies   []ReplyView // answered questions, newest first
	Complaint *ComplaintView
	Stays     []StayView
	Views     []ViewRow // by time
	Head      string    // the signed head of the log; empty before the first
}

// DossierRound is a round with the kind in the version under which it was sent.
type DossierRound struct {
	RoundView
	KindAsSent *kinds.Kind
}

// DossierDecision is a decision with the kind in the version under which it was made, and the proof that the log has it.
type DossierDecision struct {
	DecisionView
	KindThen *kinds.Kind
	Entry    string // of the log; empty once nobody can tell which it is, or before it has a number
	Proof    []byte // as a file that is kept; see audit.Proof
}

// Report makes the report of a submission. It shows what was typed in every round, which is logged first, and that
// the report was made. What a second opinion must not know of is left out.
func (d *Desk) Dossier(ctx context.Context, a Actor, ref Reference) (*Dossier, error) {
	now, set := d.now(), d.Settings()
	for _, action := range []Action{SeeAudit, SeeViewLog, VerifyLog} {
		if err := d.Guard.Allow(ctx, a, action, Object{}); err != nil {
			return nil, err
		}
	}
	s, err := d.Store.Submission(ctx, SubmissionKey{Reference: ref})
	if err != nil {
		return nil, err
	}
	erased := !s.ErasedAt.IsZero()
	if s.State == Draft && (erased || s.Version == 1 || s.Gone(now)) {
		return nil, ErrNotFound // never sent: nobody's business
	}
	s.Settle(now, set.ResubmitWithin)
	if err := d.allow(ctx, a, SeeSubmission, s, now); err != nil {
		return nil, err
	}
	r := &Dossier{
		Reference: s.Reference, State: s.StateAt(now).Listed(), Since: s.listedSince(), CreatedAt: s.CreatedAt, ErasedAt: s.ErasedAt, MadeAt: now, MadeBy: a.Name,
	}
	if err := d.dossierRounds(ctx, a, s, r, now, set); err != nil {
		return nil, err
	}
	if err := d.dossierDecisions(ctx, a, s, r, now); err != nil {
		return nil, err
	}
	if err := d.dossierSaid(ctx, a, s, r, now); err != nil {
		return nil, err
	}
	if r.Views, err = d.Store.Views(ctx, s.ID); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.Views, func(a, b ViewRow) int { return a.At.Compare(b.At) })
	if head, err := d.Store.LogHead(ctx); err == nil {
		r.Head = string(head.Signed)
	} else if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	return r, nil
}

func (d *Desk) dossierRounds(ctx context.Context, a Actor, s *Submission, r *Dossier, now time.Time, set Settings) error {
	rounds, err := d.Store.Rounds(ctx, s.ID)
	if err != nil {
		return err
	}
	var seen []RoundView
	for i := range rounds {
		if rounds[i].SubmittedAt.IsZero() {
			continue // being edited by its applicant
		}
		v, err := d.roundView(ctx, s, &rounds[i], rounds[i].SubmittedAt, set)
		if err != nil {
			return err
		}
		k, err := d.kindAsDecided(ctx, d.Store, rounds[i].Kind, rounds[i].KindVersion)
		if err != nil {
			return err
		}
		seen = append(seen, v)
		r.Rounds = append(r.Rounds, DossierRound{RoundView: v, KindAsSent: k})
	}
	if err := d.logOpened(ctx, a, s, now, seen...); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		if !s.ErasedAt.IsZero() { // nothing is committed to it any more
			return d.log(ctx, tx, audit.ReportMade, now, staffSubject(a.ID), audit.Committed("staff", string(a.ID)), audit.Public("erased", "yes"))
		}
		return d.log(ctx, tx, audit.ReportMade, now, string(s.ID), audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID)))
	})
}

func (d *Desk) dossierDecisions(ctx context.Context, a Actor, s *Submission, r *Dossier, now time.Time) error {
	records, err := d.Store.Decisions(ctx, s.ID)
	if err != nil {
		return err
	}
	hidden := unseen(s, records)
	for _, rec := range records {
		if rec.pending(now) || hidden[rec.ID] {
			continue
		}
		view, err := d.decisionView(ctx, asKnown(rec, now))
		if err != nil {
			return err
		}
		one := DossierDecision{DecisionView: *view}
		if one.KindThen, err = d.kindAsDecided(ctx, d.Store, rec.Kind, rec.KindVersion); err != nil {
			return err
		}
		if one.Entry, err = d.logged(ctx, a, &rec); err != nil {
			return err
		}
		if one.Entry != "" {
			proof, err := d.Store.Prove(ctx, one.Entry)
			if err != nil {
				return err
			}
			one.Proof = proof.Bytes()
		}
		r.Decisions = append(r.Decisions, one)
	}
	return nil
}

func (d *Desk) dossierSaid(ctx context.Context, a Actor, s *Submission, r *Dossier, now time.Time) error {
	names, err := d.Store.Names(ctx)
	if err != nil {
		return err
	}
	parcels, err := d.Store.Parcels(ctx, s.ID)
	if err != nil {
		return err
	}
	r.Parcels = visibleParcels(parcels, now)
	if r.Comments, err = d.commentViews(ctx, a, s, names); err != nil {
		return err
	}
	history := make([]DecisionRecord, 0, len(r.Decisions))
	for _, x := range r.Decisions {
		history = append(history, x.DecisionRecord)
	}
	if r.Replies, err = d.replyViews(ctx, s, history, names); err != nil {
		return err
	}
	if r.Stays, err = d.stayViews(ctx, a, s, now); err != nil {
		return err
	}
	c, err := complaintOf(ctx, d.Store, s.ID)
	if err != nil || c == nil {
		return err
	}
	r.Complaint, err = d.complaintView(ctx, c, names)
	return err
}

package review

import (
	"context"
	"errors"
	"slices"

	"shinsa/audit"
	"shinsa/review/kinds"
)

// BlindView is a decision of a blind sample as its auditor sees it before he has said what he would have decided: what
// its author had before the eyes, and nothing of what he made of it. It is put together from the round and the kind
// alone, so that there is nothing in it to leak.
type BlindView struct {
	Reference Reference
	Kind      *kinds.Kind // in the version of the decision
	Round     RoundView
}

// BlindItem shows an item of a blind sample to who has not answered it. That the typed fields are seen is logged first.
func (d *Desk) BlindItem(ctx context.Context, a Actor, v *SampleView, n int) (*BlindView, error) {
	now, set := d.now(), d.Settings()
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return nil, err
	}
	item := v.Item(n)
	if item == nil || !item.Masked || item.Withheld {
		return nil, ErrNotFound
	}
	rec, err := d.Store.Decision(ctx, item.Decision)
	if err != nil {
		return nil, err
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
	if err := d.Guard.Allow(ctx, a, DoAudit, about); err != nil {
		return nil, err
	}
	out := &BlindView{Reference: rec.Reference}
	if out.Kind, err = d.kindAsDecided(ctx, d.Store, rec.Kind, rec.KindVersion); err != nil {
		return nil, err
	}
	r, err := d.Store.Round(ctx, rec.Submission, rec.Round)
	if err != nil {
		return nil, err
	}
	if out.Round, err = d.roundView(ctx, s, r, rec.DecidedAt, set); err != nil {
		return nil, err
	}
	if out.Round.Erased {
		return nil, ErrErased
	}
	return out, d.logOpened(ctx, a, s, now, out.Round)
}

// AnswerBlind records what an auditor would have decided on an item of a blind sample. It is said once; saying the same
// again, as a doubled click does, changes nothing, and something else is ErrAlreadyDecided. What cannot be taken is told
// as FieldErrors on `outcome` or `reason`.
func (d *Desk) AnswerBlind(ctx context.Context, a Actor, id SampleID, n int, outcome Outcome, reasons []string) error {
	now := d.now()
	v, err := d.Sample(ctx, a, id)
	if err != nil {
		return err
	}
	item := v.Item(n)
	if item == nil || !v.Blind || item.Withheld {
		return ErrNotFound
	}
	rec, err := d.Store.Decision(ctx, item.Decision)
	if errors.Is(err, ErrNotFound) { // it was erased: there is nothing left to judge
		return ErrAlreadyDecided
	} else if err != nil {
		return err
	}
	if err := d.Guard.Allow(ctx, a, DoAudit, Object{Author: rec.By}); err != nil {
		return err
	}
	reasons = slices.Compact(slices.Sorted(slices.Values(reasons)))
	if had := item.Answered(a.ID); had != nil {
		if had.Outcome == outcome && slices.Equal(had.Reasons, reasons) {
			return nil
		}
		return ErrAlreadyDecided
	}
	if !item.Masked {
		return ErrAlreadyDecided // it has its verdict, or there is nothing left to judge
	}
	k, err := d.kindAsDecided(ctx, d.Store, rec.Kind, rec.KindVersion)
	if err != nil {
		return err
	}
	if err := checkBlind(k, outcome, reasons); err != nil {
		return err
	}
	answer := &BlindAnswer{Sample: id, N: n, Decision: item.Decision, By: a.ID, At: now, Outcome: outcome, Reasons: reasons}
	return d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.InsertBlindAnswer(ctx, answer); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.SampleAnswered, now, string(item.Submission), BlindAnswerFacts(*answer, item.Submission)...)
	})
}

// checkBlind asks of an own outcome what a decision needs: a reason of the kind's where something is refused.
func checkBlind(k *kinds.Kind, o Outcome, reasons []string) error {
	if !slices.Contains(Outcomes(), o) {
		return fieldError("outcome", "choose")
	}
	for _, id := range reasons {
		r, ok := k.Reason(id)
		if !ok || !slices.Contains(r.Outcomes, string(o)) {
			return fieldError("reason", "sample-reason")
		}
	}
	if (o == Reject || o == Resubmit) && len(reasons) == 0 {
		return fieldError("reason", "sample-reason-missing")
	}
	return nil
}

package review

import (
	"context"
	"errors"
	"time"
)

// HandedView tells the holder how a submission came to him.
type HandedView struct {
	From string // name
	Why  KeepReason
	At   time.Time
	Note string
}

// togetherView fills in what colleagues told each other about a submission, and what can be done together.
func (d *Desk) togetherView(ctx context.Context, a Actor, s *Submission, v *ReviewView, now time.Time) error {
	names, err := d.Store.Names(ctx)
	if err != nil {
		return err
	}
	history, err := d.Store.Decisions(ctx, s.ID)
	if err != nil {
		return err
	}
	if v.Replies, err = d.replyViews(ctx, s, history, names); err != nil {
		return err
	}
	if v.Comments, err = d.commentViews(ctx, a, s, names); err != nil {
		return err
	}
	if err := d.handedView(ctx, a, s, v, names, now); err != nil {
		return err
	}
	if v.Priority, err = d.priorityView(ctx, s, names); err != nil {
		return err
	}
	v.Asked = askedNow(v, now)
	o := Object{State: v.State, Holder: v.HolderID, Barred: v.Barred}
	may := func(action Action) bool { return d.Guard.Allow(ctx, a, action, o) == nil }
	v.CanComment = may(DoComment)
	if !v.State.Decidable() || s.Pending(now) && s.Claim.By == a.ID {
		return nil
	}
	if v.CanHand = v.Mine && may(DoHand) || !v.Mine && may(DoReassign); v.CanHand {
		if v.Colleagues, err = d.colleagues(ctx, a, s, now); err != nil {
			return err
		}
	}
	if v.Mine && may(DoAnswer) {
		asked, err := questionOf(ctx, d.Store, s)
		if err != nil {
			return err
		}
		v.CanAnswer = asked != nil
	}
	return nil
}

// askedNow is the escalation that brought what is shown to a supervisor, as far as the person may know.
func askedNow(v *ReviewView, now time.Time) *DecisionView {
	if v.State != Escalated {
		return nil
	}
	for i, h := range v.History {
		if h.Stands() && !h.pending(now) && h.Round == v.Round.N {
			if h.Outcome == Escalate {
				return &v.History[i]
			}
			return nil
		}
	}
	return nil
}

// handedView finds the note that came with a submission, for who gave it and who got it.
func (d *Desk) handedView(ctx context.Context, a Actor, s *Submission, v *ReviewView, names map[StaffID]string, now time.Time) error {
	offered := v.Keep.ID != "" && v.Keep.Why != KeepAnswered && (v.Keep.For == a.ID || v.Keep.By == a.ID)
	if !offered && !v.Mine {
		return nil
	}
	h, err := d.Store.LastHandover(ctx, s.ID)
	if errors.Is(err, ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	note, err := d.openText(ctx, h.Key, bindSaid("handover", h.ID), h.Note)
	if err != nil && !errors.Is(err, ErrErased) {
		return err
	}
	switch {
	case offered && h.ID == v.Keep.ID:
		v.KeptNote = note
	case v.Mine && h.To == a.ID && h.Round == s.Round && !s.Claim.At.Before(h.At) && s.Claim.At.Before(h.Until):
		v.Handed = &HandedView{From: names[h.By], Why: h.Why, At: h.At, Note: note}
	}
	return nil
}

// besideDecision fills in what was said around a decision.
func (d *Desk) besideDecision(ctx context.Context, a Actor, s *Submission, v *AuditView, rec DecisionRecord) error {
	names, err := d.Store.Names(ctx)
	if err != nil {
		return err
	}
	if v.Comments, err = d.commentViews(ctx, a, s, names); err != nil || rec.Outcome != Escalate {
		return err
	}
	replies, err := d.replyViews(ctx, s, []DecisionRecord{rec}, names)
	if len(replies) > 0 {
		v.Reply = &replies[0]
	}
	return err
}

package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// A Reply is a supervisor's answer to the question of an escalation. (Answer is what stands at a checklist item.)
type Reply struct {
	ID         string
	Submission SubmissionID
	Round      int
	Decision   DecisionID // the escalation that asked
	By         StaffID
	At         time.Time
	Key        seal.KeyID // the submission's, under which Text is sealed
	Text       []byte     // sealed
}

// ReplyView is an answered question as the desk shows it.
type ReplyView struct {
	Decision DecisionID
	Question string
	Asker    StaffID
	AskedBy  string // name
	AskedAt  time.Time
	Text     string
	By       string // name
	At       time.Time
	Erased   bool
}

// AnswerQuestion answers the question of an escalation and sends the submission back to where it came from. It is
// kept for who asked for a while, with what he had answered of the checklist, and then for everybody; asking bars
// nobody from deciding. Refusals are those of Decide; an empty text is a FieldErrors on `answer`.
func (d *Desk) AnswerQuestion(ctx context.Context, a Actor, ref Reference, text string, seen SeenVersion) error {
	now, set := d.now(), d.Settings()
	text, code := neededLong(text, maxNote)
	if code != "" {
		return fieldError("answer", code, "max", maxNote)
	}
	id := d.NewID()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		state := s.StateAt(now)
		if s.Pending(now) && s.Claim.By == a.ID {
			return ErrAlreadyDecided
		}
		if state != Escalated {
			return &OutOfTurnError{State: state, Act: ActAnswer}
		}
		if holder := s.Claim.Holder(now); s.Claim.By != a.ID || holder != "" && holder != a.ID {
			return d.notHolder(ctx, tx, s, now)
		}
		barred, err := d.barred(ctx, tx, s, a)
		if err != nil {
			return err
		}
		if err := d.Guard.Allow(ctx, a, DoAnswer, Object{State: state, Holder: a.ID, Barred: barred}); err != nil {
			return err // who asks does not answer, unless nobody else is left
		}
		if seen.Submission != s.Version {
			return ErrStale
		}
		asked, err := questionOf(ctx, tx, s)
		if err != nil {
			return err
		}
		if asked == nil {
			return &OutOfTurnError{State: state, Act: ActAnswer} // two reviewers disagreed: nobody asked
		}
		to, _ := After(state, ActAnswer)
		reply := &Reply{ID: id, Submission: s.ID, Round: s.Round, Decision: asked.ID, By: a.ID, At: now, Key: s.Key}
		if reply.Text, err = d.sealText(ctx, s.Key, bindSaid("reply", id), text); err != nil {
			return sealError(err)
		}
		if s.Decision, err = d.standingIn(ctx, tx, s, to, asked.ID); err != nil {
			return err
		}
		s.enter(to, now)
		s.Claim = Claim{}
		s.Version++
		if err := errors.Join(tx.InsertReply(ctx, reply), tx.SaveSubmission(ctx, s)); err != nil {
			return err
		}
		if err := d.keepForAsker(ctx, tx, s, asked, reply, now.Add(set.AskerFirst), now); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.QuestionAnswered, now, string(s.ID), append(ReplyFacts(*reply), ReplyLaterFacts(*reply)...)...)
	})
}

// questionOf finds the escalation by which a submission came to a supervisor, where it can be answered; nil
// when there is none. A second reviewer's is settled and not answered: who answers has read the first decision,
// and the opinion that comes after would not be blind.
func questionOf(ctx context.Context, r Reader, s *Submission) (*DecisionRecord, error) {
	if s.State != Escalated || s.Decision == "" {
		return nil, nil
	}
	rec, err := r.Decision(ctx, s.Decision)
	if err != nil || rec.Outcome != Escalate || rec.Round != s.Round || rec.First != "" {
		return nil, err
	}
	return rec, nil
}

// keepForAsker keeps an answered submission for who asked, with his answers to the checklist, unless he is away or
// could not take it. The submission is saved before, because a question that stands bars who asked it.
func (d *Desk) keepForAsker(ctx context.Context, tx Tx, s *Submission, asked *DecisionRecord, reply *Reply, until, now time.Time) error {
	people, err := tx.DeskPeople(ctx, s.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p DeskPerson) bool { return p.ID == asked.By })
	if i < 0 || people[i].Away.At(now) || !d.fit(ctx, s, people[i], now) {
		return nil
	}
	s.Keep = Keep{ID: reply.ID, For: asked.By, By: reply.By, Why: KeepAnswered, Until: until}
	return errors.Join(tx.SaveSubmission(ctx, s),
		d.putWorksheet(ctx, tx, s.ID, asked.By, s.Round, asked.Key, WorksheetContent{Answers: asked.Answers, Times: asked.Times}))
}

// replyViews shows the answered questions of a submission, newest first.
func (d *Desk) replyViews(ctx context.Context, s *Submission, history []DecisionRecord, names map[StaffID]string) ([]ReplyView, error) {
	replies, err := d.Store.Replies(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	var out []ReplyView
	for _, r := range slices.Backward(replies) {
		i := slices.IndexFunc(history, func(rec DecisionRecord) bool { return rec.ID == r.Decision })
		if i < 0 {
			continue
		}
		asked := history[i]
		v := ReplyView{Decision: asked.ID, Asker: asked.By, AskedBy: asked.ByName, AskedAt: asked.DecidedAt, By: names[r.By], At: r.At}
		if v.Question, err = d.openText(ctx, asked.Key, bindDecision(asked.ID, "note"), asked.Note); err == nil {
			v.Text, err = d.openText(ctx, r.Key, bindSaid("reply", r.ID), r.Text)
		}
		if v.Erased = r.Key == "" || errors.Is(err, ErrErased); err != nil && !v.Erased {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

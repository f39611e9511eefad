package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/review/kinds"
)

// Letter is what a parcel says, opened at the moment at which it is sent.
type Letter struct {
	To        string
	Lang      string
	Topic     string
	Reference Reference
	Token     string // of the lookup link
	Round     int
	Outcome   Outcome  // of an outcome
	Message   string   // of an outcome, as it was decided to be sent
	Pictures  []string // sides by name of which an outcome asks for new pictures
	DueAt     time.Time
	Verdict   Verdict   // of the answer to a complaint
	AnswerBy  time.Time // of a complaint that has arrived
}

// Letter opens a parcel. It returns ErrNotFound for one that should not go any more: its decision was
// taken back, its submission erased or without an address.
func (d *Desk) Letter(ctx context.Context, p Parcel) (*Letter, error) {
	s, err := d.Store.Submission(ctx, SubmissionKey{ID: p.Submission})
	if err != nil {
		return nil, err
	}
	if !s.ErasedAt.IsZero() {
		return nil, ErrNotFound
	}
	l := &Letter{Lang: s.Lang, Topic: p.Topic, Reference: s.Reference, Round: s.Round, DueAt: s.DueAt}
	var rec *DecisionRecord
	if p.Topic == TopicOutcome {
		if rec, err = d.Store.Decision(ctx, p.Decision); err != nil {
			return nil, err
		}
		if rec.Retraction != nil {
			return nil, ErrNotFound
		}
		l.Lang, l.Outcome, l.Round = rec.Lang, rec.Outcome, rec.Round
		if rec.Outcome == Resubmit {
			l.DueAt = rec.EffectiveAt.Add(d.Settings().ResubmitWithin)
			k, asked, err := d.askedBy(ctx, d.Store, rec.Decision, s.Sides)
			if err != nil {
				return nil, err
			}
			l.Pictures = sideNames(k, asked.demanded, l.Lang)
		}
		sealed, column := rec.forApplicant()
		if l.Message, err = d.openText(ctx, rec.Key, bindDecision(rec.ID, column), sealed); err != nil {
			return nil, gone(err)
		}
	}
	if p.Topic == TopicComplaint || p.Topic == TopicComplaintAnswer {
		if err := d.complaintLetter(ctx, s, l); err != nil {
			return nil, gone(err)
		}
	}
	if l.To, err = d.openText(ctx, s.Key, bindSubmission(s.ID, "email"), s.Email); err != nil {
		return nil, gone(err)
	}
	if l.Token, err = d.openText(ctx, s.Key, bindSubmission(s.ID, "link"), s.Link); err != nil {
		return nil, gone(err)
	}
	if l.To == "" {
		return nil, ErrNotFound
	}
	return l, nil
}

// sideNames are sides by name, in the order of the kind.
func sideNames(k *kinds.Kind, sides []string, lang string) []string {
	var names []string
	for _, s := range k.Sides {
		if slices.Contains(sides, s.ID) {
			names = append(names, k.Text(lang, s.NameID()))
		}
	}
	return names
}

// complaintLetter fills in what a letter says of a complaint.
func (d *Desk) complaintLetter(ctx context.Context, s *Submission, l *Letter) error {
	c, err := d.Store.Complaint(ctx, s.ID)
	if err != nil {
		return err
	}
	st, _, err := d.complaintStatus(ctx, c, true)
	if err != nil {
		return err
	}
	l.Lang, l.Verdict, l.Message, l.AnswerBy = c.Lang, st.Verdict, st.Message, st.AnswerBy
	if l.Topic == TopicComplaintAnswer && l.Verdict == "" {
		return ErrNotFound
	}
	return nil
}

func gone(err error) error {
	if errors.Is(err, ErrErased) {
		return ErrNotFound
	}
	return err
}

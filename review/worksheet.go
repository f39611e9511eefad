package review

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shinsa/seal"
)

// WorksheetContent is a person's unsent work on a submission.
type WorksheetContent struct {
	Answers Answers  `json:"answers,omitempty"`
	Bulk    []string `json:"bulk,omitempty"` // items answered yes together
	Reasons []string `json:"reasons,omitempty"`
	Marks   []Mark   `json:"marks,omitempty"`
	Note    string   `json:"note,omitempty"`
	Message string   `json:"message,omitempty"`
	// Times are kept by the desk; what a form says of them counts for nothing.
	Times AnswerTimes `json:"times,omitempty"`
	// Looked is what a page tells now, and Visits what the desk keeps of what pages told, by their names.
	Looked Looked            `json:"-"`
	Visits map[string]string `json:"visits,omitempty"`
}

// SaveWorksheet keeps a person's answers and notes. It is input, so it extends the person's claim. Of a
// person who does not hold the submission, or no longer, they are kept as well, and the error is a
// *NotHolderError. Items and reasons that the kind does not have are refused.
func (d *Desk) SaveWorksheet(ctx context.Context, a Actor, ref Reference, w WorksheetContent) error {
	now, set := d.now(), d.Settings()
	err := d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if s.Claim.Holder(now) != a.ID || s.Pending(now) {
			return d.notHolder(ctx, tx, s, now)
		}
		return d.saveWork(ctx, tx, s, a, w, now, set)
	})
	var holder *NotHolderError
	if errors.As(err, &holder) {
		if saveErr := d.KeepWorksheet(ctx, a, ref, w); saveErr != nil {
			return errors.Join(err, saveErr)
		}
	}
	return err
}

// saveWork keeps the holder's work, which extends the claim.
func (d *Desk) saveWork(ctx context.Context, tx Tx, s *Submission, a Actor, w WorksheetContent, now time.Time, set Settings) error {
	if err := d.writeWorksheet(ctx, tx, s, a, w); err != nil {
		return err
	}
	if s.Claim.Ahead {
		return d.begin(ctx, tx, s, a, now, set)
	}
	s.Claim.Until = now.Add(set.ClaimLease)
	return tx.SaveSubmission(ctx, s)
}

// KeepWorksheet keeps answers that were refused with something else: a decision, or saving them without
// holding the submission. It extends nothing.
func (d *Desk) KeepWorksheet(ctx context.Context, a Actor, ref Reference, w WorksheetContent) error {
	err := d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if now := d.now(); !s.StateAt(now).Decidable() || s.Pending(now) {
			return nil // what is decided has its answers already
		}
		return d.writeWorksheet(ctx, tx, s, a, w)
	})
	var rule *DecisionError
	if errors.As(err, &rule) {
		return nil // it names what the kind does not have: nothing to keep
	}
	return err
}

func (d *Desk) writeWorksheet(ctx context.Context, tx Tx, s *Submission, a Actor, w WorksheetContent) error {
	k, ok := d.Kinds.Set().Kind(s.Kind)
	if !ok {
		return fmt.Errorf("review: kind %s is not loaded", s.Kind)
	}
	if err := checkAnswers(k, w.Answers); err != nil {
		return err
	}
	for _, id := range w.Reasons {
		if _, ok := k.Reason(id); !ok {
			return &DecisionError{Code: "unknown-reason", Items: []string{id}}
		}
	}
	for _, id := range w.Bulk {
		if _, ok := k.Item(id); !ok {
			return &DecisionError{Code: "unknown-item", Items: []string{id}}
		}
	}
	w.Marks = onceEach(w.Marks)
	if err := checkKeptMarks(k, w.Marks); err != nil {
		return err
	}
	for _, text := range []string{w.Note, w.Message} {
		if _, code := cleanLong(text, maxNote); code != "" {
			return &DecisionError{Code: "text-" + code}
		}
	}
	r, err := tx.Round(ctx, s.ID, s.Round)
	if err != nil {
		return err
	}
	set, now := d.Settings(), d.now()
	kept, err := d.keptOf(ctx, tx, k, s, a.ID, w.Answers, set.Looking)
	if err != nil {
		return err
	}
	w.Times, w.Visits = timesOf(k, w.Answers, kept, now), set.visitsWith(kept.Visits, w.Looked, k, now)
	return d.putWorksheet(ctx, tx, s.ID, a.ID, s.Round, r.Key, w)
}

func (d *Desk) putWorksheet(ctx context.Context, tx Tx, s SubmissionID, person StaffID, round int, key seal.KeyID, w WorksheetContent) error {
	sealed, err := d.sealJSON(ctx, key, bindWorksheet(s, person, round), w)
	if err != nil {
		return err
	}
	return tx.SaveWorksheet(ctx, &Worksheet{Submission: s, Person: person, Round: round, Key: key, Sealed: sealed, At: d.now()})
}

// worksheet opens a person's own work on a round; nothing when there is none.
func (d *Desk) worksheet(ctx context.Context, r Reader, s SubmissionID, person StaffID, round int) (WorksheetContent, error) {
	var w WorksheetContent
	sheet, err := r.Worksheet(ctx, s, person)
	if errors.Is(err, ErrNotFound) || err == nil && sheet.Round != round {
		return w, nil
	} else if err != nil {
		return w, err
	}
	err = d.openJSON(ctx, sheet.Key, bindWorksheet(s, person, round), sheet.Sealed, &w)
	if errors.Is(err, ErrErased) {
		return w, nil
	}
	return w, err
}

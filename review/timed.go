package review

import (
	"context"
	"time"

	"shinsa/review/kinds"
)

// AnswerTimes are when items were answered, of those whose moment matters: an inquiry at an authority tells
// what was so then.
type AnswerTimes map[string]time.Time

// timesOf says when the timed items of a kind were answered: as it is kept, where the answer is still the
// same, else now.
func timesOf(k *kinds.Kind, answers Answers, kept WorksheetContent, now time.Time) AnswerTimes {
	var times AnswerTimes
	for _, item := range k.Checklist {
		answer := answers[item.ID]
		if !item.Timed || answer == "" {
			continue
		}
		at, ok := kept.Times[item.ID]
		if !ok || kept.Answers[item.ID] != answer {
			at = now
		}
		if times == nil {
			times = AnswerTimes{}
		}
		times[item.ID] = at
	}
	return times
}

// keptOf is what is kept of a person's work on a submission, as far as what comes now needs it: when items were answered
// whose moment matters, and, where it is asked for, the order of looking. Where it needs neither, nothing is read.
func (d *Desk) keptOf(ctx context.Context, r Reader, k *kinds.Kind, s *Submission, person StaffID, answers Answers, looking bool) (WorksheetContent, error) {
	if !looking && timesOf(k, answers, WorksheetContent{}, time.Time{}) == nil {
		return WorksheetContent{}, nil
	}
	return d.worksheet(ctx, r, s.ID, person, s.Round)
}

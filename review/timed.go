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

// answerTimes is timesOf with what a person's worksheet keeps.
func (d *Desk) answerTimes(ctx context.Context, r Reader, k *kinds.Kind, s *Submission, person StaffID, answers Answers, now time.Time) (AnswerTimes, error) {
	if timesOf(k, answers, WorksheetContent{}, now) == nil {
		return nil, nil
	}
	kept, err := d.worksheet(ctx, r, s.ID, person, s.Round)
	if err != nil {
		return nil, err
	}
	return timesOf(k, answers, kept, now), nil
}

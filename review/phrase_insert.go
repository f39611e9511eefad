package review

import (
	"cmp"
	"context"
	"slices"
)

// InsertPhrase puts a phrase below what the person's worksheet has as note or as message, which is input like
// saving it. A message that has only the usual words begins with them, as own words replace those.
func (d *Desk) InsertPhrase(ctx context.Context, a Actor, ref Reference, id string) error {
	all, err := d.Phrases(ctx, a)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(p Phrase) bool { return p.ID == id })
	if i < 0 {
		return ErrNotFound
	}
	phrase, now, set := all[i], d.now(), d.Settings()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if s.Claim.Holder(now) != a.ID || s.Pending(now) {
			return d.notHolder(ctx, tx, s, now)
		}
		w, err := d.worksheet(ctx, tx, s.ID, a.ID, s.Round)
		if err != nil {
			return err
		}
		if phrase.Use == ForNote {
			w.Note = below(w.Note, phrase.Text(s.Lang))
		} else {
			outcome := Likely(w, s.Round >= set.MaxRounds)
			usual := d.Message(s.Lang, s.Kind, outcome, slices.Sorted(slices.Values(w.Reasons)), now.Add(set.TakeBack+set.ResubmitWithin))
			w.Message = below(cmp.Or(w.Message, usual), phrase.Text(s.Lang))
		}
		return d.saveWork(ctx, tx, s, a, w, now, set)
	})
}

// below puts a text below another.
func below(text, more string) string {
	if text == "" {
		return more
	}
	return text + "\n\n" + more
}

// Likely is the outcome to which a person's answers and reasons point. On the last round nobody can be asked to
// send again.
func Likely(w WorksheetContent, lastRound bool) Outcome {
	no := len(w.Reasons) > 0
	for _, a := range w.Answers {
		no = no || a == No
	}
	switch {
	case !no:
		return Approve
	case lastRound:
		return Reject
	}
	return Resubmit
}

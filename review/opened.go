package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/audit"
)

// logOpened logs that a person sees what was typed in rounds of a submission, durably before it is shown:
// once for each person, round and grant, so that showing a page again writes nothing. Of an erased round
// there is nothing to see.
func (d *Desk) logOpened(ctx context.Context, a Actor, s *Submission, now time.Time, rounds ...RoundView) error {
	rounds = slices.DeleteFunc(rounds, func(r RoundView) bool { return r.Erased })
	grant := grantOf(s, a, now)
	unseen, err := d.unopened(ctx, a, s, grant, rounds)
	if err != nil || len(unseen) == 0 {
		return err
	}
	err = d.Store.Write(ctx, func(tx Tx) error {
		for _, r := range unseen {
			first, err := tx.Opened(ctx, a.ID, s.ID, r.N, grant, now)
			if err != nil {
				return err
			}
			if !first {
				continue // by another request for the same page
			}
			if err := d.log(ctx, tx, audit.SubmissionOpened, now, string(s.ID), FieldViewFacts(a.ID, s.ID, r.N, grant)...); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, ErrBusy) && s.Claim.By == a.ID && s.Claim.ID != grant {
		// The person's claim ran out and nobody took it. What was seen under it may be seen while nothing can
		// be written, because the answers of a refused decision stand on this page, and nowhere else.
		if unseen, readErr := d.unopened(ctx, a, s, s.Claim.ID, unseen); readErr == nil && len(unseen) == 0 {
			return nil
		}
	}
	return err
}

// unopened are those of the rounds that the person did not see under a grant.
func (d *Desk) unopened(ctx context.Context, a Actor, s *Submission, grant string, rounds []RoundView) ([]RoundView, error) {
	seen, err := d.Store.OpenedRounds(ctx, a.ID, s.ID, grant)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(rounds), func(r RoundView) bool { return slices.Contains(seen, r.N) }), nil
}

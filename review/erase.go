package review

import (
	"context"

	"shinsa/audit"
)

// Erasures is the list of erased submissions that is kept outside of backups: restoring an old backup
// replays it before serving. Add is durable before it returns.
type Erasures interface {
	Add(ctx context.Context, s SubmissionID) error
}

// EraseGoneDrafts erases the drafts whose time is over, and says how many. It is run now and then; such
// a draft is out of reach from the moment its time is over, whether or not this has run.
func (d *Desk) EraseGoneDrafts(ctx context.Context, list Erasures) (int, error) {
	due, err := d.Store.DueToErase(ctx, d.now(), 100)
	if err != nil {
		return 0, err
	}
	for n, id := range due {
		if err := d.Erase(ctx, id, list); err != nil {
			return n, err
		}
	}
	return len(due), nil
}

// Erase destroys what a submission holds of a person: keys, blobs, tokens, digests and salts. Its
// decisions' codes and the log stay. Doing it twice changes nothing.
func (d *Desk) Erase(ctx context.Context, id SubmissionID, list Erasures) error {
	now := d.now()
	s, err := d.Store.Submission(ctx, SubmissionKey{ID: id})
	if err != nil {
		return err
	}
	rounds, err := d.Store.Rounds(ctx, id)
	if err != nil {
		return err
	}
	images, err := d.Store.AllImages(ctx, id)
	if err != nil {
		return err
	}
	if err := list.Add(ctx, id); err != nil {
		return err
	}
	err = d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.Erase(ctx, id, now); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.Erased, now, "", audit.Public("what", "submission"))
	})
	if err != nil {
		return err
	}
	for _, i := range images {
		d.destroyImage(ctx, i)
	}
	for _, r := range rounds {
		if err := d.Keys.Destroy(ctx, r.Key); err != nil {
			return err
		}
	}
	return d.Keys.Destroy(ctx, s.Key)
}

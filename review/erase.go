package review

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"shinsa/audit"
)

// Cause says why something was erased; it stands in the log.
type Cause string

// The causes.
const (
	CauseDraft     Cause = "draft"     // never sent, and its time was over
	CauseRetention Cause = "retention" // a period of retention was over
	CauseHand      Cause = "by-hand"   // the operator erased it
	CauseRestored  Cause = "restored"  // it had been erased after the backup was made
)

// Erased counts what EraseDue erased.
type Erased struct {
	Drafts      int // whose time was over
	Submissions int // whose period was over
	Images      int // whose period was over, of submissions that stay
}

// eraseBatch is how many submissions are listed at a time; each is erased in a transaction of its own, so
// that nobody waits for long.
const eraseBatch = 100

// EraseDue erases everything whose time is over: drafts that were not sent, ended submissions, and images
// of ended submissions. It goes on until nothing is due. What cannot be erased now is left for the next
// time and holds up nothing else, unless the store is busy. It may be stopped at any moment, and several
// processes may run it at once: each asks again, on the locked row, whether it is due.
//
// It is run now and then. Drafts are out of reach from the moment their time is over; the rest is only
// as late as the runs are apart.
func (d *Desk) EraseDue(ctx context.Context) (n Erased, err error) {
	set := d.Settings()
	errs := []error{d.FinishErasures(ctx)}
	n.Drafts, err = d.eraseAll(ctx, func(now time.Time) ([]SubmissionID, error) {
		return d.Store.DueToErase(ctx, now, eraseBatch)
	}, func(id SubmissionID) (int, error) {
		return d.erase(ctx, id, CauseDraft, func(s *Submission, now time.Time) bool { return s.State == Draft && s.Gone(now) })
	})
	errs = append(errs, err)
	for _, state := range ends {
		period := set.Retention.Of(state)
		if period == 0 {
			continue
		}
		more, err := d.eraseAll(ctx, func(now time.Time) ([]SubmissionID, error) {
			return d.Store.Ended(ctx, state, now.Add(-period), eraseBatch)
		}, func(id SubmissionID) (int, error) {
			return d.erase(ctx, id, CauseRetention, set.Retention.Due)
		})
		n.Submissions, errs = n.Submissions+more, append(errs, err)
	}
	if set.Retention.Images > 0 {
		n.Images, err = d.eraseAll(ctx, func(now time.Time) ([]SubmissionID, error) {
			return d.Store.EndedWithImages(ctx, now.Add(-set.Retention.Images), eraseBatch)
		}, func(id SubmissionID) (int, error) {
			return d.eraseImages(ctx, id, set.Retention)
		})
		errs = append(errs, err)
	}
	return n, errors.Join(errs...)
}

// eraseAll erases what due lists, batch by batch, until it lists nothing or nothing of it can be erased.
// erase says how much it erased.
func (d *Desk) eraseAll(ctx context.Context, due func(now time.Time) ([]SubmissionID, error), erase func(SubmissionID) (int, error)) (n int, err error) {
	var first error
	for {
		ids, err := due(d.now())
		if err != nil {
			return n, errors.Join(first, err)
		}
		went := 0
		for _, id := range ids {
			if err := ctx.Err(); err != nil {
				return n, errors.Join(first, err)
			}
			k, err := erase(id)
			n += k
			switch {
			case errors.Is(err, errNotDue): // another process was faster, or it has been reopened
			case errors.Is(err, ErrBusy):
				return n, errors.Join(first, err)
			case err != nil && first == nil:
				first = err
			case err == nil:
				went++
			}
		}
		if went == 0 {
			return n, first
		}
	}
}

// errNotDue is for what was listed as due and is not when it is looked at under its lock.
var errNotDue = errors.New("review: not due")

// Erase destroys what a submission holds of a person, whatever its state: keys, blobs, tokens, digests and
// salts. Its decisions' codes and the log stay. Doing it twice changes nothing. The error is ErrNotFound
// when there is no such submission; after ErrBusy it is out of reach or not yet begun, and asking again,
// or the next EraseDue, does the rest. What something keeps from erasure is ErrStayed; see EraseDespiteStay.
func (d *Desk) Erase(ctx context.Context, id SubmissionID) error {
	return d.eraseByHand(ctx, id, false)
}

// EraseDespiteStay does what Erase does, also when a complaint or a supervisor keeps the submission from erasure.
func (d *Desk) EraseDespiteStay(ctx context.Context, id SubmissionID) error {
	return d.eraseByHand(ctx, id, true)
}

func (d *Desk) eraseByHand(ctx context.Context, id SubmissionID, despite bool) error {
	stayed := false
	_, err := d.erase(ctx, id, CauseHand, func(s *Submission, _ time.Time) bool {
		stayed = s.Stays > 0 && !despite
		return !stayed
	})
	switch {
	case errors.Is(err, errNotDue) && stayed:
		return ErrStayed
	case errors.Is(err, errNotDue):
		return d.finishErasure(ctx, string(id))
	}
	return err
}

// erase erases a submission, if it is due on its locked row, and says whether it did: 1 or 0. errNotDue
// is for one that is not, or was erased before.
func (d *Desk) erase(ctx context.Context, id SubmissionID, why Cause, due func(*Submission, time.Time) bool) (int, error) {
	now, set := d.now(), d.Settings()
	var all Destruction
	err := d.Store.Write(ctx, func(tx Tx) error {
		s, err := tx.LockSubmission(ctx, SubmissionKey{ID: id})
		if err != nil {
			return err
		}
		if !s.ErasedAt.IsZero() || due != nil && !due(s, now) {
			return errNotDue
		}
		if all, err = everythingOf(ctx, tx, s, now); err != nil {
			return err
		}
		facts := []audit.Fact{audit.Public("what", "submission"), audit.Public("why", string(why))}
		if why == CauseRetention {
			state := s.StateAt(now)
			facts = append(facts, audit.Public("state", string(state)), audit.Public("days", days(set.Retention.Of(state))))
		}
		return errors.Join(tx.Erase(ctx, id, now), tx.AddDestruction(ctx, all), d.log(ctx, tx, audit.Erased, now, "", facts...))
	})
	if err != nil {
		return 0, err
	}
	return 1, d.destroy(ctx, all)
}

// everythingOf lists the keys and blobs of a locked submission.
func everythingOf(ctx context.Context, tx Tx, s *Submission, now time.Time) (Destruction, error) {
	all := Destruction{Erasure: Erasure{Submission: s.ID, At: now}}
	images, err := tx.AllImages(ctx, s.ID)
	if err != nil {
		return all, err
	}
	rounds, err := tx.Rounds(ctx, s.ID)
	if err != nil {
		return all, err
	}
	for _, i := range images {
		all.add(i)
	}
	for _, r := range rounds {
		all.Keys = append(all.Keys, r.Key)
	}
	all.Keys = append(all.Keys, s.Key) // last: until then the link's token could still be read
	return all, nil
}

// eraseImages erases the images of an ended submission whose period is over, and says how many.
func (d *Desk) eraseImages(ctx context.Context, id SubmissionID, r Retention) (int, error) {
	now := d.now()
	var gone []Destruction
	err := d.Store.Write(ctx, func(tx Tx) error {
		gone = nil
		s, err := tx.LockSubmission(ctx, SubmissionKey{ID: id})
		if err != nil {
			return err
		}
		if !r.ImagesDue(s, now) {
			return errNotDue
		}
		images, err := tx.AllImages(ctx, s.ID)
		if err != nil {
			return err
		}
		for _, i := range images {
			if i.Purged() {
				continue
			}
			x := Destruction{Erasure: Erasure{Submission: s.ID, Image: i.ID, At: now, KeptDays: int(r.Images / Day)}}
			x.add(i)
			gone = append(gone, x)
			err := errors.Join(tx.MarkPurged(ctx, x.Erasure), tx.AddDestruction(ctx, x),
				d.log(ctx, tx, audit.ImageErased, now, string(s.ID), audit.Public("why", string(CauseRetention)),
					audit.Public("state", string(s.StateAt(now))), audit.Public("days", days(r.Images)),
					audit.Committed("image", string(i.ID)), audit.Committed("submission", string(s.ID))))
			if err != nil {
				return err
			}
		}
		s.ImagesErasedAt = now
		if len(gone) > 0 {
			s.Version++
		}
		return tx.SaveSubmission(ctx, s)
	})
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, x := range gone {
		errs = append(errs, d.destroy(ctx, x))
	}
	return len(gone), errors.Join(errs...)
}

// EraseAgain erases what the list of erasures names and an older backup brought back. ErrNotFound is for
// what was begun after the backup. What the backup has as erased costs a look and no more, because nearly
// all of a long list is that.
func (d *Desk) EraseAgain(ctx context.Context, e Erasure) error {
	s, err := d.Store.Submission(ctx, SubmissionKey{ID: e.Submission})
	if err != nil {
		return err
	}
	x := Destruction{Erasure: e}
	if s.ErasedAt.IsZero() && e.Image == "" {
		_, err := d.erase(ctx, e.Submission, CauseRestored, nil)
		return err
	}
	if s.ErasedAt.IsZero() {
		err := d.purgeAgain(ctx, &x)
		if err == nil {
			return d.destroy(ctx, x)
		} else if !errors.Is(err, errNotDue) {
			return err
		}
	}
	return d.finishErasure(ctx, x.ID())
}

// purgeAgain marks the image of a destruction as purged, and fills in what there is to destroy. errNotDue
// is for one that was purged before.
func (d *Desk) purgeAgain(ctx context.Context, x *Destruction) error {
	now := d.now()
	return d.Store.Write(ctx, func(tx Tx) error {
		x.Keys, x.Blobs = nil, nil
		s, err := tx.LockSubmission(ctx, SubmissionKey{ID: x.Submission})
		if err != nil {
			return err
		}
		images, err := tx.AllImages(ctx, s.ID)
		if err != nil {
			return err
		}
		n := slices.IndexFunc(images, func(i Image) bool { return i.ID == x.Image })
		switch {
		case n < 0:
			return ErrNotFound
		case images[n].Purged():
			return errNotDue
		}
		x.add(images[n])
		s.Version++
		act := audit.ImagePurged
		if x.KeptDays > 0 {
			act = audit.ImageErased
		}
		return errors.Join(tx.MarkPurged(ctx, x.Erasure), tx.AddDestruction(ctx, *x), tx.SaveSubmission(ctx, s),
			d.log(ctx, tx, act, now, string(s.ID), audit.Public("why", string(CauseRestored)),
				audit.Committed("image", string(x.Image)), audit.Committed("submission", string(s.ID))))
	})
}

// days writes a period for the log.
func days(period time.Duration) string { return strconv.Itoa(int(period / Day)) }

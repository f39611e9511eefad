package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
)

// Image returns a picture to a person of the desk as a JPEG. A screen or full copy is logged as fetched
// before its bytes leave, once for each person, image and grant: the claim under which the person holds
// the submission, else the session.
func (d *Desk) Image(ctx context.Context, a Actor, ref Reference, side string, round int, size string) ([]byte, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeImage, nil, now); err != nil {
		return nil, err
	}
	s, img, err := d.findImage(ctx, ref, side, round, now)
	if err != nil {
		return nil, err
	}
	if img.Purged() {
		return nil, ErrErased
	}
	if size == SizeThumb {
		return d.imagePart(ctx, *img, img.Thumb, SizeThumb)
	}
	if err := d.logView(ctx, a, s, img, side, now, false); err != nil {
		return nil, err
	}
	if size == SizeScreen {
		return d.imagePart(ctx, *img, img.Screen, SizeScreen)
	}
	original, err := d.imagePart(ctx, *img, img.Original, "original")
	if err != nil {
		return nil, err
	}
	full, err := d.Intake.Full(ctx, original)
	return full, busy(err)
}

// Viewed records that a fetched picture was shown to the person.
func (d *Desk) Viewed(ctx context.Context, a Actor, ref Reference, side string, round int) error {
	now := d.now()
	if err := d.allow(ctx, a, SeeImage, nil, now); err != nil {
		return err
	}
	s, img, err := d.findImage(ctx, ref, side, round, now)
	if err != nil {
		return err
	}
	return d.logView(ctx, a, s, img, side, now, true)
}

func (d *Desk) logView(ctx context.Context, a Actor, s *Submission, img *Image, side string, now time.Time, shown bool) error {
	grant := grantOf(s, a, now)
	return d.Store.Write(ctx, func(tx Tx) error {
		record, act := tx.Fetched, audit.ImageFetched
		if shown {
			record, act = tx.Viewed, audit.ImageViewed
		}
		first, err := record(ctx, a.ID, img.ID, grant, now)
		if err != nil || !first {
			return err
		}
		return d.log(ctx, tx, act, now, string(s.ID), append(ImageViewFacts(a.ID, img.ID, grant, s.ID), audit.Public("side", side))...)
	})
}

// grantOf names what lets a person look at a submission: the claim under which the person holds it, else
// the session.
func grantOf(s *Submission, a Actor, now time.Time) string {
	if s.Claim.Holder(now) == a.ID {
		return s.Claim.ID
	}
	return a.Session
}

// findImage finds the picture of a side in a sent round; round 0 is the latest.
func (d *Desk) findImage(ctx context.Context, ref Reference, side string, round int, now time.Time) (*Submission, *Image, error) {
	s, err := d.Store.Submission(ctx, SubmissionKey{Reference: ref})
	if err != nil {
		return nil, nil, err
	}
	if err := s.outOfSight(now); err != nil {
		return nil, nil, err
	}
	s.Settle(now, d.Settings().ResubmitWithin)
	for n := s.Round; n > 0; n-- {
		if round > 0 && n != round {
			continue
		}
		r, err := d.Store.Round(ctx, s.ID, n)
		if err != nil {
			return nil, nil, err
		}
		if r.SubmittedAt.IsZero() {
			continue
		}
		images, err := d.Store.Images(ctx, s.ID, n)
		if err != nil {
			return nil, nil, err
		}
		for _, i := range images {
			if i.Side == side {
				return s, &i.Image, nil
			}
		}
		return nil, nil, ErrNotFound
	}
	return nil, nil, ErrNotFound
}

// Purge destroys a picture that must never be kept: its key and its bytes, at once. The log keeps only
// the fact, supervisors are told, and it stands on the list that is kept outside of backups. After ErrBusy
// it may be out of sight already; asking again does the rest.
func (d *Desk) Purge(ctx context.Context, a Actor, ref Reference, side string, round int) error {
	now := d.now()
	if err := d.allow(ctx, a, DoPurge, nil, now); err != nil {
		return err
	}
	_, img, err := d.findImage(ctx, ref, side, round, now)
	if err != nil {
		return err
	}
	var x Destruction
	err = d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if err := d.allow(ctx, a, DoPurge, s, now); err != nil {
			return err
		}
		if img.Purged() {
			return nil
		}
		x = Destruction{Erasure: Erasure{Submission: img.Submission, Image: img.ID, At: now, By: a.ID}}
		x.add(*img)
		if err := errors.Join(tx.MarkPurged(ctx, x.Erasure), tx.AddDestruction(ctx, x)); err != nil {
			return err
		}
		s.Version++
		if s.Claim.Holder(now) == a.ID && !s.Pending(now) {
			s.Claim.Until = now.Add(d.Settings().ClaimLease)
		}
		if err := tx.SaveSubmission(ctx, s); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.ImagePurged, now, string(s.ID), audit.Public("side", side),
			audit.Committed("image", string(img.ID)), audit.Committed("staff", string(a.ID)), audit.Committed("submission", string(s.ID)))
	})
	switch {
	case err != nil:
		return err
	case img.Purged():
		return d.finishErasure(ctx, string(img.ID)) // it may have been interrupted
	}
	return d.destroy(ctx, x)
}

package review

import (
	"context"

	"shinsa/audit"
)

// ShareImages places the sealed images of another submission's round in what is being edited. It serves
// the demonstration, whose many submissions share few pictures, and nothing else: destroying such an
// image destroys it for all that share it.
func (d *Desk) ShareImages(ctx context.Context, token string, from Reference, round int) error {
	other, err := d.Store.Submission(ctx, SubmissionKey{Reference: from})
	if err != nil {
		return err
	}
	images, err := d.Store.Images(ctx, other.ID, round)
	if err != nil {
		return err
	}
	return d.edited(ctx, token, func(e *edit) error {
		for _, i := range images {
			if err := e.tx.PlaceImage(ctx, e.ID, e.round.N, i.Side, i.Image.ID, true); err != nil {
				return err
			}
			if err := d.log(ctx, e.tx, audit.ImageAdded, e.now, string(e.ID), audit.Public("side", i.Side),
				audit.Committed("image", string(i.Image.ID)), audit.Committed("submission", string(e.ID))); err != nil {
				return err
			}
		}
		return nil
	})
}

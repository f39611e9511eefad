package review

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shinsa/seal"
)

// Erasures is the list of what was erased that is kept outside of backups: restoring an old backup
// replays it before serving. Add is durable before it returns; the same may be added twice.
type Erasures interface {
	Add(ctx context.Context, e Erasure) error
}

// Erasure names what was erased: all that a submission holds of a person, or one image of it.
type Erasure struct {
	Submission SubmissionID
	Image      ImageID // empty: all of the submission
	At         time.Time
	By         StaffID // who purged the image; empty otherwise
	KeptDays   int     // after how many days the image's period was over; 0 otherwise
}

// Destruction is what a committed erasure has still to destroy outside of the database. Its row is
// written in the transaction that erases, and goes when nothing is left to do: so a crash in between, or
// a folder that cannot be reached, leaves no key behind for good.
type Destruction struct {
	Erasure
	Keys  []seal.KeyID
	Blobs []string
}

// ID is the id of the image, or of the submission when all of it goes.
func (x Destruction) ID() string {
	if x.Image != "" {
		return string(x.Image)
	}
	return string(x.Submission)
}

// add adds an image's key and blobs.
func (x *Destruction) add(i Image) {
	if i.Key != "" {
		x.Keys = append(x.Keys, i.Key)
	}
	for _, name := range []string{i.Original, i.Screen, i.Preview, i.Thumb} {
		if name != "" {
			x.Blobs = append(x.Blobs, name)
		}
	}
}

// destroy does what a committed erasure has left to do: it puts it on the list that outlives backups, and
// destroys keys and then bytes, which are unreadable from then on wherever they lie. One that fails keeps
// nothing from the others. The caller who hangs up meanwhile does not stop it. What is left is done by
// FinishErasures, and the error is ErrBusy.
func (d *Desk) destroy(ctx context.Context, x Destruction) error {
	ctx = context.WithoutCancel(ctx)
	errs := []error{d.Erasures.Add(ctx, x.Erasure)}
	for _, key := range x.Keys {
		errs = append(errs, d.Keys.Destroy(ctx, key))
	}
	for _, name := range x.Blobs {
		errs = append(errs, d.Blobs.Delete(ctx, name))
	}
	err := errors.Join(errs...)
	if err == nil {
		err = d.Store.Write(ctx, func(tx Tx) error { return tx.EndDestruction(ctx, x.ID()) })
	}
	if err != nil {
		return fmt.Errorf("review: destroy: %w", busy(err))
	}
	return nil
}

// finishErasure does what is left of an erasure; it is no error when nothing is.
func (d *Desk) finishErasure(ctx context.Context, id string) error {
	x, err := d.Store.Destruction(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return d.destroy(ctx, *x)
}

// FinishErasures does what erasures have left to do: those that a crash interrupted, and those during
// which a store could not serve.
func (d *Desk) FinishErasures(ctx context.Context) error {
	var first error
	for after := ""; ; {
		open, err := d.Store.Destructions(ctx, after, eraseBatch)
		if err != nil {
			return errors.Join(first, err)
		}
		for _, x := range open {
			if err := ctx.Err(); err != nil {
				return errors.Join(first, err)
			}
			if err := d.destroy(ctx, x); err != nil && first == nil {
				first = err
			}
			after = x.ID()
		}
		if len(open) < eraseBatch {
			return first
		}
	}
}

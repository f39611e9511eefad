package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"shinsa/review/kinds"
)

// edit is what a use-case of an applicant works on: a locked submission and the round being edited.
type edit struct {
	*Submission
	round  *Round
	fields Fields
	kind   *kinds.Kind
	now    time.Time
	set    Settings
	tx     Tx
	// sealed is called when the typed fields are sealed as they are kept; nil for nothing.
	sealed func() error
}

// edited runs f on the draft or resubmission behind a link, in one transaction, and saves what f
// changed. For a resubmission the next round is begun first, with the fields of the one before and the
// images that no reason asked for anew.
func (d *Desk) edited(ctx context.Context, token string, f func(e *edit) error) error {
	now, set := d.now(), d.Settings()
	before, err := d.byLink(ctx, d.Store, token, now)
	if err != nil {
		return err
	}
	var next *Round // begun beforehand, because its key must be durable before it is used
	if before.StateAt(now) == Resubmission {
		if next, err = d.nextRound(ctx, before, now); err != nil {
			return err
		}
	}
	used := false
	err = d.Store.Write(ctx, func(tx Tx) error {
		used = false
		s, err := d.lockByLink(ctx, tx, token, now)
		if err != nil {
			return err
		}
		if !s.StateAt(now).Open() {
			return &OutOfTurnError{State: s.StateAt(now), Act: ActSubmit}
		}
		r, err := tx.Round(ctx, s.ID, s.Round)
		if err != nil {
			return err
		}
		if !r.SubmittedAt.IsZero() {
			if next == nil || next.N != s.Round+1 {
				return ErrStale
			}
			if err := d.beginRound(ctx, tx, s, next); err != nil {
				return err
			}
			r, used = next, true
		}
		e := &edit{Submission: s, round: r, fields: Fields{}, now: now, set: set, tx: tx}
		if err := d.openJSON(ctx, r.Key, bindFields(s.ID, r.N), r.Fields, &e.fields); err != nil {
			return err
		}
		k, ok := d.Kinds.Set().Kind(r.Kind)
		if !ok {
			return fmt.Errorf("review: kind %s is not loaded", r.Kind)
		}
		e.kind = k
		was := maps.Clone(e.fields)
		if err := f(e); err != nil {
			return err
		}
		if !maps.Equal(was, e.fields) {
			if r.Fields, err = d.sealJSON(ctx, r.Key, bindFields(s.ID, r.N), e.fields); err != nil {
				return err
			}
		}
		if e.sealed != nil {
			if err := e.sealed(); err != nil {
				return err
			}
		}
		if err := tx.SaveRound(ctx, r); err != nil {
			return err
		}
		if s.State == Draft {
			s.DueAt = now.Add(set.DraftLife)
		}
		return tx.SaveSubmission(ctx, s)
	})
	if next != nil && !used {
		_ = d.Keys.Destroy(context.WithoutCancel(ctx), next.Key) // nothing was sealed under it for good
	}
	return err
}

// byLink finds the submission of a lookup link. Wrong, old and erased links look alike.
func (d *Desk) byLink(ctx context.Context, r Reader, token string, now time.Time) (*Submission, error) {
	s, err := r.Submission(ctx, SubmissionKey{LinkHash: linkHash(token)})
	if err != nil {
		return nil, err
	}
	if s.Gone(now) {
		return nil, ErrNotFound
	}
	s.Settle(now, d.Settings().ResubmitWithin)
	return s, nil
}

func (d *Desk) lockByLink(ctx context.Context, tx Tx, token string, now time.Time) (*Submission, error) {
	s, err := tx.LockSubmission(ctx, SubmissionKey{LinkHash: linkHash(token)})
	if err != nil {
		return nil, err
	}
	if s.Gone(now) {
		return nil, ErrNotFound
	}
	s.Settle(now, d.Settings().ResubmitWithin)
	return s, nil
}

// nextRound makes the round that follows the latest one of a resubmission; nil when it has begun.
func (d *Desk) nextRound(ctx context.Context, s *Submission, now time.Time) (*Round, error) {
	last, err := d.Store.Round(ctx, s.ID, s.Round)
	if err != nil || last.SubmittedAt.IsZero() {
		return nil, err
	}
	fields := Fields{}
	if err := d.openJSON(ctx, last.Key, bindFields(s.ID, last.N), last.Fields, &fields); err != nil {
		return nil, err
	}
	key, err := d.Keys.NewKey(ctx)
	if err != nil {
		return nil, busy(err)
	}
	r := &Round{Submission: s.ID, N: last.N + 1, Kind: last.Kind, KindVersion: last.KindVersion, Lang: last.Lang, Key: key, CreatedAt: now}
	r.Fields, err = d.sealJSON(ctx, key, bindFields(s.ID, r.N), fields)
	return r, err
}

// beginRound inserts the next round and carries over the images that no reason concerns.
func (d *Desk) beginRound(ctx context.Context, tx Tx, s *Submission, r *Round) error {
	images, err := tx.Images(ctx, s.ID, s.Round)
	if err != nil {
		return err
	}
	asked, err := d.askedFor(ctx, tx, s)
	if err != nil {
		return err
	}
	if err := tx.SaveRound(ctx, r); err != nil {
		return err
	}
	for _, i := range images {
		if i.Image.Purged() || slices.Contains(asked.sides, i.Side) {
			continue
		}
		if err := tx.PlaceImage(ctx, s.ID, r.N, i.Side, i.Image.ID, true); err != nil {
			return err
		}
	}
	s.Round = r.N
	return nil
}

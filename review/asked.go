package review

import (
	"context"
	"slices"

	"shinsa/review/kinds"
)

// asked is what the decision that stands asked for anew.
type asked struct {
	sides    []string // of which the image does not carry over
	demanded []string // of which an image must be sent
}

// askedFor reads what the decision that stands asked for; nothing when none stands.
func (d *Desk) askedFor(ctx context.Context, r Reader, s *Submission) (asked, error) {
	if s.Decision == "" {
		return asked{}, nil
	}
	rec, err := r.Decision(ctx, s.Decision)
	if err != nil || rec.Outcome != Resubmit {
		return asked{}, err
	}
	k, err := d.kindAsDecided(ctx, r, rec.Kind, rec.KindVersion)
	if err != nil {
		return asked{}, err
	}
	return asked{sidesAsked(k, rec.Reasons), demandedSides(k, rec.Reasons, s.Sides)}, nil
}

// sidesAsked lists the sides that reasons ask to be sent anew.
func sidesAsked(k *kinds.Kind, reasons []string) []string {
	var sides []string
	for _, id := range reasons {
		reason, ok := k.Reason(id)
		if !ok {
			continue
		}
		for _, side := range reason.Sides {
			if !slices.Contains(sides, side) {
				sides = append(sides, side)
			}
		}
	}
	return sides
}

// kindAsDecided is a kind in the version under which a decision was made.
func (d *Desk) kindAsDecided(ctx context.Context, r Reader, id, version string) (*kinds.Kind, error) {
	if k, ok := d.Kinds.Set().Kind(id); ok && k.Version == version {
		return k, nil
	}
	snapshot, err := r.KindSnapshot(ctx, id, version)
	if err != nil {
		return nil, err
	}
	k, _, err := kinds.ParseSnapshot(snapshot)
	return k, err
}

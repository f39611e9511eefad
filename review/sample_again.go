package review

import (
	"context"

	"shinsa/review/sampling"
)

// Redraw compares a sample with what the same seed, filter and cut-off draw now.
type Redraw struct {
	Sample
	// Population and Digest are those of the second draw; those of Sample are the first one's.
	Population int
	Digest     string
	Same       bool // the same decisions in the same order
	// Missing counts decisions of the sample that were not drawn again, and Other those that were drawn in their place.
	Missing, Other int
}

// DrawAgain draws a sample once more from what is stored now, and compares. It keeps nothing.
func (d *Desk) DrawAgain(ctx context.Context, a Actor, id SampleID) (*Redraw, error) {
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return nil, err
	}
	s, err := d.Store.Sample(ctx, id)
	if err != nil {
		return nil, err
	}
	picks, err := d.Store.SamplePicks(ctx, id)
	if err != nil {
		return nil, err
	}
	again := *s
	g, weight, err := d.gather(ctx, &again, s.Size)
	if err != nil {
		return nil, err
	}
	again.Parts = sampling.Plan(g.Sizes(), s.Size)
	members, err := d.pick(ctx, &again, g, weight)
	if err != nil {
		return nil, err
	}
	out := &Redraw{Sample: *s, Population: sampling.Total(again.Parts)}
	had, ids := map[string]bool{}, make([]string, len(members))
	for _, p := range picks {
		had[string(p.Decision)] = true
	}
	for i, m := range members {
		if ids[i] = m.ID; !had[m.ID] {
			out.Other++
		}
		delete(had, m.ID)
	}
	out.Missing, out.Digest = len(had), sampling.Digest(ids)
	out.Same = out.Digest == s.Digest
	return out, nil
}

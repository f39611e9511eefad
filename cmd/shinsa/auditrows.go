package main

import (
	"context"
	"fmt"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// decisionRows compares the decisions of the database with the leaves that tell of them.
type decisionRows struct {
	ctx   context.Context
	store interface {
		DecisionsAt(ctx context.Context, at time.Time) ([]review.DecisionRecord, error)
		DecisionsOfLog(ctx context.Context, until time.Time) (int64, review.DecisionID, error)
	}
	n    int64
	last time.Time
}

// match is called with each leaf. A leaf of a decision must have a row that says the same.
func (d *decisionRows) match(n audit.Numbered, leaf audit.Leaf) error {
	if leaf.Act != audit.DecisionMade {
		return nil
	}
	rows, err := d.store.DecisionsAt(d.ctx, leaf.At)
	if err != nil {
		return err
	}
	nearest := ""
	for _, r := range rows {
		differs := r.DiffersFrom(leaf, n.Salt)
		if differs == "" {
			d.n++
			if leaf.At.After(d.last) {
				d.last = leaf.At
			}
			return nil
		}
		nearest = differs
	}
	if nearest == "" {
		return &audit.Difference{Leaf: n.N, ID: n.ID, What: "the decision that it tells of is not in the database"}
	}
	return &audit.Difference{Leaf: n.N, ID: n.ID, What: fmt.Sprintf("the decision that it tells of says something else in the database (%s)", nearest)}
}

// end looks for decisions of which no leaf tells.
func (d *decisionRows) end() error {
	if d.last.IsZero() {
		return nil
	}
	n, stray, err := d.store.DecisionsOfLog(d.ctx, d.last)
	switch {
	case err != nil:
		return err
	case stray != "":
		return &audit.Difference{Leaf: -1, What: fmt.Sprintf("the log tells nothing of decision %s", stray)}
	case n > d.n:
		return &audit.Difference{Leaf: -1, What: fmt.Sprintf("there are %d decisions in the database, and the log tells of %d", n, d.n)}
	}
	return nil
}

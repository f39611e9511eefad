package review

import (
	"context"
	"errors"

	"shinsa/audit"
)

// VerifyLog is the right to have the log's checkpoints and proofs.
const VerifyLog Action = "log.verify"

// Checkpoint returns the newest signed head of the log. ErrNotFound when nothing has been numbered yet.
func (d *Desk) Checkpoint(ctx context.Context, a Actor) (audit.SignedHead, error) {
	if err := d.Guard.Allow(ctx, a, VerifyLog, Object{}); err != nil {
		return audit.SignedHead{}, err
	}
	return d.Store.LogHead(ctx)
}

// Proof shows that an entry is in the log. ErrNotFound when there is none of this id, or it has no number yet.
func (d *Desk) Proof(ctx context.Context, a Actor, entry string) (audit.Proof, error) {
	if err := d.Guard.Allow(ctx, a, VerifyLog, Object{}); err != nil {
		return audit.Proof{}, err
	}
	return d.Store.Prove(ctx, entry)
}

// logged is the id of the entry that tells of a decision, for who may have its proof; empty for others, before it has
// its number, and when the salt is gone, so that nobody can tell.
func (d *Desk) logged(ctx context.Context, a Actor, rec *DecisionRecord) (string, error) {
	if d.Guard.Allow(ctx, a, VerifyLog, Object{}) != nil {
		return "", nil
	}
	entry, _, err := d.Store.DecisionEntry(ctx, rec)
	if err == nil {
		_, err = d.Store.Prove(ctx, entry)
	}
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return entry, err
}

package main

import (
	"context"
	"errors"

	"golang.org/x/mod/sumdb/note"

	"shinsa/audit"
	"shinsa/db"
)

// verified is what was found sound: of the log itself, and how many rows of each sort say what their leaves say.
type verified struct {
	audit.Verified
	rows map[string]int64
}

// verifyLog recomputes the log and, beside it, holds every row of which it tells against its leaf.
func verifyLog(ctx context.Context, source db.LogSource, keys note.Verifiers, published []audit.SignedHead, progress func(int64)) (verified, error) {
	match, err := audit.NewRowMatch(ctx, source, source.Size())
	if err != nil {
		return verified{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rows := make(chan error, 1)
	go func() { rows <- match.Rows(ctx) }()
	found, err := audit.Verification{Source: source, Keys: keys, Published: published, Each: match.Leaf, Progress: progress}.Run(ctx)
	if err != nil {
		stop()
		<-rows
		return verified{}, err
	}
	err = errors.Join(<-rows)
	if err == nil {
		err = match.Result(ctx, source)
	}
	return verified{found, match.Counted()}, err
}

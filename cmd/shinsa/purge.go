package main

import (
	"context"
	"errors"
	"time"

	"shinsa/review"
	"shinsa/seal"
)

// purgeCommand erases what has no right to be there any more.
type purgeCommand struct {
	storeFlags
	s3Flags
	Grace        time.Duration `help:"How long bytes without a row are left alone: an upload may be under way." default:"1m"`
	Stayed       bool          `help:"Erase also what a complaint or a supervisor keeps from erasure."`
	ClockIsRight bool          `help:"Say that the clock is right, after it leapt ahead and erasing waits for that."`
	Reference    []string      `arg:"" optional:"" help:"Erase these submissions now, whatever their state, and do nothing else."`
}

// longestUpload bounds how long bytes can lie there before their row does.
const longestUpload = time.Minute

func (c purgeCommand) Run(ctx context.Context, con console) error {
	keep := review.DefaultSettings()
	p, err := open(ctx, c.storeFlags, openOptions{credentials: c.credentials(), settings: func() review.Settings { return keep }})
	if err != nil {
		return err
	}
	defer p.close()
	if len(c.Reference) > 0 {
		return p.eraseByHand(ctx, con, c.Reference, c.Stayed)
	}
	if c.Grace < longestUpload {
		if p.store.Dialect() != "sqlite" {
			return usage("--grace must be at least %v: a server may be taking in an upload", longestUpload)
		}
		if err := p.store.LockServing(ctx); err != nil {
			return usage("--grace must be at least %v while a server is running: it may be taking in an upload", longestUpload)
		}
	}
	var noted bool
	if keep.Retention, noted, err = p.notedRetention(ctx); err != nil {
		return err
	}
	if !noted {
		say(con.out, "No server was started on this store since periods of retention can be set: what has ended is kept.")
	}
	if c.ClockIsRight {
		if err := p.confirmClock(ctx, time.Now()); err != nil {
			return err
		}
	}
	leapt := p.seeClock(ctx, time.Now())
	if leapt != nil && !errors.Is(leapt, errClockLeapt) {
		return leapt
	}
	if leapt == nil {
		n, err := p.desk.EraseDue(ctx)
		say(con.out, "Erased %d drafts whose time was over.", n.Drafts)
		say(con.out, "Erased %d submissions and the %d images of others whose period of retention was over.", n.Submissions, n.Images)
		if err != nil {
			return err
		}
	}
	blobs, keys, err := p.sweep(ctx, c.Grace)
	if err != nil {
		return err
	}
	say(con.out, "Removed %d files of images and %d keys to which nothing belonged.", blobs, keys)
	return errors.Join(leapt, p.removeLeftovers(ctx, time.Now().Add(-time.Hour)))
}

// eraseByHand erases submissions by their references. All of them must be there, before any is erased.
func (p *parts) eraseByHand(ctx context.Context, con console, references []string, stayed bool) error {
	var all []*review.Submission
	for _, typed := range references {
		ref, err := review.ParseReference(typed)
		if err != nil {
			return usage("%q is no reference", typed)
		}
		s, err := p.store.Submission(ctx, review.SubmissionKey{Reference: ref})
		if errors.Is(err, review.ErrNotFound) {
			return usage("there is no submission %s", ref)
		} else if err != nil {
			return err
		}
		if s.Stays > 0 && !stayed {
			return usage("%s is kept from erasure, by a complaint or a supervisor: end that first, or add --stayed", ref)
		}
		all = append(all, s)
	}
	erase := p.desk.Erase
	if stayed {
		erase = p.desk.EraseDespiteStay
	}
	for _, s := range all {
		if err := erase(ctx, s.ID); err != nil {
			return err
		}
		if s.ErasedAt.IsZero() {
			say(con.out, "Erased %s.", s.Reference)
		} else {
			say(con.out, "%s was erased on %s already.", s.Reference, s.ErasedAt.Format(time.DateOnly))
		}
	}
	return nil
}

// sweep removes blobs and keys that no row names: what a crash between writing and committing left. It
// looks twice, a while apart, so that what is being handed in meanwhile is not mistaken for such.
func (p *parts) sweep(ctx context.Context, grace time.Duration) (blobs, keys int, err error) {
	var orphanBlobs map[string]bool
	var orphanKeys map[seal.KeyID]bool
	for look := range 2 {
		foundBlobs, foundKeys := map[string]bool{}, map[seal.KeyID]bool{}
		if err := p.blobs.Each(ctx, func(name string) error {
			foundBlobs[name] = look == 0 || orphanBlobs[name]
			return nil
		}); err != nil {
			return 0, 0, err
		}
		if err := p.keyStore.Each(ctx, func(id seal.KeyID) error {
			foundKeys[id] = look == 0 || orphanKeys[id]
			return nil
		}); err != nil {
			return 0, 0, err
		}
		if err := p.store.BlobNames(ctx, func(name string) error { delete(foundBlobs, name); return nil }); err != nil {
			return 0, 0, err
		}
		if err := p.store.KeyIDs(ctx, func(id seal.KeyID) error { delete(foundKeys, id); return nil }); err != nil {
			return 0, 0, err
		}
		orphanBlobs, orphanKeys = foundBlobs, foundKeys
		if look == 0 && len(orphanBlobs)+len(orphanKeys) == 0 {
			return 0, 0, nil
		}
		if look == 0 {
			select {
			case <-time.After(grace):
			case <-ctx.Done():
				return 0, 0, ctx.Err()
			}
		}
	}
	for id, twice := range orphanKeys {
		if !twice {
			continue
		}
		if err := p.keys.Destroy(ctx, id); err != nil {
			return blobs, keys, err
		}
		keys++
	}
	for name, twice := range orphanBlobs {
		if !twice {
			continue
		}
		if err := p.blobs.Delete(ctx, name); err != nil {
			return blobs, keys, err
		}
		blobs++
	}
	return blobs, keys, nil
}

// removeLeftovers removes the half-written files that a crash left under other names, where a store
// makes such.
func (p *parts) removeLeftovers(ctx context.Context, before time.Time) error {
	for _, s := range []any{p.keyStore, p.blobs} {
		l, ok := s.(interface {
			RemoveLeftovers(ctx context.Context, before time.Time) (int, error)
		})
		if !ok {
			continue
		}
		if _, err := l.RemoveLeftovers(ctx, before); err != nil {
			return err
		}
	}
	return nil
}

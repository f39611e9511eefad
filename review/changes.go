package review

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Whoever has the queue or a submission on screen is told when it changes. What is told is how submissions stand,
// as the queue's page would show them at that moment, and never what was done to them: so it cannot say more than
// the page, may be told twice, and needs no order. See docs/adr/0015-the-live-desk.md.

// A Touch says that what lists show of a submission changed, and when.
type Touch struct {
	ID SubmissionID
	At time.Time
}

// Changes are submissions as they stand after something changed.
type Changes struct {
	// Rows are those that changed. The State of one that its applicant took back to correct it is Draft, of one
	// that was erased empty; nothing else of these may be shown.
	Rows []QueueRow
	// Said is when each was commented on last, of those that were.
	Said   map[SubmissionID]time.Time
	Counts Counts
	// At is up to when this tells. What comes next is asked for since then.
	At time.Time
	// Missed says that more happened than Rows tells, so that what is on screen must be read anew.
	Missed bool
}

const (
	// lateCommit is how long after the time that it wrote a transaction may become visible: the store ends one
	// after 5 seconds. The clocks of several servers may differ by the rest.
	lateCommit = 8 * time.Second
	// mostChanges bounds what is told at once; who missed more reads the page anew.
	mostChanges = 200
	// mostTouches bounds what is looked through for it.
	mostTouches = 4000
	// longestGap is after which absence nobody looks for what was missed.
	longestGap = 12 * time.Hour
	// everyEnd is how often claims that ran out are looked for while nothing is committed.
	everyEnd = 2 * time.Second
)

// MayFollow says whether a person may be told what changes. What Changed and a Feed return is for those alone.
func (d *Desk) MayFollow(ctx context.Context, a Actor) error {
	return d.Guard.Allow(ctx, a, FollowQueue, Object{})
}

// Changed tells what changed since a time. It is Missed when that is too long ago, or lies ahead.
func (d *Desk) Changed(ctx context.Context, a Actor, since time.Time) (*Changes, error) {
	if err := d.MayFollow(ctx, a); err != nil {
		return nil, err
	}
	now := d.now()
	if since.After(now) || now.Sub(since) > longestGap {
		c, err := d.changesOf(ctx, nil, now)
		if err == nil {
			c.Missed = true
		}
		return c, err
	}
	touches, err := d.Store.Changed(ctx, since.Add(-lateCommit), now, mostTouches)
	if err != nil {
		return nil, err
	}
	return d.changesOf(ctx, touches, now)
}

// Standing tells how submissions stand now. A reference that nothing has is left out.
func (d *Desk) Standing(ctx context.Context, a Actor, refs []Reference) (*Changes, error) {
	if err := d.MayFollow(ctx, a); err != nil {
		return nil, err
	}
	now := d.now()
	var touches []Touch
	for _, ref := range refs {
		s, err := d.Store.Submission(ctx, SubmissionKey{Reference: ref})
		if errors.Is(err, ErrNotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		if s.State != Draft || s.Version > 1 { // what was never sent is nobody's business
			touches = append(touches, Touch{ID: s.ID})
		}
	}
	return d.changesOf(ctx, touches, now)
}

// changesOf reads how what was touched stands.
func (d *Desk) changesOf(ctx context.Context, touches []Touch, now time.Time) (c *Changes, err error) {
	c = &Changes{At: now}
	if c.Counts, err = d.Store.Counts(ctx, now); err != nil || len(touches) == 0 {
		return c, err
	}
	var ids []SubmissionID
	for _, t := range touches {
		ids = append(ids, t.ID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > mostChanges {
		c.Missed = true
		return c, nil
	}
	if c.Rows, err = d.Store.Rows(ctx, ids, now); err != nil {
		return nil, err
	}
	c.Said, err = d.Store.Said(ctx, ids)
	return c, err
}

// A Feed reads what changes, once for a process and all who follow. It finds what other processes did as well,
// because it asks the store. It is for one goroutine.
type Feed struct {
	desk       *Desk
	at         time.Time // up to when it has told
	ended      time.Time // up to when claims that ran out were looked for
	generation string
	told       map[Touch]bool // of the last seconds, which are looked through again each time
}

// Feed tells what changes from now on.
func (d *Desk) Feed() *Feed {
	now := d.now()
	return &Feed{desk: d, at: now, ended: now, told: map[Touch]bool{}}
}

// Next returns what has changed since the last call; nil when nothing has, which costs next to nothing. After an
// error it can be called again and skips nothing.
func (f *Feed) Next(ctx context.Context) (*Changes, error) {
	now := f.desk.now()
	generation, err := f.desk.Generation(ctx)
	if err != nil {
		return nil, err
	}
	if generation == f.generation && now.Sub(f.ended).Abs() < everyEnd {
		f.at = now
		return nil, nil
	}
	since := f.at
	if now.Before(since) { // the clock was set back
		since = now
	}
	touches, err := f.desk.Store.Changed(ctx, since.Add(-lateCommit), now, mostTouches)
	if err != nil {
		return nil, err
	}
	told := make(map[Touch]bool, len(touches))
	var fresh []Touch
	for _, t := range touches {
		told[t] = true
		if !f.told[t] {
			fresh = append(fresh, t)
		}
	}
	c := &Changes{At: now, Missed: len(touches) == mostTouches}
	if len(fresh) > 0 && !c.Missed {
		if c, err = f.desk.changesOf(ctx, fresh, now); err != nil {
			return nil, err
		}
	}
	f.at, f.ended, f.generation, f.told = now, now, generation, told
	if len(c.Rows) == 0 && !c.Missed {
		return nil, nil
	}
	return c, nil
}

// At is up to when everything has been told.
func (f *Feed) At() time.Time { return f.at }

// Generation is the state of the store at the last call of Next that read it; see Desk.Generation.
func (f *Feed) Generation() string { return f.generation }

package handlers

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"shinsa/live"
	"shinsa/review"
)

// Bounds of the streams of one process. What they are for stands in docs/adr/0015-the-live-desk.md.
const (
	feedLimit      = 5 * time.Second // of one look at the store
	mostStreams    = 1000
	streamsEach    = 8 // of one account: it has one a browser
	streamBehind   = 16
	streamPatience = 20 * time.Second // how long a browser may take to read what was written to it
	failuresEvery  = time.Minute      // how often a store that cannot be asked is told of
)

// pace is how often streams do what they do. Tests have another one.
type pace struct {
	feed time.Duration // between two looks at the store
	beat time.Duration // signs of life: proxies end what is silent for a minute
	look time.Duration // whether sessions still stand, when anything was committed; otherwise it is done with each beat
}

var usualPace = pace{feed: 500 * time.Millisecond, beat: 15 * time.Second, look: 5 * time.Second}

// news is what the hub tells: changes, a sign of life, or that it is time to look whether sessions still stand.
type news struct {
	*told
	look bool
}

// newHub makes the hub of the process. It asks the store only while somebody follows.
func (a *App) newHub() *live.Hub[news] {
	var failed time.Time
	return live.New(a.source, live.Options{
		Pause: a.pace.feed, Limit: feedLimit, Most: mostStreams, Each: streamsEach, Behind: streamBehind, Count: a.Streams,
		Failed: func(err error) {
			if now := time.Now(); now.Sub(failed) > failuresEvery {
				failed = now
				a.Log.Warn("changes cannot be read", slog.String("error", err.Error()))
			}
		},
	})
}

// source reads what changed, and now and then has something to say without that.
func (a *App) source() live.Source[news] {
	feed := a.Desk.Feed()
	beat, look := time.Now(), time.Now()
	generation := ""
	return func(ctx context.Context) (news, bool, error) {
		changes, err := feed.Next(ctx)
		if err != nil {
			return news{}, false, err
		}
		n, now := news{}, time.Now()
		if changes != nil {
			n.told = a.tellOf(changes)
		}
		if now.Sub(beat) >= a.pace.beat {
			beat, look = now, now
			n.look = true // also for sessions that end by the clock
			if n.told == nil {
				n.told = sign(eventID(feed.At()))
			}
		} else if now.Sub(look) >= a.pace.look {
			look = now
			g := feed.Generation()
			n.look = g != generation
			generation = g
		}
		return n, n.told != nil || n.look, nil
	}
}

// eventID names a moment up to which everything was told. Any process can go on from there.
func eventID(at time.Time) string { return strconv.FormatInt(at.UnixMicro(), 10) }

// upToNow is the id for a page that is made from what is read from now on.
func (a *App) upToNow() string { return eventID(a.Now()) }

// momentOf reads an eventID; the zero time, which is long ago, for what is none.
func momentOf(id string) time.Time {
	us, err := strconv.ParseInt(id, 10, 64)
	if err != nil || us <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// tellOf puts changes into the words of the stream.
func (a *App) tellOf(c *review.Changes) *told {
	t := &told{ID: eventID(c.At), Missed: c.Missed, Rows: make([]toldRow, 0, len(c.Rows))}
	if c.Counts.ByState != nil {
		t.Counts = map[string]int{}
		for state, n := range c.Counts.ByState {
			if state != review.Draft && n != 0 {
				t.Counts[string(state)] = n
			}
		}
	}
	zone := a.Desk.Settings().Zone
	for _, r := range c.Rows {
		row := toldRow{Ref: string(r.Reference), State: string(r.State), Kind: r.Kind, Since: r.Since.UnixMicro()}
		if said, ok := c.Said[r.ID]; ok {
			row.Said = said.UnixMicro()
		}
		switch {
		case r.State == review.Draft || r.State == "":
			row = toldRow{Ref: row.Ref, State: goneState}
		case r.HolderID != "":
			row.Holder, row.Until, row.holder = r.HolderName, r.HolderUntil.In(zone).Format("15:04"), r.HolderID
		case r.Keep.For != "":
			row.Kept, row.Until, row.keptFor = r.KeptFor, r.Keep.Until.In(zone).Format("15:04"), r.Keep.For
		}
		t.Rows = append(t.Rows, row)
	}
	return t.written()
}

package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"shinsa/audit"
)

// Context is what else is known about a submission: which others have something in common with it. It says
// that they do, and how they ended; it judges nothing.
type Context struct {
	Others []Other // those with the strongest tie first, then the newest
	// More counts by tie what Others leaves out, and whether there may be still more.
	More map[Tie]More
	// SameHome counts the submissions from the same home: families and dormitories have that in common, so
	// they are not named.
	SameHome int
	// ManyHome says that SameHome is not all.
	ManyHome bool
}

// Tie is what two submissions have in common.
type Tie string

// The ties, from the strongest on.
const (
	TieNumber Tie = "number" // the number of the document
	TieBytes  Tie = "bytes"  // a picture, byte by byte
	TieAlike  Tie = "alike"  // a picture that was made from the other, or both from a third
	TiePerson Tie = "person" // name and birth date
)

// Ties lists the ties from the strongest on.
func Ties() []Tie { return []Tie{TieNumber, TieBytes, TieAlike, TiePerson} }

// TieFound is a tie that was found, and of a picture on which side of this submission.
type TieFound struct {
	Tie  Tie
	Side string
}

// More counts what is not named.
type More struct {
	N       int
	AtLeast bool // there may be more than N
}

// Other is another submission that has something in common with this one.
type Other struct {
	ID        SubmissionID
	Reference Reference
	Kind      string
	Round     int
	State     State     // as lists show it: a decision that can still be taken back is not seen
	At        time.Time // when it came into that state; of a waiting one, when it was sent
	Reasons   []string  // of the decision that stands, where the state is its outcome
	Ties      []TieFound
	MayOpen   bool
}

const (
	contextShown  = 10 // named for each tie
	contextLooked = 50 // looked at for each tie
	contextAlike  = 32 // pictures that are compared
	contextHome   = 99 // counted
)

// TraceLook is what to look for: entries with any of the tokens, at most Most submissions, or pictures with
// what is sealed beside them where Facts is set. Of several tokens those with the most in common are found.
type TraceLook struct {
	Tokens [][]byte
	Most   int
	Facts  bool
}

// TraceHit is a submission that a look found.
type TraceHit struct {
	Look    int // place in the list of looks
	Tokens  int // how many entries it has
	Reasons []string
	Submission
	// Image is the picture found: its id, key and sealed facts.
	Image Image
}

// ContextSight is that a person was told of other submissions under a grant.
type ContextSight struct {
	Submission SubmissionID
	Person     StaffID
	Grant      string
	Found      []byte // keyed digest of what was named
}

// look is a TraceLook and what it is for.
type look struct {
	tie  Tie
	side string
	view ImageView
	TraceLook
}

// Context says what else is known about a submission that is shown to a person: the last sent round is
// compared with every sent round of others. Other submissions that are named are logged first, as typed
// fields are. ErrBusy when that cannot be written now.
func (d *Desk) Context(ctx context.Context, a Actor, v *ReviewView) (*Context, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeSubmission, nil, now); err != nil {
		return nil, err
	}
	c := &Context{More: map[Tie]More{}}
	if v.Round.Erased || v.Round.borrowed {
		return c, nil
	}
	number, person, home := d.fieldTraces(v.Round.Fields)
	if home != nil {
		n, err := d.Store.TracedCount(ctx, v.ID, home, contextHome+1)
		if err != nil {
			return nil, err
		}
		c.SameHome, c.ManyHome = min(n, contextHome), n > contextHome
	}
	looks := d.looks(number, person, v)
	asked := make([]TraceLook, len(looks))
	for i, l := range looks {
		asked[i] = l.TraceLook
	}
	hits, err := d.Store.Traced(ctx, v.ID, asked)
	if err != nil {
		return nil, err
	}
	for i, l := range looks {
		mine := slices.DeleteFunc(slices.Clone(hits), func(h TraceHit) bool { return h.Look != i })
		if l.tie == TieAlike {
			if mine, err = d.alike(ctx, l.view, mine); err != nil {
				return nil, err
			}
		}
		d.addTies(ctx, a, c, l, mine, now)
	}
	c.sort()
	return c, d.logContext(ctx, a, v, c, now)
}

// looks are what to look for, the strongest tie first.
func (d *Desk) looks(number, person []byte, v *ReviewView) []look {
	var out []look
	add := func(tie Tie, i ImageView, l TraceLook) {
		if len(l.Tokens) > 0 {
			out = append(out, look{tie, i.Side, i, l})
		}
	}
	one := func(token []byte) TraceLook {
		if token == nil {
			return TraceLook{}
		}
		return TraceLook{Tokens: [][]byte{token}, Most: contextLooked}
	}
	add(TieNumber, ImageView{}, one(number))
	for _, side := range v.Kind.Sides {
		if i := v.Round.image(side.ID); len(i.digest) > 0 {
			add(TieBytes, i, one(d.bytesTrace(i.digest)))
		}
	}
	front := v.Round.image(likenessSide(v.Kind))
	add(TieAlike, front, TraceLook{Tokens: d.lookTraces(front.likeness.Near()), Most: contextAlike, Facts: true})
	add(TiePerson, ImageView{}, one(person))
	return out
}

// image is the picture of a side; without anything in it when there is none, or it was destroyed.
func (r RoundView) image(side string) ImageView {
	for _, i := range r.Images {
		if i.Side == side && !i.Purged {
			return i
		}
	}
	return ImageView{}
}

// alike keeps the hits whose pictures do look alike. Their codes only say that they may.
func (d *Desk) alike(ctx context.Context, i ImageView, hits []TraceHit) ([]TraceHit, error) {
	var out []TraceHit
	for _, h := range hits {
		facts, err := d.imageFacts(ctx, h.Image)
		if err != nil {
			return nil, err
		}
		if i.likeness.Alike(facts.Likeness) {
			out = append(out, h)
		}
	}
	return out, nil
}

// addTies takes up what a look found.
func (d *Desk) addTies(ctx context.Context, a Actor, c *Context, l look, hits []TraceHit, now time.Time) {
	named := 0
	more := c.More[l.tie]
	for _, h := range hits {
		at := slices.IndexFunc(c.Others, func(o Other) bool { return o.ID == h.ID })
		switch {
		case h.Gone(now) || h.StateAt(now) == Draft: // taken back meanwhile
		case at >= 0:
			c.Others[at].tie(l)
		case named >= contextShown:
			more.N++
		default:
			named++
			o := d.other(ctx, a, h, now)
			o.tie(l)
			c.Others = append(c.Others, o)
		}
	}
	more.AtLeast = more.AtLeast || more.N > 0 && len(hits) == l.Most
	if more.N > 0 {
		c.More[l.tie] = more
	}
}

// tie notes what the other has in common. Of a picture that is the same it is not said that it looks alike.
func (o *Other) tie(l look) {
	same := func(f TieFound) bool {
		return f.Side == l.side && (f.Tie == l.tie || f.Tie == TieBytes && l.tie == TieAlike)
	}
	if !slices.ContainsFunc(o.Ties, same) {
		o.Ties = append(o.Ties, TieFound{l.tie, l.side})
	}
}

func (d *Desk) other(ctx context.Context, a Actor, h TraceHit, now time.Time) Other {
	h.Settle(now, d.Settings().ResubmitWithin)
	state := h.StateAt(now)
	o := Other{ID: h.ID, Reference: h.Reference, Kind: h.Kind, Round: h.Round, State: state.Listed(), At: h.QueuedAt}
	if !state.Decidable() {
		o.At = h.Since
	}
	switch state {
	case Rejected, Resubmission, Expired:
		if !h.Pending(now) {
			o.Reasons = h.Reasons
		}
	}
	o.MayOpen = d.allow(ctx, a, SeeSubmission, &h.Submission, now) == nil
	return o
}

// sort puts the strongest tie first, then the newest.
func (c *Context) sort() {
	rank := func(o Other) int { return slices.Index(Ties(), o.Ties[0].Tie) }
	slices.SortStableFunc(c.Others, func(a, b Other) int {
		if x, y := rank(a), rank(b); x != y {
			return x - y
		}
		return b.At.Compare(a.At)
	})
}

// logContext logs that a person is told of other submissions, durably before it is shown: once for each
// person, grant and what was named.
func (d *Desk) logContext(ctx context.Context, a Actor, v *ReviewView, c *Context, now time.Time) error {
	if len(c.Others) == 0 {
		return nil
	}
	count := map[Tie]int{}
	var named []string
	for _, o := range c.Others {
		line := string(o.ID)
		for _, t := range o.Ties {
			line += " " + string(t.Tie)
			count[t.Tie]++
		}
		named = append(named, line)
	}
	slices.Sort(named)
	all := strings.Join(named, "\n")
	sight := ContextSight{v.ID, a.ID, v.grant, d.Keys.Token("context.found", all)}
	if seen, err := d.Store.ContextSeen(ctx, sight); err != nil || seen {
		return err
	}
	facts := append(ContextViewFacts(a.ID, v.ID, v.grant), audit.Committed("others", all))
	for _, t := range Ties() {
		if count[t] > 0 {
			facts = append(facts, audit.Public(string(t), fmt.Sprint(count[t])))
		}
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		first, err := tx.SawContext(ctx, sight, now)
		if err != nil || !first {
			return err
		}
		return d.log(ctx, tx, audit.SubmissionRelated, now, string(v.ID), facts...)
	})
}

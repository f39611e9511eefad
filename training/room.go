package training

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"time"

	"shinsa/imaging"
	"shinsa/review"
	"shinsa/review/kinds"
)

// Room holds the use-cases of training. It is safe for concurrent use.
type Room struct {
	Parts
	drawn drawer
}

// Parts are what a room is made of. The guard is the desk's.
type Parts struct {
	Store    Store
	Guard    review.Guard
	Kinds    *kinds.Live
	Intake   *imaging.Intake
	Settings func() review.Settings
	Now      func() time.Time
	NewID    func() string
	Random   io.Reader // draws seeds; crypto/rand by default
}

// NewRoom makes a room of its parts.
func NewRoom(p Parts) *Room {
	if p.Random == nil {
		p.Random = rand.Reader
	}
	r := &Room{Parts: p}
	r.drawn.intake = p.Intake
	return r
}

// mostUnfinished is how many sets may wait for a person at once.
const mostUnfinished = 10

// Order says what set is to be drawn. Without a seed one is thrown.
type Order struct {
	Person review.StaffID
	Seed   int64
	Size   int
	Mix    Mix
}

// Draw makes a set for oneself, or, as whoever manages training, for somebody else. What is wrong with the order
// is a review.FieldErrors about "seed", "size" or "mix".
func (r *Room) Draw(ctx context.Context, a review.Actor, o Order) (string, error) {
	if o.Person == "" {
		o.Person = a.ID
	}
	if err := r.may(ctx, a, o.Person); err != nil {
		return "", err
	}
	if o.Seed == 0 {
		var b [8]byte
		if _, err := io.ReadFull(r.Random, b[:]); err != nil {
			return "", fmt.Errorf("training: random: %w", err)
		}
		o.Seed = 1 + int64(binary.BigEndian.Uint64(b[:])%MaxSeed)
	}
	var wrong review.FieldErrors
	refuse := func(bad bool, field, code string) {
		if bad {
			wrong = append(wrong, review.FieldError{Field: field, Word: "field-error." + code, Args: []any{"max", mostUnfinished}})
		}
	}
	refuse(o.Seed < 1 || o.Seed > MaxSeed, "seed", "seed-range")
	refuse(!slices.Contains(Sizes(), o.Size), "size", "choose")
	refuse(!slices.Contains(Mixes(), o.Mix), "mix", "choose")
	if len(wrong) > 0 {
		return "", wrong
	}
	now := r.now()
	zone := r.Settings().Zone
	y, m, d := now.In(zone).Date()
	set := &Set{ID: r.NewID(), Person: o.Person, By: a.ID, Seed: o.Seed, Size: o.Size, Mix: o.Mix, Day: time.Date(y, m, d, 12, 0, 0, 0, zone).UTC(), MadeAt: now}
	added, err := r.Store.AddSet(ctx, set, mostUnfinished)
	if refuse(err == nil && !added, "size", "sets-unfinished"); len(wrong) > 0 {
		return "", wrong
	}
	return set.ID, err
}

// SetView is a set with what was done on it.
type SetView struct {
	Set
	Records []Record // of opened cases, in their order
	Own     bool     // the person who looks works through it
	// Repeat says that the person had the same seed, size and mix before, and so knew what was to come. It counts in
	// no figure of the person. It is told with all of the person's sets only.
	Repeat bool
}

// Done is how many of its cases are decided.
func (v SetView) Done() (n int) {
	for _, r := range v.Records {
		if r.Answered() {
			n++
		}
	}
	return n
}

// Set shows a set to the person for whom it was drawn and to whoever manages training. Of anybody else's it is
// review.ErrNotFound.
func (r *Room) Set(ctx context.Context, a review.Actor, id string) (*SetView, error) {
	set, err := r.set(ctx, a, id)
	if err != nil {
		return nil, err
	}
	records, err := r.Store.Records(ctx, set.Person)
	if err != nil {
		return nil, err
	}
	records = slices.DeleteFunc(records, func(rec Record) bool { return rec.Set != id })
	return &SetView{Set: *set, Records: records, Own: set.Person == a.ID}, nil
}

// PersonView is how somebody's training went.
type PersonView struct {
	Person  review.StaffID
	Sets    []SetView // newest first
	Figures Figures
}

// Person shows how it went to the person, and to whoever manages training.
func (r *Room) Person(ctx context.Context, a review.Actor, person review.StaffID) (*PersonView, error) {
	if err := r.may(ctx, a, person); err != nil {
		return nil, err
	}
	all, err := r.views(ctx, person)
	if err != nil || len(all) == 0 {
		return &PersonView{Person: person}, err
	}
	return &all[0], nil
}

// People shows how it went for everybody who ever had a set, to whoever manages training.
func (r *Room) People(ctx context.Context, a review.Actor) ([]PersonView, error) {
	if err := r.Guard.Allow(ctx, a, review.LeadTraining, review.Object{}); err != nil {
		return nil, err
	}
	return r.views(ctx, "")
}

// Manages says whether a person sees and draws for others, for the page.
func (r *Room) Manages(ctx context.Context, a review.Actor) bool {
	return r.Guard.Allow(ctx, a, review.LeadTraining, review.Object{}) == nil
}

func (r *Room) views(ctx context.Context, person review.StaffID) ([]PersonView, error) {
	sets, err := r.Store.Sets(ctx, person)
	if err != nil {
		return nil, err
	}
	records, err := r.Store.Records(ctx, person)
	if err != nil {
		return nil, err
	}
	bySet := map[string][]Record{}
	for _, rec := range records {
		bySet[rec.Set] = append(bySet[rec.Set], rec)
	}
	var all []PersonView
	for _, s := range sets {
		i := slices.IndexFunc(all, func(v PersonView) bool { return v.Person == s.Person })
		if i < 0 {
			i, all = len(all), append(all, PersonView{Person: s.Person})
		}
		all[i].Sets = append(all[i].Sets, SetView{Set: s, Records: bySet[s.ID]})
	}
	for i := range all {
		all[i].Figures = Count(all[i].counted())
	}
	return all, nil
}

// counted marks the sets that the person had before, and gives the records of the others.
func (v *PersonView) counted() (of []Record) {
	type drawn struct {
		seed int64
		size int
		mix  Mix
	}
	before := map[drawn]bool{}
	for i := range slices.Backward(v.Sets) { // the oldest first
		s := &v.Sets[i]
		key := drawn{s.Seed, s.Size, s.Mix}
		s.Repeat, before[key] = before[key], true
		if !s.Repeat {
			of = append(of, s.Records...)
		}
	}
	return of
}

// set reads a set that the person may see.
func (r *Room) set(ctx context.Context, a review.Actor, id string) (*Set, error) {
	if err := r.Guard.Allow(ctx, a, review.UseTraining, review.Object{}); err != nil {
		return nil, err
	}
	set, err := r.Store.Set(ctx, id)
	if err != nil {
		return nil, err
	}
	if set.Person != a.ID && r.Guard.Allow(ctx, a, review.LeadTraining, review.Object{}) != nil {
		return nil, review.ErrNotFound
	}
	return set, nil
}

// may asks the guard: everybody who reviews may practise, and only who manages training sees others.
func (r *Room) may(ctx context.Context, a review.Actor, person review.StaffID) error {
	if person != a.ID {
		return r.Guard.Allow(ctx, a, review.LeadTraining, review.Object{})
	}
	return r.Guard.Allow(ctx, a, review.UseTraining, review.Object{})
}

func (r *Room) now() time.Time { return r.Now().UTC().Truncate(time.Microsecond) }

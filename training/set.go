package training

import (
	"math/rand/v2"
	"slices"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// Mix says how many of a set's cases are sound.
type Mix string

// The mixes.
const (
	Usual Mix = "usual" // seven of ten: nearly as on a real day
	Even  Mix = "even"  // half of them
	Hard  Mix = "hard"  // two of ten
)

// Mixes lists the mixes in the order of the page.
func Mixes() []Mix { return []Mix{Usual, Even, Hard} }

// sound is how many of ten cases are sound.
func (m Mix) sound() int {
	switch m {
	case Usual:
		return 7
	case Hard:
		return 2
	}
	return 5
}

// Sizes lists how many cases a set may have.
func Sizes() []int { return []int{5, 10, 20, 40} }

// A Set is a number of cases drawn for one person. Seed, size, mix and day alone decide what they are, so that
// two people who are given the same have the same cases.
type Set struct {
	ID     string
	Person review.StaffID // who works through it
	By     review.StaffID // who had it drawn
	Seed   int64          // from 1 to MaxSeed
	Size   int            // one of Sizes
	Mix    Mix
	Day    time.Time // "today" in all of its cases
	MadeAt time.Time
}

// MaxSeed bounds the seed: a number that one can say on the telephone.
const MaxSeed = 999_999

// casePlan is what is drawn for a case.
type casePlan struct {
	kind   string
	defect specimen.Defect // empty for a sound one
}

// plan deals a set: exactly the share of sound cases, and of the defects each one before any comes twice. Only
// the two documents that are still issued are drawn: whether the others can be accepted is a setting and no
// matter of looking.
func (s Set) plan() []casePlan {
	r := rand.New(rand.NewPCG(uint64(s.Seed), uint64(s.Size)))
	all := make([]casePlan, s.Size)
	deck := []specimen.Defect{}
	for i := range all {
		all[i].kind = specimen.ResidentCard
		if r.IntN(10) < 3 {
			all[i].kind = specimen.SpecialPermanentResidentCertificate
		}
		if i < (s.Size*s.Mix.sound()+5)/10 {
			continue
		}
		if len(deck) == 0 {
			deck = slices.Clone(specimen.Defects())
			r.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
		}
		all[i].defect, deck = deck[0], deck[1:]
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// draw makes the n-th case of the set, counted from 1.
func (s Set) draw(n int) (specimen.Specimen, error) {
	p := s.plan()[n-1]
	request := specimen.Request{Kind: p.kind, Today: s.Day}
	if p.defect != "" {
		request.Defects = []specimen.Defect{p.defect}
	}
	sp, err := specimen.Draw(uint64(s.Seed), n, request)
	if err == nil && p.defect == specimen.Expired {
		sp.Truth.Typed[review.FieldExpiresOn] = laterYear(sp.Truth.Printed[review.FieldExpiresOn], s.Day)
	}
	return sp, err
}

// laterYear is what somebody types whose document is over: a date that is over is refused when it is typed, so
// nobody at the desk ever sees one. The day and month are those that are printed, the year is a later one.
func laterYear(printed string, today time.Time) string {
	at, err := time.Parse(time.DateOnly, printed)
	if err != nil {
		return printed
	}
	typed := at
	for y := 1; !typed.After(today.AddDate(0, 1, 0)); y++ {
		typed = at.AddDate(y, 0, 0)
	}
	return typed.Format(time.DateOnly)
}

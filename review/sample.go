package review

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"shinsa/audit"
	"shinsa/review/sampling"
)

// SampleID is the id of a sample.
type SampleID string

// Draw says how a sample is drawn.
type Draw string

// The draws.
const (
	DrawRandom Draw = "random" // every decision has the same chance
	DrawRisk   Draw = "risk"   // what looks like a mistake has a greater one; see sampling.Signs
)

// Trait is something by which a sample is stratified, so that each part of the population is in it.
type Trait string

// The traits.
const (
	ByPerson   Trait = "person"
	ByKind     Trait = "kind"
	ByOutcome  Trait = "outcome"
	ByLanguage Trait = "language"
	ByFinding  Trait = "finding" // the gravest of the round, see MainFinding
)

// Traits lists the traits in the order in which a stratum's name has them.
func Traits() []Trait { return []Trait{ByPerson, ByKind, ByOutcome, ByLanguage, ByFinding} }

// MostSampled is the size of the largest sample.
const MostSampled = 2000

// Stratum is a part of a population and how many were drawn of it.
type Stratum = sampling.Stratum

// SampleFilter says of which decisions a sample is drawn. What is empty filters nothing.
type SampleFilter struct {
	By          StaffID
	Kind        string
	Outcome     Outcome
	Lang        string
	Finding     string // a code
	From, Until time.Time
}

// SampleOrder is what somebody asks to be drawn: a share of the population in percent, or a count.
type SampleOrder struct {
	Filter SampleFilter
	Share  float64 // above 0 and up to 100; 0 when Count is asked for
	Count  int
	Seed   string // empty for one that is drawn
	Draw   Draw   // empty for DrawRandom
	By     []Trait
	Blind  bool // who works through it sees a decision only after his own outcome
}

// Sample is a part of the decisions, drawn for audit. It is never changed. Its population are the decisions that fit
// the filter and were in effect and not overturned at the cut-off, of submissions that were not erased then; one on
// which a second opinion was asked counts once that was there. So nothing that happens later changes it.
type Sample struct {
	ID     SampleID
	By     StaffID
	At     time.Time // the cut-off
	Filter SampleFilter
	Share  float64 // as it was asked for; 0 when a count was
	Seed   string
	Draw   Draw
	Traits []Trait
	Blind  bool

	Population int
	Size       int
	Parts      []Stratum // one, without a name, when it is not stratified
	Digest     string    // sampling.Digest of the decisions in the order of the draw
}

// SamplePick is a decision that was drawn.
type SamplePick struct {
	N        int // from 1, in the order of the draw
	Decision DecisionID
	Stratum  string
	Weight   int
}

// PopulationQuery asks for the population of a sample.
type PopulationQuery struct {
	SampleFilter
	Cutoff   time.Time
	Findings bool // PopulationRow.Findings is needed
}

// PopulationRow is what a draw needs to know of a decision.
type PopulationRow struct {
	ID       DecisionID
	By       StaffID
	Kind     string
	Outcome  Outcome
	Lang     string
	Findings []string // of the round, as they are stored; nil when they were not asked for
	Handling time.Duration
	Answered int // answers
	InBulk   int // of these, given together by one key
}

// Judged counts what was said of a person's decisions on a kind until the cut-off: by audits and by second opinions.
type Judged struct {
	By            StaffID
	Kind          string
	Judged, Wrong int
}

// seedForm is what a seed may be: it stands in the log in clear, and a comma ends it in a ticket.
var seedForm = regexp.MustCompile(`^[a-z0-9._-]{1,64}$`)

// DrawSample draws a sample and keeps it. What cannot be drawn is told as FieldErrors on `share`, `count`, `seed`,
// `draw` or `by`.
func (d *Desk) DrawSample(ctx context.Context, a Actor, o SampleOrder) (SampleID, error) {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, DoSample, Object{}); err != nil {
		return "", err
	}
	s, err := d.newSample(a, o, now)
	if err != nil {
		return "", err
	}
	picks, err := d.drawFrom(ctx, s, o.Count)
	if err != nil {
		return "", err
	}
	return s.ID, d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.InsertSample(ctx, s, picks); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.SampleDrawn, now, staffSubject(a.ID), append(SampleFacts(s), SampleLaterFacts(s, picks)...)...)
	})
}

// newSample checks an order.
func (d *Desk) newSample(a Actor, o SampleOrder, now time.Time) (*Sample, error) {
	s := &Sample{
		ID: SampleID(d.NewID()), By: a.ID, At: now, Filter: o.Filter, Share: o.Share, Draw: cmp.Or(o.Draw, DrawRandom), Blind: o.Blind,
		Seed: strings.ToLower(strings.TrimSpace(o.Seed)),
	}
	var wrong FieldErrors
	say := func(field, code string, args ...any) { wrong = append(wrong, fieldError(field, code, args...)...) }
	switch {
	case o.Share != 0 && o.Count != 0:
		say("count", "sample-both")
	case o.Share == 0 && o.Count == 0:
		say("count", "sample-none")
	case o.Share < 0 || o.Share > 100:
		say("share", "sample-share")
	case o.Count < 0 || o.Count > MostSampled:
		say("count", "sample-count", "max", MostSampled)
	}
	if s.Draw != DrawRandom && s.Draw != DrawRisk {
		say("draw", "choose")
	}
	for _, t := range Traits() {
		if slices.Contains(o.By, t) {
			s.Traits = append(s.Traits, t)
		}
	}
	if slices.ContainsFunc(o.By, func(t Trait) bool { return !slices.Contains(Traits(), t) }) {
		say("by", "choose")
	}
	if s.Seed == "" {
		var b [8]byte
		if _, err := io.ReadFull(d.Random, b[:]); err != nil {
			return nil, fmt.Errorf("review: random: %w", err)
		}
		s.Seed = hex.EncodeToString(b[:])
	} else if !seedForm.MatchString(s.Seed) {
		say("seed", "sample-seed")
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return s, nil
}

// drawFrom counts the population, plans, and draws. It fills in what the sample came to be. count is how many are wanted
// where no share was asked for.
func (d *Desk) drawFrom(ctx context.Context, s *Sample, count int) ([]SamplePick, error) {
	most := min(count, MostSampled)
	if s.Share > 0 {
		most = MostSampled
	}
	g, weight, err := d.gather(ctx, s, most)
	if err != nil {
		return nil, err
	}
	parts := g.Sizes()
	s.Population = sampling.Total(parts)
	if s.Share > 0 {
		count = sampling.Count(s.Population, s.Share)
	}
	field := "count"
	if s.Share > 0 {
		field = "share"
	}
	switch {
	case s.Population == 0:
		return nil, fieldError(field, "sample-nobody")
	case count > s.Population:
		return nil, fieldError(field, "sample-larger", "n", s.Population)
	case count > MostSampled:
		return nil, fieldError(field, "sample-count", "max", MostSampled)
	}
	s.Parts = sampling.Plan(parts, count)
	members, err := d.pick(ctx, s, g, weight)
	if err != nil {
		return nil, err
	}
	picks := make([]SamplePick, len(members))
	ids := make([]string, len(members))
	for i, m := range members {
		picks[i] = SamplePick{N: i + 1, Decision: DecisionID(m.ID), Stratum: m.Stratum, Weight: m.Weight}
		ids[i] = m.ID
	}
	s.Size, s.Digest = len(picks), sampling.Digest(ids)
	return picks, nil
}

// query is the population of a sample.
func (s *Sample) query() PopulationQuery {
	return PopulationQuery{SampleFilter: s.Filter, Cutoff: s.At, Findings: s.Draw == DrawRisk || slices.Contains(s.Traits, ByFinding)}
}

// gatherRoom is how many members of all strata a draw keeps while it does not know yet how many it takes of each: some
// thirty megabytes.
const gatherRoom = 200_000

// weightOf is how often a decision stands in the lottery.
type weightOf func(*PopulationRow) int

// gather goes through the population once, for a sample of at most so many.
func (d *Desk) gather(ctx context.Context, s *Sample, most int) (*sampling.Gather, weightOf, error) {
	weight := weightOf(func(*PopulationRow) int { return 1 })
	if s.Draw == DrawRisk {
		var err error
		if weight, err = d.weights(ctx, s); err != nil {
			return nil, nil, err
		}
	}
	g := sampling.NewGather(s.Seed, most, gatherRoom)
	err := d.Store.Population(ctx, s.query(), func(r *PopulationRow) { g.Offer(string(r.ID), s.stratum(r), weight(r)) })
	return g, weight, err
}

// pick draws as many of each stratum as the sample has planned: of what was gathered, or where that was too much in a
// second pass.
func (d *Desk) pick(ctx context.Context, s *Sample, g *sampling.Gather, weight weightOf) ([]sampling.Member, error) {
	if members, ok := g.Taken(s.Parts); ok {
		return members, nil
	}
	p := sampling.NewPick(s.Seed, s.Parts)
	err := d.Store.Population(ctx, s.query(), func(r *PopulationRow) { p.Offer(string(r.ID), s.stratum(r), weight(r)) })
	return p.Taken(), err
}

// weights knows how often each decision stands in the lottery of a risk draw. The median is of the whole desk in the
// sample's period, whoever and whatever the sample is about.
func (d *Desk) weights(ctx context.Context, s *Sample) (weightOf, error) {
	took := map[string][]time.Duration{}
	desk := PopulationQuery{SampleFilter: SampleFilter{From: s.Filter.From, Until: s.Filter.Until}, Cutoff: s.At}
	if err := d.Store.Population(ctx, desk, func(r *PopulationRow) { took[r.Kind] = append(took[r.Kind], r.Handling) }); err != nil {
		return nil, err
	}
	median := map[string]time.Duration{}
	for kind, all := range took {
		slices.Sort(all)
		median[kind] = all[(len(all)+1)/2-1] // nearest rank
	}
	judged, err := d.Store.Judged(ctx, s.At)
	if err != nil {
		return nil, err
	}
	history := map[[2]string]Judged{}
	for _, j := range judged {
		history[[2]string{string(j.By), j.Kind}] = j
	}
	return func(r *PopulationRow) int {
		h := history[[2]string{string(r.By), r.Kind}]
		return sampling.Signs{
			Handling: int64(r.Handling), Median: int64(median[r.Kind]), Overridden: r.Outcome == Approve && warned(r.Findings),
			Judged: h.Judged, Wrong: h.Wrong, Answered: r.Answered, InBulk: r.InBulk,
		}.Weight()
	}, nil
}

// stratum is the name of the stratum in which a decision is: its traits, joined.
func (s *Sample) stratum(r *PopulationRow) string {
	var parts [5]string
	for i, t := range s.Traits {
		switch t {
		case ByPerson:
			parts[i] = string(r.By)
		case ByKind:
			parts[i] = r.Kind
		case ByOutcome:
			parts[i] = string(r.Outcome)
		case ByLanguage:
			parts[i] = r.Lang
		case ByFinding:
			parts[i] = MainFinding(r.Findings)
		}
	}
	if len(s.Traits) == 0 {
		return ""
	}
	return strings.Join(parts[:len(s.Traits)], "|")
}

// StratumTraits takes the name of a stratum apart, in the order of the sample's traits.
func (s *Sample) StratumTraits(name string) []string {
	if len(s.Traits) == 0 {
		return nil
	}
	return strings.Split(name, "|")
}

// SampleFacts are what the log says of a sample: how it was drawn in clear, so that it can be drawn again, and of whom
// committed.
func SampleFacts(s *Sample) []audit.Fact {
	facts := []audit.Fact{
		audit.Public("draw", string(s.Draw)), audit.Public("seed", s.Seed), audit.Public("size", fmt.Sprint(s.Size)),
		audit.Public("population", fmt.Sprint(s.Population)), audit.Public("cut-off-us", fmt.Sprint(s.At.UnixMicro())), audit.Public("digest", s.Digest),
		audit.Committed("sample", string(s.ID)), audit.Committed("staff", string(s.By)),
	}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, audit.Public(name, value))
		}
	}
	if s.Blind {
		add("blind", "yes")
	}
	traits := make([]string, len(s.Traits))
	for i, t := range s.Traits {
		traits[i] = string(t)
	}
	add("by", strings.Join(traits, ","))
	return append(facts, filterFacts(s.Filter)...)
}

// filterFacts are what the log says of a choice of decisions: in clear, and of whom committed.
func filterFacts(f SampleFilter) []audit.Fact {
	var facts []audit.Fact
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, audit.Public(name, value))
		}
	}
	add("kind", f.Kind)
	add("outcome", string(f.Outcome))
	add("language", f.Lang)
	add("finding", f.Finding)
	if !f.From.IsZero() {
		add("from-us", fmt.Sprint(f.From.UnixMicro()))
	}
	if !f.Until.IsZero() {
		add("until-us", fmt.Sprint(f.Until.UnixMicro()))
	}
	if f.By != "" {
		facts = append(facts, audit.Committed("person", string(f.By)))
	}
	return facts
}

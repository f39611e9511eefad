package review

import (
	"context"
	"slices"
	"time"

	"shinsa/review/stats"
)

// FiguresQuery asks for figures by day in the operator's zone. What is empty filters nothing.
type FiguresQuery struct {
	From, Until time.Time // [From, Until)
	Kind, Lang  string
	By          StaffID

	// Now and Zone are filled in by the desk.
	Now  time.Time
	Zone *time.Location
}

// Figures are the numbers behind the figures page. Decisions that were taken back do not count, and those not yet in
// effect do not either, nor do those on which a second opinion is awaited.
//
// Once a second opinion is there, both decisions count as their people's work; everywhere else what two agree on counts
// once, as the second one, and what they disagree on when it is settled.
type Figures struct {
	Query FiguresQuery
	Days  []DayFigures // also those on which nothing happened
	All   Numbers
	Kinds map[string]Numbers
	Staff []StaffFigures // by name; only the one when the query asks for one
	// Desk is everybody together, by kind, on the kinds on which the query's person decided; nil when none is asked for.
	Desk map[string]Numbers
	// Missing is how many days of the period have not been counted yet and are in none of the numbers.
	Missing int
}

// DayFigures are the numbers of one day.
type DayFigures struct {
	Day string // ISO date
	Numbers
}

// StaffFigures are the numbers of one person.
type StaffFigures struct {
	Person StaffID
	Name   string
	Numbers
}

// Numbers are what was counted in one place. The zero Numbers are of nothing.
type Numbers struct{ cell *stats.Cell }

// NumbersOf are the numbers of a cell, which must not change any more.
func NumbersOf(c *stats.Cell) Numbers { return Numbers{c} }

// Cell is what was counted; never nil.
func (n Numbers) Cell() *stats.Cell {
	if n.cell == nil {
		return &stats.Cell{}
	}
	return n.cell
}

// outcomeAt is the place of an outcome in a counter.
func outcomeAt(o Outcome) int { return max(0, slices.Index(Outcomes(), o)) }

func (n Numbers) byOutcome(of stats.Counter) map[Outcome]int {
	out := map[Outcome]int{}
	for _, o := range Outcomes() {
		if x := n.Cell().At(of, outcomeAt(o)); x > 0 {
			out[o] = x
		}
	}
	return out
}

// Outcomes are the decisions that tell of an outcome: all but those that a second one must confirm or that contradict
// another.
func (n Numbers) Outcomes() map[Outcome]int { return n.byOutcome(stats.Decided) }

// Decided is how many these are.
func (n Numbers) Decided() int { return n.Cell().Sum(stats.Decided) }

// Made are decisions as their authors' work.
func (n Numbers) Made() map[Outcome]int { return n.byOutcome(stats.Made) }

// FirstRound are the outcomes of first rounds, without escalations.
func (n Numbers) FirstRound() map[Outcome]int { return n.byOutcome(stats.FirstRound) }

// Spread tells how a duration is distributed over N cases: nearest-rank percentiles, within stats.ClassError.
type Spread struct {
	N                int
	Median, P90, P95 time.Duration
}

func spreadOf(h stats.Histogram) Spread {
	return Spread{N: h.N(), Median: h.Quantile(50), P90: h.Quantile(90), P95: h.Quantile(95)}
}

// Waiting is how long rounds had waited when they were decided. Escalations are left out: they are no outcome for who
// waits.
func (n Numbers) Waiting() Spread { return spreadOf(n.Cell().Times(stats.Waited)) }

// Handling is how long decisions took, since the claim.
func (n Numbers) Handling() Spread { return spreadOf(n.Cell().Times(stats.Handled)) }

// Arrived is how many rounds were sent. It is known of kinds and languages, and of nobody.
func (n Numbers) Arrived() int { return n.Cell().Sum(stats.ArrivedHour) }

// Hour is what happened in an hour of the week.
func (n Numbers) Hour(day time.Weekday, hour int) (arrived, decided int) {
	at := int(day)*24 + hour
	return n.Cell().At(stats.ArrivedHour, at), n.Cell().At(stats.DecidedHour, at)
}

// Reasons is how often each reason was given.
func (n Numbers) Reasons() map[string]int { return n.Cell().Named(stats.Reasons) }

// Audits are the supervisors' verdicts of the period, whenever what they are on was decided.
func (n Numbers) Audits() map[Verdict]int {
	out := map[Verdict]int{}
	for at, v := range []Verdict{Agree, Overturn} {
		if x := n.Cell().At(stats.Audited, at); x > 0 {
			out[v] = x
		}
	}
	return out
}

// Weights are how much the overturns of the period weigh. Those from before there were severities are in none.
func (n Numbers) Weights() map[Severity]int {
	out := map[Severity]int{}
	for at, s := range Severities() {
		if x := n.Cell().At(stats.Overturned, at); x > 0 {
			out[s] = x
		}
	}
	return out
}

// Service is how many rounds were decided in the time that was promised when they were, and how many were promised one.
func (n Numbers) Service() (kept, of int) {
	return n.Cell().At(stats.Service, 0), n.Cell().Sum(stats.Service)
}

// Bulk is how many answers were given in bulk, and how many in all.
func (n Numbers) Bulk() (bulk, of int) {
	return n.Cell().At(stats.Answers, 1), n.Cell().Sum(stats.Answers)
}

// UnseenBacks is how many decisions were made while the back was never in sight, and of how many that is known.
func (n Numbers) UnseenBacks() (unseen, of int) {
	return n.Cell().At(stats.Backs, 1), n.Cell().Sum(stats.Backs)
}

// Ended is by how many rounds it took to an approval or a rejection; Ended[1] are those of one round.
func (n Numbers) Ended() []int { return n.Cell().All(stats.EndedRound) }

// SecondFigures counts pairs of opinions on a round, by one outcome and then by the other.
type SecondFigures map[Outcome]map[Outcome]int

// Seconds are the second opinions given. Of everybody together they are by what the first decision said; of one person
// by what that person said, be it as the first or the second.
func (n Numbers) Seconds() SecondFigures {
	var out SecondFigures
	for at, x := range n.Cell().All(stats.Opinions) {
		if x == 0 {
			continue
		}
		one, other := Outcomes()[at/4%4], Outcomes()[at%4]
		if out == nil {
			out = SecondFigures{}
		}
		if out[one] == nil {
			out[one] = map[Outcome]int{}
		}
		out[one][other] = x
	}
	return out
}

// Agreed and Disagreed are how many second opinions said the same as the first decision, and how many did
// not; an escalation does not say the same.
func (f SecondFigures) Agreed() (n int) {
	for o, by := range f {
		n += by[o]
	}
	return n
}

// Disagreed is described at Agreed.
func (f SecondFigures) Disagreed() (n int) {
	for _, by := range f {
		for _, times := range by {
			n += times
		}
	}
	return n - f.Agreed()
}

// Agreement compares the opinions beyond chance.
func (f SecondFigures) Agreement() stats.Agreement {
	table := make([][]int, len(Outcomes()))
	for i, one := range Outcomes() {
		table[i] = make([]int, len(Outcomes()))
		for j, other := range Outcomes() {
			table[i][j] = f[one][other]
		}
	}
	return stats.Kappa(table)
}

// FindingPrecision says how often a finding was right: of how many decided rounds that had it (Of) a reason was given
// or an item answered "no" at which it points (Right). Unsaid are rounds whose kind has nothing at which it points.
type FindingPrecision struct {
	Code              string
	Right, Of, Unsaid int
}

// Findings are all findings of decided rounds, the most frequent first.
func (n Numbers) Findings() []FindingPrecision {
	c := n.Cell()
	all := map[string]int{}
	for _, of := range []stats.NamedCounter{stats.FindingSeen, stats.FindingUnsaid} {
		for code, x := range c.Named(of) {
			all[code] += x
		}
	}
	var out []FindingPrecision
	for _, step := range stats.Pareto(all) {
		out = append(out, FindingPrecision{step.Name, c.Named(stats.FindingRight)[step.Name], c.Named(stats.FindingSeen)[step.Name],
			c.Named(stats.FindingUnsaid)[step.Name]})
	}
	return out
}

// Mending says what asking again for a reason brought: of how many rounds that followed (Of) the reason was not given
// again (Mended).
type Mending struct {
	Reason     string
	Mended, Of int
}

// Mended are all reasons for which was asked again and the next round was decided, the most frequent first.
func (n Numbers) Mended() []Mending {
	var out []Mending
	for _, step := range stats.Pareto(n.Cell().Named(stats.AskedAgain)) {
		out = append(out, Mending{step.Name, n.Cell().Named(stats.Mended)[step.Name], step.N})
	}
	return out
}

// Together adds numbers up.
func Together(all ...Numbers) Numbers {
	sum := &stats.Cell{}
	for _, n := range all {
		sum.Merge(n.Cell())
	}
	return Numbers{sum}
}

// FiguresReader is what figures are read from. All times are of what happened, in UTC.
type FiguresReader interface {
	// FiguresBegin is when the first round was sent or the first decision made; zero when nothing ever was.
	FiguresBegin(ctx context.Context) (time.Time, error)
	// FigureDecisions lists decisions, oldest first, that were made in the range, are in effect at its moment and were
	// not taken back, as figures count them.
	FigureDecisions(ctx context.Context, r FigureRange) ([]FigureDecision, error)
	// FigureArrivals lists rounds that were sent, and FigureAudits verdicts given, in the range.
	FigureArrivals(ctx context.Context, r FigureRange) ([]FigureArrival, error)
	FigureAudits(ctx context.Context, r FigureRange) ([]FigureAudit, error)
	// FigureSize counts the decisions of a range, up to a limit, for about how long reading it takes.
	FigureSize(ctx context.Context, r FigureRange, limit int) (int, error)

	// FigureSpans lists what has been counted of spans between two names, by name.
	FigureSpans(ctx context.Context, from, to string) ([]FigureSpan, error)
	// FigureCells reads cells of spans.
	FigureCells(ctx context.Context, q FigureCellQuery, f func(span string, at FigurePlace, cell []byte) error) error
	// FigureRecalls lists the rounds that were taken back after they were sent since they were last looked at.
	FigureRecalls(ctx context.Context) ([]FigureRecall, error)
	// FiguresNoLongerAwaited lists the spans of decisions that were left out because a second opinion was awaited, and
	// that is over at a moment.
	FiguresNoLongerAwaited(ctx context.Context, now time.Time) ([]string, error)
}

// FiguresWriter keeps what was counted.
type FiguresWriter interface {
	// SaveFigures writes a span with all its cells; ErrConflict when somebody else has since its Version.
	SaveFigures(ctx context.Context, s FigureSpan, cells map[FigurePlace][]byte, awaited []DecisionID) error
	// ForgetRecalls forgets those that have been looked at.
	ForgetRecalls(ctx context.Context, all []FigureRecall) error
	// ForgetFigures forgets everything that was counted.
	ForgetFigures(ctx context.Context) error
}

// FigureRange is a stretch of time, [From, Until), as it looked at Now.
type FigureRange struct {
	From, Until, Now time.Time
	// LeftOut asks only for what spans of this form left out because a second opinion was awaited; see FigureSpan.
	LeftOut string
}

// FigurePlace is where figures are filed. What is empty is all together.
type FigurePlace struct {
	Kind, Lang string
	Person     StaffID
}

// FigureSpan is a day or a month that has been counted.
type FigureSpan struct {
	Name    string // see dayName and monthName
	MadeOf  string // how, and in which zone; see figuresForm
	MadeAt  time.Time
	Through time.Time // what happened before is in it
	Version int64     // 0 for one that was never counted
}

// FigureCellQuery asks for cells of spans. Every language, kind and person includes all of them together, which is filed
// as a place of its own.
type FigureCellQuery struct {
	Spans                             []string
	Lang                              string
	Kinds                             []string
	Person                            StaffID
	EveryLang, EveryKind, EveryPerson bool // in the place of these
}

// FigureDecision is a decision as figures count it.
type FigureDecision struct {
	ID                      DecisionID
	Round                   int
	Outcome                 Outcome
	By                      StaffID
	Kind, KindVersion, Lang string
	Concludes               bool // see Decision.Concludes
	Answers                 Answers
	Reasons                 []string
	DecidedAt               time.Time
	Handling, Waiting       time.Duration
	AnswerBy                time.Time // when it had been promised; zero when nothing had
	Answered, InBulk        int       // answers, and how many of them were given in bulk
	BackKnown, BackUnseen   bool
	Findings                []string // of its round, as stored
	First                   Outcome  // what the decision said on which this is the second opinion, and by whom
	FirstBy                 StaffID
	AskedFor                []string // the reasons for which the round before was asked for again
	Awaited                 bool     // a second opinion on it is awaited: it does not count yet
}

// FigureArrival is a round that was sent.
type FigureArrival struct {
	At         time.Time
	Kind, Lang string
}

// FigureAudit is a verdict on a decision.
type FigureAudit struct {
	At         time.Time
	Verdict    Verdict
	Severity   Severity // of an overturn; empty where none was given
	Kind, Lang string   // of the decision
	On         StaffID  // who made it
}

// FigureRecall is a round that was taken back after it was sent.
type FigureRecall struct {
	Submission SubmissionID
	Round      int
	SentAt     time.Time
}

package db

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"shinsa/review"
)

// Figures counts decisions by when they were made: those made in [From, Until), in effect at Now and not
// taken back. Days run from From to Until in the query's zone, also those on which nothing happened.
//
// One on which a second opinion is awaited is in none of the numbers. Once that is there, both count for
// their people and in the handling, because both are work; everywhere else what two agree on counts once, as
// the second one, and what they disagree on when it is settled. Waiting leaves escalations out, which are
// no outcome for who waits.
//
// It reads every decision of the period once, about a tenth of a second for a hundred thousand.
func (q *queries) Figures(ctx context.Context, query review.FiguresQuery) (review.Figures, error) {
	c := newCounter(query)
	from, until := micros(query.From), micros(query.Until)
	err := q.s.each(ctx, `SELECT d.outcome, d.kind, d.staff_id, d.reasons, d.decided_at, d.handling, d.waiting,
CASE WHEN d.outcome = 'escalate' OR `+concludes+` THEN 1 ELSE 0 END,
COALESCE((SELECT f.outcome FROM decisions AS f WHERE d.first_id <> '' AND f.id = d.first_id), '')
FROM decisions AS d WHERE d.decided_at >= $2 AND d.decided_at < $3 AND d.effective_at <= $1
AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id)
AND (d.second_asked = '' OR NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.id = d.submission_id AND `+awaitsSecond+`))`,
		[]any{micros(query.Now), from, until}, func(r *sql.Rows) error {
			var d review.Decision
			var counts bool
			var first review.Outcome
			err := r.Scan(&d.Outcome, &d.Kind, &d.By, list{&d.Reasons}, stamp{&d.DecidedAt}, span{&d.Handling}, span{&d.Waiting}, truth{&counts}, &first)
			if err != nil {
				return err
			}
			c.worked(&d)
			if counts {
				c.decided(&d)
			}
			if first != "" {
				c.compared(first, d.Outcome)
			}
			return nil
		})
	if err != nil {
		return review.Figures{}, q.wrap("figures", err)
	}
	err = q.s.each(ctx, `SELECT submitted_at FROM rounds WHERE submitted_at > 0 AND submitted_at >= $1 AND submitted_at < $2`, []any{from, until},
		func(r *sql.Rows) error {
			var at time.Time
			err := r.Scan(stamp{&at})
			if err == nil {
				c.arrived(at)
			}
			return err
		})
	if err != nil {
		return review.Figures{}, q.wrap("figures", err)
	}
	err = q.s.each(ctx, `SELECT verdict, count(*) FROM audits WHERE at >= $1 AND at < $2 GROUP BY verdict`, []any{from, until},
		func(r *sql.Rows) error {
			var v review.Verdict
			var n int
			err := r.Scan(&v, &n)
			c.Audits[v] = n
			return err
		})
	if err != nil {
		return review.Figures{}, q.wrap("figures", err)
	}
	names, err := q.Names(ctx)
	if err != nil {
		return review.Figures{}, err
	}
	return c.figures(names), nil
}

// Handled lists a person's decisions. It walks the index of all decisions of that time, in which the persons
// stand, and reads the person's own rows only. See review.Reader.
func (q *queries) Handled(ctx context.Context, by review.StaffID, from, until, now time.Time) ([]review.Handled, error) {
	all, err := collect(ctx, q, `SELECT d.decided_at, d.handling FROM decisions AS d
WHERE d.decided_at >= $1 AND d.decided_at < $2 AND d.staff_id = $3 AND d.effective_at <= $4
AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id) ORDER BY d.decided_at, d.id`,
		[]any{micros(from), micros(until), string(by), micros(now)},
		func(r *sql.Rows, h *review.Handled) error { return r.Scan(stamp{&h.At}, span{&h.Took}) })
	return all, q.wrap("handled", err)
}

// counter adds up figures.
type counter struct {
	review.Figures
	zone              *time.Location
	days              map[string]*dayCounter
	staff             map[review.StaffID]*staffCounter
	handling, waiting []time.Duration
}

type dayCounter struct {
	review.DayFigures
	waiting []time.Duration
}

type staffCounter struct {
	review.StaffFigures
	handling []time.Duration
}

func newCounter(query review.FiguresQuery) *counter {
	c := &counter{
		Figures: review.Figures{
			Outcomes: map[review.Outcome]int{}, Kinds: map[string]map[review.Outcome]int{},
			Reasons: map[string]int{}, Audits: map[review.Verdict]int{},
		},
		zone: query.Zone, days: map[string]*dayCounter{}, staff: map[review.StaffID]*staffCounter{},
	}
	if c.zone == nil {
		c.zone = time.UTC
	}
	// Noon of each day: midnight does not exist on every day in every zone.
	first := query.From.In(c.zone)
	for day := time.Date(first.Year(), first.Month(), first.Day(), 12, 0, 0, 0, c.zone); ; day = day.AddDate(0, 0, 1) {
		name := day.Format(time.DateOnly)
		if name > query.Until.Add(-time.Microsecond).In(c.zone).Format(time.DateOnly) {
			return c
		}
		c.day(day)
	}
}

func (c *counter) day(at time.Time) *dayCounter {
	name := at.In(c.zone).Format(time.DateOnly)
	d := c.days[name]
	if d == nil {
		d = &dayCounter{DayFigures: review.DayFigures{Day: name, Outcomes: map[review.Outcome]int{}}}
		c.days[name] = d
	}
	return d
}

func (c *counter) arrived(at time.Time) {
	c.Arrived++
	c.day(at).Arrived++
	c.Hours[at.In(c.zone).Hour()].Arrived++
}

func (c *counter) decided(d *review.Decision) {
	c.Outcomes[d.Outcome]++
	if c.Kinds[d.Kind] == nil {
		c.Kinds[d.Kind] = map[review.Outcome]int{}
	}
	c.Kinds[d.Kind][d.Outcome]++
	for _, r := range d.Reasons {
		c.Reasons[r]++
	}
	day := c.day(d.DecidedAt)
	day.Outcomes[d.Outcome]++
	c.Hours[d.DecidedAt.In(c.zone).Hour()].Decided++
	if d.Outcome != review.Escalate {
		c.waiting, day.waiting = append(c.waiting, d.Waiting), append(day.waiting, d.Waiting)
	}
}

// worked counts a decision for the person who made it.
func (c *counter) worked(d *review.Decision) {
	s := c.staff[d.By]
	if s == nil {
		s = &staffCounter{StaffFigures: review.StaffFigures{Person: d.By, Outcomes: map[review.Outcome]int{}}}
		c.staff[d.By] = s
	}
	s.Outcomes[d.Outcome]++
	c.handling, s.handling = append(c.handling, d.Handling), append(s.handling, d.Handling)
}

// compared counts a second opinion by what the first one said.
func (c *counter) compared(first, second review.Outcome) {
	if c.Seconds == nil {
		c.Seconds = review.SecondFigures{}
	}
	if c.Seconds[first] == nil {
		c.Seconds[first] = map[review.Outcome]int{}
	}
	c.Seconds[first][second]++
}

// figures ends the count: days in their order, people by name.
func (c *counter) figures(names map[review.StaffID]string) review.Figures {
	for _, d := range c.days {
		d.Waiting = spread(d.waiting)
		c.Days = append(c.Days, d.DayFigures)
	}
	slices.SortFunc(c.Days, func(a, b review.DayFigures) int { return cmp.Compare(a.Day, b.Day) })
	for _, s := range c.staff {
		s.Name, s.Handling = names[s.Person], spread(s.handling)
		c.Staff = append(c.Staff, s.StaffFigures)
	}
	slices.SortFunc(c.Staff, func(a, b review.StaffFigures) int {
		if n := cmp.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return cmp.Compare(a.Person, b.Person)
	})
	c.Handling, c.Waiting = spread(c.handling), spread(c.waiting)
	return c.Figures
}

// spread sorts the durations and takes their nearest-rank percentiles.
func spread(all []time.Duration) review.Spread {
	if len(all) == 0 {
		return review.Spread{}
	}
	slices.Sort(all)
	rank := func(percent int) time.Duration { return all[(len(all)*percent+99)/100-1] }
	return review.Spread{N: len(all), Median: rank(50), P90: rank(90)}
}

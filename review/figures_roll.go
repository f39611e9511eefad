package review

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"shinsa/review/stats"
)

// What is counted is what can no longer be taken back: figuresLag after the time for that, because a transaction may be
// committed some while after the moment that it has written down, and clocks of two servers differ.
const figuresLag = time.Minute

// figuresLook is how long after its end a day is counted a last time, for whatever came later than figuresLag.
const figuresLook = time.Hour

// RollFigures counts the days and months that have not been counted, today up to a minute ago, and again those of which
// something changed: a second opinion came, a round was taken back. It is called every few minutes beside the requests,
// may be called by several servers at once, and can be broken off at any moment: each day is written at once, with how
// far it goes. progress is called after each; it may be nil.
func (d *Desk) RollFigures(ctx context.Context, progress func(span string)) error {
	now, set := d.now(), d.Settings()
	r := roll{Desk: d, zone: set.Zone, form: figuresForm(set.Zone), now: now, asOf: now.Add(-figuresLag), progress: progress}
	r.until = r.asOf.Add(-set.TakeBack)
	begin, err := d.Store.FiguresBegin(ctx)
	if err != nil || begin.IsZero() || !begin.Before(r.until) {
		return err
	}
	r.first, r.last = dateOf(begin, r.zone), dateOf(r.until, r.zone)
	if err := r.days(ctx); err != nil {
		return err
	}
	r.now = d.now() // later than the days
	return r.months(ctx)
}

// RebuildFigures forgets what was counted and counts everything again. Until that has ended, pages of long periods say
// that days are missing.
func (d *Desk) RebuildFigures(ctx context.Context, progress func(span string)) error {
	if err := d.Store.Write(ctx, func(tx Tx) error { return tx.ForgetFigures(ctx) }); err != nil {
		return err
	}
	return d.RollFigures(ctx, progress)
}

// roll is one run of RollFigures.
type roll struct {
	*Desk
	zone        *time.Location
	form        string
	now, asOf   time.Time
	until       time.Time // what happened before can be counted
	first, last string    // dates
	progress    func(string)
}

// days counts the days that need it, the latest first: they are looked at most.
func (r *roll) days(ctx context.Context) error {
	recalls, err := r.Store.FigureRecalls(ctx)
	if err != nil {
		return err
	}
	changed, err := r.Store.FiguresNoLongerAwaited(ctx, r.asOf)
	if err != nil {
		return err
	}
	for _, recall := range recalls {
		changed = append(changed, dayName(dateOf(recall.SentAt, r.zone)))
	}
	have, err := r.spans(ctx, dayName(r.first), dayName(r.last))
	if err != nil {
		return err
	}
	for date := r.last; date >= r.first; date = beforeDate(date) {
		s := have[dayName(date)]
		if r.counted(date, s) && !slices.Contains(changed, s.Name) {
			continue
		}
		if err := r.day(ctx, date, s); err != nil {
			return err
		}
	}
	if len(recalls) == 0 {
		return nil
	}
	return r.Store.Write(ctx, func(tx Tx) error { return tx.ForgetRecalls(ctx, recalls) })
}

// spans reads what has been counted, by name.
func (r *roll) spans(ctx context.Context, from, to string) (map[string]FigureSpan, error) {
	all, err := r.Store.FigureSpans(ctx, from, to)
	have := map[string]FigureSpan{}
	for _, s := range all {
		have[s.Name] = s
	}
	return have, err
}

// counted says whether nothing more is to be counted of a day.
func (r *roll) counted(date string, s FigureSpan) bool {
	if s.MadeOf != r.form {
		return false
	}
	end := startOf(afterDate(date), r.zone)
	if s.Through.Before(end) {
		return !s.Through.Before(r.until)
	}
	final := end.Add(figuresLook)
	return !s.MadeAt.Before(final) || r.now.Before(final)
}

// day counts a day.
func (r *roll) day(ctx context.Context, date string, s FigureSpan) error {
	from, end := startOf(date, r.zone), startOf(afterDate(date), r.zone)
	s.Name, s.MadeOf, s.MadeAt, s.Through = dayName(date), r.form, r.now, end
	if r.until.Before(end) {
		s.Through = r.until
	}
	count, err := r.countFigures(ctx, FigureRange{From: from, Until: s.Through, Now: r.asOf}, r.zone)
	if err != nil {
		return err
	}
	cube := count.days[date]
	return r.save(ctx, s, cube, count.awaited)
}

func (r *roll) save(ctx context.Context, s FigureSpan, cube figureCube, awaited []DecisionID) error {
	cells := map[FigurePlace][]byte{}
	for at, c := range cube {
		if b := c.Bytes(); len(b) > 0 {
			cells[at] = b
		}
	}
	err := r.Store.Write(ctx, func(tx Tx) error { return tx.SaveFigures(ctx, s, cells, awaited) })
	if errors.Is(err, ErrConflict) {
		return nil // another server was faster
	}
	if err == nil && r.progress != nil {
		r.progress(s.Name[1:])
	}
	return err
}

// months adds up the days of months that are over, where that was not done or a day was counted since.
func (r *roll) months(ctx context.Context) error {
	have, err := r.spans(ctx, monthName(r.first), monthName(r.last))
	if err != nil {
		return err
	}
	days, err := r.spans(ctx, dayName(r.first), dayName(r.last))
	if err != nil {
		return err
	}
	ofMonth := map[string][]string{}
	for date := r.first; date <= r.last; date = afterDate(date) {
		ofMonth[monthName(date)] = append(ofMonth[monthName(date)], date)
	}
	for _, month := range slices.Backward(slices.Sorted(maps.Keys(ofMonth))) {
		dates := ofMonth[month]
		last := dates[len(dates)-1]
		if month == monthName(afterDate(last)) {
			continue // it is not over
		}
		s := have[month]
		if whole, after := wholeMonth(dates, days, r.form, r.zone); !whole || s.MadeOf == r.form && s.MadeAt.After(after) {
			continue
		}
		if err := r.month(ctx, month, dates, s); err != nil {
			return err
		}
	}
	return nil
}

// wholeMonth says whether all days are counted to their ends, and when the last was.
func wholeMonth(dates []string, days map[string]FigureSpan, form string, zone *time.Location) (bool, time.Time) {
	var latest time.Time
	for _, date := range dates {
		s := days[dayName(date)]
		if s.MadeOf != form || s.Through.Before(startOf(afterDate(date), zone)) {
			return false, latest
		}
		if s.MadeAt.After(latest) {
			latest = s.MadeAt
		}
	}
	return true, latest
}

func (r *roll) month(ctx context.Context, month string, dates []string, s FigureSpan) error {
	names := make([]string, 0, len(dates))
	for _, date := range dates {
		names = append(names, dayName(date))
	}
	cube := figureCube{}
	q := FigureCellQuery{Spans: names, EveryLang: true, EveryKind: true, EveryPerson: true}
	err := r.Store.FigureCells(ctx, q, func(_ string, at FigurePlace, cell []byte) error { return cube.add(at, cell) })
	if err != nil {
		return err
	}
	s.Name, s.MadeOf, s.MadeAt, s.Through = month, r.form, r.now, startOf(afterDate(dates[len(dates)-1]), r.zone)
	return r.save(ctx, s, cube, nil)
}

// add adds a stored cell to its place.
func (c figureCube) add(at FigurePlace, cell []byte) error {
	if c[at] == nil {
		c[at] = &stats.Cell{}
	}
	return c[at].AddBytes(cell)
}

// beforeDate is the date before.
func beforeDate(date string) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return d.AddDate(0, 0, -1).Format(time.DateOnly)
}

package review

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"shinsa/review/stats"
)

// figuresAtOnce is how many decisions a page reads from their own rows: those of the last minutes, and on a young or
// quiet desk all of them. What is more waits for RollFigures, which comes every minute. So many are read in a tenth of a
// second.
const figuresAtOnce = 5_000

// Figures are the numbers of a period, by day in the operator's zone. Whole days come from what RollFigures has
// counted, the rest from the rows of the acts.
func (d *Desk) Figures(ctx context.Context, a Actor, q FiguresQuery) (Figures, error) {
	if err := d.allow(ctx, a, SeeFigures, nil, d.now()); err != nil {
		return Figures{}, err
	}
	return d.figures(ctx, q)
}

func (d *Desk) figures(ctx context.Context, q FiguresQuery) (Figures, error) {
	q.Now, q.Zone = d.now(), d.Settings().Zone
	for tries := 1; ; tries++ {
		r := figuresRead{Desk: d, q: q, sums: figureCube{}, days: map[string]*stats.Cell{}}
		same, err := r.read(ctx)
		if err != nil {
			return Figures{}, err
		}
		if same || tries == 3 { // RollFigures writes today once a minute
			return r.figures(ctx)
		}
	}
}

// figuresRead is one reading of figures.
type figuresRead struct {
	*Desk
	q       FiguresQuery
	dates   []string
	have    map[string]FigureSpan
	sums    figureCube             // by place, over the whole period
	days    map[string]*stats.Cell // of the query's own place
	missing int
}

// read reads everything, and says whether nothing was written anew meanwhile: then something could have been counted
// twice or not at all.
func (r *figuresRead) read(ctx context.Context) (same bool, err error) {
	r.dates = datesOf(r.q.From, r.q.Until, r.q.Zone)
	if len(r.dates) == 0 {
		return true, nil
	}
	before, err := r.spans(ctx)
	if err != nil {
		return false, err
	}
	r.have = map[string]FigureSpan{}
	for _, s := range before {
		if s.MadeOf == figuresForm(r.q.Zone) {
			r.have[s.Name] = s
		}
	}
	counted, rest, err := r.plan(ctx)
	if err != nil {
		return false, err
	}
	if err := r.readCells(ctx, counted); err != nil {
		return false, err
	}
	for _, stretch := range rest {
		if err := r.readRows(ctx, stretch); err != nil {
			return false, err
		}
	}
	after, err := r.spans(ctx)
	return slices.Equal(before, after), err
}

func (r *figuresRead) spans(ctx context.Context) ([]FigureSpan, error) {
	first, last := r.dates[0], r.dates[len(r.dates)-1]
	days, err := r.Store.FigureSpans(ctx, dayName(first), dayName(last))
	if err != nil {
		return nil, err
	}
	months, err := r.Store.FigureSpans(ctx, monthName(first), monthName(last))
	return append(days, months...), err
}

// plan parts the period into the dates that have been counted, and stretches that are read row by row.
func (r *figuresRead) plan(ctx context.Context) (counted []string, rest []FigureRange, err error) {
	begin, err := r.Store.FiguresBegin(ctx)
	if err != nil || begin.IsZero() {
		return nil, nil, err
	}
	var not []FigureRange // days that were never counted, the first first
	for _, date := range r.dates {
		from, end := startOf(date, r.q.Zone), startOf(afterDate(date), r.q.Zone)
		s, ok := r.have[dayName(date)]
		whole := !from.Before(r.q.From) && (!end.After(r.q.Until) || s.Through.Before(r.q.Until) && !r.q.Now.After(r.q.Until))
		part := FigureRange{From: later(from, r.q.From), Until: earliest(end, r.q.Until), Now: r.q.Now}
		switch {
		case ok && whole:
			counted = append(counted, date)
			if s.Through.Before(part.Until) {
				part.From = s.Through
				rest = append(rest, part)
			}
		case end.After(begin) && !from.After(r.q.Now):
			not = append(not, part)
		}
	}
	more, err := r.affordable(ctx, not)
	if n := len(counted); n > 0 {
		more = append(more, FigureRange{From: startOf(counted[0], r.q.Zone), Until: startOf(afterDate(counted[n-1]), r.q.Zone), Now: r.q.Now,
			LeftOut: figuresForm(r.q.Zone)})
	}
	return counted, append(rest, more...), err
}

// affordable are the latest of some days whose rows a page can read.
func (r *figuresRead) affordable(ctx context.Context, not []FigureRange) ([]FigureRange, error) {
	if len(not) == 0 {
		return nil, nil
	}
	whole := FigureRange{From: not[0].From, Until: not[len(not)-1].Until}
	n, err := r.Store.FigureSize(ctx, whole, figuresAtOnce+1)
	if err != nil || n <= figuresAtOnce {
		return not, err
	}
	left := figuresAtOnce
	for i, part := range slices.Backward(not) {
		n, err := r.Store.FigureSize(ctx, part, left+1)
		if err != nil {
			return nil, err
		}
		if left -= n; left < 0 {
			r.missing = i + 1
			return not[i+1:], nil
		}
	}
	return not, nil
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// readCells reads what has been counted of some dates: of the query's own place by day, of kinds and people by month
// where the whole month is asked for.
func (r *figuresRead) readCells(ctx context.Context, dates []string) error {
	if len(dates) == 0 {
		return nil
	}
	names := make([]string, 0, len(dates))
	for _, date := range dates {
		names = append(names, dayName(date))
	}
	own := FigureCellQuery{Spans: names, Lang: r.q.Lang, Kinds: []string{r.q.Kind}, Person: r.q.By}
	err := r.Store.FigureCells(ctx, own, func(span string, _ FigurePlace, cell []byte) error { return r.day(span[1:]).AddBytes(cell) })
	if err != nil {
		return err
	}
	add := func(_ string, at FigurePlace, cell []byte) error { return r.sums.add(at, cell) }
	joined := r.joined(dates)
	if r.q.By == "" {
		people := FigureCellQuery{Spans: joined, Lang: r.q.Lang, Kinds: []string{r.q.Kind}, EveryPerson: true}
		if err := r.Store.FigureCells(ctx, people, add); err != nil {
			return err
		}
	}
	if r.q.Kind != "" && r.q.By == "" {
		return nil // the one kind is the query's own place
	}
	some := FigureCellQuery{Spans: joined, Lang: r.q.Lang, Kinds: r.kinds(), Person: r.q.By}
	if err := r.Store.FigureCells(ctx, some, add); err != nil || r.q.By == "" {
		return err
	}
	some.Person = ""
	return r.Store.FigureCells(ctx, some, add)
}

// kinds are those that are told apart.
func (r *figuresRead) kinds() []string {
	if r.q.Kind != "" {
		return []string{r.q.Kind}
	}
	var out []string
	for _, k := range r.Kinds.Set().All() {
		out = append(out, k.ID)
	}
	return out
}

// joined puts a month in the place of its days where all of them are asked for and it is as new as they are.
func (r *figuresRead) joined(dates []string) []string {
	ofMonth := map[string][]string{}
	for _, date := range dates {
		ofMonth[monthName(date)] = append(ofMonth[monthName(date)], date)
	}
	var out []string
	for _, month := range slices.Sorted(maps.Keys(ofMonth)) {
		days := ofMonth[month]
		s, ok := r.have[month]
		counted, after := wholeMonth(days, r.have, figuresForm(r.q.Zone), r.q.Zone)
		if ok && counted && !s.MadeAt.Before(after) && len(days) == daysOf(days[0]) {
			out = append(out, month)
			continue
		}
		for _, date := range days {
			out = append(out, dayName(date))
		}
	}
	return out
}

// daysOf is how many days the month of a date has.
func daysOf(date string) int {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0
	}
	return time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (r *figuresRead) day(date string) *stats.Cell {
	if r.days[date] == nil {
		r.days[date] = &stats.Cell{}
	}
	return r.days[date]
}

// readRows counts a stretch from the rows of the acts.
func (r *figuresRead) readRows(ctx context.Context, stretch FigureRange) error {
	count, err := r.countFigures(ctx, stretch, r.q.Zone)
	if err != nil {
		return err
	}
	own := FigurePlace{r.q.Kind, r.q.Lang, r.q.By}
	for date, cube := range count.days {
		for at, c := range cube {
			if at == own {
				r.day(date).Merge(c)
			}
			if at.Lang != r.q.Lang {
				continue
			}
			if r.sums[at] == nil {
				r.sums[at] = &stats.Cell{}
			}
			r.sums[at].Merge(c)
		}
	}
	return nil
}

// figures puts together what was read.
func (r *figuresRead) figures(ctx context.Context) (Figures, error) {
	f := Figures{Query: r.q, Kinds: map[string]Numbers{}, Missing: r.missing}
	all := &stats.Cell{}
	for _, date := range r.dates {
		day := DayFigures{Day: date}
		if c := r.days[date]; c != nil {
			day.cell = c
			all.Merge(c)
		}
		f.Days = append(f.Days, day)
	}
	f.All = Numbers{all}
	names, err := r.Store.Names(ctx)
	if err != nil {
		return Figures{}, err
	}
	if r.q.By != "" {
		f.Staff, f.Desk = []StaffFigures{{r.q.By, names[r.q.By], f.All}}, map[string]Numbers{}
	}
	for at, c := range r.sums {
		switch {
		case at.Person == r.q.By && at.Kind != "" && (r.q.Kind == "" || r.q.Kind == at.Kind):
			f.Kinds[at.Kind] = Numbers{c}
		case r.q.By == "" && at.Person != "" && at.Kind == r.q.Kind:
			f.Staff = append(f.Staff, StaffFigures{at.Person, names[at.Person], Numbers{c}})
		}
	}
	if r.q.Kind != "" && r.q.By == "" {
		f.Kinds[r.q.Kind] = f.All
	}
	for kind := range f.Kinds {
		if c := r.sums[FigurePlace{kind, r.q.Lang, ""}]; r.q.By != "" && c != nil {
			f.Desk[kind] = Numbers{c}
		}
	}
	slices.SortFunc(f.Staff, func(a, b StaffFigures) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Person, b.Person))
	})
	return f, nil
}

// FiguresPeople are the names of everybody whose figures can be asked for.
func (d *Desk) FiguresPeople(ctx context.Context, a Actor) (map[StaffID]string, error) {
	if err := d.allow(ctx, a, SeeFigures, nil, d.now()); err != nil {
		return nil, err
	}
	return d.Store.Names(ctx)
}

package review

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// figureColumns: of what the number is (`all`, or one `day`, `kind` or `person`), which one, what is counted, at what (an
// outcome, reason, finding …), and the number.
var figureColumns = []string{"of", "name", "id", "figure", "at", "value"}

// figuresWithout is the period of figures when none is asked for.
const figuresWithout = 365 * Day

// figures is one long table of the figures of a period, so that new figures are new rows and no new columns.
func (x *Export) figures(ctx context.Context) (table, error) {
	q := x.request.Query
	until := q.Until
	if until.IsZero() {
		until = x.at.Add(time.Microsecond) // this moment, too
	}
	from := q.From
	if from.IsZero() {
		from = until.Add(-figuresWithout)
	}
	f, err := x.desk.figures(ctx, FiguresQuery{From: from, Until: until, Kind: q.Kind, Lang: q.Lang, By: q.By})
	if err != nil {
		return table{}, err
	}
	return table{figureColumns, func(row func(...any) error) error { return f.rows(row) }}, nil
}

// rows hands out every number.
func (f Figures) rows(row func(...any) error) error {
	if err := f.All.rows("all", "", "", row); err != nil {
		return err
	}
	for _, d := range f.Days {
		if err := d.rows("day", d.Day, "", row); err != nil {
			return err
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(f.Kinds)) {
		if err := f.Kinds[kind].rows("kind", kind, "", row); err != nil {
			return err
		}
	}
	for _, p := range f.Staff {
		if err := p.rows("person", p.Name, string(p.Person), row); err != nil {
			return err
		}
	}
	if f.Missing > 0 {
		return row("all", "", "", "days-not-counted", "", f.Missing)
	}
	return nil
}

// rows hands out the numbers of one place. What is 0 is left out, but for how many were decided and sent.
func (n Numbers) rows(of, name, id string, row func(...any) error) error {
	var err error
	put := func(figure, at string, value any) {
		if err == nil {
			err = row(of, name, id, figure, at, value)
		}
	}
	put("arrived", "", n.Arrived())
	put("decided", "", n.Decided())
	for _, one := range []struct {
		figure string
		by     map[Outcome]int
	}{{"decided-by-outcome", n.Outcomes()}, {"made-by-outcome", n.Made()}, {"first-round", n.FirstRound()}} {
		putSorted(put, one.figure, one.by)
	}
	for _, s := range []struct {
		figure string
		Spread
	}{{"waiting", n.Waiting()}, {"handling", n.Handling()}} {
		if s.N > 0 {
			put(s.figure+"-cases", "", s.N)
			for _, q := range []struct {
				at string
				d  time.Duration
			}{{"median", s.Median}, {"p90", s.P90}, {"p95", s.P95}} {
				put(s.figure+"-s", q.at, q.d)
			}
		}
	}
	putSorted(put, "reason", n.Reasons())
	putSorted(put, "audit", n.Audits())
	putSorted(put, "overturn", n.Weights())
	for first, by := range inOrder(n.Seconds()) {
		for second, times := range inOrder(by) {
			put("opinions", string(first)+" "+string(second), times)
		}
	}
	for _, f := range n.Findings() {
		put("finding-seen", f.Code, f.Of)
		put("finding-right", f.Code, f.Right)
	}
	for _, m := range n.Mended() {
		put("asked-again", m.Reason, m.Of)
		put("mended", m.Reason, m.Mended)
	}
	for _, share := range []struct {
		figure string
		k, n   int
	}{shareOf("service-kept", n.Service), shareOf("answered-together", n.Bulk), shareOf("back-never-shown", n.UnseenBacks)} {
		if share.n > 0 {
			put(share.figure, "", share.k)
			put(share.figure, "of", share.n)
		}
	}
	return err
}

func shareOf(figure string, of func() (int, int)) struct {
	figure string
	k, n   int
} {
	k, n := of()
	return struct {
		figure string
		k, n   int
	}{figure, k, n}
}

// putSorted hands out numbers by name, in the order of the names.
func putSorted[K ~string](put func(figure, at string, value any), figure string, by map[K]int) {
	for name, n := range inOrder(by) {
		if n > 0 {
			put(figure, string(name), n)
		}
	}
}

// inOrder walks a map by its keys.
func inOrder[K cmp.Ordered, V any](m map[K]V) func(func(K, V) bool) {
	return func(yield func(K, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

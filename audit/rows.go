package audit

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Row is a row of the database of which a leaf must tell.
type Row struct {
	// Key names it in words.
	Key string
	At  time.Time
	// Facts are what its leaf must say of it.
	Facts []Fact
	// Later are facts that leaves have only since a newer version: one that a leaf does not have is passed over.
	Later []Fact
	// Loose says that a leaf tells more than its row.
	Loose bool
	// Gone are the names of facts whose content was destroyed since: they are passed over.
	Gone map[string]bool
	// Wrong is what is wrong with the row in itself; empty for nothing.
	Wrong string
	// Erased says that what the log commits to of it was erased with somebody's data, or may have been.
	Erased bool
	// Entries are those that the store has of its subject, time and act. N is -1 where there is no number yet.
	Entries []Numbered
	// Of is whatever its source keeps with it; nothing here looks at it.
	Of any
	// Whose names what a standing row is of; see Standing.
	Whose string
}

// A RowTable is a sort of rows.
type RowTable struct {
	Name string
	Act  Act
	// Own names the fact that is the row's own: an entry that says another is another row's. Empty where there is none.
	Own string
	// Public are the facts by which a leaf without a salt and its row are told from others; they stand in both.
	Public []string
	// OneWay says that not every leaf of the act has a row: only rows are looked up.
	OneWay bool
	// Dies says that the rows go when the salts do.
	Dies bool
	// Bare says that a leaf and its row are told from others by their time and what is Public alone, so that nothing is opened.
	Bare bool
	// Standing says that only the last leaf of each row is held against it; nil for rows that never change.
	Standing *Standing
}

// A RowSource has the rows that leaves tell of.
type RowSource interface {
	RowTables() []RowTable
	// Rows calls f with the rows of a table whose time lies in a span (the zero time is no bound), in any order, and with
	// as much memory for many as for few.
	Rows(ctx context.Context, table string, from, until time.Time, f func(Row) error) error
	// Cuts are the times of about n leaves, evenly over the log.
	Cuts(ctx context.Context, n int) ([]time.Time, error)
	// Unnumbered counts the entries of an act at a time that have no number in the log as it is verified.
	Unnumbered(ctx context.Context, act Act, at time.Time) (int, error)
	// Newer counts the entries of some acts that have no number in the log as it is verified, of a subject or, when it is
	// empty, of any.
	Newer(ctx context.Context, acts []Act, subject string) (int, error)
}

// spansOfLog is into how many spans a log is cut: each has a thousand leaves in a log of a million.
const spansOfLog = 1024

// A rowMatch compares rows with leaves while a Verification runs: give its Leaf as Verification.Each, run Rows
// beside it, and ask Result when both have ended. Each leaf must have its row and each row its leaf, and they must
// say the same.
type rowMatch struct {
	source RowSource
	size   int64 // leaves that are verified; entries beyond are none of it
	tables map[Act]RowTable
	stand  map[Act][]*standings // by each act that changes what stands
	stood  []*standings
	leaves *tally
	rows   *tally
	// Counted is how many rows were compared, by table.
	counted map[string]int64
	// differs is the row whose leaf of the lowest number says something else, stray one of which no leaf tells.
	differs, stray *Difference
}

// newRowMatch prepares a comparison for a log of some leaves.
func newRowMatch(ctx context.Context, source RowSource, size int64) (*rowMatch, error) {
	m := &rowMatch{source: source, size: size, tables: map[Act]RowTable{}, counted: map[string]int64{}}
	var key [32]byte
	if _, err := rand.Read(key[:]); err != nil {
		return nil, fmt.Errorf("audit: rows: %w", err)
	}
	cuts, err := source.Cuts(ctx, spansOfLog)
	if err != nil {
		return nil, err
	}
	m.leaves, m.rows = newTally(key, cuts), newTally(key, cuts)
	for _, t := range source.RowTables() {
		if !t.OneWay && t.Standing == nil {
			m.tables[t.Act] = t
		}
	}
	m.stood = newStandings(source.RowTables())
	m.stand = map[Act][]*standings{}
	for _, s := range m.stood {
		for _, act := range s.table.Standing.Acts {
			m.stand[act] = append(m.stand[act], s)
		}
	}
	return m, nil
}

// RunWithRows verifies the log and, beside it, compares it with the rows of the database of which it tells. It returns
// how many rows of each table say what their leaves say. Each is its own, and must not be given.
func (v Verification) RunWithRows(ctx context.Context, source RowSource, size int64) (Verified, map[string]int64, error) {
	match, err := newRowMatch(ctx, source, size)
	if err != nil {
		return Verified{}, nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rows := make(chan error, 1)
	go func() { rows <- match.Rows(ctx) }()
	v.Each = match.Leaf
	found, err := v.Run(ctx)
	if err != nil {
		stop()
		<-rows
		return Verified{}, nil, err
	}
	if err = <-rows; err == nil {
		err = match.Result(ctx, v.Source)
	}
	return found, match.Counted(), err
}

// Leaf takes a leaf that is sound.
func (m *rowMatch) Leaf(n Numbered, l Leaf) error {
	for _, s := range m.stand[l.Act] {
		if err := s.take(n, l); err != nil {
			return err
		}
	}
	if t, ok := m.tables[l.Act]; ok {
		if mark, counts := leafMark(t, n, l); counts {
			m.leaves.add(l.Act, l.At, mark)
		}
	}
	return nil
}

// leafMark tells a leaf from others: by its entry while that can be opened, else by what stands in it in clear.
func leafMark(t RowTable, n Numbered, l Leaf) (mark string, counts bool) {
	if n.Salt != nil && !t.Bare {
		return "entry " + n.ID, true
	}
	var b strings.Builder
	b.WriteString("erased")
	for _, name := range t.Public {
		v, _ := l.Public(name)
		b.WriteString(" " + name + "=" + v)
	}
	return b.String(), !t.Dies
}

// rowMark is leafMark of a row whose leaf cannot be opened any more.
func rowMark(t RowTable, r Row) string {
	var b strings.Builder
	b.WriteString("erased")
	for _, name := range t.Public {
		f, _ := r.fact(name)
		b.WriteString(" " + name + "=" + f.value)
	}
	return b.String()
}

// tablesAtOnce is how many tables are read at the same time: rows take longer than leaves, which are read beside them.
const tablesAtOnce = 2

// Rows reads every table.
func (m *rowMatch) Rows(ctx context.Context) error {
	tables, ctx := errgroup.WithContext(ctx)
	tables.SetLimit(tablesAtOnce)
	var mu sync.Mutex
	for _, t := range m.source.RowTables() {
		tables.Go(func() error {
			return m.source.Rows(ctx, t.Name, time.Time{}, time.Time{}, func(r Row) error {
				f := m.find(t, r)
				mu.Lock()
				defer mu.Unlock()
				m.take(t, r, f)
				return nil
			})
		})
	}
	return tables.Wait()
}

// take counts a row and what became of it.
func (m *rowMatch) take(t RowTable, r Row, f found) {
	if f.later {
		return
	}
	m.counted[t.Name]++
	if t.Standing != nil {
		for _, s := range m.stood {
			if s.table.Name == t.Name {
				s.rows[r.Whose] = r
			}
		}
		return
	}
	m.note(f)
	if f.mark != "" && !t.OneWay {
		m.rows.add(t.Act, r.At, f.mark)
	}
}

// found is what became of a row.
type found struct {
	// later says that its entry has no number in the log that is verified.
	later bool
	// mark is that of its leaf; empty when there is none that says the same.
	mark           string
	differs, stray *Difference
}

// find looks for the leaf of a row among its entries.
func (m *rowMatch) find(t RowTable, r Row) found {
	if t.Standing != nil {
		return found{}
	}
	var nearest *Difference
	later := false
	for _, e := range r.Entries {
		if e.N < 0 || e.N >= m.size {
			later = true
			continue
		}
		l, err := Parse(e.Leaf)
		if err != nil {
			continue // the verification of the leaves says so
		}
		if f, has := r.fact(t.Own); has && !l.Says(f, e.Salt) {
			continue
		}
		what := r.differs(l, e.Salt)
		if what == "" {
			return found{mark: "entry " + e.ID}
		}
		nearest = &Difference{e.N, e.ID, fmt.Sprintf("the %s that it tells of says something else in the database (%s)", t.Name, what)}
	}
	switch {
	case nearest != nil:
		return found{differs: nearest}
	case later:
		return found{later: true}
	case r.Erased || t.Bare:
		return found{mark: rowMark(t, r)}
	}
	if r.Wrong != "" {
		return found{stray: &Difference{Leaf: -1, What: fmt.Sprintf("the %s %s is not what the database says elsewhere (%s)", t.Name, r.Key, r.Wrong)}}
	}
	return found{stray: &Difference{Leaf: -1, What: fmt.Sprintf("the log tells nothing of the %s %s", t.Name, r.Key)}}
}

func (r Row) fact(name string) (Fact, bool) {
	for _, f := range r.Facts {
		if f.name == name {
			return f, true
		}
	}
	return Fact{}, false
}

// differs names the first thing in which a row and a leaf differ.
func (r Row) differs(l Leaf, salt []byte) string {
	if r.Wrong != "" {
		return r.Wrong
	}
	for _, f := range r.Facts {
		if !r.Gone[f.name] && !l.Says(f, salt) {
			return f.name
		}
	}
	told := len(r.Facts)
	for _, f := range r.Later {
		if _, has := l.fact(f.name); has {
			told++
			if !l.Says(f, salt) {
				return f.name
			}
		}
	}
	if !r.Loose && told != len(l.Facts) {
		return "the number of facts"
	}
	return ""
}

func (m *rowMatch) note(f found) {
	if f.differs != nil && (m.differs == nil || f.differs.Leaf < m.differs.Leaf) {
		m.differs = f.differs
	}
	if f.stray != nil && m.stray == nil {
		m.stray = f.stray
	}
}

// Counted is how many rows were compared, by table.
func (m *rowMatch) Counted() map[string]int64 { return m.counted }

// Result says what differs first, as a Difference; nil when nothing does. Where the sums of leaves and rows differ, the span of
// time is looked at once more, leaf by leaf and row by row, so that what changed while the first look was going on is no
// difference.
func (m *rowMatch) Result(ctx context.Context, source LogSource) error {
	for _, k := range m.leaves.differing(m.rows) {
		d, err := m.look(ctx, source, k)
		if err != nil {
			return err
		}
		if d != nil {
			return m.first(d)
		}
	}
	for _, s := range m.stood {
		d, err := s.result(ctx, m.source)
		if err != nil {
			return err
		}
		switch {
		case d != nil && d.Leaf < 0:
			m.note(found{stray: d})
		case d != nil:
			m.note(found{differs: d})
		}
	}
	return m.first(nil)
}

// first is the difference of the lowest leaf; one without a leaf comes last.
func (m *rowMatch) first(d *Difference) error {
	best := d
	for _, o := range []*Difference{m.differs, m.stray} {
		if o != nil && (best == nil || o.Leaf >= 0 && (best.Leaf < 0 || o.Leaf <= best.Leaf)) {
			best = o
		}
	}
	if best == nil {
		return nil
	}
	return best
}

// look compares the leaves and rows of one span one by one, and returns the first leaf without a row, else a row too many.
func (m *rowMatch) look(ctx context.Context, source LogSource, k int) (*Difference, error) {
	type leaf struct {
		n  int64
		id string
		t  RowTable
	}
	open := map[string][]leaf{}
	name := func(act Act, at time.Time, mark string) string {
		return fmt.Sprintf("%s %d %s", act, at.UnixMicro(), mark)
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	leaves := ahead(reading, 0, source.Leaves, func(n Numbered) int64 { return n.N + 1 })
	for {
		n, ok, err := leaves.next()
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		t, counts := m.tables[n.Act]
		if !counts || m.leaves.span(n.At) != k {
			continue
		}
		l, err := Parse(n.Leaf)
		if err != nil {
			continue
		}
		if mark, counts := leafMark(t, n, l); counts {
			at := name(l.Act, l.At, mark)
			open[at] = append(open[at], leaf{n.N, n.ID, t})
		}
	}
	var many *Difference
	from, until := m.within(k)
	for _, t := range m.source.RowTables() {
		if t.OneWay || t.Standing != nil {
			continue
		}
		err := m.source.Rows(ctx, t.Name, from, until, func(r Row) error {
			f := m.find(t, r)
			if f.later || f.mark == "" {
				return nil
			}
			at := name(t.Act, r.At, f.mark)
			if there := open[at]; len(there) > 0 {
				open[at] = there[1:]
				return nil
			}
			n := 0
			var err error
			if r.Erased || t.Bare {
				n, err = m.source.Unnumbered(ctx, t.Act, r.At)
			}
			if n == 0 && err == nil && many == nil {
				many = &Difference{Leaf: -1, What: fmt.Sprintf("the log does not tell of the %s %s, or the database has it twice", t.Name, r.Key)}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	var first *Difference
	for _, left := range open {
		for _, l := range left {
			if first == nil || l.n < first.Leaf {
				first = &Difference{l.n, l.id, fmt.Sprintf("the %s that it tells of is not in the database", l.t.Name)}
			}
		}
	}
	if first == nil {
		first = many
	}
	return first, nil
}

// within are the times between which a span lies.
func (m *rowMatch) within(k int) (from, until time.Time) {
	if k > 0 {
		from = time.UnixMicro(m.leaves.bounds[k-1]).UTC()
	}
	if k < len(m.leaves.bounds) {
		until = time.UnixMicro(m.leaves.bounds[k]).UTC()
	}
	return from, until
}

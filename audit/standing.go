package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A Standing describes rows that show only how things stand now, as an account does, or a saved phrase: of all leaves that
// told of one, the last must say what the row says, and where it tells of an end, there must be no row. What is kept in memory
// of them grows with the number of such rows, of which there are thousands at most, and not with the log.
type Standing struct {
	// Acts change what stands, and Ends are those of them after which there is no row.
	Acts, Ends []Act
	// Name is the fact that names whose state it is. Where that is committed, the entry's subject is Prefix and the name, and
	// the salt must open the fact for it: such salts are not erased, so nobody can hide a leaf by taking one away.
	Name, Prefix string
	// Marker is a fact that leaves have since they say the whole state; older ones are passed over. Empty when all do.
	Marker string
	// Single says that there is one row, and each fact of a leaf stands by itself, until a later leaf has it again.
	Single bool
}

// stood is the last leaf of something that stands.
type stood struct {
	n       Numbered
	subject string
	leaf    Leaf
}

// standings are the last leaves and the rows of a table of standing rows, by what names them.
type standings struct {
	table RowTable
	last  map[string]stood
	rows  map[string]Row
}

func newStandings(tables []RowTable) []*standings {
	var all []*standings
	for _, t := range tables {
		if t.Standing != nil {
			all = append(all, &standings{table: t, last: map[string]stood{}, rows: map[string]Row{}})
		}
	}
	return all
}

// take takes a leaf of one of the acts. A leaf whose salt or subject does not fit is a Difference.
func (s *standings) take(n Numbered, l Leaf) error {
	t := s.table.Standing
	if t.Single {
		for _, f := range l.Facts {
			s.last[f.Name] = stood{n, "", Leaf{ID: l.ID, Act: l.Act, At: l.At, Facts: []LeafFact{f}}}
		}
		return nil
	}
	if t.Marker != "" {
		if _, marked := l.fact(t.Marker); !marked {
			return nil
		}
	}
	f, ok := l.fact(t.Name)
	whose, prefixed := strings.CutPrefix(n.Subject, t.Prefix)
	switch {
	case !ok:
		return nil
	case f.Commitment == nil:
		whose = f.Value
	case !prefixed || n.Salt == nil || !l.Opens(t.Name, n.Salt, whose):
		return &Difference{n.N, n.ID, fmt.Sprintf("it tells of a row of the sort %s, and what opens it was changed or taken away", s.table.Name)}
	}
	s.last[whose] = stood{n, n.Subject, l}
	return nil
}

// result says what of the rows and the last leaves differs first; nil when nothing does. What was changed since the log that is
// verified is none of it.
func (s *standings) result(ctx context.Context, source RowSource) (first *Difference, err error) {
	note := func(subject string, d *Difference) {
		if d == nil || err != nil || first != nil && (d.Leaf < 0 || first.Leaf >= 0 && first.Leaf <= d.Leaf) {
			return
		}
		n := 0
		if n, err = source.Newer(ctx, s.table.Standing.Acts, subject); err == nil && n == 0 {
			first = d
		}
	}
	for name, last := range s.last {
		note(last.subject, s.compare(name, last))
	}
	if s.table.Standing.Single || s.table.Standing.Marker != "" {
		return first, err
	}
	for name, row := range s.rows {
		if _, told := s.last[name]; !told {
			note("", &Difference{Leaf: -1, What: fmt.Sprintf("the log tells nothing of the %s %s", s.table.Name, row.Key)})
		}
	}
	return first, err
}

// compare holds the last leaf of a name against its row.
func (s *standings) compare(name string, last stood) *Difference {
	t := s.table.Standing
	differs := func(format string, args ...any) *Difference {
		return &Difference{last.n.N, last.n.ID, fmt.Sprintf(format, args...)}
	}
	if t.Single {
		for _, row := range s.rows {
			if f, has := row.fact(name); has && !last.leaf.Says(f, nil) {
				return differs("the %s that it tells of says something else in the database (%s)", s.table.Name, name)
			}
		}
		return nil
	}
	row, there := s.rows[name]
	switch ended := slices.Contains(t.Ends, last.leaf.Act); {
	case ended && there:
		return differs("the %s whose end it tells of is in the database", s.table.Name)
	case ended:
		return nil
	case !there:
		return differs("the %s that it tells of is not in the database", s.table.Name)
	}
	if what := row.differs(last.leaf, last.n.Salt); what != "" {
		return differs("the %s that it tells of says something else in the database (%s)", s.table.Name, what)
	}
	return nil
}

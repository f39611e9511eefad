package looking

import (
	"slices"
	"strings"
	"time"
)

// A Record is every visit of one person to a submission until the decision, the first one first.
type Record []Visit

// maxVisits is how many are kept, the newest.
const maxVisits = 8

// least is for how long a side must have been in sight altogether to count as shown: what flits by is not seen.
const least = 500 * time.Millisecond

// Join makes a record of visits in any order, each as Visit.String wrote it. What cannot be read is left out.
func Join(visits []string) Record {
	var r Record
	for _, s := range visits {
		if v, ok := parseVisit(s); ok {
			r = append(r, v)
		}
	}
	slices.SortStableFunc(r, func(a, b Visit) int { return a.At.Compare(b.At) })
	return r[max(0, len(r)-maxVisits):]
}

// String is how a record is stored: a line for each visit; empty for none.
func (r Record) String() string {
	lines := make([]string, len(r))
	for i, v := range r {
		lines[i] = v.String()
	}
	return strings.Join(lines, "\n")
}

// Parse reads what String wrote. It is false for anything else; then nothing is known.
func Parse(s string) (Record, bool) {
	if s == "" {
		return nil, true
	}
	var r Record
	for _, line := range strings.Split(s, "\n") {
		v, ok := parseVisit(line)
		if !ok {
			return nil, false
		}
		r = append(r, v)
	}
	return r, true
}

// InSight is for how long a side was in sight altogether.
func (r Record) InSight(side string) time.Duration {
	var sum time.Duration
	for _, v := range r {
		for _, s := range v.Sights() {
			if s.Side == side {
				sum += s.To - s.From
			}
		}
	}
	return sum
}

// Saw reports whether a side was in sight for long enough to count as shown.
func (r Record) Saw(side string) bool { return r.InSight(side) >= least }

// Answers are the times at which items were last answered.
func (r Record) Answers() map[string]time.Time {
	all := map[string]time.Time{}
	for _, v := range r {
		for _, e := range v.Events {
			if e.What == Answered {
				all[e.Name] = v.At.Add(e.After)
			}
		}
	}
	return all
}

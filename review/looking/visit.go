package looking

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// What is a sort of event.
type What byte

// The sorts of events. Without a name, Shown and Hidden are about the whole page: it was brought back, or something
// else was laid over it.
const (
	Shown    What = '+' // at least half of a side's frame came into sight
	Hidden   What = '-'
	Answered What = '=' // an item was answered, or answered otherwise
)

// tick is what times are told in.
const tick = 100 * time.Millisecond

// An Event is one thing that happened while a submission was open.
type Event struct {
	After time.Duration // since the visit's beginning, in whole tenths of a second
	What  What
	Name  string // of a side or an item; empty for the whole page
}

// A Visit is one time that a submission was open on a person's screen.
type Visit struct {
	At     time.Time     // when it began, by the server's clock, in UTC and whole microseconds
	For    time.Duration // how long it had lasted when it was last told of
	Events []Event       // in the order of their times
}

// Bounds of what is read: a page that tells more is not believed, and one that stays open for a day tells nothing.
const (
	maxTold   = 8000 // bytes
	maxEvents = 400
	maxFor    = 24 * time.Hour
	maxName   = 64
)

// ParseTold reads what a page tells at a time: its events, in tenths of a second since it was opened. A number alone is a time at
// which it told of them; the last word is one, and says how long the page has been open:
//
//	0+ 0+front 0+back 35=name 41=address 352
//
// Sides and items that are none of the submission's are passed over. It is false for anything that is not such a text.
func ParseTold(told string, now time.Time, sides, items []string) (Visit, bool) {
	if told == "" || len(told) > maxTold {
		return Visit{}, false
	}
	words := strings.Split(told, " ")
	last := len(words) - 1
	lasted, ok := ticks(words[last])
	if !ok || lasted > maxFor || last > maxEvents {
		return Visit{}, false
	}
	v := Visit{At: now.Add(-lasted).UTC().Truncate(time.Microsecond), For: lasted}
	var before time.Duration
	for _, w := range words[:last] {
		e, ok := parseEvent(w)
		if !ok {
			e.After, ok = ticks(w)
		}
		if !ok || e.After < before || e.After > lasted {
			return Visit{}, false
		}
		before = e.After
		if e.What == 0 {
			continue
		}
		if e.Name == "" || slices.Contains(sides, e.Name) && e.What != Answered || slices.Contains(items, e.Name) && e.What == Answered {
			v.Events = append(v.Events, e)
		}
	}
	return v, true
}

func ticks(digits string) (time.Duration, bool) {
	n, err := strconv.ParseUint(digits, 10, 31)
	return time.Duration(n) * tick, err == nil && strconv.FormatUint(n, 10) == digits
}

func parseEvent(w string) (Event, bool) {
	at := strings.IndexAny(w, "+-=")
	if at < 1 {
		return Event{}, false
	}
	after, ok := ticks(w[:at])
	e := Event{After: after, What: What(w[at]), Name: w[at+1:]}
	return e, ok && validName(e.Name) && (e.Name != "" || e.What != Answered)
}

// validName accepts what sides and items are called; the empty name, too.
func validName(s string) bool {
	if len(s) > maxName {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// String is how a visit is kept: the microsecond at which it began, and what was told.
func (v Visit) String() string {
	var b strings.Builder
	b.WriteString(strconv.FormatInt(v.At.UnixMicro(), 10))
	b.WriteByte(' ')
	b.WriteString(strconv.FormatInt(int64(v.For/tick), 10))
	for _, e := range v.Events {
		b.WriteByte(' ')
		b.WriteString(strconv.FormatInt(int64(e.After/tick), 10))
		b.WriteByte(byte(e.What))
		b.WriteString(e.Name)
	}
	return b.String()
}

// parseVisit reads what String wrote.
func parseVisit(s string) (Visit, bool) {
	began, told, found := strings.Cut(s, " ")
	us, err := strconv.ParseInt(began, 10, 64)
	if err != nil || !found {
		return Visit{}, false
	}
	words := strings.Split(told, " ")
	v := Visit{At: time.UnixMicro(us).UTC()}
	var ok bool
	if v.For, ok = ticks(words[0]); !ok {
		return Visit{}, false
	}
	for _, w := range words[1:] {
		e, ok := parseEvent(w)
		if !ok {
			return Visit{}, false
		}
		v.Events = append(v.Events, e)
	}
	return v, true
}

// A Sight is a span in which a side was in sight, measured from the visit's beginning.
type Sight struct {
	Side     string
	From, To time.Duration
}

// Sights are the spans in which sides were in sight, by their beginning. What was still in sight at the end ends with the visit.
func (v Visit) Sights() []Sight {
	var all []Sight
	open := map[string]int{}   // where in all the span is that has not ended
	there := map[string]bool{} // in sight as soon as the page is
	covered := false
	begin := func(side string, at time.Duration) {
		if _, begun := open[side]; !begun && !covered {
			open[side] = len(all)
			all = append(all, Sight{side, at, v.For})
		}
	}
	end := func(side string, at time.Duration) {
		if k, begun := open[side]; begun {
			all[k].To = at
			delete(open, side)
		}
	}
	for _, e := range v.Events {
		switch {
		case e.What == Answered:
		case e.Name != "":
			if there[e.Name] = e.What == Shown; there[e.Name] {
				begin(e.Name, e.After)
			} else {
				end(e.Name, e.After)
			}
		case e.What == Hidden:
			covered = true
			for side := range there {
				end(side, e.After)
			}
		default:
			covered = false
			for _, side := range sortedTrue(there) {
				begin(side, e.After)
			}
		}
	}
	return all
}

func sortedTrue(m map[string]bool) []string {
	var all []string
	for k, on := range m {
		if on {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}

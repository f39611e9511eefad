// Package ranking reads and applies the rules of the queue: what stands before or behind the usual, and what is
// kept for a group of people. Rules are the operator's data (docs/operations.md); this package knows nothing of
// how a queue is stored.
//
// Start with Rules and Parse.
package ranking

import (
	"slices"
	"time"
)

// Rules are the rules in force. Nobody changes them once they are made, so they are safe for concurrent use;
// nil Rules put nothing before anything.
type Rules struct {
	Order  []Rule // from the front of the queue to its end, without the usual
	Groups []Group
	// InOrder leaves what is at risk to be answered late where waiting time and rules put it.
	InOrder bool
	// Version names the file that they were read from; empty when there is none.
	Version string
}

// Empty says whether the waiting time alone orders the queue.
func (r *Rules) Empty() bool { return r == nil || len(r.Order)+len(r.Groups) == 0 }

// RiskInOrder says whether what is at risk to be answered late stays where waiting time and rules put it; it
// stands before all rules otherwise.
func (r *Rules) RiskInOrder() bool { return r != nil && r.InOrder }

// Rule is a place in the queue's order and what stands there.
type Rule struct {
	ID   string
	Name map[string]string // by language; empty for one without a name
	// Place is how far before (below 0) or behind (above 0) the usual it stands; never 0.
	Place int
	// OlderThan is the working time after which everything stands there; 0 for a rule that goes by what was
	// sent, by the conditions below.
	OlderThan time.Duration
	When      Condition
}

// Group is what some people take and nobody else is offered.
type Group struct {
	ID   string
	Name map[string]string
	When Condition
}

// Condition says what a rule is about: all that it names must fit. An empty part fits everything.
type Condition struct {
	Round    int // this round or a later one; 0 for any
	Kinds    []string
	Langs    []string
	Findings []string // one of these codes at least
	Levels   []string // a finding of one of these levels at least
}

// Facts are what rules may look at: bare facts of what was sent, no field of it.
type Facts struct {
	Round      int
	Kind, Lang string
	Findings   []Finding
}

// Finding is what a machine check noticed.
type Finding struct{ Level, Code string }

func (c Condition) fits(f Facts) bool {
	has := func(all []string, of func(Finding) string) bool {
		return len(all) == 0 || slices.ContainsFunc(f.Findings, func(x Finding) bool { return slices.Contains(all, of(x)) })
	}
	return f.Round >= c.Round &&
		(len(c.Kinds) == 0 || slices.Contains(c.Kinds, f.Kind)) &&
		(len(c.Langs) == 0 || slices.Contains(c.Langs, f.Lang)) &&
		has(c.Findings, func(x Finding) string { return x.Code }) && has(c.Levels, func(x Finding) string { return x.Level })
}

// Place is where something stands by what was sent: the place of the first rule that fits, 0 for the usual,
// and the group it is for, empty for everybody.
func (r *Rules) Place(f Facts) (place int, group string) {
	if r == nil {
		return 0, ""
	}
	if i := slices.IndexFunc(r.Order, func(x Rule) bool { return x.OlderThan == 0 && x.When.fits(f) }); i >= 0 {
		place = r.Order[i].Place
	}
	if i := slices.IndexFunc(r.Groups, func(g Group) bool { return g.When.fits(f) }); i >= 0 {
		group = r.Groups[i].ID
	}
	return place, group
}

// Ages are the rules that go by age.
func (r *Rules) Ages() []Rule {
	if r == nil {
		return nil
	}
	var all []Rule
	for _, x := range r.Order {
		if x.OlderThan > 0 {
			all = append(all, x)
		}
	}
	return all
}

// At is the rule of a place; false for the usual one and for a place that no rule has.
func (r *Rules) At(place int) (Rule, bool) {
	if r == nil {
		return Rule{}, false
	}
	i := slices.IndexFunc(r.Order, func(x Rule) bool { return x.Place == place })
	if i < 0 {
		return Rule{}, false
	}
	return r.Order[i], true
}

// Group is the group of an id; false when the rules name none such.
func (r *Rules) Group(id string) (Group, bool) {
	if r == nil {
		return Group{}, false
	}
	i := slices.IndexFunc(r.Groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return Group{}, false
	}
	return r.Groups[i], true
}

// Word is a name in a language: else in any, else the id.
func Word(name map[string]string, lang, id string) string {
	if w := name[lang]; w != "" {
		return w
	}
	if w := name["en"]; w != "" {
		return w
	}
	return id
}

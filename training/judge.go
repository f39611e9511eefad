package training

import (
	"slices"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// Answer is what a person decided on a case. Notes and messages are not kept.
type Answer struct {
	Outcome review.Outcome
	Answers review.Answers
	Reasons []string
}

// Found is a defect that was put into a case, and what the person made of it.
type Found struct {
	Defect string // as specimens name it
	Item   string // the item that should have found it
	Reason string // the reason that goes with it
	Side   string // where it is to be seen; empty where nothing shows it
	// Mark is where on the picture of that side; nil where there is no such place.
	Mark *review.Mark
	// Typed and Printed are those of the field in which they differ; empty for any other defect.
	Typed, Printed string
	// Seen says that an item was answered "no", or a reason chosen, that points to it; Named that both were.
	Seen, Named bool
}

// Verdict is what became of a case.
type Verdict struct {
	Defects      []Found
	FalseItems   []string // answered "no" with nothing to account for it
	FalseReasons []string // chosen with nothing to account for it
	// Refused says that a sound case was not approved.
	Refused bool
}

// Sound says that nothing was wrong with the case.
func (v Verdict) Sound() bool { return len(v.Defects) == 0 }

// FalseAlarm says that something was found that is not there.
func (v Verdict) FalseAlarm() bool {
	return len(v.FalseItems) > 0 || len(v.FalseReasons) > 0 || v.Refused
}

// Missed says that a defect was not seen.
func (v Verdict) Missed() bool {
	return slices.ContainsFunc(v.Defects, func(f Found) bool { return !f.Seen })
}

// Right says that everything was seen and nothing else.
func (v Verdict) Right() bool { return !v.Missed() && !v.FalseAlarm() }

// Judge compares an answer with the truth.
func Judge(t specimen.Truth, a Answer) Verdict {
	var v Verdict
	var accounted []string // items
	var expected []string  // reasons
	no := func(item string) bool { return a.Answers[item] == review.No }
	for _, d := range t.Defects {
		s := signs[d]
		f := Found{Defect: string(d), Item: s.items[0], Reason: s.reasons[0], Side: side(t, d)}
		f.Mark = mark(t, f, d)
		if field := signs[d].field; t.Typed[field] != t.Printed[field] && t.Typed[field] != "" {
			f.Typed, f.Printed = t.Typed[field], t.Printed[field]
		}
		item := slices.ContainsFunc(s.items, no)
		reason := slices.ContainsFunc(s.reasons, func(r string) bool { return slices.Contains(a.Reasons, r) })
		f.Seen, f.Named = item || reason, item && reason
		v.Defects = append(v.Defects, f)
		accounted = slices.Concat(accounted, s.items, s.excused)
		expected = append(expected, s.reasons...)
	}
	for item, answer := range a.Answers {
		if answer == review.No && !slices.Contains(accounted, item) {
			v.FalseItems = append(v.FalseItems, item)
		}
	}
	slices.Sort(v.FalseItems)
	for _, r := range a.Reasons {
		if !slices.Contains(expected, r) {
			v.FalseReasons = append(v.FalseReasons, r)
		}
	}
	v.Refused = v.Sound() && a.Outcome != review.Approve
	return v
}

package policy

// Why is the id of a sentence that tells a person why the answer is what it is. The words stand in the
// catalogues under "policy." and this id.
type Why string

// The ids.
const (
	WhyAllowed   Why = "allowed"
	WhyRole      Why = "role"          // the role never has this action
	WhyNotHolder Why = "not_holder"    // only the claim's holder
	WhyNotAuthor Why = "not_author"    // only who made the decision
	WhyOwnWork   Why = "own_work"      // only somebody else than who made the decision
	WhyBarred    Why = "barred"        // this person may not decide next
	WhyBlind     Why = "blind"         // a blind second opinion is awaited
	WhyNotSent   Why = "not_sent"      // the applicant has not sent it
	WhyEscalated Why = "escalated"     // it waits for a supervisor
	WhyNotEsc    Why = "not_escalated" // it is not escalated
	WhyUnknown   Why = "unknown"       // the question could not be answered
)

// Whys returns every id, for the test that each has its words. The slice is the caller's own.
func Whys() []Why {
	return []Why{WhyAllowed, WhyRole, WhyNotHolder, WhyNotAuthor, WhyOwnWork, WhyBarred, WhyBlind, WhyNotSent,
		WhyEscalated, WhyNotEsc, WhyUnknown}
}

// why finds what stood in the way. A line that denied names it by itself. Where no line allowed, the
// same question is asked again with one fact changed at a time, so that the reason comes from the table
// and cannot differ from it. Where both the state and the holder are in the way, the state is named: it does
// not help to hear "not the holder" of something that only a supervisor may decide.
func (g *Guard) why(sub Subject, action string, obj Object, rule []string) Why {
	if len(rule) > colWho {
		switch rule[colWho] {
		case "barred":
			return WhyBarred
		case "blind":
			return WhyBlind
		}
	}
	type change struct {
		why Why
		to  Object
	}
	var changes []change
	if g.actions[action].Needs == NeedsDecision {
		if obj.Author == sub.ID {
			changes = append(changes, change{WhyOwnWork, Object{Author: notMe(sub)}})
		} else {
			changes = append(changes, change{WhyNotAuthor, Object{Author: sub.ID}})
		}
	} else {
		held := Object{State: obj.State, Holder: sub.ID, Barred: obj.Barred}
		changes = append(changes, change{WhyNotHolder, held})
		elsewhere := func(state string, why Why) {
			moved, both := obj, held
			moved.State, both.State = state, state
			changes = append(changes, change{why, moved}, change{why, both})
		}
		switch obj.State {
		case "draft":
			elsewhere("waiting", WhyNotSent)
			elsewhere("escalated", WhyNotSent)
		case "escalated":
			elsewhere("waiting", WhyEscalated)
		default:
			elsewhere("escalated", WhyNotEsc)
		}
	}
	for _, c := range changes {
		if allowed, _, err := g.ask(sub, action, c.to); err == nil && allowed {
			return c.why
		}
	}
	return WhyRole
}

// notMe is an id that is not the subject's.
func notMe(sub Subject) string { return sub.ID + "/other" }

package policy

import (
	"fmt"
	"strings"
)

// An Explanation is an answer in words for the command line, in English.
type Explanation struct {
	Answer   Answer
	Sentence string
	// Lines are the lines of policy.csv about the action, in their order. They show what would have been
	// needed.
	Lines []string
}

var sentences = map[Why]string{
	WhyAllowed:   "Yes",
	WhyRole:      "No: this role never has it",
	WhyNotHolder: "No: only who holds the claim may",
	WhyNotAuthor: "No: only who made the decision may",
	WhyOwnWork:   "No: nobody judges his own decision",
	WhyBarred:    "No: this person decided last or was overturned, and does not decide next",
	WhyBlind:     "No: a second, blind opinion on this decision is awaited",
	WhyNotSent:   "No: the applicant has not sent it",
	WhyEscalated: "No: it is escalated and waits for a supervisor",
	WhyNotEsc:    "No: it is not escalated",
	WhyUnknown:   "No: the question cannot be answered",
}

// Explain answers with a sentence, the line that answered and the other lines about the action. With a
// nil object, an action that is about a submission or a decision is answered as far as the role goes: it
// denies where the role never has the action, and otherwise says what it depends on.
func (g *Guard) Explain(sub Subject, action string, obj *Object) (Explanation, error) {
	act, ok := g.actions[action]
	if !ok {
		return Explanation{}, fmt.Errorf("policy: explain: action %q %w", action, ErrQuestion)
	}
	e := Explanation{Lines: g.linesAbout(action)}
	role := sub.Role
	if role == "" {
		role = "nobody (no role in effect)"
	}
	asked := fmt.Sprintf("May %s %s? ", role, act.Meaning)
	if obj == nil && act.Needs != NeedsNothing && g.granted[sub.Role+" "+action] {
		e.Answer.Why = WhyUnknown
		e.Sentence = asked + "It depends on the " + string(act.Needs) + "; name one to get an answer."
		return e, nil
	}
	if obj == nil {
		// The role alone denies here, or nothing of the object is looked at: any complete one will do.
		obj = &Object{State: "waiting", Author: "-"}
	}
	answer, err := g.Allowed(sub, action, *obj)
	if err != nil {
		return Explanation{}, err
	}
	e.Answer = answer
	e.Sentence = asked + sentences[answer.Why] + "."
	if answer.Rule != "" {
		e.Sentence += " By " + answer.Rule
	}
	return e, nil
}

func (g *Guard) linesAbout(action string) []string {
	rules, err := g.enforcers[action].GetPolicy()
	if err != nil {
		return nil
	}
	lines := make([]string, 0, len(rules))
	for _, r := range rules {
		lines = append(lines, g.lines[ruleKey(r)])
	}
	return lines
}

// String is how the command line prints it.
func (e Explanation) String() string {
	var b strings.Builder
	b.WriteString(e.Sentence)
	b.WriteString("\nThe lines about it:\n")
	for _, l := range e.Lines {
		b.WriteString("  " + l + "\n")
	}
	return b.String()
}

package policy

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/casbin/casbin/v2"
)

// A Subject is who asks. It is made from an active account at the moment of the request, never from
// anything that a browser sent.
type Subject struct {
	ID   string
	Role string // empty for an account whose role is not in effect yet; it is denied everything
}

// An Object holds what model.conf's conditions ask about. Which of it must be given depends on the
// action (Needs); what an action does not need is not looked at.
type Object struct {
	State  string // of the submission, as stored
	Holder string // who has the claim, or had it last if it ran out and nobody took it; empty for nobody
	Author string // who made the decision
	Barred bool   // the subject may not decide next on this submission
	Blind  bool   // a second, blind opinion on this decision is awaited
}

// An Answer says whether, and why.
type Answer struct {
	Allowed bool
	// Rule is the line of policy.csv that answered, with its number, as in
	// "policy.csv:26: reviewer, submission.decide, holder, ordinary, allow". It is empty when no line did,
	// which denies.
	Rule string
	// Why is the id of a sentence for people.
	Why Why
}

// ErrQuestion is in the chain of every error about a question that cannot be answered as it was asked: an
// unknown action, nobody asking, or a fact missing. It is a fault of the program, and the answer denies.
var ErrQuestion = errors.New("cannot be answered")

// A Guard answers from one table, made at start. It is safe for concurrent use, because nothing in it
// changes after New but what it remembers of its own answers.
type Guard struct {
	enforcers map[string]*casbin.Enforcer // by action
	lines     map[string]string           // a line's words, see ruleKey, to how Rule names it
	actions   map[string]Action
	granted   map[string]bool // role + " " + action: some line may allow it
	version   string
	known     sync.Map // question → Answer
}

// A question is all of a question that the conditions of model.conf can tell apart. There are a few
// thousand of them and the table never changes, so each is put to Casbin once and remembered.
type question struct {
	role, action, state           string
	holder, author, barred, blind bool
}

func questionOf(sub Subject, action string, obj Object) question {
	return question{
		role: sub.Role, action: action, state: obj.State,
		holder: obj.Holder == sub.ID, author: obj.Author == sub.ID, barred: obj.Barred, blind: obj.Blind,
	}
}

// Version names the model and the table that answer: the first 12 hexadecimal digits of the SHA-256 of
// both files. A decision stores it.
func (g *Guard) Version() string { return g.version }

// Allowed answers one question. It is asked once a request, about the act itself. An error means that
// there is no answer; the Answer beside it denies.
func (g *Guard) Allowed(sub Subject, action string, obj Object) (Answer, error) {
	act, ok := g.actions[action]
	if !ok {
		return Answer{Why: WhyUnknown}, fmt.Errorf("policy: action %q %w", action, ErrQuestion)
	}
	if sub.ID == "" {
		return Answer{Why: WhyUnknown}, fmt.Errorf("policy: %s: nobody asks: %w", action, ErrQuestion)
	}
	if err := act.complete(obj); err != nil {
		return Answer{Why: WhyUnknown}, fmt.Errorf("policy: %s: %w", action, err)
	}
	if !g.granted[sub.Role+" "+action] {
		return Answer{Why: WhyRole}, nil
	}
	is := questionOf(sub, action, obj)
	if answer, ok := g.known.Load(is); ok {
		return answer.(Answer), nil
	}
	allowed, rule, err := g.ask(sub, action, obj)
	if err != nil {
		return Answer{Why: WhyUnknown}, fmt.Errorf("policy: %s: %w", action, err)
	}
	answer := Answer{Allowed: allowed, Rule: g.lines[ruleKey(rule)], Why: WhyAllowed}
	if !allowed {
		answer.Why = g.why(sub, action, obj, rule)
	}
	g.known.Store(is, answer)
	return answer, nil
}

// ask puts the question to Casbin. The rule is Casbin's own slice and must not be changed.
func (g *Guard) ask(sub Subject, action string, obj Object) (bool, []string, error) {
	allowed, rule, err := g.enforcers[action].EnforceEx(sub, action, obj)
	if err != nil {
		return false, nil, err
	}
	return allowed, rule, nil
}

// complete reports what a question about obj lacks.
func (a Action) complete(obj Object) error {
	switch a.Needs {
	case NeedsSubmission:
		if !slices.Contains(states, obj.State) {
			return fmt.Errorf("state %q %w", obj.State, ErrQuestion)
		}
	case NeedsDecision:
		if obj.Author == "" {
			return fmt.Errorf("a decision without its author %w", ErrQuestion)
		}
	}
	return nil
}

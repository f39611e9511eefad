package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"shinsa/review/kinds"
)

// Why a second opinion is asked for. The log and the decisions keep these codes.
const (
	AskedByKind        = "kind"         // the kind's own second_look
	AskedByOutcome     = "outcome"      // a rule for everything of an outcome or kind
	AskedByFinding     = "finding"      // a rule for what a machine noticed
	AskedByShare       = "share"        // drawn
	AskedByNewReviewer = "new-reviewer" // among the first of who decided
	AskedByOrder       = "order"        // a supervisor asked for it
)

// SecondRules are the operator's rules for second reviews, beside those of the kinds. Empty asks for none.
type SecondRules []SecondRule

// SecondRule asks for a second opinion on the approvals and rejections that it is about. At most one of
// Share, Findings and FirstCases is set; with none of them it asks on all.
type SecondRule struct {
	Kinds    []string  // of these kinds only; empty for all
	Outcomes []Outcome // Approve or Reject only; empty for both

	Share      float64  // percent, above 0 and up to 100
	Findings   []string // codes, of which one is enough
	FirstCases int      // while fewer decisions of the reviewer stand, up to 1000
}

// UsualFirstCases is how many cases are a new reviewer's first ones where the rule does not say.
const UsualFirstCases = 50

// mostFirstCases is how far a person's decisions are counted (Reader.Practice).
const mostFirstCases = 1000

// SecondCase is what rules for second reviews look at.
type SecondCase struct {
	Kind     string
	Outcome  Outcome
	Findings []string // codes
	Draw     float64  // from 0 to below 1
	Made     int      // how many decisions the reviewer made before
}

// Why is the code under which the rule asks.
func (r SecondRule) Why() string {
	switch {
	case r.Share > 0:
		return AskedByShare
	case len(r.Findings) > 0:
		return AskedByFinding
	case r.FirstCases > 0:
		return AskedByNewReviewer
	}
	return AskedByOutcome
}

// asks says whether the rule wants a second opinion.
func (r SecondRule) asks(c SecondCase) bool {
	if len(r.Kinds) > 0 && !slices.Contains(r.Kinds, c.Kind) || len(r.Outcomes) > 0 && !slices.Contains(r.Outcomes, c.Outcome) {
		return false
	}
	switch r.Why() {
	case AskedByShare:
		return c.Draw < r.Share/100
	case AskedByFinding:
		return slices.ContainsFunc(r.Findings, func(code string) bool { return slices.Contains(c.Findings, code) })
	case AskedByNewReviewer:
		return c.Made < r.FirstCases
	}
	return true
}

// Ask lists the codes of the rules that want a second opinion, each once, in the order of the rules.
func (rules SecondRules) Ask(c SecondCase) []string {
	var out []string
	for _, r := range rules {
		if why := r.Why(); r.asks(c) && !slices.Contains(out, why) {
			out = append(out, why)
		}
	}
	return out
}

// countCases says whether a rule looks at how much a reviewer has decided.
func (rules SecondRules) countCases() bool {
	return slices.ContainsFunc(rules, func(r SecondRule) bool { return r.Why() == AskedByNewReviewer })
}

// Known says which names a file of rules may use.
type Known struct {
	Kinds *kinds.Set
	// Word says whether there is a text of this id: a finding is known by its words.
	Word func(id string) bool
}

// ParseSecondRules reads a file of rules, a YAML list. The error names everything that is wrong with it, each
// with its line.
func ParseSecondRules(data []byte, known Known) (SecondRules, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("it is no YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	p := &ruleParser{known: known}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.SequenceNode || len(doc.Content[0].Content) == 0 {
		return nil, fmt.Errorf("it must be a list of rules")
	}
	var rules SecondRules
	for _, n := range doc.Content[0].Content {
		rules = append(rules, p.rule(n))
	}
	if len(p.wrong) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(p.wrong, "; "))
	}
	return rules, nil
}

// ruleParser notes what is wrong with a file of rules.
type ruleParser struct {
	known Known
	wrong []string
}

func (p *ruleParser) say(n *yaml.Node, format string, args ...any) {
	p.wrong = append(p.wrong, fmt.Sprintf("line %d: ", n.Line)+fmt.Sprintf(format, args...))
}

func (p *ruleParser) rule(n *yaml.Node) (r SecondRule) {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		p.say(n, "a rule has one or more of kinds, outcomes, share, findings and first_cases")
		return r
	}
	conditions, seen := 0, map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			p.say(key, "a rule has the key %s twice", clip(key.Value))
		}
		seen[key.Value] = true
		switch key.Value {
		case "kinds":
			r.Kinds = p.list(key, value, "kind", func(id string) bool { _, ok := p.known.Kinds.Kind(id); return ok })
		case "outcomes":
			for _, o := range p.list(key, value, "outcome", func(o string) bool { return o == string(Approve) || o == string(Reject) }) {
				r.Outcomes = append(r.Outcomes, Outcome(o))
			}
		case "findings":
			conditions++
			r.Findings = p.list(key, value, "finding", func(code string) bool { return p.known.Word(Finding{Code: code}.WordID()) })
		case "share":
			conditions++
			v, err := strconv.ParseFloat(strings.TrimSuffix(value.Value, "%"), 64)
			if err != nil || !(v > 0 && v <= 100) {
				p.say(value, "share must be a percentage above 0 and up to 100")
			}
			r.Share = v
		case "first_cases":
			conditions++
			r.FirstCases = p.cases(value)
		default:
			p.say(key, "a rule has no key %q; its keys are kinds, outcomes, share, findings, first_cases", clip(key.Value))
		}
	}
	if conditions > 1 {
		p.say(n, "a rule has one of share, findings and first_cases; write one rule for each")
	}
	return r
}

// cases reads how many cases are the first ones: a number, or true for the usual number.
func (p *ruleParser) cases(n *yaml.Node) int {
	if n.Value == "true" {
		return UsualFirstCases
	}
	v, err := strconv.Atoi(n.Value)
	if err != nil || v < 1 || v > mostFirstCases {
		p.say(n, "first_cases must be a whole number from 1 to %d, or true for %d", mostFirstCases, UsualFirstCases)
	}
	return v
}

// list reads a list of names.
func (p *ruleParser) list(key, n *yaml.Node, what string, ok func(string) bool) (out []string) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		p.say(n, "%s must be a list such as [%s]", key.Value, map[string]string{"kind": "resident-card", "outcome": "reject", "finding": FindingAbolished}[what])
		return nil
	}
	for _, e := range n.Content {
		if e.Kind != yaml.ScalarNode || !ok(e.Value) {
			p.say(e, "there is no %s %q", what, clip(e.Value))
			continue
		}
		out = append(out, e.Value)
	}
	return out
}

// clip keeps a stranger's value short in a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

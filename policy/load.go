package policy

import (
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"
)

//go:embed model.conf
var modelConf string

//go:embed policy.csv
var policyCSV string

// Columns of a line after the leading "p".
const (
	colRole = iota
	colAction
	colWho
	colStage
	colEffect
	columns
)

// New reads the built-in table and tries every line of it. An error names the line.
func New() (*Guard, error) { return load(modelConf, policyCSV) }

// Version names the built-in model and table, see Guard.Version.
func Version() string { return version(modelConf, policyCSV) }

func version(modelText, table string) string {
	h := sha256.New()
	// The separator keeps a line that moves from one file to the other from giving the same version.
	h.Write([]byte(modelText))
	h.Write([]byte{0})
	h.Write([]byte(table))
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// load builds a guard and refuses a table in which any line is unknown, doubled or without effect.
// Casbin itself passes over lines that it cannot read and conditions that never match, and a line lost
// without a word is the most dangerous one when it was to deny.
func load(modelText, table string) (*Guard, error) {
	rules, inheritance, err := parse(table)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	g := &Guard{
		enforcers: make(map[string]*casbin.Enforcer, len(actions)),
		lines:     make(map[string]string, len(rules)),
		actions:   make(map[string]Action, len(actions)),
		granted:   map[string]bool{},
		version:   version(modelText, table),
	}
	for _, a := range actions {
		g.actions[a.Name] = a
	}
	about := map[string][]rule{}
	for _, r := range rules {
		about[r.words[colAction]] = append(about[r.words[colAction]], r)
		g.lines[ruleKey(r.words)] = fmt.Sprintf("policy.csv:%d: %s", r.line, ruleKey(r.words))
	}
	for action, rules := range about {
		if g.enforcers[action], err = enforcer(modelText, inheritance, rules); err != nil {
			return nil, fmt.Errorf("policy: %s: %w", action, err)
		}
	}
	if err := g.try(rules); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return g, nil
}

// enforcer gives Casbin the lines about one action. Casbin walks every line it has for each question; an
// enforcer for each action makes that walk ten times shorter and changes no answer, because the matcher
// passes over the lines of other actions anyway.
func enforcer(modelText string, inheritance []string, rules []rule) (*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("model.conf: %w", err)
	}
	lines := slices.Clone(inheritance)
	for _, r := range rules {
		lines = append(lines, "p, "+ruleKey(r.words))
	}
	e, err := casbin.NewEnforcer(m, stringadapter.NewAdapter(strings.Join(lines, "\n")))
	if err != nil {
		return nil, err
	}
	// The adapter drops what it cannot read without an error.
	loaded, err := e.GetPolicy()
	if err != nil {
		return nil, err
	}
	if len(loaded) != len(rules) {
		return nil, fmt.Errorf("%d lines were read of %d", len(loaded), len(rules))
	}
	return e, nil
}

// A rule is one "p" line of the table.
type rule struct {
	line  int
	words []string
}

func ruleKey(words []string) string { return strings.Join(words, ", ") }

// parse reads the table strictly: its rules, and its lines of inheritance as they stand.
func parse(table string) (rules []rule, inheritance []string, err error) {
	seen := map[string]int{}
	granted := map[string]bool{}
	for i, text := range strings.Split(table, "\n") {
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		words, err := fields(text)
		if err != nil {
			return nil, nil, fmt.Errorf("policy.csv:%d: %w", i+1, err)
		}
		if words[0] == "g" {
			if len(words) != 3 || !slices.Contains(Roles(), words[1]) || !slices.Contains(Roles(), words[2]) {
				return nil, nil, fmt.Errorf("policy.csv:%d: a line of inheritance is \"g, role, role\"", i+1)
			}
			inheritance = append(inheritance, text)
			continue
		}
		r := rule{line: i + 1, words: words[1:]}
		if err := r.check(words[0]); err != nil {
			return nil, nil, fmt.Errorf("policy.csv:%d: %w", i+1, err)
		}
		key := ruleKey(r.words)
		if first, ok := seen[key]; ok {
			return nil, nil, fmt.Errorf("policy.csv:%d: the same as line %d", i+1, first)
		}
		seen[key] = i + 1
		granted[r.words[colAction]] = granted[r.words[colAction]] || r.words[colEffect] == "allow"
		rules = append(rules, r)
	}
	for _, a := range actions {
		if !granted[a.Name] {
			return nil, nil, fmt.Errorf("policy.csv: no line allows %s to anybody", a.Name)
		}
	}
	return rules, inheritance, nil
}

// fields splits a line as Casbin does, and refuses what Casbin would keep as part of a word.
func fields(text string) ([]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.TrimLeadingSpace = true
	words, err := r.Read()
	if err != nil {
		return nil, err
	}
	for _, w := range words {
		if w != strings.TrimSpace(w) {
			return nil, errors.New("a space before a comma or at the end")
		}
	}
	return words, nil
}

func (r rule) check(ptype string) error {
	if ptype != "p" || len(r.words) != columns {
		return errors.New("a line is \"p, role, action, who, stage, allow or deny\"")
	}
	known := func(what string, col int, words []string) error {
		if !slices.Contains(words, r.words[col]) {
			return fmt.Errorf("unknown %s %q", what, r.words[col])
		}
		return nil
	}
	names := make([]string, len(actions))
	for i, a := range actions {
		names[i] = a.Name
	}
	return errors.Join(
		known("role", colRole, Roles()),
		known("action", colAction, names),
		known("who", colWho, whoWords),
		known("stage", colStage, stageWords),
		known("effect", colEffect, []string{"allow", "deny"}),
	)
}

// try asks the question that each line is there for, and expects that line to answer. A line behind
// another that says the same, or one whose condition never holds, is an error: it reads as if it
// mattered. It also notes which roles may have which actions at all, those of inheritance included.
func (g *Guard) try(rules []rule) error {
	const me, other = "me", "somebody else"
	for _, r := range rules {
		act := g.actions[r.words[colAction]]
		obj := Object{State: "waiting", Holder: other, Author: other}
		switch r.words[colWho] {
		case "holder":
			obj.Holder = me
		case "author":
			obj.Author = me
		case "barred":
			obj.Barred = true
		case "blind":
			obj.Blind = true
		}
		if r.words[colStage] == "escalated" {
			obj.State = "escalated"
		}
		if !act.has(r.words[colWho], r.words[colStage]) {
			return fmt.Errorf("policy.csv:%d: %s is about %s, which has no such condition", r.line, act.Name, act.Needs)
		}
		for _, role := range Roles() {
			inherits, err := g.enforcers[act.Name].GetRoleManager().HasLink(role, r.words[colRole])
			if err != nil {
				return err
			}
			if inherits && r.words[colEffect] == "allow" {
				g.granted[role+" "+act.Name] = true
			}
			// Every role asks, so that a condition that cannot be computed is found whoever it concerns.
			allowed, by, err := g.ask(Subject{ID: me, Role: role}, act.Name, obj)
			if err != nil {
				return fmt.Errorf("policy.csv:%d: %w", r.line, err)
			}
			if role != r.words[colRole] {
				continue
			}
			if allowed != (r.words[colEffect] == "allow") || !slices.Equal(by, r.words) {
				return fmt.Errorf("policy.csv:%d: has no effect, answered by %q", r.line, g.lines[ruleKey(by)])
			}
		}
	}
	return nil
}

// has reports whether conditions of these names can be asked about an action. A condition on a fact that
// nobody has to give would hold or fail by accident.
func (a Action) has(who, stage string) bool {
	switch who {
	case "holder", "barred":
		if a.Needs != NeedsSubmission {
			return false
		}
	case "author", "not-author", "blind":
		if a.Needs != NeedsDecision {
			return false
		}
	}
	return stage == "any" || a.Needs == NeedsSubmission
}

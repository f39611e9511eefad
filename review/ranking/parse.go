package ranking

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"shinsa/review/yamlfile"
)

// Most rules and groups of a file. Each rule is a part of the queue that "next" may have to look at.
const (
	mostRules  = 20
	mostGroups = 20
)

// usual is the word for what no rule is about.
const usual = "usual"

// Known are the words that rules may use.
type Known struct{ Kinds, Langs []string }

// levels of findings.
var levels = []string{"info", "warn", "stop"}

// Parse reads the operator's rules. The error is a *yamlfile.Error that names everything that is wrong.
func Parse(file string, data []byte, known Known) (*Rules, error) {
	sum := sha256.Sum256(data)
	p := &parser{rules: &Rules{Version: hex.EncodeToString(sum[:6])}, known: known}
	err := yamlfile.Read(file, data, func(r *yamlfile.Reader, n *yamlfile.Node) {
		p.Reader = r
		p.Mapping(n, "the rules", yamlfile.Keys{"order": p.order, "groups": p.List("groups", mostGroups, p.group), "at-risk": p.atRisk})
	})
	if err != nil {
		return nil, err
	}
	return p.rules, nil
}

type parser struct {
	*yamlfile.Reader
	rules *Rules
	known Known
}

// order reads the rules from the front of the queue to its end; the word usual stands where the others wait.
func (p *parser) order(n *yamlfile.Node) {
	at := -1
	p.List("order", mostRules+1, func(n *yamlfile.Node) {
		if !yamlfile.IsMapping(n) && n.Value == usual {
			if at >= 0 {
				p.Wrong(n, "%q stands twice in the order", usual)
			}
			at = len(p.rules.Order)
			return
		}
		p.rule(n)
	})(n)
	if at < 0 {
		p.Wrong(n, "the order needs the word %q, where everything waits that no rule is about", usual)
		return
	}
	for i := range p.rules.Order {
		p.rules.Order[i].Place = i - at
		if i >= at {
			p.rules.Order[i].Place++
		}
	}
}

// atRisk reads whether what is at risk to be answered late stands before all rules.
func (p *parser) atRisk(n *yamlfile.Node) {
	switch v, _ := p.Scalar(n, "at-risk"); v {
	case "first", "": // an empty one has its own words
	case "in-order":
		p.rules.InOrder = true
	default:
		p.Wrong(n, "at-risk %q is unknown; there are first and in-order", yamlfile.Clip(v))
	}
}

func (p *parser) rule(n *yamlfile.Node) {
	var r Rule
	keys := p.condition(&r.When)
	keys["id"], keys["name"] = p.ID(&r.ID, "the id of a rule"), p.name(&r.Name)
	keys["older-than"] = p.Duration(&r.OlderThan, "older-than", time.Minute, 1000*time.Hour)
	p.Mapping(n, "a rule", keys, "id")
	switch empty := r.When.empty(); {
	case r.OlderThan > 0 && !empty:
		p.Wrong(n, "rule %q: older-than stands alone, without another condition", r.ID)
	case r.OlderThan == 0 && empty && yamlfile.IsMapping(n):
		p.Wrong(n, "rule %q has no condition: everything would stand there", r.ID)
	}
	if r.ID == usual || slices.ContainsFunc(p.rules.Order, func(x Rule) bool { return x.ID == r.ID }) {
		p.Wrong(n, "rule %q stands twice", r.ID)
	}
	p.rules.Order = append(p.rules.Order, r)
}

func (p *parser) group(n *yamlfile.Node) {
	var g Group
	keys := p.condition(&g.When)
	keys["id"], keys["name"] = p.ID(&g.ID, "the id of a group"), p.name(&g.Name)
	p.Mapping(n, "a group", keys, "id")
	if g.When.empty() && yamlfile.IsMapping(n) {
		p.Wrong(n, "group %q has no condition: everything would be for it", g.ID)
	}
	if slices.ContainsFunc(p.rules.Groups, func(x Group) bool { return x.ID == g.ID }) {
		p.Wrong(n, "group %q stands twice", g.ID)
	}
	p.rules.Groups = append(p.rules.Groups, g)
}

func (p *parser) condition(c *Condition) yamlfile.Keys {
	return yamlfile.Keys{
		"from-round": p.Whole(&c.Round, "from-round", 2, 1000),
		"kinds":      p.Known(&c.Kinds, "kind", p.known.Kinds),
		"langs":      p.Known(&c.Langs, "language", p.known.Langs),
		"levels":     p.Known(&c.Levels, "level", levels),
		"findings": p.OneOrMore("findings", 50, func(n *yamlfile.Node) {
			var code string
			p.ID(&code, "a finding")(n)
			c.Findings = append(c.Findings, code)
		}),
	}
}

func (c Condition) empty() bool {
	return c.Round == 0 && len(c.Kinds)+len(c.Langs)+len(c.Findings)+len(c.Levels) == 0
}

// name reads {en: sent again, ja: 再提出}.
func (p *parser) name(into *map[string]string) func(*yamlfile.Node) {
	return func(n *yamlfile.Node) {
		names := map[string]string{}
		p.Pairs(n, "name", func(key, value *yamlfile.Node) {
			v, ok := p.Scalar(value, "a name")
			switch {
			case !ok:
			case !slices.Contains(p.known.Langs, key.Value):
				p.Wrong(key, "name: there is no language %q", yamlfile.Clip(key.Value))
			case len([]rune(v)) > 40:
				p.Wrong(value, "a name is longer than 40 characters")
			default:
				names[key.Value] = v
			}
		})
		*into = names
	}
}

package ranking

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"shinsa/review/yamlfile"
)

var known = Known{
	Kinds: []string{"resident-card", "alien-registration-certificate", "alien-registration-matters-certificate"},
	Langs: []string{"en", "ja"},
}

func parsed(t *testing.T, text string) *Rules {
	t.Helper()
	r, err := Parse("rules.yaml", []byte(text), known)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPlace(t *testing.T) {
	t.Parallel()
	r := parsed(t, `
order:
  - {id: again, from-round: 2}
  - {id: old, older-than: 4h}
  - {id: english-stop, langs: [en], levels: [stop]}
  - {id: twice, findings: [same-picture, glare]}
  - usual
  - {id: historic, kinds: [alien-registration-certificate]}
  - {id: glary, findings: glare, kinds: resident-card}
groups:
  - {id: english, langs: [en]}
  - {id: late, from-round: 3}
`)
	finding := func(level, code string) []Finding { return []Finding{{"info", "other"}, {level, code}} }
	for _, c := range []struct {
		what  string
		facts Facts
		place int
		group string
	}{
		{"nothing fits", Facts{Round: 1, Kind: "resident-card", Lang: "ja"}, 0, ""},
		{"sent again", Facts{Round: 2, Kind: "alien-registration-certificate", Lang: "ja"}, -4, ""},
		{"all parts must fit", Facts{Round: 1, Lang: "ja", Findings: finding("stop", "x")}, 0, ""},
		{"all parts fit", Facts{Round: 1, Lang: "en", Findings: finding("stop", "x")}, -2, "english"},
		{"one of several findings", Facts{Round: 1, Lang: "ja", Findings: finding("warn", "same-picture")}, -1, ""},
		{"the first that fits", Facts{Round: 1, Kind: "resident-card", Lang: "ja", Findings: finding("warn", "glare")}, -1, ""},
		{"behind the usual", Facts{Round: 1, Kind: "alien-registration-certificate", Lang: "ja"}, 1, ""},
		{"the first group", Facts{Round: 3, Lang: "en"}, -4, "english"},
		{"another group", Facts{Round: 3, Lang: "ja"}, -4, "late"},
	} {
		if place, group := r.Place(c.facts); place != c.place || group != c.group {
			t.Errorf("%s: %d %q, want %d %q", c.what, place, group, c.place, c.group)
		}
	}
	if ages := r.Ages(); len(ages) != 1 || ages[0].Place != -3 || ages[0].OlderThan != 4*time.Hour {
		t.Errorf("ages: %+v", ages)
	}
	if rule, ok := r.At(2); !ok || rule.ID != "glary" {
		t.Errorf("at 2: %+v, %v", rule, ok)
	}
	if _, ok := r.At(0); ok {
		t.Error("a rule has the usual place")
	}
	var none *Rules
	if place, group := none.Place(Facts{Round: 9}); place != 0 || group != "" || len(none.Ages()) != 0 {
		t.Error("no rules put something somewhere")
	}
}

func TestBrokenRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"order: []\n", `r.yaml:1: the order needs the word "usual"`},
		{"order: [usual, usual]\n", "stands twice"},
		{"order:\n  - usual\n  - {id: a}\n", `r.yaml:3: rule "a" has no condition`},
		{"order:\n  - usual\n  - {from-round: 2}\n", `a rule needs the key "id"`},
		{"order: [usual, {id: a, older-than: 4h, kinds: [resident-card]}]\n", "older-than stands alone"},
		{"order: [usual, {id: a, older-than: 4}]\n", "older-than must be a length of time"},
		{"order: [usual, {id: a, from-round: 1}]\n", "from-round must be a whole number from 2"},
		{"order: [usual, {id: a, kinds: [passport]}]\n", `kind "passport" is unknown; there are resident-card`},
		{"order: [usual, {id: a, langs: [jp]}]\n", `language "jp" is unknown; there are en, ja`},
		{"order: [usual, {id: a, levels: [bad]}]\n", `level "bad" is unknown`},
		{"order: [usual, {id: a, colour: red}]\n", `a rule has no key "colour"`},
		{"order: [usual, {id: A, from-round: 2}]\n", "must begin with a small letter"},
		{"order: [{id: a, from-round: 2}, usual, {id: a, from-round: 3}]\n", `rule "a" stands twice`},
		{"order: [usual, {id: a, from-round: 2, name: {fr: encore}}]\n", `there is no language "fr"`},
		{"groups:\n  - {id: a}\n", `group "a" has no condition`},
		{"groups: [{id: a, langs: en}, {id: a, langs: ja}]\n", `group "a" stands twice`},
		{"order: [usual, seldom]\n", "a rule must be a mapping"},
		{"order: [usual]\nat-risk: never\n", `r.yaml:2: at-risk "never" is unknown; there are first and in-order`},
		{"rank: 1\n", `the rules has no key "rank"`},
		{"{", "r.yaml:1:"},
		{"", "the file is empty"},
	} {
		_, err := Parse("r.yaml", []byte(c.text), known)
		var broken *yamlfile.Error
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestTheExampleIsSound(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/examples/queue-rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r := parsed(t, string(text))
	if len(r.Order) < 3 || len(r.Groups) == 0 || len(r.Ages()) != 1 {
		t.Errorf("%+v", r)
	}
	for _, rule := range r.Order {
		if Word(rule.Name, "ja", rule.ID) == rule.ID || Word(rule.Name, "xx", rule.ID) != rule.Name["en"] {
			t.Errorf("rule %s is not named in both languages", rule.ID)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("order: [usual, {id: a, from-round: 2}]\ngroups: [{id: a, langs: en}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse("r.yaml", []byte(text), known)
		if err != nil {
			return
		}
		for _, rule := range r.Order {
			if rule.Place == 0 {
				t.Errorf("rule %s has the usual place", rule.ID)
			}
		}
	})
}

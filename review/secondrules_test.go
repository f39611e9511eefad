package review_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/views/words"
)

func TestSecondRulesAsk(t *testing.T) {
	t.Parallel()
	c := review.SecondCase{Kind: "resident-card", Outcome: review.Reject, Findings: []string{"glare", "under-age"}, Draw: 0.05, Made: 49}
	approve, other := c, c
	approve.Outcome, other.Kind = review.Approve, "other"
	rejections := []review.Outcome{review.Reject}
	for _, row := range []struct {
		what  string
		rules review.SecondRules
		c     review.SecondCase
		want  string
	}{
		{"no rules", nil, c, ""},
		{"an outcome", review.SecondRules{{Outcomes: rejections}}, c, "outcome"},
		{"another outcome", review.SecondRules{{Outcomes: rejections}}, approve, ""},
		{"a kind", review.SecondRules{{Kinds: []string{"resident-card"}}}, approve, "outcome"},
		{"another kind", review.SecondRules{{Kinds: []string{"resident-card"}}}, other, ""},
		{"a kind and an outcome", review.SecondRules{{Kinds: []string{"resident-card"}, Outcomes: rejections}}, approve, ""},
		{"a finding", review.SecondRules{{Findings: []string{"under-age"}}}, c, "finding"},
		{"one of several findings", review.SecondRules{{Findings: []string{"expired", "glare"}}}, c, "finding"},
		{"no such finding", review.SecondRules{{Findings: []string{"expired"}}}, c, ""},
		{"a finding on another outcome", review.SecondRules{{Findings: []string{"glare"}, Outcomes: rejections}}, approve, ""},
		{"drawn", review.SecondRules{{Share: 5.1}}, c, "share"},
		{"not drawn", review.SecondRules{{Share: 5}}, c, ""},
		{"everything is drawn", review.SecondRules{{Share: 100}}, c, "share"},
		{"the fiftieth of a new reviewer", review.SecondRules{{FirstCases: 50}}, c, "new-reviewer"},
		{"the one after", review.SecondRules{{FirstCases: 49}}, c, ""},
		{"several", review.SecondRules{{Share: 1}, {FirstCases: 60}, {Outcomes: rejections}, {Share: 6}, {Share: 7}}, c, "new-reviewer,outcome,share"},
	} {
		if got := strings.Join(row.rules.Ask(row.c), ","); got != row.want {
			t.Errorf("%s: asked by %q, want %q", row.what, got, row.want)
		}
	}
}

// known is what the shipped kinds and words know.
func known(t *testing.T) review.Known {
	t.Helper()
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	set, err := kinds.Load(catalogue, nil)
	if err != nil {
		t.Fatal(err)
	}
	return review.Known{Kinds: set, Word: catalogue.Has}
}

func TestParseSecondRules(t *testing.T) {
	t.Parallel()
	got, err := review.ParseSecondRules([]byte(`
# what another person must agree with
- outcomes: [reject]
  kinds: [resident-card, alien-registration-certificate]
- share: 2.5%
- share: 10
  outcomes: [approve]
- findings: [document-abolished, same-picture, specimen]
- first_cases: true
- first_cases: 20
`), known(t))
	want := review.SecondRules{
		{Outcomes: []review.Outcome{review.Reject}, Kinds: []string{"resident-card", "alien-registration-certificate"}},
		{Share: 2.5}, {Share: 10, Outcomes: []review.Outcome{review.Approve}},
		{Findings: []string{"document-abolished", "same-picture", "specimen"}}, {FirstCases: 50}, {FirstCases: 20},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	for text, wrong := range map[string][]string{
		"":                               {"must be a list"},
		"[]":                             {"must be a list"},
		"share: 5":                       {"must be a list"},
		"- [":                            {"no YAML", "line"},
		"- {}":                           {"line 1", "one or more of"},
		"- often":                        {"line 1", "one or more of"},
		"- colour: red":                  {"line 1", `no key "colour"`, "first_cases"},
		"- share: 0":                     {"share must be"},
		"- share: -1":                    {"share must be"},
		"- share: 101":                   {"share must be"},
		"- share: nan":                   {"share must be"},
		"- share: [5]":                   {"share must be"},
		"- first_cases: 0":               {"first_cases must be", "true for 50"},
		"- first_cases: 1001":            {"first_cases must be"},
		"- first_cases: false":           {"first_cases must be"},
		"- outcomes: reject":             {"must be a list such as [reject]"},
		"- outcomes: []":                 {"must be a list"},
		"- outcomes: [resubmit]":         {`no outcome "resubmit"`},
		"- outcomes: [[reject]]":         {"no outcome"},
		"- kinds: [passport]":            {`no kind "passport"`},
		"- findings: [nonsense]":         {`no finding "nonsense"`},
		"- share: 5\n  first_cases: 5":   {"line 1", "one of share, findings and first_cases"},
		"- share: 5\n  share: 6":         {"line 2", "twice"},
		"- share: x\n- kinds: [a, b]":    {"line 1", "line 2", `"a"`, `"b"`},
		"- " + strings.Repeat("a", 9000): {"one or more of"},
	} {
		rules, err := review.ParseSecondRules([]byte(text), known(t))
		if err == nil {
			t.Errorf("%.40q is read as %+v", text, rules)
			continue
		}
		if missing := slices.IndexFunc(wrong, func(w string) bool { return !strings.Contains(err.Error(), w) }); missing >= 0 || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.40q: %v, want %q in it, on one line", text, err, wrong)
		}
	}
}

func FuzzParseSecondRules(f *testing.F) {
	f.Add("- share: 5\n- outcomes: [reject]\n")
	f.Add("- first_cases: true\n  kinds: [resident-card]")
	catalogue, err := words.Load()
	if err != nil {
		f.Fatal(err)
	}
	set, err := kinds.Load(catalogue, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := review.ParseSecondRules([]byte(text), review.Known{Kinds: set, Word: catalogue.Has})
		if err == nil && len(rules) == 0 {
			t.Errorf("%q is read as no rules", text)
		}
		for _, r := range rules {
			if r.Share < 0 || r.Share > 100 || r.FirstCases < 0 || r.FirstCases > 1000 {
				t.Errorf("%q is read as %+v", text, r)
			}
		}
	})
}

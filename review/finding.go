package review

import (
	"slices"
	"strings"

	"shinsa/review/kinds"
)

// Finding is what a machine noticed about a round. It advises; people decide.
type Finding struct {
	Level kinds.Level // info, warn or stop
	Code  string      // a rule of the kinds, or one of the codes below
	Field string      // the field that it concerns; empty for the whole
}

// Findings that are not a field's rule.
const (
	FindingAbolished     = "document-abolished" // the kind is out of use
	FindingSpecialPeriod = "special-period"     // ended lately, and the operator takes that in
	FindingYoung         = "under-age"
	FindingSamePicture   = "same-picture" // front and back are the same bytes
)

// WordID is the id of the words in which staff read the finding.
func (f Finding) WordID() string {
	if slices.Contains(kinds.Rules(), kinds.Rule(f.Code)) || f.Code == "pattern" || f.Code == "specimen" {
		return kinds.RuleStaff(kinds.Rule(f.Code))
	}
	return "finding." + f.Code
}

// String is the form in which findings are stored; ParseFinding reads it.
func (f Finding) String() string { return string(f.Level) + ":" + f.Code + ":" + f.Field }

// ParseFinding reads a stored finding.
func ParseFinding(s string) Finding {
	level, rest, _ := strings.Cut(s, ":")
	code, field, _ := strings.Cut(rest, ":")
	return Finding{Level: kinds.Level(level), Code: code, Field: field}
}

func kindFindings(k *kinds.Kind) []Finding {
	if k.Historic {
		return []Finding{{Level: kinds.Warn, Code: FindingAbolished}}
	}
	return nil
}

func findingStrings(all []Finding) []string {
	out := make([]string, 0, len(all))
	for _, f := range all {
		out = append(out, f.String())
	}
	return out
}

// MainFinding is the code of the gravest of stored findings, and of equally grave ones the first by its code; empty for
// none.
func MainFinding(stored []string) string {
	grave := map[kinds.Level]int{kinds.Info: 1, kinds.Warn: 2, kinds.Stop: 3, kinds.Refuse: 4}
	main, most := "", 0
	for _, s := range stored {
		f := ParseFinding(s)
		if g := grave[f.Level]; g > most || g == most && f.Code < main {
			main, most = f.Code, g
		}
	}
	return main
}

// warned says whether one of stored findings warns or stops.
func warned(stored []string) bool {
	return slices.ContainsFunc(stored, func(s string) bool { l := ParseFinding(s).Level; return l == kinds.Warn || l == kinds.Stop })
}

// FindingCodes lists the codes that a finding can have, sorted.
func FindingCodes() []string {
	codes := []string{FindingAbolished, FindingSpecialPeriod, FindingYoung, FindingSamePicture, "pattern", "specimen"}
	for _, r := range kinds.Rules() {
		codes = append(codes, string(r))
	}
	slices.Sort(codes)
	return codes
}

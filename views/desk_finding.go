package views

import (
	"slices"
	"strconv"

	"shinsa/review"
	"shinsa/review/kinds"
)

// findingTag shows a stored finding in a word or two.
func (p Page) findingTag(stored, kind string, all []*kinds.Kind) FindingTag {
	f := review.ParseFinding(stored)
	t := FindingTag{Word: p.T("finding-tag." + f.Code), Level: string(f.Level)}
	if !p.Words.Has("finding-tag." + f.Code) {
		t.Word = p.T(f.WordID())
	}
	if i := slices.IndexFunc(all, func(k *kinds.Kind) bool { return k.ID == kind }); i >= 0 {
		t.Text = p.findingText(f, all[i])
	}
	return t
}

// findingText is the sentence of a finding with the figures of the check that it comes from.
func (p Page) findingText(f review.Finding, k *kinds.Kind) string {
	var args []any
	if field, ok := k.Field(f.Field); ok {
		for _, c := range field.Checks {
			if string(c.Rule) == f.Code {
				args = c.Args()
			}
		}
	}
	return p.T(f.WordID(), args...)
}

func itoa(n int) string { return strconv.Itoa(n) }

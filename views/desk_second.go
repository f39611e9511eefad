package views

import (
	"slices"
	"strconv"
	"strings"

	"shinsa/review"
	"shinsa/review/kinds"
)

// CompareModel sets two decisions that disagree side by side.
type CompareModel struct {
	Sides [2]CompareSide // the first and the second
	// Differing are the items that the two answered differently, in the order of the checklist; Same how many
	// they answered alike, and Alike which.
	Differing []CompareItem
	Alike     []CompareItem
	Reasons   []CompareReason
}

// CompareSide is what one of the two said.
type CompareSide struct {
	Title         string // which of the two it is
	Outcome, Word string
	By, At, Took  string
	Note, Message string
	Erased        bool
}

// CompareItem is a question and both answers; a word and a code each.
type CompareItem struct {
	Question string
	Given    [2]string
	Words    [2]string
}

// CompareReason is a reason and which of the two gave it.
type CompareReason struct {
	Word  string
	Given [2]bool
}

// compareModel is nil where there is nothing to compare.
func (p Page) compareModel(v *review.ReviewView, in ReviewInput) *CompareModel {
	if v.Compared == nil {
		return nil
	}
	both := [2]*review.DecisionView{v.Compared.First, v.Compared.Second}
	m := &CompareModel{}
	for i, d := range both {
		m.Sides[i] = CompareSide{
			Title: p.T("stage." + string(d.Stage)), Outcome: string(d.Outcome), Word: p.T("outcome.done." + string(d.Outcome)),
			By: d.ByName, At: clock(d.DecidedAt, in.Zone), Took: p.took(d.Handling), Note: d.NoteText, Erased: d.Erased,
		}
		if d.Outcome != review.Escalate {
			m.Sides[i].Message = d.MessageText
		}
	}
	for _, item := range itemsOf(v.Kind, both[0].Answers, both[1].Answers) {
		line := CompareItem{Question: p.question(v.Kind, item)}
		for i, d := range both {
			line.Given[i], line.Words[i] = string(d.Answers[item.ID]), p.T("compare.open")
			if given := d.Answers[item.ID]; given != "" {
				line.Words[i] = p.T("answer." + string(given))
			}
		}
		if line.Given[0] == line.Given[1] {
			m.Alike = append(m.Alike, line)
		} else {
			m.Differing = append(m.Differing, line)
		}
	}
	reasons := slices.Compact(slices.Sorted(slices.Values(slices.Concat(both[0].Reasons, both[1].Reasons))))
	for _, id := range reasons {
		m.Reasons = append(m.Reasons, CompareReason{
			Word:  p.T(kinds.ReasonStaff(id)),
			Given: [2]bool{slices.Contains(both[0].Reasons, id), slices.Contains(both[1].Reasons, id)},
		})
	}
	return m
}

// itemsOf are the items of a checklist, and behind them those that only older versions of it had.
func itemsOf(k *kinds.Kind, answers ...review.Answers) []kinds.Item {
	all := slices.Clone(k.Checklist)
	var gone []string
	for _, given := range answers {
		for id := range given {
			if _, ok := k.Item(id); !ok && !slices.Contains(gone, id) {
				gone = append(gone, id)
			}
		}
	}
	slices.Sort(gone)
	for _, id := range gone {
		all = append(all, kinds.Item{ID: id})
	}
	return all
}

// question is an item's question, or its id where no version in force has words for it.
func (p Page) question(k *kinds.Kind, item kinds.Item) string {
	if _, ok := k.Item(item.ID); ok {
		return k.Text(p.Lang, item.QuestionID())
	}
	if text, ok := p.Words.Lookup(p.Lang, item.QuestionID()); ok {
		return text
	}
	return item.ID
}

// secondFate says what part of a second review a decision was.
func (p Page) secondFate(d review.DecisionView) []string {
	var out []string
	switch {
	case d.Awaited:
		out = append(out, p.T("fate.second-awaited"))
	case len(d.SecondAsked) > 0:
		out = append(out, p.T("fate.second-asked", "rules", p.askedBy(d.SecondAsked)))
	case d.First != "" && d.LedTo == review.Escalated:
		out = append(out, p.T("fate.second-differs"))
	case d.First != "":
		out = append(out, p.T("fate.second-agrees"))
	}
	return out
}

// askedBy names the rules that asked for a second opinion.
func (p Page) askedBy(codes []string) string {
	var out []string
	for _, code := range codes {
		out = append(out, p.T("second.by."+code))
	}
	return strings.Join(out, ", ")
}

// secondRules says in words which decisions a second person must agree with.
func (p Page) secondRules(set review.Settings, all []*kinds.Kind) string {
	var out []string
	for _, k := range all {
		if len(k.SecondLook) > 0 {
			out = append(out, p.secondRule(review.SecondRule{Kinds: []string{k.ID}, Outcomes: asOutcomes(k.SecondLook)})+" "+p.T("second.of-kind"))
		}
	}
	for _, r := range set.Second {
		out = append(out, p.secondRule(r))
	}
	return strings.Join(out, " · ")
}

func asOutcomes(codes []string) (out []review.Outcome) {
	for _, c := range codes {
		out = append(out, review.Outcome(c))
	}
	return out
}

// secondRule says one rule in words: what it asks of, and where.
func (p Page) secondRule(r review.SecondRule) string {
	outcomes := r.Outcomes
	if len(outcomes) == 0 {
		outcomes = []review.Outcome{review.Approve, review.Reject}
	}
	var words, names, findings []string
	for _, o := range outcomes {
		words = append(words, strings.ToLower(p.T("outcome."+string(o))))
	}
	for _, id := range r.Kinds {
		names = append(names, p.T(kinds.KindName(id)))
	}
	for _, code := range r.Findings {
		findings = append(findings, p.T("finding-tag."+code))
	}
	text := p.T("second.rule."+r.Why(), "outcomes", strings.Join(words, ", "), "share", strconv.FormatFloat(r.Share, 'f', -1, 64), "findings", strings.Join(findings, " / "), "n", r.FirstCases)
	if len(names) > 0 {
		text += " (" + strings.Join(names, ", ") + ")"
	}
	return text
}

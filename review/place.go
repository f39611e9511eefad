package review

import (
	"time"

	"shinsa/review/ranking"
)

// place puts a submission that waits for the desk where the rules of the queue want it, and says by when it
// should be answered. What is first in line stays so.
func (set Settings) place(s *Submission) {
	place, group := set.Rules.Place(rankingFacts(s))
	s.Group, s.AnswerBy = group, set.Service.AnswerBy(s.Kind, s.QueuedAt)
	if !FirstInLine(s.Rank) {
		s.Rank = RankUsual + place
	}
}

// rankingFacts are what the rules of the queue may look at.
func rankingFacts(s *Submission) ranking.Facts {
	f := ranking.Facts{Round: s.Round, Kind: s.Kind, Lang: s.Lang}
	for _, code := range s.Findings {
		finding := ParseFinding(code)
		f.Findings = append(f.Findings, ranking.Finding{Level: string(finding.Level), Code: finding.Code})
	}
	return f
}

// order is what the rules about age put on top of the stored ranks at a moment.
func (set Settings) order(now time.Time) Order {
	var o Order
	for _, rule := range set.Rules.Ages() {
		if sent, ok := set.Service.Before(now, rule.OlderThan); ok {
			o = append(o, Raise{Rank: RankUsual + rule.Place, Sent: sent.Truncate(time.Microsecond)})
		}
	}
	return o
}

// PlaceWord is the name of the rule that put a submission where it stands, in a language; empty for the usual
// place, and for what is first in line.
func (set Settings) PlaceWord(class int, lang string) string {
	if rule, ok := set.Rules.At(class - RankUsual); ok && !FirstInLine(class) {
		return ranking.Word(rule.Name, lang, rule.ID)
	}
	return ""
}

// GroupWord is the name of a group in a language.
func (set Settings) GroupWord(id, lang string) string {
	g, _ := set.Rules.Group(id)
	return ranking.Word(g.Name, lang, id)
}

package review

import (
	"context"
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

// order is what goes by age, on top of the stored ranks, at a moment: the rules about age, and before them what
// is at risk to be answered late or is late, where an answer was promised and the rules do not say otherwise.
func (set Settings) order(now time.Time) Order {
	var o Order
	if usual, kinds, ok := set.Service.RiskSent(now); ok && !set.Rules.RiskInOrder() {
		o = append(o, Raise{Rank: RankDue, Sent: usual, Kinds: kinds})
	}
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

// placedAtOnce is how many submissions are looked at in one transaction when the rules have changed.
const placedAtOnce = 200

// PlaceAgain puts everything that waits for the desk where the settings in force want it, after the rules or the
// calendar have changed, and says how many moved. It works in small transactions, so that nobody waits for it;
// until it has ended, some stand where the rules before wanted them. It may be run again at any time.
func (d *Desk) PlaceAgain(ctx context.Context) (moved int, err error) {
	for _, state := range []State{Waiting, Escalated} {
		// A walk in the stored order: what has moved may be met again, and nothing that has not is missed.
		q := QueueQuery{State: state, Sort: SortOldest, Limit: placedAtOnce, Now: d.now()}
		for {
			rows, err := d.Store.Queue(ctx, q)
			if err != nil {
				return moved, err
			}
			n, err := d.placeRows(ctx, rows)
			moved += n
			if err != nil || len(rows) < placedAtOnce {
				if err != nil {
					return moved, err
				}
				break
			}
			after := rows[len(rows)-1].Cursor(SortOldest)
			q.After = &after
		}
	}
	return moved, nil
}

// placeRows moves those of the rows that stand elsewhere than they should.
func (d *Desk) placeRows(ctx context.Context, rows []QueueRow) (moved int, err error) {
	set := d.Settings()
	var wrong []SubmissionID
	for _, r := range rows {
		s := Submission{Round: r.Round, Kind: r.Kind, Lang: r.Lang, Findings: r.Findings, Rank: r.Rank, Group: r.Group, QueuedAt: r.QueuedAt, AnswerBy: r.AnswerBy}
		if set.place(&s); s.Rank != r.Rank || s.Group != r.Group || !s.AnswerBy.Equal(r.AnswerBy) {
			wrong = append(wrong, r.ID)
		}
	}
	if len(wrong) == 0 {
		return 0, nil
	}
	err = d.Store.Write(ctx, func(tx Tx) error {
		moved = 0
		for _, id := range wrong {
			s, err := tx.LockSubmission(ctx, SubmissionKey{ID: id})
			if err != nil {
				return err
			}
			if !s.State.Decidable() || !s.ErasedAt.IsZero() {
				continue
			}
			set.place(s)
			if err := tx.SaveSubmission(ctx, s); err != nil {
				return err
			}
			moved++
		}
		return nil
	})
	return moved, err
}

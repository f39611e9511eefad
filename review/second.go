package review

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shinsa/audit"
	"shinsa/review/kinds"
)

// A second review is blind: until the second decision has taken effect, nobody but the author of the first
// one sees a trace of it, and the submission looks like any that waits. docs/states.md tells the whole way.

// asksSecond says which rules want a second opinion on a decision that is being made; nil when none does.
// Taking it back and deciding again asks the same question and gets the same answer of the kinds and rules; a
// supervisor's order may have been served or ended meanwhile.
func (d *Desk) asksSecond(ctx context.Context, r Reader, s *Submission, k *kinds.Kind, dec *Decision, rules SecondRules) ([]string, error) {
	if dec.Outcome != Approve && dec.Outcome != Reject {
		return nil, nil // nothing to confirm: the applicant or a supervisor has the next word
	}
	var asked []string
	if slices.Contains(k.SecondLook, string(dec.Outcome)) {
		asked = append(asked, AskedByKind)
	}
	c := SecondCase{Kind: k.ID, Outcome: dec.Outcome, Draw: d.draw(s)}
	for _, f := range s.Findings {
		c.Findings = append(c.Findings, ParseFinding(f).Code)
	}
	if rules.countCases() {
		var err error
		if c.Made, err = r.Practice(ctx, dec.By); err != nil {
			return nil, err
		}
	}
	asked = append(asked, rules.Ask(c)...)
	order, err := d.ordersLook(ctx, r, s, dec)
	if dec.order = order; order != "" {
		asked = append(asked, AskedByOrder)
	}
	return asked, err
}

// SecondAsked says whether some decision can need a second opinion, by a kind or a rule.
func (d *Desk) SecondAsked() bool {
	return len(d.Settings().Second) > 0 ||
		slices.ContainsFunc(d.Kinds.Set().All(), func(k *kinds.Kind) bool { return len(k.SecondLook) > 0 })
}

// draw is the round's place in the lottery of the shares, from 0 to just below 1. It is keyed, so nobody
// can work out beforehand which rounds are drawn, and it belongs to the round, so that no second try draws
// again.
func (d *Desk) draw(s *Submission) float64 {
	token := d.Keys.Token("second-review", fmt.Sprintf("%s.%d", s.ID, s.Round))
	return float64(binary.BigEndian.Uint64(token)>>11) / (1 << 53)
}

// lead fills in where a decision leads, and what a second opinion adds to it. text is its message, opened.
func (d *Desk) lead(ctx context.Context, tx Tx, s *Submission, k *kinds.Kind, dec *Decision, text string, set Settings) (err error) {
	act := dec.Outcome.act()
	switch s.State {
	case Waiting:
		if dec.SecondAsked, err = d.asksSecond(ctx, tx, s, k, dec, set.Second); err != nil {
			return err
		}
		if len(dec.SecondAsked) > 0 {
			act = ActSecond
		}
	case SecondReview:
		first, err := tx.Decision(ctx, s.Decision)
		if err != nil {
			return err
		}
		dec.First = first.ID
		if dec.Outcome == first.Outcome {
			if err := d.unite(ctx, first, dec, text, set); err != nil {
				return err
			}
		} else if dec.Outcome != Escalate {
			act = ActDisagree
		}
	}
	dec.LedTo, _ = After(s.State, act)
	return nil
}

// unite makes the one message of two decisions that agree. The words that somebody wrote go before the
// usual ones, and the second reviewer's before the first one's; to written words are added the reasons that
// only the other one gave. It is kept beside the second reviewer's own message, which comes back when he
// takes his decision back and must not tell him of the first.
func (d *Desk) unite(ctx context.Context, first *DecisionRecord, second *Decision, text string, set Settings) (err error) {
	all := union(first.Reasons, second.Reasons)
	until := second.EffectiveAt.Add(set.ResubmitWithin)
	united := text
	switch {
	case second.OwnWords:
		united = d.withReasons(second.Lang, text, all, second.Reasons)
	case first.OwnWords:
		written, err := d.openText(ctx, first.Key, bindDecision(first.ID, "message"), first.Message)
		if err != nil && !errors.Is(err, ErrErased) {
			return err
		}
		united = d.withReasons(second.Lang, written, all, first.Reasons)
	default:
		united = d.Message(second.Lang, second.Kind, second.Outcome, all, until)
	}
	if united == text {
		return nil
	}
	second.Sent, err = d.sealText(ctx, second.Key, bindDecision(second.ID, "sent"), united)
	return err
}

// withReasons adds to a message what is said of the reasons that it was not written for.
func (d *Desk) withReasons(lang, message string, all, told []string) string {
	var b strings.Builder
	b.WriteString(message)
	for _, id := range all {
		if !slices.Contains(told, id) {
			b.WriteString("\n\n• " + d.Words.Text(lang, "reason."+id+".applicant"))
		}
	}
	return b.String()
}

// union is what stands in either list, sorted as in every decision.
func union(a, b []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(a, b))))
}

// secondFacts are what the log says of a decision's part in a second review.
func secondFacts(dec *Decision) []audit.Fact {
	var facts []audit.Fact
	if len(dec.SecondAsked) > 0 {
		facts = append(facts, audit.Public("second-asked", strings.Join(dec.SecondAsked, ",")))
	}
	if dec.First != "" {
		said := "agrees"
		if dec.LedTo == Escalated {
			said = "disagrees"
		}
		facts = append(facts, audit.Public("second", said), audit.Committed("first", string(dec.First)))
	}
	if len(dec.Sent) > 0 {
		facts = append(facts, audit.Committed("sent", string(dec.Sent)))
	}
	return facts
}

// unseen are the decisions of which only their authors may know yet, of all on a submission from the oldest:
// in the round that waits, the one on which a second opinion is awaited, and what was taken back. The latter
// too, because it tells as much, and not only in a second review, or its vanishing would tell of that. What
// came before an overturn was seen by everybody when it was reopened.
func unseen(s *Submission, all []DecisionRecord) map[DecisionID]bool {
	if s.State.Listed() != Waiting || !s.ErasedAt.IsZero() {
		return nil
	}
	out := map[DecisionID]bool{}
	for _, rec := range slices.Backward(all) {
		if rec.Round != s.Round || rec.overturned() {
			break
		}
		if rec.Retraction != nil || len(rec.SecondAsked) > 0 {
			out[rec.ID] = true
		}
	}
	return out
}

// isUnseen is unseen for one decision.
func (d *Desk) isUnseen(ctx context.Context, r Reader, s *Submission, rec *DecisionRecord) (bool, error) {
	if s.State.Listed() != Waiting || rec.Round != s.Round {
		return false, nil
	}
	all, err := r.Decisions(ctx, s.ID)
	return unseen(s, all)[rec.ID], err
}

// awaited is the decision on which a submission's second opinion is awaited; nil when none is.
func (d *Desk) awaited(ctx context.Context, r Reader, s *Submission) (*DecisionRecord, error) {
	if s.State != SecondReview {
		return nil, nil
	}
	all, err := r.Decisions(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	hidden := unseen(s, all)
	for _, rec := range slices.Backward(all) {
		if hidden[rec.ID] && rec.Retraction == nil {
			return &rec, nil
		}
	}
	return nil, nil
}

// Comparison is two decisions that disagree, for who settles.
type Comparison struct{ First, Second *DecisionView }

// comparison finds the two that disagree on what is escalated; nil when it was escalated otherwise. A word
// of settlement that is not in effect yet stands in nobody's way.
func (d *Desk) comparison(ctx context.Context, s *Submission, all []DecisionRecord) (*Comparison, error) {
	for _, rec := range slices.Backward(all) {
		if rec.Retraction != nil || rec.Stage == StageSettle {
			continue
		}
		if rec.Round != s.Round || rec.First == "" {
			return nil, nil
		}
		i := slices.IndexFunc(all, func(o DecisionRecord) bool { return o.ID == rec.First })
		if i < 0 {
			return nil, nil
		}
		first, err := d.decisionView(ctx, all[i])
		if err != nil {
			return nil, err
		}
		second, err := d.decisionView(ctx, rec)
		return &Comparison{First: first, Second: second}, err
	}
	return nil, nil
}

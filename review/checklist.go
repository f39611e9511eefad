package review

import (
	"slices"

	"shinsa/review/kinds"
)

// CheckDecision says why a decision on a kind cannot stand: an approval needs every item answered and
// none of them "no"; a rejection and a request to send again need at least one reason of the kind's
// list, and every reason must fit the outcome and the person's role. lastRound says that the applicant
// cannot send again. It returns nil or a *DecisionError.
func CheckDecision(k *kinds.Kind, o Outcome, answers Answers, reasons []string, role string, lastRound bool) error {
	if err := checkAnswers(k, answers); err != nil {
		return err
	}
	if o == Resubmit && lastRound {
		return &DecisionError{Code: "last-round"}
	}
	if err := checkReasons(k, o, reasons, role); err != nil {
		return err
	}
	switch o {
	case Approve:
		var open, no []string
		for _, item := range k.Checklist {
			switch answers[item.ID] {
			case "":
				open = append(open, item.ID)
			case No:
				no = append(no, item.ID)
			}
		}
		if len(open) > 0 {
			return &DecisionError{Code: "incomplete", Items: open}
		}
		if len(no) > 0 {
			return &DecisionError{Code: "approve-with-no", Items: no}
		}
		if len(reasons) > 0 {
			return &DecisionError{Code: "approve-with-reason", Items: reasons}
		}
	case Reject, Resubmit:
		if len(reasons) == 0 {
			return &DecisionError{Code: "reason-missing"}
		}
	}
	return nil
}

// checkAnswers refuses answers to items that the kind does not have and answers that the item does not
// take.
func checkAnswers(k *kinds.Kind, answers Answers) error {
	for id, a := range answers {
		item, ok := k.Item(id)
		if !ok {
			return &DecisionError{Code: "unknown-item", Items: []string{id}}
		}
		if a != Yes && a != No && (a != NA || !item.NA) && a != "" {
			return &DecisionError{Code: "unknown-answer", Items: []string{id}}
		}
	}
	return nil
}

func checkReasons(k *kinds.Kind, o Outcome, reasons []string, role string) error {
	for _, id := range reasons {
		r, ok := k.Reason(id)
		switch {
		case !ok:
			return &DecisionError{Code: "unknown-reason", Items: []string{id}}
		case o != Approve && !slices.Contains(r.Outcomes, string(o)):
			return &DecisionError{Code: "reason-unfit", Items: []string{id}}
		case o != Escalate && r.Role != "" && r.Role != role:
			return &DecisionError{Code: "reason-role", Items: []string{id}}
		}
	}
	return nil
}

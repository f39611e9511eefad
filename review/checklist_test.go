package review

import (
	"errors"
	"testing"

	"shinsa/review/kinds"
)

// aKind has an item that can be n.a., one that cannot, and reasons of every sort.
func aKind() *kinds.Kind {
	return &kinds.Kind{
		ID:        "test",
		Checklist: []kinds.Item{{ID: "name"}, {ID: "back", NA: true}},
		Reasons: []kinds.Reason{
			{ID: "blurred", Outcomes: []string{"reject", "resubmit", "escalate"}, Mends: kinds.NewImage},
			{ID: "final", Outcomes: []string{"reject", "escalate"}, Mends: kinds.Final},
			{ID: "doubt", Outcomes: []string{"reject", "escalate"}, Role: kinds.Supervisor, Mends: kinds.Final},
		},
	}
}

func TestCheckDecision(t *testing.T) {
	t.Parallel()
	all := Answers{"name": Yes, "back": NA}
	for name, c := range map[string]struct {
		outcome Outcome
		answers Answers
		reasons []string
		role    string
		last    bool
		code    string // empty: it stands
	}{
		"approve with every item answered":        {outcome: Approve, answers: all},
		"approve with an item open":               {outcome: Approve, answers: Answers{"name": Yes}, code: "incomplete"},
		"approve with an empty answer":            {outcome: Approve, answers: Answers{"name": Yes, "back": ""}, code: "incomplete"},
		"approve with a no":                       {outcome: Approve, answers: Answers{"name": No, "back": Yes}, code: "approve-with-no"},
		"approve with a reason":                   {outcome: Approve, answers: all, reasons: []string{"blurred"}, code: "approve-with-reason"},
		"n.a. where the item does not take it":    {outcome: Approve, answers: Answers{"name": NA, "back": Yes}, code: "unknown-answer"},
		"an answer that is none":                  {outcome: Approve, answers: Answers{"name": "maybe", "back": Yes}, code: "unknown-answer"},
		"an item that the kind does not have":     {outcome: Reject, answers: Answers{"colour": Yes}, reasons: []string{"final"}, code: "unknown-item"},
		"reject without a reason":                 {outcome: Reject, answers: all, code: "reason-missing"},
		"reject with a reason, items left open":   {outcome: Reject, answers: Answers{"name": No}, reasons: []string{"final"}},
		"reject with a reason that nobody knows":  {outcome: Reject, reasons: []string{"hair"}, code: "unknown-reason"},
		"send again with a final reason":          {outcome: Resubmit, reasons: []string{"final"}, code: "reason-unfit"},
		"send again with a fitting reason":        {outcome: Resubmit, reasons: []string{"blurred"}},
		"send again with one that does not fit":   {outcome: Resubmit, reasons: []string{"blurred", "final"}, code: "reason-unfit"},
		"send again on the last round":            {outcome: Resubmit, reasons: []string{"blurred"}, last: true, code: "last-round"},
		"a reviewer with a supervisor's reason":   {outcome: Reject, reasons: []string{"doubt"}, role: "reviewer", code: "reason-role"},
		"a supervisor with a supervisor's reason": {outcome: Reject, reasons: []string{"doubt"}, role: "supervisor"},
		"escalate with a supervisor's reason":     {outcome: Escalate, reasons: []string{"doubt"}, role: "reviewer"},
		"escalate with nothing":                   {outcome: Escalate},
	} {
		if c.role == "" {
			c.role = "reviewer"
		}
		err := CheckDecision(aKind(), c.outcome, c.answers, c.reasons, c.role, c.last)
		var refused *DecisionError
		switch {
		case c.code == "" && err != nil:
			t.Errorf("%s: refused: %v", name, err)
		case c.code != "" && (!errors.As(err, &refused) || refused.Code != c.code):
			t.Errorf("%s: %v, want code %s", name, err, c.code)
		}
	}
}

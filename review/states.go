package review

// State is where a submission stands. docs/states.md shows the same states as a picture, and a test
// holds the two together.
type State string

// The states of a submission. Expired is never stored: it is computed from the date (StateAt).
const (
	Draft        State = "draft"
	Waiting      State = "waiting"
	SecondReview State = "second_review"
	Escalated    State = "escalated"
	Resubmission State = "resubmission"
	Approved     State = "approved"
	Rejected     State = "rejected"
	Withdrawn    State = "withdrawn"
	Expired      State = "expired"
)

// States lists every state in the order in which people read them.
func States() []State {
	return []State{Draft, Waiting, SecondReview, Escalated, Resubmission, Approved, Rejected, Withdrawn, Expired}
}

// Act is what moves a submission from one state to another.
type Act string

// The acts that change a state.
const (
	ActSubmit    Act = "submit"    // the applicant sends a round
	ActRecall    Act = "recall"    // the applicant takes back what nobody has claimed, to correct it
	ActWithdraw  Act = "withdraw"  // the applicant gives up
	ActApprove   Act = "approve"   // a decision
	ActReject    Act = "reject"    // a decision
	ActResubmit  Act = "resubmit"  // a decision: please send again
	ActEscalate  Act = "escalate"  // a decision: a supervisor should look
	ActSecond    Act = "second"    // a first decision that a second reviewer must confirm
	ActDisagree  Act = "disagree"  // the second reviewer came to another
	ActOverturn  Act = "overturn"  // an audit found the latest decision wrong
	ActDeadline  Act = "deadline"  // the date to send again has passed
	ActComplaint Act = "complaint" // the applicant's complaint was allowed
	ActAnswer    Act = "answer"    // a supervisor answered the question of an escalation
)

// transitions is the single table of what may follow what. A second reviewer who agrees brings about
// the outcome itself, so agreement is no act of its own. A recall leads back to where the submission came from: see
// recallTo.
var transitions = map[State]map[Act]State{
	Draft: {ActSubmit: Waiting, ActWithdraw: Withdrawn},
	Waiting: {
		ActApprove: Approved, ActReject: Rejected, ActResubmit: Resubmission, ActEscalate: Escalated,
		ActSecond: SecondReview, ActRecall: Draft, ActWithdraw: Withdrawn,
	},
	SecondReview: {
		ActApprove: Approved, ActReject: Rejected,
		ActEscalate: Escalated, ActDisagree: Escalated, ActWithdraw: Withdrawn,
	},
	Escalated: {
		ActApprove: Approved, ActReject: Rejected, ActResubmit: Resubmission, ActWithdraw: Withdrawn, ActAnswer: Waiting,
	},
	Resubmission: {ActSubmit: Waiting, ActWithdraw: Withdrawn, ActDeadline: Expired},
	Approved:     {ActOverturn: Waiting},
	Rejected:     {ActOverturn: Waiting, ActComplaint: Waiting},
	Withdrawn:    {},
	Expired:      {},
}

// After says where an act leads from a state; false when it makes no sense there.
func After(s State, a Act) (State, bool) {
	to, ok := transitions[s][a]
	return to, ok
}

// Decidable says whether a decision may be made in the state.
func (s State) Decidable() bool { return s == Waiting || s == SecondReview || s == Escalated }

// Open says whether the applicant may still change what is sent.
func (s State) Open() bool { return s == Draft || s == Resubmission }

// Final says whether the applicant has an outcome or the submission has ended otherwise.
func (s State) Final() bool {
	return s == Approved || s == Rejected || s == Withdrawn || s == Expired
}

// Listed is the state under which reviewers find a submission: a second review looks like any
// waiting one, so that the second reviewer stays blind.
func (s State) Listed() State {
	if s == SecondReview {
		return Waiting
	}
	return s
}

package review

import (
	"slices"
	"time"

	"shinsa/seal"
)

// Outcome is what a decision says.
type Outcome string

// The outcomes.
const (
	Approve  Outcome = "approve"
	Reject   Outcome = "reject"
	Resubmit Outcome = "resubmit"
	Escalate Outcome = "escalate"
)

// Outcomes lists the outcomes in the order of the buttons.
func Outcomes() []Outcome { return []Outcome{Approve, Reject, Resubmit, Escalate} }

// ParseOutcome reads an outcome of a form.
func ParseOutcome(s string) (Outcome, bool) {
	for _, o := range Outcomes() {
		if string(o) == s {
			return o, true
		}
	}
	return "", false
}

// act is the change of state that the outcome asks for.
func (o Outcome) act() Act { return Act(o) }

// Stage says as what a decision was made.
type Stage string

// The stages: the usual review, a blind second one, and a supervisor's word on what was escalated.
const (
	StageFirst  Stage = "first"
	StageSecond Stage = "second"
	StageSettle Stage = "settle"
)

// Answer is the reply to one checklist item.
type Answer string

// The answers.
const (
	Yes Answer = "yes"
	No  Answer = "no"
	NA  Answer = "na"
)

// Answers are the replies by checklist item.
type Answers map[string]Answer

// Decision is an immutable record. A later one never edits an earlier one; what became of it (taken
// back, reported, audited) stands in rows of its own.
type Decision struct {
	ID            DecisionID
	Submission    SubmissionID
	Round         int
	Stage         Stage
	Outcome       Outcome
	By            StaffID
	Kind          string
	KindVersion   string
	PolicyVersion string
	Seen          int64 // the submission's version on which it was made
	Lang          string
	Answers       Answers
	Times         AnswerTimes // of the answers whose moment matters
	Bulk          []string    // the items that were answered yes together, by one key
	Looking       string      // the order of looking, see looking.Record; empty where nothing was recorded
	Reasons       []string
	Images        []DecisionImage
	DecidedAt     time.Time
	EffectiveAt   time.Time
	Handling      time.Duration // since the claim
	Waiting       time.Duration // since the round was sent
	AnswerBy      time.Time     // when it should have been decided at the latest; zero when nothing had been promised
	Key           seal.KeyID    // the round's, under which Note and Message are sealed
	Note          []byte        // sealed; for the staff
	Message       []byte        // sealed; as the applicant reads it, but see Sent
	Marks         []byte        // sealed; where on the pictures the reasons are seen, nil for nowhere
	MarkCount     int           // how many places Marks has

	// SecondAsked names the rules that ask for a second opinion on it (AskedByKind and so on); nil when none
	// does. Then it is no outcome by itself.
	SecondAsked []string
	// First is the decision on which this is the second opinion; empty for any other.
	First DecisionID
	// LedTo is the state to which it leads. It is empty in decisions older than second reviews, which led
	// where their outcome says.
	LedTo State
	// OwnWords says that Message is the author's own and not the usual words.
	OwnWords bool
	order    LookOrderID // the order of second looks that it serves; set while it is being made
	// Sent is what the applicant reads of two decisions that agree, where that is not Message; sealed.
	Sent []byte
}

// Concludes says whether the decision gives its applicant an outcome. An escalation does not, nor does one
// on which a second opinion was asked for, nor the second one where the two disagree.
func (d *Decision) Concludes() bool {
	return d.Outcome != Escalate && d.LedTo != SecondReview && d.LedTo != Escalated
}

// forApplicant is the sealed message with the column that it is bound to.
func (d *Decision) forApplicant() (sealed []byte, column string) {
	if len(d.Sent) > 0 {
		return d.Sent, "sent"
	}
	return d.Message, "message"
}

// DecisionImage binds a decision to the picture on which it was made.
type DecisionImage struct {
	Side   string
	Image  ImageID
	Digest []byte
}

// Retraction records that an author took a decision back.
type Retraction struct {
	Decision DecisionID
	By       StaffID
	At       time.Time
}

// Report records that an author thinks a decision was a mistake.
type Report struct {
	Decision DecisionID
	By       StaffID
	At       time.Time
	Note     []byte // sealed under the decision's key
}

// Verdict is what an audit says of a decision.
type Verdict string

// The verdicts.
const (
	Agree    Verdict = "agree"
	Overturn Verdict = "overturn"
)

// Audit is a supervisor's verdict on a decision.
type Audit struct {
	ID       string
	Decision DecisionID
	Verdict  Verdict
	Severity Severity       // of an overturn; empty of older ones and of agreement
	Sample   SampleID       // in which it was said; empty for none
	Answer   *VerdictAnswer // of the decision's author; nil while there is none
	By       StaffID
	At       time.Time
	Note     []byte // sealed under the decision's key
}

// DecisionRecord is a decision with what became of it.
type DecisionRecord struct {
	Decision
	Reference  Reference
	ByName     string
	Retraction *Retraction
	Report     *Report
	Audits     []Audit // oldest first
	AuditNames []string
}

// pending says whether the decision has been made, not taken back, and has not taken effect.
func (d DecisionRecord) pending(now time.Time) bool {
	return d.Retraction == nil && now.Before(d.EffectiveAt)
}

// effective says whether the decision has taken effect, and was not taken back before.
func (d DecisionRecord) effective(now time.Time) bool {
	return d.Retraction == nil && !now.Before(d.EffectiveAt)
}

// overturned says whether an audit found the decision wrong.
func (d DecisionRecord) overturned() bool {
	return slices.ContainsFunc(d.Audits, func(a Audit) bool { return a.Verdict == Overturn })
}

// Stands says whether the decision is neither taken back nor overturned.
func (d DecisionRecord) Stands() bool {
	return d.Retraction == nil && !d.overturned()
}

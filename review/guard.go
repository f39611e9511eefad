package review

import "context"

// Actor is who acts: an account of the staff. Applicants act by their link and are no actors.
type Actor struct {
	ID      StaffID
	Role    string
	Name    string
	Session string // names the session, for searches and grants of views; no secret
}

// Action names what an actor wants to do; the policy's table uses the same names.
type Action string

// The actions that the desk asks the guard about.
const (
	SeeQueue        Action = "queue.see"
	FollowQueue     Action = "queue.follow"
	SeeSubmission   Action = "submission.see"
	SeeImage        Action = "image.see"
	DoClaim         Action = "submission.claim"
	DoRelease       Action = "submission.release"
	DoDecide        Action = "submission.decide"
	DoEscalate      Action = "submission.escalate"
	DoSettle        Action = "submission.settle"
	DoPurge         Action = "image.purge"
	DoRetract       Action = "decision.retract"
	DoReport        Action = "decision.report"
	SeeDecision     Action = "decision.see"
	SeeAudit        Action = "audit.see"
	DoReassign      Action = "claim.reassign"
	DoHand          Action = "claim.hand"
	DoFree          Action = "claim.free"
	DoAnswer        Action = "submission.answer"
	DoComment       Action = "comment.write"
	DoPrioritise    Action = "queue.prioritise"
	DoShareView     Action = "view.share"
	SeeTeam         Action = "team.see"
	DoTeam          Action = "team.manage"
	DoAnswerVerdict Action = "decision.answer"
	DoAudit         Action = "decision.audit"
	// HandleComplaint is the right to answer a complaint, DoPassComplaint to pass one on from the telephone.
	HandleComplaint Action = "complaint.handle"
	DoPassComplaint Action = "complaint.pass"
	DoStay          Action = "submission.stay"
	// DoExport is the right to export at all; SeeViewLog to see who looked at what.
	DoExport      Action = "decisions.export"
	SeeViewLog    Action = "viewlog.see"
	DoSample      Action = "sample.draw"
	SeeFigures    Action = "figures.see"
	DoLookup      Action = "reference.lookup"
	UsePhrases    Action = "phrases.use"
	ManagePhrases Action = "phrases.manage"
	UseTraining   Action = "training.use"
	LeadTraining  Action = "training.manage"
	DoResendLink  Action = "link.resend"
)

// Object is what an action is about, in the plain words of the policy's conditions.
type Object struct {
	State  State
	Holder StaffID // who holds the submission now
	Author StaffID // who made the decision, or the latest one of the submission
	Barred bool    // the actor decided or overturned before and may not decide next
	Blind  bool    // a second opinion on the decision is awaited, which must not know of it
}

// Guard answers whether an actor may do something. It returns ErrDenied when not, and any other error
// when it cannot tell, which callers treat as a denial.
type Guard interface {
	Allow(ctx context.Context, a Actor, action Action, o Object) error
	// Version names the policy that answers, for the record of decisions.
	Version() string
}

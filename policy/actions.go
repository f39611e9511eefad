package policy

import "slices"

// Needs says which facts of an Object must be known before an action can be answered.
type Needs string

// What an action is about.
const (
	// NeedsNothing is for actions on the desk as a whole; the Object is not looked at.
	NeedsNothing Needs = "nothing"
	// NeedsSubmission is for actions on a submission or its images: State is required, Holder is who has
	// the claim, and Barred is true when this person may not decide next.
	NeedsSubmission Needs = "submission"
	// NeedsDecision is for actions on a decision: Author is required, and Blind is true while a second,
	// blind opinion on it is awaited.
	NeedsDecision Needs = "decision"
)

// An Action is one line of the list of everything that can be asked.
type Action struct {
	Name    string // noun and verb, as in policy.csv
	Meaning string // completes "may …", for `shinsa policy explain` and the documents
	Needs   Needs
}

// actions is the single list. A name is never given another meaning, because scripts and logs keep it.
var actions = []Action{
	{"queue.see", "see the queue and its counts", NeedsNothing},
	{"queue.follow", "be told at once what changes in the queue: who holds what, what came, what was decided", NeedsNothing},
	{"submission.see", "see a submission: its fields, checklist, rounds and history", NeedsSubmission},
	{"image.see", "see a submission's images", NeedsSubmission},
	{"submission.claim", "claim a submission", NeedsSubmission},
	{"submission.release", "give a claimed submission back", NeedsSubmission},
	{"submission.decide", "decide on a submission", NeedsSubmission},
	{"submission.escalate", "escalate a submission to a supervisor", NeedsSubmission},
	{"submission.settle", "settle an escalated submission", NeedsSubmission},
	{"submission.answer", "answer the question of an escalation and send it back", NeedsSubmission},
	{"comment.write", "write a comment on a submission for colleagues", NeedsSubmission},
	{"image.purge", "destroy an image that must not be kept", NeedsSubmission},
	{"decision.see", "see a decision with its answers, reasons and notes", NeedsDecision},
	{"decision.retract", "take a decision back in its first ten seconds", NeedsDecision},
	{"decision.report", "report a decision as a mistake", NeedsDecision},
	{"decision.answer", "answer a verdict on an own decision", NeedsDecision},
	{"audit.see", "open the audit desk and list everybody's decisions", NeedsNothing},
	{"decision.audit", "agree with a decision or overturn it", NeedsDecision},
	{"sample.draw", "draw samples of decisions for audit, and have the next ones looked at a second time", NeedsNothing},
	{"complaint.handle", "handle a complaint about a decision", NeedsDecision},
	{"complaint.pass", "pass on what an applicant says on the telephone against a rejection", NeedsNothing},
	{"submission.stay", "keep a submission from erasure, and end that", NeedsSubmission},
	{"claim.hand", "hand what one holds over to a colleague", NeedsSubmission},
	{"claim.reassign", "take a claim from one person and give it to another", NeedsSubmission},
	{"claim.free", "take a claim from one person, or what is kept for one, so that it is everybody's again", NeedsSubmission},
	{"queue.prioritise", "put a submission first in line, or back to its place", NeedsSubmission},
	{"view.share", "save a view of the queue for everybody, and change or delete those", NeedsNothing},
	{"team.see", "see who is at work, what each takes on and holds", NeedsNothing},
	{"team.manage", "say which kinds and languages each person takes on", NeedsNothing},
	{"phrases.use", "use the desk's saved phrases in notes and messages, and keep one's own", NeedsNothing},
	{"phrases.manage", "add, change and remove the desk's saved phrases", NeedsNothing},
	{"training.use", "practise on drawn specimens, and see how it went", NeedsNothing},
	{"training.manage", "have training sets drawn for others, and see how it went for everybody", NeedsNothing},
	{"figures.see", "see the figures", NeedsNothing},
	{"decisions.export", "export decisions", NeedsNothing},
	{"viewlog.see", "see who looked at which image", NeedsNothing},
	{"role.confirm", "agree to a desk role that an administrator gave", NeedsNothing},
	{"reference.lookup", "look a reference up: its state, since when, the messages sent", NeedsNothing},
	{"link.resend", "have the lookup link sent again to the stored address", NeedsNothing},
	{"staff.manage", "invite, disable and reset accounts and give roles", NeedsNothing},
	{"settings.manage", "change settings", NeedsNothing},
	{"apikeys.manage", "make and end API keys", NeedsNothing},
	{"webhooks.manage", "manage webhooks", NeedsNothing},
	{"kinds.manage", "manage the kinds of documents", NeedsNothing},
	{"log.verify", "verify the log", NeedsNothing},
}

// Actions returns everything that can be asked, in the order in which the documents list it. The slice
// is the caller's own.
func Actions() []Action { return slices.Clone(actions) }

// Roles returns the roles that policy.csv knows. Every account has one of them, or none yet.
func Roles() []string { return []string{"reviewer", "supervisor", "support", "admin"} }

// The conditions that model.conf gives a meaning to. A line with any other word is refused at start,
// because the matcher would pass it over in silence.
var (
	whoWords   = []string{"anyone", "holder", "author", "not-author", "barred", "blind"}
	stageWords = []string{"any", "sent", "ordinary", "escalated"}
)

// The states that an Object may name. A word beyond these is refused: a misspelt state would pass every
// condition that excludes one.
var states = []string{
	"draft", "waiting", "second_review", "escalated", "resubmission", "approved", "rejected", "withdrawn", "expired",
}

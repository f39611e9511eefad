package audit

// Act names what was done. The strings are part of the log's format: they stand in stored leaves for
// ever, so a value is never changed and never used for something else.
type Act string

// Acts on a submission by its applicant, or by staff on the applicant's behalf.
const (
	SubmissionDrafted   Act = "submission.drafted"
	KindChanged         Act = "submission.kind-changed"
	IdentitySaved       Act = "submission.identity-saved"
	SubmissionSubmitted Act = "submission.submitted"
	// SubmissionRecalled is taking back what was sent but not claimed, to correct it.
	SubmissionRecalled  Act = "submission.recalled"
	SubmissionWithdrawn Act = "submission.withdrawn"
	// SubmissionOpened is written before the typed fields of a round are shown to staff.
	SubmissionOpened Act = "submission.opened"
	// ReportMade is a supervisor having all of a submission put together, to be read or printed.
	ReportMade Act = "submission.report-made"
	// SubmissionRelated is written before staff is told which others have something in common with one.
	SubmissionRelated Act = "submission.related"
	// QuestionAnswered is a supervisor answering the question of an escalation and sending it back.
	QuestionAnswered Act = "submission.answered"
	CommentAdded     Act = "submission.commented"
)

// Acts on an image.
const (
	ImageAdded   Act = "image.added"
	ImageDeleted Act = "image.deleted"
	// ImagePurged is the destruction of an image that must never have been kept.
	ImagePurged Act = "image.purged"
	// ImageErased is the destruction of an image whose period of retention was over.
	ImageErased Act = "image.erased"
	// ImageFetched is written before the bytes of an image are delivered to staff.
	ImageFetched Act = "image.fetched"
	// ImageViewed is written when a fetched image was shown.
	ImageViewed Act = "image.viewed"
)

// Acts on a claim.
const (
	ClaimTaken Act = "claim.taken"
	// ClaimReserved is the next submission being kept ready for somebody who is still at another one.
	ClaimReserved Act = "claim.reserved"
	// ClaimBegun is that person coming to it.
	ClaimBegun      Act = "claim.begun"
	ClaimReleased   Act = "claim.released"
	ClaimReassigned Act = "claim.reassigned"
	// ClaimHanded is a submission given to somebody for whom it is then kept.
	ClaimHanded Act = "claim.handed"
	// ClaimFreed is a submission taken from its holder, or from whom it was kept for, and given to nobody.
	ClaimFreed Act = "claim.freed"
)

// Acts on the queue.
const (
	// QueuePrioritised is putting a submission first in line by hand, or back.
	QueuePrioritised Act = "queue.prioritised"
	// SkillsChanged is a change of what a person takes on.
	SkillsChanged Act = "staff.skills-changed"
	// ViewSaved is a list of the queue that is saved under a name, or changed; ViewDeleted is the end of one.
	ViewSaved   Act = "queue.view-saved"
	ViewDeleted Act = "queue.view-deleted"
)

// Acts on a decision.
const (
	DecisionMade Act = "decision.made"
	// DecisionRetracted is taking back within the first seconds.
	DecisionRetracted Act = "decision.retracted"
	// DecisionReported is its maker saying later that it was a mistake.
	DecisionReported Act = "decision.reported"
	// DecisionAudited is a supervisor agreeing with it or overturning it.
	DecisionAudited Act = "decision.audited"
	// VerdictAnswered is its maker answering that, once.
	VerdictAnswered Act = "decision.answered"
)

// Acts on a complaint.
const (
	// ComplaintMade is an applicant asking for another look at a rejection, or somebody passing that on.
	ComplaintMade Act = "complaint.made"
	// ComplaintAnswered is a supervisor letting the rejection stand or taking it back.
	ComplaintAnswered Act = "complaint.answered"
)

// Acts on samples of decisions.
const (
	SampleDrawn Act = "sample.drawn"
	// SampleAnswered is an auditor saying what he would have decided, before he sees what was.
	SampleAnswered Act = "sample.answered"
	// LookOrdered is a supervisor having the next decisions looked at a second time; LookEnded the end of that.
	LookOrdered Act = "look.ordered"
	LookEnded   Act = "look.ended"
)

// Acts towards the applicant.
const (
	MessageSent Act = "message.sent"
	MailQueued  Act = "mail.queued"
	MailSent    Act = "mail.sent"
	// MailFailed is a mail given up after its last attempt.
	MailFailed Act = "mail.failed"
	// LinkSentAgain is the lookup link sent once more to the stored address.
	LinkSentAgain Act = "link.sent-again"
)

// Acts of signing in, and on staff accounts.
const (
	SignedIn  Act = "staff.signed-in"
	SignedOut Act = "staff.signed-out"
	// SignInFailed commits the account that was tried, if there is one. An address without an account
	// belongs to nobody whose erasure would erase the salt, so it is not recorded.
	SignInFailed       Act = "staff.sign-in-failed"
	StaffInvited       Act = "staff.invited"
	StaffRoleChanged   Act = "staff.role-changed"
	StaffRoleConfirmed Act = "staff.role-confirmed"
	StaffDisabled      Act = "staff.disabled"
	StaffEnabled       Act = "staff.enabled"
	// StaffReset is a one-time link asked for, for somebody to set the password anew or answer an invitation.
	StaffReset Act = "staff.reset"
	// StaffForgot is somebody asking for such a link on the page where one signs in. Of an address without
	// an account only that it was asked for is recorded.
	StaffForgot Act = "staff.forgot"
	// StaffLinkMade is the making of a link that a letter carries, written before the letter leaves.
	StaffLinkMade    Act = "staff.link-made"
	StaffPasswordSet Act = "staff.password-set"
	// StaffAway and StaffBack are somebody saying so of himself.
	StaffAway Act = "staff.away"
	StaffBack Act = "staff.back"
)

// Acts on the desk itself.
const (
	SettingsChanged Act = "settings.changed"
	// KindsChanged is a new version of the kinds coming into force.
	KindsChanged Act = "kinds.changed"
	// PhraseSaved is a saved phrase added or changed, PhraseRemoved one that is gone.
	PhraseSaved   Act = "phrase.saved"
	PhraseRemoved Act = "phrase.removed"
	// Searched is a search over keyed tokens; the words searched for stay out of the leaf.
	Searched Act = "desk.searched"
	// LookedUp is the support page answering for one reference.
	LookedUp Act = "desk.looked-up"
	// Exported is data leaving the desk as a file, with the purpose committed.
	Exported Act = "desk.exported"
	// ExportEnded is the end of an export: with all of it written, or broken off.
	ExportEnded Act = "desk.export-ended"
	// ErasureStayed is a supervisor keeping a submission from erasure, StayEnded the end of that.
	ErasureStayed Act = "erasure.stayed"
	StayEnded     Act = "erasure.stay-ended"
	// Erased is the destruction of keys, tokens and digests of a subject.
	Erased Act = "desk.erased"
	// Restored is a store put back from a backup.
	Restored Act = "desk.restored"
)

var acts = []Act{
	SubmissionDrafted, KindChanged, IdentitySaved, SubmissionSubmitted, SubmissionRecalled, SubmissionWithdrawn,
	SubmissionOpened, ReportMade, SubmissionRelated, QuestionAnswered, CommentAdded,
	ImageAdded, ImageDeleted, ImagePurged, ImageErased, ImageFetched, ImageViewed,
	ClaimTaken, ClaimReserved, ClaimBegun, ClaimReleased, ClaimReassigned, ClaimHanded, ClaimFreed,
	QueuePrioritised, SkillsChanged, ViewSaved, ViewDeleted,
	DecisionMade, DecisionRetracted, DecisionReported, DecisionAudited, VerdictAnswered, SampleDrawn, SampleAnswered, LookOrdered, LookEnded,
	ComplaintMade, ComplaintAnswered, ErasureStayed, StayEnded,
	MessageSent, MailQueued, MailSent, MailFailed, LinkSentAgain,
	SignedIn, SignedOut, SignInFailed, StaffInvited, StaffRoleChanged, StaffRoleConfirmed, StaffDisabled,
	StaffEnabled, StaffReset, StaffForgot, StaffLinkMade, StaffPasswordSet, StaffAway, StaffBack,
	SettingsChanged, KindsChanged, PhraseSaved, PhraseRemoved, Searched, LookedUp, Exported, ExportEnded, Erased, Restored,
}

var known = func() map[Act]bool {
	m := make(map[Act]bool, len(acts))
	for _, a := range acts {
		m[a] = true
	}
	return m
}()

// Acts returns every act that can be recorded, in the order in which the documents list them. The slice
// is the caller's own.
func Acts() []Act { return append([]Act(nil), acts...) }

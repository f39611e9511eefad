package review

import (
	"fmt"
	"strings"

	"shinsa/audit"
)

// What the log says of rows that use-cases write. A verification makes the same facts from the rows as they stand in the
// database and holds them against the leaves, so a fact that is added here is checked as well. Leaves that were
// written before do not have it: give it only where there is something that they could not have, or check it as a later
// one, as the note of a report is.

// DecisionFacts are what the log says of a decision, and the names of those whose content was destroyed with a picture.
func DecisionFacts(dec *Decision) (facts []audit.Fact, gone map[string]bool) {
	facts, gone = decisionFacts(dec), map[string]bool{}
	for _, f := range facts {
		if side, of := strings.CutPrefix(f.Name(), "image."); of && dec.digestGone(side) {
			gone[f.Name()] = true
		}
	}
	return facts, gone
}

func (dec *Decision) digestGone(side string) bool {
	for _, i := range dec.Images {
		if i.Side == side {
			return len(i.Digest) == 0
		}
	}
	return true
}

// AuditFacts are what the log says of a verdict.
func AuditFacts(a Audit, s SubmissionID) []audit.Fact {
	facts := []audit.Fact{
		audit.Public("verdict", string(a.Verdict)), audit.Committed("decision", string(a.Decision)), audit.Committed("staff", string(a.By)),
		audit.Committed("note", string(a.Note)), audit.Committed("submission", string(s)),
	}
	if a.Severity != "" {
		facts = append(facts, audit.Public("severity", string(a.Severity)))
	}
	if a.Sample != "" {
		facts = append(facts, audit.Committed("sample", string(a.Sample)))
	}
	return facts
}

// VerdictAnswerFacts are what the log says of an answer to a verdict on a decision.
func VerdictAnswerFacts(v VerdictAnswer, id DecisionID, s SubmissionID) []audit.Fact {
	return []audit.Fact{
		audit.Committed("audit", v.Audit), audit.Committed("decision", string(id)), audit.Committed("staff", string(v.By)),
		audit.Committed("text", string(v.Text)), audit.Committed("submission", string(s)),
	}
}

// BlindAnswerFacts are what the log says of an auditor's own outcome.
func BlindAnswerFacts(b BlindAnswer, s SubmissionID) []audit.Fact {
	facts := []audit.Fact{
		audit.Public("outcome", string(b.Outcome)), audit.Public("n", fmt.Sprint(b.N)), audit.Committed("sample", string(b.Sample)),
		audit.Committed("decision", string(b.Decision)), audit.Committed("staff", string(b.By)), audit.Committed("submission", string(s)),
	}
	if len(b.Reasons) > 0 {
		facts = append(facts, audit.Public("reasons", strings.Join(b.Reasons, ",")))
	}
	return facts
}

// RetractionFacts are what the log says of a decision that was taken back.
func RetractionFacts(r Retraction, s SubmissionID) []audit.Fact {
	return []audit.Fact{audit.Committed("decision", string(r.Decision)), audit.Committed("staff", string(r.By)), audit.Committed("submission", string(s))}
}

// ReportFacts are what the log says of a mistake that was reported.
func ReportFacts(r Report, s SubmissionID) []audit.Fact {
	return []audit.Fact{
		audit.Committed("decision", string(r.Decision)), audit.Committed("staff", string(r.By)), audit.Committed("submission", string(s)),
		audit.Committed("note", string(r.Note)),
	}
}

// CommentFacts are what the log says of a comment.
func CommentFacts(c Comment) []audit.Fact {
	return []audit.Fact{
		audit.Committed("staff", string(c.By)), audit.Committed("comment", c.ID), audit.Committed("text", string(c.Text)),
		audit.Committed("submission", string(c.Submission)),
	}
}

// ReplyFacts are what the log says of an answer to a question.
func ReplyFacts(r Reply) []audit.Fact {
	return []audit.Fact{
		audit.Committed("staff", string(r.By)), audit.Committed("decision", string(r.Decision)), audit.Committed("text", string(r.Text)),
		audit.Committed("submission", string(r.Submission)),
	}
}

// PriorityFacts are what the log says of a place that was given by hand.
func PriorityFacts(p Priority) []audit.Fact {
	return []audit.Fact{
		audit.Public("first", fmt.Sprint(p.First)), audit.Committed("staff", string(p.By)), audit.Committed("reason", string(p.Reason)),
		audit.Committed("submission", string(p.Submission)),
	}
}

// HandoverFacts are what the log says of a handover; its leaf also commits to who held it before.
func HandoverFacts(h Handover) []audit.Fact {
	return []audit.Fact{
		audit.Public("why", string(h.Why)), audit.Committed("staff", string(h.By)), audit.Committed("to", string(h.To)),
		audit.Committed("note", string(h.Note)), audit.Committed("submission", string(h.Submission)),
	}
}

// SkipFacts are what the log says of a claim that was given back.
func SkipFacts(k Skip) []audit.Fact {
	facts := []audit.Fact{audit.Committed("staff", string(k.By)), audit.Committed("submission", string(k.Submission))}
	if k.Reason != NoReason {
		facts = append(facts, audit.Public("reason", string(k.Reason)), audit.Committed("note", string(k.Note)))
	}
	return facts
}

// ImageViewFacts are what the log says of a picture that was fetched or viewed; its leaf also names the side.
func ImageViewFacts(person StaffID, image ImageID, grant string, s SubmissionID) []audit.Fact {
	return []audit.Fact{
		audit.Committed("staff", string(person)), audit.Committed("image", string(image)), audit.Committed("grant", grant),
		audit.Committed("submission", string(s)),
	}
}

// FieldViewFacts are what the log says of somebody who saw what was typed in a round.
func FieldViewFacts(person StaffID, s SubmissionID, round int, grant string) []audit.Fact {
	return []audit.Fact{
		audit.Public("round", fmt.Sprint(round)), audit.Committed("staff", string(person)), audit.Committed("grant", grant),
		audit.Committed("submission", string(s)),
	}
}

// ContextViewFacts are what the log says of somebody who was told what else is known; its leaf also commits to what that was.
func ContextViewFacts(person StaffID, s SubmissionID, grant string) []audit.Fact {
	return []audit.Fact{audit.Committed("staff", string(person)), audit.Committed("grant", grant), audit.Committed("submission", string(s))}
}

// ClaimFacts are what the log says of a claim as it stands on a submission.
func ClaimFacts(c Claim, s SubmissionID) []audit.Fact {
	return []audit.Fact{audit.Committed("staff", string(c.By)), audit.Committed("submission", string(s)), audit.Committed("claim", c.ID)}
}

// ComplaintFacts are what the log says of a complaint.
func ComplaintFacts(c Complaint) []audit.Fact {
	facts := []audit.Fact{
		audit.Public("via", string(c.Via)), audit.Committed("complaint", c.ID), audit.Committed("decision", string(c.Decision)),
		audit.Committed("text", string(c.Text)), audit.Committed("submission", string(c.Submission)),
	}
	if c.PassedBy != "" {
		facts = append(facts, audit.Committed("staff", string(c.PassedBy)))
	}
	return facts
}

// ComplaintAnswerFacts are what the log says of the answer to one.
func ComplaintAnswerFacts(c Complaint, x ComplaintAnswer) []audit.Fact {
	return []audit.Fact{
		audit.Public("verdict", string(x.Verdict)), audit.Committed("complaint", c.ID), audit.Committed("decision", string(c.Decision)),
		audit.Committed("staff", string(x.By)), audit.Committed("message", string(x.Message)), audit.Committed("submission", string(c.Submission)),
	}
}

// StayFacts are what the log says of a submission that is kept from erasure by hand.
func StayFacts(s Stay) []audit.Fact {
	return []audit.Fact{audit.Committed("staff", string(s.By)), audit.Committed("reason", string(s.Reason)), audit.Committed("submission", string(s.Submission))}
}

// StayEndFacts are what the log says of the end of a stay.
func StayEndFacts(by StaffID, s SubmissionID) []audit.Fact {
	return []audit.Fact{audit.Committed("staff", string(by)), audit.Committed("submission", string(s))}
}

package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"shinsa/audit"
	"shinsa/review/sampling"
)

// DecisionLaterFacts are what leaves of decisions say since they say all of what the applicant and the figures go by: the
// language, how long it waited, until when it was due, when it takes effect, where it led, and on which pictures and typed
// fields it was made. Leaves that were written before do not have them.
func DecisionLaterFacts(dec *Decision) []audit.Fact {
	images := make([]string, len(dec.Images))
	for i, image := range dec.Images {
		images[i] = image.Side + ":" + string(image.Image)
	}
	ledTo := "none"
	if dec.LedTo != "" {
		ledTo = strings.ReplaceAll(string(dec.LedTo), "_", "-")
	}
	answerBy := int64(0)
	if !dec.AnswerBy.IsZero() {
		answerBy = dec.AnswerBy.UnixMicro()
	}
	return []audit.Fact{
		audit.Public("language", langCode(dec.Lang)), audit.Public("waiting-us", fmt.Sprint(dec.Waiting.Microseconds())),
		audit.Public("effective-us", fmt.Sprint(dec.EffectiveAt.UnixMicro())), audit.Public("answer-by-us", fmt.Sprint(answerBy)),
		audit.Public("led-to", ledTo), audit.Public("own-words", fmt.Sprint(dec.OwnWords)),
		audit.Committed("images", strings.Join(images, ",")), audit.Committed("key", string(dec.Key)),
	}
}

// langCode is a language as it can stand in a leaf.
func langCode(lang string) string {
	if lang == "" {
		return "none"
	}
	return strings.ToLower(lang)
}

// RoundFacts are what the log says of a round that was sent, and RoundLaterFacts what it says since it holds all of it.
func RoundFacts(r *Round) []audit.Fact {
	return []audit.Fact{
		audit.Public("kind", r.Kind), audit.Public("kind-version", r.KindVersion), audit.Public("round", fmt.Sprint(r.N)),
		audit.Committed("submission", string(r.Submission)),
	}
}

// RoundLaterFacts are the language, the typed fields as they are sealed, and what machine checks noticed.
func RoundLaterFacts(r *Round) []audit.Fact {
	return []audit.Fact{
		audit.Public("language", langCode(r.Lang)), audit.Committed("fields", string(r.Fields)), audit.Committed("findings", strings.Join(r.Findings, ",")),
	}
}

// RoundImageFact is what the log says of a picture in a round that was sent.
func RoundImageFact(side string, digest []byte) audit.Fact {
	return audit.Committed("image."+side, string(digest))
}

// PhraseFacts are what the log says of a saved phrase after somebody changed it; PhraseLaterFacts whose it is, since leaves say so.
func PhraseFacts(p Phrase) []audit.Fact { return phraseFacts(Actor{ID: p.ChangedBy}, p) }

// PhraseLaterFacts say whose own a phrase is.
func PhraseLaterFacts(p Phrase) []audit.Fact {
	return []audit.Fact{audit.Committed("owner", string(p.Owner))}
}

// QueueViewFacts are what the log says of a saved view as it stands.
func QueueViewFacts(v QueueView) []audit.Fact {
	return []audit.Fact{audit.Public("view", string(v.ID)), audit.Public("shared", fmt.Sprint(v.Shared)), audit.Committed("name", v.Name)}
}

// QueueViewLaterFacts are whose it is and what it lists.
func QueueViewLaterFacts(v QueueView) []audit.Fact {
	columns := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		columns[i] = string(c)
	}
	list := strings.Join([]string{string(v.State), v.Kind, string(v.Sort), strings.Join(columns, ","), string(v.Density)}, "\n")
	return []audit.Fact{audit.Committed("owner", string(v.By)), audit.Committed("list", list)}
}

// SkillsFacts are what the log says of what a person takes on.
func SkillsFacts(person, by StaffID, s Skills) []audit.Fact {
	return []audit.Fact{
		audit.Committed("staff", string(person)), audit.Committed("by", string(by)),
		audit.Public("kinds", codes(s.Kinds, "all")), audit.Public("langs", codes(s.Langs, "all")), audit.Public("groups", codes(s.Groups, "none")),
	}
}

// AbsenceFacts are what the log says of somebody who said that he is away; AbsenceLaterFacts until when.
func AbsenceFacts(a Absence) []audit.Fact {
	return []audit.Fact{audit.Committed("staff", string(a.Person))}
}

// AbsenceLaterFacts say until when somebody is away; 0 until he says that he is back.
func AbsenceLaterFacts(a Absence) []audit.Fact {
	until := int64(0)
	if !a.Until.IsZero() {
		until = a.Until.UnixMicro()
	}
	return []audit.Fact{audit.Public("until-us", fmt.Sprint(until))}
}

// LookOrderFacts are what the log says of an order of second looks, and the names of those that its early end changed.
func LookOrderFacts(o *LookOrder) (facts []audit.Fact, gone map[string]bool) {
	if o.EndedBy != "" {
		gone = map[string]bool{"until-us": true}
	}
	return lookFacts(o), gone
}

// LookEndFacts are what the log says of the early end of one.
func LookEndFacts(o *LookOrder) []audit.Fact {
	return []audit.Fact{audit.Committed("order", string(o.ID)), audit.Committed("staff", string(o.EndedBy))}
}

// ExportSubject is whose entries those of an export are, by who began it; empty for the command line.
func ExportSubject(by StaffID) string {
	subject, _ := exportSubject(Actor{ID: by})
	return subject
}

// ExportFacts are what the log says of an export that begins.
func ExportFacts(x *ExportRecord) []audit.Fact {
	facts := []audit.Fact{
		audit.Public("what", string(x.What)), audit.Public("format", string(x.Format)),
		audit.Committed("export", x.ID), audit.Committed("purpose", string(x.Purpose)), audit.Committed("filter", x.Filter),
	}
	_, who := exportSubject(Actor{ID: x.By})
	if len(who) == 0 {
		who = []audit.Fact{audit.Public("by", "command-line")}
	}
	return append(facts, who...)
}

// ExportEndFacts are what it says of the end of one.
func ExportEndFacts(x *ExportRecord) []audit.Fact {
	facts := []audit.Fact{audit.Public("rows", fmt.Sprint(x.Rows)), audit.Public("whole", "no"), audit.Committed("export", x.ID)}
	if x.Whole {
		facts[1] = audit.Public("whole", "yes")
		facts = append(facts, audit.Public("sha256", hex.EncodeToString(x.Digest)))
	}
	_, who := exportSubject(Actor{ID: x.By})
	return append(facts, who...)
}

// PurgeFacts are what the log says of a picture that was destroyed; its leaf also says why, or on which side it was.
func PurgeFacts(e Erasure) []audit.Fact {
	return []audit.Fact{audit.Committed("image", string(e.Image)), audit.Committed("submission", string(e.Submission))}
}

// PurgeLaterFacts are who purged it, which leaves have where somebody did.
func PurgeLaterFacts(e Erasure) []audit.Fact {
	return []audit.Fact{audit.Committed("staff", string(e.By)), audit.Public("days", fmt.Sprint(e.KeptDays))}
}

// ErasureFacts are what the log says of a submission that was erased. It names nobody.
func ErasureFacts() []audit.Fact { return []audit.Fact{audit.Public("what", "submission")} }

// WithdrawalFacts are what it says of one that its applicant took back for good.
func WithdrawalFacts(s SubmissionID) []audit.Fact {
	return []audit.Fact{audit.Committed("submission", string(s))}
}

// ParcelFacts are what the log says of a mail that waits, has gone or was given up, to an applicant or to staff.
func ParcelFacts(p Parcel) []audit.Fact {
	if p.Staff != "" {
		return []audit.Fact{audit.Public("topic", p.Topic), audit.Committed("account", string(p.Staff))}
	}
	return []audit.Fact{audit.Public("topic", p.Topic), audit.Committed("submission", string(p.Submission))}
}

// OutcomeFacts name the decision on which the outcome of a submission rests.
func OutcomeFacts(d *Decision) []audit.Fact {
	return []audit.Fact{audit.Committed("decision", string(d.ID)), audit.Committed("submission", string(d.Submission))}
}

// roundLaterFact says in which round something was done.
func roundLaterFact(round int) audit.Fact { return audit.Public("round", fmt.Sprint(round)) }

// AuditLaterFacts say which verdict it is that an answer names.
func AuditLaterFacts(a Audit) []audit.Fact { return []audit.Fact{audit.Committed("audit", a.ID)} }

// CommentLaterFacts say in which round a comment was made.
func CommentLaterFacts(c Comment) []audit.Fact { return []audit.Fact{roundLaterFact(c.Round)} }

// ReplyLaterFacts say in which round a question was answered.
func ReplyLaterFacts(r Reply) []audit.Fact { return []audit.Fact{roundLaterFact(r.Round)} }

// HandoverLaterFacts say in which round something was handed over, and until when it is kept.
func HandoverLaterFacts(h Handover) []audit.Fact {
	return []audit.Fact{roundLaterFact(h.Round), audit.Public("until-us", fmt.Sprint(h.Until.UnixMicro()))}
}

// SkipLaterFacts say in which round something was given back, and for how long it had been held.
func SkipLaterFacts(k Skip) []audit.Fact {
	return []audit.Fact{roundLaterFact(k.Round), audit.Public("held-us", fmt.Sprint(k.Held.Microseconds()))}
}

// ComplaintLaterFacts say in which language a complaint is answered.
func ComplaintLaterFacts(c Complaint) []audit.Fact {
	return []audit.Fact{audit.Public("language", langCode(c.Lang))}
}

// SampleLaterFacts say which share was asked for, in thousandths of a percent, and commit to what was drawn: each decision's
// stratum and weight, and how large the strata are.
func SampleLaterFacts(s *Sample, picks []SamplePick) []audit.Fact {
	parts := slices.Clone(s.Parts)
	slices.SortFunc(parts, func(a, b sampling.Stratum) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%d of %d %s\n", p.Taken, p.Size, p.Name)
	}
	for _, p := range picks {
		fmt.Fprintf(&b, "%d %s %d %s\n", p.N, p.Decision, p.Weight, p.Stratum)
	}
	digest := sha256.Sum256([]byte(b.String()))
	return []audit.Fact{audit.Public("share-thousandths", fmt.Sprint(int64(math.Round(s.Share*1000)))), audit.Committed("drawn", hex.EncodeToString(digest[:]))}
}

// SampleDigest is the digest of decisions in the order of a draw, as a sample's leaf says it.
func SampleDigest(picks []SamplePick) string {
	ids := make([]string, len(picks))
	for i, p := range picks {
		ids[i] = string(p.Decision)
	}
	return sampling.Digest(ids)
}

// ParcelLaterFacts say on which decision the mail is; a leaf of one that waits has it since.
func ParcelLaterFacts(p Parcel) []audit.Fact {
	return []audit.Fact{audit.Committed("decision", string(p.Decision))}
}

// ReachedFact commits to how a submission and its applicant are reached: the reference, the lookup link, the address and the
// operator's own number, sealed as they are.
func ReachedFact(s *Submission) audit.Fact {
	return audit.Committed("reached", fmt.Sprintf("%s\n%x\n%x\n%x\n%x", s.Reference, s.LinkHash, s.Link, s.Email, s.External))
}

package views

import (
	"cmp"
	"encoding/hex"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// AuditForm is what a supervisor or the author sent and what was refused of it.
type AuditForm struct {
	Note     string
	Severity string
	// Message is the answer to a complaint, Reason why something is kept from erasure; Sent says that Message was sent.
	Message, Reason string
	Sent            bool
	// Wrong has, by the field "note", "severity" or "verdict", the id of words about it.
	Wrong map[string]string
}

// AuditModel is a decision as its author saw it, with the list beside it.
type AuditModel struct {
	Page
	List AuditListModel
	// Desk is the stage, the fields and the checklist of the review page, which cannot be changed here.
	Desk        ReviewModel
	Upright     bool // the pictures are higher than wide, so they stand side by side
	Ref         string
	SeeHref     string // the submission as it stands today
	ID          string
	Kind, Round string
	Outcome     string
	OutcomeWord string
	Stage       string
	By          string
	At, ISO     string
	State       string // where the submission stands today
	Latest      bool
	Reasons     []ReasonSaid
	Marks       []MarkLine
	Note        string
	Message     string
	MessageWord string // what the message is: sent, or not
	Sent        string // what was sent in its place
	MessageLang string
	Second      []string // its part in a second review
	OtherHref   string   // the other decision of that; empty for none
	OtherWord   string
	Looking     LookingModel
	Facts       []Fact
	Proof       string // address of the proof that the log has the decision; empty for none
	Images      []DigestLine
	Report      *AuditSaid
	Audits      []AuditSaid
	Complaint   *AuditComplaint
	Stays       []StayLine
	CanStay     bool
	Stayed      bool       // by hand
	Answered    []ToldLine // the question that the decision asked, and its answer
	Comments    []CommentLine
	Erased      bool
	ErasedOn    string // date; empty when only a part of it was erased

	CanAudit, CanOverturn bool
	CanReport, Own        bool
	Reopens               bool   // overturning it puts the submission back in line
	Why                   string // why there is no form; empty when there is one
	Form                  AuditForm
	Severities            []Choice
	Sample                *SampleBeside // in which it is judged; nil for none
	Back, Before, After   string        // addresses of the list and its neighbours
	ListQuery, NextID     string        // hidden in the form
}

// ReasonSaid is a reason as it was in force: for staff, and as the applicant read it.
type ReasonSaid struct{ Word, Said string }

// Fact is a line of what is known about how a decision was made.
type Fact struct {
	Label, Value string
	Code         bool // it is a code and no words
	Hint         string
}

// DigestLine names the picture on which a decision was made.
type DigestLine struct{ Side, Digest, Whole string }

// AuditSaid is what somebody said about a decision afterwards.
type AuditSaid struct {
	Verdict, Word, By, At, Text string
	Severity, Means             string // of an overturn, in words; empty for none
	Answered, Answer            string // by whom and when, and what; empty for none
}

// NewAuditModel turns a decision into what its page shows. The list is the one beside it.
func NewAuditModel(page Page, v *review.AuditView, list AuditListModel, in AuditInput, form AuditForm) AuditModel {
	d, k := v.Decision, v.Kind
	m := AuditModel{
		Page: page, List: list, Ref: string(d.Reference), SeeHref: "/submissions/" + string(d.Reference), ID: string(d.ID),
		Kind: k.Text(page.Lang, k.NameID()), Round: page.T("audit.round", "n", d.Round),
		Outcome: string(d.Outcome), OutcomeWord: page.T("audit.outcome." + string(d.Outcome)), Stage: page.stageWord(d.Stage),
		By: or(d.ByName, page.T("audit.nameless")), At: clock(d.DecidedAt, in.Zone), ISO: d.DecidedAt.UTC().Format("2006-01-02T15:04:05Z"),
		State: page.T("state." + string(v.State.Listed())), Latest: v.Latest,
		Note: d.NoteText, Message: d.MessageText, MessageLang: d.Lang, Erased: v.Erased || d.Erased || v.Round.Erased,
		CanAudit: v.CanAudit, CanOverturn: v.CanOverturn, CanReport: v.CanReport, Own: d.By == in.Me.ID, Form: form,
	}
	if v.Erased {
		m.ErasedOn = day(v.ErasedAt, in.Zone)
	}
	m.Sent, m.Second = d.SentText, page.secondFate(d)
	m.MessageWord = page.messageWord(m.Sent, d.Concludes())
	if o := v.Other; o != nil {
		m.OtherHref = "/audit/" + string(o.ID)
		m.OtherWord = page.T("audit.other-opinion", "stage", page.T("stage."+string(o.Stage)), "outcome", page.T("audit.outcome."+string(o.Outcome)), "name", or(o.ByName, page.T("audit.nameless")))
	}
	m.Desk = page.deskAsDecided(v, in.Zone)
	m.Marks = page.markLines(k, d.Marks)
	drawMarks(m.Desk.Sides, m.Marks)
	m.Upright = len(m.Desk.Sides) > 0 && m.Desk.Sides[0].Height > m.Desk.Sides[0].Width
	for _, id := range d.Reasons {
		said := ReasonSaid{Word: k.Text(page.Lang, kinds.ReasonStaff(id))}
		if d.Outcome != review.Escalate {
			said.Said = k.Text(page.Lang, kinds.ReasonApplicant(id))
		}
		m.Reasons = append(m.Reasons, said)
	}
	m.Looking = page.lookingModel(v, m.Desk.Items, in.Zone)
	m.Facts = page.decisionFacts(v, in)
	m.Images = page.digestLines(v)
	if v.Entry != "" {
		m.Proof = "/audit/log/proof/" + v.Entry
	}
	page.saidAfter(&m, v, in)
	m.Complaint, m.Stays, m.CanStay = page.auditComplaint(v.Complaint, in, form), page.stayLines(v.Stays, in.Zone), v.CanStay
	for _, s := range v.Stays {
		m.Stayed = m.Stayed || s.Open && s.SetByHand
	}
	_, m.Reopens = review.After(v.State, review.ActOverturn)
	m.Reopens = m.Reopens && v.Latest && v.CanOverturn
	m.Why = page.whyNoVerdict(v, m)
	m.Comments = page.commentLines(v.Comments, in.Me.ID, in.Now, in.Zone)
	if v.Reply != nil {
		m.Answered = page.replyLines(*v.Reply, in.Now, in.Zone)
	}
	chosen := cmp.Or(form.Severity, string(review.Major)) // as it is taken where nothing is chosen
	for _, s := range review.Severities() {
		m.Severities = append(m.Severities, Choice{string(s), page.T("severity." + string(s)), chosen == string(s)})
	}
	m.Back = in.Filter.href("/audit", false)
	m.Before, m.After = neighbours(list.Rows)
	m.ListQuery = in.Filter.Query(false)
	m.NextID = idOf(m.After)
	return m
}

// deskAsDecided is the review page's own model, filled from the version of the kind that was in force.
func (p Page) deskAsDecided(v *review.AuditView, zone *time.Location) ReviewModel {
	r := &review.ReviewView{
		ID: v.Decision.Submission, Reference: v.Decision.Reference, State: v.State, Kind: v.Kind, Round: v.Round,
	}
	m := ReviewModel{
		Page: p, Ref: string(v.Decision.Reference), Path: "/submissions/" + string(v.Decision.Reference), Erased: v.Round.Erased,
		Sides: p.sideModels(r, ReviewInput{}), Fields: p.fieldLines(r, ReviewInput{}), Findings: p.wholeFindings(r),
		Items: p.itemLines(r, review.WorksheetContent{Answers: v.Decision.Answers}, nil),
	}
	for i := range m.Items {
		m.Items[i].Lit = false
		if m.Items[i].Given != "" {
			m.Answered++
		}
		if at, ok := v.Decision.AnsweredAt()[m.Items[i].ID]; ok {
			m.Items[i].At, m.Items[i].AtISO = p.T("audit.answered-at", "time", p.answeredAt(v, m.Items[i].ID, at, zone)), at.UTC().Format(time.RFC3339)
		}
	}
	for i := range m.Fields {
		m.Fields[i].CanCopy, m.Fields[i].Inquiry = false, ""
	}
	return m
}

// answeredAt is the time of an answer: with its day where the moment matters, else by the clock of the decision's day.
func (p Page) answeredAt(v *review.AuditView, item string, at time.Time, zone *time.Location) string {
	if _, matters := v.Decision.Times[item]; matters || day(at, zone) != day(v.Decision.DecidedAt, zone) {
		return clock(at, zone)
	}
	return at.In(zone).Format(time.TimeOnly)
}

func (p Page) decisionFacts(v *review.AuditView, in AuditInput) []Fact {
	d := v.Decision
	facts := []Fact{
		{Label: p.T("audit.fact.sent"), Value: clock(v.Round.SubmittedAt, in.Zone)},
		{Label: p.T("audit.fact.decided"), Value: d.DecidedAt.In(in.Zone).Format("2006-01-02 15:04:05")},
		{Label: p.T("audit.fact.effective"), Value: d.EffectiveAt.In(in.Zone).Format("2006-01-02 15:04:05")},
		{Label: p.T("audit.fact.waiting"), Value: p.took(d.Waiting), Hint: p.T("audit.fact.waiting-hint")},
		{Label: p.T("audit.fact.handling"), Value: p.took(d.Handling), Hint: p.T("audit.fact.handling-hint")},
		{Label: p.T("audit.fact.kind-version"), Value: d.KindVersion, Code: true},
		{Label: p.T("audit.fact.policy-version"), Value: d.PolicyVersion, Code: true},
		{Label: p.T("audit.fact.seen"), Value: itoa(int(d.Seen)), Hint: p.T("audit.fact.seen-hint")},
		{Label: p.T("audit.fact.lang"), Value: strings.ToUpper(d.Lang)},
		{Label: p.T("audit.fact.decision"), Value: string(d.ID), Code: true},
	}
	return facts
}

// digestShown is how many hexadecimal digits of a digest are shown: enough to tell two pictures apart.
const digestShown = 16

func (p Page) digestLines(v *review.AuditView) []DigestLine {
	var out []DigestLine
	for _, i := range v.Decision.Images {
		line := DigestLine{Side: p.sideName(v.Kind, i.Side), Whole: hex.EncodeToString(i.Digest)}
		line.Digest = line.Whole
		if len(line.Whole) > digestShown {
			line.Digest = line.Whole[:digestShown] + "…"
		}
		out = append(out, line)
	}
	return out
}

func (p Page) sideName(k *kinds.Kind, id string) string {
	if s, ok := k.Side(id); ok {
		return k.Text(p.Lang, s.NameID())
	}
	return p.T("audit.side", "side", id)
}

// saidAfter fills in the report and the verdicts.
func (p Page) saidAfter(m *AuditModel, v *review.AuditView, in AuditInput) {
	d := v.Decision
	if d.Report != nil {
		m.Report = &AuditSaid{By: m.By, At: clock(d.Report.At, in.Zone), Text: d.ReportText}
	}
	for i := range d.Audits {
		m.Audits = append(m.Audits, p.auditSaid(d, i, in.Zone))
	}
}

// whyNoVerdict says why a supervisor cannot give a verdict here.
func (p Page) whyNoVerdict(v *review.AuditView, m AuditModel) string {
	switch {
	case m.CanAudit:
		return ""
	case v.Erased:
		return p.T("audit.why.erased")
	case v.Decision.Retraction != nil:
		return p.T("audit.why.retracted")
	case !v.Decision.Stands():
		return p.T("audit.why.overturned")
	case m.Own && m.List.All:
		return p.T("audit.why.own")
	case m.List.All:
		return p.T("audit.why.pending")
	}
	return ""
}

// idOf is the decision that an address of the audit desk names.
func idOf(href string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(href, "/audit/"), "?")
	return path
}

// messageWord says what the message of a decision is: sent, or not like this because another was or the decision alone
// ends nothing.
func (p Page) messageWord(sent string, concludes bool) string {
	if sent != "" || !concludes {
		return p.T("audit.message-own")
	}
	return p.T("audit.message")
}

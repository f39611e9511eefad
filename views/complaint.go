package views

import (
	"time"

	"shinsa/review"
)

// ComplaintCard is what an applicant reads of the request for another look.
type ComplaintCard struct {
	Heading, Text string
	More          []string
	Answer        []string // what was answered, line by line
	Lang          string   // of the answer
	Yours         []string // what was written, or said on the telephone
	YoursWord     string
}

// ComplaintAsk is the form that asks for another look.
type ComplaintAsk struct {
	Until string
	Max   string // characters
	Typed string
	Wrong string
}

func (a ComplaintAsk) described() string {
	if a.Wrong != "" {
		return "f-complaint-hint f-complaint-error"
	}
	return "f-complaint-hint"
}

// ComplaintInput is what was sent and refused.
type ComplaintInput struct {
	Typed string
	Wrong review.FieldErrors
}

// complaint fills in the card or the form of the status page.
func (m *StatusModel) complaint(v *review.ApplicantView, in ComplaintInput) {
	if !v.ComplainUntil.IsZero() {
		m.Keeps = "complaint"
		m.Ask = &ComplaintAsk{Until: m.day(v.ComplainUntil), Max: itoa(review.MaxComplaint), Typed: in.Typed}
		if e, wrong := in.Wrong.Of("complaint"); wrong {
			m.Ask.Wrong = m.complaintWrong(e)
		}
		m.AskContact = false // the next step stands right below
	}
	c := v.Complaint
	if c == nil || c.Verdict == review.Overturn && !v.State.Decidable() || c.Verdict == review.Agree && v.State != review.Rejected {
		return
	}
	card := &ComplaintCard{Lang: c.Lang, YoursWord: m.T("apply.complaint.yours")}
	if c.Via == review.ViaSupport {
		card.YoursWord = m.T("apply.complaint.passed")
	}
	if c.Text != "" {
		card.Yours = lines(c.Text)
	}
	switch c.Verdict {
	case review.Agree:
		card.Heading, card.Text = m.T("apply.complaint.upheld.heading"), m.T("apply.complaint.upheld.text", "time", m.stamp(c.AnsweredAt))
		if c.Message != "" {
			card.Answer = lines(c.Message)
		}
	case review.Overturn:
		card.Heading, card.Text = m.T("apply.complaint.overturned.heading"), m.T("apply.complaint.overturned.text", "time", m.stamp(c.AnsweredAt))
	default:
		card.Heading = m.T("apply.complaint.received.heading")
		card.Text = m.T("apply.complaint.received.text", "time", m.stamp(c.At), "date", m.day(c.AnswerBy))
		card.More = []string{m.T("apply.complaint.received.meanwhile")}
		if m.Mail {
			card.More = append(card.More, m.T("apply.complaint.received.mail"))
		}
	}
	m.Complaint = card
}

// complaintWrong is what is wrong with a complaint, in words.
func (p Page) complaintWrong(e review.FieldError) string {
	if e.Word == "field-error.required" {
		e.Word = "field-error.complaint-required"
	}
	return p.wrong(e)
}

// ComplaintWrong is what is wrong with a complaint that somebody passed on, in words.
func (p Page) ComplaintWrong(wrong review.FieldErrors) string {
	if e, ok := wrong.Of("complaint"); ok {
		return p.complaintWrong(e)
	}
	return ""
}

// ComplaintLine is a complaint of the supervisors' page.
type ComplaintLine struct {
	Href, Ref, Came, Due string
	Overdue, CanAnswer   bool
}

func (p Page) complaintLines(all []review.ComplaintRow, in AuditInput) []ComplaintLine {
	var out []ComplaintLine
	for _, c := range all {
		line := ComplaintLine{Href: "/audit/" + string(c.Decision), Ref: string(c.Reference), CanAnswer: c.CanAnswer}
		line.Came = p.T("complaint.by-link", "time", clock(c.At, in.Zone))
		if c.Via == review.ViaSupport {
			line.Came = p.T("complaint.by-support", "name", or(c.PassedByName, p.T("audit.nameless")), "time", clock(c.At, in.Zone))
		}
		line.Due, line.Overdue = p.complaintDue(c.AnswerBy, in.Now, in.Zone)
		out = append(out, line)
	}
	return out
}

// complaintDue says until when a complaint is to be answered, and whether that is over.
func (p Page) complaintDue(by, now time.Time, zone *time.Location) (string, bool) {
	if now.After(by) {
		return p.T("complaint.overdue", "date", day(by, zone)), true
	}
	return p.T("complaint.answer-by", "date", day(by, zone)), false
}

// AuditComplaint is a complaint on the page of the decision that it is about.
type AuditComplaint struct {
	Came, Due      string
	Overdue        bool
	Text           string
	Erased         bool
	Lang, LangName string
	CanAnswer      bool
	Answered       string // by whom and when; empty while nobody has
	Message        string
	Draft          string // what stands in the form
}

func (p Page) auditComplaint(c *review.ComplaintView, in AuditInput, form AuditForm) *AuditComplaint {
	if c == nil {
		return nil
	}
	at := clock(c.At, in.Zone)
	m := &AuditComplaint{
		Came: p.T("complaint.heading-link", "time", at), Text: c.Text, Erased: c.Erased, Lang: c.Lang, LangName: p.langName(c.Lang), CanAnswer: c.CanAnswer,
		Message: c.Message, Draft: p.In(c.Lang, "complaint.usual"),
	}
	if c.Via == review.ViaSupport {
		m.Came = p.T("complaint.heading-support", "name", or(c.PassedBy, p.T("audit.nameless")), "time", at)
	}
	m.Due, m.Overdue = p.complaintDue(c.AnswerBy, in.Now, in.Zone)
	if form.Sent {
		m.Draft = form.Message
	}
	said := map[review.Verdict]string{review.Agree: "complaint.upheld", review.Overturn: "complaint.overturned"}
	if word := said[c.Verdict]; word != "" {
		m.Answered = p.T(word, "name", or(c.AnsweredBy, p.T("audit.nameless")), "time", clock(c.AnsweredAt, in.Zone))
	}
	return m
}

// langName is a language in its own words.
func (p Page) langName(code string) string {
	for _, l := range p.Languages() {
		if l.Code == code {
			return l.Name
		}
	}
	return code
}

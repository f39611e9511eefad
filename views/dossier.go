package views

import (
	"cmp"
	"encoding/hex"
	"slices"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// DossierInput is what is needed to show a report.
type DossierInput struct {
	Zone     *time.Location
	Pictures bool // shows them
}

// DossierModel is the report of one submission, to be read and printed.
type DossierModel struct {
	Page
	Self      string // address of this page
	Pictures  bool
	Erased    string // date; empty when it was not erased
	Facts     []Fact
	Rounds    []DossierRoundModel
	Decisions []DossierDecisionModel
	Complaint *AuditComplaint
	Said      []DossierSaid // comments, questions and answers
	Stays     []StayLine
	Messages  []LookupMessage
	Views     []DossierView
	Head      string
}

// DossierRoundModel is what was sent in one round.
type DossierRoundModel struct {
	Heading, Kind string
	Erased        bool
	Fields        []Fact
	Findings      []string
	Images        []DossierImage
}

// DossierImage is a picture of a round.
type DossierImage struct{ Side, Facts, Src, Gone string }

// DossierDecisionModel is a decision as it was made.
type DossierDecisionModel struct {
	Heading              string
	Outcome              string
	Facts                []Fact
	Answers              []Fact
	Reasons              []ReasonSaid
	Note                 string
	Message, MessageWord string // the author's, and what it is: sent, or not like this
	Sent, Lang           string
	Erased               bool
	Fate                 []DossierSaid // taken back, reported
	Audits               []AuditSaid
	Digests              []Fact
	Entry, Proof         string
}

// DossierSaid is what somebody said, and when.
type DossierSaid struct{ What, By, At, Text string }

// DossierView is a look of somebody of the desk.
type DossierView struct{ At, By, What string }

// NewDossierModel turns a report into what is shown of it.
func NewDossierModel(p Page, r *review.Dossier, in DossierInput) DossierModel {
	m := DossierModel{Page: p, Self: "/submissions/" + string(r.Reference) + "/report", Pictures: in.Pictures, Head: r.Head}
	if !r.ErasedAt.IsZero() {
		m.Erased = day(r.ErasedAt, in.Zone)
	}
	m.Facts = []Fact{
		{Label: p.T("dossier.state"), Value: p.T("state." + string(r.State)), Hint: p.T("dossier.since", "time", clock(r.Since, in.Zone))},
		{Label: p.T("dossier.begun"), Value: clock(r.CreatedAt, in.Zone)},
		{Label: p.T("dossier.operator"), Value: p.Operator},
		{Label: p.T("dossier.made"), Value: p.T("dossier.made-by", "name", r.MadeBy, "time", clock(r.MadeAt, in.Zone), "zone", in.Zone.String())},
	}
	for _, round := range r.Rounds {
		m.Rounds = append(m.Rounds, p.dossierRound(string(r.Reference), round, in))
	}
	for _, d := range r.Decisions {
		m.Decisions = append(m.Decisions, p.dossierDecision(d, in))
	}
	m.Complaint = p.auditComplaint(r.Complaint, AuditInput{Now: r.MadeAt, Zone: in.Zone}, AuditForm{})
	m.Stays = p.stayLines(r.Stays, in.Zone)
	for _, c := range r.Comments {
		m.Said = append(m.Said, DossierSaid{What: p.T("dossier.comment"), By: c.ByName, At: clock(c.At, in.Zone), Text: p.orErased(c.Text, c.Erased)})
	}
	for _, q := range slices.Backward(r.Replies) {
		m.Said = append(m.Said,
			DossierSaid{What: p.T("dossier.question"), By: q.AskedBy, At: clock(q.AskedAt, in.Zone), Text: p.orErased(q.Question, q.Erased)},
			DossierSaid{What: p.T("dossier.answer"), By: q.By, At: clock(q.At, in.Zone), Text: p.orErased(q.Text, q.Erased)})
	}
	for _, parcel := range r.Parcels {
		m.Messages = append(m.Messages, p.lookupMessage(parcel, in.Zone))
	}
	for _, l := range r.Views {
		look := DossierView{At: l.At.In(in.Zone).Format("2006-01-02 15:04:05"), By: or(l.Name, string(l.Person)), What: p.T("dossier.look.fields", "n", l.Round)}
		if l.What == "image" {
			id := "dossier.look.delivered"
			if !l.ShownAt.IsZero() {
				id = "dossier.look.image"
			}
			look.What = p.T(id, "n", l.Round, "side", p.sideWord(l.Side))
		}
		m.Views = append(m.Views, look)
	}
	return m
}

func (p Page) orErased(text string, erased bool) string {
	if erased {
		return p.T("dossier.erased-text")
	}
	return text
}

// sideWord is a side by its usual name.
func (p Page) sideWord(side string) string {
	if id := "side." + side + ".name"; p.Words.Has(id) {
		return p.T(id)
	}
	return side
}

func (p Page) dossierRound(ref string, r review.DossierRound, in DossierInput) DossierRoundModel {
	k := r.KindAsSent
	m := DossierRoundModel{
		Heading: p.T("dossier.round", "n", r.N, "time", clock(r.SubmittedAt, in.Zone)), Kind: k.Text(p.Lang, k.NameID()), Erased: r.Erased,
	}
	for _, f := range k.Fields {
		v := r.Fields[f.ID]
		if f.Type == kinds.YesNo && v != "" {
			v = p.T("answer." + v)
		}
		if v != "" {
			m.Fields = append(m.Fields, Fact{Label: p.fieldLabel(k, f), Value: v})
		}
	}
	for _, stored := range r.Findings {
		m.Findings = append(m.Findings, p.findingWord(review.ParseFinding(stored).Code))
	}
	for _, i := range bySide(k, r.Images, func(i review.ImageView) string { return i.Side }) {
		one := DossierImage{Side: p.sideName(k, i.Side)}
		switch {
		case i.Purged && i.KeptDays > 0:
			one.Gone = p.T("dossier.image-over", "n", i.KeptDays)
		case i.Purged:
			one.Gone = p.T("dossier.image-purged")
		default:
			one.Facts = itoa(i.Width) + " × " + itoa(i.Height) + " · " + Bytes(i.Bytes)
			if in.Pictures {
				one.Src = "/submissions/" + ref + "/images/" + i.Side + "?size=screen&round=" + itoa(r.N)
			}
		}
		if i.Carried {
			one.Side += " " + p.T("dossier.carried")
		}
		m.Images = append(m.Images, one)
	}
	return m
}

func (p Page) dossierDecision(d review.DossierDecision, in DossierInput) DossierDecisionModel {
	k := d.KindThen
	second := func(t time.Time) string { return t.In(in.Zone).Format("2006-01-02 15:04:05") }
	m := DossierDecisionModel{
		Heading: p.T("dossier.decision", "outcome", p.T("audit.outcome."+string(d.Outcome)), "n", d.Round), Outcome: string(d.Outcome),
		Note: d.NoteText, Sent: d.SentText, Lang: d.Lang, Erased: d.Erased,
		Entry: d.Entry, Proof: string(d.Proof),
	}
	m.Facts = []Fact{
		{Label: p.T("dossier.by"), Value: or(d.ByName, p.T("audit.nameless")), Hint: p.stageWord(d.Stage)},
		{Label: p.T("audit.fact.decided"), Value: second(d.DecidedAt)},
		{Label: p.T("audit.fact.effective"), Value: second(d.EffectiveAt)},
		{Label: p.T("audit.fact.waiting"), Value: p.took(d.Waiting)},
		{Label: p.T("audit.fact.handling"), Value: p.took(d.Handling)},
		{Label: p.T("audit.fact.kind-version"), Value: d.KindVersion, Code: true},
		{Label: p.T("audit.fact.policy-version"), Value: d.PolicyVersion, Code: true},
		{Label: p.T("audit.fact.decision"), Value: string(d.ID), Code: true},
	}
	if d.Outcome != review.Escalate { // of which the applicant is told nothing
		m.Message, m.MessageWord = d.MessageText, p.messageWord(d.SentText, d.Concludes())
	}
	for _, item := range k.Checklist {
		if a := d.Answers[item.ID]; a != "" {
			f := Fact{Label: k.Text(p.Lang, item.QuestionID()), Value: p.T("answer." + string(a))}
			if at, ok := d.Times[item.ID]; ok {
				f.Hint = second(at)
			}
			m.Answers = append(m.Answers, f)
		}
	}
	for _, id := range d.Reasons {
		said := ReasonSaid{Word: k.Text(p.Lang, kinds.ReasonStaff(id))}
		if d.Outcome != review.Escalate {
			said.Said = k.Text(p.Lang, kinds.ReasonApplicant(id))
		}
		m.Reasons = append(m.Reasons, said)
	}
	if x := d.Retraction; x != nil {
		m.Fate = append(m.Fate, DossierSaid{What: p.T("dossier.taken-back"), By: d.ByName, At: second(x.At)})
	}
	if x := d.Report; x != nil {
		m.Fate = append(m.Fate, DossierSaid{What: p.T("audit.is-reported"), By: d.ByName, At: second(x.At), Text: d.ReportText})
	}
	for i := range d.Audits {
		m.Audits = append(m.Audits, p.auditSaid(d.DecisionView, i, in.Zone))
	}
	for _, i := range bySide(k, d.Images, func(i review.DecisionImage) string { return i.Side }) {
		f := Fact{Label: p.T("audit.digest", "side", p.sideName(k, i.Side)), Value: hex.EncodeToString(i.Digest), Code: true}
		if f.Value == "" {
			f.Value, f.Code = p.T("audit.digest-gone"), false
		}
		m.Digests = append(m.Digests, f)
	}
	return m
}

// bySide puts what belongs to sides into the order in which the kind has them.
func bySide[T any](k *kinds.Kind, all []T, side func(T) string) []T {
	place := func(one T) int {
		return slices.IndexFunc(k.Sides, func(s kinds.Side) bool { return s.ID == side(one) })
	}
	return slices.SortedStableFunc(slices.Values(all), func(a, b T) int { return cmp.Compare(place(a), place(b)) })
}
